"""A remote store goes in, what writers noted in it of themselves comes out: who writes, and what is unfinished.

The marks stand in a graph of their own, beside the data: they are neither dumped nor backed up. A mark is one triple, so
that a store without transactions has it whole or not at all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

import pyoxigraph as ox

from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote.answers import rows
from kg.remote.client import Client
from kg.remote.hidden import MARKS

_SPACE = "https://w3id.org/policykg/store#"
GRAPH = Node(MARKS)
_STORE = Node(f"{_SPACE}store")
WRITER, REVISION = Node(f"{_SPACE}writer"), Node(f"{_SPACE}revision")
UNPUBLISHED, PENDING, FILLING = (Node(_SPACE + name) for name in ("unpublished", "pending", "filling"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a store's marks say, and what its clock says."""

    now: datetime
    writers: tuple[str, ...] = ()
    """What each writer, or who waits to be one, says of itself."""
    revision: str | None = None
    """The name of what was published last."""
    unpublished: bool = False
    """Whether something was written of which not all follows yet that should."""
    pending: str | None = None
    """Who was at a change that takes several requests."""
    filling: bool = False
    """Whether the store is being filled from a backup."""


def read(client: Client) -> Marks:
    """The marks of a store."""
    text = f"SELECT ?p ?o (NOW() AS ?now) {{ {{}} OPTIONAL {{ GRAPH {GRAPH} {{ {_STORE} ?p ?o }} }} }}"
    found: dict[str, list[str]] = defaultdict(list)
    now = None
    for row in rows(client, text):
        now, mark, value = row["now"], row["p"], row["o"]
        if isinstance(mark, Node) and isinstance(value, ox.Literal):
            found[mark.value].append(value.value)
    if not isinstance(now, ox.Literal):
        remedy = "name the address of its SPARQL queries in POLICYKG_STORE"
        raise StoreUnusable(str(client.remote), "a SPARQL 1.1 store that tells the time", "none", remedy)
    return Marks(
        now=_moment(now.value),
        writers=tuple(sorted(found[WRITER.value])),
        revision="-".join(sorted(found[REVISION.value])) or None,
        unpublished=bool(found[UNPUBLISHED.value]),
        pending=next(iter(sorted(found[PENDING.value])), None),
        filling=bool(found[FILLING.value]),
    )


def put(mark: Node, value: str) -> str:
    """The update that sets a mark."""
    return f"INSERT DATA {{ GRAPH {GRAPH} {{ {_STORE} {mark} {ox.Literal(value)} }} }}"


def take_away(mark: Node, value: str) -> str:
    """The update that removes a mark."""
    return f"DELETE DATA {{ GRAPH {GRAPH} {{ {_STORE} {mark} {ox.Literal(value)} }} }}"


def told(mark: Node) -> str:
    """The query whether a mark is set."""
    return f"ASK {{ GRAPH {GRAPH} {{ {_STORE} {mark} ?value }} }}"


def _moment(text: str) -> datetime:
    """A moment as stores tell it: with or without a zone, with any number of digits of a second.

    >>> _moment("2026-11-22T08:53:59.785027932Z") == _moment("2026-11-22T08:53:59.785027")
    True
    """
    whole, point, rest = text.partition(".")
    digits = "".join(digit for digit in rest if digit.isdigit() and "+" not in rest and "-" not in rest)[:6]
    zone = rest.lstrip("0123456789") if point else ""
    moment = datetime.fromisoformat(f"{whole}{zone}")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=int(digits.ljust(6, "0"))) if digits else moment
