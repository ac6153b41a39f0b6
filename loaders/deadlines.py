"""The printed words of a deadline and the year of their document go in, the last day that they allow comes out.

A deadline is a point (2023年6月底前, 年底前, 第三季度) or none: a work without end (长期坚持, 每年) has no last day. Month and
quarter end with their last day. A year that is not printed is that of the date before it, else the document's. Of several
dates the latest counts: then the work is done. What is before a month or a year as a whole (12月前) may mean its first day or
its last, and so gives none; nor does a day that no calendar has.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_BLANKS = re.compile(r"\s+")
_EVERY = re.compile("每(?:年|半年|季|月|周|天|日)|逐年|逐月|按[年季月]")
_DATE = re.compile(
    r"(?P<digits>(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?(?!\d))"
    r"|(?:(?P<year>(?:19|20)\d\d)(?:年(?:度|年(?=[底末内]))?|(?=[-—–~至]))|(?P<next>明年|次年)|(?P<this>今年|当年|本年度?|年(?=[底末内])|全年)"
    r"|(?=(?<!\d)\d{1,2}月|第?[一二三四1-4]季度|[上下]半年))"
    r"(?:(?:\d{1,2}[-—–~至])?(?P<month>\d{1,2})月份?(?:(?P<day>\d{1,2})[日号]|(?P<part>上旬|中旬|[下底末]旬?|初)?)"
    r"|第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年)?(?P<rest>[年底末内]*)(?P<open>以?前|初)?(?P<from>起|开始)?"
)
_QUARTERS = {char: at % 4 + 1 for at, char in enumerate("一二三四1234")}


def deadline_date(printed: str | None, year: int | None) -> date | None:
    """The last day of a deadline as printed, in a document of the year; None where it has none, or none that is certain.

    >>> deadline_date("2023年6月底前并长期坚持", None), deadline_date("2023年12月31日前", 2021)
    (datetime.date(2023, 6, 30), datetime.date(2023, 12, 31))
    >>> deadline_date("年底前", 2022), deadline_date("6月底前完成", 2022), deadline_date("第三季度末", 2022)
    (datetime.date(2022, 12, 31), datetime.date(2022, 6, 30), datetime.date(2022, 9, 30))
    >>> [deadline_date(words, 2022) for words in ("长期坚持", "每年6月底前", "2023年2月30日前", "12月前")]
    [None, None, None, None]
    >>> deadline_date("6月底前", None) is None
    True
    """
    words = _BLANKS.sub("", printed or "")
    if _EVERY.search(words):
        return None
    last = year
    days: list[date] = []
    for match in _DATE.finditer(words):
        if not match.group():
            continue
        last = _year(match, last, year)
        if match["from"] or last is None:
            continue
        day = _day(match, last)
        if day is None:
            return None
        days.append(day)
    return max(days, default=None)


def _year(match: re.Match[str], last: int | None, own: int | None) -> int | None:
    """The year of a date: as printed, relative to the document's own, or that of the date before."""
    printed = match["year"] or (match["digits"] or "")[:4]
    if printed:
        return int(printed)
    if match["next"]:
        return own + 1 if own else None
    return own if match["this"] else last


def _day(match: re.Match[str], year: int) -> date | None:
    """The last day of a date."""
    if match["digits"]:
        parts = [int(part) for part in re.split("[-./]", match["digits"])]
        return _last_of(parts[0], parts[1], parts[2] if len(parts) > 2 else None)
    if match["month"]:
        if match["day"]:
            return _last_of(year, int(match["month"]), int(match["day"]))
        part = match["part"] or ("底" if match["rest"] else "")
        if part == "初" or (match["open"] and not part):
            return None
        return _last_of(year, int(match["month"]), {"上旬": 10, "中旬": 20}.get(part))
    if match["quarter"]:
        return None if match["open"] and not match["rest"] else _last_of(year, _QUARTERS[match["quarter"]] * 3, None)
    if match["half"]:
        return _last_of(year, 6 if match["half"] == "上" else 12, None)
    return None if match["open"] and not match["rest"] else _last_of(year, 12, 31)


def _last_of(year: int, month: int, day: int | None) -> date | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day or monthrange(year, month)[1])
