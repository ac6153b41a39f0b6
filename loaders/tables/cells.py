"""A line of a table goes in, its cells come out, each with its place and the kind of its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from loaders.tables.values import is_number
from loaders.tables.words import UNIT, is_dash, is_nature, is_unit, squeeze

CellKind = Literal["nature", "value", "dash", "serial", "int", "unit", "section", "text", "long"]

_SERIAL = re.compile(r"\d{1,3}[.．、]|[（(]\d{1,3}[)）]")
_INT = re.compile(r"\d{1,3}")
_SECTION = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]")
_LEADING = re.compile(r"(\d{1,3}[.．、]|[（(]\d{1,3}[)）])[ 　]*(?=[^\d.．%％\s])")
_RULE = re.compile(r"[\s|:：\-—]+")
_WIDE_GAP = re.compile(r"\S+(?:[ 　]\S+)*")
_GAP = re.compile(r"\S(?:[ 　]{2,}|\t)\S")
_WORDS = re.compile(r"[^\s　]+")
_NATURE_INSIDE = re.compile(r"(?:约束|预期)性(?:指标)?")
_GLUED_UNIT = re.compile(rf"(?P<unit>{UNIT})(?P<dash>[-—–]{{1,2}}(?=\d))?(?P<rest>[<>≥≤＜＞约]?\d.*)")
_MAY_BE_GLUED = ("value", "int", "dash", "unit")
_NEVER_FIRST = "、，。；：）)，"
LONG = 45
LONGEST_LINE = 400
"""No row printed in one line is longer."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words and place."""

    text: str
    start: int
    end: int

    @property
    def kind(self) -> CellKind:
        """What the cell holds."""
        return kind(self.text)


@lru_cache(maxsize=16384)
def kind(words: str) -> CellKind:
    """What a cell holds.

    >>> [kind(words) for words in ("约束性", "—", "3.", "12", "≥95%", "7.5左右", "万人", "一、生态", "森林覆盖率")]
    ['nature', 'dash', 'serial', 'int', 'value', 'value', 'unit', 'section', 'text']
    """
    plain = squeeze(words)
    if is_nature(plain):
        return "nature"
    if is_dash(plain):
        return "dash"
    if _SERIAL.fullmatch(plain) and not plain.startswith(("（", "(")):
        return "serial"
    if _INT.fullmatch(plain):
        return "int"
    if is_number(plain):
        return "value"
    if is_unit(plain):
        return "unit"
    if _SECTION.match(plain):
        return "section"
    return "long" if len(plain) > LONG else "text"


def is_grid(line: str) -> bool:
    """Whether a line marks its cells: by bars or tabs."""
    return line.count("|") > 1 or "\t" in line.strip()


def is_rule(line: str) -> bool:
    """Whether a line only draws the table (|---|:-:|)."""
    return "-" in line and _RULE.fullmatch(line) is not None


def grid_cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of a line with bars or tabs, the empty ones too.

    >>> [cell.text for cell in grid_cells("| 甲 | | 3 |", 0, 9)]
    ['甲', '', '3']
    """
    mark = "|" if text.count("|", start, end) > 1 else "\t"
    low, high = start, end
    if mark == "|":
        low += text[start:end].index("|") + 1 if text[start:end].lstrip().startswith("|") else 0
        high -= 1 if text[start:end].endswith("|") else 0
    cells, at = [], low
    while at <= high:
        stop = text.find(mark, at, high)
        stop = high if stop < 0 else stop
        cells.append(_trimmed(text, at, stop))
        at = stop + 1
    return cells


def _trimmed(text: str, start: int, end: int) -> Cell:
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    words = words.strip()
    return Cell(words, start + left, start + left + len(words))


def blank_cells(text: str, start: int, end: int) -> list[Cell]:
    """The cells of a line whose columns stand apart by blanks, those glued by lost blanks cut again.

    >>> line = "4金融交易总额 万亿元 预期性2800左右 -"
    >>> [cell.text for cell in blank_cells(line, 0, len(line))]
    ['4金融交易总额', '万亿元', '预期性', '2800左右', '-']
    """
    return [Cell(cell.text, start + cell.start, start + cell.end) for cell in _parted(text[start:end])]


@lru_cache(maxsize=16384)
def _parted(line: str) -> tuple[Cell, ...]:
    if len(line) > LONGEST_LINE:
        return (Cell(line, 0, len(line)),)
    cells: list[Cell] = []
    for match in (_WIDE_GAP if has_wide_gap(line) else _WORDS).finditer(line):
        if cells and (match.group()[0] in _NEVER_FIRST or _is_open(cells[-1].text, match.group())):
            first = cells.pop().start
            cells.append(Cell(line[first : match.end()], first, match.end()))
        else:
            cells += _unglued(Cell(match.group(), match.start(), match.end()))
    return tuple(cells)


def has_wide_gap(line: str) -> bool:
    """Whether columns of a line stand apart by two blanks or more."""
    return _GAP.search(line) is not None


def _is_open(before: str, after: str) -> bool:
    """Whether a bracket that opens in one word closes in the next."""
    return any(o in before and c not in before[before.rindex(o) :] and c in after for o, c in ("（）", "()"))


def _unglued(cell: Cell) -> list[Cell]:
    """The cells that lost the blank between them: a nature and a number, a unit and a number."""
    inside = _NATURE_INSIDE.search(cell.text)
    if inside and inside.group() != cell.text:
        around = (cell.text[: inside.start()], cell.text[inside.end() :])
        if all(not words or kind(words) in _MAY_BE_GLUED for words in around):
            return [part for one in _cut(cell, inside.start(), inside.end()) for part in _unglued(one)]
    glued = _GLUED_UNIT.fullmatch(cell.text)
    if glued is None or is_number(cell.text):
        return [cell]
    if glued["dash"]:
        return _cut(cell, glued.end("unit"), glued.end("dash"))
    return _cut(cell, glued.end("unit")) if kind(glued["rest"]) in ("value", "int") else [cell]


def _cut(cell: Cell, *places: int) -> list[Cell]:
    """A cell cut at some places, without empty pieces."""
    edges = [0, *places, len(cell.text)]
    return [Cell(cell.text[a:b], cell.start + a, cell.start + b) for a, b in pairwise(edges) if a < b]


def numbered(cell: Cell) -> list[Cell]:
    """A cell that begins with its number (3.覆盖率) as two."""
    match = _LEADING.match(cell.text)
    if match is None or is_number(cell.text):
        return [cell]
    number = Cell(match[1], cell.start, cell.start + len(match[1]))
    return [number, Cell(cell.text[match.end() :], cell.start + match.end(), cell.end)]
