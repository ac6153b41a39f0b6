"""A store goes in, which plan is made under which comes out as a directed graph, from the lower plan to the upper one.

Plans stand in it that are loaded and that are only cited. Their tasks can be a second layer, joined by edges of their own:
of nodes and edges, `kind` tells the layer; of a task, `document` tells its plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import networkx as nx
import pyoxigraph as ox

from kg import rdf
from kg.rdf import Node, Term, notation, pol
from kg.said import value_of
from kg.store import Store

Value = str | int | float | bool

REFUSED = frozenset({"rejected", "corrected"})
"""What the newest decision on a link says where the link holds no longer; a corrected one has another in its place."""

_TERMS = {"label": rdf.PREF_LABEL}
_EDGE = {"relation": "relation", "rank": "rank", "distance": "distance", "score": "score", "sameField": "same_field"}


class Link(NamedTuple):
    """A link from what is below to what is above."""

    child: str
    parent: str
    values: Mapping[str, Value]


def cascade_dag(store: Store, tasks: bool = False, rejected: bool = False) -> nx.DiGraph:
    """The plans of a store, each with edges to the plans above and before it; with their tasks if asked.

    An edge has the `relation`, `status` and `fact` (its IRI) of its link, and what else that tells: `rank`, `score`.
    Links that a person rejected, or replaced by a corrected one, are left out unless they are asked for.
    """
    graph = nx.DiGraph(name="cascade")
    links = _links(store, "PlanLink", rejected)
    plans = {value_of(quad.subject) for quad in store.match(None, rdf.TYPE, pol("Plan"))}
    for plan in sorted(plans | _ends(links)):
        graph.add_node(plan, kind="plan", **_plan(store, plan))
    _join(graph, links, "plan")
    if tasks:
        links = _links(store, "TaskLink", rejected)
        listed = {value_of(quad.object) for quad in store.match(None, pol("hasTask"), None)}
        for task in sorted(listed | _ends(links)):
            described = _task(store, task)
            if described.get("document") in graph:
                graph.add_node(task, kind="task", **described)
        _join(graph, [link for link in links if link.child in graph and link.parent in graph], "task")
    return graph


def _links(store: Store, kind: str, rejected: bool) -> list[Link]:
    """The links of a class, those of one pair in order: above before before."""
    nodes = {quad.subject for quad in store.match(None, rdf.TYPE, pol(kind)) if isinstance(quad.subject, Node)}
    found = []
    for node in sorted(nodes, key=str):
        said = _said(store, node, "child", "parent", "linkStatus", "reviewStatus", *_EDGE)
        status = str(said.get("reviewStatus") or said.get("linkStatus") or "proposed")
        if "child" in said and "parent" in said and (rejected or status not in REFUSED):
            values = {name: said[term] for term, name in _EDGE.items() if term in said}
            values |= {"status": status, "fact": node.value}
            found.append(Link(str(said["child"]), str(said["parent"]), values))
    return sorted(found, key=lambda link: (link.child, link.parent, str(link.values.get("relation"))))


def _ends(links: list[Link]) -> set[str]:
    return {end for link in links for end in (link.child, link.parent)}


def _join(graph: nx.DiGraph, links: list[Link], kind: str) -> None:
    """Add an edge for each pair that is linked: of several links the first, which is the one to the plan above."""
    for link in links:
        if not graph.has_edge(link.child, link.parent):
            graph.add_edge(link.child, link.parent, kind=kind, **link.values)


def _plan(store: Store, plan: str) -> dict[str, Value]:
    """What a graph tells of a plan; the level of one that is only cited is its region's."""
    said = _said(store, Node(plan), "title", "number", "level", "region", "periodStart", "periodEnd", "loaded")
    region = _said(store, Node(str(said["region"])), "code", "label", "level") if "region" in said else {}
    title = str(said.get("title", plan))
    values: dict[str, Value | None] = {
        "label": title,
        "title": title,
        "number": said.get("number"),
        "level": _level(said.get("level") or region.get("level")),
        "region": region.get("code"),
        "region_name": region.get("label"),
        "period": _period(said.get("periodStart"), said.get("periodEnd")),
        "loaded": said.get("loaded") is True,
    }
    return {name: value for name, value in values.items() if value is not None}


def _task(store: Store, task: str) -> dict[str, Value]:
    """What a graph tells of a task, or of an item of a box."""
    said = _said(store, Node(task), "title", "path", "document")
    title = str(said.get("title", task))
    return {"label": title, "title": title} | {name: said[name] for name in ("path", "document") if name in said}


def _level(level: Value | None) -> str | None:
    return None if level is None else notation("levels", Node(str(level)))


def _period(start: Value | None, end: Value | None) -> str | None:
    """The years of a plan as they are written.

    >>> _period("2021", "2025"), _period("2021", None), _period(None, None)
    ('2021—2025', '2021—', None)
    """
    return None if start is None and end is None else f"{start or ''}—{end or ''}"


def _said(store: Store, node: Node, *names: str) -> dict[str, Value]:
    """The values of a node's properties by their names, without those that it has not; of several the first in order."""
    found: dict[str, Value] = {}
    for name in names:
        terms = sorted((quad.object for quad in store.match(node, _TERMS.get(name) or pol(name), None)), key=str)
        if terms:
            found[name] = _value(terms[0])
    return found


def _value(term: Term) -> Value:
    """A term as Python has it.

    >>> _value(ox.Literal(3)), _value(ox.Literal(True)), _value(rdf.decimal(0.5)), _value(Node("http://kg/x"))
    (3, True, 0.5, 'http://kg/x')
    """
    kind = term.datatype.value.rpartition("#")[2] if isinstance(term, ox.Literal) else ""
    said = value_of(term)
    if kind == "boolean":
        return said == "true"
    return int(said) if kind == "integer" else float(said) if kind == "decimal" else said
