"""The lines above a text go in, the place of the document's own number (发文字号) comes out.

It is a line that is nothing else, the brackets behind the notice's title, the beginning of a title line, or what follows
the notice's date; the number of an order may take two lines (某市人民政府令 / 第82号). Other numbers are those of documents
that are cited.
"""

from __future__ import annotations

import re

from loaders.docnumbers import BARE, own_number
from loaders.docnumbers import PATTERN as NUMBER
from loaders.rules.signature import is_body

Span = tuple[int, int]

ORDER = re.compile(r"(?P<issuer>[一-鿿]{2,30}?)令")
"""The head of an order, with whoever gives it."""
_TITLE_BEFORE = re.compile(r"(?:通知|意见|决定|办法|方案)[》]?[（(]$")
_LONGEST_LINE, _LONGEST_ORDER = 160, 60


def find_number(text: str, lines: list[Span]) -> Span | None:
    """The place of the number, without the brackets around it."""
    for at, (start, end) in enumerate(lines):
        words = text[start:end]
        number = own_number(words)
        if number is not None:
            begin = text.index(number, start)
            above = lines[at - 1] if at else None
            if above and BARE.fullmatch(number) and is_order(text[slice(*above)]):
                return above[0], begin + len(number)
            if not BARE.fullmatch(number) or re.search(r"\d{4}", number):
                return begin, begin + len(number)
            continue
        match = _within(words)
        if match:
            return start + match.start(), start + match.end()
    return None


def _within(words: str) -> re.Match[str] | None:
    """A number at the head or the end of a title line, behind a date, or in the line that made a law."""
    if len(words) > _LONGEST_LINE:
        return None
    for match in NUMBER.finditer(words):
        before, after = words[: match.start()].rstrip(" 　"), words[match.end() :].strip(" 　)）")
        order = match["order"] is not None and len(words) <= _LONGEST_ORDER and "公布" in words
        at_end = not after and (before.endswith(("日）", "日)")) or _TITLE_BEFORE.search(before))
        at_head = not before and (after.startswith("《") or "关于" in after)
        if order or at_end or at_head:
            return match
    return None


def is_order(words: str) -> bool:
    """Whether a line is the head of an order, whose number stands on the next line.

    >>> is_order("内蒙古自治区人民政府令"), is_order("司令")
    (True, False)
    """
    match = ORDER.fullmatch(words)
    return match is not None and is_body(match["issuer"])
