"""A region's code, or a text that names regions, in; administrative regions (行政区划) of GB/T 2260 out.

A region has a code of six digits, two each for province, prefecture and county, and the years in which its name stood
for that code: `ontology/vocab/regions.tsv` has them from 1980 on, ended ones included. A code may have had several
names (152500 was 伊克昭盟 before it was 锡林郭勒盟), and a name may have several codes (鼓楼区 is in four cities).

Two rules hold for every function. *Year*: without one the present table answers, and an ended region only where the
present has none; with one, the table at the end of that year answers, and else what ended in the course of it.
*Doubt*: a name that several regions bear is nobody's, unless the context decides.

>>> [region.name for region in by_code("150304").path]
['中国', '内蒙古自治区', '乌海市', '乌达区']
>>> [(region.code, region.valid_from, region.valid_to) for region in find("维扬区")]
[('321011', 2002, 2011)]
>>> region, length = leading("乌海市乌达区残联")
>>> region.code, length
('150304', 6)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from ontology.regiontable import (
    AUTONOMOUS,
    COUNTRY,
    LEVELS,
    Region,
    UnknownRegion,
    around,
    lies_in,
    names,
    regions,
    short_name,
    tiers,
)

__all__ = ["COUNTRY", "Region", "UnknownRegion", "ancestors", "by_code", "children", "find", "leading", "occurrences"]

# How texts begin that speak for the country; 国务院 does, but is no name of it.
_COUNTRY_NAME = re.compile("中华人民共和国|中国|全国|国家(?!级)|(?=国务院)")

# Names that are ordinary words too: alone they tell nothing, behind the name of their city they do.
_ORDINARY = re.compile(".区|新城区|老城区|新市区|港口区|公安县")

# Names that stand inside other words of a running text: 示|范县, 滨|海城市, 科学|城北区, 滇|西山区, 沿|海港区.
_HIDDEN = re.compile("..|[海应兴]城市|城[东西南北]区|[东西中]山区|海港区|解放区|振兴区|工农区")

# A full name is none where its last character begins another word: 海南|区域, 上海|市场.
_SPLIT = re.compile("区(?=域|块链)|市(?=场(?![馆地所]))")

# A short name is none where it begins another place's name: 朝阳|镇, but 通辽|乡村振兴局.
_OTHER_PLACE = re.compile("(?!市场|区域|区块链|乡村|街道办|旗县|县域|县级|市级|市县|盟市)[省市区县旗盟州镇乡路街村]")


def by_code(code: str, year: int | None = None) -> Region:
    """The region with the code.

    >>> by_code("152500").name, by_code("152500", 1981).name
    ('锡林郭勒盟', '伊克昭盟')
    >>> by_code("371200", 2021)
    Traceback (most recent call last):
        ...
    ontology.regiontable.UnknownRegion: region code '371200': no region in 2021; it was that of 莱芜市 (1992–2018)
    """
    known = regions(code)
    for tier in tiers(known, year):
        if tier:
            return tier[-1]
    if not known:
        raise UnknownRegion(f"region code {code!r}: not in GB/T 2260 since 1980; expected six digits such as 150300")
    years = ", ".join(f"{region.name} ({region.valid_from or ''}–{region.valid_to or ''})" for region in known)
    raise UnknownRegion(f"region code {code!r}: no region in {year}; it was that of {years}")


def ancestors(code: str, year: int | None = None) -> tuple[Region, ...]:
    """The regions around the one with the code, the nearest first, the country last.

    >>> [region.name for region in ancestors("429004")]  # 省直辖县级市: nothing between it and the province
    ['湖北省', '中国']
    """
    region = by_code(code, year)
    return around(region, year or region.last_year)


def children(code: str, year: int | None = None) -> tuple[Region, ...]:
    """The regions next below the one with the code: at present, at the end of the year, or when it last stood.

    >>> [region.name for region in children("150300")]
    ['海勃湾区', '海南区', '乌达区']
    """
    year = year or by_code(code).last_year
    codes = {other for other, _ in names() if code in (COUNTRY, other[:2] + "0000", other[:4] + "00")}
    below = [region for other in sorted(codes) for region in regions(other) if region.parent == code]
    return tuple(tiers(below, year)[0])


def find(name: str, within: str | None = None, year: int | None = None) -> tuple[Region, ...]:
    """All regions with the full or short name, higher levels first; `within` a region, itself included.

    >>> [region.code for region in find("鼓楼区")], [region.code for region in find("鼓楼区", within="320100")]
    (['320106', '320302', '350102', '410204'], ['320106'])
    >>> [region.name for region in find("吉林")]
    ['吉林省', '吉林市']
    """
    bearers = {*_bearers(_full(), name), *_bearers(_short(counties=True), name)}
    found = _nearest(bearers, (by_code(within).code if within else COUNTRY,), year)
    return tuple(sorted(found, key=lambda region: (LEVELS.index(region.level), region.code)))


def leading(text: str, within: str | None = None, year: int | None = None) -> tuple[Region | None, int]:
    """The region whose name, or chain of names, the text begins with, and the length of that beginning.

    Provinces and prefectures may be short (内蒙古税务局). `within` is the context of the text, not a limit: a name is
    sought in it, then in the region around it, and so on; and a county in it may be short. A text that begins with
    国务院 speaks for the country without naming it: length 0.

    >>> region, length = leading("内蒙古自治区人民政府")
    >>> region.code, length
    ('150000', 6)
    >>> leading("鼓楼区残联"), leading("鼓楼区残联", within="320106")[0].code
    ((None, 0), '320106')
    """
    country = _COUNTRY_NAME.match(text)
    links = _chain(text, country.end() if country else 0, within, year)
    if links and (links[0].full or not country):
        return links[-1].region, links[-1].end
    return (by_code(COUNTRY), country.end()) if country else (None, 0)


def occurrences(text: str, within: str | None = None, year: int | None = None) -> Iterator[tuple[Region, int, int]]:
    """Each region below the country that the text names in full, with the span of its name or chain of names.

    Names that are or end ordinary words (城区, 范县) count only behind the name of a region around them.

    >>> [(region.code, start, end) for region, start, end in occurrences("呼和浩特市新城区和海南区的城区")]
    [('150102', 0, 8), ('150303', 9, 12)]
    """
    heads = _heads(counties=within is not None)
    done = 0
    for start in [at for at in range(len(text) - 1) if text[at : at + 2] in heads]:
        if start < done:
            continue
        links = _chain(text, start, within, year)
        done = links[-1].end if links else start
        while links and not links[-1].full:
            links.pop()
        if len(links) > 1 or (links and not _HIDDEN.fullmatch(text, start, links[0].end)):
            yield links[-1].region, start, links[-1].end


class _Link(NamedTuple):
    """One name of a chain of names: its region, where it ends, whether it is a full name."""

    region: Region
    end: int
    full: bool


def _chain(text: str, start: int, within: str | None, year: int | None) -> list[_Link]:
    """The names from `start` on that follow one another, each of a region in the one before it."""
    links: list[_Link] = []
    while link := _link(text, start, links[-1].region if links else None, within, year):
        links.append(link)
        start = link.end
    return links


def _link(text: str, start: int, last: Region | None, within: str | None, year: int | None) -> _Link | None:
    """The name at `start` of a region in `last`: the longest decides, and tells nothing if several regions bear it."""
    scopes = (last.code,) if last else _scopes(within)
    for form in _heads(counties=within is not None).get(text[start : start + 2], ()):
        if not text.startswith(form, start) or (not last and not within and _ORDINARY.fullmatch(form)):
            continue
        end = start + len(form)
        for full, index in ((True, _full()), (False, _short(counties=within is not None))):
            bearers = [
                region
                for region in _bearers(index, form)
                if region != last and (_full_ends(text, end) if full else _short_ends(text, end, region, within, year))
            ]
            found = _nearest(bearers, scopes, year)
            highest = min((LEVELS.index(region.level) for region in found), default=0)
            found = [region for region in found if LEVELS.index(region.level) == highest]
            if found:
                return _Link(found[0], end, full) if len(found) == 1 else None
    return None


def _full_ends(text: str, end: int) -> bool:
    return not _SPLIT.match(text, end - 1)


def _short_ends(text: str, end: int, region: Region, within: str | None, year: int | None) -> bool:
    """Whether a short name that ends there may be the region's: a county's only in the context, no ended region's."""
    if year is None and region.valid_to is not None:
        return False
    if region.level == "county" and not (within and lies_in(region, within)):
        return False
    return region.level == "province" or not _OTHER_PLACE.match(text, end)


@cache
def _scopes(within: str | None) -> tuple[str, ...]:
    """Where a name is sought, one after the other: the context, the regions around it."""
    return (within, *(region.code for region in ancestors(within))) if within else (COUNTRY,)


def _nearest(candidates: Iterable[Region], scopes: Iterable[str], year: int | None) -> list[Region]:
    """Those of the candidates that the year and the first scope which has any leave."""
    for tier in tiers(candidates, year):
        for scope in scopes:
            found = [region for region in tier if lies_in(region, scope)]
            if found:
                return found
    return []


_Index = dict[str, set[tuple[str, str]]]
"""A printed form -> code and full name of the regions that bear it."""


def _bearers(index: _Index, form: str) -> list[Region]:
    return [region for code, name in index.get(form, ()) for region in regions(code) if region.name == name]


@cache
def _full() -> _Index:
    """The regions by full name, and autonomous ones by the name without its peoples (恩施州, 鄂温克旗)."""
    index: _Index = defaultdict(set, {"中华人民共和国": {(COUNTRY, "中国")}})
    for code, name in names():
        index[name].add((code, name))
        match = "自治" in name and not code.endswith("0000") and AUTONOMOUS.fullmatch(name)
        if match:
            index[match[1] + match[2]].add((code, name))
    return dict(index)


@cache
def _short(*, counties: bool) -> _Index:
    """The regions by short name, where it differs from the full one; counties on demand, since they are many."""
    index: _Index = defaultdict(set)
    for code, name in names():
        if counties or code.endswith("00"):
            short = short_name(name)
            if short != name:
                index[short].add((code, name))
    return dict(index)


@cache
def _heads(*, counties: bool) -> dict[str, list[str]]:
    """The names of all regions but the country by their first two characters, the longest first."""
    heads: dict[str, list[str]] = defaultdict(list)
    for form in sorted({*_full(), *_short(counties=counties)} - {"中国", "中华人民共和国"}, key=len, reverse=True):
        heads[form[:2]].append(form)
    return dict(heads)
