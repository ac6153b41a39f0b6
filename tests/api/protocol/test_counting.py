"""Counting a state: once, beside the answers to others, never of another state, and again only after a while where it fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from api.pool.pool import Pool
from api.pool.values import NoAnswer, Question
from api.protocol import counting
from api.protocol.counting import ALL, Counts


class Answer:
    """An answer of a state, which takes its time."""

    def __init__(self, revision: str, rows: list[dict[str, Any]], seconds: float) -> None:
        self.revision = revision
        self._body = json.dumps({"results": {"bindings": rows}}).encode()
        self._seconds = seconds

    async def pieces(self) -> AsyncIterator[bytes]:
        await asyncio.sleep(self._seconds)
        yield self._body[:5]
        yield self._body[5:]


class Asked:
    """In place of a pool: one graph, whose count is that of the state's name."""

    def __init__(self) -> None:
        self.revision = "3"
        self.answers = "3"
        self.fault: NoAnswer | None = None
        self.seconds = 0.0
        self.asked = 0

    async def ask(self, question: Question) -> Answer:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        graph = {"g": {"value": "urn:g"}} if "?g" in question.text else {}
        return Answer(self.answers, [graph | {"n": {"value": self.answers}}], self.seconds)


def made() -> tuple[Asked, Counts]:
    pool = Asked()
    return pool, Counts(cast("Pool", pool))


def test_a_state_is_counted_once() -> None:
    async def run() -> None:
        pool, counts = made()
        for _ in range(3):
            assert await counts.known(10) == {"urn:g": 3, ALL: 3}
        assert pool.asked == 2
        pool.revision = pool.answers = "4"
        assert await counts.known(10) == {"urn:g": 4, ALL: 4}

    asyncio.run(run())


def test_who_asks_does_not_wait_for_long() -> None:
    async def run() -> None:
        pool, counts = made()
        pool.seconds = 0.05
        assert await counts.known(0.001) is None
        while (found := await counts.known(0.001)) is None:
            await asyncio.sleep(0.01)
        assert found == {"urn:g": 3, ALL: 3}
        assert pool.asked == 2

    asyncio.run(run())


@pytest.mark.parametrize("kind", ["busy", "time", "memory", "crashed", "gone"])
def test_what_failed_is_tried_again_later(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        pool, counts = made()
        pool.fault = NoAnswer(kind)
        for _ in range(3):
            assert await counts.known(10) is None
        assert pool.asked == 1
        monkeypatch.setattr(counting, "_PAUSE", 0.0)
        counts._again = 0.0
        pool.fault = None
        assert await counts.known(10) == {"urn:g": 3, ALL: 3}

    asyncio.run(run())


def test_numbers_of_another_state_are_not_taken() -> None:
    async def run() -> None:
        pool, counts = made()
        pool.answers = "4"
        assert await counts.known(10) is None

    asyncio.run(run())


def test_what_has_no_revision_is_not_counted() -> None:
    async def run() -> None:
        pool, counts = made()
        pool.revision = ""
        assert await counts.known(10) is None
        assert pool.asked == 0

    asyncio.run(run())
