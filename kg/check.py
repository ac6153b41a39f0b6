"""A store goes in, everything comes out that must not be in it; nothing where it is sound.

Each invariant is a function of its own below: what the shapes say, that what is referred to is described, that a
document's graph speaks of its document, that a triple is in one graph, that the vocabulary is closed, that the shared
graph is what follows from the documents, that the source files are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import pyoxigraph as ox

from kg import rdf
from kg.cascade.refresh import is_computed, outdated
from kg.coresponsibility import stale as stale_network
from kg.rdf import Node, Subject, pol
from kg.registry import derive
from kg.said import Said, said
from kg.store import Store
from kg.validate import Offence, Validator
from ontology.terms import POL

Quads = frozenset[ox.Quad]


def check(store: Store) -> Iterator[Offence]:
    """All offences of a store, document by document, then those of what is shared."""
    validator = Validator()
    shared, ontology = (Node(store.iris.mint(name)) for name in ("shared_graph", "ontology_graph"))
    described = {quad.subject for graph in (shared, ontology) for quad in store.match(None, None, None, graph)}
    told: list[Said] = []
    for name in store.document_names():
        graph = Node(store.iris.mint("document_graph", document=name))
        quads, root = store.graph(graph), Node(store.iris.mint("document", document=name))
        yield from validator.offences(quads)
        yield from undescribed(store, quads, described)
        yield from strangers(root, quads)
        yield from undeclared(quads)
        yield from lost_sources(store, quads)
        if ox.Quad(root, pol("loaded"), rdf.TRUE, graph) in quads:
            told.append(said(quads, store.iris))
        else:
            yield _offence(graph, "文件图未说明其文件已载入。", "Expected a loaded document in its graph, found none.")
    held = store.graph(shared)
    yield from validator.offences(held)
    yield from undeclared(held)
    yield from stale(store, held, told)
    yield from links_and_decisions(store, validator, described)
    network = store.graph(Node(store.iris.mint("network_graph")))
    yield from validator.offences(network)
    yield from undeclared(network)
    yield from stale_network(store)
    for other in sorted(store.engine.named_graphs(), key=str):
        if isinstance(other, Node) and not _is_of_document(store, other):
            yield from doubled(store, other)


def undescribed(store: Store, quads: Quads, described: set[Subject]) -> Iterator[Offence]:
    """What a document's graph refers to and neither it, nor the shared graph, nor the ontology describes."""
    here = described | {quad.subject for quad in quads}
    for node in {quad.object for quad in quads if isinstance(quad.object, Node)}:
        if node not in here and store.iris.parse(node.value) is not None:
            yield _offence(node, "被引用而无描述。", "Expected a description of what is referred to, found none.")


def strangers(root: Node, quads: Quads) -> Iterator[Offence]:
    """What a document's graph describes that is no part of the document."""
    for subject in {quad.subject for quad in quads}:
        if not isinstance(subject, Node) or not (subject == root or subject.value.startswith(f"{root.value}/")):
            yield _offence(subject, f"不属于文件 {root.value}。", f"Expected a part of {root.value}.")


def undeclared(quads: Iterable[ox.Quad]) -> Iterator[Offence]:
    """Terms of the project's closed vocabulary that it does not declare."""
    used = {term for quad in quads for term in (quad.predicate, quad.object) if isinstance(term, Node)}
    for term in used:
        if term.value.startswith(str(POL)) and term.value not in POL:
            yield _offence(term, "本体未声明此术语。", "Expected a term that the ontology declares.")


def lost_sources(store: Store, quads: Quads) -> Iterator[Offence]:
    """Source files that are not kept, or not byte for byte."""
    for quad in quads:
        if quad.predicate == pol("sha256") and isinstance(quad.object, ox.Literal):
            data = store.sources.get(quad.object.value)
            if data is None or sha256(data).hexdigest() != quad.object.value:
                found = "none" if data is None else "a file of another sum"
                yield _offence(
                    quad.subject,
                    "来源文件缺失或已改变。",
                    f"Expected its file in the store, found {found}; load it again.",
                )


def stale(store: Store, held: Quads, told: list[Said]) -> Iterator[Offence]:
    """Where the shared graph is not what follows from the documents: orphans, and what is missing."""
    graph = Node(store.iris.mint("shared_graph"))
    due = {ox.Quad(*triple, graph) for triple in derive(told, store.iris)}
    for quad in held - due:
        yield _offence(quad.subject, f"共享图多出：{quad.predicate} {quad.object}", f"No document says: {quad}.")
    for quad in due - held:
        yield _offence(
            quad.subject, f"共享图缺少：{quad.predicate} {quad.object}", f"Missing from the shared graph: {quad}."
        )


def links_and_decisions(store: Store, validator: Validator, described: set[Subject]) -> Iterator[Offence]:
    """Links and decisions that do not fit the shapes or speak of what is not there; links that are not what follows from the documents."""
    texts = {
        quad.subject.value: quad.object.value
        for quad in store.match(None, pol("text"), None)
        if isinstance(quad.subject, Node) and isinstance(quad.object, ox.Literal)
    }
    decisions = Node(store.iris.mint("decisions_graph"))
    for graph in sorted(store.engine.named_graphs(), key=str):
        if isinstance(graph, Node) and (is_computed(store, graph) or graph == decisions):
            quads = store.graph(graph)
            yield from validator.offences(quads, texts)
            yield from undeclared(quads)
            here = {quad.subject for quad in quads}
            for node in {quad.object for quad in quads if isinstance(quad.object, Node)} - here - described:
                if store.iris.parse(node.value) is not None and not any(store.match(node, None, None)):
                    yield _offence(
                        node, "被引用而无描述。", "Expected a description of what is referred to, found none."
                    )
    for graph_name, zh, en in outdated(store):
        yield _offence(graph_name, zh, en)


def doubled(store: Store, graph: Node) -> Iterator[Offence]:
    """Triples of a graph that another of the store's own has too: they would count twice. What people write elsewhere is theirs."""
    for quad in store.match(None, None, None, graph):
        graphs = [one.graph_name for one in store.match(quad.subject, quad.predicate, quad.object)]
        if len(graphs) > 1:
            names = ", ".join(sorted(map(str, graphs)))
            yield _offence(
                quad.subject,
                f"同一三元组见于多个图：{names}",
                f"Expected {quad.triple} in one graph, found it in {names}.",
            )


def _is_of_document(store: Store, graph: Node) -> bool:
    resource = store.iris.parse(graph.value)
    return resource is not None and resource.kind == "document_graph"


def _offence(node: object, zh: str, en: str) -> Offence:
    return Offence(node.value if isinstance(node, Node) else str(node), None, None, zh, en)
