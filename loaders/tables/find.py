"""A text and its lines go in, its tables of indicators come out: columns, rows, notes and the lines that they take.

A table begins with its header, whatever stands before it, and ends where no number, unit or nature follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.spans import Span
from loaders.tables.cells import Cell, blank_cells, has_wide_gap, is_grid, kind
from loaders.tables.header import MAX_LINES, Header, may_begin, read_header, unit_line
from loaders.tables.heads import Head, heads
from loaders.tables.printed import in_order, printed_rows
from loaders.tables.rows import Row, grid_rows, stream_rows
from loaders.tables.tall import MOST_BESIDE

_INDICATOR = re.compile("指[ 　]{0,8}标")
_CAPTION = re.compile("指标|目标")
_REPORTS = re.compile(
    r"完成情况|实现情况|执行情况|进展情况|评估情况|十三五[”\"]?(?:时期|规划|期间)?[^一-鿿]{0,4}主要指标"
)
_NOTE = re.compile(r"[（(【]?(?:备?注(?!册)|说明|资料来源|数据来源)[^\s：:]{0,4}[：:】]|[①-⑳]")
_BOX = re.compile(r"专栏|(?:附?表|图|附件|附录) ?[\d一二三四五六七八九十]")
_HEADING = re.compile(
    r"第[一二三四五六七八九十]{1,3}[编章节条部]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|#{1,6} |\d{1,2}(?:\.\d{1,2}){1,2} ?[一-鿿]"
)
_DATA = frozenset(("nature", "value", "int", "dash", "unit"))
_SURE = frozenset(("nature", "value", "int"))
LOOK_BACK = 4
LOOK_AHEAD = 8
QUIET = 9
LONGEST_ROW = 160
LONGEST_HEADER = 400
PROSE = 40
CAPTION = 60
NOTES = 8


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns and rows, the lines `first:last` that it takes, a unit said once for all, caption and notes."""

    columns: tuple[Head, ...]
    rows: tuple[Row, ...]
    first: int
    last: int
    unit: str | None
    caption: str
    notes: str


def find_tables(text: str, lines: Sequence[Span]) -> Iterator[Table]:
    """The tables of indicators, in printed order."""
    at = 0 if _INDICATOR.search(text) else len(lines)
    while at < len(lines):
        at, header = _header(text, lines, at)
        if header is None:
            at += 1
            continue
        table = _table(text, lines, at, header)
        if table.rows and not _REPORTS.search(table.caption):
            yield table
        at = table.last


def _header(text: str, lines: Sequence[Span], at: int) -> tuple[int, Header | None]:
    """The header that begins with a line, and where: with the next where the line alone (主要指标) is its caption."""
    if not _may_be_header(text, *lines[at]):
        return at, None
    words = text[slice(*lines[at])]
    named = heads(words)
    if len(named) == 1 and named[0].kind == "name" and "级" not in words and at + 1 < len(lines):
        below = read_header([text[a:b] for a, b in lines[at + 1 : at + 1 + MAX_LINES]], captioned=True)
        if below is not None:
            return at + 1, below
    near = [text[a:b] for a, b in lines[at : at + MAX_LINES]]
    return at, read_header(near, _captioned(text, lines, at))


def _may_be_header(text: str, start: int, end: int) -> bool:
    if end - start > LONGEST_HEADER or not may_begin(text[start:end]):
        return False
    return is_grid(text[start:end]) or bool(heads(text[start:end]))


def _before(text: str, lines: Sequence[Span], at: int) -> list[str]:
    """The short lines before a header that are no sentences: its caption, its unit."""
    near = [text[a:b] for a, b in lines[max(0, at - LOOK_BACK) : at] if b - a <= CAPTION]
    return [words for words in near if not words.endswith(("。", "；", "，"))]


def _captioned(text: str, lines: Sequence[Span], at: int) -> bool:
    """Whether a caption just before announces indicators or aims."""
    return any(_CAPTION.search(words) for words in _before(text, lines, at)[-2:])


def _table(text: str, lines: Sequence[Span], at: int, header: Header) -> Table:
    """The table of a header; one without rows takes the lines that were looked at."""
    first = at + header.lines
    caption = " ".join(_before(text, lines, at)[-2:])
    rows: list[Row] = []
    columns = header.columns
    used = 0
    if header.grid or (first < len(lines) and is_grid(text[slice(*lines[first])])):
        rows, columns, used = grid_rows(text, lines, first, columns)
    elif first < len(lines):
        rows, columns, used = _plain_rows(text, lines, first, columns)
    unit = header.unit or next((one for words in _before(text, lines, at) if (one := unit_line(words))), None)
    last = first + used
    notes = " ".join(text[a:b] for a, b in lines[last : last + NOTES])
    return Table(columns, tuple(rows), at, last, unit, caption, notes)


def _plain_rows(
    text: str, lines: Sequence[Span], first: int, columns: tuple[Head, ...]
) -> tuple[list[Row], tuple[Head, ...], int]:
    """The rows of a table without bars: its cells side by side, or a line each."""
    last = _end(text, lines, first)
    body = lines[first:last]
    if not _side_by_side(text, body):
        cells = [cell for start, end in body for cell in _line_cells(text, start, end)]
        return *stream_rows(cells, columns), len(body)
    columns = in_order(text, body, columns)
    rows, columns, used = printed_rows(text, lines[first : last + _fragments(text, lines, last)], columns)
    return rows, columns, max(used, len(body))


def _line_cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of a line in a table that has a cell a line: one, unless wide blanks part it."""
    cells = blank_cells(text, start, end)
    if len(cells) == 1 or has_wide_gap(text[start:end]) or all(cell.kind in _DATA for cell in cells):
        return cells
    return [Cell(text[start:end], start, end)]


def _side_by_side(text: str, body: Sequence[Span]) -> bool:
    """Whether the rows' cells stand side by side, not a line each."""
    rows = 0
    for start, end in body[:60]:
        kinds = [cell.kind for cell in blank_cells(text, start, end)]
        rows += (len(kinds) > 2 and bool(_SURE.intersection(kinds))) or (len(kinds) == 2 and kinds[1] in _SURE)
    return rows * 5 >= min(len(body), 60)


def _end(text: str, lines: Sequence[Span], first: int) -> int:
    """The line after the last one that holds a number, a unit or a nature."""
    last, quiet = first, 0
    for at in range(first, len(lines)):
        words = text[slice(*lines[at])]
        if _closes(words) or (_is_heading(words) and not _data_follows(text, lines, at + 1)):
            break
        if _holds_data(text, *lines[at]):
            last, quiet = at + 1, 0
        else:
            quiet += 1
            if quiet > QUIET:
                break
    return last


def _closes(words: str) -> bool:
    """Whether a line is of the text after a table: a note, a caption, prose."""
    if len(words) > LONGEST_ROW or _NOTE.match(words) or _BOX.match(words):
        return True
    return len(words) > PROSE and "。" in words and not words.rstrip("。").endswith(("预期性", "约束性"))


def _is_heading(words: str) -> bool:
    return _HEADING.match(words) is not None and kind(words) not in _DATA


def _holds_data(text: str, start: int, end: int) -> bool:
    if end - start > LONGEST_ROW:
        return False
    kinds = [cell.kind for cell in blank_cells(text, start, end)]
    if len(kinds) == 1:
        return kinds[0] in _DATA
    return bool(_SURE.intersection(kinds[1:])) or kinds[-1:] == ["dash"] or kind(text[start:end]) in _DATA


def _data_follows(text: str, lines: Sequence[Span], at: int) -> bool:
    """Whether a line like a heading (一、生态) stands within the table: its rows go on after it."""
    for start, end in lines[at : at + LOOK_AHEAD]:
        words = text[start:end]
        if _closes(words) or _is_heading(words) or "。" in words or heads(words):
            return False
        if _holds_data(text, start, end):
            return True
    return False


def _fragments(text: str, lines: Sequence[Span], last: int) -> int:
    """How many lines after the last row's own may be the lower halves of its cells."""
    taken = 0
    for start, end in lines[last : last + MOST_BESIDE]:
        words = text[start:end]
        if end - start > PROSE or _closes(words) or _is_heading(words) or "。" in words or re.match(r"\d", words):
            break
        taken += 1
    return taken
