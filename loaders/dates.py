"""Text goes in, the days that it names come out: 2022年11月7日, 二〇二二年十一月七日, 2022-11-07, with blanks and wide digits."""

from __future__ import annotations

import re
from datetime import date

from loaders.numerals import han

_ZEROS = "〇○零ＯOoОο0０"
_DIGIT = rf"[一二三四五六七八九{_ZEROS}]"
_YEAR = rf"(?P<y>(?:19|20|１９|２０)\d\d|(?:二[{_ZEROS}]|一九){_DIGIT}{{2}})"
_PART = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(rf"{_YEAR}\s?年\s?(?P<m>{_PART})\s?月\s?(?P<d>{_PART})\s?日")
"""A day as Chinese prose prints it."""
SHORT_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\s?[-/.．－年]\s?(?P<m>\d{1,2})\s?[-/.．－月]\s?(?P<d>\d{1,2})|(?P<mm>\d\d)(?P<dd>\d\d))(?!\d)"
)
"""A day as websites print it, its 日 lost or not."""
_EARLIEST, _LATEST = 1912, 2100
_ZERO = str.maketrans(dict.fromkeys(_ZEROS, "〇"))


def day_of(match: re.Match[str]) -> date | None:
    """The day of a match of `DATE` or `SHORT_DATE`, or None where there is no such day.

    >>> day_of(DATE.search("二○二二年十一月 7 日")), day_of(DATE.search("2022年13月7日"))
    (datetime.date(2022, 11, 7), None)
    """
    groups = match.groupdict()
    parts = (groups["y"], groups["m"] or groups.get("mm"), groups["d"] or groups.get("dd"))
    try:
        day = date(*(int(part) if part.isdecimal() else han(part.translate(_ZERO)) for part in parts if part))
    except ValueError:
        return None
    return day if _EARLIEST <= day.year <= _LATEST else None


def first_day(text: str, start: int = 0, end: int | None = None) -> tuple[date, int, int] | None:
    """The first day that the text names between `start` and `end`, with its place.

    >>> first_day("发布时间 2022-06-02 10:00")
    (datetime.date(2022, 6, 2), 5, 15)
    """
    stop = len(text) if end is None else end
    found = [match for pattern in (DATE, SHORT_DATE) if (match := pattern.search(text, start, stop))]
    for match in sorted(found, key=lambda one: one.start()):
        day = day_of(match)
        if day is not None:
            return day, match.start(), match.end()
    return None
