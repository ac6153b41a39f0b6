"""Document numbers (发文字号) as printed go in; the places of the numbers come out.

A number is an agency code, a year in brackets and a serial (国发〔2021〕10号), an order (国务院令第488号), or the number of a
standard (GB 50763-2012). Brackets stand in many forms (〔〕 [] ［］ ﹝﹞ 【】 （）); the year may come first.
"""

from __future__ import annotations

import re

_OPEN, _CLOSE = "〔\\[［﹝【（(", "〕\\]］﹞】）)"
PATTERN = re.compile(
    rf"(?:(?P<code>[一-鿿]{{1,14}}?)\s?(?:[{_OPEN}]|(?=20\d\d))\s?(?P<year>(?:19|20)\d\d)\s?[{_CLOSE}]?\s?第?\s?"
    rf"(?P<serial>\d{{1,5}})\s?号"
    rf"|(?P<issuer>[一-鿿]{{2,30}}?)令\s?第?\s?(?P<order>\d{{1,5}}|[一二三四五六七八九十百]{{1,6}})\s?号"
    rf"|(?P<standard>(?:GB|DB|JGJ|CJJ|WS|MZ|YY|JT)(?:/T|\d\d/T|\d\d)?\s?\d{{3,6}}(?:\.\d{{1,3}})?\s?[-—–]\s?(?:19|20)?\d\d))"
)
"""A document number anywhere in a text."""
