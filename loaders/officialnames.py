"""A body's name taken apart goes in, the one official name that is certain comes out, or none.

The names of a line of work at each level are those of `ontology.functions`; braces tell where the region stands in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ontology.functions import Reading
from ontology.model import Level
from ontology.regions import COUNTRY, Region, by_code

_LOCAL: tuple[Level, ...] = ("province", "prefecture", "county")
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
Form = Literal["word", "name", "short", "none"]


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A name taken apart. `region` is None where the name is of a region that is not known; `form` tells how the place
    is printed, `place` is its words. `official` is the official name that a table has; `guessed` tells that only the
    ending told the reading."""

    region: Region | None
    place: str
    form: Form
    stem: str
    reading: Reading | None
    official: str | None = None
    guessed: bool = False


def official(name: TakenApart) -> str | None:
    """The one full name that is certain, or None."""
    reading, region = name.reading, name.region
    if name.official or reading is None:
        return name.official
    if reading.kind == "enterprise" and reading.full and not reading.names:
        place = region.name if region and name.form == "word" else name.place
        return place + name.stem if place else None
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
    """The names at the region's level; where no body of the line has a name there and the place is printed, those of the
    other levels. A municipality and its districts have bodies as cities have too."""
    own, cities = reading.names.get(region.level), reading.names.get("prefecture", ())
    if own:
        return list(own)
    if region.level == "province" and region.name.endswith("市") and cities:
        return list(cities)
    if region.parent in _MUNICIPALITIES and any("{" not in name for name in cities):
        return [name for name in cities if "{" not in name]
    if not explicit or own is not None:
        return []
    return [name for level in _LOCAL for name in reading.names.get(level, ()) if "{" not in name]


def _fill(pattern: str, name: TakenApart, region: Region) -> str | None:
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
