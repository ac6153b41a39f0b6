"""The printed name of a body and a region's code go in; the body comes out, if its official name follows from no rule.

The table is `ontology/vocab/bodies.tsv`: 上海市国资委 is 上海市国有资产监督管理委员会, where other places have 人民政府 in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ontology.functions import BadTable, by_id
from ontology.model import DepartmentKind
from ontology.regions import COUNTRY, by_code
from ontology.terms import FOLDER

_TABLE = "bodies.tsv"
_COLUMNS = ["region", "name", "printed", "functions"]
_OF_THE_COUNTRY = ("国家", "国务院", "中国", "中科", "全国", "中央")


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the region with the code `region`: its official name, its other printed names, its lines of work."""

    region: str
    name: str
    printed: tuple[str, ...]
    functions: tuple[str, ...]

    @property
    def kind(self) -> DepartmentKind | None:
        return by_id(self.functions[0]).kind if self.functions else None


@cache
def bodies() -> tuple[Body, ...]:
    """All bodies of the table, in its order."""
    lines = (FOLDER / "vocab" / _TABLE).read_text("utf-8").splitlines()
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    return tuple(_body(number, cells) for number, cells in rows if cells != _COLUMNS)


def _body(number: int, cells: list[str]) -> Body:
    if len(cells) != len(_COLUMNS):
        raise BadTable(f"{_TABLE}, line {number}: expected {len(_COLUMNS)} cells parted by tabs, found {len(cells)}")
    region, name, printed, functions = cells
    return Body(region, name, tuple(filter(None, printed.split("、"))), tuple(functions.split()))


def by_name(name: str) -> Body | None:
    """The body that a name stands for in any document: it is the official one, or says its place, or is marked so.

    >>> by_name("深圳海关"), by_name("人行广州分行").name
    (None, '中国人民银行广州分行')
    """
    return _anywhere().get(name)


def by_stem(code: str, stem: str) -> Body | None:
    """The body of the region that a name without its place stands for.

    >>> by_stem("310000", "国资委").name
    '上海市国有资产监督管理委员会'
    >>> by_stem("320500", "国资委")
    """
    return _behind_place().get((code, stem))


@cache
def _anywhere() -> Mapping[str, Body]:
    found = {body.name: body for body in bodies()}
    for body in bodies():
        short = by_code(body.region).short
        for form in body.printed:
            if form.startswith("*") or short in form or (body.region == COUNTRY and form.startswith(_OF_THE_COUNTRY)):
                found[form.removeprefix("*")] = body
    return found


@cache
def _behind_place() -> Mapping[tuple[str, str], Body]:
    found: dict[tuple[str, str], Body] = {}
    for body in bodies():
        region = by_code(body.region)
        for form in (*body.printed, body.name.removeprefix(region.name)):
            found[body.region, form.removeprefix("*")] = body
    return found
