"""The file `vocab/regions.tsv` in, `Region` values by their code out, and what holds between them.

What callers want of regions is in `ontology.regions`; how the file is made, in `ontology/tools/regions_table.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ontology.model import Level

COUNTRY = "100000"

LEVELS: tuple[Level, ...] = ("national", "province", "prefecture", "county")

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|土|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|"
    "柯尔克孜|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|普米|怒|保安|裕固|独龙|各"
)
AUTONOMOUS = re.compile(f"(.{{2,}}?)(?:(?:{_PEOPLES})族|蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯)*族?自治([区州县旗])")
_KIND = re.compile(
    "(.{2,}?)(?:特别行政区|行政区|地区|(?<=神农架)林区|特区|矿区|新区|(?<![左右前后中合])旗|[省市区县盟州])"
)


class UnknownRegion(LookupError):
    """No region has the code, in that year or at all."""


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative region. `parent` is the code of the region around it, None for the country.

    `valid_from` and `valid_to` are the years in which it was set up and ended, both of them years in which it stood;
    None where that was before the table of 1980, or has not happened.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    valid_from: int | None
    valid_to: int | None

    @property
    def short(self) -> str:
        """The name without its kind and its peoples, never shorter than two characters.

        >>> [regions(code)[-1].short for code in ("150000", "152501", "152500", "422800", "150724", "130133")]
        ['内蒙古', '二连浩特', '锡林郭勒', '恩施', '鄂温克', '赵县']
        """
        return short_name(self.name)

    @property
    def path(self) -> tuple[Region, ...]:
        """The regions from the country down to this one, as they stood when it last did."""
        return (*reversed(around(self, self.last_year)), self)

    @property
    def last_year(self) -> int | None:
        """The last year at whose end it stood; None if it stands."""
        return self.valid_to and max(self.valid_to - 1, self.valid_from or 0)


def short_name(name: str) -> str:
    """See `Region.short`."""
    match = AUTONOMOUS.fullmatch(name) or _KIND.fullmatch(name)
    return match[1] if match else name


@lru_cache(maxsize=10_000)  # more than there are codes, and a limit to what unknown ones may fill
def regions(code: str) -> tuple[Region, ...]:
    """The regions that had the code, one after the other; none for an unknown code.

    >>> [(region.name, region.valid_from, region.valid_to) for region in regions("152500")]
    [('伊克昭盟', None, 1982), ('锡林郭勒盟', 1982, None)]
    """
    level = LEVELS[(code != COUNTRY) + (code[2:] != "0000") + (code[4:] != "00")]
    return tuple(
        Region(code, row.name, level, _parent(code, row), row.valid_from, row.valid_to) for row in _rows().get(code, ())
    )


def names() -> Iterator[tuple[str, str]]:
    """Code and name of every region of the table."""
    return ((code, row.name) for code, rows in _rows().items() for row in rows)


class _Row(NamedTuple):
    name: str
    begun: str
    ended: str

    @property
    def valid_from(self) -> int | None:
        return int(self.begun) if self.begun else None

    @property
    def valid_to(self) -> int | None:
        return int(self.ended) if self.ended else None

    def overlaps(self, other: _Row) -> bool:
        return (self.begun or "0") <= (other.ended or "9") and (other.begun or "0") <= (self.ended or "9")


@cache
def _rows() -> dict[str, list[_Row]]:
    """The lines of the file by their code. Regions are made of them when asked for, since most never are."""
    text = files("ontology").joinpath("vocab").joinpath("regions.tsv").read_text(encoding="utf-8")
    rows: dict[str, list[_Row]] = defaultdict(list)
    for line in text.splitlines():
        if line[:1].isdigit():
            code, *fields = line.split("\t")
            rows[code].append(_Row(*fields))
    return dict(rows)


def _parent(code: str, row: _Row) -> str | None:
    """The code of the region around: the prefecture if the table has one in those years, else the province."""
    if code == COUNTRY:
        return None
    for upper in (f"{code[:4]}00", f"{code[:2]}0000"):
        if upper != code and any(row.overlaps(other) for other in _rows().get(upper, ())):
            return upper
    return COUNTRY


def around(region: Region, year: int | None) -> tuple[Region, ...]:
    """The regions around one in the year, the nearest first. In a gap of the table the last with the code stands in."""
    found: list[Region] = []
    while region.parent:
        known = regions(region.parent)
        region = next((tier[-1] for tier in tiers(known, year) if tier), known[-1])
        found.append(region)
    return tuple(found)


def lies_in(region: Region, code: str) -> bool:
    """Whether the region lies in the one with the code, or is it."""
    return code in (COUNTRY, region.code, region.parent, f"{region.code[:2]}0000")


def tiers(candidates: Iterable[Region], year: int | None) -> tuple[list[Region], list[Region]]:
    """The regions that stand (at the end of the year), then those that have ended (in the course of the year).

    Without a year, a place that was given one code after another under its name is among the ended ones once.
    """
    if year is not None:
        stood = [region for region in candidates if (region.valid_from or year) <= year <= (region.valid_to or year)]
        return [one for one in stood if one.valid_to != year], [one for one in stood if one.valid_to == year]
    known = list(candidates)
    ended = [one for one in known if one.valid_to and not any(_followed(one, other) for other in known)]
    return [one for one in known if one.valid_to is None], ended


def _followed(region: Region, other: Region) -> bool:
    """Whether `other` is the same place with a later code: same name, same province, and it came when `region` went."""
    return (
        region.name == other.name
        and region.code[:2] == other.code[:2]
        and (region.valid_to or 0) <= (other.valid_from or 0)
    )
