"""The lines of a text go in, the line that its first heading stands on comes out: what is before is the notice and the preface.

A notice may count its own points (一、提高认识 …) before the plan that it transmits. The plan begins where its title is printed
again on a line of its own, or, after the notice's date, with the second 一、.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.numbering import RANK, Number

_HEAD_LINES = 3
_HEADING_MAX = 40
_NOTICE = 150
"""How many lines a notice may take."""
_TITLE = re.compile(r"(?:印发|转发|发布|公布|下发)《?(.{4,90}?)》?的?通知")
_DATE = re.compile(
    r"[（(]?(?:20\d\d|二[〇○零Ｏ0][一-鿿○〇]{2}) ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日[）)]?"
)
_NOT_WORDS = re.compile(r"[^\w]|_")
_MINOR = ("also", "halfnum", "circled", "pnum", "roman")
_ORDER = {kind: rank for rank, kind in enumerate([*(k for k in RANK if k != "decimal"), "decimal"])}
"""Which form of number begins the body: a decimal only where the text has no other."""


def first_heading(texts: Sequence[str], numbers: Sequence[Number | None]) -> int | None:
    """Where the body begins: the first number 1 of the highest form that is used at least twice; None without numbers."""
    begin = _after_notice(texts, numbers)
    values: dict[str, set[int]] = {}
    firsts: dict[str, int] = {}
    for at in range(begin, len(texts)):
        number = numbers[at]
        if number is None or number.kind in _MINOR or (at < _HEAD_LINES and "关于" in texts[at]):
            continue  # a compilation numbers its documents
        values.setdefault(number.kind, set()).add(number.value)
        if number.value == 1:
            firsts.setdefault(number.kind, at)
    also = [firsts[kind] for kind in ("article", "named") if kind in firsts and 2 in values[kind]]
    for kind in sorted(firsts, key=lambda k: _ORDER[k]):
        lone = kind in ("han", "chapter") and len(texts[firsts[kind]]) <= _HEADING_MAX
        if (2 in values[kind] or lone) and kind != "article":
            return min([_with_chapter(numbers, firsts[kind]), *also])
    minor = next((at for at in range(begin, len(texts)) if _is_minor_first(numbers, at)), None)
    return firsts.get("article", minor)


def _with_chapter(numbers: Sequence[Number | None], at: int) -> int:
    """The line of chapter 1 where it stands right before 1.1."""
    own, before = numbers[at], numbers[at - 1] if at else None
    above = own is not None and before is not None and len(own.parts) > 1 and before.parts == own.parts[:-1]
    return at - 1 if above else at


def _is_minor_first(numbers: Sequence[Number | None], at: int) -> bool:
    number = numbers[at]
    if number is None or number.kind not in ("pnum", "circled") or number.value != 1:
        return False
    return any(one is not None and one.kind == number.kind and one.value == 2 for one in numbers[at + 1 : at + 40])


def _after_notice(texts: Sequence[str], numbers: Sequence[Number | None]) -> int:
    """The line after a notice that counts its own points; 0 where none does."""
    top = min(_NOTICE, len(texts))
    points = next((at for at in range(top) if (one := numbers[at]) and one.kind == "han" and one.value == 1), top)
    if points == top or not any("通知" in text for text in texts[:points]):
        return 0
    head = "".join(texts[: min(points, 8)])
    titles = {_words(title) for title in _TITLE.findall(head)}
    if any(_words(text) in titles for text in texts[:points]):
        return 0  # the plan has begun: its title stands above its first chapter
    for at in range(points + 1, top):
        if titles & {_words(texts[at]), _words("".join(texts[at : at + 2]))} - {""}:
            return at + 1
    dated = next((at for at in range(points + 1, top) if _DATE.fullmatch(texts[at])), top)
    own = {one.kind for one in numbers[points:dated] if one is not None}
    again = any((one := numbers[at]) and one.kind == "han" and one.value == 1 for at in range(dated, top))
    return dated + 1 if again and own <= {"han"} else 0


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", text)
