"""The first lines of a table go in, its columns come out: a header of one line, of several, of a cell a line, of two levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.tables.cells import Cell, grid_cells, is_grid, is_rule
from loaders.tables.heads import Head, head, heads, is_table

MAX_LINES = 24
MAX_COLUMNS = 64
_MAY_BEGIN = re.compile(
    r"[|\s　*＊“\"\[（(一二三四]{0,8}(?:序|编号|类|指|领域|维度|方面|级指标|主要|具体|核心|发展|规划|监测|考核|评[价估]|预期|重点|关键|量化|任务|目标|项目|名称|内容|单位|计量|建设|工作|绩效|十|20\d\d|属性|性质)"
)
_UNIT_LINE = re.compile(r"[（(]?(?:计量)?单位[：:][ 　]*(?P<unit>[^\s　（）()、，,：:]{1,8})[)）]?")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, the number of lines that name them, and the unit that a line among them gives to all."""

    columns: tuple[Head, ...]
    lines: int
    grid: bool
    unit: str | None = None


def unit_line(words: str) -> str | None:
    """The unit of all rows, where a line says 单位：万人 and nothing else.

    >>> unit_line("（单位：万人）"), unit_line("单位：万元、%")
    ('万人', None)
    """
    match = _UNIT_LINE.fullmatch(words.strip())
    return match["unit"] if match else None


def may_begin(line: str) -> bool:
    """Whether a line begins as the first one of a header does: what else it says is not looked at."""
    return _MAY_BEGIN.match(line) is not None


def read_header(lines: Sequence[str], captioned: bool) -> Header | None:
    """The header that begins with the first of these lines, None where no table of indicators does.

    `captioned` tells that words before it announce indicators, so that 项目 or 名称 may name them.
    """
    if not lines:
        return None
    found = _grid_header(lines) if is_grid(lines[0]) else _line_header(lines)
    if found is None:
        return None
    columns = _roles(found.columns)
    return replace(found, columns=columns) if is_table(list(columns), captioned) else None


def _roles(columns: Sequence[Head]) -> tuple[Head, ...]:
    """Which of several heads names the indicator: 指标 before 项目 or 内容, 一级指标 where there is no lower one."""
    names = [one for one in columns if one.kind == "name" and one.words]
    if not names:
        return tuple(replace(one, kind="name") if one.words == "一级指标" else one for one in columns)
    if not any("指标" in one.words for one in names):
        return tuple(columns)
    first = next(at for at, one in enumerate(columns) if one.kind == "name" and "指标" in one.words)
    return tuple(
        replace(one, kind="category" if at < first else "other")
        if one.kind == "name" and one.words and "指标" not in one.words
        else one
        for at, one in enumerate(columns)
    )


def _line_header(lines: Sequence[str]) -> Header | None:
    rows: list[tuple[Head, ...]] = []
    unit, used = None, 0
    for at, line in enumerate(lines[:MAX_LINES]):
        named = () if is_grid(line) else heads(line)
        if not named:
            unit = unit_line(line) or unit
            if unit is None or unit_line(line) is None:
                break
            continue
        rows.append(named)
        used = at + 1
    if not rows:
        return None
    return Header(tuple(_leaves(_once(rows))), used, False, unit)


def _once(rows: list[tuple[Head, ...]]) -> list[tuple[Head, ...]]:
    """The lines of a header without a number that is printed over two lines (序 and 号)."""
    out: list[tuple[Head, ...]] = []
    counted = False
    for row in rows:
        out.append(tuple(one for one in row if not (counted and one.kind == "number")))
        counted = counted or any(one.kind == "number" for one in row)
    return out


def _leaves(rows: list[tuple[Head, ...]]) -> list[Head]:
    """The columns of a header of several lines: a head without a year is dropped for those printed below it."""
    last = max((at for at, row in enumerate(rows) if any(one.holds_values for one in row)), default=0)
    below = [one for one in rows[last] if one.holds_values]
    above = [one for row in rows[:last] for one in row if one.holds_values]
    if len(rows) == 1 or not above:
        return [one for row in rows for one in row]
    cell_a_line = all(len(row) == 1 for row in rows)
    if cell_a_line:
        return _moved([row[0] for row in rows])
    if len(above) == len(below) and all(one.dated for one in above) and not any(one.dated for one in below):
        below = [head(up.words + down.words) or up for up, down in zip(above, below, strict=True)]
        above = []
    kept = [one for one in above if one.dated]
    others = [one for row in rows for one in row if not one.holds_values]
    at = next((n for n, one in enumerate(others) if one.kind in ("nature", "other") and n > 1), len(others))
    return [*others[:at], *kept, *below, *others[at:]]


def _moved(columns: list[Head]) -> list[Head]:
    """A head over others (“十四五”目标) replaced by those that follow at the end: row by row their cells come last."""
    at = next((n for n, one in enumerate(columns) if one.kind == "target" and not one.dated), None)
    if at is None:
        return columns
    rest = columns[at + 1 :]
    tail = len(rest)
    while tail and rest[tail - 1].holds_values:
        tail -= 1
    lower = rest[tail:]
    if not lower or not any(one.dated for one in lower):
        return columns
    return [*columns[:at], *lower, *rest[:tail]]


def _grid_header(lines: Sequence[str]) -> Header | None:
    rows: list[list[Cell]] = []
    used = 0
    for at, line in enumerate(lines[:MAX_LINES]):
        if is_rule(line):
            used = at + 1 if rows else used
            continue
        cells = grid_cells(line, 0, len(line)) if is_grid(line) else []
        if not _names_columns(cells, bool(rows)):
            break
        rows.append(cells)
        used = at + 1
        if len(rows) == 3:
            break
    if not rows:
        return None
    while used < len(lines) and is_rule(lines[used]):
        used += 1
    return Header(tuple(_columns([[cell.text for cell in row] for row in rows])), used, True)


def _names_columns(cells: list[Cell], further: bool) -> bool:
    """Whether a line of cells is one of a header; every cell of a `further` line must be a head."""
    words = [cell.text for cell in cells if cell.text]
    if len(cells) > MAX_COLUMNS:
        return False
    named = sum(head(one) is not None for one in words)
    if further:
        return bool(words) and named == len(words)
    return named >= 2 and named * 10 >= len(words) * 6


def _columns(rows: list[list[str]]) -> list[Head]:
    """The columns of a grid, each named by its cells from top to bottom; a merged cell names those right of it too."""
    width = max(len(row) for row in rows)
    top = rows[0] + [""] * (width - len(rows[0]))
    columns: list[Head] = []
    over = ""
    for at in range(width):
        under = [row[at] if at < len(row) else "" for row in rows[1:]]
        below = "".join(under)
        over = top[at] or (over if below else "")
        columns.append(_named(over, below, top[at], columns))
    return columns


def _named(over: str, below: str, own: str, before: list[Head]) -> Head:
    for words in (over + below, below + over, below, over if below else own):
        found = head(words) if words else None
        if found:
            aims = head(over) if below and over else None
            return replace(found, kind="target") if found.kind == "value" and aims and aims.kind == "target" else found
    if own or below:
        return Head("other", own or below)
    if not any(one.kind == "name" for one in before):
        return Head("category", "")
    return Head("name", "") if before[-1].kind == "name" else Head("other", "")
