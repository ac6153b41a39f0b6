"""Stretches of a cleaned text go in, the cells of a table of duties that they make come out, each letter with its place.

A cell may be broken over lines and pages: its words are joined, and `Cell.place` finds any of them in the text again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from loaders.clean import Cleaned
from loaders.clean.wraps import HAN_NUMBER, width
from loaders.rules.dutybodies import EMPTY, read_bodies
from loaders.rules.dutyheads import BODIES, Column, Kind

NUMBER = re.compile(r"[（(]?(\d{1,5})[)）.．、]?")
_LEADING_NUMBER = re.compile(
    rf"[（(](?P<bracket>{HAN_NUMBER}|\d{{1,3}})[)）]|(?P<han>{HAN_NUMBER})、|(?P<digit>\d{{1,3}})[.．、](?!\d)"
)
SENTENCE_END = re.compile(r"[。；;！!？?][”’」』）)]*$")
_BODY_END = (
    "局会心室办委部司厅院行队团社联协署馆站府所台处组校关区门位县市旗盟州镇乡街道村场企业构织司港园科木等）)〕”。"
)
CELL_END = re.compile(rf"(?:[{_BODY_END}—－-]|负责|配合|牵头|落实|参与)$")
"""How a cell of bodies ends."""
_DATE = re.compile(
    r"\d+|第?[一二三四]季度|[上下]半年|[年月日底末初前后起内旬周季]|全年|年度|长期|持续|常态化?|坚持|每|即时|立即|适时|推进|实施|完成|开展|启动|落实|"
    r"[到至于以并按且]|按照|时间节点|要求|分[年步]|逐步|进度|其中|[（）()\s.\-—–－~～／/]"
)
"""What a date is made of, and what is said of it."""
_PARTS = re.compile("[，,；;。、]")
MAX_DATE = 40
SHORT = 5
_DIVISION = re.compile(r".*(?:[处科室股组部办院]|中心|大队|支队)")
_SOFT = frozenset("，。、；：！？”’》〉）)〕】")
_OPEN = frozenset("“‘《〈（(〔【，。、；：！？”’》〉）)〕】")
_INNER_STOP = re.compile("(?<=[^。])。(?=[一-鿿])")
_NARROW = 14
"""Columns on a terminal up to which a column of the table counts as narrow: a wrap leaves less room there."""

Break = Literal["hard", "soft", "none"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, joined, the stretches of the text that hold them, and where in the words each begins."""

    text: str
    spans: tuple[tuple[int, int], ...]
    begins: tuple[int, ...]

    @classmethod
    def of(cls, text: str, spans: Sequence[tuple[int, int]]) -> Cell:
        """The cell whose words stand in these stretches."""
        return cls(text, tuple(spans), (0, *accumulate(end - start for start, end in spans[:-1])))

    @property
    def start(self) -> int:
        """Where the cell begins in the text."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.spans[-1][1]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of `start:end` of the words."""
        return self._offset(start), self._offset(end - 1) + 1

    def _offset(self, at: int) -> int:
        span = bisect_right(self.begins, at) - 1
        return self.spans[span][0] + at - self.begins[span]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A place of a table that was not understood, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as printed: a cell for each column, None where it is empty; a `band` spans the row and heads those below."""

    start: int
    end: int
    cells: tuple[Cell | None, ...]
    band: Cell | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed, its rows under its columns; `title` is the caption inside the table, if it has one; where it
    `merges`, an empty cell may go on from the one above."""

    start: int
    end: int
    columns: tuple[Column, ...]
    title: Cell | None
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]
    merges: bool


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of the text that lies in one cell; `after` tells whether a line ends behind it (hard), may end (soft:
    a blank taken away beside a mark looks the same), or does not (none)."""

    start: int
    end: int
    text: str
    width: int
    after: Break


def cell_of(text: str, start: int, end: int) -> Cell | None:
    """The cell at `start:end` without the blanks around it, None where only blanks are."""
    words = text[start:end]
    left = len(words) - len(words.lstrip())
    words = words.strip()
    return Cell(words, ((start + left, start + left + len(words)),), (0,)) if words else None


def joined(atoms: Sequence[Atom], apart: bool = False) -> Cell | None:
    """The cell that these atoms make; `apart` keeps the line breaks between them."""
    if not atoms:
        return None
    if len(atoms) == 1:
        return Cell(atoms[0].text, ((atoms[0].start, atoms[0].end),), (0,))
    if not apart:
        return Cell.of("".join(atom.text for atom in atoms), [(atom.start, atom.end) for atom in atoms])
    spans = [span for atom in atoms for span in ((atom.start, atom.end), (atom.end, atom.end + 1))]
    return Cell.of("\n".join(atom.text for atom in atoms), spans[:-1])


def leading_number(text: str) -> tuple[str, int] | None:
    """The number before the words of a category, and where the words begin.

    >>> leading_number("1.优化服务"), leading_number("（二）优化服务"), leading_number("优化服务")
    (('1', 2), ('二', 3), None)
    """
    match = _LEADING_NUMBER.match(text)
    return (match["bracket"] or match["han"] or match["digit"], match.end()) if match else None


# ---- Lines as printed


def read_atoms(cleaned: Cleaned) -> list[Atom]:
    """The lines of the text as they were before cleaning joined them."""
    atoms: list[Atom] = []
    origin, text = cleaned.origin, cleaned.text
    for line in cleaned.lines:
        if line.end <= line.start:
            continue
        at = line.start
        if origin[line.end - 1] - origin[line.start] != line.end - 1 - line.start:
            for cut, soft in _line_breaks(cleaned, line.start, line.end):
                atoms.append(_atom(text, at, cut, "soft" if soft else "hard"))
                at = cut
        atoms.append(_atom(text, at, line.end, "soft" if text[line.end - 1] in _SOFT else "hard"))
    return atoms


def _line_breaks(cleaned: Cleaned, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Where something was taken away in a line, and whether that may have been a blank instead of a line break."""
    origin, text = cleaned.origin, cleaned.text
    for at in range(start, end - 1):
        if origin[at + 1] == origin[at] + 1:
            continue
        before, after = text[at], text[at + 1]
        if before.isdigit() and "一" <= after <= "鿿" and not text[start : at + 1].isdigit():
            continue  # 2023 年: a blank
        yield at + 1, before in _SOFT or after in _OPEN or (after.isdigit() and not before.isdigit())


def _atom(text: str, start: int, end: int, after: Break) -> Atom:
    words = text[start:end]
    return Atom(start, end, words, width(words), after)


def at_stops(atoms: Sequence[Atom]) -> list[Atom]:
    """The atoms cut behind the full stops inside them too: a cell may end there without a line break."""
    pieces: list[Atom] = []
    for atom in atoms:
        at = 0
        for stop in _INNER_STOP.finditer(atom.text):
            pieces.append(_part(atom, at, stop.end(), "none"))
            at = stop.end()
        pieces.append(_part(atom, at, len(atom.text), atom.after) if at else atom)
    return pieces


def _part(atom: Atom, start: int, end: int, after: Break) -> Atom:
    words = atom.text[start:end]
    return Atom(atom.start + start, atom.start + end, words, width(words), after)


def uneven(atoms: Sequence[Atom], column: int | None, page_ends: Sequence[int] = ()) -> int:
    """How many lines are too short to have been wrapped in a cell of this width, or too long for it; without a width
    the widest line gives it. `page_ends` are the places in `atoms` before which a page ends."""
    if len(atoms) < 2 and not column:
        return 0
    widest = column or max(atom.width for atom in atoms)
    lines: list[int] = []
    before: Break = "hard"
    for at, atom in enumerate(atoms):
        whole = before != "hard" and at not in page_ends
        if lines and whole and (before == "none" or lines[-1] + atom.width <= widest + 1):
            lines[-1] += atom.width
        else:
            lines.append(atom.width)
        before = atom.after
    slack = 2 if widest <= _NARROW else 4
    short = sum([line < widest - slack for line in lines[:-1]])
    return short + (sum([line > widest + 2 for line in lines]) if column else 0)


# ---- What fits in a column

MISSING = 4
"""What it costs that something is missing or in the wrong column: less is borne where nothing better is found."""
_NOTHING: dict[Kind, int] = {
    "number": 3,
    "category": 0,
    "task": 0,
    "content": 5,
    "lead": 3,
    "other": 2,
    "deadline": 1,
    "division": 1,
    "note": 0,
}


def misfit(column: Column, text: str) -> int | None:
    """How badly the words fit in the column (0: well), None where they cannot stand in it.

    >>> [misfit(Column("lead", "牵头单位"), words) for words in ("市财政局、市人社局", "—", "做好服务")]
    [0, 0, None]
    """
    kind = column.kind
    if not text:
        return _NOTHING[kind]
    if kind in BODIES:
        return _misfit_of_bodies(text)
    if kind == "number":
        return 0 if NUMBER.fullmatch(text) else None
    if kind == "deadline":
        return _misfit_of_date(text)
    if kind == "division":
        return 0 if _DIVISION.fullmatch(text) or EMPTY.fullmatch(text) else None
    if kind == "note":
        return 1
    listed = len(text) < 60 and not EMPTY.fullmatch(text) and _misfit_of_bodies(text) == 0
    return MISSING if listed else 0 if kind == "content" or len(text) <= 60 else 2


def _misfit_of_date(text: str) -> int | None:
    if EMPTY.fullmatch(text):
        return 0
    if len(text) > MAX_DATE or text[-1] in "，、":
        return None
    others = [_DATE.sub("", part) for part in _PARTS.split(text)]
    if any(CELL_END.search(other) for other in others):
        return None
    return sum(2 if len(other) <= SHORT else MISSING for other in others if other)


def _misfit_of_bodies(text: str) -> int | None:
    if EMPTY.fullmatch(text):
        return 0
    if not CELL_END.search(text) or text[0] in "、，,；）)”》":
        return None
    bodies = read_bodies(text)
    return 2 * bodies.doubt if bodies.names and not bodies.losers and not bodies.glued else None


def one_a_line(atoms: Sequence[Atom]) -> bool:
    """Whether lines are a list of bodies of which each has a line to itself."""
    return len(atoms) > 1 and all(is_list(atom.text) for atom in atoms)


def is_list(text: str) -> bool:
    """Whether the words are a list of bodies that are surely such."""
    return not EMPTY.fullmatch(text) and _misfit_of_bodies(text) in (0, 2)
