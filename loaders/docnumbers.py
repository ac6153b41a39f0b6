"""Document numbers (发文字号) as printed go in; a parsed number, or a plain "no such", comes out.

A number is an agency code, a year in brackets and a serial (国发〔2021〕10号), an order (国务院令第488号), or the number of a
standard (GB 50763-2012). Brackets stand in many forms (〔〕 [] ［］ ﹝﹞ 【】 （）); the year may come first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN, _CLOSE = "〔\\[［﹝【（(", "〕\\]］﹞】）)"
PATTERN = re.compile(
    rf"(?:(?P<code>[一-鿿]{{1,14}}?)\s?(?:[{_OPEN}]|(?=20\d\d))\s?(?P<year>(?:19|20)\d\d)\s?[{_CLOSE}]?\s?第?\s?"
    rf"(?P<serial>\d{{1,5}})\s?号"
    rf"|(?P<issuer>[一-鿿]{{2,30}}?)令\s?第?\s?(?P<order>\d{{1,5}}|[一二三四五六七八九十百]{{1,6}})\s?号"
    rf"|(?P<standard>(?:GB|DB|JGJ|CJJ|WS|MZ|YY|JT)(?:/T|\d\d/T|\d\d)?\s?\d{{3,6}}(?:\.\d{{1,3}})?\s?[-—–]\s?(?:19|20)?\d\d))"
)
"""A document number anywhere in a text."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """`code` is the agency's code (内政发) or the issuer of an order; `year` is None for orders."""

    printed: str
    code: str
    year: int | None
    serial: str


def parse(text: str) -> DocumentNumber | None:
    """The number that is the whole of `text`, or None.

    >>> parse("内政发〔2021〕17号").year
    2021
    >>> parse("国务院令622号").serial, parse("GB50763-2012").code
    ('622', 'GB')
    >>> parse("附件2") is None
    True
    """
    match = PATTERN.fullmatch(text.strip())
    if match is None:
        return None
    printed = match.group()
    if match["code"]:
        return DocumentNumber(printed, match["code"], int(match["year"]), match["serial"])
    if match["order"]:
        return DocumentNumber(printed, match["issuer"] + "令", None, match["order"])
    return DocumentNumber(printed, match["standard"][:2], None, match["standard"])
