"""How many questions begin at once: as many as there are processors, and one more for each that turns out not to be short."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from api.pool import pool as module
from api.pool.pool import Pool
from tests.api.pool.test_faults import SMALL, at_rest, until
from tests.api.pool.test_pool import ENDLESS, LIMITS, using, whole

NEVER = 1000.0
"""Seconds: longer than any test."""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1})


def test_a_burst_is_answered_by_few_processes(examples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_YOUNG", NEVER)

    async def use(pool: Pool) -> None:
        answers = await asyncio.gather(*(whole(pool, SMALL) for _ in range(20)))
        assert len(set(answers)) == 1
        await at_rest(pool)
        assert pool.counts()["idle"] <= 2

    using(examples_folder, use, replace(LIMITS, fast=8))


def test_what_is_not_short_lets_the_next_begin(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        busy = [asyncio.create_task(whole(pool, ENDLESS)) for _ in range(2)]
        await until(pool, fast=2)
        assert await whole(pool, SMALL)
        assert pool.counts()["fast"] == 2, "none of them has left its place"
        for one in busy:
            one.cancel()

    using(examples_folder, use, replace(LIMITS, fast=3, long=NEVER))


def test_the_fast_lane_has_an_end(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        busy = [asyncio.create_task(pool.ask(ENDLESS)) for _ in range(2)]
        await until(pool, fast=2)
        small = asyncio.create_task(whole(pool, SMALL))
        await until(pool, waiting=1)
        await asyncio.sleep(10 * module._YOUNG)
        assert not small.done()
        busy[0].cancel()
        assert await small
        busy[1].cancel()

    using(examples_folder, use, replace(LIMITS, fast=2, long=NEVER))
