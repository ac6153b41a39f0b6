"""The code of a document's number goes in (内政发, 乌海政发, 国办发), the region whose agencies print it comes out.

国 stands for the country, a city's or county's short name for itself. The one-character names of provinces are those of cities too (宁 is Ningxia
and Nanjing, 鄂 begins 鄂州), so that a province counts only if the text speaks of its own province (我省).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from ontology.regions import COUNTRY, Region, by_code, find
from ontology.regiontable import names, regions

_PROVINCES = dict(
    pair.split(":")
    for pair in [
        "京:11",
        "津:12",
        "冀:13",
        "晋:14",
        "内:15",
        "蒙:15",
        "辽:21",
        "吉:22",
        "黑:23",
        "沪:31",
        "苏:32",
        "浙:33",
        "皖:34",
        "闽:35",
        "赣:36",
        "鲁:37",
        "豫:41",
        "鄂:42",
        "湘:43",
        "粤:44",
        "桂:45",
        "琼:46",
        "渝:50",
        "川:51",
        "蜀:51",
        "黔:52",
        "贵:52",
        "云:53",
        "滇:53",
        "藏:54",
        "陕:61",
        "甘:62",
        "青:63",
        "宁:64",
        "新:65",
        "兵:65",
    ]
)
"""The short names of provinces in the codes of numbers, and the first two digits of their region codes."""
_NATIONAL = re.compile(r"国(?!资)|中发|中办|中组|中宣|中政|中青|中共中央|中华人民共和国|主席令")
_STEM = re.compile(
    r"(?P<stem>[一-鿿]{2,4}?)(?:区|县|市)?(?:政办|政发|政函|政字|政综|政|府办|府发|府|党办|委办|委发|办发|发改|民发|残联|党|委|署|行署|管)"
)
_OWN = re.compile(r"(?:我|本|全)([省市县区旗盟州])")


def region_of_code(code: str, text: str) -> Region | None:
    """The region of a number's code in a text.

    >>> region_of_code("内政发〔2021〕17号", "我区（内蒙古自治区）残疾人").name, region_of_code("国办发〔2022〕6号", "").name
    ('内蒙古自治区', '中国')
    >>> region_of_code("宁政办发〔2022〕52号", "结合我市实际") is None
    True
    """
    if _NATIONAL.match(code):
        return by_code(COUNTRY)
    stem = _STEM.match(code)
    bearers = find(stem["stem"]) if stem else ()
    if len(bearers) == 1 and bearers[0].valid_to is None:
        return bearers[0]
    digits = _PROVINCES.get(code[:1])
    province = by_code(f"{digits}0000") if digits else None
    return province if province and _speaks_of(province, text) else None


def _speaks_of(province: Region, text: str) -> bool:
    """Whether the text speaks of its own province (我省, 全区) at least as much as of any other place of its own."""
    autonomous = province.name.endswith("自治区")
    word = "区" if autonomous else province.name[-1]
    own = Counter(_OWN.findall(text))
    return own[word] > 0 and own[word] >= max(own.values()) and (not autonomous or "自治区" in text)


def count_short_names(text: str) -> Counter[str]:
    """How often a text names each province or prefecture by its short name, by region code.

    >>> count_short_names("健康六盘水行动，结合六盘水实际")
    Counter({'520200': 2})
    """
    return Counter(_short_names()[words] for words in _any_short().findall(text))


@cache
def _short_names() -> dict[str, str]:
    """The short names of provinces and prefectures that no two of them bear, with their codes."""
    found: dict[str, set[str]] = {}
    for code, _ in names():
        region = regions(code)[-1]
        if code.endswith("00") and code != COUNTRY and region.valid_to is None and region.short != region.name:
            found.setdefault(region.short, set()).add(code)
    return {short: codes.pop() for short, codes in found.items() if len(codes) == 1}


@cache
def _any_short() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_short_names(), key=len, reverse=True)))
