"""Questions are answered by processes that are ended at a limit, when nobody waits, and when a newer state is published."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from api.pool.answer import Answer
from api.pool.pool import Pool
from api.pool.values import Limits, NoAnswer, Question
from kg.store import Store

TITLES = Question(
    "SELECT ?t { ?d <https://w3id.org/policykg/ns#loaded> true ; <https://w3id.org/policykg/ns#title> ?t }", rows="csv"
)
ENDLESS = Question("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
EVERYTHING = Question("SELECT * { ?a ?b ?c }", rows="csv")
LIMITS = Limits(seconds=30.0, fast=4, slow=2, held=0)
SOON = 30.0

Use = Callable[[Pool], Awaitable[None]]


def using(folder: Path, use: Use, limits: Limits = LIMITS) -> None:
    """Do something with a pool over a store; it must not hang."""

    async def run() -> None:
        pool = Pool(folder, limits)
        await pool.start()
        try:
            await asyncio.wait_for(use(pool), 60)
        finally:
            await pool.close()

    asyncio.run(run())


async def whole(pool: Pool, question: Question) -> bytes:
    return b"".join([piece async for piece in (await pool.ask(question)).pieces()])


async def answered(pool: Pool, question: Question) -> bytes:
    """The answer, however slow the machine is for the limits of a test."""
    for _ in range(100):
        with suppress(NoAnswer):
            return await whole(pool, question)
    return await whole(pool, question)


def lives(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return " Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2][:3] + " "
    return False


async def gone(pid: int) -> None:
    while lives(pid):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("held", [0, 10**9], ids=["on disk", "in memory"])
def test_answers_are_the_engines(examples_folder: Path, held: int) -> None:
    async def use(pool: Pool) -> None:
        with Store.open(examples_folder, read_only=True) as store:
            expected = len(store.document_names())
            size = len(store.engine)
        for _ in range(50 if held else 1):  # until the state is held in memory
            rows = (await whole(pool, TITLES)).decode("utf-8").splitlines()
            await asyncio.sleep(0.02)
        assert len(rows) == expected + 1
        assert (await whole(pool, EVERYTHING)).count(b"\r\n") >= size
        assert await whole(pool, Question("ASK { ?s ?p ?o }", truth="xml")) != b""
        assert b"urn:b" in await whole(pool, Question("CONSTRUCT { <urn:a> <urn:b> 1 } {}", graph="nt"))

    using(examples_folder, use, replace(LIMITS, held=held))


@pytest.mark.parametrize(
    ("why", "question", "limits", "kind", "told"),
    [
        ("no SPARQL", Question("SELECT"), {}, "syntax", "1:7"),
        ("no format for rows", Question("SELECT * {}", rows=None), {}, "format", "rows"),
        ("no format for truth", Question("ASK {}", truth=None), {}, "format", "truth"),
        ("no format for graphs", Question("DESCRIBE <urn:a>", graph=None), {}, "format", "graph"),
        ("it never ends", ENDLESS, {"seconds": 0.3}, "time", "0.3"),
        ("it never ends, in the fast lane", ENDLESS, {"seconds": 0.05}, "time", "0.05"),
        ("more rows than there may be", EVERYTHING, {"rows": 10}, "rows", "10"),
        (
            "more triples than there may be",
            Question("CONSTRUCT WHERE { ?s ?p ?o }"),
            {"rows": 10},
            "rows",
            "10",
        ),
        (
            "more memory than there may be",
            Question("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a"),
            {"memory": 200_000_000},
            "crashed",
            str(-int(signal.SIGABRT)),
        ),
        ("nested too deeply", Question("SELECT * " + "{" * 20_000 + "}" * 20_000), {}, "crashed", str(-int(signal.SIGSEGV))),
    ],
)  # fmt: skip
def test_what_has_no_answer(
    examples_folder: Path, why: str, question: Question, limits: dict[str, Any], kind: str, told: str
) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(NoAnswer, match=told) as found:
            await whole(pool, question)
        assert found.value.kind == kind, why
        assert await answered(pool, Question("ASK {}")) == b'{"head":{},"boolean":true}', "the next one is answered"
        while pool.counts()["fast"] or pool.counts()["slow"]:
            await asyncio.sleep(0.01)

    using(examples_folder, use, replace(LIMITS, **limits))


def test_many_endless_questions_leave_small_ones_a_place(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        endless = [asyncio.create_task(whole(pool, ENDLESS)) for _ in range(20)]
        await asyncio.sleep(0)
        for _ in range(5):
            await asyncio.wait_for(whole(pool, TITLES), SOON)
            await asyncio.sleep(0.2)
        assert pool.counts()["slow"] == LIMITS.slow
        for task in endless:
            task.cancel()
        await asyncio.gather(*endless, return_exceptions=True)
        assert await whole(pool, TITLES)
        while any(pool.counts()[name] for name in ("fast", "slow", "waiting")):  # until all places are free again
            await asyncio.sleep(0.01)

    using(examples_folder, use)


def test_what_waits_too_long_or_is_too_much_is_told_so(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        outcomes = await asyncio.gather(*(whole(pool, ENDLESS) for _ in range(12)), return_exceptions=True)
        kinds = {one.kind for one in outcomes if isinstance(one, NoAnswer)}
        assert len(outcomes) == sum(isinstance(one, NoAnswer) for one in outcomes)
        assert kinds == {"time", "busy"}
        assert await whole(pool, TITLES)

    using(examples_folder, use, replace(LIMITS, seconds=3.0, patience=1.0, queue=3, slow=1))


def test_who_hangs_up_ends_the_process(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        seen: list[Answer] = []
        task = asyncio.create_task(pool.ask(ENDLESS, seen.append))
        while not seen:
            await asyncio.sleep(0.01)
        child = seen[0].child
        assert child is not None
        assert lives(child.pid)
        seen[0].close()
        with pytest.raises(NoAnswer, match="gone"):
            (await task).whole()
        await gone(child.pid)

    using(examples_folder, use)


def test_a_process_that_is_killed_is_replaced(examples_folder: Path) -> None:
    async def use(pool: Pool) -> None:
        seen: list[Answer] = []
        task = asyncio.create_task(whole_of(pool, seen))
        while not seen:
            await asyncio.sleep(0.01)
        child = seen[0].child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(NoAnswer, match="crashed: -9"):
            await task
        assert await whole(pool, TITLES)

    async def whole_of(pool: Pool, seen: list[Answer]) -> bytes:
        return (await pool.ask(ENDLESS, seen.append)).whole() or b""

    using(examples_folder, use)


def test_a_newer_state_is_answered_from_at_once(tmp_path: Path) -> None:
    from kg.change import Update
    from kg.rdf import Node

    def written(number: int) -> None:
        with Store.open(tmp_path / "store") as store:
            quad = ox.Quad(Node("urn:s"), Node("urn:p"), ox.Literal(str(number)), Node("urn:g"))
            store.write(Update(frozenset({Node("urn:g")}), frozenset(), frozenset({quad})))

    written(0)

    async def use(pool: Pool) -> None:
        revisions = {pool.revision}
        for number in range(1, 6):
            await asyncio.to_thread(written, number)
            answer = await whole(pool, Question("SELECT ?o { <urn:s> ?p ?o }", rows="csv"))
            assert answer == f"o\r\n{number}\r\n".encode()
            revisions.add(pool.revision)
        assert len(revisions) == 6

    using(tmp_path / "store", use, replace(LIMITS, held=10**9))


def test_a_question_goes_on_over_the_state_that_it_began_with(tmp_path: Path) -> None:
    from kg.build import load
    from tests.kg.helpers import SAMPLES, as_file

    with Store.open(tmp_path / "store") as store:
        load(store, [as_file(SAMPLES["wuda"]())])

    async def use(pool: Pool) -> None:
        answer = await pool.ask(Question("SELECT * { ?a ?b ?c . ?d ?e ?f }", rows="csv"))
        pieces = answer.pieces()
        assert await anext(pieces)

        def more() -> None:
            with Store.open(tmp_path / "store") as store:
                load(store, [as_file(SAMPLES["regional"]())])

        await asyncio.to_thread(more)
        assert await whole(pool, TITLES)
        for _ in range(20):
            assert await anext(pieces)
        answer.close()

    using(tmp_path / "store", use, replace(LIMITS, rows=10**9))


def test_no_process_outlives_the_serving_one(examples_folder: Path) -> None:
    children: list[int] = []

    async def use(pool: Pool) -> None:
        asked = [asyncio.create_task(pool.ask(ENDLESS)) for _ in range(3)]
        await asyncio.sleep(0.5)
        children.extend(child.pid for one in asked for child in [*pool.processes._generation._children] if one)  # type: ignore[union-attr]

    using(examples_folder, use)
    assert children

    async def all_gone() -> None:
        await asyncio.wait_for(asyncio.gather(*map(gone, children)), SOON)

    asyncio.run(all_gone())


def test_questions_reach_no_other_machine(examples_folder: Path) -> None:
    """Even what passes the guard: the process has no network, where the system lets it leave."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        port = listener.getsockname()[1]

        async def use(pool: Pool) -> None:
            assert pool.is_fenced is not None
            if not pool.is_fenced:
                return
            service = Question(f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")
            with pytest.raises(NoAnswer):
                await whole(pool, service)

        using(examples_folder, use)
        with pytest.raises(TimeoutError):
            listener.accept()
