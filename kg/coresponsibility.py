"""A store goes in, its graph of the network of functions that take part in the same tasks comes out, kept up to date.

What each document contributes is kept beside the sums: a document that changes costs its old and its new contribution,
not the country's. The graph is what follows from the loaded documents, in whatever order they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import chain

import pyoxigraph as ox

from kg import rdf
from kg.change import Update
from kg.iris import Iris
from kg.network.counts import NONE, Count, Counts, Key, contribution, decode, predicates, total
from kg.network.measures import measures
from kg.network.sums import (
    Counted,
    contribution_node,
    derive,
    describe,
    describe_contribution,
    describe_measures,
    node_of,
    placed,
)
from kg.rdf import Node, Subject, pol
from kg.registry import Triple, document_node
from kg.said import value_of
from kg.store import Store
from kg.validate import Offence

Quads = set[ox.Quad]
Pair = tuple[str, str]


def update(store: Store, documents: Iterable[Node] | None = None) -> Update | None:
    """The change of the network that follows from documents that changed, came or went; None where none does.

    One whose name changed is told by both names. Without documents, those are taken whose revision is not the one that
    was counted, as after a process that was stopped.
    """
    network = _Network(store)
    names = network.changed() if documents is None else {document_of(node.value, store.iris) for node in documents}
    return _update(*_Change(network, names).quads())


def rebuild(store: Store) -> Update | None:
    """The change that makes the network what follows from the documents, whatever it is now."""
    network = _Network(store)
    return _update(network.all(), network.due())


def stale(store: Store) -> Iterator[Offence]:
    """Where the network is not what follows from the documents."""
    network = _Network(store)
    held, due = network.all(), network.due()
    for quad in sorted(held - due, key=str):
        zh = f"协作网络图多出：{quad.predicate} {quad.object}"
        yield Offence(value_of(quad.subject), None, None, zh, f"No document makes the network say: {quad}.")
    for quad in sorted(due - held, key=str):
        zh = f"协作网络图缺少：{quad.predicate} {quad.object}"
        yield Offence(value_of(quad.subject), None, None, zh, f"Missing from the network: {quad}.")


def contributions(store: Store, names: Iterable[str]) -> Iterator[Counted]:
    """What documents contribute, by their names: as it is kept, else counted now."""
    network = _Network(store)
    for name in names:
        one = network.held(name) or network.now(name)
        if one is not None:
            yield one


def _update(gone: Quads, come: Quads) -> Update | None:
    return Update(frozenset(), frozenset(gone - come), frozenset(come - gone)) if gone != come else None


def document_of(iri: str, iris: Iris) -> str:
    """The name of the document that an IRI names, or of which it names a part."""
    resource = iris.parse(iri)
    if resource is None or "document" not in resource.fields:
        raise ValueError(f"expected the IRI of a document or of a part of one, found {iri}")
    return str(resource.fields["document"])


class _Network:
    """A store's network, and what its documents make of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.iris = store.iris
        self.graph = Node(store.iris.mint("network_graph"))

    # ── What is held ─────────────────────────────────────────────────────────────────────────────────────────────────

    def all(self) -> Quads:
        return set(self.store.graph(self.graph))

    def about(self, node: Node) -> Quads:
        return set(self.store.match(node, None, None, self.graph))

    def values(self, name: str, node: Node | None = None) -> dict[Subject, str]:
        """The values of a property by their subjects, of all or of one."""
        return {quad.subject: value_of(quad.object) for quad in self.store.match(node, pol(name), None, self.graph)}

    def held(self, name: str) -> Counted | None:
        """What is kept of a document's contribution."""
        node = contribution_node(name, self.iris)
        kept = self.values("contribution", node).get(node)
        return None if kept is None else Counted(name, self.values("revision", node).get(node), decode(kept))

    def kept(self) -> Iterator[Counted]:
        """What is kept of the contributions of all documents."""
        for node, kept in self.values("contribution").items():
            yield Counted(document_of(value_of(node), self.iris), None, decode(kept))

    def functions(self) -> set[Key]:
        """The functions of which there are sums."""
        parsed = (self.iris.parse(value_of(node)) for node in self.values("taskCount"))
        return {(str(one.fields["function"]),) for one in parsed if one is not None}

    def count(self, key: Key) -> Count:
        """The sum that is held."""
        said = {quad.predicate: value_of(quad.object) for quad in self.about(node_of(key, self.iris))}
        tasks, leads = ("taskCount", "leadCount") if len(key) == 1 else ("weight", "leadWeight")
        return Count(int(said[pol(tasks)]), int(said[pol(leads)]), said[pol("firstTask")]) if said else NONE

    def weights(self) -> Counter[Pair]:
        """How many tasks two functions share on all levels."""
        found: Counter[Pair] = Counter()
        for node, weight in self.values("weight").items():
            _, one, other, _ = value_of(node).rsplit(
                "/", 3
            )  # parsing thousands of IRIs would take longer than all else
            found[one, other] += int(weight)
        return found

    # ── What the documents say ───────────────────────────────────────────────────────────────────────────────────────

    def now(self, name: str) -> Counted | None:
        """What a document contributes; None of one that is not loaded."""
        root, graph = self.place(name)
        if not any(self.store.match(root, pol("loaded"), rdf.TRUE, graph)):
            return None
        quads = chain.from_iterable(self.store.match(None, one, None, graph) for one in predicates())
        return Counted(name, self.revision(name), contribution(quads, self.iris))

    def revision(self, name: str) -> str | None:
        """The revision of a document's graph."""
        root, graph = self.place(name)
        return next((value_of(quad.object) for quad in self.store.match(root, pol("revision"), None, graph)), None)

    def place(self, name: str) -> tuple[Node, Node]:
        """A document's node and its graph."""
        return document_node(name, self.iris), Node(self.iris.mint("document_graph", document=name))

    def due(self) -> Quads:
        """The network that follows from the documents."""
        told = (self.now(name) for name in self.store.document_names())
        return self.quads(derive((one for one in told if one is not None), self.iris))

    def changed(self) -> set[str]:
        """The documents that are not counted as they are."""
        known = {document_of(value_of(node), self.iris): revision for node, revision in self.values("revision").items()}
        return {
            name
            for name in known.keys() | set(self.store.document_names())
            if name not in known or known[name] != self.revision(name)
        }

    def quads(self, triples: Iterable[Triple]) -> Quads:
        return {ox.Quad(*triple, self.graph) for triple in triples}


class _Change:
    """What becomes of the network as the documents of some names change, come or go."""

    def __init__(self, network: _Network, names: Set[str]) -> None:
        self.network = network
        self.iris = network.iris
        self.names = names
        self.new = [one for name in names if (one := network.now(name)) is not None]
        old = [one for name in names if (one := network.held(name)) is not None]
        self.before, self.after = (total(placed(one, self.iris) for one in told) for told in (old, self.new))
        keys = self.before.keys() | self.after.keys()
        self.touched = {key for key in keys if self.before.get(key) != self.after.get(key)}

    def quads(self) -> tuple[Quads, Quads]:
        """What is held, and what shall be, of all that the change touches: every function, as its measures may move."""
        gone = {quad for name in self.names for quad in self.network.about(contribution_node(name, self.iris))}
        come = {triple for one in self.new for triple in describe_contribution(one, self.iris)}
        if self.touched:
            held = {key: self.network.count(key) for key in self.touched | self.network.functions()}
            sums = self.sums(held)
            gone |= {quad for key in held for quad in self.network.about(node_of(key, self.iris))}
            come |= {triple for key, count in sums.items() for triple in describe(key, count, self.iris)}
            functions = [key[0] for key in sums if len(key) == 1]
            come |= describe_measures(measures(functions, self.weights(held, sums)), self.iris)
        return gone, self.network.quads(come)

    def sums(self, held: Counts) -> Counts:
        """The sums after the change, of what still takes part in a task."""
        found: Counts = {}
        lost: set[Key] = set()
        for key, was in held.items():
            less, more = self.before.get(key, NONE), self.after.get(key, NONE)
            tasks, leads = was.tasks - less.tasks + more.tasks, was.leads - less.leads + more.leads
            firsts = [more.first] if more.tasks else []
            if was.tasks and document_of(was.first, self.iris) not in self.names:
                firsts.append(was.first)
            elif was.tasks and not (more.tasks and more.first <= less.first):
                lost.add(key)
            if tasks:
                found[key] = Count(tasks, leads, min(firsts, default=""))
        return found | self.with_first({key: count for key, count in found.items() if key in lost})

    def with_first(self, counts: Counts) -> Counts:
        """Counts of which the first task has changed or gone, with the first of all that there are now."""
        if not counts:
            return {}
        others = total(
            {key: count for key, count in placed(one, self.iris).items() if key in counts}
            for one in self.network.kept()
            if one.name not in self.names
        )
        firsts = {key: {count.first, others.get(key, count).first} - {""} for key, count in counts.items()}
        return {key: count._replace(first=min(firsts[key])) for key, count in counts.items()}

    def weights(self, held: Counts, sums: Counts) -> Mapping[Pair, int]:
        """How many tasks two functions share on all levels after the change."""
        found = self.network.weights()
        for key in self.touched:
            if len(key) > 1:
                found[key[0], key[1]] += sums.get(key, NONE).tasks - held[key].tasks
        return +found
