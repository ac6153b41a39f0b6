"""A job and a store that is open for writing go in; what was asked is done and published, and what became of it comes out.

This runs in a process that may be killed at any time: each job is done as a whole or not at all, and what is done is published
before it is confirmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from api.problems import Problem
from api.protocol import faults
from kg.change import Update
from kg.rdf import Node
from kg.remote.address import is_remote
from kg.store import Store

if TYPE_CHECKING:
    from api.writing.conditions import Conditions

MANY = 20_000
"""From so many triples on, a graph is written in a copy of the database, which is faster than in a transaction."""

_OF_GRAPHS = re.compile("does not exist|already exists")
_NOTHING: frozenset[ox.Quad] = frozenset()
_Home = Node | ox.DefaultGraph


@dataclass(frozen=True, slots=True)
class WriteJob:
    """Something to write, as it passes between processes.

    `kind` is `update`, `put`, `post` or `delete`; `graph` the graph's IRI, None for the unnamed one; `data` the update or the
    triples, as bytes or as the path of a file that holds them; `format` their media type. `own` says that graphs of
    the store's own may be written to: what follows from them is brought up to date then. `parts` are the further bodies of a
    form, each with its media type. `conditions` must hold, or nothing is done.
    """

    kind: str
    graph: str | None = None
    data: bytes | Path = b""
    format: str | None = None
    base: str | None = None
    own: bool = False
    parts: tuple[tuple[bytes, str], ...] = ()
    conditions: Conditions | None = None

    def body(self) -> bytes:
        return self.data if isinstance(self.data, bytes) else self.data.read_bytes()


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a job: the HTTP status, and the name of the published state that readers see from now on."""

    status: int
    revision: str | None


def carry_out(store: Store, job: WriteJob) -> Written:
    """Do what a job asks for. Raises Problem for what may not, cannot be read or done: then nothing was done."""
    if job.conditions is not None:
        _must_hold(store, job, job.conditions)
    if job.kind == "update":
        return _update(store, job)
    if job.kind == "delete":
        return delete_graph(store, job.graph, own=job.own)
    act = {"put": put_graph, "post": post_graph}[job.kind]
    try:
        data, format = _joined(job) if job.parts else (job.body(), job.format or "text/turtle")
        return act(store, job.graph, data, format, job.base, own=job.own)
    except SyntaxError as error:
        raise unreadable(error) from None


def _must_hold(store: Store, job: WriteJob, conditions: Conditions) -> None:
    """Refuse a job whose conditions do not hold. Who deletes what is not there is told that instead."""
    from api.writing.conditions import revision_of, tags_of  # seldom needed

    if job.kind == "update":
        conditions.check_update()
        return
    exists = _exists(store, job.graph)
    if exists or job.kind != "delete":
        conditions.check(job.graph, exists, lambda: tags_of(job.graph, revision_of(store)))


def _joined(job: WriteJob) -> tuple[bytes, str]:
    """All parts of a form as N-Triples: blank nodes of different parts are different ones."""
    triples = [quad.triple for data, format in job.parts for quad in _parsed(data, format, job.base, ox.DefaultGraph())]
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples"


def _update(store: Store, job: WriteJob) -> Written:
    text = job.body().decode("utf-8")
    try:
        return update(store, text, job.base, own=job.own)
    except SyntaxError as error:
        raise faults.syntax(str(error), text, update=True) from None
    except RuntimeError as error:
        if not _OF_GRAPHS.search(str(error)):
            raise
        graph = re.search("<.*>", str(error))
        which = f"图 {graph[0]} " if graph else "图"
        fault_zh = f"{which}已存在" if "already" in str(error) else f"{which}不存在"
        raise Problem(
            HTTPStatus.CONFLICT,
            f"{error}; with SILENT that does not matter. Nothing was done.",
            detail_zh=f"{fault_zh}（加 SILENT 可忽略）。未作任何更改。",
        ) from None


def unreadable(error: SyntaxError) -> Problem:
    """What is told of triples that cannot be read, with line and column where the engine tells them."""
    where = f" at line {error.lineno}, column {error.offset}" if error.lineno else ""
    where_zh = f"（第 {error.lineno} 行第 {error.offset} 列）" if error.lineno else ""
    return Problem(
        HTTPStatus.BAD_REQUEST,
        f"The body cannot be read{where}: {error.msg}. Nothing was done.",
        detail_zh=f"请求正文无法解析{where_zh}。未作任何更改。",
        line=error.lineno,
        column=error.offset,
    )


def update(store: Store, text: str, base: str | None = None, *, own: bool = False) -> Written:
    """Carry out a SPARQL update."""
    if own:
        with store.whole():
            store.change(text, base)
            _follow(store)
    else:
        store.change(text, base)
    return Written(204, _published(store))


def put_graph(
    store: Store, graph: str | None, data: bytes, format: str, base: str | None = None, *, own: bool = False
) -> Written:
    """Let a graph hold these triples and no others; 201 where there was none before."""
    home, is_new = _home(graph), not _exists(store, graph)
    quads = list(_parsed(data, format, base, home))
    if is_remote(store.place):
        _send(store, home, quads, anew=True, own=own)
    elif own or len(quads) > MANY or _size(store, home, MANY) >= MANY:
        with store.whole():
            _empty(store, home)
            store.engine.bulk_extend(quads)
            if own:
                _follow(store)
    elif is_new and quads:
        store.write(Update(frozenset(), _NOTHING, frozenset(quads)))
    else:
        store.change(_replacing(home, quads))
    return Written(201 if is_new else 204, _published(store))


def post_graph(
    store: Store, graph: str | None, data: bytes, format: str, base: str | None = None, *, own: bool = False
) -> Written:
    """Add triples to a graph; 201 where there was none before."""
    home, is_new = _home(graph), not _exists(store, graph)
    quads = list(_parsed(data, format, base, home))
    if is_remote(store.place):
        _send(store, home, quads, anew=False, own=own)
    elif own or len(quads) > MANY:
        with store.whole():
            store.engine.bulk_extend(quads)
            if own:
                _follow(store)
    elif quads:
        store.write(Update(frozenset(), _NOTHING, frozenset(quads)))
    if is_new and not quads:
        store.change(f"CREATE SILENT GRAPH {home}")
    return Written(201 if is_new else 204, _published(store))


def delete_graph(store: Store, graph: str | None, *, own: bool = False) -> Written:
    """Take a graph away, and empty the unnamed one; 404 where there is none."""
    if not _exists(store, graph):
        return Written(404, store.state)
    home = _home(graph)
    if own or (not is_remote(store.place) and _size(store, home, MANY) >= MANY):
        with store.whole():
            _empty(store, home)
            if own:
                _follow(store)
    else:
        _empty(store, home)
    return Written(204, _published(store))


# ── Graphs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _home(graph: str | None) -> _Home:
    return ox.DefaultGraph() if graph is None else Node(graph)


def _exists(store: Store, graph: str | None) -> bool:
    """Whether there is a graph, be it empty: the unnamed one always is."""
    return graph is None or store.engine.contains_named_graph(Node(graph))


def _size(store: Store, home: _Home, most: int) -> int:
    """How many triples a graph has, counted up to a number."""
    return sum(1 for _, _ in zip(range(most), store.match(None, None, None, home), strict=False))


def _empty(store: Store, home: _Home) -> None:
    store.change("CLEAR SILENT DEFAULT" if isinstance(home, ox.DefaultGraph) else f"DROP SILENT GRAPH {home}")


def _send(store: Store, home: _Home, quads: list[ox.Quad], *, anew: bool, own: bool) -> None:
    """Write triples to a graph of a remote store, as one change, however many they are; `anew`: and let it hold no others."""
    with store.whole() if own else nullcontext():
        if anew and isinstance(home, ox.DefaultGraph):
            store.change(_replacing(home, quads))
        else:
            drop = frozenset({home}) if anew and isinstance(home, Node) else frozenset[Node]()
            store.write(Update(drop, _NOTHING, frozenset(quads)))
        if own:
            _follow(store)


def _replacing(home: _Home, quads: list[ox.Quad]) -> str:
    """One update that lets a graph hold these triples; it is there even where there are none."""
    triples = (ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"").decode()
    if isinstance(home, ox.DefaultGraph):
        return f"CLEAR SILENT DEFAULT ; INSERT DATA {{ {triples} }}"
    return f"DROP SILENT GRAPH {home} ; CREATE GRAPH {home} ; INSERT DATA {{ GRAPH {home} {{ {triples} }} }}"


def _parsed(data: bytes, format: str, base: str | None, home: _Home) -> Iterator[ox.Quad]:
    """The triples of a body, in a graph, blank nodes with names that nobody has. Raises SyntaxError, with line and column."""
    engine = ox.RdfFormat.from_media_type(format)
    if engine is None:
        raise ValueError(f"expected a media type of RDF, found {format!r}")
    for quad in ox.parse(data, engine, base_iri=base, without_named_graphs=True, rename_blank_nodes=True):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, home)


def _follow(store: Store) -> None:
    """Bring everything up to date that follows from documents and decisions, whichever were changed."""
    from kg.following import catch_up

    store.touched = None
    catch_up(store)


def _published(store: Store) -> str | None:
    return store.publish() if store.has_unpublished() else store.state
