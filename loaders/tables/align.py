"""Cells in printed order and the columns of their table go in, the row and column of each cell come out.

A cell may be missing (merged with the one above, left empty) and a name may take several cells. Of all ways to hang the
cells under the columns the cheapest is taken: what a cell holds fits its column more or less, and a column left empty
costs more or less. One pass over the cells, whatever their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add

from loaders.tables.cells import CellKind
from loaders.tables.heads import Head

_NEVER = 1e9
_FITS: dict[str, dict[CellKind, float]] = {
    "category": {"text": 0.6, "section": 0, "nature": 4, "unit": 4, "int": 9, "serial": 9, "value": 7, "dash": 4, "long": 9},
    "number": {"serial": 0, "int": 3.5, "dash": 6, "text": 9, "value": 9, "unit": 9, "nature": 12, "section": 6, "long": 12},
    "name": {"text": 0, "long": 1, "section": 4, "unit": 3, "int": 8, "serial": 9, "value": 6, "dash": 7, "nature": 12},
    "unit": {"unit": 0, "text": 2.5, "dash": 0.8, "value": 6, "int": 8, "serial": 9, "section": 9, "long": 9, "nature": 12},
    "nature": {"nature": 0, "dash": 2, "text": 7, "unit": 9, "value": 9, "int": 9, "serial": 9, "section": 9, "long": 9},
    "other": {"text": 0.6, "long": 0.8, "dash": 0.6, "value": 3, "int": 2, "serial": 4, "unit": 3, "section": 2, "nature": 9},
    "value": {"value": 0, "int": 0, "dash": 0.2, "text": 2.2, "long": 3, "serial": 4, "unit": 5, "section": 6, "nature": 12},
}  # fmt: skip
"""How badly what a cell holds fits a column."""
_EMPTY: dict[str, float] = {
    "category": 0, "number": 0.6, "name": 6, "unit": 0.8, "criteria": 2.2, "nature": 0.8, "other": 0.3,
}  # fmt: skip
"""What it costs that a row has no cell in a column."""
NEW_ROW = 0.2
NO_WORDS = 2.0
"""What it costs more where that cell is no words."""
_GOES_ON = {"name": 1.2, "other": 1.0, "category": 2.5}
"""What it costs that a column's words take one more cell."""


def fit(kind: CellKind, column: Head) -> float:
    """How badly what a cell holds fits a column (0: well)."""
    return _FITS["value" if column.holds_values else column.kind].get(kind, 9)


def _empty_costs(columns: Sequence[Head]) -> list[float]:
    """What it costs that each column is empty: of several columns of numbers the first is left empty rather."""
    return [_EMPTY.get(one.kind, 1.2) + (0.05 * at if one.holds_values else 0.0) for at, one in enumerate(columns)]


def align(kinds: Sequence[CellKind], columns: Sequence[Head]) -> list[tuple[int, int]]:
    """For each cell of a table its row, counted from 0, and its column."""
    if not kinds or not columns:
        return []
    path = _path(kinds, tuple(columns), False)
    return _rows(path, tuple(columns))


@lru_cache(maxsize=4096)
def align_row(kinds: tuple[CellKind, ...], columns: tuple[Head, ...]) -> tuple[int, ...]:
    """For each cell of one row its column."""
    return tuple(_path(kinds, columns, True)) if kinds and columns else ()


def _path(kinds: Sequence[CellKind], columns: tuple[Head, ...], one_row: bool) -> list[int]:
    """The column of each cell on the cheapest way through the columns, row after row or in one row."""
    width = range(len(columns))
    steps, before, after = _costs(columns, one_row)
    fits = {kind: [fit(kind, column) for column in columns] for kind in set(kinds)}
    wordy = [column.kind in _GOES_ON for column in columns]
    costs = [before[at] + fits[kinds[0]][at] for at in width]
    back: list[list[int]] = []
    for kind in kinds[1:]:
        own = fits[kind]
        came, following = [], []
        for to in width:
            ways = list(map(add, costs, steps[to]))
            best = min(ways)
            best_at = ways.index(best)
            more = NO_WORDS if wordy[to] and best_at == to and kind != "text" else 0.0
            following.append(best + more + own[to])
            came.append(best_at)
        costs = following
        back.append(came)
    at = min(width, key=lambda column: costs[column] + after[column])
    path = [at]
    for came in reversed(back):
        at = came[at]
        path.append(at)
    return path[::-1]


@lru_cache(maxsize=64)
def _costs(columns: tuple[Head, ...], one_row: bool) -> tuple[list[list[float]], list[float], list[float]]:
    """`steps[to][at]`: what it costs to go from a cell in column `at` to the next one in column `to`; what it costs to
    begin, and to end, a row in a column."""
    empty = _empty_costs(columns)
    before = [sum(empty[:at]) for at in range(len(columns))]
    after = [sum(empty[at + 1 :]) for at in range(len(columns))]
    steps = []
    for to, column in enumerate(columns):
        row = []
        for at in range(len(columns)):
            if at < to:
                cost = sum(empty[at + 1 : to])
            else:
                cost = _GOES_ON.get(column.kind, _NEVER) if at == to else _NEVER
                cost = cost if one_row else min(cost, NEW_ROW + after[at] + before[to])
            row.append(cost)
        steps.append(row)
    return steps, before, after


def _rows(path: Sequence[int], columns: tuple[Head, ...]) -> list[tuple[int, int]]:
    """The columns of the cells in printed order, counted into rows."""
    _, before, after = _costs(columns, False)
    row, out = 0, [(0, path[0])]
    for at, to in pairwise(path):
        goes_on = at == to and _GOES_ON.get(columns[to].kind, _NEVER) <= NEW_ROW + after[at] + before[to]
        row += not (to > at or goes_on)
        out.append((row, to))
    return out
