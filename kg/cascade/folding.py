"""The words of a clause go in, the words that tell what it says come out: names of places, levels and bodies folded away.

What a plan calls 自治区, 农村牧区 or 残疾人联合会 another calls 区, 农区 or 残联: that is the same words. Marks, joints (和, 的) and
the form of figures fold as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from kg.cascade.clauses import tokens
from kg.cascade.verbs import word_set
from ontology import regions
from ontology.regiontable import UnknownRegion, short_name

_UNIT = r"(?:社区|居委会|嘎查村?|行政村|村)"
_TOWN = r"(?:苏木乡?镇?|乡镇|镇|乡|街道)"
_SAME = (
    (re.compile(r"(?<=落实|贯彻|执行|依据|根据|按照|遵照)[一-鿿、]{2,40}(?=《)"), ""),
    (re.compile(r"[（(]以下[^）)]*[）)]"), ""),
    (
        re.compile(
            r"(?:县级以上地方|各级|各州、市、县、区|各县[（(]市、区[）)]|各?县[（(]市[）)]、区)(?:各级)?(?=人民政府)"
            r"|各县[（(]市[）)]、区，(?=各部门)|各地(?:区)?(?=各|有关|相关|政务|部门)|本地区?|各[级地](?=政务|行业)"
        ),
        "",
    ),
    (re.compile(r"依法依规"), "依法"),
    (re.compile(r"残疾人联合会"), "残联"),
    (re.compile(r"残疾人协会"), "残协"),
    (re.compile(r"残疾人就业保障金"), "残保金"),
    (re.compile(r"辅助器具"), "辅具"),
    (re.compile(r"人力资源(?:和)?社会保障"), "人社"),
    (re.compile(rf"{_UNIT}[（(、]{_UNIT}[）)]?|嘎查村?"), "村"),
    (re.compile(rf"{_TOWN}[（(、]{_TOWN}[）)]?|苏木乡?镇?"), "镇"),
    (re.compile(r"农村牧区|农牧区|农区|牧区|农村"), "农村"),
    (
        re.compile(
            r"旗县[（(]市、区[）)]|各?旗县区?级?|盟市级?|[各本]?[州市县][（(、]市?、?区[）)]?|各州、市、县、区|市县(?!级)"
        ),
        "",
    ),
    (
        re.compile(
            r"自治区级?|全[国省市县旗盟区](?!域|面|过)|[我本][国省市区县旗盟]|[省市区县旗盟州国][级直]|国家级|[省市区县旗盟]内|各级|各地区?|本?地区(?=各|有关)|当地"
            r"|城[区镇市](?=主要|便民|道路)|[省市区县旗盟](?=残联|人民政府|政府|残工委|委(?!托|员)|人社|[一-鿿]{2,6}[局厅])"
        ),
        "",
    ),
    (re.compile(r"[—–－~～─]+|至(?=\d+岁)"), "-"),
    (re.compile(r"有关|相关"), "有关"),
    (re.compile(r"经营主体|市场主体"), "经营主体"),
)
_BODY = re.compile(r"([一-鿿]{2,})(?:局|厅|委员会|委|办公室|办)$")
_PLACES = frozenset("省市区县旗盟州国各本我全该")
LISTS = "、"
"""What stands for a joint between members of a list, whatever was printed."""
_LIST_JOINTS = word_set("、 和 与 及 以及 或 或者 暨")
_JOINTS = word_set(
    "的 并 并且 等 等等 了 好 地 其 及其 ， 。 ； ： “ ” ‘ ’ （ ） ( ) 《 》 〈 〉 < > 〔 〕 · , ; : \" ' 要 应 有 所 之 而 来 到 方面 对 于 对于 将 把 在 为 以 中 工作"
)
_OWN_SCRIPT = re.compile(r"[0-9A-Za-z%.\-+]+|[一-鿿]+")


@cache
def places(codes: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds the names of regions, and of those around them.

    >>> places(("150304",)).sub("", "乌海市乌达区在内蒙古")
    '在'
    """
    named: set[str] = set()
    for code in codes:
        try:
            around = (regions.by_code(code), *regions.ancestors(code))
        except UnknownRegion:
            continue
        named |= {
            form for region in around if region.level != "national" for form in (region.name, short_name(region.name))
        }
    longest = sorted((name for name in named if len(name) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))) if longest else None


@lru_cache(maxsize=20_000)
def listed(text: str, codes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The telling words of a text in order, with the joints between members of lists.

    >>> listed("提供场地和经费、人员，")
    ('提供', '场地', '、', '经费', '、', '人员')
    """
    found = places(codes)
    text = unicodedata.normalize("NFKC", found.sub("", text) if found else text)
    text = re.sub(r"(?<=[》”])(?=[《“])", "、", text.replace("(", "（").replace(")", "）").replace(",", "，"))
    for pattern, instead in _SAME:
        text = pattern.sub(instead, text)
    words = (LISTS if word in _LIST_JOINTS else word for word in tokens(text) if word not in _JOINTS)
    return tuple(_body(word) for word in words if word == LISTS or (word not in _PLACES and _OWN_SCRIPT.search(word)))


def folded(text: str, codes: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The telling words of a text in order.

    >>> folded("加强苏木乡镇（街道）残联组织建设，")
    ('加强', '镇', '残联', '组织', '建设')
    >>> folded("加强镇（街道）残疾人联合会组织建设") == folded("加强苏木乡镇（街道）残联组织建设")
    True
    """
    return tuple(word for word in listed(text, codes) if word != LISTS)


def _body(word: str) -> str:
    match = _BODY.fullmatch(word)
    return match[1] if match else word


def pairs_of(words: Iterable[str]) -> frozenset[str]:
    """The pairs of neighbouring characters: they do not depend on how words are cut."""
    text = "".join(words)
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset((text,))
