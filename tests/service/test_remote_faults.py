"""The service over a remote store: the limits that hold there too, and what it does while that store is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.kg.remote.servers import Server as There
from tests.kg.remote.servers import oxigraph
from tests.service import processes
from tests.service.data import GRAPH, made, turtle
from tests.service.far import afar
from tests.service.server import ENDLESS, ENDLESS_ROWS, PATIENCE, Server
from tests.service.test_faults import soon
from tests.service.test_limits import outcome

MEGABYTE = 1 << 20
SMALL = "SELECT ?o WHERE { <http://test.example/s7> <http://test.example/p0> ?o }"
MANY = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(100)))} }}" for name in "abc")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    """Oxigraph's server, as the store of those tests that end all that they ask of it."""
    with oxigraph(tmp_path_factory.mktemp("there"), "--union-default-graph") as one:
        yield one


def small(server: Server) -> bool:
    """Whether a small query is answered."""
    answer = server.ask(SMALL, accept="text/csv")
    return (answer.status_code, answer.text) == (200, "o\r\n值 35\r\n")


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[Server]:
    """A server on which a query may take two seconds and any number of rows, over a store of its own, which may go on."""
    settings: dict[str, Any] = {"POLICYKG_QUERY_TIMEOUT": "2", "POLICYKG_QUERY_ROWS": "1000000000"}
    with (
        oxigraph(tmp_path / "there", "--union-default-graph") as there,
        afar(there.url, tmp_path / "kept", quads=made(2000), **settings) as (server, _),
    ):
        yield server


def test_a_query_that_outlives_its_time_is_told_so_and_its_process_ends(hurried: Server) -> None:
    assert small(hurried)
    before = set(hurried.pids())
    end, said = outcome(hurried, ENDLESS)
    assert end == "504"
    assert "2 seconds" in said
    assert soon(lambda: before - set(hurried.pids())), "who asked for it"
    assert small(hurried)


@pytest.mark.parametrize("query", [ENDLESS_ROWS, f"CONSTRUCT {{ ?s ?b ?f }} {ENDLESS_ROWS.removeprefix('SELECT *')}"])
def test_an_answer_that_is_cut_never_looks_whole(hurried: Server, query: str) -> None:
    end, said = outcome(hurried, query)
    assert end == "broken"
    assert said, "its first rows came at once"
    assert small(hurried)


@pytest.fixture(scope="module")
def narrow(there: There, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which an answer may have a thousand rows, and a query may take its time."""
    folder = tmp_path_factory.mktemp("narrow")
    settings: dict[str, Any] = {"POLICYKG_QUERY_TIMEOUT": "600", "POLICYKG_QUERY_ROWS": "1000"}
    with afar(there.url, folder, quads=made(1000), **settings) as (server, _):
        yield server


@pytest.mark.parametrize("query", [f"SELECT * {{ {MANY} }}", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"])
def test_more_rows_than_allowed_never_look_whole(narrow: Server, query: str) -> None:
    end, said = outcome(narrow, query)
    assert end in {"broken", "422"}
    assert end == "broken" or "1000 rows" in said
    assert outcome(narrow, "SELECT * { ?s ?p ?o } LIMIT 1000")[0] == "whole"


def at_work(server: Server) -> int:
    """How many queries are worked on."""
    told = httpx2.get(f"{server.url}/metrics", timeout=PATIENCE).text.splitlines()
    names = ('policykg_query_processes{state="fast"}', 'policykg_query_processes{state="slow"}')
    return sum(int(float(line.split()[-1])) for line in told if line.startswith(names))


def test_who_hangs_up_frees_what_his_query_took(tmp_path: Path) -> None:
    settings: dict[str, Any] = {
        "POLICYKG_QUERY_TIMEOUT": "600",
        "POLICYKG_QUERY_CONCURRENCY": "2",
        "POLICYKG_QUERY_SLOW": "2",
    }
    with (
        oxigraph(tmp_path / "there", "--union-default-graph") as there,
        afar(there.url, tmp_path / "kept", quads=made(1000), **settings) as (server, _),
    ):
        connections = [server.send(ENDLESS) for _ in range(2)]
        assert soon(lambda: at_work(server) == 2)
        assert small(server), "they wait for another machine: that is slow, and leaves room"
        before = set(server.pids())
        for one in connections:
            one.close()
        assert soon(lambda: at_work(server) == 0)
        assert soon(lambda: len(before - set(server.pids())) == 2), "their processes end"


def test_a_long_answer_takes_little_memory(there: There, tmp_path: Path) -> None:
    with afar(there.url, tmp_path / "kept", quads=made(1000)) as (server, _):
        assert small(server)
        before, most, size = processes.memory(server.pids()), 0, 0
        client = httpx2.Client(timeout=PATIENCE)
        parameters = {"query": f"SELECT * {{ {MANY} }}"}
        with client, client.stream("GET", server.url + server.query, params=parameters) as answer:
            for number, piece in enumerate(answer.iter_bytes()):
                size += len(piece)
                if number % 100 == 0:
                    most = max(most, processes.memory(server.pids()))
        assert size > 64 * MEGABYTE
        assert 0 < most - before < 64 * MEGABYTE


# ── The store goes, and comes back ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("workers", [1, 2])
def test_the_store_is_killed_and_comes_back(tmp_path: Path, workers: int) -> None:
    with (
        oxigraph(tmp_path / "there", "--union-default-graph") as there,
        afar(there.url, tmp_path / "kept", quads=made(1000), workers=workers) as (server, token),
    ):
        assert small(server)
        assert server.put("urn:remote:before", turtle(5, 1), token).is_success
        there.kill()
        answers = [server.ask(SMALL), server.put("urn:remote:meanwhile", turtle(5, 1), token)]
        answers.append(httpx2.get(f"{server.url}/graphs", params={"graph": GRAPH}, timeout=PATIENCE))
        answers.append(httpx2.get(f"{server.url}/api/decisions", timeout=PATIENCE))
        for answer in answers:
            assert answer.status_code == 503
            told = answer.json()
            assert "gives no answer" in told["detail"]
            assert "see that it runs and can be reached" in told["detail"]
            assert "没有应答" in told["detail_zh"]
            assert there.url not in answer.text, "where it is, is nobody's business"
            assert int(answer.headers["retry-after"]) > 0
        health = httpx2.get(f"{server.url}/health", timeout=PATIENCE)
        assert (health.status_code, health.json()["status"]) == (503, "unavailable")
        assert httpx2.get(f"{server.url}/health/live", timeout=PATIENCE).status_code == 200
        assert httpx2.get(f"{server.url}/metrics", timeout=PATIENCE).status_code == 200
        there.start()
        for _ in range(4 * workers):  # each of them
            assert small(server)
            assert httpx2.get(f"{server.url}/health", timeout=PATIENCE).status_code == 200
        assert server.count("GRAPH <urn:remote:before> { ?s ?p ?o }") == 5, "nothing that was confirmed is lost"
        assert server.count("GRAPH <urn:remote:meanwhile> { ?s ?p ?o }") == 0
        assert server.put("urn:remote:after", turtle(7, 1), token).is_success


def test_the_store_is_killed_amid_an_answer(tmp_path: Path) -> None:
    with (
        oxigraph(tmp_path / "there", "--union-default-graph") as there,
        afar(there.url, tmp_path / "kept", quads=made(1000)) as (server, _),
    ):
        connection = server.send(f"SELECT * {{ {MANY} }}")
        received = connection.recv(1000)
        assert received.startswith(b"HTTP/1.1 200")
        there.kill()
        while piece := connection.recv(1 << 20):
            received = (received + piece)[-1000:]
        connection.close()
        assert not received.endswith(b"0\r\n\r\n"), "an answer that is cut looks cut"
        there.start()
        assert soon(lambda: small(server))


def test_a_graph_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Whoever reads meanwhile sees the old or the new; a writer that is killed leaves one of them."""
    with (
        oxigraph(tmp_path / "there", "--union-default-graph") as there,
        afar(there.url, tmp_path / "kept") as (server, token),
    ):
        assert server.put(GRAPH, turtle(100, 1), token).is_success
        before = set(server.pids())
        putting = threading.Thread(target=lambda: server.put(GRAPH, turtle(50_000, 2), token))
        putting.start()
        seen: set[int] = set()
        until = time.monotonic() + PATIENCE
        while putting.is_alive() and time.monotonic() < until:
            seen.add(server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}"))
        putting.join()
        assert seen <= {100, 50_000}
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == 50_000
        again = threading.Thread(target=lambda: _put(server, token))
        again.start()
        assert soon(lambda: processes.holder(tmp_path / "kept" / "writer") in set(server.pids()) - before)
        writer = processes.holder(tmp_path / "kept" / "writer")
        processes.kill([writer] if writer is not None else [])
        again.join()
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") in {50_000, 40_000}
        assert server.put(GRAPH, turtle(7, 3), token).is_success, "the next one writes"
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == 7


def _put(server: Server, token: str) -> None:
    answer = server.put(GRAPH, turtle(40_000, 3), token)
    assert answer.is_success or "look before you send it again" in answer.json()["detail"]
