"""The words of a table's header go in, what its columns hold comes out: indicator, unit, baseline, target, nature …

A header names its columns from a small vocabulary, one cell after the other or run together where blanks were lost
(指标单位2020年2025年属性). What it does not name is a column that is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, cast

from loaders.tables.words import fold, is_unit

HeadKind = Literal[
    "number", "category", "name", "unit", "nature", "baseline", "value", "target", "annual", "cumulative", "either",
    "criteria", "statistic", "other",
]  # fmt: skip
VALUES = frozenset(("baseline", "value", "target", "annual", "cumulative", "either", "criteria"))
"""Columns that hold numbers; `value` is one of which the years have yet to tell whether it is a baseline or a target."""

_YEAR = r"(?:到|至|截至)?(?P<year>20[1-6]\d)年?(?:末|底)?"
_PLAN = r"[“\"]?十[一二三四五六七八九]五[”\"]?(?:规划|时期|期间|期末|末期|末)?"
_BASE = r"现状|基期|基准|基数|基础|实际|实绩|完成|实现|初始|当前|现"
_AIM = r"目标|规划|预期|预计|计划|考核|远景|展望|指标(?=值)"
_WHAT = rf"(?:{_BASE}|{_AIM}|{_PLAN}|值|数(?!据)|量|水平|情况|数据|末|底|年份?(?!均)|期(?!间))"
_REMARK = r"(?:[（(][^（()）]{1,10}[)）])"
_PARTS = (
    ("statistic", r"同比[^属性]{0,6}|环比[^属性]{0,6}|比上年[^属性]{0,6}|较上年[^属性]{0,6}|上年[^属性]{0,4}"),
    ("nature", r"(?:指标)?(?:属性|性质)|约束性/预期性|预期性/约束性"),
    ("other", r"(?:指标)?(?:含义|解释|说明|释义|定义|来源|依据|口径|权重|分值|备注)|(?:数据|资料)来源|统计口径"
              r"|计算(?:方法|公式|方式)|评[分价](?:细则|办法|方法)|评分标准|考核[办方]法|(?:主要)?(?:责任|牵头|配合|主管|负责|实施|落实|考核|分管|对口|监测)(?:单位|部门|处室|科室|主体)|部门"),
    ("unit", r"(?:计量|指标)?单位"),
    ("category", r"(?:指标)?(?:类别|类型|分类|领域|维度|方面|大类|类)|一级指标|目标类别|任务领域"),
    ("number", r"序号?|编号|号|NO\.?|No\.?"),
    ("criteria", r"(?:评价|考核|评估|达标)(?:标准|要求|目标)|目标要求|指标要求"),
    ("name", r"(?:主要|具体|核心|发展|规划|监测|考核|评价|评估|预期|重点|关键|量化|细化|指标|分项|单项|[二三四]级|建设|工作|绩效|目标)*指标(?!值)(?:名称|内容|体系|项目)?"
             r"|(?:项目)?名称|项目|内容"),
    ("rate", rf"(?:{_PLAN})?(?:20\d\d年?[-—–~～至]20\d\d年?)?(?:五年|5年)?[\[(（〔【]?(?:年均|年平均|平均每年|每年|累计|合计|增长|增速|增幅|增量)"
             r"(?:年均|累计|合计|增长|增速|增幅|提高|下降|降低|变化|新增|增加|递增|五年|5年|时期|期间|[率值数幅度]|[/／或、()（）\[\]〔〕【】%％])*"),
    ("value", rf"{_YEAR}(?:{_WHAT}|{_REMARK})*|(?:{_BASE}|{_AIM}|{_PLAN}){_WHAT}*(?:{_REMARK})?"),
)  # fmt: skip
_HEAD = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _PARTS))
_REMARK_AT_END = re.compile(rf"{_REMARK}$")
_IN_BRACKETS = re.compile(r"[（(]([^（()）]{1,10})[)）]$")
_BASE_WORD = re.compile(_BASE)
_AIM_WORD = re.compile(_AIM)
_PLAN_OF = re.compile(r"十([一二三四五六七八九])五")
_ANY_YEAR = re.compile(r"20[1-6]\d")
LONGEST_HEAD = 24


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what it holds, the year that its head names, its words."""

    kind: HeadKind
    words: str
    year: int | None = None

    @property
    def holds_values(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in VALUES

    @property
    def dated(self) -> bool:
        """Whether its words name a year."""
        return _ANY_YEAR.search(self.words) is not None

    @property
    def names_rate(self) -> bool:
        """Whether the head says that its numbers are rates of growth."""
        return re.search("增|速|%|％", self.words) is not None

    @property
    def is_whole_growth(self) -> bool:
        """Whether its numbers are the growth over the whole time, not that of a year."""
        return self.kind == "annual" and not re.search("年均|平均|每年", self.words)

    @property
    def unit(self) -> str | None:
        """The unit of its numbers, where its words end with it: 2025年（万人）."""
        match = _IN_BRACKETS.search(self.words)
        return match[1] if match and is_unit(match[1]) else None


@lru_cache(maxsize=4096)
def head(words: str) -> Head | None:
    """The column that a header cell names, or None.

    >>> head("2025年目标值"), head("“十四五”年均增长（%）").kind, head("指标属性").kind, head("指标值").kind
    (Head(kind='target', words='2025年目标值', year=2025), 'annual', 'nature', 'target')
    >>> head("森林覆盖率") is None
    True
    """
    plain = _plain(words)
    if not plain or len(plain) > LONGEST_HEAD:
        return None
    match = _HEAD.fullmatch(plain)
    if match is None:
        bare = _REMARK_AT_END.sub("", plain)
        match = _HEAD.fullmatch(bare) if bare != plain else None
    return _made(match, plain) if match else None


@lru_cache(maxsize=4096)
def heads(line: str) -> tuple[Head, ...]:
    """The columns that a line of a header names, cell by cell or run together; none if any of its words is no head.

    >>> [one.kind for one in heads("指 标单位 属性")], [one.kind for one in heads("2025年 年均[累计]")]
    (['name', 'unit', 'nature'], ['value', 'either'])
    >>> heads("1 森林覆盖率 % 预期性")
    ()
    """
    if len(line) > 160:
        return ()
    cells = [head(words) for words in re.split(r"[ 　\t]+", line.strip())]
    if cells and all(cells):
        return tuple(one for one in cells if one)
    return _run_together(_plain(line))


def _run_together(plain: str) -> tuple[Head, ...]:
    found: list[Head] = []
    at = 0
    while at < len(plain):
        match = _HEAD.match(plain, at)
        if match is None or match.end() == at:
            return ()
        words, end = match.group(), match.end()
        if words in ("指标单位", "指标属性", "指标性质", "指标类别") and not any(one.kind == "name" for one in found):
            end = at + 2
            found.append(Head("name", "指标"))
        else:
            found.append(_made(match, words))
        at = end
    return tuple(found)


def _plain(words: str) -> str:
    return re.sub(r"[\s　*＊]|\*\*|<br ?/?>", "", fold(words))


def _made(match: re.Match[str], words: str) -> Head:
    group = next(kind for kind, _ in _PARTS if match[kind] is not None)
    if group == "rate":
        several = re.search("年均|平均|每年", words) and re.search("累计|合计", words)
        summed = re.search("累计|合计|增量", words)
        return Head("either" if several else "cumulative" if summed else "annual", words)
    if group != "value":
        return Head(cast("HeadKind", group), words)
    year = _year(words)
    if _BASE_WORD.search(words):
        return Head("baseline", words, year)
    if _AIM_WORD.search(words):
        return Head("target", words, year)
    return Head("value" if year else "target", words, year)


def _year(words: str) -> int | None:
    """The year of a head; of a five-year plan its last one (“十三五”末 is 2020)."""
    years = _ANY_YEAR.findall(words)
    if years:
        return int(years[-1])
    plan = _PLAN_OF.search(words)
    return 2010 + 5 * ("一二三四五六七八九".index(plan[1])) if plan else None


def is_table(columns: list[Head], captioned: bool = False) -> bool:
    """Whether a header is that of an indicator table: it names the indicator and a column of targets.

    A table that compares with the year before is one of statistics, one of criteria with who leads is one of duties. 项目
    and 名称 name indicators only where the caption says that they are (`captioned`).
    """
    kinds = {one.kind for one in columns}
    named = any(one.kind == "name" and (captioned or "指标" in one.words) for one in columns)
    led = any(one.kind == "other" and "牵头" in one.words for one in columns)
    aims = kinds & {"target", "value", "annual", "cumulative", "either"} or ("criteria" in kinds and not led)
    years = sum(one.dated for one in columns if one.holds_values)
    compares = "statistic" in kinds or (years < 2 and any(one.is_whole_growth for one in columns))
    return named and bool(aims) and not compares


def settle(columns: Sequence[Head], start: int | None, end: int | None) -> list[Head]:
    """The columns, each year told apart as a baseline or a target; `start` and `end` are the plan's years.

    A year before the plan is a baseline. So is the first of several where the plan begins with it, unless a column for each
    year follows; and where the plan's years are unknown, unless a decade lies between two round years (2025年, 2035年).
    """
    years = sorted(one.year for one in columns if one.kind == "value" and one.year is not None)
    begin = start if start is not None else end - 4 if end is not None else None
    others = len(years) > 1 or any(one.kind == "target" for one in columns)
    every = len(years) > 2 and years == list(range(years[0], years[-1] + 1))
    if begin is not None:
        first_is_base = others and not every and years[:1] == [begin]
    else:
        first_is_base = others and not (len(years) == 2 and years[1] - years[0] == 10 and years[0] % 5 == 0)
    return [_settled(one, begin, years[0] if years and first_is_base else None) for one in columns]


def _settled(one: Head, begin: int | None, base: int | None) -> Head:
    early = begin is not None and one.year is not None and one.year < begin
    if one.kind == "value":
        return replace(one, kind="baseline" if early or one.year == base else "target")
    if one.kind == "target" and early:
        return replace(one, kind="other" if _AIM_WORD.search(one.words) else "baseline")
    return one
