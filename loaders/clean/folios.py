"""A text goes in, the places of the page numbers that a PDF glued to the first line of each page come out.

1业，“十三五”规划 … 2持世界第一 … 425.1.3促进 …: only the row proves them. They count up by one, a page apart, and most
of them stand where the sentence of the line before goes on.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_DIGITS = re.compile(r"(?m)^[ \t　]*(\d{1,6})")
_AFTER = re.compile(r"[一-鿿“”‘’《》（(、，。；：]|\d{1,2}[.．]\d|[A-Za-z]{2}|[ \t　]*$", re.M)
_CLOSED = re.compile(r"[。！？；：.!?;:…]$")
_NEAREST, _FARTHEST = 8, 90
"""How many lines a page may have."""
_ENOUGH = 6
_FEW = 2
_SKIPPED = 2
_BROKEN_OFF = 0.4
_REGULAR = 0.8


@dataclass(frozen=True, slots=True)
class _Folio:
    """A possible page number: its line, its value, its place; whether the line before stops in mid-sentence."""

    line: int
    value: int
    start: int
    end: int
    broken: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """The best row that ends with a folio."""

    folio: _Folio
    before: _Row | None
    length: int
    broken: int

    def folios(self) -> list[_Folio]:
        """The row, first to last."""
        found: list[_Folio] = []
        at: _Row | None = self
        while at is not None:
            found.append(at.folio)
            at = at.before
        return found[::-1]


def folio_spans(text: str) -> list[tuple[int, int]]:
    """The places of the page numbers, in order; none where no row proves them.

    >>> folio_spans("1.做好服务。\\n2.做好救助。")
    []
    """
    rows = _rows(_candidates(text))
    best = max(rows, key=lambda row: (row.length, row.broken), default=None)
    if best is None or not _is_proven(best):
        return []
    found = best.folios()
    gap = _gap(found)
    others = [row.folios() for row in rows if row.length >= _FEW and row.folio.line < found[0].line]
    early = max((row for row in others if row[0].value == 1 and _gap(row) <= 2 * gap), key=len, default=[])
    return [(folio.start, folio.end) for folio in [*early, *found]]


def _candidates(text: str) -> list[_Folio]:
    if "序号" in text and re.search(r"(?m)^[ \t　]*序 ?号[ \t　]*$", text):
        return []  # the rows of a table are numbered too
    found: list[_Folio] = []
    line = at = 0
    for match in _DIGITS.finditer(text):
        line += text.count("\n", at, match.start())
        at = match.start()
        before = text[max(0, match.start() - 40) : match.start()].rstrip()
        broken = bool(before) and _CLOSED.search(before) is None
        digits = match[1]
        for length in range(1, min(3, len(digits)) + 1):
            end = match.start(1) + length
            if digits[0] != "0" and _AFTER.match(text, end):
                found.append(_Folio(line, int(digits[:length]), match.start(1), end, broken))
    return found


def _rows(candidates: list[_Folio]) -> list[_Row]:
    """The longest row that ends with each candidate."""
    near: dict[int, deque[_Row]] = {}
    rows: list[_Row] = []
    for folio in candidates:
        before: _Row | None = None
        for step in range(1, _SKIPPED + 1):
            waiting = near.get(folio.value - step, deque())
            while waiting and folio.line - waiting[0].folio.line > _FARTHEST * step:
                waiting.popleft()
            fits = [row for row in waiting if folio.line - row.folio.line >= _NEAREST]
            before = max([*fits, *([before] if before else [])], key=lambda row: (row.length, row.broken), default=None)
        length = before.length + 1 if before else 1
        row = _Row(folio, before, length, (before.broken if before else 0) + folio.broken)
        rows.append(row)
        near.setdefault(folio.value, deque()).append(row)
    return rows


def _gap(folios: list[_Folio]) -> float:
    return median(b.line - a.line for a, b in pairwise(folios))


def _is_proven(row: _Row) -> bool:
    """Whether a row is long, regular, and breaks into sentences."""
    if row.length < _ENOUGH or row.broken < row.length * _BROKEN_OFF:
        return False
    folios = row.folios()
    gap = _gap(folios)
    gaps = [(b.line - a.line) / (b.value - a.value) for a, b in pairwise(folios)]
    return sum(gap / 2 <= one <= gap * 2 for one in gaps) >= len(gaps) * _REGULAR
