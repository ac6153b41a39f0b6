"""Rows and the lines printed between them go in, each line with the row whose tall cell it is a piece of comes out.

A cell of several lines is centred on its row, so that the line with the number stands between the halves of the others; or
it begins on the row's line and goes on below. A centred row has as many lines above its own as below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.tables.align import align_row, fit
from loaders.tables.cells import Cell
from loaders.tables.heads import Head
from loaders.tables.rows import Row

Pieces = list[list[Cell]]
"""Lines between two rows, each as its cells."""
MOST_BESIDE = 6
"""How many lines a cell may have on either side of its row's own."""
UNEVEN, NAMELESS, NEEDLESS = 2.0, 6.0, 0.2
_ASIDE = ("number", "other", "category")


@dataclass(slots=True)
class Line:
    """A row's own line: its number, its cells by column, and the lines of its tall cells on either side."""

    cells: list[Cell]
    placed: dict[int, list[Cell]]
    number: Cell | None
    above: Pieces = field(default_factory=list)
    below: Pieces = field(default_factory=list)

    def name(self, columns: Sequence[Head]) -> str:
        """The words of the name that stand in the line itself."""
        return "".join(cell.text for at, cells in self.placed.items() if columns[at].kind == "name" for cell in cells)

    def lacks(self, columns: Sequence[Head]) -> list[int]:
        """The columns that the line has no cell in."""
        return [at for at, one in enumerate(columns) if at not in self.placed and one.kind not in _ASIDE and one.words]


def share(mains: Sequence[Line], gaps: Sequence[Pieces], columns: Sequence[Head], trailing: int) -> int:
    """Give the lines between rows (`gaps`, one before each row and one after the last) to the rows.

    Where rows go on below, the last one gets at most `trailing` lines. Returns how many lines after it were given.
    """
    if not mains:
        return 0
    nameless = [not main.name(columns) for main in mains]
    if not any(nameless) and not gaps[0]:
        for main, gap in zip(mains, gaps[1:], strict=True):
            main.below = gap[: MOST_BESIDE if main is not mains[-1] else trailing]
        return len(mains[-1].below)
    mains[0].above = gaps[0][-MOST_BESIDE:]
    splits = _splits(nameless, [len(gap) for gap in gaps[1:-1]], len(mains[0].above))
    for at, split in enumerate(splits):
        mains[at].below = gaps[at + 1][:split]
        mains[at + 1].above = gaps[at + 1][split:]
    taken = min(len(mains[-1].above), len(gaps[-1]))
    mains[-1].below = gaps[-1][:taken]
    return taken


def _splits(nameless: Sequence[bool], sizes: Sequence[int], above: int) -> list[int]:
    """How many lines of each gap belong to the row before it: the sharing that leaves the rows most even."""
    costs = {above: 0.0}
    back: list[dict[int, tuple[int, int]]] = []
    for at, size in enumerate(sizes):
        following: dict[int, float] = {}
        came: dict[int, tuple[int, int]] = {}
        for over, cost in costs.items():
            for split in _ways(size):
                here = cost + _uneven(over, split, nameless[at])
                if here < following.get(size - split, float("inf")):
                    following[size - split], came[size - split] = here, (over, split)
        costs = following
        back.append(came)
    over = min(costs, key=lambda n: costs[n] + (NAMELESS if nameless[-1] and not n else 0.5 * n))
    splits = []
    for came in reversed(back):
        over, split = came[over]
        splits.append(split)
    return splits[::-1]


def _ways(size: int) -> Sequence[int]:
    """How many lines of a gap may go to the row before it; a gap that no two rows can fill is cut in the middle."""
    return range(max(0, size - MOST_BESIDE), min(size, MOST_BESIDE) + 1) or (size // 2,)


def _uneven(above: int, below: int, nameless: bool) -> float:
    lost = NAMELESS if nameless and not above + below else 0.0
    return UNEVEN * abs(above - below) + lost + (NEEDLESS if above + below and not nameless else 0.0)


def put_together(main: Line, columns: Sequence[Head]) -> Row:
    """A row's cells with the lines of its tall cells put before and after them.

    Lines at half a line's distance are of cells that the row's own line does not have, those at a whole line's distance of
    cells that it has: from the row outwards they take turns.
    """
    missing = main.lacks(columns)
    present = [at for at, cells in main.placed.items() if all(cell.kind in ("text", "long") for cell in cells)]
    row = Row()
    number = next((at for at, one in enumerate(columns) if one.kind == "number"), None)
    if main.number is not None and number is not None:
        row.add(number, main.number)
    over = [_spread(cells, turn, missing, present, columns) for turn, cells in enumerate(reversed(main.above))]
    under = [_spread(cells, turn, missing, present, columns) for turn, cells in enumerate(main.below)]
    for placed in [*reversed(over), main.placed, *under]:
        for at, cells in placed.items():
            for cell in cells:
                row.add(at, cell)
    return row


def _spread(
    cells: list[Cell], turn: int, missing: list[int], present: list[int], columns: Sequence[Head]
) -> dict[int, list[Cell]]:
    """The cells of a line beside a row under the columns that they belong to."""
    wordy = [at for at in present if columns[at].holds_values]
    name = [at for at, one in enumerate(columns) if one.kind == "name" and one.words][:1]
    whole = not missing or (turn % 2 == 1 and bool(wordy))
    targets = (wordy or name) if whole else missing
    if len(cells) > len(targets):
        targets = sorted({*missing, *name, *wordy})
    named = [columns[at] for at in targets]
    if len(cells) == 1:
        where = [min(range(len(named)), key=lambda n: _piece_fits(cells[0], named[n]))] if named else []
    elif len(cells) == len(targets):
        where = list(range(len(targets)))
    else:
        where = list(align_row(tuple(cell.kind for cell in cells), tuple(named)))
    placed: dict[int, list[Cell]] = {}
    for cell, at in zip(cells, where, strict=False):
        placed.setdefault(targets[at], []).append(cell)
    return placed


def _piece_fits(cell: Cell, column: Head) -> float:
    """How badly a piece of a cell fits a column: half a unit is short."""
    if column.kind == "unit" and len(cell.text) <= 4 and cell.kind in ("text", "unit"):
        return -0.5
    return fit(cell.kind, column)
