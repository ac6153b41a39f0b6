"""A store goes in, who takes part in the same tasks comes out as a graph: functions of government, or single bodies.

An edge's `weight` is the number of tasks that two share, its `lead_weight` in how many of these one of both leads, its
`fact` the first of them. A node has its label, its tasks and how many of them it leads, and what it is in the graph:
strength, centrality and community (see `measures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import networkx as nx

from kg import rdf
from kg.coresponsibility import contributions
from kg.errors import DocumentUnknown
from kg.network.counts import Counts, participation, roles, tally, total
from kg.network.measures import measures
from kg.network.sums import function_node, placed
from kg.rdf import Node, pol
from kg.registry import region_path
from kg.said import value_of
from kg.store import Store

By = Literal["function", "department"]


def co_responsibility(
    store: Store, document: str | None = None, region: str | None = None, by: By = "function"
) -> nx.Graph:
    """Who takes part in the same tasks, of one document or of those of a region and of the regions in it.

    `document` is an IRI, number, title or file name, `region` a code.

    Raises DocumentUnknown where not one loaded document goes by that name.
    """
    names = [_name(store, document)] if document is not None else store.document_names()
    if region is not None:
        names = [name for name in names if region in _around(store, name)]
    counts = _of_functions(store, names) if by == "function" else _of_departments(store, names)
    graph = nx.Graph(name="co-responsibility")
    found = measures(
        (key[0] for key in counts if len(key) == 1),
        {(key[0], key[1]): count.tasks for key, count in counts.items() if len(key) > 1},
    )
    for node, one in found.items():
        count = counts[node,]
        graph.add_node(
            node,
            **_described(store, node),
            tasks=count.tasks,
            leads=count.leads,
            strength=one.strength,
            centrality=one.centrality,
            community=one.community,
        )
    for key, count in sorted(counts.items()):
        if len(key) > 1:
            graph.add_edge(*key, weight=count.tasks, lead_weight=count.leads, fact=count.first)
    return graph


def _of_functions(store: Store, names: Iterable[str]) -> Counts:
    """The counts of functions, by their IRIs, over all levels of government."""
    sums = total(placed(one, store.iris) for one in contributions(store, names))
    return total({tuple(function_node(one, store.iris).value for one in key[:2]): count} for key, count in sums.items())


def _of_departments(store: Store, names: Iterable[str]) -> Counts:
    """The counts of bodies, by their IRIs."""

    def counts() -> Iterator[Counts]:
        for name in names:
            graph = Node(store.iris.mint("document_graph", document=name))
            tasks = participation(quad for role in roles() for quad in store.match(None, role, None, graph))
            yield tally(tasks, {body: (body,) for bodies in tasks.values() for body in bodies})

    return total(counts())


def _described(store: Store, node: str) -> dict[str, str]:
    """A function's or body's label, and a body's region."""
    labels = [
        value_of(quad.object) for quad in store.match(Node(node), rdf.PREF_LABEL, None) if _is_chinese(quad.object)
    ]
    described = {"label": min(labels, default=node)}
    for quad in store.match(Node(node), pol("region"), None):
        if (region := store.iris.parse(value_of(quad.object))) is not None:
            described["region"] = str(region.fields["code"])
    return described


def _is_chinese(term: rdf.Term) -> bool:
    return getattr(term, "language", None) == "zh"


def _around(store: Store, name: str) -> list[str]:
    """The region of a document and those around it."""
    root, graph = (Node(store.iris.mint(kind, document=name)) for kind in ("document", "document_graph"))
    regions = (store.iris.parse(value_of(quad.object)) for quad in store.match(root, pol("region"), None, graph))
    return [code for region in regions if region is not None for code in region_path(str(region.fields["code"]))]


def _name(store: Store, said: str) -> str:
    """The name of the one loaded document that is meant."""
    parsed = (store.iris.parse(node.value) for node in store.find_documents(said))
    names = {str(one.fields["document"]) for one in parsed if one is not None} & set(store.document_names())
    if len(names) != 1:
        raise DocumentUnknown(
            repr(said),
            "the IRI, number, title or file name of one loaded document",
            f"{len(names)}" if names else "none",
            "name it by its IRI, which `policykg query documents` lists",
        )
    return names.pop()
