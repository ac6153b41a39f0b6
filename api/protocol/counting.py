"""A pool that answers questions goes in, how many triples each graph of its last state has comes out, once that is known.

Counting is a question like any other, asked of a process that can be killed and once of a state: who wants to know waits for it a
moment at most, and others do not wait at all.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import MappingProxyType

from api.pool.pool import Pool
from api.pool.values import NoAnswer, Question

_BY_GRAPH = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_OF_ALL = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_MOMENT = 0.25
_PAUSE = 60.0
"""Seconds until it is tried again to count a state that could not be counted."""
ALL = ""
"""Stands for the union of all graphs among them."""


class Counts:
    """The numbers of the last state that was counted."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._revision = ""
        self._again = 0.0
        self._counting: asyncio.Task[Mapping[str, int] | None] | None = None

    async def known(self, seconds: float = _MOMENT) -> Mapping[str, int] | None:
        """How many triples each graph has, by its IRI, and ALL; None where that is not known within so many seconds.

        A graph without triples is not among them.
        """
        try:
            revision = self._pool.revision
        except NoAnswer:
            return None
        if not revision:  # of a store that others may write to at any time
            return None
        if self._counting is None or self._revision != revision or self._is_due():
            self._revision = revision
            self._counting = asyncio.get_running_loop().create_task(self._count(revision))
        done, _ = await asyncio.wait({self._counting}, timeout=seconds)
        return self._counting.result() if done else None

    def _is_due(self) -> bool:
        """Whether counting has failed, and long enough ago."""
        task = self._counting
        has_failed = task is not None and task.done() and task.result() is None
        return has_failed and asyncio.get_running_loop().time() >= self._again

    async def _count(self, revision: str) -> Mapping[str, int] | None:
        try:
            rows = [row for text in (_BY_GRAPH, _OF_ALL) for row in await self._rows(text, revision)]
        except NoAnswer:
            self._again = asyncio.get_running_loop().time() + _PAUSE
            return None
        return MappingProxyType({row["g"]["value"] if "g" in row else ALL: int(row["n"]["value"]) for row in rows})

    async def _rows(self, text: str, revision: str) -> list[dict[str, dict[str, str]]]:
        answer = await self._pool.ask(Question(text))
        body = b"".join([piece async for piece in answer.pieces()])
        if answer.revision != revision:  # written meanwhile: those are other numbers
            raise NoAnswer("gone")
        rows: list[dict[str, dict[str, str]]] = (await asyncio.to_thread(json.loads, body))["results"]["bindings"]
        return rows
