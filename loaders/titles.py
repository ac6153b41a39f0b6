"""What titles and dates say: the kind of a document, its field, its years, its issuers, a day; pure functions of words.

The words of a title decide first; where it is silent the text does (articles make a law, years past a review).
"""

from __future__ import annotations

import re
from datetime import date

from loaders.numerals import han
from ontology.model import DocumentKind
from ontology.regions import leading

_PLAN_WORDS = "规划纲要|规划|计划|方案|要点|意见|措施|纲要|清单|行动|任务|分工|通知|办法|制度|安排|规程|指南|工作台账|决定|举措|政策"
PLAN = re.compile(rf"(?:{_PLAN_WORDS})(?:（[^（）]{{1,20}}）)?$")
LAW = re.compile(r"(?:法|条例|规定|办法|细则)(?:（[^（）]{1,20}）)?$")
_REVIEW = re.compile(r"回顾|总结|综述|成就|纪实|巡礼|工作报告|评估报告|监测报告|情况报告|成效|[年载]来|谱新篇|新局面")
DATE = re.compile(
    r"(?P<y>20\d\d|19\d\d|二[〇○零Ｏ0]{1}[一二三四五六七八九〇○零]{2}) ?年 ?(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3}) ?月 ?(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3}) ?日"
)
PLAN_PERIOD = re.compile(r"[“\"]?(?P<name>十[一二三四五六七]五)[”\"]?|第(?P<nth>十[一二三四五六七]?)个五年")
YEARS = re.compile(r"(?P<from>20\d\d|19\d\d) ?年? ?[-—–－~～至到]{1,2} ?(?P<to>20\d\d) ?年?")
YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d) ?年(?! ?\d{1,2} ?月)")
_FIVE_YEARS = {
    "十": 2001,
    "十一": 2006,
    "十二": 2011,
    "十三": 2016,
    "十四": 2021,
    "十五": 2026,
    "十六": 2031,
    "十七": 2036,
}
_TRAILING = re.compile(
    rf"(?:发展|建设|工作|实施|保障|专项|重点|总体|[一二三五]年|行动|指导|任务|若干|\d{{4}}年)*(?:{_PLAN_WORDS})(?:（.*）)?$"
)


_CLAUSE = re.compile(r"(?:牵头|责任)(?:单位|部门)[:：]|牵头[，；,;]|分工负责[）)]")
"""What only the clause of a plan says."""


def kind_of(title: str, heads: list[str], text: str, numbered: bool) -> DocumentKind:
    """plan, review, law or other, by the title and the lines around it and, where they are silent, by the text.

    >>> kind_of("某市残疾人就业规定", [], "第一条 一。\\n第二条 二。\\n第三条 三。", True)
    'law'
    """
    sample = text[:50_000]
    articles = len(re.findall(r"(?m)^第[一二三四五六七八九十百]{1,5}条", sample))
    if (LAW.search(title) and (articles >= 3 or not numbered)) or articles >= 8:
        return "law"
    if PLAN.search(title):
        return "plan"
    years_past = len(re.findall(r"[\d一二三四五六七八九十]{1,3}年(?:以)?来", sample))
    if any(_REVIEW.search(head) for head in (title, *heads)) or (not numbered and years_past >= 2):
        return "review"
    return "plan" if numbered and _CLAUSE.search(sample) else "other"


def field_of(title: str) -> str | None:
    """The field of work that a title names.

    >>> field_of("乌达区“十四五”残疾人事业发展规划")
    '残疾人事业'
    """
    if not PLAN.search(title):
        return None
    words = re.sub(r"^\d{4}年(?:度)?", "", re.sub(r".*关于(?:印发)?", "", title))
    _, length = leading(words)
    words = words[length:]
    words = re.sub(r"^(?:自治区|全[国省市区县旗])", "", words)
    words = YEARS.sub("", PLAN_PERIOD.sub("", words))
    words = re.sub(r"\d{4}年|[“”\"《》]|（[^（）]*）|时期|^的", "", words)
    words = _TRAILING.sub("", words)
    return words if 2 <= len(words) <= 24 and re.fullmatch(r"[一-鿿、+]+", words) else None


def joint_issuers(printed: str) -> tuple[str, ...]:
    """The issuers of a joint document, separated by blanks or written without one.

    >>> joint_issuers("中共通辽市委办公室通辽市人民政府办公室")
    ('中共通辽市委办公室', '通辽市人民政府办公室')
    """
    names: list[str] = []
    for part in re.split(r"[\s　、]+", printed.strip()):
        at = 0
        for joint in re.finditer(r"(?<=[办厅府委会局])(?:室|公室)?", part):
            rest = part[joint.end() :]
            if joint.end() - at >= 4 and len(rest) >= 4 and (leading(rest)[1] >= 2 or rest.startswith("中共")):
                names.append(part[at : joint.end()])
                at = joint.end()
        names.append(part[at:])
    return tuple(name for name in names if name)


def years_of(match: re.Match[str]) -> tuple[int, int] | None:
    groups = match.groupdict()
    if groups.get("from"):
        first, last = int(groups["from"]), int(groups["to"])
        return (first, last) if first <= last else None
    if groups.get("name") or groups.get("nth"):
        first = _FIVE_YEARS.get(groups["nth"] or groups["name"][:-1], 0)
        return (first, first + 4) if first else None
    return int(groups["year"]), int(groups["year"])


def plan_name(first_year: int) -> str | None:
    """The name of the five-year plan that begins in a year.

    >>> plan_name(2021), plan_name(2022)
    ('十四五', None)
    """
    return next((f"{number}五" for number, year in _FIVE_YEARS.items() if year == first_year), None)


def day_of(match: re.Match[str]) -> date | None:
    """The date, or None where there is no such day."""
    parts = [
        match[key].replace("○", "〇").replace("Ｏ", "〇").replace("0", "〇") if not match[key].isdigit() else match[key]
        for key in "ymd"
    ]
    try:
        return date(*(int(part) if part.isascii() else han(part) for part in parts))
    except ValueError:
        return None
