"""The table of reforms goes in, `Reform` values come out, and the names that bodies of a region bore before and after.

The table is `ontology/vocab/reforms.tsv`: 国土资源局 became 自然资源局 in 2018. Names of local bodies are patterns there,
without their region; `forms` gives all names under which documents print such a body, `parts` goes back from a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

from ontology.functions import BadTable
from ontology.model import DateMeaning, Level, ReformKind
from ontology.regions import Region, by_code
from ontology.terms import FOLDER

_TABLE = "reforms.tsv"
_COLUMNS = ["id", "date", "when", "level", "kind", "from", "to", "source", "number", "note"]
_LOCAL: tuple[Level, ...] = ("province", "prefecture", "county")
_LEVEL_WORDS = ("省", "市", "县", "区", "旗", "盟", "州", "地区", "自治区", "自治州", "自治县", "自治旗")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_BRACE = re.compile(r"\{(\w+)\}")

Side = Literal["before", "after"]
Names = tuple[str, ...]
"""The names of one body, the official one first."""


@dataclass(frozen=True, slots=True)
class Reform:
    """A reform: the bodies before and after it, each by its names; `date` is as exact as it is certain (2018-03)."""

    id: str
    date: str
    when: DateMeaning
    levels: tuple[Level, ...]
    kind: ReformKind
    before: tuple[Names, ...]
    after: tuple[Names, ...]
    source: str
    number: str
    note: str

    @property
    def national(self) -> bool:
        return "national" in self.levels

    @property
    def sides(self) -> tuple[tuple[Names, ...], tuple[Names, ...]]:
        return self.before, self.after


class Part(NamedTuple):
    """A body's part in a reform."""

    reform: Reform
    side: Side


@cache
def reforms() -> tuple[Reform, ...]:
    """All reforms, in the order of the table.

    >>> next(reform for reform in reforms() if reform.id == "2018-environment").after
    (('生态环境部',),)
    """
    lines = (FOLDER / "vocab" / _TABLE).read_text("utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    return tuple(_reform(number, cells) for number, cells in rows if cells != _COLUMNS)


def forms(pattern: str, region: Region) -> tuple[str, ...]:
    """The names under which documents print the region's body: with the region in full, short, by its level, left out.

    >>> forms("扶贫办", by_code("150500"))
    ('通辽市扶贫办', '通辽扶贫办', '市扶贫办', '扶贫办')
    >>> forms("国家税务总局{full}税务局", by_code("150304"))
    ('国家税务总局乌海市乌达区税务局',)
    """
    if _BRACE.search(pattern):
        return (pattern.format_map(_places(region)),)
    return tuple(dict.fromkeys(f"{place}{pattern}" for place in (region.name, region.short, *_words(region), "")))


def parts(name: str, region: Region) -> Iterator[Part]:
    """The reforms of local bodies in which the region's body of that name took part.

    >>> [part.reform.id for part in parts("通辽市乡村振兴局", by_code("150500"))]
    ['2021-local-rural-revitalisation', '2023-local-rural-revitalisation']
    """
    found: dict[tuple[str, str], Part] = {}
    for pattern in _patterns(name, region):
        for part in _by_pattern().get(pattern, ()):
            if region.level in part.reform.levels:
                found[part.reform.id, part.side] = part
    yield from (found[key] for key in sorted(found))


def _patterns(name: str, region: Region) -> Iterator[str]:
    """What may stand in the table for a name: the inverse of `forms`."""
    for place in (region.name, region.short, *_words(region), ""):
        if name.startswith(place):
            yield name[len(place) :]
    for brace, place in _places(region).items():
        head, found, tail = name.partition(place)
        if found:
            yield f"{head}{{{brace}}}{tail}"


def _words(region: Region) -> Iterator[str]:
    """The words that stand for a region in its own documents: 自治区 and 区 for 内蒙古自治区."""
    return (word for word in _LEVEL_WORDS if region.name.endswith(word))


def _places(region: Region) -> dict[str, str]:
    district = region.level == "county" and region.name.endswith("区") and region.parent
    above = by_code(region.parent).name if district and region.parent else ""
    return {"region": region.name, "short": region.short, "full": above + region.name}


@cache
def _by_pattern() -> Mapping[str, tuple[Part, ...]]:
    found: dict[str, list[Part]] = defaultdict(list)
    for reform in reforms():
        for side, bodies in zip(("before", "after"), reform.sides, strict=True) if not reform.national else ():
            for pattern in [name for names in bodies for name in names]:
                found[pattern].append(Part(reform, cast("Side", side)))
    return {pattern: tuple(found) for pattern, found in found.items()}


def _reform(number: int, cells: list[str]) -> Reform:
    def bad(expected: str, found: object) -> BadTable:
        return BadTable(f"{_TABLE}, line {number}: expected {expected}, found {found!r}")

    if len(cells) != len(_COLUMNS):
        raise bad(f"{len(_COLUMNS)} cells parted by tabs", len(cells))
    row = dict(zip(_COLUMNS, cells, strict=True))
    for column, expected, fits in (
        ("id", "small letters, digits and hyphens", _ID.fullmatch),
        ("date", "a day, month or year such as 2018-03-17", _DATE.fullmatch),
        ("when", f"one of {', '.join(get_args(DateMeaning))}", get_args(DateMeaning).__contains__),
        ("kind", f"one of {', '.join(get_args(ReformKind))}", get_args(ReformKind).__contains__),
        ("from", "the bodies before the reform", bool),
        ("source", "a source", bool),
    ):
        if not fits(row[column]):
            raise bad(f"as {column} {expected}", row[column])
    levels = _LOCAL if row["level"] == "local" else tuple(row["level"].split())
    if not levels or (levels != ("national",) and not set(levels) <= set(_LOCAL)):
        raise bad(f"as level national, local or some of {', '.join(_LOCAL)}", row["level"])
    if bool(row["to"]) == (row["kind"] == "abolished"):
        raise bad("the bodies after the reform, unless it abolished", row["to"])
    return Reform(
        id=row["id"],
        date=row["date"],
        when=cast("DateMeaning", row["when"]),
        levels=cast("tuple[Level, ...]", levels),
        kind=cast("ReformKind", row["kind"]),
        before=_bodies(row["from"]),
        after=_bodies(row["to"]),
        source=row["source"],
        number=row["number"],
        note=row["note"],
    )


def _bodies(cell: str) -> tuple[Names, ...]:
    return tuple(tuple(body.split("、")) for body in cell.split("；") if body)
