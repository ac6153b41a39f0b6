"""A store goes in, its graphs of links are as they should be: what did not change is not computed again.

Each graph of links tells by a digest all that went into it: the procedures, the plan's revision, those of the plans above and
before it with its place among them, and those of the reviews of its region. Where the digest that should be is the one that
is told, nothing is done; so that a stopped process leaves nothing but work, which the next refreshing does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.cascade.compare import compare
from kg.cascade.library import Library
from kg.cascade.links import METHODS, USED, LinkWriter
from kg.cascade.outcomes import match_outcomes, reported_tasks
from kg.cascade.values import Plan
from kg.cascade.views import plan_of
from kg.change import Update
from kg.decisions import status_of
from kg.iris import digest
from kg.rdf import Node, Subject, pol
from kg.said import value_of
from kg.store import Store

_KEPT = 32
"""How many plans stay read: a plan above is compared with all those below it, one after the other."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The plans whose links were computed, and the graphs that went."""

    computed: tuple[str, ...]
    dropped: tuple[str, ...]


def refresh(
    store: Store, around: Collection[str] | None = None, report: Callable[[str], None] = lambda title: None
) -> Refreshed:
    """Compute the links of all plans whose inputs changed, each plan in one transaction; publishing is the caller's.

    Only the plans `around` some documents are looked at where it is known that nothing was told anew of others. `report` is
    told the title of each plan when its links are written.
    """
    return _Refresher(store).refresh(around, report)


def resting_on(store: Store, documents: Iterable[Subject]) -> frozenset[Node]:
    """The graphs of links that go when these documents change: their own, and those of what was compared with them.

    They are dropped in the transaction that changes the document, so that no link ever speaks of what is not there.
    """
    found = set()
    for document in documents:
        if isinstance(document, Node) and (resource := store.iris.parse(document.value)) is not None:
            found.add(Node(store.iris.mint("cascade_graph", document=resource.fields["document"])))
            for quad in store.match(None, USED, document):
                if isinstance(quad.graph_name, Node):
                    found.add(quad.graph_name)
    return frozenset(found)


def is_computed(store: Store, graph: object) -> bool:
    """Whether a graph is one of links, which is computed anew and never changed."""
    resource = store.iris.parse(graph.value) if isinstance(graph, Node) else None
    return resource is not None and resource.kind == "cascade_graph"


def outdated(store: Store) -> Iterator[tuple[str, str, str]]:
    """The graphs of links that are not what follows from the documents, with what is wrong in two languages."""
    refresher = _Refresher(store)
    library, held = refresher.library, refresher.held()
    wanted = {refresher.graph(node): node for node in library.loaded() if library.is_plan(node)}
    for graph in sorted(held.keys() - wanted.keys()):
        yield (
            graph,
            "级联图所属规划不存在。",
            "Expected the plan of these links, found none; load any document to drop them.",
        )
    for graph, node in sorted(wanted.items()):
        if held.get(graph) != refresher.inputs(node):
            yield (
                graph,
                "级联图不是由现有文件得出。",
                "Expected links made from the documents as they are; load any to renew them.",
            )


def read_plan(store: Store, node: str) -> Plan:
    """A loaded document as it is compared."""
    resource = store.iris.parse(node)
    if resource is None:
        raise ValueError(f"expected the IRI of a document of this store, found {node}")
    graph = store.iris.mint("document_graph", document=resource.fields["document"])
    return plan_of(store.graph(Node(graph)), store.iris)


class _Refresher:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.library = Library(store)
        self.plans: dict[str, Plan] = {}

    def refresh(self, around: Collection[str] | None, report: Callable[[str], None]) -> Refreshed:
        nodes = self.library.loaded() if around is None else self.library.around(around)
        wanted = {self.graph(node): node for node in nodes if self.library.is_plan(node)}
        held = self.held(None if around is None else map(self.graph, nodes))
        gone = sorted(held.keys() - wanted.keys())
        if gone:
            self.store.write(Update(frozenset(map(Node, gone)), frozenset(), frozenset()))
        changed = sorted(graph for graph, node in wanted.items() if held.get(graph) != self.inputs(node))
        statuses = self.statuses() if changed else {}
        for graph in self.by_parent(changed, wanted):
            node = wanted[graph]
            old = frozenset({Node(graph)} if graph in held else ())
            self.store.write(Update(old, frozenset(), self.links(node, statuses)))
            report(self.title(node))
        return Refreshed(tuple(wanted[graph] for graph in changed), tuple(gone))

    def held(self, graphs: Iterable[str] | None = None) -> dict[str, str]:
        """The graphs of links that are held, all of them or those of some, and what they say went into them."""
        places = (None,) if graphs is None else map(Node, graphs)
        found = (quad for place in places for quad in self.store.match(None, pol("inputs"), None, place))
        return {quad.graph_name.value: value_of(quad.object) for quad in found if isinstance(quad.graph_name, Node)}

    def by_parent(self, graphs: Iterable[str], wanted: Mapping[str, str]) -> list[str]:
        """The graphs in the order in which the plans above are best kept: those of one upper plan together."""
        return sorted(graphs, key=lambda graph: (tuple(reversed(self.compared(wanted[graph]))), graph))

    def graph(self, node: str) -> str:
        resource = self.store.iris.parse(node)
        if resource is None:
            raise ValueError(f"expected the IRI of a document of this store, found {node}")
        return self.store.iris.mint("cascade_graph", document=resource.fields["document"])

    def compared(self, node: str) -> list[str]:
        """The loaded plans of the same field above one, the nearest first."""
        return [one.parent.node for one in self.library.place(node).above if one.same_field and one.parent.loaded]

    def inputs(self, node: str) -> str:
        """The digest of all that goes into the links of a plan."""
        place = self.library.place(node)
        parts: list[str] = [*METHODS, node, self.library.revision(node)]
        for above in place.above:
            parent = above.parent
            parts += [parent.node, str(above.rank), str(above.distance), str(above.same_field), *above.proofs]
            if above.same_field and parent.loaded:
                parts.append(self.library.revision(parent.node))
        if place.before is not None:
            parts += ["before", place.before.node, self.library.revision(place.before.node)]
        for review in self.library.reviews(node):
            parts += ["review", review, self.library.revision(review)]
        return digest("\n".join(parts).replace(self.store.base, ""), 32)

    def links(self, node: str, statuses: Mapping[str, str]) -> frozenset[ox.Quad]:
        """All links of a plan. Clause by clause it is compared with the nearest plan above and with the one before it."""
        place, reports = self.library.place(node), self.library.reviews(node)
        alone = not (self.compared(node) or place.before or reports)
        child = self.unread(node) if alone else self.plan(node)
        writer = LinkWriter(child, self.store.iris, self.inputs(node), statuses)
        writer.place(place)
        for at, above in enumerate(one for one in place.above if one.same_field and one.parent.loaded):
            found = compare(child, self.plan(above.parent.node), clause_by_clause=at == 0)
            writer.comparison(found, above.distance)
        if place.before is not None:
            writer.comparison(compare(child, self.plan(place.before.node)), None)
        reviews = [self.plan(review) for review in reports]
        for review in reviews:
            for outcome in match_outcomes(child, [review]):
                writer.outcome(outcome, review)
            for reported in reported_tasks(child, review):
                writer.report(reported, review)
        return writer.quads()

    def title(self, node: str) -> str:
        known = self.library.known(node)
        return known.title if known is not None else node

    def statuses(self) -> Mapping[str, str]:
        return {node.value: status for node, status in status_of(self.store).items()}

    def unread(self, node: str) -> Plan:
        """A plan with which nothing is compared: what it is called."""
        resource = self.store.iris.parse(node)
        name = str(resource.fields["document"]) if resource is not None else node
        return Plan(node=node, name=name, title=self.title(node), revision=self.library.revision(node), text="")

    def plan(self, node: str) -> Plan:
        if node not in self.plans:
            if len(self.plans) >= _KEPT:
                del self.plans[next(iter(self.plans))]
            self.plans[node] = read_plan(self.store, node)
        return self.plans[node]
