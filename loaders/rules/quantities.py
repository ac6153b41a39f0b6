"""Sentences go in, the numbers that they report (figures) or commit to (targets) come out, each with its clause.

A number counts with its unit, or with its 万 after a count (人数达到1.3万). Ages, dates, ordinals, hotlines, document numbers,
ranges and names with numbers are none. Where a section tells what was achieved every number is a figure; where it sets
work a number is a target only beside a word of commitment (达到, 至少, 完成, 配备 …), never a cap, a condition or a rate of pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.numerals import HAN, NotANumeral, number
from loaders.rules.record import PathOf, Rule
from loaders.spans import Spans
from loaders.units import COUNTED, normalise
from ontology.model import Evidence, Figure, Operator, Target

_QUANTITY = re.compile(
    rf"(?<![\d.第A-Za-z#＃〔\[-])(?P<number>\d{{1,9}}(?:,\d{{3}})*(?:\.\d{{1,4}})?)(?P<factor>万亿|千万|百万|[万亿])?"
    rf"(?P<about>余|多)?(?P<times>万)?(?P<unit>{COUNTED})?(?P<more>以上|以下|以内|之内|内(?!蒙|部|容|控)|左右)?"
)
_HAN_QUANTITY = re.compile(
    rf"(?P<cue>各有|各建|各设|各建成|各建设|至少|不少于|不低于|建设|建成|新建|打造|配备)(?P<gap>[^，。；：“”\n]{{0,6}}?)"
    rf"(?P<number>[{HAN}]{{1,4}})(?P<unit>所|个|名|处|家|座|支|项)(?![人月年大小面方层])"
)
_RANGE = re.compile(
    rf"(?<![\d.第A-Za-z-])(?P<low>\d{{1,6}})[-—–~～至](?P<high>\d{{1,6}})(?P<unit>[万亿]?(?:{COUNTED}))"
)
_NOT_A_COUNT = re.compile(
    r"年|月|日|号|岁|周岁|小时|天|周(?!次)|分钟|时|届|级|度(?!假)|[-—–~～至] ?\d|\.\d|[：:]\d|[A-Za-z]"
)
_NOT_AFTER = re.compile(r"(?:\d ?[-—–~～]|\d至|第|[“\"]|编号|热线|电话|十|GB ?|版本|No\.?)$")
_CLAUSE_END = re.compile(r"[，。；：！？\n]|[,;:](?!\d)")
_SENTENCE_END = "。！？\n"
_COUNT = re.compile(r"(?:人数|户数|人次|数量|总数|规模|总额|总量|面积|达到|达|均为|分别为)[^，。；]{0,12}$")
_PEOPLE = re.compile(r"人数|残疾人|人口|人员|志愿者|群众|儿童|学生|职工|患者")
_PEOPLE_AFTER = re.compile(rf"[一-鿿“”]{{0,12}}?(?:{_PEOPLE.pattern}|少年|老人|老年人|农民|牧民|居民|妇女)")
_COMMITS = re.compile(
    r"达到|达|提(?:高|升)(?:到|至)|增(?:长|加)(?:到|至)|至少|不少于|不低于|不小于|超过|突破|保持在|稳定在|控制在|降(?:低)?(?:到|至)|"
    r"(?:压减|压缩|缩短|缩减|精简|减少|下降)(?:到|至|为)|完成|新增|新建|建成|建设(?!项目|工程|用地)|建立|创建|打造|培育|培训|培养|扶持|选配|选树|配备|指派|安置|安排|要有|应有|须有|各有|力争|引进|举办|改造"
)
_AT_LEAST = re.compile(r"达到|达(?!\w)|至少|不少于|不低于|不小于|要有|保持在|稳定在")
_MORE_THAN = re.compile(r"超过|突破")
_CAP = re.compile(r"不超过|不得超过|不高于|最高|上限|封顶")
_CONDITION = re.compile(r"(?:编制|年满|连续|标准为|按照?|每次|满|凡|对|给予|补贴|补助|奖励|资助|发放)[^，。；、]{0,8}$")
_DEADLINE = re.compile(r"(?:(?:到|至|截至|截止|力争|在)(?P<a>20\d\d)年|(?P<b>20\d\d)年(?=底|末|前))")
_QUOTED_GOAL = re.compile(r"“(?P<goal>[^“”\n]{2,24})”(?:的)?目标")
_GOAL_NUMBER = re.compile(r"(?P<number>\d{1,6})(?=[一-鿿]{2,6}(?:[+＋、，]|$))")
MAX_SIDE = 160
"""How far a clause may reach on either side of its number."""
_BULLETS = "—-•●▪·◆"
RANGE = "range"
"""`Quantity.more` of the lower bound of a range."""
GOAL = "goal"
"""`Quantity.more` of a number in a goal in quotation marks."""
_OPEN, _CLOSE = "（(", "）)"
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
        if _NOT_A_COUNT.match(text, match.end(), end) or _NOT_AFTER.search(
            text[max(start, match.start() - 4) : match.start()]
        ):
            continue
        if match.start() in skip:
            continue
        clause = _clause(text, match.start(), match.end(), start, end)
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


def _clause(text: str, start: int, stop: int, low: int, high: int) -> tuple[int, int]:
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
    begin = _sentence_start(text, low, at)
    years = [m["year"] for m in re.finditer(r"(?:截至|截止)(?P<year>20\d\d)年", text[begin:at])]
    return years[-1] if years else None


def _sentence_start(text: str, low: int, at: int) -> int:
    low = max(low, at - 4 * MAX_SIDE)
    return max(low, *(text.rfind(mark, low, at) + 1 for mark in _SENTENCE_END))


def read_targets(
    text: str, spans: Iterable[tuple[int, int]], path_of: PathOf, skip: Spans
) -> tuple[list[Target], list[tuple[Quantity, str]]]:
    """The numbers that sections of work commit to, and those not taken, with the reason."""
    targets: list[Target] = []
    refused: list[tuple[Quantity, str]] = []
    introduced: int | None = None
    for start, end in spans:
        if text[start] not in _BULLETS:
            introduced = _introduced(text, start, end)
        found = [*quantities(text, start, end, skip), *_han_quantities(text, start, end, skip)]
        found += _ranges(text, start, end, skip)
        for one in [*found, *_quoted_goals(text, start, end)]:
            why = _no_commitment(text, one)
            if why:
                refused.append((one, why))
                continue
            begin, stop = one.clause
            targets.append(
                Target(
                    path=path_of(one.start),
                    metric=metric(text, one),
                    operator=_operator(text, one),
                    value=one.value,
                    unit=one.unit,
                    year=_year(text, start, one) or introduced,
                    evidence=Evidence(start=begin, end=stop, quote=text[begin:stop], rule="quantity.target"),
                )
            )
    return targets, refused


def _han_quantities(text: str, start: int, end: int, skip: Spans) -> Iterator[Quantity]:
    """Numbers in characters (各有一所, 建设两个); 一 only where it is a minimum or a share (各, 至少, 每)."""
    for match in _HAN_QUANTITY.finditer(text, start, end):
        if match.start() in skip:
            continue
        begin, stop = _clause(text, match.start(), match.end(), start, end)
        shared = re.match("各|至少|不", match["cue"]) or re.search(r"每[个所家村县市旗区]", text[begin : match.start()])
        try:
            value = number(match["number"])
        except NotANumeral:
            continue
        if value == 1 and not shared:
            continue
        yield Quantity(value, match["unit"], match.start("number"), match.end(), (begin, stop), "")


def _ranges(text: str, start: int, end: int, skip: Spans) -> Iterator[Quantity]:
    """Ranges of a count (建成8—10个基地): the lower bound is what is promised at least."""
    for match in _RANGE.finditer(text, start, end):
        if match.start() in skip or _NOT_A_COUNT.match(text, match.end(), end):
            continue
        clause = _clause(text, match.start(), match.end(), start, end)
        unit, factor = normalise(match["unit"])
        yield Quantity(number(match["low"]) * factor, unit, match.start(), match.end(), clause, RANGE)


def _quoted_goals(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The numbers of a goal in quotation marks (“30就业+20创业”目标): they count what the words after them name."""
    for goal in _QUOTED_GOAL.finditer(text, start, end):
        if not re.search("[+＋]", goal["goal"]):
            continue
        clause = _clause(text, goal.start(), goal.end(), start, end)
        for match in _GOAL_NUMBER.finditer(text, goal.start("goal"), goal.end("goal")):
            yield Quantity(number(match["number"]), None, match.start(), match.end(), clause, GOAL)


def _no_commitment(text: str, one: Quantity) -> str | None:
    """Why a number is no target, or None if it is one."""
    begin, _ = one.clause
    before = text[begin : one.start]
    if sum(before.count(o) for o in _OPEN) > sum(before.count(c) for c in _CLOSE):
        return "in brackets: a condition or an explanation"
    if _CAP.search(before):
        return "a cap"
    commits = [m.end() for m in _COMMITS.finditer(before)]
    condition = _CONDITION.search(before)
    if condition and not one.more and not (commits and commits[-1] > condition.start() + 2):
        return "a condition or a rate of pay"
    if "编制" in before and one.more:
        return "a condition"
    if one.more == "以上" and text[one.end : one.end + 1] == "的" and re.search("规模|面积|人数|编制", before):
        return "a condition"
    reached = one.unit == "%" and "实现" in before
    if not (commits or reached or one.more == GOAL or (one.more == "以上" and one.unit == "%")):
        return "no word of commitment"
    return None


def _operator(text: str, one: Quantity) -> Operator:
    begin, _ = one.clause
    before = text[begin : one.start]
    if one.more in ("以内", "以下", "之内", "内"):
        return "≤"
    if _MORE_THAN.search(before):
        return ">"
    return "≥" if one.more in ("以上", RANGE) or _AT_LEAST.search(before) else "="


def _introduced(text: str, start: int, end: int) -> int | None:
    """The year of a paragraph that introduces a list (到2025年，实现以下目标：), for the bullets below it."""
    last = text[start:end].rstrip()[-1:]
    found = list(_DEADLINE.finditer(text, max(start, end - MAX_SIDE), end))
    return int(found[-1]["a"] or found[-1]["b"]) if found and last in "：:。" else None


def _year(text: str, low: int, one: Quantity) -> int | None:
    """The year of the sentence (到2025年 …, 2025年前 …)."""
    begin = _sentence_start(text, low, one.start)
    found = [m["a"] or m["b"] for m in _DEADLINE.finditer(text, begin, one.start)]
    return int(found[-1]) if found else None


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


def _targets_found(text: str) -> list[str]:
    return [t.evidence.quote for t in read_targets(text, [(0, len(text))], lambda at: None, Spans())[0]]


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
    Rule(
        "quantity.target",
        "a number with a word of commitment in a section that sets work",
        _targets_found,
        (
            "辅助器具适配率达到90%",
            "完成家庭无障碍改造3万户",
            "每个盟市各有一所服务设施",
            "至少安排1名残疾人",
            "建设两个康复机构",
            "残疾人干部的比例达到15%以上",
            "建成5-8个生产示范基地",
        ),
        (
            "累计安置次数原则上不超过2次",
            "编制50人以上的单位",
            "做到“两个维护”",
            "按照200元标准代缴",
            "建设一批基地",
            "0-7岁儿童",
        ),
    ),
)
