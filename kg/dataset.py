"""The files of the ontology go in, the quads of a store's ontology graph come out, with a mark of their version.

The graph has the ontology, its vocabularies, and the reforms of national bodies with the names of those bodies.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import rdf
from kg.bodies import national
from kg.iris import Iris
from kg.rdf import Node, Subject, Term
from ontology.terms import FOLDER

_FUNCTIONS = "functions.ttl"


@cache
def _files() -> tuple[Path, ...]:
    return (FOLDER / "policy.ttl", *sorted((FOLDER / "vocab").glob("*.ttl")))


_REFORMS = "reforms.tsv"


def ontology_quads(iris: Iris) -> list[ox.Quad]:
    """What the ontology and its vocabularies say, in the graph that a store keeps for it."""
    graph = Node(iris.mint("ontology_graph"))
    base = {_FUNCTIONS: iris.mint("function", function="x").removesuffix("x")}
    files = [ox.Quad(*triple, graph) for path in _files() for triple in _labelled(path, base.get(path.name))]
    return [*files, *(ox.Quad(*triple, graph) for triple in national(iris))]


def _labelled(path: Path, base: str | None) -> Iterator[tuple[Subject, Node, Term]]:
    """The triples of a file, its blank nodes numbered in their order: the same ones in every store."""
    labels: dict[Term, ox.BlankNode] = {}

    def label(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return labels.setdefault(term, ox.BlankNode(f"{path.stem}{len(labels)}"))
        return term

    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=base):
        yield label(quad.subject), quad.predicate, label(quad.object)


def ontology_mark(iris: Iris) -> ox.Quad:
    """The quad of the dataset's graph that tells which version of the ontology the store holds."""
    total = sha256()
    for path in (*_files(), FOLDER / "vocab" / _REFORMS):
        total.update(sha256(path.read_bytes()).digest())
    mark = ox.Literal(f"sha256:{total.hexdigest()}")
    return ox.Quad(Node(iris.mint("ontology_graph")), rdf.IDENTIFIER, mark, Node(iris.mint("dataset_graph")))
