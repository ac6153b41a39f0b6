"""What titles say: the kind of a document, its field, its years; pure functions of words.

The words of a title decide first; where it is silent the text does (articles make a law, years past a review).
"""

from __future__ import annotations

import re

from ontology.model import DocumentKind
from ontology.regions import leading

_PLAN_WORDS = "规划纲要|规划|计划|方案|要点|意见|措施|纲要|清单|行动|任务|分工|通知|办法|制度|安排|规程|指南|工作台账|决定|举措|政策|预案|蓝图|台账|细则|规定"
_BEHIND = r"(?:\s*[（(][^（）()]{1,24}[)）])*"
PLAN = re.compile(rf"(?:{_PLAN_WORDS}){_BEHIND}$")
LAW = re.compile(rf"(?:法|条例|规定|办法|细则|规则){_BEHIND}$")
_REPLY = re.compile(rf"(?:批复|复函|公告|通告|通报|令){_BEHIND}$")
_RULES = re.compile(rf"(?:(?:议事|工作|办事)规则|章程){_BEHIND}$")
_REVIEW = re.compile(r"回顾|总结|综述|成就|纪实|巡礼|工作报告|评估报告|监测报告|情况报告|成效|[年载]来|谱新篇|新局面")
PLAN_PERIOD = re.compile(
    r"[“\"]?(?P<name>十[一二三四五六七]五)[”\"]?|[“\"](?P<old>[八九十]五)[”\"]|第(?P<nth>[八九]|十[一二三四五六七]?)个五年"
)
YEARS = re.compile(r"(?P<from>20\d\d|19\d\d)\s?年?\s?[-—－–～~至到]{1,2}\s?(?P<to>20\d\d)\s?年?")
YEAR = re.compile(r"(?<!\d)(?P<year>20\d\d)\s?年(?!\s?\d{1,2}\s?月|来|版)")
TERM = re.compile(
    rf"(?:规划期限?|规划期间|实施期限|规划年限|计划期|规划时限|时间跨度|规划实施期)[^，。；\n]{{0,6}}?{YEARS.pattern}"
)
"""The years of a plan as its text states them (规划期为2021—2025年)."""
_FIVE_YEARS = {
    "八": 1991,
    "九": 1996,
    "十": 2001,
    "十一": 2006,
    "十二": 2011,
    "十三": 2016,
    "十四": 2021,
    "十五": 2026,
    "十六": 2031,
    "十七": 2036,
}
_OUTLOOK = re.compile(r"(?:和|及|与|暨)(?:二[〇○零]三五年|20\d\d年)远景目标(?=规划|纲要|$)|国民经济和社会发展(?=第)")
_TRAILING = re.compile(
    rf"(?:(?<![和与及、])(?:发展|建设|工作|实施|保障|专项|重点|总体|[一二三五]年|行动|指导|任务|若干|具体|政策|改革|提升|\d{{4}}年))*(?:{_PLAN_WORDS}){_BEHIND}$"
)
_VERBS = re.compile(
    r"^(?:进一步|加快|深入|全面|大力|持续|统筹|扎实|切实|积极|稳步|有效|着力|促进|推进|推动|加强|做好|开展|实施|支持|深化|落实|贯彻|完善|建立|健全|规范|优化|强化|提升|"
    r"构建|打造|发展(?=[^和与及])|我[国省市县区旗盟州]|全[国省市县区旗盟州]|本市|新时代|新形势下|当前和今后一个时期|的)+"
)
_CLAUSE = re.compile(r"(?:牵头|责任)(?:单位|部门)[:：]|牵头[，；,;]|分工负责[）)]")
"""What only the clause of a plan says."""


def bare_title(printed: str) -> str:
    """A title's words without line breaks, the 《》 around it, and the blanks that typesetting put between characters.

    >>> bare_title("《某市\\n就业 规划（试 行）》"), bare_title("大爱北疆 温暖前行")
    ('某市就业规划（试行）', '大爱北疆 温暖前行')
    """
    words = re.sub(r"\s*\n\s*", "", printed).strip(" 　")
    if words.startswith("《") and words.find("》") == len(words) - 1:
        words = words[1:-1]
    if PLAN.search(re.sub(r"\s", "", words)) or LAW.search(words) or "关于" in words:
        return re.sub(r"(?<=[^\sA-Za-z0-9])[ 　]+(?=[^\sA-Za-z0-9])", "", words)
    return words


def kind_of(title: str, heads: list[str], text: str, numbered: bool, sent_out: bool = False) -> DocumentKind:
    """plan, review, law or other, by the title and the lines around it and, where they are silent, by the text.

    Rules in articles that a notice sends out (`sent_out`: X关于印发某办法的通知) are an administrative document, no law.

    >>> kind_of("某市残疾人就业规定", [], "第一条 一。\\n第二条 二。\\n第三条 三。", True)
    'law'
    >>> kind_of("某市残疾人就业规定", [], "第一条 一。\\n第二条 二。\\n第三条 三。", True, sent_out=True)
    'other'
    """
    sample = text[:50_000]
    articles = len(re.findall(r"(?m)^第[一二三四五六七八九十百]{1,5}条", sample))
    if (LAW.search(title) and (articles >= 3 or not numbered) and not _RULES.search(title)) or articles >= 8:
        return "other" if sent_out else "law"
    if _REPLY.search(title) or _RULES.search(title):
        return "other"
    if PLAN.search(title):
        return "plan"
    years_past = len(re.findall(r"[\d一二三四五六七八九十]{1,3}年(?:以)?来", sample))
    if any(_REVIEW.search(head) for head in (title, *heads)) or (not numbered and years_past >= 2):
        return "review"
    return "plan" if numbered and _CLAUSE.search(sample) else "other"


def field_of(title: str) -> str | None:
    """The field of work that a title names.

    >>> field_of("乌达区“十四五”残疾人事业发展规划"), field_of("“十四五”残疾人保障和发展规划")
    ('残疾人事业', '残疾人保障和发展')
    >>> field_of("国务院关于进一步做好就业工作的若干意见")
    '就业'
    """
    if not PLAN.search(title):
        return None
    words = re.sub(r"^\d{4}年(?:度)?", "", re.sub(r".*关于(?:印发)?", "", title))
    _, length = leading(words)
    words = words[length:]
    words = re.sub(r"^(?:自治区|全[国省市区县旗])", "", words)
    words = YEARS.sub("", PLAN_PERIOD.sub("", _OUTLOOK.sub("", words)))
    words = re.sub(r"\d{4}年|[“”\"《》]|[（(][^（）()]*[)）]|时期|^的", "", words)
    words = _VERBS.sub("", _TRAILING.sub("", words)).rstrip("的")
    words = re.sub(r"(?<=[^和与及、])工作$", "", words)
    return words if 2 <= len(words) <= 24 and re.fullmatch(r"[一-鿿、+]+", words) else None


def years_of(match: re.Match[str]) -> tuple[int, int] | None:
    """The first and the last year of a match of `YEARS`, `PLAN_PERIOD`, `YEAR` or `TERM`."""
    groups = match.groupdict()
    if groups.get("from"):
        first, last = int(groups["from"]), int(groups["to"])
        return (first, last) if first <= last else None
    if groups.get("name") or groups.get("nth") or groups.get("old"):
        first = _FIVE_YEARS.get(groups["nth"] or (groups["name"] or groups["old"])[:-1], 0)
        return (first, first + 4) if first else None
    return int(groups["year"]), int(groups["year"])


def plan_name(first_year: int) -> str | None:
    """The name of the five-year plan that begins in a year.

    >>> plan_name(2021), plan_name(2022), plan_name(2001)
    ('十四五', None, '十五')
    """
    return next((f"{number}五" for number, year in _FIVE_YEARS.items() if year == first_year), None)
