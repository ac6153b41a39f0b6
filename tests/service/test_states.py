"""Who reads while others write sees one whole state or the other, and a write is seen as soon as it is answered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.service.data import turtle
from tests.service.server import Server, serving

SIZE = 500
MANY = 12


@contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Do the work again and again until the `with` ends; what it raises is raised there."""
    done = threading.Event()

    def again() -> None:
        while not done.is_set():
            work()

    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(again)
        try:
            yield
        finally:
            done.set()
        at_work.result()


@pytest.mark.parametrize("workers", [1, 2])
def test_readers_see_whole_states(folder: Path, token: str, workers: int) -> None:
    graph = f"http://test.example/graph/whole{workers}"
    versions = iter(range(1_000_000))
    with serving(folder, workers=workers) as server:

        def replace() -> None:
            assert server.put(graph, turtle(SIZE, next(versions)), token).status_code in {200, 201, 204}

        replace()
        query = f"SELECT ?v (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?v }} }} GROUP BY ?v"
        seen = set()
        with meanwhile(replace):
            for _ in range(100):
                lines = server.ask(query, accept="text/csv").text.split()[1:]
                assert [line.partition(",")[2] for line in lines] == [str(SIZE)], lines
                seen.add(lines[0])
        assert len(seen) > 1, "it was written meanwhile"


@pytest.mark.parametrize("workers", [1, 2])
def test_a_long_answer_is_of_one_state(folder: Path, token: str, workers: int) -> None:
    """What began to be read before a write is read to its end as it was."""
    graph = f"http://test.example/graph/long{workers}"
    with serving(folder, workers=workers) as server:
        assert server.put(graph, turtle(20_000, 1), token).is_success
        parameters = {"query": f"SELECT ?v {{ GRAPH <{graph}> {{ ?s ?p ?v }} }}"}
        headers = {"Accept": "text/csv"}
        with httpx2.stream("GET", server.url + server.query, params=parameters, headers=headers) as answer:
            pieces = answer.iter_bytes(100)
            body = next(pieces)
            assert server.put(graph, turtle(20_000, 2), token).is_success
            body += b"".join(pieces)
        assert body.split() == [b"v", *[b"1"] * 20_000]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_write_is_seen_as_soon_as_it_is_answered(folder: Path, token: str, workers: int) -> None:
    graph = f"http://test.example/graph/soon{workers}"
    with serving(folder, workers=workers) as server:
        for version in range(MANY):
            text = f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:version> {version} }} }}"
            assert server.change(text, token).is_success
            # Each on a connection of its own, so that every worker is asked.
            assert {server.count(f"GRAPH <{graph}> {{ ?s ?p ?o }}") for _ in range(8)} == {version + 1}


@pytest.mark.parametrize("workers", [1, 2])
def test_writers_at_once_lose_nothing(folder: Path, token: str, workers: int) -> None:
    graph = f"http://test.example/graph/writers{workers}"
    with serving(folder, workers=workers) as server, ThreadPoolExecutor(6) as pool:

        def add(number: int) -> int:
            text = f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> {number} }} }}"
            return server.change(text, token).status_code

        answered = list(pool.map(add, range(MANY)))
        assert set(answered) <= {200, 204, 503}
        assert server.count(f"GRAPH <{graph}> {{ ?s ?p ?o }}") == sum(code < 300 for code in answered)
        assert any(code < 300 for code in answered)


def test_an_update_that_fails_changes_nothing(server: Server, token: str) -> None:
    graph = "http://test.example/graph/fails"
    text = f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> 1 }} }} ; CREATE GRAPH <{graph}>"
    assert server.change(text, token).status_code >= 400
    assert server.count(f"GRAPH <{graph}> {{ ?s ?p ?o }}") == 0


def test_several_operations_are_one_change(server: Server, token: str) -> None:
    graph = "http://test.example/graph/several"
    assert server.put(graph, turtle(SIZE, 0), token).is_success
    versions = iter(range(1, 1_000_000))

    def replace() -> None:
        version = next(versions)
        inserted = turtle(SIZE, version)
        assert server.change(
            f"DROP GRAPH <{graph}> ; INSERT DATA {{ GRAPH <{graph}> {{ {inserted} }} }}", token
        ).is_success

    with meanwhile(replace):
        assert {server.count(f"GRAPH <{graph}> {{ ?s ?p ?o }}") for _ in range(60)} == {SIZE}
