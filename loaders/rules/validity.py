"""A text and its front matter go in, from when and until when the document is in force come out, with its status.

The front matter speaks first; else the document: 自2023年1月1日起施行, 有效期至2025年12月31日, 有效期5年. What is in force from the
day of its issue (自印发之日起施行) is so from the date of signature. A term of years ends on the day before its anniversary.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from loaders.dates import DATE, day_of, first_day
from loaders.numerals import NotANumeral, number
from loaders.rules.frontmatter import FrontMatter, status_of
from loaders.rules.record import Rule
from ontology.model import DocumentStatus

Span = tuple[int, int]

_OWN = r"本(?:办法|规定|条例|细则|方案|意见|措施|规划|计划|通知|制度|决定|规则|预案|实施细则|实施办法|实施意见|实施方案|行动计划|政策|公告|文件|纲要|要点|行动方案|工作方案)"
_FORCE = re.compile(
    rf"(?P<what>{_OWN}|现予(?:以)?(?:公布|发布)|[。；\n，,])[^。；\n]{{0,16}}?自(?P<when>{DATE.pattern}|[^。；，\n]{{0,10}}?之日)起(?:正式|开始)?(?:施行|实施|执行|生效)"
)
_UNTIL = re.compile(
    rf"(?:有效期|有效期限|有效期限?(?:截止|延长)?|实施期限|执行期限?|试行期)(?:限)?(?:截)?(?:至|到|止)[：:]?\s?(?P<day>{DATE.pattern})"
)
_TERM = re.compile(
    r"(?:有效期限?|实施期限?|执行期限?|试行期限?|试行期?)(?:为|：|:|是)?\s?(?P<count>\d{1,2}|[一二两三四五六七八九十]{1,2})\s?(?P<unit>个月|年)(?!以)"
)
_ISSUE = re.compile(r"印发|发布|公布|下发|发文|签发|颁布")
_FROM = re.compile(r"起(?:正式|开始)?(?:施行|实施|执行|生效)")
_TITLE_STATUS = re.compile(r"[（(]\s?试\s?行\s?[)）]|试行(?:办法|规定|条例|细则|方案|意见)$")
_LAST_LINES = 40


@dataclass(frozen=True, slots=True)
class Validity:
    """Days with the places of the words that say so; `status` as in `frontmatter.STATUSES`, or 草案, 试行."""

    effective: tuple[date, Span] | None
    expires: tuple[date, Span] | None
    status: tuple[DocumentStatus, Span] | None


def read_validity(
    text: str, matter: FrontMatter, lines: list[Span], issued: date | None, title: Span | None, draft: Span | None
) -> Validity:
    """The validity of a document; `lines` are those of its text, `draft` the mark of a text that is not adopted."""
    told = [*lines[:_LAST_LINES], *lines[_LAST_LINES:][-_LAST_LINES:]]
    effective = _labelled(text, matter, "effective") or _in_force(text, told, issued)
    expires = (
        _labelled(text, matter, "expires")
        or _until(text, told)
        or _term(text, told, effective[0] if effective else issued)
    )
    return Validity(effective, expires, _status(text, matter, title, draft))


def _labelled(text: str, matter: FrontMatter, name: str) -> tuple[date, Span] | None:
    for start, end in matter.values(name):
        day = first_day(text, start, end)
        if day:
            return day[0], (start, end)
    return None


def _in_force(text: str, lines: list[Span], issued: date | None) -> tuple[date, Span] | None:
    for start, end in lines:
        if text.find("起", start, end) < 0:
            continue
        for match in _FORCE.finditer(text, max(start - 1, 0), end):
            whole = text[start : match.start("when")].strip()
            if match["what"] in "。；，,\n" and whole.startswith(("《", "国")) and "现予" not in whole:
                continue
            day = day_of(match) if match["y"] else issued if _ISSUE.search(match["when"]) else None
            if day:
                return day, match.span("when")
    return None


def _until(text: str, lines: list[Span]) -> tuple[date, Span] | None:
    for start, end in lines:
        match = _UNTIL.search(text, start, end)
        day = day_of(match) if match and (_FROM.search(text, start, end) or re.search(_OWN, text[start:end])) else None
        if match and day:
            return day, match.span("day")
    return None


def _term(text: str, lines: list[Span], begins: date | None) -> tuple[date, Span] | None:
    if begins is None:
        return None
    for start, end in lines:
        match = _TERM.search(text, start, end)
        if match is None or not _FROM.search(text, start, end):
            continue
        try:
            count = int(number(match["count"]))
        except NotANumeral:
            continue
        months = count if match["unit"] == "个月" else 12 * count
        return _last_day(begins, months), match.span()
    return None


def _last_day(begins: date, months: int) -> date:
    """The last day of a term: the one before its anniversary, or the last of a month that has no such day."""
    years, month = divmod(begins.month - 1 + months, 12)
    year, month = begins.year + years, month + 1
    length = monthrange(year, month)[1]
    return date(year, month, length) if begins.day > length else date(year, month, begins.day) - timedelta(days=1)


def _status(
    text: str, matter: FrontMatter, title: Span | None, draft: Span | None
) -> tuple[DocumentStatus, Span] | None:
    for span in matter.values("status"):
        status = status_of(text[slice(*span)])
        if status:
            return status, span
    if draft:
        return "草案", draft
    trial = _TITLE_STATUS.search(text, *title) if title else None
    return ("试行", trial.span()) if trial else None


def _force(text: str) -> list[str]:
    found = _in_force(text, [(0, len(text))], date(2020, 1, 2))
    return [found[0].isoformat()] if found else []


def _ends(text: str) -> list[str]:
    lines = [(0, len(text))]
    found = _until(text, lines) or _term(text, lines, date(2020, 1, 2))
    return [found[0].isoformat()] if found else []


RULES = (
    Rule(
        "metadata.effective",
        "the day from which the document says it is in force",
        _force,
        (
            "本办法自2023年1月1日起施行。",
            "《某条例》已经通过，现予公布，自2023年7月1日起施行。",
            "本方案自印发之日起实施，有效期5年。",
        ),
        ("《某条例》自2023年1月1日起施行以来，成效显著。", "自2023年起实施。", "活动自2023年1月1日起开展。"),
    ),
    Rule(
        "metadata.expires",
        "the day until which the document says it is in force",
        _ends,
        (
            "本办法自印发之日起施行，有效期至2025年12月31日。",
            "本办法自印发之日起实施，有效期5年。",
            "本细则自公布之日起执行，试行期两年。",
        ),
        ("食品有效期5年。", "证书有效期至2025年12月31日。"),
    ),
    Rule(
        "metadata.status",
        "the state that a title says it is in (试行)",
        lambda t: [s[0] for s in [_status(t, FrontMatter(), (0, len(t)), None)] if s],
        ("某市就业办法（试行）", "某市就业试行办法"),
        ("某市就业试点办法", "某市就业暂行办法"),
    ),
)
