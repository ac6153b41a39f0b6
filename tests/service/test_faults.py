"""What happens when parts of the running service are killed: what was confirmed stays, others go on, nothing is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.service import processes
from tests.service.data import fill, turtle
from tests.service.server import COMMAND, ENDLESS, PATIENCE, ROOT, Server, issue, serving, stop

GRAPH = "http://test.example/graph/faults"


def soon(holds: Callable[[], object]) -> bool:
    """Whether it holds before patience ends; what it raises meanwhile counts as not yet."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if holds():
                return True
        except (httpx2.TransportError, AssertionError, OSError):
            pass
        time.sleep(0.05)
    return False


def answers(server: Server) -> bool:
    return server.count("<http://test.example/s7> ?p ?o") == 5


def fronts(server: Server) -> list[int]:
    """The processes that the supervisor started to serve."""
    found = [pid for pid in server.pids() if processes.parent(pid) == server.process.pid]
    return [pid for pid in found if "resource_tracker" not in processes.command(pid)]


def listening(server: Server) -> bool:
    try:
        httpx2.get(f"{server.url}/health", timeout=5)
    except httpx2.TransportError:
        return False
    return True


@pytest.mark.parametrize("workers", [1, 2])
def test_a_query_process_is_killed(folder: Path, workers: int) -> None:
    with serving(folder, workers=workers, POLICYKG_QUERY_TIMEOUT="60") as server:
        connection = server.send(ENDLESS)
        assert soon(lambda: processes.busy(server.pids()))
        (victim, *_) = processes.busy(server.pids())
        assert victim not in {server.process.pid, *fronts(server)}, "whoever serves evaluates nothing"
        processes.kill([victim])
        head = connection.makefile("rb").read()
        connection.close()
        assert head.startswith((b"HTTP/1.1 5", b"")), "its client is told, or sees the connection break"
        assert b"200 OK" not in head
        assert answers(server)
        assert soon(lambda: len(server.pids()) > 1)


def test_a_front_is_killed(folder: Path) -> None:
    with serving(folder, workers=2) as server:
        before = fronts(server)
        assert len(before) == 2
        processes.kill(before[:1])
        assert soon(lambda: answers(server)), "the other goes on"
        assert soon(lambda: len(set(fronts(server)) - {before[0]}) == 2), "and another takes its place"
        assert soon(lambda: all(answers(server) for _ in range(10)))


def test_what_a_killed_front_started_ends(folder: Path) -> None:
    with serving(folder, workers=2) as server:
        before = fronts(server)
        below = [pid for pid in server.pids() if processes.parent(pid) == before[0]]
        assert below, "it has processes that answer"
        processes.kill(before[:1])
        assert processes.gone(below) == []


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("load", [0, 5], ids=["idle", "at work"])
def test_the_server_is_killed(folder: Path, workers: int, load: int) -> None:
    with serving(folder, workers=workers) as server:
        connections = [server.send(ENDLESS) for _ in range(load)]
        time.sleep(1)
        family = server.pids()
        assert len(family) > 1
        processes.kill([server.process.pid])
        assert processes.gone(family) == [], "nobody is left behind"
        assert not listening(server)
        for one in connections:
            one.close()
    with serving(folder, workers=workers) as server:
        assert answers(server)


@pytest.mark.parametrize("workers", [1, 2])
def test_told_to_end_it_finishes_what_it_is_at(folder: Path, workers: int) -> None:
    """A query that is at work when the signal comes is answered whole."""
    query = "SELECT (COUNT(*) AS ?n) { ?s <http://test.example/p0> ?o . ?a <http://test.example/p1> ?c }"
    with serving(folder, workers=workers) as server, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(server.ask, query, "text/csv")
        assert soon(lambda: processes.busy(server.pids(), 0.1) or asked.done())
        family = server.pids()
        assert stop(server) == 0
        assert asked.result(timeout=PATIENCE).text.split() == ["n", "4000000"]
        assert processes.gone(family) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_told_to_end_it_does_not_wait_for_the_endless(folder: Path, workers: int) -> None:
    with serving(folder, workers=workers, POLICYKG_QUERY_TIMEOUT="600") as server:
        connections = [server.send(ENDLESS) for _ in range(5)]
        assert soon(lambda: processes.busy(server.pids()))
        family = server.pids()
        assert stop(server) == 0
        assert processes.gone(family) == []
        for one in connections:
            one.close()


def test_one_that_ends_lets_go_of_its_port_and_store(folder: Path) -> None:
    for _ in range(3):
        with serving(folder) as server:
            assert answers(server)
        assert not listening(server)


# ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def writing(pool: ThreadPoolExecutor, server: Server, folder: Path, token: str, size: int) -> tuple[Future[int], int]:
    """A graph on its way into the store, and the process that holds the lock for it."""

    def put() -> int:
        try:
            return server.put(GRAPH, turtle(size, 2), token).status_code
        except httpx2.TransportError:
            return 0

    at_work = pool.submit(put)
    held: list[int] = []

    def found() -> bool:
        pid = processes.holder(folder / "writer")
        if pid is not None and pid in server.pids():
            held.append(pid)
        return bool(held)

    assert soon(lambda: found() or at_work.done())
    assert held, f"it was answered {at_work.result()} before it was seen to write"
    return at_work, held[0]


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.2, 0.5])
def test_who_writes_is_killed(tmp_path: Path, wait: float) -> None:
    folder = fill(tmp_path / "store", 10_000)
    token = issue(folder, "write")
    with serving(folder) as server, ThreadPoolExecutor(1) as pool:
        assert server.put(GRAPH, turtle(100, 1), token).is_success
        at_work, pid = writing(pool, server, folder, token, 100_000)
        assert pid != server.process.pid, "whoever serves writes nothing"
        time.sleep(wait)
        processes.kill([pid])
        status = at_work.result(timeout=PATIENCE)
        held = server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}")
        assert held == 100_000 if 200 <= status < 300 else held in {100, 100_000}, "all of it or nothing"
        assert server.put(GRAPH, turtle(7, 3), token).is_success, "the next one writes"
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == 7
        assert answers(server)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("wait", [0.0, 0.2, 0.5])
def test_the_server_is_killed_amid_an_update(tmp_path: Path, workers: int, wait: float) -> None:
    folder = fill(tmp_path / "store", 10_000)
    token = issue(folder, "write")
    with serving(folder, workers=workers) as server, ThreadPoolExecutor(1) as pool:
        assert server.put(GRAPH, turtle(100, 1), token).is_success
        at_work, _ = writing(pool, server, folder, token, 100_000)
        family = server.pids()
        time.sleep(wait)
        processes.kill([server.process.pid])
        status = at_work.result(timeout=PATIENCE)
        assert processes.gone(family) == []
    with serving(folder, workers=workers) as server:
        held = server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}")
        assert held == 100_000 if 200 <= status < 300 else held in {100, 100_000}, "all of it or nothing"
        assert answers(server)


def kill_after(seconds: float, server: Server) -> None:
    time.sleep(seconds)
    processes.kill(server.pids())


def test_everything_is_killed_at_once_while_much_is_written(tmp_path: Path) -> None:
    """What was confirmed before is there afterwards, in the order in which it was written."""
    folder = fill(tmp_path / "store")
    token = issue(folder, "write")
    confirmed = 0
    with serving(folder, workers=2) as server, ThreadPoolExecutor(1) as pool:
        pool.submit(kill_after, 3, server)
        for number in range(1_000_000):
            text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:a> <urn:b> {number} }} }}"
            try:
                if not server.change(text, token).is_success:
                    break
            except httpx2.TransportError:
                break
            confirmed = number + 1
    assert confirmed
    with serving(folder) as server:
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") in {confirmed, confirmed + 1}


def policykg(*words: str) -> None:
    done = subprocess.run([*COMMAND, *words], cwd=ROOT, capture_output=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr


def test_a_backup_is_made_while_it_serves_and_writes(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store", 10_000)
    token = issue(folder, "write")
    with serving(folder) as server:
        assert server.put(GRAPH, turtle(100, 1), token).is_success
        policykg("backup", str(tmp_path / "copy.tar"), "--store", str(folder))
        assert server.put(GRAPH, turtle(7, 2), token).is_success
    policykg("restore", str(tmp_path / "copy.tar"), "--store", str(tmp_path / "again"))
    with serving(tmp_path / "again") as server:
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == 100
        assert server.put(GRAPH, turtle(1, 3), token).is_success, "tokens are part of it"


def test_stopped_and_continued_it_goes_on(folder: Path) -> None:
    """A machine that sleeps: every process stands still for a moment."""
    with serving(folder, workers=2) as server:
        family = server.pids()
        for sent in (signal.SIGSTOP, signal.SIGCONT):
            for pid in family:
                os.kill(pid, sent)
            time.sleep(1)
        assert soon(lambda: answers(server))
