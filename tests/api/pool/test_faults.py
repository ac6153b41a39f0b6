"""Whatever ends, fails or is given up amid a question: who asked is told, the places and processes come back, nothing is left."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.pool import processes, wire
from api.pool.answer import Answer
from api.pool.pool import Pool
from api.pool.values import NoAnswer, Question
from kg.store import Store
from tests.api.pool.test_pool import ENDLESS, EVERYTHING, LIMITS, SOON, TITLES, answered, gone, lives, using, whole

SMALL = Question("ASK {}")
YES = b'{"head":{},"boolean":true}'
ENDLESS_ROWS = Question("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", rows="csv")


def children(pid: int) -> list[int]:
    """The processes that a process started and that live."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has ended meanwhile
            found += map(int, task.read_text("ascii").split())
    return [child for child in found if lives(child)]


def nurseries() -> list[int]:
    """The nurseries of this process."""
    return [one for one in children(os.getpid()) if b"api.pool.nursery" in Path(f"/proc/{one}/cmdline").read_bytes()]


def handles() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def until(pool: Pool, **counts: int) -> None:
    """Wait until the pool counts so."""
    while not counts.items() <= pool.counts().items():
        await asyncio.sleep(0.01)


async def at_rest(pool: Pool) -> None:
    await until(pool, fast=0, slow=0, waiting=0)


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """A process does nothing for a while, as on a machine with too much to do."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


# ── Processes that are ended ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_nursery_that_is_killed_is_replaced_by_one(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        asked = [asyncio.create_task(whole(pool, ENDLESS)) for _ in range(3)]
        await until(pool, slow=2, waiting=1)
        os.kill(nursery, signal.SIGKILL)
        for outcome in await asyncio.gather(*asked, return_exceptions=True):
            assert isinstance(outcome, NoAnswer)
            assert outcome.kind == "crashed"
        assert await asyncio.gather(*(whole(pool, SMALL) for _ in range(4))) == [YES] * 4
        assert len(nurseries()) == 1
        await at_rest(pool)

    using(examples_folder, use)


def test_a_state_in_memory_that_is_lost_is_held_again(examples_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PAUSES", (0.01, 0.01, 0.01))

    async def holder() -> int:
        while True:
            for one in children(nurseries()[0]):
                if children(one):
                    return one
            await asyncio.sleep(0.01)

    async def use(pool: Pool) -> None:
        for _ in range(2):
            victim = await holder()
            os.kill(victim, signal.SIGKILL)
            await gone(victim)
            assert await answered(pool, SMALL) == YES
        await holder()
        assert await whole(pool, TITLES)

    using(examples_folder, use, replace(LIMITS, held=10**9))


def test_what_is_told_to_the_whole_group_is_for_the_serving_process(examples_folder: Path) -> None:
    """A terminal, or who stops a service, may signal every process: what was begun is answered all the same."""

    async def use(pool: Pool) -> None:
        count = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . { SELECT ?d { ?d ?e ?f } LIMIT 300 } }", rows="csv")
        asked = asyncio.create_task(whole(pool, count))
        await until(pool, fast=1)
        (nursery,) = nurseries()
        for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            for pid in (nursery, *children(nursery)):
                os.kill(pid, sign)
        assert int((await asked).split()[1]) > 0
        assert nurseries() == [nursery]

    using(examples_folder, use)


def test_a_pool_that_is_closed_tells_all_that_wait(examples_folder: Path) -> None:
    asked: list[asyncio.Task[bytes]] = []

    async def use(pool: Pool) -> None:
        asked.extend(asyncio.create_task(whole(pool, ENDLESS)) for _ in range(10))
        await until(pool, slow=2)
        await pool.close()
        outcomes = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), SOON)
        assert {one.kind for one in outcomes if isinstance(one, NoAnswer)} == {"busy"}
        assert len(outcomes) == sum(isinstance(one, NoAnswer) for one in outcomes)
        with pytest.raises(NoAnswer, match="busy"):
            await pool.ask(SMALL)
        await at_rest(pool)

    before = handles()
    using(examples_folder, use)
    assert nurseries() == []
    assert handles() <= before + 1, "but for what the library keeps"


# ── What cannot be read, or made ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("damage", ["MANIFEST-*", "*.sst"])
@pytest.mark.parametrize("held", [0, 10**9], ids=["on disk", "in memory"])
def test_a_damaged_state_is_told_as_such(
    examples_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str, held: int
) -> None:
    monkeypatch.setattr(processes, "_PAUSES", (0.0, 0.01, 0.01))
    folder = tmp_path / "store"
    shutil.copytree(examples_folder, folder)
    state = folder / "published" / (folder / "published" / "CURRENT").read_text("ascii").strip()
    for file in state.glob(damage):
        size = file.stat().st_size
        file.unlink()
        file.write_bytes(b"\x00" * size)

    async def use(pool: Pool) -> None:
        for _ in range(3):
            with pytest.raises(NoAnswer, match="publish it anew") as found:
                await whole(pool, EVERYTHING)
            assert found.value.kind == "unusable"
        await at_rest(pool)
        begun = pool.counts()["restarts"]
        await asyncio.sleep(0.5)
        assert pool.counts()["restarts"] == begun, "no process is begun for nobody"

    using(folder, use, replace(LIMITS, held=held))


def test_a_serving_process_without_handles_says_so(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        busy = asyncio.create_task(whole(pool, ENDLESS))  # has the idle one
        await until(pool, slow=1)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        opened: list[int] = []
        with standing_still(nursery):
            asked = asyncio.create_task(whole(pool, SMALL))
            await asyncio.sleep(0.1)
            resource.setrlimit(resource.RLIMIT_NOFILE, (handles() + 5, hard))
            with suppress(OSError):
                while True:
                    opened.append(os.open("/dev/null", os.O_RDONLY))
        try:
            with pytest.raises(NoAnswer, match="busy"):
                await asyncio.wait_for(asked, SOON)
            with pytest.raises(NoAnswer, match="busy"):
                await whole(pool, SMALL)
        finally:
            for one in opened:
                os.close(one)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert await whole(pool, SMALL) == YES
        busy.cancel()
        await at_rest(pool)

    using(examples_folder, use)


def test_a_nursery_that_can_make_none_says_so_and_stays(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        busy = asyncio.create_task(whole(pool, ENDLESS))
        await until(pool, slow=1)
        before = resource.prlimit(nursery, resource.RLIMIT_NOFILE)
        resource.prlimit(nursery, resource.RLIMIT_NOFILE, (3, before[1]))
        with pytest.raises(NoAnswer, match="busy"):
            await whole(pool, SMALL)
        resource.prlimit(nursery, resource.RLIMIT_NOFILE, before)
        assert await whole(pool, SMALL) == YES
        assert nurseries() == [nursery]
        busy.cancel()

    using(examples_folder, use)


# ── What is given up ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("how", ["hang up", "cancel"])
def test_what_is_given_up_while_its_process_is_made_leaves_nothing(examples_folder: Path, how: str) -> None:
    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        seen: list[Answer] = []
        before = handles()
        with standing_still(nursery):
            endless = asyncio.create_task(whole(pool, ENDLESS))  # has the only place, and the idle process
            await until(pool, fast=1)
            asked = asyncio.create_task(pool.ask(ENDLESS, seen.append))
            await until(pool, fast=1, slow=1, waiting=0)
            if how == "cancel":
                asked.cancel()
            else:
                seen[0].close()
            await asyncio.sleep(0.05)
        with suppress(NoAnswer, asyncio.CancelledError):
            (await asked).whole()
        endless.cancel()
        await at_rest(pool)
        assert await whole(pool, SMALL) == YES
        while len(children(nursery)) > pool.counts()["idle"]:
            await asyncio.sleep(0.01)
        assert handles() <= before + 2, "those of one more process, at most"

    using(examples_folder, use, replace(LIMITS, fast=1))


def test_who_hangs_up_while_waiting_gives_his_place_in_the_queue_back(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        with standing_still(nursery):
            first = asyncio.create_task(pool.ask(ENDLESS))  # has the idle process
            second = asyncio.create_task(pool.ask(SMALL))
            third: list[Answer] = []
            waiting = asyncio.create_task(pool.ask(SMALL, third.append))
            await until(pool, waiting=1)
            while not third:  # who waits for a while is told so
                await asyncio.sleep(0.001)
            third[0].close()
            assert pool.counts()["waiting"] == 0
            last = asyncio.create_task(whole(pool, SMALL))
            await until(pool, waiting=1)
        with pytest.raises(NoAnswer, match="gone"):
            await waiting
        assert (await second).whole() == YES
        assert await last == YES
        first.cancel()

    using(examples_folder, use, replace(LIMITS, fast=2, queue=1, patience=60.0, seconds=60.0, long=60.0))


def test_a_state_stays_while_a_process_is_made_for_it(tmp_path: Path) -> None:
    from kg.change import Update
    from kg.rdf import Node

    def write(number: int) -> None:
        with Store.open(tmp_path / "store") as store:
            quad = ox.Quad(Node("urn:s"), Node("urn:p"), ox.Literal(str(number)), Node("urn:g"))
            store.write(Update(frozenset({Node("urn:g")}), frozenset(), frozenset({quad})))

    write(0)

    async def use(pool: Pool) -> None:
        (nursery,) = nurseries()
        busy = asyncio.create_task(whole(pool, ENDLESS))
        await until(pool, fast=1)
        busy.cancel()
        await at_rest(pool)
        with standing_still(nursery):
            asked = asyncio.create_task(whole(pool, Question("SELECT ?o { <urn:s> ?p ?o }", rows="csv")))
            await until(pool, fast=1)
            for number in (1, 2):
                await asyncio.to_thread(write, number)
                assert pool.revision
        assert await asked == b"o\r\n0\r\n"

    using(tmp_path / "store", use)


def test_given_up_at_any_time_nothing_is_left(examples_folder: Path) -> None:
    chance = random.Random(5)

    async def one(pool: Pool) -> None:
        seen: list[Answer] = []
        question = chance.choice([SMALL, TITLES, ENDLESS, ENDLESS_ROWS, Question("SELECT")])
        task = asyncio.create_task(take(pool, question, seen))
        await asyncio.sleep(chance.random() * 0.4)
        if chance.random() < 0.5:
            task.cancel()
        for answer in seen:
            answer.close()
        task.cancel()
        with suppress(NoAnswer, asyncio.CancelledError):
            await task

    async def take(pool: Pool, question: Question, seen: list[Answer]) -> None:
        answer = await pool.ask(question, seen.append)
        async for _ in answer.pieces():
            pass

    async def use(pool: Pool) -> None:
        assert await whole(pool, SMALL) == YES
        before = handles()
        for _ in range(8):
            await asyncio.gather(*(one(pool) for _ in range(20)))
        await at_rest(pool)
        assert await whole(pool, SMALL) == YES
        (nursery,) = nurseries()
        while len(children(nursery)) > pool.counts()["idle"]:
            await asyncio.sleep(0.01)
        assert handles() <= before + 2 * LIMITS.fast

    using(examples_folder, use)


# ── Lanes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_endless_answers_that_nobody_reads_leave_small_ones_a_place(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        endless = [asyncio.create_task(pool.ask(EVERYTHING)) for _ in range(20)]
        await until(pool, slow=2, waiting=18)
        for _ in range(5):
            assert await asyncio.wait_for(whole(pool, SMALL), SOON) == YES
        for one in endless:
            one.cancel()
            if one.done() and not one.cancelled():
                one.result().close()
        await at_rest(pool)

    using(examples_folder, use, replace(LIMITS, rows=10**12, seconds=300.0, patience=60.0))


def test_where_questions_wait_long_ones_make_room_early(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        endless = [asyncio.create_task(whole(pool, ENDLESS)) for _ in range(2)]
        await until(pool, fast=2)
        assert await whole(pool, SMALL) == YES, "though the lane is not free before a minute is over"
        for task in endless:
            task.cancel()
        await at_rest(pool)

    using(examples_folder, use, replace(LIMITS, fast=2, long=8.0, patience=6.0, seconds=60.0))


def test_what_was_parked_goes_on_to_the_same_answer(examples_folder: Path) -> None:
    count = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . { SELECT ?d { ?d ?e ?f } LIMIT 100 } }", rows="csv")

    async def use(pool: Pool) -> None:
        alone = await whole(pool, count)
        assert await asyncio.gather(*(whole(pool, count) for _ in range(6))) == [alone] * 6
        await at_rest(pool)

    using(examples_folder, use, replace(LIMITS, fast=2, slow=1, long=0.02, patience=60.0))


def test_a_process_that_had_to_wait_is_heard_again_for_the_next_question() -> None:
    class Transport:
        paused = False

        def pause_reading(self) -> None:
            self.paused = True

        def resume_reading(self) -> None:
            self.paused = False

    class Process:
        transport = Transport()
        is_lost = False

    async def use() -> None:
        answer = Answer(SMALL)
        answer.child = Process()  # type: ignore[assignment]
        answer.take(wire.DATA, b"x" * 1_000_000)
        assert Process.transport.paused
        answer.take(wire.END, b"1")  # which had arrived with it
        assert not Process.transport.paused

    asyncio.run(use())
