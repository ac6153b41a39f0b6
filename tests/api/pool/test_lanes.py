"""A process whose answer took long goes on where that costs nobody anything; others come before it while it works."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from api.pool import processes
from api.pool.answer import Answer
from api.pool.pool import Pool
from api.pool.values import Question
from tests.api.pool.test_faults import SMALL, YES, at_rest, nurseries, until
from tests.api.pool.test_pool import ENDLESS, LIMITS, using, whole

SOON_LONG = replace(LIMITS, long=0.0)
"""A question runs long once it was begun."""
LONG = Question(
    "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } LIMIT 700 } { SELECT * { ?d ?e ?f } LIMIT 700 } }", rows="csv"
)
COUNT = b"n\r\n490000\r\n"


class Priorities:
    """What the priorities of processes are set to. A system that gives none back refuses to raise one."""

    def __init__(self, *, gives_back: bool) -> None:
        self.of: dict[int, int] = {}
        self._own = os.getpriority(os.PRIO_PROCESS, 0)
        self._gives_back = gives_back

    def set(self, which: int, pid: int, value: int) -> None:
        assert which == os.PRIO_PROCESS
        if value < self.of.get(pid, self._own) and not self._gives_back:
            raise PermissionError
        self.of[pid] = value

    def is_low(self, pid: int) -> bool:
        return self.of.get(pid, self._own) > self._own


@pytest.fixture(params=[True, False], ids=["given back", "never given back"])
def gives_back(request: pytest.FixtureRequest) -> bool:
    given: bool = request.param
    return given


@pytest.fixture
def priorities(gives_back: bool, monkeypatch: pytest.MonkeyPatch) -> Priorities:
    told = Priorities(gives_back=gives_back)
    monkeypatch.setattr("os.setpriority", told.set)
    return told


def idle(pool: Pool) -> list[int]:
    return [child.pid for child in pool.processes.current().idle]


def test_one_that_runs_long_alone_keeps_its_priority_and_its_process(
    examples_folder: Path, priorities: Priorities
) -> None:
    async def use(pool: Pool) -> None:
        before = idle(pool)
        long: list[Answer] = []
        for _ in range(3):
            answer = await pool.ask(LONG, long.append)
            assert b"".join([piece async for piece in answer.pieces()]) == COUNT
        assert len(long) == 3
        assert idle(pool) == before
        assert pool.counts()["restarts"] == 0
        assert not priorities.of

    using(examples_folder, use, SOON_LONG)


def test_others_come_before_those_that_run_long(
    examples_folder: Path, priorities: Priorities, gives_back: bool
) -> None:
    async def use(pool: Pool) -> None:
        (busy,) = idle(pool)
        endless = asyncio.create_task(whole(pool, ENDLESS))
        await until(pool, slow=1)
        assert not priorities.is_low(busy)
        assert await whole(pool, LONG) == COUNT
        assert priorities.is_low(busy)
        assert len(idle(pool)) == gives_back, "the other ran long too, beside the first"
        assert not any(priorities.is_low(one) for one in idle(pool))
        endless.cancel()
        await at_rest(pool)

    using(examples_folder, use, SOON_LONG)


def test_one_that_has_grown_does_not_go_on(examples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def use(pool: Pool) -> None:
        (first,) = idle(pool)
        assert await whole(pool, LONG) == COUNT
        assert idle(pool) == [first]
        monkeypatch.setattr(processes, "_MOST", 0)
        assert await whole(pool, LONG) == COUNT
        assert idle(pool) == []

    using(examples_folder, use, SOON_LONG)


def test_in_memory_a_process_ends_after_its_answers(examples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PAUSES", (0.0,))
    monkeypatch.setattr(processes, "_ANSWERS_IN_MEMORY", 3)

    async def use(pool: Pool) -> None:
        while pool.processes.current().holder is None or not idle(pool):
            await asyncio.sleep(0.01)
        answered: list[int] = []
        for _ in range(6):
            answered += idle(pool) or [0]
            assert await whole(pool, SMALL) == YES
        first, second = answered[0], answered[4]
        assert answered == [first, first, first, 0, second, second]
        assert pool.counts()["restarts"] == 0, "which counts those that ended before their time"

    using(examples_folder, use, replace(LIMITS, held=10**9))


def test_what_is_set_of_the_allocator_stays(examples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=3")

    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        environment = Path(f"/proc/{nursery}/environ").read_bytes()
        assert environment.count(b"glibc.malloc.tcache_count=") == 2
        assert b"glibc.malloc.tcache_count=3" in environment
        assert await whole(pool, SMALL) == YES

    using(examples_folder, use)
