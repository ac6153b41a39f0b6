"""Queries of ours go in, rows, truths and triples come out, with literals as they were written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote.client import ROWS, Body, Client, Fields

_BOOLEAN = Node("http://www.w3.org/2001/XMLSchema#boolean")
_GENERATED = "https://w3id.org/policykg/.well-known/genid/"
_WORDS = {"1": ox.Literal(True), "0": ox.Literal(False)}


def parsed(body: Body) -> ox.QuerySolutions | ox.QueryBoolean:
    """The rows or the truth that a store answers, read as they are taken."""
    return ox.parse_query_results(cast("IO[bytes]", body), format=ox.QueryResultsFormat.JSON)


def rows(client: Client, text: str) -> Iterator[ox.QuerySolution]:
    """The rows of a SELECT."""
    with client.ask(text, ROWS) as body:
        found = parsed(body)
        if not isinstance(found, ox.QuerySolutions):
            remedy = "name the address of its SPARQL queries in POLICYKG_STORE"
            raise StoreUnusable(str(client.remote), "rows for a SELECT", "a truth value", remedy)
        yield from found


def holds(client: Client, text: str, fields: Fields = ()) -> bool:
    """The truth of an ASK."""
    with client.ask(text, ROWS, fields) as body:
        return bool(parsed(body))


def triples(body: Body) -> Iterator[ox.Triple]:
    """The triples that a store answers, read as they are taken."""
    for one in ox.parse(cast("IO[bytes]", body), format=ox.RdfFormat.N_TRIPLES):
        yield ox.Triple(canonical(one.subject), one.predicate, canonical(one.object))


def canonical(term: Any) -> Any:
    """The term as it was before it was sent: Virtuoso gives the truth as a number, and takes no blank nodes.

    >>> print(canonical(ox.Literal("1", datatype=Node("http://www.w3.org/2001/XMLSchema#boolean"))))
    "true"^^<http://www.w3.org/2001/XMLSchema#boolean>
    >>> print(canonical(named(ox.BlankNode("b0"))))
    _:b0
    """
    if isinstance(term, ox.Literal) and term.datatype == _BOOLEAN:
        return _WORDS.get(term.value, term)
    if isinstance(term, Node) and term.value.startswith(_GENERATED):
        return ox.BlankNode(term.value.removeprefix(_GENERATED))
    return term


def named(term: Any) -> Any:
    """The term, or the name by which a store knows a blank node that takes none: the inverse of `canonical`."""
    return Node(_GENERATED + term.value) if isinstance(term, ox.BlankNode) else term
