"""What no query can do, however it is meant: keep the others waiting, outlive its time, take all memory, look whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.service import processes
from tests.service.server import ENDLESS, ENDLESS_ROWS, PATIENCE, Server, serving

SMALL = "SELECT ?o WHERE { <http://test.example/s7> <http://test.example/p0> ?o }"
SECONDS = "2"


@pytest.fixture(scope="module")
def hurried(folder: Path) -> Iterator[Server]:
    """A server on which a query may take two seconds and any number of rows."""
    with serving(folder, POLICYKG_QUERY_TIMEOUT=SECONDS, POLICYKG_QUERY_ROWS="1000000000") as one:
        yield one


@contextmanager
def endless(server: Server, count: int) -> Iterator[None]:
    """So many endless queries at work."""
    connections = [server.send(ENDLESS) for _ in range(count)]
    try:
        time.sleep(1)
        yield
    finally:
        for one in connections:
            one.close()


def small(server: Server) -> None:
    """A small query is answered, as if there were no other."""
    answer = server.ask(SMALL, accept="text/csv")
    assert (answer.status_code, answer.text) == (200, "o\r\n值 35\r\n"), answer.text


def idle(server: Server) -> bool:
    """Whether soon no process of the server is at work any more."""
    until = time.monotonic() + PATIENCE
    while (found := processes.busy(server.pids())) and time.monotonic() < until:
        pass
    return not found


def outcome(server: Server, query: str, **headers: str) -> tuple[str, str]:
    """How an answer ended: whole, broken, or as a problem (then its status and what it says)."""
    received = b""
    client = httpx2.Client(timeout=PATIENCE)
    with client, client.stream("GET", server.url + server.query, params={"query": query}, headers=headers) as answer:
        try:
            for piece in answer.iter_raw():
                received = (received + piece)[-100_000:]
        except httpx2.RemoteProtocolError:
            return "broken", received.decode("utf-8", errors="replace")
        if answer.status_code == 200:
            return "whole", received.decode("utf-8", errors="replace")
        assert answer.headers["content-type"] == "application/problem+json"
        return str(answer.status_code), received.decode()


@pytest.mark.parametrize("workers", [1, 2])
def test_twenty_endless_queries_leave_room_for_others(folder: Path, workers: int) -> None:
    with serving(folder, workers=workers, POLICYKG_QUERY_TIMEOUT="60") as server, endless(server, 20):
        assert httpx2.get(f"{server.url}/health", timeout=PATIENCE).status_code == 200
        for _ in range(10):
            small(server)


def test_who_hangs_up_frees_what_his_query_took(folder: Path) -> None:
    with serving(folder, POLICYKG_QUERY_TIMEOUT="600") as server:
        with endless(server, 40):
            assert processes.busy(server.pids()), "they are at work"
        small(server)
        assert idle(server)
        small(server)


def test_who_hangs_up_amid_rows_frees_what_his_query_took(folder: Path) -> None:
    with serving(folder, POLICYKG_QUERY_TIMEOUT="600", POLICYKG_QUERY_ROWS="1000000000") as server:
        connections = [server.send(ENDLESS_ROWS) for _ in range(10)]
        for one in connections:
            assert one.recv(1000).startswith(b"HTTP/1.1 200")
            one.close()
        assert idle(server)
        small(server)


def test_a_query_that_outlives_its_time_is_told_so_and_stopped(hurried: Server) -> None:
    end, said = outcome(hurried, ENDLESS)
    assert end == "504"
    assert f"{SECONDS} seconds" in said
    assert idle(hurried)


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv", "application/sparql-results+xml"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_answer_that_is_cut_never_looks_whole(hurried: Server, accept: str, encoding: str) -> None:
    end, _ = outcome(hurried, ENDLESS_ROWS, Accept=accept, **{"Accept-Encoding": encoding})
    assert end == "broken"
    assert idle(hurried)


def test_a_graph_that_is_cut_never_looks_whole(hurried: Server) -> None:
    end, _ = outcome(hurried, "CONSTRUCT { ?s ?b ?f } WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }", Accept="text/turtle")
    assert end == "broken"


def test_more_rows_than_allowed_never_look_whole(folder: Path) -> None:
    with serving(folder, POLICYKG_QUERY_ROWS="1000") as server:
        end, said = outcome(server, "SELECT * WHERE { ?s ?p ?o }", Accept="text/csv")
        assert end in {"broken", "422"}
        assert end == "broken" or "1000 rows" in said
        assert outcome(server, "SELECT * WHERE { ?s ?p ?o } LIMIT 1000", Accept="text/csv")[0] == "whole"
        small(server)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o ?c WHERE { ?s ?p ?o . ?a ?b ?c } ORDER BY ?c ?o",
        "PREFIX : <http://test.example/> SELECT (GROUP_CONCAT(CONCAT(?o, ?c, ?e); SEPARATOR='，') AS ?all)"
        " WHERE { ?s :p0 ?o . ?a :p1 ?c . ?d :p2 ?e }",
        "SELECT DISTINCT ?s ?o ?a ?c WHERE { ?s ?p ?o . ?a ?b ?c }",
    ],
    ids=["sorts a cross product", "glues it together", "makes it distinct"],
)
def test_who_takes_all_memory_ends_alone(folder: Path, query: str) -> None:
    with serving(
        folder, POLICYKG_QUERY_MEMORY="200", POLICYKG_QUERY_TIMEOUT="60", POLICYKG_QUERY_ROWS="1000000000"
    ) as server:
        end, said = outcome(server, query)
        assert end in {"broken", "422"}
        assert end == "broken" or "200 MB" in said
        small(server)
        assert httpx2.get(f"{server.url}/health", timeout=PATIENCE).status_code == 200


def test_a_full_queue_says_when_to_come_back(folder: Path) -> None:
    with serving(folder, POLICYKG_QUERY_TIMEOUT="10") as server:
        connections = [server.send(ENDLESS) for _ in range(200)]
        heads = [one.makefile("rb").read().partition(b"\r\n\r\n")[0] for one in connections]
        for one in connections:
            one.close()
        assert {head.split()[1] for head in heads} <= {b"503", b"504"}
        full = [head.lower() for head in heads if head.split()[1] == b"503"]
        assert full
        assert all(b"\r\nretry-after: " in head for head in full)
        small(server)


def test_who_asks_too_often_is_told_when_to_come_back(folder: Path) -> None:
    with serving(folder, POLICYKG_RATE_LIMIT="60") as server:
        answers = [server.ask("ASK {}") for _ in range(100)]
        assert {one.status_code for one in answers} == {200, 429}
        refused = next(one for one in answers if one.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["content-type"] == "application/problem+json"
        assert httpx2.get(f"{server.url}/health").status_code == 200, "whoever watches the service is never refused"
