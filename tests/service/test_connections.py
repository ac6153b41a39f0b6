"""Connections that are silent, endless, or on which nobody reads: they are cut off, what they held is free, others notice nothing."""

from __future__ import annotations

import resource
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2
import pytest

from tests.service import processes
from tests.service.server import ENDLESS_ROWS, PATIENCE, Server, bearer, free_port, issue, started

IMPATIENT = "import api.connections as one; one.PATIENCE = 1.0; from api.cli import main; main()"
"""The service with a second in place of thirty."""
LONG = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?o } LIMIT 100000"


@contextmanager
def impatient(folder: Path, **settings: str) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-c", IMPATIENT, "serve", "--port", str(port), "--store", str(folder)]
    with started(command, port, "/health", settings) as server:
        yield server


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with impatient(folder, POLICYKG_QUERY_TIMEOUT="2", POLICYKG_QUERY_ROWS="1000000000") as one:
        yield one


def connected(server: Server) -> socket.socket:
    """A connection whose receiver takes little before it is read."""
    parts = urlsplit(server.url)
    one = socket.socket()
    one.settimeout(PATIENCE)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.connect((parts.hostname, parts.port))
    return one


def asking(server: Server, query: str, end: str = "close", accept: str = "text/csv") -> socket.socket:
    one = connected(server)
    head = f"GET /sparql?query={quote(query, safe='')} HTTP/1.1\r\nHost: test\r\nAccept: {accept}\r\nConnection: {end}\r\n\r\n"
    one.sendall(head.encode())
    return one


def sockets(server: Server) -> int:
    """How many connections of clients the server's process holds."""
    own, port = set(), f":{urlsplit(server.url).port:04X}"
    for handle in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(OSError):
            own.add(handle.readlink().name.removeprefix("socket:[").removesuffix("]"))
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return sum(1 for line in lines if line[1].endswith(port) and line[3] != "0A" and line[9] in own)


def until(holds: Callable[[], bool], why: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def is_well(server: Server) -> None:
    assert server.ask("ASK {}").status_code == 200
    assert httpx2.get(f"{server.url}/health", timeout=PATIENCE).status_code == 200


SILENT = [
    (b"", "says nothing"),
    (b"GET /sparql HT", "stops within a line"),
    (b"GET /sparql HTTP/1.1\r\nHost: test\r\n", "stops before the end of its head"),
    (b"GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n", "has its answer and asks no more"),
    (b"POST /sparql HTTP/1.1\r\nHost: test\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\n", "sends no body"),
    (b"POST /sparql HTTP/1.1\r\nHost: test\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\nASK", "stops within it"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "why"), SILENT, ids=[row[1] for row in SILENT])
def test_who_is_silent_is_let_go(server: Server, sent: bytes, why: str) -> None:
    with closing(connected(server)) as one:
        if sent:
            one.sendall(sent)
        with suppress(ConnectionError):
            while one.recv(1000):  # until the server closes it; the socket's own patience is the bound
                pass
    until(lambda: sockets(server) == 0, why)


UNREAD = [
    (ENDLESS_ROWS, "close", "identity", "an answer without end"),
    (ENDLESS_ROWS, "keep-alive", "gzip", "one that is compressed"),
    (LONG, "close", "identity", "an answer that is made before its time is over"),
    (LONG, "keep-alive", "identity", "the same, and the connection would be kept"),
]


@pytest.mark.parametrize(("query", "end", "coding", "why"), UNREAD, ids=[row[3] for row in UNREAD])
def test_who_never_reads_is_let_go(server: Server, query: str, end: str, coding: str, why: str) -> None:
    """Many of them: the server stays well meanwhile, and then holds nothing of them."""
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(closing(asking(server, query, f"{end}\r\nAccept-Encoding: {coding}")))
        is_well(server)
        until(lambda: sockets(server) == 0, f"{why}: {sockets(server)} are left")
        until(lambda: not processes.busy(server.pids()), "nobody works for them any more")
        is_well(server)


def test_who_reads_slowly_gets_all_of_it(server: Server) -> None:
    """Some of it is taken all the time: more slowly than it is made, and for longer than nothing may move."""
    query = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?o } LIMIT 10000"
    whole = server.ask(query, accept="text/csv").content
    with closing(asking(server, query)) as one:
        received = bytearray()
        while piece := one.recv(16_384):
            received += piece
            time.sleep(0.02)
    assert received.partition(b"\r\n\r\n")[2].count(b"http://test.example/") == whole.count(b"http://test.example/")


def test_who_takes_one_answer_after_the_other_keeps_the_connection(server: Server) -> None:
    """What is written and read between two looks is not taken for what nobody reads."""
    with httpx2.Client(timeout=PATIENCE) as client:
        address = {"url": server.url + "/sparql", "params": {"query": "SELECT * WHERE { ?s ?p ?o } LIMIT 2000"}}
        end = time.monotonic() + 5
        while time.monotonic() < end:
            assert client.get(**address).status_code == 200  # type: ignore[arg-type]
            assert sockets(server) == 1


def test_there_is_room_for_so_many_connections(folder: Path) -> None:
    """Half of the files that a process may open: the others are left to its work."""
    with impatient(folder) as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (200, 200))
        with ExitStack() as stack:
            kept = [stack.enter_context(closing(connected(server))) for _ in range(100)]
            for one in kept[:5]:  # each sees that it is kept
                one.sendall(b"GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n")
                assert one.recv(1000).startswith(b"HTTP/1.1 200")
            with closing(connected(server)) as beyond:
                told = beyond.recv(1000)
                assert told.startswith(b"HTTP/1.1 503 ")
                assert b"retry-after: " in told
                assert "连接数".encode() in told
        until(lambda: sockets(server) == 0, "all are let go")
        is_well(server)


def answers(server: Server) -> bool:
    """Whether somebody listens, and answers."""
    with suppress(httpx2.TransportError):
        return server.ask("ASK {}").status_code == 200
    return False


def test_a_killed_front_leaves_no_body_behind(folder: Path) -> None:
    """What somebody was sending when it was killed goes when the next front starts."""
    from tests.service.server import serving

    token = issue(folder, "write")
    with serving(folder, workers=2) as server:
        fronts = [pid for pid in server.pids() if "spawn_main" in processes.command(pid)]
        assert len(fronts) == 2
        with closing(connected(server)) as one:
            head = [
                "PUT /graphs?graph=urn:long HTTP/1.1", "Host: test", "Content-Type: text/turtle",
                f"Authorization: {bearer(token)['Authorization']}", "Content-Length: 40000000", "", "",
            ]  # fmt: skip
            one.sendall("\r\n".join(head).encode())
            one.sendall(b"<urn:a> <urn:b> <urn:c> .\n" * 100_000)
            until(lambda: bool(list(folder.glob("body-*"))), "it is kept in a file")
            processes.kill(fronts)
            until(lambda: not list(folder.glob("body-*")), "who starts next sweeps")
        until(lambda: answers(server), "two others serve")
