"""Questions come in over a channel, answers of a remote store go out as they come from there, within the limits of every question.

What is no query is told here, with its place, before anything is sent. Connections are kept from one question to the next.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from api import unanswered
from api.pool import fence, worker
from api.pool.values import UNNAMED, Question
from api.pool.worker import Result
from kg.errors import StoreError, StoreGone
from kg.rdf import Node
from kg.remote.address import Remote
from kg.remote.answers import parsed, triples
from kg.remote.client import Body, Client
from kg.remote.engine import RemoteEngine
from kg.remote.texts import must_be_query
from kg.sparql import names_graphs


def order(remote: Remote) -> dict[str, Any]:
    """What a nursery must be told of a remote store."""
    return {"kind": "distant", "remote": asdict(remote) | {"folder": str(remote.folder)}}


def answer_all(channel: socket.socket, ordered: dict[str, Any]) -> None:
    """Answer the questions of a channel, as an order says, until the other side goes."""
    told = ordered["remote"]
    source = Distant(Remote(**(told | {"folder": Path(told["folder"])})))
    source.connect()
    fence.limit_memory(ordered["memory"])
    worker.answer_all(channel, source, ordered["rows"])


class Distant:
    """A remote store, whose answers are read as they come."""

    def __init__(self, remote: Remote) -> None:
        self._engine = RemoteEngine(Client(remote))
        self._body: Body | None = None

    def connect(self) -> None:
        """Find out before the first question what the store does otherwise; one that is away is asked again with the question."""
        with suppress(StoreError):
            _ = self._engine.union, self._engine.heeds_from

    def ask(self, question: Question) -> Result:
        self._body = None  # one that was broken off goes with its connection
        must_be_query(question.text, question.base)
        defaults, named = question.default_graphs, question.named_graphs
        if defaults is not None and UNNAMED in defaults:  # the whole of it is asked for, by the Graph Store Protocol
            return self._engine.unnamed()
        try:
            form, body = self._engine.asked(
                question.text,
                base=question.base,
                union=defaults is None and not names_graphs(question.text),
                default_graph=None if defaults is None else map(Node, defaults),
                named_graphs=None if named is None else map(Node, named),
            )
        except SyntaxError as error:  # it is SPARQL, as was found out before
            raise Refused(str(error)) from None
        self._body = body
        return parsed(body) if form in ("SELECT", "ASK") else triples(body)

    def told(self, error: Exception) -> tuple[str, str]:
        """What is wrong with the store, but for its address, which is nobody's business."""
        if isinstance(error, StoreError):
            return "unreachable" if isinstance(error, StoreGone) else "refused", unanswered.without_address(error)
        return "refused", f"an answer that cannot be read: {error}" if isinstance(error, SyntaxError) else str(error)

    def done(self) -> None:
        if self._body is not None:
            body, self._body = self._body, None
            body.finish()


class Refused(ValueError):
    """The store says that it does not do what a query asks for."""
