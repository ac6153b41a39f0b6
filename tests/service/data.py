"""A number goes in, made-up triples of so many come out, and a store that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.store import Store

GRAPH = "http://test.example/graph/made"


def made(count: int) -> Iterator[ox.Quad]:
    """Triples of subjects that have five values each, one after another."""
    graph = ox.NamedNode(GRAPH)
    for number in range(count):
        subject = ox.NamedNode(f"http://test.example/s{number // 5}")
        yield ox.Quad(subject, ox.NamedNode(f"http://test.example/p{number % 5}"), ox.Literal(f"值 {number}"), graph)


def turtle(count: int, version: int) -> str:
    """A graph of so many triples, all of which tell the version."""
    return "".join(f"<http://test.example/t{number}> <http://test.example/is> {version} .\n" for number in range(count))


def fill(folder: Path, count: int = 0) -> Path:
    """A store in a folder, with the made-up triples in a graph of their own."""
    with Store.open(folder) as store:
        if count:
            store.engine.bulk_extend(made(count))
            store.publish()
    return folder
