"""Sentences go in, the numbers with a unit in them come out, each with its clause, and the figures that they report.

A number counts with its unit, or with its 万 after a count (人数达到1.3万). Ages, dates, ordinals, hotlines, document numbers,
ranges and names with numbers are none. Where a section tells what was achieved every number is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.numerals import number
from loaders.rules.record import PathOf, Rule
from loaders.spans import Spans
from loaders.units import COUNTED, normalise
from ontology.model import Evidence, Figure

_QUANTITY = re.compile(
    rf"(?<![\d.第A-Za-z#＃〔\[-])(?P<number>\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,4}})?)(?P<factor>万亿|千万|百万|[万亿])?"
    rf"(?P<about>余|多)?(?P<times>万)?(?P<unit>{COUNTED})?(?P<more>以上|以下|以内|之内|内(?!蒙|部|容|控)|左右)?"
)
NOT_A_COUNT = re.compile(
    r"年|月|日|号|岁|周岁|小时|天|周(?!次)|分钟|时|届|级|度(?!假)|[-—–~～至] ?\d|\.\d|[：:]\d|[A-Za-z]"
)
_NOT_AFTER = re.compile(r"(?:\d ?[-—–~～]|\d至|第|[“\"]|编号|热线|电话|十|GB ?|版本|No\.?)$")
_CLAUSE_END = re.compile(r"[，。；：！？\n]|[,;:](?!\d)")
_SENTENCE_END = "。！？\n"
_COUNT = re.compile(r"(?:人数|户数|人次|数量|总数|规模|总额|总量|面积|达到|达|均为|分别为)[^，。；]{0,12}$")
_PEOPLE = re.compile(r"人数|残疾人|人口|人员|志愿者|群众|儿童|学生|职工|患者")
_PEOPLE_AFTER = re.compile(rf"[一-鿿“”]{{0,12}}?(?:{_PEOPLE.pattern}|少年|老人|老年人|农民|牧民|居民|妇女)")
MAX_SIDE = 160
"""How far a clause may reach on either side of its number."""
RANGE = "range"
"""`Quantity.more` of the lower bound of a range."""
GOAL = "goal"
"""`Quantity.more` of a number in a goal in quotation marks."""
_TRAILING_VERBS = re.compile(
    r"(?:分别|均|共|约|近|超过|突破|达到|达|为|至少|累计|提高到|增加到|实现|完成|不少于|不低于|到|安排|建设|建成|新增|配备|选配|指派|力争|获得|压减至|压缩至|缩短至|减少至|下降到)+$"
)
_LEADING_VERBS = re.compile(r"^(?:其中|进一步|推动|推进|力争|确保|培育|打造|完成|新增|建成|配备)+")
_LEADING_YEAR = re.compile(r"^(?:到|至|截至)?\d{4}年(?:底|末|前)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit at `start:end`; `clause` is the stretch between commas that holds it."""

    value: float
    unit: str | None
    start: int
    end: int
    clause: tuple[int, int]
    more: str


def quantities(text: str, start: int, end: int, skip: Spans) -> Iterator[Quantity]:
    """The numbers with a unit within `start:end`, those inside the spans of `skip` (titles, clauses) left out.

    >>> [(q.value, q.unit) for q in quantities("第六届，0—7岁儿童4万余户，共12385件", 0, 24, Spans())]
    [(40000.0, '户'), (12385.0, '件')]
    """
    for match in _QUANTITY.finditer(text, start, end):
        if NOT_A_COUNT.match(text, match.end(), end) or _NOT_AFTER.search(
            text[max(start, match.start() - 4) : match.start()]
        ):
            continue
        if match.start() in skip:
            continue
        clause = clause_of(text, match.start(), match.end(), start, end)
        unit = match["unit"]
        if unit is None:
            if not match["factor"]:
                continue
            before = text[clause[0] : match.start()]
            if _PEOPLE_AFTER.match(text, match.end(), clause[1]) or (_COUNT.search(before) and _PEOPLE.search(before)):
                unit = "人"
            elif not _COUNT.search(before):
                continue
        if text[match.end() : match.end() + 3] in ("（次）", "(次)"):
            unit = f"{unit}次"
        proper, factor = normalise((match["factor"] or "") + (match["times"] or "") + (unit or ""))
        value = round(number(match["number"]) * factor, 6)
        yield Quantity(value, proper, match.start(), match.end(), clause, match["more"] or "")


def clause_of(text: str, start: int, stop: int, low: int, high: int) -> tuple[int, int]:
    before = max(low, start - MAX_SIDE)
    for match in _CLAUSE_END.finditer(text, before, start):
        before = match.end()
    after = _CLAUSE_END.search(text, stop, min(high, stop + MAX_SIDE))
    end = after.start() if after else min(high, stop + MAX_SIDE)
    while before < start and text[before] in " 　“—-":
        before += 1
    return before, end


def read_figures(
    text: str, spans: Iterable[tuple[int, int]], path_of: PathOf, skip: Spans, period: str | None
) -> list[Figure]:
    """Every number of sections that report; `path_of(offset)` tells where it stands, `period` the years it is of."""
    figures = []
    for start, end in spans:
        for one in quantities(text, start, end, skip):
            begin, stop = one.clause
            figures.append(
                Figure(
                    path=path_of(one.start),
                    metric=metric(text, one),
                    value=one.value,
                    unit=one.unit,
                    period=_as_of(text, start, one.start) or period,
                    evidence=Evidence(start=begin, end=stop, quote=text[begin:stop], rule="quantity.figure"),
                )
            )
    return figures


def _as_of(text: str, low: int, at: int) -> str | None:
    """The year of 截至2020年底 that governs the sentence."""
    begin = sentence_start(text, low, at)
    years = [m["year"] for m in re.finditer(r"(?:截至|截止)(?P<year>20\d\d)年", text[begin:at])]
    return years[-1] if years else None


def sentence_start(text: str, low: int, at: int) -> int:
    low = max(low, at - 4 * MAX_SIDE)
    return max(low, *(text.rfind(mark, low, at) + 1 for mark in _SENTENCE_END))


def metric(text: str, one: Quantity) -> str:
    """What is counted: the clause without the number and the verbs around it, at most 40 characters."""
    begin, stop = one.clause
    before = re.split(r"[，、；]", text[begin : one.start])[-1]
    before = re.sub(r"\d[\d.]*[万亿]?[一-鿿]{0,2}[和与及]$", "", before)  # 分别达到1.5万和12.8万: the other number
    before = _LEADING_VERBS.sub("", _LEADING_YEAR.sub("", _TRAILING_VERBS.sub("", before))).strip()
    after = re.split(r"[，、；。（(]", text[one.end : stop])[0].strip()
    after = re.sub(r"^(?:以上|左右|的)+|^[和与及]?\d.*$", "", after)
    if one.more == GOAL:
        return re.split(r"[+＋”]", after)[0] or after
    name = before if len(before) >= 4 and len(after) < 2 else before + after
    return (name or text[begin:stop])[:40]


def _figures_found(text: str) -> list[str]:
    return [f.evidence.quote for f in read_figures(text, [(0, len(text))], lambda at: None, Spans(), None)]


RULES = (
    Rule(
        "quantity.figure",
        "a number with its unit in a section that reports",
        _figures_found,
        (
            "31万困难残疾人得到生活补贴",
            "人数分别达到1.5万和12.8万",
            "为4万余户家庭改造",
            "获得79金、53银和41铜",
            "覆盖率达到95.3%",
        ),
        ("第六届残运会", "0—7岁儿童", "热线“12345”", "2020年", "16—59周岁", "通过“五个一”活动", "累计5年来"),
    ),
)
