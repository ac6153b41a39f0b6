"""The printed name of a body and the region of its document go in; the `Department` that the name stands for comes out.

A name is a place and a stem (`ontology.functions`). The place is a level word that stands for the document's region or
one above it (市残联), or a region's name (内蒙古税务局), or it stands inside (国家税务总局通辽市税务局), or is
left out: then it is the document's. The official name is given only where one full name is certain; else the name stays
as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from loaders.bodynames import ends_like_bodies, ends_like_body, is_collective, is_phrase, is_several
from ontology.functions import Reading, functions, patterns, read
from ontology.model import Department, DepartmentKind, Level
from ontology.regions import COUNTRY, Region, by_code, leading

_LOCAL: tuple[Level, ...] = ("province", "prefecture", "county")
_LEVEL_WORD = re.compile("自治[区州县旗]|地区|街道|苏木|[省市县区旗盟州镇乡]")
# 市团委 is printed 团市委.
_YOUTH_LEAGUE = re.compile("团([省市县区旗盟州])委")
# Between the place and the stem: the organ that the body belongs to.
_ORGANS: tuple[tuple[re.Pattern[str], DepartmentKind], ...] = (
    (re.compile("委(.+)"), "party"),
    (re.compile("(?:人民政府|政府|行政公署|行署)(.+)"), "government"),
)
_CENTRE = re.compile("中共中央|中央|国务院")
# Names of national bodies, whatever the region of the document; of the second, those that no local body has too.
_NATIONAL = re.compile(
    "(?:国家|国务院|中央|中国|中华|中共中央|全国|最高).+|中(?:组部|宣部|办|残联|消协)|团中央|.+(?:总局|总署|监会)"
)
_MAYBE_NATIONAL = re.compile(".+[部署]")
_ALIAS = re.compile('(?P<name>.+?)(?:（(?P<a>.+)）|\\((?P<b>.+)\\)|〔(?P<c>.+)〕|“(?P<d>.+)”|"(?P<e>.+)")')
_QUOTES = re.compile('[“”‘’"]')
_COMPANY = re.compile(".{2,}(?:公司|集团|银行|[分支]行|营业部|信用社)")
_FULL_COMPANY = re.compile(".*有限(?:责任)?公司")
_UNIT = re.compile("(?:机关)?党[组委]|党(?:总)?支部|.{0,6}[科股处室部]|.{2,6}[支大]队")
_TOWNSHIP = re.compile(".+(?:苏木|镇|乡|街道)(?:(?:人民)?政府|办事处|办)?")
_KINDS: tuple[tuple[re.Pattern[str], DepartmentKind], ...] = (
    (re.compile(".*(?:局|厅|管委会|管理委员会|人民政府|行政公署)"), "government"),
    (re.compile(".*(?:协会|学会|联合会|基金会|商会)"), "mass_organisation"),
)
_Form = Literal["word", "name", "short", "none"]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name taken apart. `region` is None where the name is of a region that is not known; `form` tells how the place
    is printed, `place` is its words."""

    region: Region | None
    place: str
    form: _Form
    stem: str
    reading: Reading | None


@lru_cache(maxsize=16384)
def identify(name: str, region: Region | None) -> Department:
    """The department that a name, its level prefix distributed, stands for in a document of the region.

    >>> city = by_code("152501")
    >>> identify("市人社局", city).name, identify("内蒙古税务局", city).name
    ('二连浩特市人力资源和社会保障局', '国家税务总局内蒙古自治区税务局')
    >>> identify("市民社局", city).official, identify("市民社局", city).functions
    (False, ('civil-affairs', 'human-resources'))
    """
    if is_collective(name):
        return Department(name=name, official=False, region=region.code if region else None, kind="collective")
    bare, alias = _plain(name)
    parts = _take_apart(bare, region)
    official = _official(parts)
    ids = parts.reading.functions if parts.reading else ()
    other = _take_apart(alias, region).reading if alias and ids else None
    return Department(
        name=official or name,
        official=official is not None,
        region=parts.region.code if parts.region else None,
        kind=_kind(bare, parts.reading),
        functions=tuple(dict.fromkeys((*ids, *(other.functions if other else ())))),
    )


@lru_cache(maxsize=16384)
def is_body(name: str, region: Region | None = None) -> bool:
    """Whether the string looks like the name of a body, or of a group of bodies, and not like a part of a sentence.

    >>> [is_body(name) for name in ("市残联", "融媒体中心", "各旗县区人民政府", "持续推进", "优化产业布局")]
    [True, True, True, False, False]
    """
    bare = _plain(name)[0]
    if is_phrase(bare):
        return False
    if is_collective(name):
        return ends_like_bodies(name)
    if is_several(bare):
        return False
    parts = _take_apart(bare, region)
    return parts.reading is not None or ends_like_body(parts.stem, local=parts.form != "none")


def _plain(name: str) -> tuple[str, str | None]:
    """The name without its alias and quotation marks, and the alias: 农牧水务局（乡村振兴局）."""
    match = _ALIAS.fullmatch(name)
    bare, alias = (match["name"], next(filter(None, match.groups()[1:]))) if match else (name, None)
    return _QUOTES.sub("", bare), alias


def _kind(name: str, reading: Reading | None) -> DepartmentKind | None:
    if reading:
        return reading.kind
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(name)), None)


# ---- A name taken apart


@lru_cache(maxsize=16384)
def _take_apart(name: str, region: Region | None) -> _Name:
    name = _YOUTH_LEAGUE.sub(r"\1团委", name) if _YOUTH_LEAGUE.fullmatch(name) else name
    ways = list(_ways(name, region))
    known = [way for way in ways if way.reading]
    if not known:
        nearest = ways[-1]
        reading = _company(name) or _unit(name, region) or _township(name)
        if reading and reading.kind == "enterprise" and nearest.region and nearest.region.code == COUNTRY:
            nearest = replace(nearest, region=region)
        return replace(nearest, reading=reading)
    return next((way for way in known if way.reading and not way.reading.merged), known[0])


def _ways(name: str, region: Region | None) -> Iterator[_Name]:
    """The ways to take the name apart, the surest first; the last one has the region but perhaps no reading."""
    whole = _stem(name) if len(name) > 1 else None  # 委 is a committee behind a place only
    if whole is None and region and region.code == COUNTRY:
        whole = _stem(f"国家{name}")
    if whole:
        national = _is_national(name, whole)
        yield _Name(by_code(COUNTRY) if national else region, "", "none", name, whole)
    yield from _around_place(name, region)
    unread = _Name(region, "", "none", name, None)
    if match := _LEVEL_WORD.match(name):
        stem = name[match.end() :]
        unread = _Name(_meant(match.group(), region), match.group(), "word", stem, _stem(stem))
        yield unread
    if match := _CENTRE.match(name):
        stem = name[match.end() :]
        yield _Name(by_code(COUNTRY), match.group(), "name", stem, _stem(stem))
    place, length = leading(name, within=_context(region))
    if place and length and (place.valid_to is None or length > 2):  # 市区 was a region once, and is a word
        printed, stem = name[:length], name[length:]
        form: _Form = "short" if printed.endswith(place.short) and place.short != place.name else "name"
        reading = _stem(stem, short=form == "short") if stem else _government(place, form)
        unread = _Name(place, printed, form, stem, reading)
        yield unread
    yield replace(unread, reading=None)


def _stem(stem: str, *, short: bool = False) -> Reading | None:
    """What stands behind the place, read; `short` tells that the place is printed by its short name."""
    stem = stem.removeprefix("党") if stem.startswith("党委") else stem
    reading = (read(f"{{short}}{stem}") if short else None) or read(stem)
    for organ, kind in () if reading else _ORGANS:
        match = organ.fullmatch(stem)
        found = read(match[1]) if match else None
        if found and found.kind == kind:
            return replace(found, full=found.full and not found.merged)
    return reading


def _government(place: Region, form: _Form) -> Reading | None:
    """The bare name of a city or county stands for those who govern it, but for no one body of them."""
    if form != "name" or place.level in ("national", "province"):
        return None
    return Reading(("people-government",), "government", {}, full=False)


def _around_place(name: str, region: Region | None) -> Iterator[_Name]:
    """The name as one with the region inside: 国家税务总局 + 通辽市 + 税务局."""
    for head, tail, reading in patterns():
        if name.startswith(head) and name.endswith(tail) and len(head) + len(tail) < len(name):
            printed = name[len(head) : len(name) - len(tail)]
            place, length = leading(printed, within=_context(region))
            if place and length == len(printed):
                yield _Name(place, printed, "short" if printed == place.short else "name", name, reading)


def _meant(word: str, region: Region | None) -> Region | None:
    """The region that a level word stands for: the document's, or the nearest above it, whose name ends so."""
    if region is None:
        return None
    around = [] if word == "区" and region.name.endswith("自治区") else list(_above(region))
    for place in (region, *around):
        if place.name.endswith(word) and not (word == "区" and place is not region and place.level == "province"):
            return place
    return None


def _above(region: Region) -> Iterator[Region]:
    while region.parent:
        region = by_code(region.parent)
        yield region


def _context(region: Region | None) -> str | None:
    """The code in which names are sought: the table ends at the counties."""
    return region.code[:6] if region else None


def _is_national(name: str, reading: Reading) -> bool:
    if not reading.names.get("national"):
        return False
    local = any(reading.names.get(level) for level in _LOCAL)
    return bool(_NATIONAL.fullmatch(name) or (not local and _MAYBE_NATIONAL.fullmatch(name)))


def _company(name: str) -> Reading | None:
    """An enterprise, by the brand or the trade in its name."""
    if not _COMPANY.fullmatch(name):
        return None
    lines = [
        function.id
        for function in functions()
        if function.kind == "enterprise"
        and any(len(form) > 2 and (name.startswith(form) or name.endswith(form)) for form in function.short_forms)
    ]
    return Reading(tuple(lines), "enterprise", {}, full=_FULL_COMPANY.fullmatch(name) is not None)


def _unit(name: str, region: Region | None) -> Reading | None:
    """A unit inside a body that can be read: 市残联 + 党支部."""
    for end in range(len(name) - 1, 2, -1):
        if _UNIT.fullmatch(name, end):
            body = next((way.reading for way in _ways(name[:end], region) if way.reading and way.stem), None)
            if body:
                return Reading(body.functions, "internal", {}, full=False)
    return None


def _township(name: str) -> Reading | None:
    if not _TOWNSHIP.fullmatch(name):
        return None
    return Reading(("township-government",), "government", {}, full=False)


# ---- The official name


def _official(name: _Name) -> str | None:
    """The one full name that is certain, or None."""
    reading, region = name.reading, name.region
    if reading is None:
        return None
    if reading.kind == "enterprise" and reading.full and not reading.names:
        return name.place + name.stem if name.place else None
    if region is None:
        return None
    if region.code == COUNTRY:
        return _only(reading.names.get("national", ()))
    if reading.merged:
        plausible = name.form != "none" or region.level in ("prefecture", "county")
        return region.name + name.stem if reading.full and plausible else None
    candidates = _candidates(reading, region, explicit=name.form != "none")
    if name.form in ("none", "word") and any("{place}" in candidate for candidate in candidates):
        return None
    filled = [_fill(candidate, name, region) for candidate in candidates]
    return _only([full for full in filled if full])


def _candidates(reading: Reading, region: Region, *, explicit: bool) -> list[str]:
    """The names at the region's level; where it has none and the place is printed, those of the other levels."""
    levels: list[Level] = [region.level]
    if region.level == "province" and region.name.endswith("市"):
        levels.append("prefecture")
    for group in (levels[:1], levels):
        names = [name for level in group for name in reading.names.get(level, ())]
        if names:
            return names
    if not explicit:
        return []
    return [name for level in _LOCAL for name in reading.names.get(level, ()) if "{" not in name]


def _fill(pattern: str, name: _Name, region: Region) -> str | None:
    """The official name with the region in the place that the table says; None where the region has no such body."""
    if "{" not in pattern:
        return region.name + pattern
    places = {"region": region.name, "short": region.short, "full": _full(region)}
    if name.form in ("name", "short"):
        places["place"] = name.place
    if not region.name.endswith(("盟", "地区")):
        places["city"] = region.name
    try:
        return pattern.format_map(places)
    except KeyError:
        return None


def _full(region: Region) -> str:
    """乌达区 → 乌海市乌达区: courts and tax offices of a district name its city too."""
    if region.level == "county" and region.name.endswith("区") and region.parent:
        return by_code(region.parent).name + region.name
    return region.name


def _only(names: list[str] | tuple[str, ...]) -> str | None:
    found = set(names)
    return found.pop() if len(found) == 1 else None
