"""The lines below a header go in, the rows come out, each cell under its column: cells marked by bars, or a cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.spans import Span
from loaders.tables.align import align, align_row
from loaders.tables.cells import Cell, CellKind, grid_cells, is_grid, is_rule, numbered
from loaders.tables.heads import Head, head

_DRAWN = re.compile("[甲乙丙丁]|[A-G]|栏次")
_CAPTION = re.compile(
    r"专栏 ?\d|附[表件录] ?[\d一二三四五六七八九十]|表 ?[\d一二三四五六七八九十]|(?:备?注|说明)\d?[：:]"
)
MAX_PAGE = 14
"""The longest line (a page number, 续表) that may stand between two rows of a grid."""


@dataclass(slots=True)
class Row:
    """A row: the cells under each column, by the column's place, in printed order."""

    cells: dict[int, list[Cell]] = field(default_factory=dict)

    def add(self, column: int, cell: Cell) -> None:
        """Hang a cell under a column."""
        self.cells.setdefault(column, []).append(cell)

    def words(self, column: int) -> str:
        """The words under a column, the pieces of a wrapped cell put together."""
        joined = ""
        for cell in self.cells.get(column, ()):
            joined += " " if joined[-1:].isdigit() and cell.text[:1].isdigit() else ""
            joined += cell.text
        return joined.replace("<br>", "").replace("<br/>", "")

    def span(self, columns: Sequence[Head]) -> Span:
        """From its first cell to its last, without the category that it shares with others."""
        own = [c for at, cells in self.cells.items() if columns[at].kind != "category" for c in cells if c.text]
        own = own or [cell for cells in self.cells.values() for cell in cells]
        return min(cell.start for cell in own), max(cell.end for cell in own)


def grid_rows(
    text: str, lines: Sequence[Span], first: int, columns: Sequence[Head]
) -> tuple[list[Row], tuple[Head, ...], int]:
    """The rows of a grid from line `first` on, its columns (more than the header names where its cells are wider), and how
    many lines it takes."""
    found: list[list[Cell]] = []
    used = 0
    for at in range(first, len(lines)):
        start, end = lines[at]
        words = text[start:end]
        if not is_grid(words) and not is_rule(words):
            if (
                end - start <= MAX_PAGE
                and not _CAPTION.match(words)
                and at + 1 < len(lines)
                and is_grid(text[slice(*lines[at + 1])])
            ):
                continue
            break
        cells = [] if is_rule(words) else grid_cells(text, start, end)
        if _begins_another(cells, columns) or _is_caption(cells):
            break
        if cells and not _is_head(cells):
            found.append(cells)
        used = at + 1 - first
    columns = _widened(found, columns)
    return [_grid_row(cells, columns) for cells in found], tuple(columns), used


def _is_caption(cells: list[Cell]) -> bool:
    """Whether a line of cells holds the caption or the notes of a table and nothing else."""
    words = [cell.text for cell in cells if cell.text]
    return len(words) == 1 and _CAPTION.match(words[0]) is not None


def _begins_another(cells: list[Cell], columns: Sequence[Head]) -> bool:
    """Whether a line of cells is the header of another table: most are heads, and not those of this one."""
    known = {one.words for one in columns}
    named = [head(cell.text) for cell in cells if cell.text]
    new = [one for one in named if one and not any(one.words in words for words in known)]
    return len(named) > 1 and bool(new) and sum(one is not None for one in named) * 3 > len(named) * 2


def _is_head(cells: list[Cell]) -> bool:
    """Whether a line repeats the header (on the next page), or numbers the columns."""
    words = [cell.text for cell in cells if cell.text]
    if all(_DRAWN.fullmatch(one) for one in words) or words == [str(n) for n in range(1, len(words) + 1)]:
        return len(words) > 1 or not words
    return len(words) > 1 and all(head(one) for one in words)


def _widened(found: list[list[Cell]], columns: Sequence[Head]) -> tuple[Head, ...]:
    """The columns, with one of categories more where most rows have one more cell than the header (指标 over two)."""
    wider = sum(len(cells) == len(columns) + 1 for cells in found)
    if wider * 2 <= len(found):
        return tuple(columns)
    at = next((n for n, one in enumerate(columns) if one.kind == "name"), 0)
    return (*columns[:at], Head("name", ""), *columns[at:])


def _grid_row(cells: list[Cell], columns: Sequence[Head]) -> Row:
    row = Row()
    if len(cells) == len(columns):
        for at, cell in enumerate(cells):
            row.add(at, cell)
        return row
    filled = [cell for cell in cells if cell.text]
    for cell, at in zip(filled, align_row(tuple(one.kind for one in filled), tuple(columns)), strict=True):
        row.add(at, cell)
    return row


def stream_rows(cells: Sequence[Cell], columns: Sequence[Head]) -> tuple[list[Row], tuple[Head, ...]]:
    """The rows of a table that has a cell a line, and its columns with those that the header leaves unnamed."""
    if not cells:
        return [], tuple(columns)
    split = [part for cell in _without_heads(cells, columns) for part in numbered(cell)]
    kinds = _kinds(split)
    if "serial" in kinds and not any(one.kind == "number" for one in columns):
        columns = (Head("number", ""), *columns)
    if not any(one.kind == "category" for one in columns):
        columns = (Head("category", ""), *columns)
    rows: list[Row] = []
    last = -1
    for cell, (number, at) in zip(split, align(kinds, columns), strict=True):
        if number != last:
            rows.append(Row())
            last = number
        rows[-1].add(at, cell)
    return rows, tuple(columns)


def _without_heads(cells: Sequence[Cell], columns: Sequence[Head]) -> list[Cell]:
    """The cells without a header that is printed again on the next page."""
    known = {one.words for one in columns}
    named = [(one := head(cell.text)) is not None and one.words in known for cell in cells]
    out = []
    for at, cell in enumerate(cells):
        beside = (at and named[at - 1]) or (at + 1 < len(cells) and named[at + 1])
        if not (named[at] and beside):
            out.append(cell)
    return out


def _kinds(cells: Sequence[Cell]) -> list[CellKind]:
    """What each cell holds; a bare number that counts on and stands before a name is a row's number."""
    kinds = [cell.kind for cell in cells]
    expected = 1
    for at, cell in enumerate(cells):
        if kinds[at] == "serial":
            expected = int(re.sub(r"\D", "", cell.text) or 0) + 1
        if kinds[at] != "int" or int(cell.text) != expected:
            continue
        after = kinds[at + 1 : at + 3]
        named = after[:1] in (["text"], ["long"])
        later = len(after) > 1 and after[1] == "int" and cells[at + 2].text == cell.text
        if named and not later:
            kinds[at] = "serial"
            expected += 1
    return kinds
