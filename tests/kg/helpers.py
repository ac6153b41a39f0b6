"""What the tests of this package do with a store: load samples by name, and look at what it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from kg.build import File, Outcome, load
from kg.change import Update
from kg.rdf import Node
from kg.registry import derive
from kg.said import said
from kg.store import Store
from kg.validate import Validator
from ontology.model import Document
from tests.kg import samples

VALIDATOR = Validator()

SAMPLES: dict[str, Callable[[], Document]] = {
    "national": samples.national,
    "regional": samples.regional,
    "wuda": samples.wuda,
    "erenhot": samples.erenhot,
    "twin": samples.twin,
    "other twin": lambda: samples.twin("乌海政发〔2023〕6号"),
    "twin by period": lambda: samples.twin(None, 2016),
    "bare twin": lambda: samples.twin(None),
    "cites twin": samples.cites_twins,
    "second plan": lambda: samples.annexed("二"),
    "first plan": lambda: samples.annexed("一"),
    "cites notice": samples.cites_notice,
    "law": samples.law,
    "township": samples.township,
    "cites otherwise": samples.cites_otherwise,
    "before reform": samples.before_reform,
    "after reform": samples.after_reform,
}


def put(store: Store, *names: str) -> tuple[Outcome, ...]:
    """Load samples by their names."""
    return put_documents(store, *(SAMPLES[name]() for name in names))


def put_documents(store: Store, *documents: Document) -> tuple[Outcome, ...]:
    """Load documents, each as a file of its own."""
    return load(store, [as_file(document) for document in documents], validator=VALIDATOR)


def as_file(document: Document, folder: str = "/plans") -> File:
    return File(samples.bytes_of(document), (document,), f"{folder}/{document.source.name}")


def held(store: Store) -> frozenset[ox.Quad]:
    """All that the store holds of documents: every quad but the ontology's."""
    ontology = Node(store.iris.mint("ontology_graph"))
    return frozenset(quad for graph in graphs(store) if graph != ontology for quad in store.graph(graph))


def graphs(store: Store) -> list[Node]:
    return [graph for graph in store.engine.named_graphs() if isinstance(graph, Node)]


def shared(store: Store) -> frozenset[ox.Quad]:
    """The shared graph as it is."""
    return store.graph(Node(store.iris.mint("shared_graph")))


def derived(store: Store) -> frozenset[ox.Quad]:
    """The shared graph as it should be, from the documents' graphs alone."""
    names = [Node(store.iris.mint("document_graph", document=name)) for name in store.document_names()]
    graph = Node(store.iris.mint("shared_graph"))
    triples = derive([said(store.graph(name), store.iris) for name in names], store.iris)
    return frozenset(ox.Quad(*triple, graph) for triple in triples)


def document_iri(store: Store, name: str) -> str:
    """The IRI of a loaded sample."""
    (found,) = store.find_documents(SAMPLES[name]().source.name)
    return found.value


def replace(store: Store, graph: Node, quads: Iterable[ox.Quad]) -> None:
    """Let a graph hold these quads and no others, whatever follows from it."""
    store.write(Update(frozenset({graph}), frozenset(), frozenset(quads)))
