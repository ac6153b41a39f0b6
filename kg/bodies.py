"""What is known of bodies goes in, the descriptions of bodies and of the reforms that made one of another come out.

Reforms of national bodies are known by a table whatever documents say: they are part of the ontology's graph, which
names those bodies (`national`). A reform of a region's bodies is told in the shared graph if bodies of both sides are
known there (`local`); it depends on nothing but which bodies there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cache

import pyoxigraph as ox

from kg import rdf
from kg.iris import UNDETERMINED, Iris, keyed
from kg.rdf import Node, concept, moment, notation, pol, text, zh
from ontology.reforms import Names, Reform, forms, parts, reforms
from ontology.regions import COUNTRY, Region, UnknownRegion, by_code

_Value = Node | ox.Literal
_Triple = tuple[Node, Node, _Value]


def described(aspects: Mapping[str, set[str]], region: Node | None) -> Iterator[tuple[Node, _Value | None]]:
    """What claims tell of a body."""
    official, names = aspects["official"], aspects["official"] or aspects["name"]
    yield rdf.TYPE, pol("Department")
    yield rdf.PREF_LABEL, zh(min(names, default=None))
    yield pol("officialName"), text(min(official, default=None))
    yield pol("region"), region
    if aspects["kind"]:
        kind = notation("departmentKinds", Node(min(aspects["kind"])))
        yield pol("departmentKind"), text(kind)
        if kind not in ("internal", "collective"):
            yield rdf.TYPE, rdf.FORMAL_ORGANIZATION
    for function in aspects["function"]:
        yield pol("function"), Node(function)
    for form in aspects["printed"]:
        yield pol("printedForm"), text(form)


def body_node(region: str, name: str, iris: Iris) -> Node:
    return Node(iris.mint("department", department=keyed(region, name)))


def event_node(reform: Reform, code: str, iris: Iris) -> Node:
    return Node(iris.mint("change_event", code=code, reform=reform.id))


# ── Reforms of national bodies ───────────────────────────────────────────────────────────────────────────────────────


def national(iris: Iris) -> set[_Triple]:
    """All reforms of national bodies, and the names of the bodies."""
    triples: set[_Triple] = set()
    for reform in reforms():
        if reform.national:
            before, after = ({body_node(COUNTRY, names[0], iris) for names in side} for side in reform.sides)
            triples |= _event(reform, COUNTRY, before, after, iris)
    for name in {names[0] for reform in reforms() if reform.national for side in reform.sides for names in side}:
        node = body_node(COUNTRY, name, iris)
        triples |= {(node, rdf.TYPE, rdf.ORGANIZATION), (node, rdf.LABEL, ox.Literal(name, language="zh"))}
    return triples


# ── Reforms of the bodies of regions ─────────────────────────────────────────────────────────────────────────────────


def touched(code: str, name: str) -> Iterator[Reform]:
    """The reforms in which a region's body took part."""
    region = _region(code)
    yield from (dict.fromkeys(part.reform for part in parts(name, region)) if region else ())


def local(reform: Reform, code: str, stands: Callable[[Node], bool], iris: Iris) -> set[_Triple]:
    """The event of a reform in a region, if bodies of both sides are known; `stands` tells whether one is."""
    region = _region(code)
    if region is None:
        return set()
    before = {node for node in _forms(reform.before, region, iris) if stands(node)}
    after = {node for node in _forms(reform.after, region, iris) if stands(node)}
    return _event(reform, code, before, after, iris) if before and after else set()


def local_events(bodies: Set[tuple[str, str]], iris: Iris) -> set[_Triple]:
    """All events between the bodies of regions, each by the code of its region and its name."""
    nodes = {body_node(code, name, iris) for code, name in bodies}
    wanted = {(reform, code) for code, name in bodies for reform in touched(code, name)}
    return {triple for reform, code in wanted for triple in local(reform, code, nodes.__contains__, iris)}


def _forms(bodies: Iterable[Names], region: Region, iris: Iris) -> Iterator[Node]:
    for names in bodies:
        for pattern in names:
            for name in forms(pattern, region):
                yield body_node(region.code, name, iris)


@cache
def _region(code: str) -> Region | None:
    """The region whose bodies have reforms in the table: none for the country, townships and what is unknown."""
    try:
        return by_code(code) if code not in (COUNTRY, UNDETERMINED) else None
    except UnknownRegion:
        return None


def _event(reform: Reform, code: str, before: Set[Node], after: Set[Node], iris: Iris) -> set[_Triple]:
    node, region = event_node(reform, code, iris), by_code(code)
    values: list[tuple[Node, _Value | None]] = [
        (rdf.TYPE, pol("ChangeEvent")),
        (pol("date"), moment(reform.date)),
        (pol("dateMeaning"), text(reform.when)),
        (pol("changeKind"), text(reform.kind)),
        (pol("level"), concept("levels", region.level)),
        (pol("sourceTitle"), text(reform.source)),
        (pol("sourceNumber"), text(reform.number)),
        (rdf.DESCRIPTION, zh(reform.note)),
        *((rdf.BEFORE, body) for body in before),
        *((rdf.AFTER, body) for body in after),
    ]
    return {(node, predicate, value) for predicate, value in values if value is not None}
