"""Questions come in over a channel, answers of one store go out, piece by piece: what a process does that may be killed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from api.formats import GRAPHS, RESULTS, named
from api.pool import wire
from api.pool.rows import Counter, counter
from api.pool.values import Question
from kg.sparql import names_graphs
from kg.trouble import ANEW, is_engines, told

_FIRST, _PIECE = 1, 65_536
"""Bytes that are gathered before the first piece goes out, and before each later one."""


class TooMany(Exception):
    """An answer has more rows than are given."""


def answer_all(channel: socket.socket, store: ox.Store, state: Path, rows: int) -> None:
    """Answer the questions of a channel, one after the other, until the other side goes; each of at most so many rows.

    `state` is where the store lies.
    """
    while (message := wire.read(channel)) is not None:
        try:
            answer(Question(*json.loads(message[1])), store, state, Out(channel, rows))
        except (BrokenPipeError, ConnectionResetError):
            return


def answer(question: Question, store: ox.Store, state: Path, out: Out) -> None:
    """Answer one question; what is wrong with it is the answer too."""
    try:
        result = store.query(
            question.text,
            base_iri=question.base,
            use_default_graph_as_union=question.default_graphs is None and not names_graphs(question.text),
            default_graph=_nodes(question.default_graphs),  # type: ignore[arg-type]
            named_graphs=_nodes(question.named_graphs),  # type: ignore[arg-type]
        )
        _write(result, question, out)
        del result  # before the next is asked
    except TooMany:
        out.fault("rows", str(out.most))
    except SyntaxError as error:
        out.fault("syntax", str(error))
    except MemoryError:
        out.fault("memory", "")
    except NotAcceptable as error:
        out.fault("format", str(error))
    except (ValueError, RuntimeError, OSError) as error:
        if isinstance(error, BrokenPipeError | ConnectionResetError):
            raise
        out.fault(*_fault(error, state, out))
    else:
        out.end()


def _fault(error: ValueError | RuntimeError | OSError, state: Path, out: Out) -> tuple[str, str]:
    """What the engine complained of: the answer, which was too long, the state's files, or the question."""
    if out.is_over:
        return "rows", str(out.most)
    if not isinstance(error, ValueError) and is_engines(error):
        return "unusable", str(told(error, state, ANEW))
    return "failed", str(error)


def _write(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, question: Question, out: Out) -> None:
    if isinstance(result, ox.QueryTriples):
        graph = named(question.graph or "", GRAPHS)
        if graph is None:
            raise NotAcceptable("graph")
        out.begin(graph.name, None)
        ox.serialize(out.counted(result), cast("IO[bytes]", out), graph.engine)
        return
    form, wanted = ("truth", question.truth) if isinstance(result, ox.QueryBoolean) else ("rows", question.rows)
    rows = named(wanted or "", RESULTS)
    if rows is None:
        raise NotAcceptable(form)
    out.begin(rows.name, None if form == "truth" else counter(rows.name))
    result.serialize(cast("IO[bytes]", out), rows.engine)


class NotAcceptable(ValueError):
    """The answer is of a form for which no format was acceptable."""


def _nodes(iris: Sequence[str] | None) -> list[ox.NamedNode | ox.DefaultGraph] | None:
    """Graphs by their IRIs; an empty one stands for the unnamed graph."""
    return None if iris is None else [ox.NamedNode(iri) if iri else ox.DefaultGraph() for iri in iris]


class Out:
    """The writer that the engine is given: gathers what it writes, counts its rows, and sends it on."""

    def __init__(self, channel: socket.socket, most: int) -> None:
        self.most = most
        self.is_over = False
        self._channel = channel
        self._gathered = bytearray()
        self._head = b""
        self._enough = _FIRST
        self._counter: Counter | None = None
        self._rows = 0

    def begin(self, name: str, rows: Counter | None) -> None:
        """An answer begins, in the format of that name; its rows are counted so, or by `counted`."""
        self._head = wire.frame(wire.HEAD, name.encode("ascii"))
        self._counter = rows

    def write(self, data: bytes) -> int:
        if self._counter is not None:
            self._count(self._counter(data))
        self._gathered += data
        if len(self._gathered) >= self._enough and (self._head == b"" or len(data) >= 4096):
            self._send()
            self._enough = _PIECE
        return len(data)

    def flush(self) -> None:
        """Nothing is held back but the last piece."""

    def counted(self, triples: ox.QueryTriples) -> Iterator[ox.Triple]:
        """The triples, which are counted as they go by."""
        for triple in triples:
            self._count(1)
            yield triple

    def _count(self, more: int) -> None:
        self._rows += more
        if self._rows > self.most:
            self.is_over = True
            raise TooMany

    def _send(self, last: bytes = b"") -> None:
        data = wire.frame(wire.DATA, bytes(self._gathered)) if self._gathered else b""
        self._channel.sendall(self._head + data + last)
        self._head = b""
        self._gathered.clear()

    def end(self) -> None:
        """All is written: send what was gathered and that it was the last."""
        self._send(wire.frame(wire.END, str(self._rows).encode("ascii")))

    def fault(self, kind: str, told: str) -> None:
        """Tell why there is no answer, or no more of it."""
        self._channel.sendall(wire.frame(wire.FAULT, json.dumps([kind, told]).encode("utf-8")))
