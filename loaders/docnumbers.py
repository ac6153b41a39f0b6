"""Document numbers (发文字号) as printed go in; the places of the numbers come out.

A number is an agency code, a year in brackets and a serial (国发〔2021〕10号), an order (国务院令第488号), or the number of a
standard (GB 50763-2012). Brackets stand in many forms (〔〕 [] ［］ ﹝﹞ 【】 （）); the year may come first, or without brackets.
"""

from __future__ import annotations

import re

_OPEN, _CLOSE = "〔\\[［﹝【（(〈<", "〕\\]］﹞】）)〉>"
_YEAR = r"(?:19|20|１９|２０)\d\d"
_SERIAL = r"第?\s?\d{1,5}\s?号"
_ORDINAL = r"(?:\d{1,5}|[一二三四五六七八九十百零〇]{1,6})"
PATTERN = re.compile(
    rf"(?:(?P<code>[一-鿿]{{1,16}}?)\s?(?:[{_OPEN}]|(?={_YEAR}))\s?(?P<year>{_YEAR})\s?(?:[{_CLOSE}]|年)?\s?{_SERIAL}"
    rf"|(?P<issuer>[一-鿿]{{1,30}}?)令\s?第?\s?(?P<order>{_ORDINAL})\s?号"
    rf"|(?P<standard>(?:GB|DB|JGJ|CJJ|WS|MZ|YY|JT)(?:/T|\d\d/T|\d\d)?\s?\d{{3,6}}(?:\.\d{{1,3}})?\s?[-—–]\s?(?:19|20)?\d\d))"
)
"""A document number anywhere in a text."""
BARE = re.compile(
    rf"[{_OPEN}]\s?{_YEAR}\s?[{_CLOSE}]\s?{_SERIAL}|{_YEAR}\s?年\s?第\s?{_ORDINAL}\s?号(?:公告|通告|令)?"
    rf"|第\s?{_ORDINAL}\s?号(?:令|公告)?"
)
"""A number without the code of its agency: a number only where a document prints its own."""


def own_number(words: str) -> str | None:
    """The number that a line is nothing but, brackets around it apart.

    >>> own_number("（国办发〔2023〕1号）"), own_number("2021年第5号公告"), own_number("国发〔2021〕10号要求")
    ('国办发〔2023〕1号', '2021年第5号公告', None)
    """
    for bare in (words.strip(), words.strip().strip("（）() ")):
        if PATTERN.fullmatch(bare) or BARE.fullmatch(bare):
            return bare
    return None
