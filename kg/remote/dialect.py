"""A remote store goes in, what it does otherwise than others comes out, found out by asking it.

What cannot be made good is refused, with the setting of the store that must be another one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from uuid import uuid4

import pyoxigraph as ox

from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote import marks
from kg.remote.address import Remote
from kg.remote.answers import canonical, holds, rows
from kg.remote.client import Client, Fields, cut_short

_XSD = "http://www.w3.org/2001/XMLSchema#"
_KEPT, _TRIED = Node(f"{marks.GRAPH.value}/kept"), Node(f"{marks.GRAPH.value}/tried")

SAMPLES = (
    ox.Literal(True),
    ox.Literal("2021", datatype=Node(f"{_XSD}gYear")),
    ox.Literal("2021-05", datatype=Node(f"{_XSD}gYearMonth")),
    ox.Literal("2021-05-06", datatype=Node(f"{_XSD}date")),
    ox.Literal("2021-05-06T01:02:03Z", datatype=Node(f"{_XSD}dateTime")),
    ox.Literal("7.5", datatype=Node(f"{_XSD}decimal")),
    ox.Literal("1000000000000000000000", datatype=Node(f"{_XSD}decimal")),
    ox.Literal("99999999999", datatype=Node(f"{_XSD}integer")),
    ox.Literal("“汉字”\t𠮷 \\ \"'\r\n 一", language="zh"),
    ox.Literal(""),
    ox.Literal("长" * 20_000),
    Node(f"{marks.GRAPH.value}/%E6%B1%89"),
)
"""What a store must give back as it was written: terms like all those of our graphs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one update may have: quads, bytes in all, bytes of one literal (None: as much as there is); and whether it
    may have blank nodes."""

    quads: int | None = None
    size: int | None = None
    literal: int | None = None
    blank: bool = True


@dataclass(frozen=True, slots=True)
class Writing:
    """What a store does with updates: whether all operations of one request are one transaction, and its limits."""

    atomic: bool
    limits: Limits


_SMALL = Limits(quads=3_000, size=1_000_000)
_VIRTUOSO = Limits(quads=3_000, size=1_000_000, literal=2_000_000, blank=False)
"""Measured: its parser takes 4,990 triples, a literal of a million bytes takes seconds, and one of nine ends the process."""


def union_fields(client: Client, pattern: str) -> Fields:
    """What to send with a query so that its default graph is the union; the pattern stands in a named graph."""
    for fields in ((), (("union-default-graph", "true"),)):
        if holds(client, f"ASK {{ {pattern} }}", fields):
            return fields
    raise StoreUnusable(
        str(client.remote),
        "a default graph that is the union of all graphs",
        "one that has not what stands in a named graph",
        "start Oxigraph's server with --union-default-graph, set tdb2:unionDefaultGraph in Fuseki, or the like",
    )


def heeds_from(client: Client) -> bool:
    """Whether FROM in a query has a say: where the union is switched on for all, Oxigraph's server passes it over."""
    return not holds(client, f"ASK FROM <{marks.GRAPH.value}/none> {{ ?s ?p ?o }}")


def is_virtuoso(client: Client) -> bool:
    """Whether a store is Virtuoso, as it says itself; cut-off answers and long literals are particular to it."""
    return "virtuoso" in client.server.lower()


@cache
def must_not_cut(remote: Remote) -> None:
    """Refuse a store that answers a part for the whole, as Debian's Virtuoso does after 10,000 rows; asked once a process."""
    client = Client(remote)
    ten = " ".join(map(str, range(10)))
    blocks = " ".join(f"VALUES ?{name} {{ {ten} }}" for name in "abc")
    count = sum(1 for _ in rows(client, f"SELECT ?a {{ {blocks} VALUES ?d {{ {ten} 10 }} }}"))
    if count != 11_000:
        raise cut_short(remote, f"{count} rows of 11000")
    client.close()


def writing(client: Client) -> Writing:
    """Find out how a store writes, by notes that are taken away again: the right to write must be held.

    Raises StoreUnusable where it does not give back what was written.
    """
    probe = Node(f"{marks.GRAPH.value}/probe-{uuid4().hex}")
    try:
        _must_keep(client, probe)
        atomic = _is_atomic(client, probe)
    finally:
        client.update(f"DELETE WHERE {{ GRAPH {marks.GRAPH} {{ {probe} ?p ?o }} }}", repeatable=True)
    if is_virtuoso(client):
        must_not_cut(client.remote)
        return Writing(False, _VIRTUOSO)
    return Writing(atomic, Limits() if atomic else _SMALL)


def _must_keep(client: Client, probe: Node) -> None:
    """Refuse a store that changes what it is given."""
    said = " , ".join(map(str, SAMPLES))
    client.update(f"INSERT DATA {{ GRAPH {marks.GRAPH} {{ {probe} {_KEPT} {said} }} }}", repeatable=True)
    found = rows(client, f"SELECT ?o {{ GRAPH {marks.GRAPH} {{ {probe} {_KEPT} ?o }} }}")
    kept = {canonical(row["o"]) for row in found if row["o"] is not None}
    for term in SAMPLES:
        if term not in kept:
            shown, others = str(term)[:60], ", ".join(sorted(str(one)[:60] for one in kept - set(SAMPLES)))
            remedy = "use a store that keeps literals as they are written"
            raise StoreUnusable(str(client.remote), f"a store that keeps {shown}", others or "none", remedy)


def _is_atomic(client: Client, probe: Node) -> bool:
    """Whether a store undoes the first operation of a request whose second cannot be done, since the graph is there.

    A store that does not know the second operation, and refuses even to pass it over, proves nothing.
    """
    try:
        client.update(f"CREATE SILENT GRAPH {marks.GRAPH}")
    except (StoreUnusable, SyntaxError):
        return False
    note = f"GRAPH {marks.GRAPH} {{ {probe} {_TRIED} 1 }}"
    with suppress(StoreUnusable, SyntaxError):
        client.update(f"INSERT DATA {{ {note} }} ; CREATE GRAPH {marks.GRAPH}")
    return not holds(client, f"ASK {{ {note} }}")
