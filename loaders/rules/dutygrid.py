"""The lines of a text go in, the tables of duties among them whose rows are lines come out: | a | b |, or cells set apart
by tabs or several blanks.

A merged cell is printed once and empty in the other rows that it spans. A row may have fewer cells than the table has
columns (blanks at its ends are lost, empty cells among blanks too): each cell is then put where it fits, if there is one
way to do so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from loaders.clean import Cleaned, Line
from loaders.rules.dutycells import MISSING, NUMBER, Cell, Grid, Refusal, Row, cell_of, leading_number, misfit
from loaders.rules.dutyheads import Column, head_kind, read_heads

MAX_HEADS = 16
MAX_BAND = 60
_RULE = re.compile(r"[\s|:+=—–-]*")
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TABS = re.compile(r"[ 　]*\t[ 　]*")
_BLANKS = re.compile(r"[ 　]{2,}")
MISPLACED = "a row whose cells cannot be put under the heads in one way"
BROKEN = "a row whose cells go on in the next line, set apart by blanks alone"
AMONG_ROWS = "a line among the rows of a table, in no cell"


@dataclass(frozen=True, slots=True)
class _Line:
    """A row as printed, before its table is known: its cells between bars, or set apart by tabs or blanks, or a plain line
    in no cell."""

    start: int
    end: int
    cells: tuple[Cell | None, ...]
    form: Literal["bars", "tabs", "blanks", "plain"]

    def words(self) -> list[str]:
        """The words of each cell."""
        return [cell.text if cell else "" for cell in self.cells]

    def filled(self) -> list[Cell]:
        """The cells that are not empty."""
        return [cell for cell in self.cells if cell]


def read_grids(cleaned: Cleaned) -> Iterator[Grid]:
    """The tables of duties whose rows are lines of the text."""
    for block in _blocks(cleaned):
        at = 0
        while at < len(block):
            heads = _heads(block, at)
            if heads is None:
                at += 1
                continue
            columns, size = heads
            title = block[at - 1].filled() if at else []
            grid, end = _read(block, at, size, columns)
            if grid.rows:
                yield replace(grid, title=title[0] if len(title) == 1 and block[at - 1].form != "plain" else None)
            at = end


# ---- Lines that are rows


def _blocks(cleaned: Cleaned) -> Iterator[list[_Line]]:
    """Runs of rows of one form; among rows set apart by blanks a line in no cell stays, if rows come before and after it."""
    block: list[_Line] = []
    waiting: list[_Line] = []
    bars = False
    for line in cleaned.lines:
        rows = list(_rows(cleaned, line))
        barred = cleaned.text.startswith("|", line.start)
        if block and barred == bars and (rows or barred):
            block += [*waiting, *rows]
            waiting = []
        elif not rows and block and not bars and not waiting and line.end > line.start:
            waiting = [_Line(line.start, line.end, (cell_of(cleaned.text, line.start, line.end),), "plain")]
        else:
            if block:
                yield block
            block, waiting, bars = rows, [], barred
    if block:
        yield block


def _rows(cleaned: Cleaned, line: Line) -> Iterator[_Line]:
    """The rows that a line holds: several where cleaning joined them."""
    text = cleaned.text
    if text.startswith("|", line.start):
        for start, end in _printed_lines(cleaned, line):
            if not _RULE.fullmatch(text, start, end):
                last = end - (text[end - 1] == "|" and end - 1 > start)
                yield _Line(start, end, _cells(text, start + 1, last, _BAR), "bars")
        return
    words = text[line.start : line.end]
    if "\t" in words:
        yield _Line(line.start, line.end, _cells(text, line.start, line.end, _TABS), "tabs")
    elif "  " in words or "　　" in words:
        yield _Line(line.start, line.end, _cells(text, line.start, line.end, _BLANKS), "blanks")


def _printed_lines(cleaned: Cleaned, line: Line) -> Iterator[tuple[int, int]]:
    """The rows between bars that cleaning joined to one line: something was taken away between two bars."""
    start = line.start
    at = cleaned.text.find("||", start, line.end)
    while at >= 0:
        if cleaned.origin[at + 1] != cleaned.origin[at] + 1:
            yield start, at + 1
            start = at + 1
        at = cleaned.text.find("||", at + 1, line.end)
    yield start, line.end


def _cells(text: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[Cell | None, ...]:
    cells: list[Cell | None] = []
    at = start
    for match in separator.finditer(text, start, end):
        cells.append(cell_of(text, at, match.start()))
        at = match.end()
    cells.append(cell_of(text, at, end))
    return tuple(_lines_apart(text, cell) if cell and "<" in cell.text else cell for cell in cells)


def _lines_apart(text: str, cell: Cell) -> Cell | None:
    """The cell with the line breaks that Markdown writes as <br>."""
    lines: list[Cell] = []
    at = cell.start
    for match in [*_BREAK.finditer(text, cell.start, cell.end), None]:
        line = cell_of(text, at, match.start() if match else cell.end)
        lines += [line] if line else []
        at = match.end() if match else at
    spans = [span for line in lines for span in ((line.start, line.end), (line.end, line.end + 1))]
    return Cell.of("\n".join(line.text for line in lines), spans[:-1]) if lines else None


# ---- The heads


def _heads(block: Sequence[_Line], at: int) -> tuple[tuple[Column, ...], int] | None:
    """The columns whose heads are the row at `at`, or it and the one below it; and how many rows they take."""
    words = block[at].words()
    if not 2 <= len(words) <= MAX_HEADS or not any(head_kind(word) for word in words[:3]):
        return None
    below = block[at + 1].words() if at + 1 < len(block) else []
    if len(below) == len(words) and any(below) and all(head_kind(word) for word in below if word):
        columns = read_heads([lower or upper for upper, lower in zip(words, below, strict=True)])
        if columns:
            return columns, 2
    columns = read_heads(words)
    return (columns, 1) if columns else None


# ---- The rows


def _read(block: Sequence[_Line], at: int, size: int, columns: tuple[Column, ...]) -> tuple[Grid, int]:
    """The table whose heads begin at `at`, and where the next one may begin."""
    rows: list[Row] = []
    refused: list[Refusal] = []
    end = at + size
    while end < len(block):
        line = block[end]
        heads = _heads(block, end)
        if heads and heads[0] != columns:
            break
        row = None if heads else _row(line, columns)
        if not heads and _goes_on(line, row, columns):
            broken = rows.pop() if rows and rows[-1].end > block[end - 1].start else line
            refused.append(Refusal(broken.start, line.end, BROKEN))
        elif row:
            rows.append(row)
        elif not heads and line.filled() and _is_among_rows(block, end):
            refused.append(Refusal(line.start, line.end, AMONG_ROWS if line.form == "plain" else MISPLACED))
        end += heads[1] if heads else 1
    stop = max([block[at].end, *(row.end for row in rows)])
    return Grid(block[at].start, stop, columns, None, tuple(rows), tuple(refused), block[at].form == "bars"), end


def _goes_on(line: _Line, row: Row | None, columns: Sequence[Column]) -> bool:
    """Whether the cells of the row above go on in a line whose cells blanks set apart: it has no number of its own."""
    if line.form != "blanks" or (row and row.band):
        return False
    numbers = [at for at, column in enumerate(columns) if column.kind == "number"]
    return row is None or (not row.cells[numbers[0]] if numbers else len(line.cells) < len(columns))


def _is_among_rows(block: Sequence[_Line], at: int) -> bool:
    """Whether a line that is no row stands among rows, and not as the title of another table or behind this one."""
    return block[at].form != "plain" or (at + 1 < len(block) and not _heads(block, at + 1))


def _row(line: _Line, columns: tuple[Column, ...]) -> Row | None:
    """The row, each cell under its head; None where they cannot be put there."""
    cells = line.cells
    filled = line.filled()
    if len(filled) == 1 and _is_band(line, columns):
        return Row(line.start, line.end, tuple(None for _ in columns), filled[0])
    while len(cells) > len(columns) and cells[-1] is None:
        cells = cells[:-1]
    if line.form == "plain" or not filled or len(cells) > len(columns):
        return None
    if len(cells) < len(columns):
        places = _first_places(cells, columns) if line.form != "blanks" else None
        places = places or _placed(cells, columns)
        if places is None:
            return None
        cells = tuple(cells[at] if at is not None else None for at in places)
    return Row(line.start, line.end, cells)


def _first_places(cells: Sequence[Cell | None], columns: Sequence[Column]) -> list[int | None] | None:
    """The cells under the first columns, where the first one is a number and each fits: what is missing is behind them."""
    if not cells[0] or columns[0].kind != "number":
        return None
    fits = (misfit(column, cell.text) for column, cell in zip(columns, cells, strict=False) if cell)
    if any(fit is None or fit >= MISSING for fit in fits):
        return None
    return [*range(len(cells)), *(None for _ in columns[len(cells) :])]


def _is_band(line: _Line, columns: tuple[Column, ...]) -> bool:
    """Whether the only cell of a row heads the rows below it."""
    words = line.filled()[0].text
    if len(words) > MAX_BAND or NUMBER.fullmatch(words):
        return False
    if leading_number(words):
        return True
    return line.form != "plain" and line.cells[0] is not None and len(columns) > 2 and not words.endswith("。")


def _placed(cells: Sequence[Cell | None], columns: Sequence[Column]) -> list[int | None] | None:
    """For each column the cell that stands in it, in the one way that fits best; None where two do, or none."""

    @cache
    def best(cell: int, column: int) -> list[tuple[int, list[int | None]]]:
        if column == len(columns):
            return [(0, [])] if cell == len(cells) else []
        ways: list[tuple[int, list[int | None]]] = []
        if len(columns) - column > len(cells) - cell:
            nothing = misfit(columns[column], "") or 0
            ways += [(nothing + cost, [None, *rest]) for cost, rest in best(cell, column + 1)]
        if cell < len(cells):
            one = cells[cell]
            fit = misfit(columns[column], one.text if one else "")
            if fit is not None:
                ways += [(fit + cost, [cell, *rest]) for cost, rest in best(cell + 1, column + 1)]
        return sorted(ways, key=lambda way: way[0])[:2]

    ways = best(0, 0)
    if not ways or (len(ways) > 1 and ways[0][0] == ways[1][0]):
        return None
    return ways[0][1]
