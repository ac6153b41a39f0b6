"""The name cell of a row goes in, the indicator's name comes out, with the unit, nature and part that the cell adds to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.tables.words import fold, is_unit, nature, squeeze
from ontology.model import Nature

_BLANK = re.compile(r"[\s　]+|<br ?/?>")
_MARK = re.compile(r"[*＊※★☆▲△◆#]")
_MARKS = re.compile(
    r"(?:[①-⑳¹²³⁴-⁹*＊※★☆▲△◆#]|\[\^?\d{1,2}\]|〔\d{1,2}〕|\^\d{1,2}\^?|[（(]?注 ?\d{0,2}[)）]?)+$|^[*＊※★☆▲△◆#]+"
)
_FOOTNOTE = re.compile(r"(?<=[一-鿿）)%％])\d{1,2}$")
_NUMBER = re.compile(r"^(?:\d{1,3}[.．、]|[（(]\d{1,3}[)）]|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[)）、])(?=[^\d])")
_IN_BRACKETS = re.compile(r"[（(\[]([^（()）\[\]]{1,14})[)）\]]$")
_AFTER_SLASH = re.compile(r"(?:[/／、,，](%|％|‰|[百千万亿]{0,2}(?:人|元|人次|户|个))|(?<=[一-鿿])([%％‰]))$")
_SAYS_UNIT = re.compile(r"^(?:计量)?单位[：:]")
_SUB = re.compile(r"^其中[：:、]?|^[—–-]{1,2}(?=[一-鿿])")
_PART = re.compile(
    r"(?:#|[（(]?\d?[)）])?(?:城镇|农村|乡村|城市|城乡|市区|城区|中心城区|县域|县城|乡镇|男性?|女性?|全市|全省|全区|全县|全国|[省市县区]级|国家级|省级及?以上|市级及?以上|工业|农业|生活|"
    r"[一-鿿]{1,5}(?:居民|地区|人口|部分))"
)
_MEASURE = re.compile(
    r"(?:率|数|量|额|值|比例|比重|占比|比|面积|收入|人次|水平|程度|规模|强度|浓度|指数|寿命|年限|长度|里程|能力|时间|时长|增速|增长|下降|降低|提升|提高|投资|支出|消费|"
    r"床位|托位|拥有|覆盖面|等级|标准|排放|投入|净流入|人数|户数|数量|总量|产量|用量|流量|周转量|吞吐量|成本|价格|费用|缺口|[（(][^（()）]*[)）])$"
)
LONGEST = 300
"""No name is longer; what is was no cell of names."""


@dataclass(frozen=True, slots=True)
class Name:
    """An indicator's name; `scope` is the part that the row is of (农村), `sub` whether the row is a part of one above,
    `mark` a sign that the notes of the table explain."""

    name: str
    unit: str | None = None
    nature: Nature | None = None
    scope: str | None = None
    sub: bool = False
    mark: str | None = None


def read_name(words: str) -> Name | None:
    """The name in a cell, without number, footnote, unit and nature.

    >>> read_name("3.城乡居民参保人数1（万人）")
    Name(name='城乡居民参保人数', unit='万人', nature=None, scope=None, sub=False, mark=None)
    >>> read_name("其中：农村").sub, read_name("空气优良天数比例（%）①（约束性）").nature
    (True, '约束性')
    """
    plain = _BLANK.sub("", words)
    if len(plain) > LONGEST:
        return None
    sign = _MARK.search(plain)
    plain = _NUMBER.sub("", _unmarked(plain))
    sub = _SUB.match(plain)
    plain = plain[sub.end() :] if sub else plain
    unit: str | None = None
    kind: Nature | None = None
    for _ in range(4):
        plain = _FOOTNOTE.sub("", _unmarked(plain).rstrip("：:"))
        slash = _AFTER_SLASH.search(plain)
        said = _IN_BRACKETS.search(plain)
        if slash and unit is None:
            unit, plain = fold(slash[1] or slash[2]), plain[: slash.start()]
        elif said and nature(said[1]):
            kind, plain = nature(said[1]), plain[: said.start()]
        elif said and unit is None and _is_unit(said[1]):
            unit, plain = fold(_SAYS_UNIT.sub("", said[1])), plain[: said.start()]
        else:
            break
    if not plain or not re.search("[一-鿿A-Za-z]", plain):
        return None
    return Name(plain, unit, kind, None, bool(sub), sign.group() if sign else None)


def under(one: Name, parent: str | None) -> Name:
    """The name of a row that is a part of the row above: its own where it says what is measured, else the parent's.

    >>> under(Name("农村", sub=True), "居民人均可支配收入")
    Name(name='居民人均可支配收入', unit=None, nature=None, scope='农村', sub=True, mark=None)
    >>> under(Name("农村居民人均可支配收入", sub=True), "居民人均可支配收入").name
    '农村居民人均可支配收入'
    """
    bare = _PART.fullmatch(one.name) is not None
    if parent is None or parent == one.name or not (bare or (one.sub and not _MEASURE.search(one.name))):
        return one
    return Name(parent, one.unit, one.nature, one.name, True, one.mark)


def is_part(words: str) -> bool:
    """Whether a name alone says nothing: 城镇, 农村, 男."""
    return _PART.fullmatch(squeeze(words)) is not None


def measures(name: str) -> bool:
    """Whether a name says what is measured (…率, …人数)."""
    return _MEASURE.search(name) is not None


def _unmarked(plain: str) -> str:
    return _MARKS.sub("", plain)


def _is_unit(words: str) -> bool:
    return is_unit(_SAYS_UNIT.sub("", words))
