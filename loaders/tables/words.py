"""Words of an indicator table go in, whether they are a unit, a nature or an open cell comes out."""

from __future__ import annotations

import re
from functools import lru_cache

from loaders.units import COUNTED
from ontology.model import Nature

_MORE_UNITS = (
    "年|岁|小时|分钟|天|日|分|级|位|星|升|毫克|微克|毫米|厘米|千米|平方千米|万千瓦|兆瓦|吉瓦|千伏安|吨标准煤|吨二氧化碳|标准煤|标准箱|标箱|标台|"
    "标准台|人年|人日|架次|车次|机构|站|路|孔|口|眼|架|艘次|航次|箱|册次|平米|方|立方|吨标煤|标煤|克标准煤|毫升|摄氏度|℃|㎡|m²|m2|m³|m3|km|km²|km2|"
    "mg|kg|g|t|T|L|kWh|kW|MW|GW|MWh|GWh|dB|Mbps|Gbps|PB|TB|EB|EFLOPS|EFlops|PFLOPS|Tbps|TEU|tce|亩次|只羊单位|羊单位|床位|个床位|车位|泊位|个泊位|"
    "‰|人次数|户数|人数|班|学时|课时|指数|百分制|百分|百分比|人/次|股|宗|起|票|单|笔|户家庭|万|亿|千|百|系数|比值|名学生|个工作日|月|个月|美元|港元|公顷次|立方米"
)
_BASES = sorted({*COUNTED.split("|"), *_MORE_UNITS.split("|")}, key=len, reverse=True)
_MANY = "(?:[十百千万亿]{1,2})?"
_BASE = "(?:" + "|".join(re.escape(unit) for unit in _BASES) + ")"
_PER = r"(?:[/／·•][（(]?[十百千万亿]{0,2}[一-鿿A-Za-z²³0-9㎡℃·•]{1,8}[)）]?){0,2}"
UNIT = rf"(?:{_MANY}{_BASE}(?:[（(]次[)）]|次)?{_PER}|1?/1?0{{0,5}}[十百千万亿]{{1,2}}|每[一-鿿]{{1,6}})"
"""A unit: a counted thing with its 万 before and what it is counted by after it (万元/人)."""
_UNIT = re.compile(UNIT)
_NATURES: dict[str, Nature | None] = {
    "预期性": "预期性", "约束性": "约束性", "预期": "预期性", "约束": "约束性", "预期性指标": "预期性", "约束性指标": "约束性",
    "预期值": "预期性", "约束值": "约束性", "预期型": "预期性", "约束型": "约束性", "指导性": None, "引导性": None, "导向性": None, "参考性": None,
}  # fmt: skip
_DASH = re.compile(r"[—\-–－−―~～/／\\…·.]{1,4}|无|暂无|——")
_WIDE = str.maketrans("０１２３４５６７８９．，％＞＜＝≧≦﹥﹤〉〈＋－［］﹝﹞", "0123456789.,%><=≥≤><><+-[]〔〕")
_BLANK = re.compile(r"[\s　]+")


def fold(words: str) -> str:
    """The words with full-width digits and signs made narrow, and Chinese letters left alone.

    >>> fold("＞９５％")
    '>95%'
    """
    return words.translate(_WIDE)


def squeeze(words: str) -> str:
    """The words without blanks, digits and signs made narrow."""
    return _BLANK.sub("", words).translate(_WIDE)


def nature(words: str) -> Nature | None:
    """预期性 or 约束性, as the cell says; None for other cells and other natures (指导性)."""
    return _NATURES.get(squeeze(words).strip("。；*"))


def is_nature(words: str) -> bool:
    """Whether a cell tells a nature."""
    return squeeze(words).strip("。；*") in _NATURES


def is_dash(words: str) -> bool:
    """Whether a cell is left open (—, -, /)."""
    return _DASH.fullmatch(squeeze(words)) is not None


@lru_cache(maxsize=4096)
def is_unit(words: str) -> bool:
    """Whether the words are a unit and nothing else.

    >>> [is_unit(words) for words in ("万元/人", "%", "件/万人", "吨标准煤/万元", "森林覆盖率", "3岁")]
    [True, True, True, True, False, False]
    """
    return _UNIT.fullmatch(squeeze(words)) is not None
