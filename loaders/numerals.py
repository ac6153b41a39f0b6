"""Numerals as Chinese plans print them go in, numbers come out: 十二 → 12, 31万 → 310000, １．５ → 1.5."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
HAN = "零〇一二两三四五六七八九十百千"
"""The characters of a Chinese numeral below 10,000."""

_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_ARABIC = re.compile(r"\d{1,12}(?:\.\d{1,6})?")


class NotANumeral(ValueError):
    """The text is no numeral."""


def han(text: str) -> int:
    """The value of a Chinese numeral below 10,000.

    >>> han("二十一"), han("十"), han("二〇二五"), han("一百零三")
    (21, 10, 2025, 103)
    >>> han("甲")
    Traceback (most recent call last):
    loaders.numerals.NotANumeral: expected a Chinese numeral, found '甲'
    """
    if not text or any(char not in HAN for char in text):
        raise NotANumeral(f"expected a Chinese numeral, found {text!r}")
    if not any(char in _PLACES for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def number(text: str) -> float:
    """The value of an Arabic or Chinese numeral with its 万 or 亿; thousands separators and width are folded.

    >>> number("31万"), number("7.5"), number("４，０８７"), number("两"), number("三万")
    (310000.0, 7.5, 4087.0, 2.0, 30000.0)
    """
    plain = text.strip().translate(_WIDE).replace(",", "")
    times = 1
    while plain and plain[-1] in _MYRIADS:
        times *= _MYRIADS[plain[-1]]
        plain = plain[:-1]
    if _ARABIC.fullmatch(plain):
        return round(float(plain) * times, 6)
    return float(han(plain) * times)
