"""Facts that people added and marks that they set go in, what follows from these for other things comes out.

That is: a description of the bodies, indicators and programmes that no document tells of; which task carries out which, where
a link says so that a person added; and the status of computed links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import pyoxigraph as ox

from kg import rdf
from kg.change import Update
from kg.decisions.held import Held
from kg.decisions.standing import LINK_STATUS
from kg.rdf import Node, Term, pol

_SHARED = {"indicator": "Indicator", "program": "Program", "department": "Department"}
REFERRING = (*_SHARED, "child")
"""The properties of added facts from which something follows."""


def held_consequences(held: Held) -> Iterator[ox.Quad]:
    """What follows from added facts, as the graph of decisions has it now."""
    for kind in _SHARED.values():
        for found in held.view.match(None, rdf.TYPE, pol(kind), held.graph):
            yield found
            yield from held.view.match(found.subject, rdf.PREF_LABEL, None, held.graph)
    yield from held.view.match(None, pol("carriesOut"), None, held.graph)


def consequences(held: Held, quads: Collection[ox.Quad]) -> frozenset[ox.Quad]:
    """What follows from the quads of added facts and is stated in no other graph."""
    said: dict[Node, dict[str, Term]] = defaultdict(dict)
    names = {pol(name): name for name in (*REFERRING, "parent", "canonical", "name", "reviewStatus")}
    links = set()
    for quad in sorted(quads, key=str):
        if isinstance(quad.subject, Node) and quad.predicate in names:
            said[quad.subject][names[quad.predicate]] = quad.object
        elif quad.predicate == rdf.TYPE and quad.object == pol("TaskLink"):
            links.add(quad.subject)
    found: dict[tuple[Node, Node], tuple[ox.Quad, ...]] = {}
    for node, properties in said.items():
        label = properties.get("canonical", properties.get("name"))
        for name, kind in _SHARED.items():
            thing = properties.get(name)
            if isinstance(thing, Node) and isinstance(label, ox.Literal):
                found.setdefault((thing, pol(kind)), _description(held, thing, pol(kind), label.value))
        child, parent = properties.get("child"), properties.get("parent")
        if (
            node in links
            and _holds(properties.get("reviewStatus"))
            and isinstance(child, Node)
            and isinstance(parent, Node)
        ):
            found[child, parent] = _unless_stated(held, ox.Quad(child, pol("carriesOut"), parent, held.graph))
    return frozenset(quad for some in found.values() for quad in some)


def _description(held: Held, thing: Node, kind: Node, label: str) -> tuple[ox.Quad, ...]:
    """What a thing is and is called, unless a document tells of it."""
    stated = _unless_stated(held, ox.Quad(thing, rdf.TYPE, kind, held.graph))
    name = ox.Quad(thing, rdf.PREF_LABEL, ox.Literal(label, language="zh"), held.graph)
    return (*stated, name) if stated else ()


def _unless_stated(held: Held, quad: ox.Quad) -> tuple[ox.Quad, ...]:
    others = held.view.match(quad.subject, quad.predicate, quad.object)
    return () if any(one.graph_name != held.graph for one in others) else (quad,)


def _holds(mark: Term | None) -> bool:
    return isinstance(mark, ox.Literal) and LINK_STATUS[mark.value] == "confirmed"


# ── Computed links ───────────────────────────────────────────────────────────────────────────────────────────────────


def relabelled(held: Held, old: Collection[ox.Quad], new: Collection[ox.Quad]) -> Update:
    """The change of the graphs of links by which each link has the status that people gave it, and a rejected one joins
    no tasks."""
    marks = {quad.subject: _mark(quad) for quad in new if quad.predicate == pol("reviewStatus")}
    nodes = {quad.subject for quad in old if quad.predicate == pol("reviewStatus")} | marks.keys()
    delete: set[ox.Quad] = set()
    insert: set[ox.Quad] = set()
    for node in nodes:
        status = marks.get(node, "proposed")
        for quad in held.view.match(node, pol("linkStatus"), None):
            if quad.graph_name != held.graph and quad.object != ox.Literal(status):
                delete.add(quad)
                insert.add(ox.Quad(node, quad.predicate, ox.Literal(status), quad.graph_name))
                short = _short_form(held, node, quad.graph_name)
                if short is not None:
                    (delete if status == "rejected" else insert).add(short)
    return Update(frozenset(), frozenset(delete), frozenset(insert))


def _mark(quad: ox.Quad) -> str:
    return LINK_STATUS[quad.object.value] if isinstance(quad.object, ox.Literal) else "proposed"


def _short_form(held: Held, link: ox.NamedNode | ox.BlankNode | ox.Triple, graph: object) -> ox.Quad | None:
    """That a task carries out another, which a link of the two says at length."""
    if not any(held.view.match(link, rdf.TYPE, pol("TaskLink"))):
        return None
    child, parent = (
        next((quad.object for quad in held.view.match(link, pol(name), None)), None) for name in ("child", "parent")
    )
    if isinstance(child, Node) and isinstance(parent, Node) and isinstance(graph, Node):
        return ox.Quad(child, pol("carriesOut"), parent, graph)
    return None
