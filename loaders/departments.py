"""The printed name of a body and the region of its document go in; the `Department` that the name stands for comes out.

A name is a place and a stem (`ontology.functions`). The place is a level word that stands for the document's region or
one above it (市残联), or a region's name (内蒙古税务局), or it stands inside (国家税务总局通辽市税务局), or is
left out: then it is the document's. Some bodies are known by a table of their own (`ontology.bodies`). The official name
is given only where one full name is certain; else the name stays as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from loaders.bodyendings import guessed, surely
from loaders.bodynames import ends_like_bodies, ends_like_body, is_collective, is_phrase, is_several
from loaders.officialnames import Form, TakenApart
from loaders.officialnames import official as official_name
from ontology.bodies import Body, by_name, by_stem
from ontology.functions import Reading, is_listed, patterns, read
from ontology.model import Department, DepartmentKind, Level
from ontology.regions import COUNTRY, Region, by_code, leading

_LOCAL: tuple[Level, ...] = ("province", "prefecture", "county")
_LEVEL_WORD = re.compile("自治[区州县旗]|地区|街道|苏木|区(?!域)|[省市县旗盟州镇乡]")
# 市团委 is printed 团市委.
_YOUTH_LEAGUE = re.compile("团([省市县区旗盟州])委")
# Between the place and the stem: the organ that the body belongs to.
_ORGANS: tuple[tuple[re.Pattern[str], DepartmentKind], ...] = (
    (re.compile("委(.+)"), "party"),
    (re.compile("(?:人民政府|政府|行政公署|行署)(.+)"), "government"),
)
# Offices of a party committee for what is government's line of work: 市委金融办, 县委信访局.
_PARTY_OFFICE = re.compile(".+(?:办|办公室|局|室|组)")
_CENTRE = re.compile("中共中央|中央|国务院")
# Names of national bodies, whatever the region of the document; of the second, those that no local body has too.
_NATIONAL = re.compile(
    "(?:国家|国务院|中央|中国|中华|中共中央|全国|最高).+|中(?:组部|宣部|办|残联|消协)|团中央|.+(?:总局|总署|监会)"
)
_MAYBE_NATIONAL = re.compile(".+[部署]")
_ALIAS = re.compile('(?P<name>.+?)(?:（(?P<a>.+)）|\\((?P<b>.+)\\)|〔(?P<c>.+)〕|“(?P<d>.+)”|"(?P<e>.+)")')
_QUOTES = re.compile('[“”‘’"]')
_UNIT = re.compile("(?:机关)?党[组委]|党(?:总)?支部|.{0,6}[科股处室部]|.{2,6}[支大]队")
# 市公安局西湖区分局, and 公安西湖分局 with 局 left out.
_BRANCH = re.compile("(?P<body>.+[局厅委])(?P<rest>(?P<place>.{0,8}?)(?:分|支)局)")
_SHORT_BRANCH = re.compile("(?P<body>.{2,6}?)(?P<place>.{2,5})分局")
# 兵团 governs as a prefecture does, inside the autonomous region.
_CORPS = re.compile("(?:新疆生产建设)?兵团(?=.)")
_KINDS: tuple[tuple[re.Pattern[str], DepartmentKind], ...] = (
    (re.compile(".*(?:局|厅|管委会|管理委员会|人民政府|行政公署)"), "government"),
    (re.compile(".*(?:协会|学会|联合会|基金会|商会)"), "mass_organisation"),
)


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
    official = official_name(parts)
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
        return is_listed(bare) or is_listed(_LEVEL_WORD.sub("", bare, count=1))
    if is_collective(name):
        return ends_like_bodies(name)
    if is_several(bare):
        return False
    parts = _take_apart(bare, region)
    known = parts.official is not None or (parts.reading is not None and not parts.guessed)
    return known or ends_like_body(parts.stem, local=parts.form != "none")


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
def _take_apart(name: str, region: Region | None) -> TakenApart:
    name = _YOUTH_LEAGUE.sub(r"\1团委", name) if _YOUTH_LEAGUE.fullmatch(name) else name
    body = by_name(name)
    if body:
        return _listed(body, name)
    ways = list(_ways(name, region))
    for way in ways:
        body = by_stem(way.region.code, way.stem) if way.region else None
        if body and not (way.place and body.region == COUNTRY):  # 中央网信办 is not 国家网信办
            return _listed(body, way.stem)
    known = [way for way in ways if way.reading]
    if not known:
        return _branch(name, region) or _read_by_ending(name, ways[-1], region)
    return next((way for way in known if way.reading and not way.reading.merged), known[0])


def _listed(body: Body, stem: str) -> TakenApart:
    reading = Reading(body.functions, body.kind, {}, full=False) if body.functions else None
    return TakenApart(by_code(body.region), "", "word", stem, reading, official=body.name)


def _read_by_ending(name: str, nearest: TakenApart, region: Region | None) -> TakenApart:
    """The name that no table has; a company is of the document's region, whatever country its brand names."""
    reading = surely(name, nearest.stem) or _unit(name, region)
    if reading and reading.kind == "enterprise" and nearest.region and nearest.region.code == COUNTRY:
        nearest = replace(nearest, region=region)
    if reading is None and guessed(nearest.stem) is None and guessed(name):  # 长白 of 长白山管委会 is no place
        nearest = TakenApart(region, "", "none", name, None)
    return replace(nearest, reading=reading or guessed(nearest.stem), guessed=reading is None)


def _ways(name: str, region: Region | None) -> Iterator[TakenApart]:
    """The ways to take the name apart, the surest first; the last one has the region but perhaps no reading."""
    whole = _stem(name) if len(name) > 1 else None  # 委 is a committee behind a place only
    if whole is None and region and region.code == COUNTRY:
        whole = _stem(f"国家{name}")
    if whole:
        national = _is_national(name, whole)
        yield TakenApart(by_code(COUNTRY) if national else region, "", "none", name, whole)
    yield from _around_place(name, region)
    unread = TakenApart(region, "", "none", name, None)
    if match := _CORPS.match(name):
        corps = replace(by_code("650000"), name="新疆生产建设兵团", level="prefecture")
        stem = name[match.end() :]
        yield TakenApart(corps, match.group(), "name", stem, _stem(stem))
    if match := _LEVEL_WORD.match(name):
        stem = name[match.end() :]
        unread = TakenApart(_meant(match.group(), region), match.group(), "word", stem, _stem(stem))
        yield unread
    if match := _CENTRE.match(name):
        stem = name[match.end() :]
        yield TakenApart(by_code(COUNTRY), match.group(), "name", stem, _stem(stem))
    place, length = leading(name, within=_context(region))
    if place and length and (place.valid_to is None or length > 2):  # 市区 was a region once, and is a word
        printed, stem = name[:length], name[length:]
        form: Form = "short" if printed.endswith(place.short) and place.short != place.name else "name"
        reading = _stem(stem, short=form == "short") if stem else _government(place, form)
        unread = TakenApart(place, printed, form, stem, reading)
        yield unread
    yield replace(unread, reading=None)


def _stem(stem: str, *, short: bool = False) -> Reading | None:
    """What stands behind the place, read; `short` tells that the place is printed by its short name."""
    stem = stem.removeprefix("党") if stem.startswith("党委") else stem
    reading = (read(f"{{short}}{stem}") if short else None) or read(stem)
    for organ, kind in () if reading else _ORGANS:
        match = organ.fullmatch(stem)
        found = read(match[1]) if match else None
        if match and found and found.kind == kind:
            return replace(found, full=found.full and not found.merged)
        if match and found and kind == "party" and _PARTY_OFFICE.fullmatch(match[1]):
            return Reading(found.functions, kind, {}, full=False)
    return reading


def _government(place: Region, form: Form) -> Reading | None:
    """The bare name of a city or county stands for those who govern it, but for no one body of them."""
    if form != "name" or place.level in ("national", "province"):
        return None
    return Reading(("people-government",), "government", {}, full=False)


def _around_place(name: str, region: Region | None) -> Iterator[TakenApart]:
    """The name as one with the region inside: 国家税务总局 + 通辽市 + 税务局."""
    for head, tail, reading in patterns():
        if name.startswith(head) and name.endswith(tail) and len(head) + len(tail) < len(name):
            printed = name[len(head) : len(name) - len(tail)]
            place, length = leading(printed, within=_context(region))
            if place and length == len(printed):
                yield TakenApart(place, printed, "short" if printed == place.short else "name", name, reading)


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


def _unit(name: str, region: Region | None) -> Reading | None:
    """A unit inside a body that can be read: 市残联 + 党支部."""
    for end in range(len(name) - 1, 2, -1):
        if _UNIT.fullmatch(name, end):
            body = next((way.reading for way in _ways(name[:end], region) if way.reading and way.stem), None)
            if body:
                return Reading(body.functions, "internal", {}, full=False)
    return None


def _branch(name: str, region: Region | None) -> TakenApart | None:
    """A branch of a body: it has the body's line of work, and the body's official name if its place follows."""
    if match := _BRANCH.fullmatch(name):
        body = _take_apart(match["body"], region)
        if body.reading is None:
            return None
        place = leading(match["place"], within=_context(body.region))[0] if match["place"] else None
        parent = official_name(body) if place and body.region and place != body.region else None
        reading = replace(body.reading, names={}, full=False)
        official = parent + match["rest"] if parent else None
        return replace(body, region=place or body.region, stem=name, reading=reading, official=official)
    if match := _SHORT_BRANCH.fullmatch(name):
        for end in range(match.end("body"), len(name) - 3):
            found, (place, length) = read(f"{name[:end]}局"), leading(name[end:-2], within=_context(region))
            if found and place and length == len(name) - 2 - end:
                return TakenApart(place, name[end:-2], "short", name, replace(found, names={}, full=False))
    return None
