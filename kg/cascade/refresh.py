"""A store goes in, its graphs of links are as they should be: what did not change is not computed again.

Each graph of links tells by a digest all that went into it: the procedures, the plan's revision, those of the plans above and
before it with its place among them, and those of the reviews of its region. Where the digest that should be is the one that
is told, nothing is done; so that a stopped process leaves nothing but work, which the next refreshing does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg.cascade.chain import Basis, Known, places
from kg.cascade.compare import compare
from kg.cascade.links import METHODS, USED, LinkWriter
from kg.cascade.outcomes import match_outcomes, reported_tasks
from kg.cascade.values import Plan
from kg.cascade.views import plan_of
from kg.change import Update
from kg.decisions import status_of
from kg.iris import digest
from kg.rdf import Node, Subject
from kg.store import Store
from kg.titles import unwrapped
from loaders.titles import PLAN_PERIOD, YEARS, years_of
from ontology.regions import COUNTRY

_KEPT = 32
"""How many plans stay read: a plan above is compared with all those below it, one after the other."""

_DOCUMENTS = """
PREFIX pol: <https://w3id.org/policykg/ns#>
SELECT ?document ?title ?region ?start ?end ?number ?kind ?loaded ?revision WHERE {
  ?document a pol:Document ; pol:title ?title ; pol:loaded ?loaded .
  OPTIONAL { ?document pol:region ?region }
  OPTIONAL { ?document pol:periodStart ?start }
  OPTIONAL { ?document pol:periodEnd ?end }
  OPTIONAL { ?document pol:number ?number }
  OPTIONAL { ?document pol:kind ?kind }
  OPTIONAL { ?document pol:revision ?revision }
}"""
_BASES = """
PREFIX pol: <https://w3id.org/policykg/ns#>
SELECT ?child ?parent ?proof WHERE {
  VALUES ?relation { "based_on" "implements" }
  ?citation a pol:Citation ; pol:relation ?relation ; pol:document ?child ; pol:cited ?parent ; pol:evidence ?proof .
}"""
_HELD = """
PREFIX pol: <https://w3id.org/policykg/ns#>
SELECT ?graph ?inputs WHERE { GRAPH ?graph { ?computation a pol:Computation ; pol:inputs ?inputs } }"""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The plans whose links were computed, and the graphs that went."""

    computed: tuple[str, ...]
    dropped: tuple[str, ...]


def refresh(store: Store, report: Callable[[str], None] = lambda title: None) -> Refreshed:
    """Compute the links of all plans whose inputs changed, each plan in one transaction; publishing is the caller's.

    `report` is told the title of each plan when its links are written.
    """
    return _Refresher(store).refresh(report)


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
    held = {row["graph"]: row["inputs"] for row in _rows(store, _HELD)}
    wanted = {refresher.graph(node): node for node in refresher.places}
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


def known_of(store: Store) -> tuple[dict[str, Known], dict[str, str]]:
    """What is known of all documents, and the revisions of the loaded ones, by their nodes."""
    known: dict[str, Known] = {}
    revisions: dict[str, str] = {}
    for row in _rows(store, _DOCUMENTS):
        node, title, loaded = row["document"], row["title"], row["loaded"] == "true"
        region = row.get("region")
        code = str(region).rsplit("/", 1)[-1] if region else None
        if code is None and not loaded and ("全国" in title or "国家" in title):
            code = COUNTRY
        period = (_whole(row.get("start")), _whole(row.get("end")))
        known[node] = Known(
            node=node,
            title=title,
            region=code,
            period=period if loaded else _period(title),
            number=row.get("number"),
            kind=row.get("kind"),
            loaded=loaded,
        )
        if "revision" in row:
            revisions[node] = row["revision"]
    return known, revisions


def bases_of(store: Store) -> list[Basis]:
    """What each document is based on or carries out, as its citations say."""
    proofs: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows(store, _BASES):
        proofs[row["child"], row["parent"]].add(row["proof"])
    return [Basis(child, parent, tuple(sorted(found))) for (child, parent), found in sorted(proofs.items())]


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
        self.known, self.revisions = known_of(store)
        self.places = places(self.known, bases_of(store))
        self.reviews: dict[str, list[str]] = defaultdict(list)
        for one in self.known.values():
            if one.loaded and one.kind == "review" and one.region is not None:
                self.reviews[one.region].append(one.node)
        self.plans: dict[str, Plan] = {}

    def refresh(self, report: Callable[[str], None]) -> Refreshed:
        wanted = {self.graph(node): node for node in self.places}
        held = {row["graph"]: row["inputs"] for row in _rows(self.store, _HELD)}
        gone = sorted(held.keys() - wanted.keys())
        if gone:
            self.store.write(Update(frozenset(map(Node, gone)), frozenset(), frozenset()))
        changed = sorted(graph for graph, node in wanted.items() if held.get(graph) != self.inputs(node))
        statuses = self.statuses() if changed else {}
        for graph in self.by_parent(changed, wanted):
            node = wanted[graph]
            quads = self.links(node, statuses)
            self.store.write(Update(frozenset({Node(graph)}), frozenset(), quads))
            report(self.known[node].title)
        return Refreshed(tuple(wanted[graph] for graph in changed), tuple(gone))

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
        return [one.parent.node for one in self.places[node].above if one.same_field and one.parent.loaded]

    def inputs(self, node: str) -> str:
        """The digest of all that goes into the links of a plan."""
        place = self.places[node]
        parts: list[str] = [*METHODS, node, self.revisions.get(node, "")]
        for above in place.above:
            parent = above.parent
            parts += [parent.node, str(above.rank), str(above.distance), str(above.same_field), *above.proofs]
            if above.same_field and parent.loaded:
                parts.append(self.revisions.get(parent.node, ""))
        if place.before is not None:
            parts += ["before", place.before.node, self.revisions.get(place.before.node, "")]
        for review in self.reviews_of(node):
            parts += ["review", review, self.revisions.get(review, "")]
        return digest("\n".join(parts).replace(self.store.base, ""), 32)

    def reviews_of(self, node: str) -> list[str]:
        region = self.known[node].region
        return sorted(self.reviews.get(region, ())) if region else []

    def links(self, node: str, statuses: Mapping[str, str]) -> frozenset[ox.Quad]:
        """All links of a plan. Clause by clause it is compared with the nearest plan above and with the one before it."""
        place, reports = self.places[node], self.reviews_of(node)
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

    def statuses(self) -> Mapping[str, str]:
        return {node.value: status for node, status in status_of(self.store).items()}

    def unread(self, node: str) -> Plan:
        """A plan with which nothing is compared: what it is called."""
        resource, known = self.store.iris.parse(node), self.known[node]
        name = str(resource.fields["document"]) if resource is not None else node
        return Plan(node=node, name=name, title=known.title, revision=self.revisions.get(node, ""), text="")

    def plan(self, node: str) -> Plan:
        if node not in self.plans:
            if len(self.plans) >= _KEPT:
                del self.plans[next(iter(self.plans))]
            self.plans[node] = read_plan(self.store, node)
        return self.plans[node]


def _rows(store: Store, query: str) -> Iterator[dict[str, str]]:
    answer = store.query(query)
    if not isinstance(answer, ox.QuerySolutions):
        raise TypeError("expected a query that selects rows")
    names = [variable.value for variable in answer.variables]
    for solution in answer:
        yield {name: term.value for name, term in zip(names, solution, strict=True) if term is not None}


def _whole(value: str | None) -> int | None:
    return int(value) if value else None


def _period(title: str) -> tuple[int | None, int | None]:
    """The years that a title names."""
    title = unwrapped(title)
    match = YEARS.search(title) or PLAN_PERIOD.search(title)
    return (years_of(match) or (None, None)) if match else (None, None)
