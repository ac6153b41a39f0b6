"""A table of a page goes in, its rows of cells come out, merged cells resolved; tables that only lay out a page are told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from loaders.formats.markup import BLOCKS, CELLS, Page
from loaders.formats.weights import Weights

MAX_COLUMNS = 64
"""No table of a document is wider; what stands beyond goes into the last column."""
LAYOUT_SHARE = 0.6
LAYOUT_BREAKS = 4
"""A cell with so much of a table's text, broken into so many lines, holds a document: the table lays it out."""

Words = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Table:
    """`before` and `after` are cells that cover all columns, captions and notes; every row has as many cells."""

    before: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    after: tuple[int, ...]


def cells_of(page: Page, table: int) -> list[list[int]]:
    """The cells of a table row by row, those of tables inside its cells left out."""
    rows: list[list[int]] = [[]]
    at = table + 1
    while at < page.ends[table]:
        name = page.names[at]
        if name == "tr":
            rows.append([])
        elif name in CELLS:
            rows[-1].append(at)
        at = page.ends[at] if name in CELLS or name in ("table", "caption") else at + 1
    return [row for row in rows if row]


def is_data(page: Page, rows: list[list[int]], weights: Weights) -> bool:
    """Whether a table is one of data: several rows and columns, and no cell that holds a table or a document."""
    size = weights.size
    filled = [[cell for cell in row if size[cell]] for row in rows]
    if sum(map(bool, filled)) < 2 or max(map(len, filled)) < 2:
        return False
    cells = [cell for row in filled for cell in row]
    largest = max(cells, key=size.__getitem__)
    if size[largest] > LAYOUT_SHARE * sum(size[cell] for cell in cells) and _is_broken(page, largest):
        return False
    return not any(weights.tables[cell] for cell in cells)


def _is_broken(page: Page, cell: int) -> bool:
    breaks = (at for at in range(cell + 1, page.ends[cell]) if page.names[at] == "br" or page.names[at] in BLOCKS)
    return sum(1 for _ in islice(breaks, LAYOUT_BREAKS)) == LAYOUT_BREAKS


def read_table(page: Page, rows: list[list[int]], words: Words) -> Table:
    """The table with merged cells printed once and empty in the other rows and columns that they cover."""
    placed = _placed(page, rows)
    used = sorted({column for row in placed for column in row})
    wide = [len(row) == 1 and _span(page, row[0], "colspan") > used[-1] for row in rows]
    first = next((at for at, one in enumerate(wide) if not one), len(rows))
    last = max((at + 1 for at, one in enumerate(wide) if not one), default=first)
    grid = [tuple(" ".join(map(words, row.get(column, ()))) for column in used) for row in placed[first:last]]
    return Table(
        tuple(row[0] for row in rows[:first]), tuple(row for row in grid if any(row)), tuple(r[0] for r in rows[last:])
    )


def _placed(page: Page, rows: list[list[int]]) -> list[dict[int, list[int]]]:
    """Each row's cells by their column, where cells of rows above leave room."""
    taken = [0] * MAX_COLUMNS  # the first row in which a column is free again
    placed: list[dict[int, list[int]]] = []
    for number, row in enumerate(rows):
        columns: dict[int, list[int]] = {}
        at = 0
        for cell in row:
            while at < MAX_COLUMNS - 1 and taken[at] > number:
                at += 1
            columns.setdefault(at, []).append(cell)
            end = min(at + _span(page, cell, "colspan"), MAX_COLUMNS)
            taken[at:end] = [number + _span(page, cell, "rowspan")] * (end - at)
            at = min(end, MAX_COLUMNS - 1)
        placed.append(columns)
    return placed


def _span(page: Page, cell: int, name: str) -> int:
    value = page.attributes(cell).get(name, "")[:5]
    return max(1, int(value)) if value.isascii() and value.isdigit() else 1
