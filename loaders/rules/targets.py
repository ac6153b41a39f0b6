"""Sentences of sections that set work go in, the numbers that they commit to come out, each with its clause.

A number is a target only beside a word of commitment (达到, 至少, 完成, 配备 …) or as a rate (使用率100%), never as a cap, a condition
or a rate of pay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from loaders.numerals import HAN, NotANumeral, number
from loaders.rules.quantities import (
    GOAL,
    MAX_SIDE,
    NOT_A_COUNT,
    RANGE,
    Quantity,
    clause_of,
    metric,
    quantities,
    sentence_start,
)
from loaders.rules.record import PathOf, Rule
from loaders.spans import Spans
from loaders.units import COUNTED, normalise
from ontology.model import Evidence, Operator, Target

_HAN_QUANTITY = re.compile(
    rf"(?P<cue>各有|各建|各设|各建成|各建设|至少|不少于|不低于|建设|建成|新建|打造|配备)(?P<gap>[^，。；：“”\n]{{0,6}}?)"
    rf"(?P<number>[{HAN}]{{1,4}})(?P<unit>所|个|名|处|家|座|支|项)(?![人月年大小面方层])"
)
_RANGE = re.compile(
    rf"(?<![\d.第A-Za-z-])(?P<low>\d{{1,6}})[-—–~～至](?P<high>\d{{1,6}})(?P<unit>[万亿]?(?:{COUNTED}))"
)
_COMMITS = re.compile(
    r"达到|达|提(?:高|升)(?:到|至)|增(?:长|加)(?:到|至)|至少|不少于|不低于|不小于|超过|突破|保持在|稳定在|控制在|降(?:低)?(?:到|至)|"
    r"(?:压减|压缩|缩短|缩减|精简|减少|下降)(?:到|至|为)|完成|新增|新建|建成|建设(?!项目|工程|用地)|建立|创建|打造|培育|培训|培养|扶持|选配|选树|配备|指派|安置|安排|要有|应有|须有|各有|力争|引进|举办|改造|覆盖(?!率|面)|梳理|选育|争创|放宽(?:到|至)|预留|推出$"
)
_AT_LEAST = re.compile(r"达到|达(?!\w)|至少|不少于|不低于|不小于|要有|保持在|稳定在")
_MORE_THAN = re.compile(r"超过|突破")
_CAP = re.compile(r"不超过|不得超过|不高于|最高|上限|封顶")
_CONDITION = re.compile(r"(?:编制|年满|连续|标准为|按照?|每次|满|凡|对|给予|补贴|补助|奖励|资助|发放)[^，。；、]{0,8}$")
_CONDITION_AFTER = re.compile(
    r"(?:以上|以下)?(?:但|且)?[^，。；]{0,14}?的(?:[^，。；]{0,10}?)(?:部分|企业|项目|单位|个人|人员|家庭|工程|采购|主体|用户|地区)"
)
_IF = re.compile(r"(?:达到|超过|突破|或超过|高于|不足|满)$")
_RATE = re.compile(r"(?<![税利费汇])率[为：:]?$")
_SHARE = re.compile(r"的[^，。；]{2,30}(?:完成|实现|达到|设置|建成|配备|开展|提供|覆盖)")
_AMOUNT = re.compile(r"(?:额度|规模|总额|金额|投资|产值|收入|贷款|融资)$")
_DEADLINE = re.compile(r"(?:(?:到|至|截至|截止|力争|在)(?P<a>20\d\d)年|(?P<b>20\d\d)年(?=底|末|前))")
_QUOTED_GOAL = re.compile(r"“(?P<goal>[^“”\n]{2,24})”(?:的)?目标")
_GOAL_NUMBER = re.compile(r"(?P<number>\d{1,6})(?=[一-鿿]{2,6}(?:[+＋、，]|$))")
_BULLETS = "—-•●▪·◆"
_OPEN, _CLOSE = "（(", "）)"


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
        begin, stop = clause_of(text, match.start(), match.end(), start, end)
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
        if match.start() in skip or NOT_A_COUNT.match(text, match.end(), end):
            continue
        clause = clause_of(text, match.start(), match.end(), start, end)
        unit, factor = normalise(match["unit"])
        yield Quantity(number(match["low"]) * factor, unit, match.start(), match.end(), clause, RANGE)


def _quoted_goals(text: str, start: int, end: int) -> Iterator[Quantity]:
    """The numbers of a goal in quotation marks (“30就业+20创业”目标): they count what the words after them name."""
    for goal in _QUOTED_GOAL.finditer(text, start, end):
        if not re.search("[+＋]", goal["goal"]):
            continue
        clause = clause_of(text, goal.start(), goal.end(), start, end)
        for match in _GOAL_NUMBER.finditer(text, goal.start("goal"), goal.end("goal")):
            yield Quantity(number(match["number"]), None, match.start(), match.end(), clause, GOAL)


def _no_commitment(text: str, one: Quantity) -> str | None:
    """Why a number is no target, or None if it is one."""
    begin, _ = one.clause
    before = text[begin : one.start]
    if sum(before.count(o) for o in _OPEN) > sum(before.count(c) for c in _CLOSE):
        return "in brackets: a condition or an explanation"
    commits = [m.end() for m in _COMMITS.finditer(before)]
    cap = _CAP.search(before)
    if cap and not (commits and commits[-1] > cap.end()):  # 上限提高到6000万元 promises, 不超过2次 does not
        return "a cap"
    if text[one.clause[1] - 1 : one.clause[1] + 1] == "的，":
        return "a condition"
    if _IF.search(before) and _CONDITION_AFTER.match(text, one.end, one.clause[1]):
        return "a condition"
    condition = _CONDITION.search(before)
    if condition and not one.more and not (commits and commits[-1] > condition.start() + 2):
        return "a condition or a rate of pay"
    if "编制" in before and one.more:
        return "a condition"
    if one.more == "以上" and text[one.end : one.end + 1] == "的" and re.search("规模|面积|人数|编制", before):
        return "a condition"
    reached = one.unit == "%" and ("实现" in before or _RATE.search(before))
    reached = reached or (one.more == "以上" and _AMOUNT.search(before))
    reached = reached or (one.unit == "%" and _SHARE.match(text, one.end, one.clause[1]))
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
    begin = sentence_start(text, low, one.start)
    found = [m["a"] or m["b"] for m in _DEADLINE.finditer(text, begin, one.start)]
    return int(found[-1]) if found else None


def _targets_found(text: str) -> list[str]:
    return [t.evidence.quote for t in read_targets(text, [(0, len(text))], lambda at: None, Spans())[0]]


RULES = (
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
            "检查记录表使用率100%",
            "将担保额度上限提高到6000万元",
            "全年贷款额度2亿元以上",
            "100%的社区服务中心完成设置",
            "预留30%的号源",
        ),
        (
            "累计安置次数原则上不超过2次",
            "编制50人以上的单位",
            "做到“两个维护”",
            "按照200元标准代缴",
            "建设一批基地",
            "0-7岁儿童",
            "对达到或超过400万元的工程采购项目",
            "对年收入超过100万元但不超过300万元的部分",
            "适用税率13%",
            "新招用人数达到职工人数25%的，可申请贷款",
        ),
    ),
)
