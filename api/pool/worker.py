"""Questions come in over a channel, answers of one store go out, piece by piece: what a process does that may be killed."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol, cast

import pyoxigraph as ox

from api.formats import GRAPHS, RESULTS, named
from api.pool import wire
from api.pool.rows import Counter, counter
from api.pool.values import UNNAMED, Question
from kg.errors import StoreError
from kg.sparql import names_graphs
from kg.trouble import ANEW, is_engines, told

Result = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]

_FIRST, _PIECE = 1, 65_536
"""Bytes that are gathered before the first piece goes out, and before each later one."""


class TooMany(Exception):
    """An answer has more rows than are given."""


class Source(Protocol):
    """What questions are asked of."""

    def ask(self, question: Question) -> Result:
        """What answers a question, which is worked out as it is read. Raises SyntaxError where it is none."""
        ...

    def told(self, error: Exception) -> tuple[str, str]:
        """What an error means that came while a question was asked or its answer was read, as NoAnswer has it."""
        ...

    def done(self) -> None:
        """An answer was read to its end."""
        ...


class State:
    """A published state of a store, which lies in a folder."""

    def __init__(self, store: ox.Store, folder: Path) -> None:
        self._store = store
        self._folder = folder

    def ask(self, question: Question) -> Result:
        return self._store.query(
            question.text,
            base_iri=question.base,
            use_default_graph_as_union=question.default_graphs is None and not names_graphs(question.text),
            default_graph=_nodes(question.default_graphs),  # type: ignore[arg-type]
            named_graphs=_nodes(question.named_graphs),  # type: ignore[arg-type]
        )

    def told(self, error: Exception) -> tuple[str, str]:
        """What the engine complained of: the state's files, or the question."""
        if isinstance(error, OSError | RuntimeError) and is_engines(error):
            return "unusable", str(told(error, self._folder, ANEW))
        return "failed", str(error)

    def done(self) -> None:
        pass


def answer_all(channel: socket.socket, source: Source, rows: int) -> None:
    """Answer the questions of a channel, one after the other, until the other side goes; each of at most so many rows."""
    while (message := wire.read(channel)) is not None:
        try:
            answer(wire.question(message[1]), source, Out(channel, rows))
        except (BrokenPipeError, ConnectionResetError):
            return


def answer(question: Question, source: Source, out: Out) -> None:
    """Answer one question; what is wrong with it is the answer too."""
    try:
        try:
            result = source.ask(question)
        except SyntaxError as error:
            out.fault("syntax", str(error))
            return
        _write(result, question, out)
        del result  # before the next is asked
    except TooMany:
        out.fault("rows", str(out.most))
    except MemoryError:
        out.fault("memory", "")
    except NotAcceptable as error:
        out.fault("format", str(error))
    except (ValueError, RuntimeError, OSError, SyntaxError, StoreError) as error:
        if isinstance(error, BrokenPipeError | ConnectionResetError):
            raise
        if out.is_over:  # which the engine told in its own way
            out.fault("rows", str(out.most))
        else:
            out.fault(*source.told(error))
    else:
        out.end()
        source.done()


def _write(result: Result, question: Question, out: Out) -> None:
    if not isinstance(result, ox.QuerySolutions | ox.QueryBoolean):
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
    """Graphs by their IRIs, or UNNAMED."""
    return None if iris is None else [ox.DefaultGraph() if iri == UNNAMED else ox.NamedNode(iri) for iri in iris]


class Out:
    """The writer that the engine is given: gathers what it writes, counts its rows, and sends it on."""

    def __init__(self, channel: socket.socket, most: int) -> None:
        self.most = most
        self.is_over = False
        self._channel = channel
        self._gathered = bytearray()
        self._name = ""
        self._head = b""
        self._enough = _FIRST
        self._counter: Counter | None = None
        self._rows = 0

    def begin(self, name: str, rows: Counter | None) -> None:
        """An answer begins, in the format of that name; its rows are counted so, or by `counted`."""
        self._name = name
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

    def counted(self, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
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
        if self._head:
            self._channel.sendall(wire.frame(wire.WHOLE, wire.whole(self._name, self._rows, bytes(self._gathered))))
            return
        self._send(wire.frame(wire.END, str(self._rows).encode("ascii")))

    def fault(self, kind: str, told: str) -> None:
        """Tell why there is no answer, or no more of it."""
        self._channel.sendall(wire.frame(wire.FAULT, json.dumps([kind, told]).encode("utf-8")))
