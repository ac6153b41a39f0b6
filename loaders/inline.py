"""The lines of a text go in, the same lines come out with headings that stand inside a paragraph on lines of their own.

Headings stand inside a paragraph where the line breaks of a text were lost, where the first item follows its section's heading
(（一）强化管理。1.规范…) and where each item of a row carries its own clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.clean import Cleaned, Line
from loaders.numbering import Number, number_of

_LONG = 150
_FORMS = r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|[①-⑳])[^\d\s]"
_INSIDE = re.compile(rf"(?:(?<=[。；;：:）)！？”])[ 　]*|[ 　])(?={_FORMS})")
_GLUED = re.compile(rf"(?:(?<=[。；;：:）)！？”])[ 　]*|[ 　]|(?<=[一-鿿])(?=\d))(?={_FORMS})")
_CLAUSE = re.compile("[）)〕】]$")
_DUTY = re.compile("负责|牵头|单位|部门|配合")
_ITEMS = ("num", "pnum", "circled", "phan")


def split_inline(cleaned: Cleaned, lines: Sequence[Line], numbers: Sequence[Number | None]) -> Sequence[Line]:
    """The lines, cut before the headings that stand inside them; the same lines where none is cut."""
    texts = [cleaned.line_text(line) for line in lines]
    lost = _lost_breaks(texts, numbers)
    cuts: dict[int, list[int]] = {}
    for at, text in enumerate(texts):
        places = _all(text) if at in lost else _with_clauses(text, numbers[at]) or _first_item(text, numbers, at)
        if places:
            cuts[at] = places
    if not cuts:
        return lines
    return [piece for at, line in enumerate(lines) for piece in _cut(line, cuts.get(at, ()))]


def _cut(line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    if not cuts:
        yield line
        return
    starts = [0, *cuts]
    ends = [*cuts, line.end - line.start]
    for start, end in zip(starts, ends, strict=True):
        yield replace(line, start=line.start + start, end=line.start + end, blanks=0 if start else line.blanks)


def _inside(text: str, pattern: re.Pattern[str] = _INSIDE) -> Iterator[tuple[int, Number]]:
    """The numbers inside a paragraph that stand where a heading can, each with its place."""
    for match in pattern.finditer(text):
        number = number_of(text[match.end() : match.end() + 12])
        if number is not None and match.end():
            yield match.end(), number


def _lost_breaks(texts: Sequence[str], numbers: Sequence[Number | None]) -> set[int]:
    """The long lines that hold a row of chapters, in a text whose lines begin with fewer of them."""
    begun = sum(number is not None and number.kind == "han" for number in numbers)
    rows = {at: _row(text, numbers[at], ("han",)) for at, text in enumerate(texts) if len(text) >= _LONG}
    return {at for at, row in rows.items() if len(row) > max(1, begun)}


def _row(text: str, own: Number | None, kinds: Sequence[str]) -> list[tuple[int, Number]]:
    """The longest row 1, 2, 3 … of one form inside a paragraph that begins with the number `own`."""
    rows: dict[str, list[tuple[int, Number]]] = {kind: [] for kind in kinds}
    expected = {kind: own.value + 1 if own is not None and own.kind == kind else 1 for kind in kinds}
    for at, number in _inside(text):
        if expected.get(number.kind) == number.value:
            rows[number.kind].append((at, number))
            expected[number.kind] += 1
    return max(rows.values(), key=len)


def _all(text: str) -> list[int]:
    """Every number of a text without line breaks; a chapter's heading and its first item are glued together."""
    return [at for at, _ in _inside(text, _GLUED)]


def _with_clauses(text: str, own: Number | None) -> list[int]:
    """Where the items of a row begin of which all but the last are known to end with a clause."""
    if len(text) < _LONG // 3 or not _DUTY.search(text):
        return []
    row = _row(text, own, _ITEMS)
    if len(row) < 2:
        return []
    parts = [text[row[at][0] : row[at + 1][0]].rstrip() for at in range(len(row) - 1)]
    closed = all(_CLAUSE.search(part) and _DUTY.search(part[-80:]) for part in parts)
    return [at for at, _ in row] if closed else []


def _first_item(text: str, numbers: Sequence[Number | None], at: int) -> list[int]:
    """Where item 1 begins inside a paragraph after which item 2 begins on a line of its own."""
    following = numbers[at + 1] if at + 1 < len(numbers) else None
    own = numbers[at]
    if following is None or following.value != 2 or following.kind not in _ITEMS or own is None:
        return []
    if own.kind == following.kind:
        return []
    return [place for place, number in _inside(text) if (number.kind, number.value) == (following.kind, 1)][:1]
