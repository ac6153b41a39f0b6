"""How the service speaks HTTP: heads, origins, entity tags, compression, preferences, and long answers in little memory."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx2
import pytest
import zstandard

from tests.service import processes
from tests.service.data import fill, turtle
from tests.service.server import PATIENCE, Server, serving

VALUES = "SELECT ?o WHERE { <http://test.example/s7> ?p ?o } ORDER BY ?p"
LONG = "SELECT ?s ?o WHERE { ?s <http://test.example/p0> ?o }"
MEGABYTE = 1 << 20


def request(server: Server, method: str, query: str, **headers: str) -> httpx2.Response:
    address = server.url + server.query
    return httpx2.request(method, address, params={"query": query}, headers=headers, timeout=PATIENCE)


def raw(server: Server, query: str, encoding: str) -> tuple[httpx2.Response, bytes]:
    """An answer, and its body as it came."""
    headers = {"Accept": "text/csv", "Accept-Encoding": encoding}
    client = httpx2.Client(timeout=PATIENCE)
    with client, client.stream("GET", server.url + server.query, params={"query": query}, headers=headers) as answer:
        return answer, b"".join(answer.iter_raw())


def test_a_head_is_that_of_the_answer(server: Server) -> None:
    head, answer = (request(server, method, VALUES, Accept="text/csv") for method in ("HEAD", "GET"))
    assert head.status_code == answer.status_code == 200
    assert head.content == b""
    for name in ("content-type", "etag", "vary"):
        assert head.headers[name] == answer.headers[name], name


@pytest.mark.parametrize("path", ["/sparql", "/update", "/graphs"])
def test_pages_of_other_origins_may_ask_what_is_allowed(server: Server, path: str) -> None:
    wished = {
        "Origin": "https://analyst.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, authorization",
    }
    answer = httpx2.options(server.url + path, headers=wished, timeout=PATIENCE)
    assert answer.status_code in {200, 204}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = answer.headers["access-control-allow-headers"].lower()
    assert "content-type" in allowed
    assert path == "/sparql" or "authorization" in allowed


@pytest.mark.parametrize(("query", "status"), [(VALUES, 200), ("SELECT", 400)])
def test_pages_of_other_origins_may_read_answers_and_problems(server: Server, query: str, status: int) -> None:
    answer = request(server, "GET", query, Origin="https://analyst.example")
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_entity_tag_holds_until_something_is_written(pair: Server, token: str) -> None:
    first = request(pair, "GET", VALUES, Accept="text/csv")
    tag = first.headers["etag"]
    for _ in range(6):  # whichever worker is asked
        again = request(pair, "GET", VALUES, Accept="text/csv", **{"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert pair.put("http://test.example/graph/tag", turtle(1, int(time.time())), token).is_success
    for _ in range(6):
        changed = request(pair, "GET", VALUES, Accept="text/csv", **{"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


def test_formats_and_queries_have_tags_of_their_own(server: Server) -> None:
    asked = [(VALUES, "text/csv"), (VALUES, "application/sparql-results+json"), (LONG, "text/csv")]
    tags = {request(server, "GET", query, Accept=accept).headers["etag"] for query, accept in asked}
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("sent", "status"), [('W/"no"', 200), ("*", 304), ('"a", {tag}', 304), ("{tag}", 304), ("W/{tag}", 304)]
)
def test_conditions_as_they_are_written(server: Server, sent: str, status: int) -> None:
    tag = request(server, "GET", VALUES).headers["etag"].removeprefix("W/")
    answer = request(server, "GET", VALUES, **{"If-None-Match": sent.replace("{tag}", tag)})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
        ("gzip;q=0.2, zstd;q=0.9", "zstd"),
        ("zstd;q=0.2, gzip;q=0.9", "gzip"),
        ("identity;q=1, gzip;q=0.5", None),
        ("compress", None),  # which is not spoken
    ],
)
def test_answers_are_packed_as_is_wished(server: Server, accepted: str, encoding: str | None) -> None:
    answer, body = raw(server, LONG, accepted)
    assert answer.headers.get("content-encoding") == encoding
    assert "accept-encoding" in answer.headers["vary"].lower()
    match encoding:
        case "gzip":
            text = gzip.decompress(body)
        case "zstd":
            text = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        case _:
            text = body
    assert text.count(b"\r\n") == 2_001
    assert encoding is None or len(body) < len(text) / 2


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/*;q=0.9, application/sparql-results+json;q=0.1", "text/csv"),
        ("text/turtle, */*;q=0.1", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_preferences(server: Server, accept: str, media_type: str) -> None:
    answer = request(server, "GET", VALUES, Accept=accept)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "text/turtle"])
def test_what_cannot_be_had_is_refused(server: Server, accept: str) -> None:
    assert request(server, "GET", VALUES, Accept=accept).status_code == 406


def test_a_connection_serves_many_requests(server: Server) -> None:
    with httpx2.Client(timeout=PATIENCE) as client:
        for query, status in [(VALUES, 200), ("SELECT", 400), (LONG, 200), ("ASK {}", 200)] * 5:
            assert client.get(server.url + server.query, params={"query": query}).status_code == status


# ── Long answers ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=[("0", 600_000), ("48", 100_000)], ids=["on disk", "held in memory"])
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over six hundred thousand triples on the disk, or over as many as are held in memory by default: the more are
    held, the more memory a process makes its own that reads all of them."""
    held, triples = request.param
    folder = fill(tmp_path_factory.mktemp("large") / "store", triples)
    with serving(folder, POLICYKG_MEMORY_STORE=held) as one:
        steady(one)
        yield one


def steady(server: Server) -> None:
    """Wait until a server that holds its store in memory has done so: until it takes no more for two seconds."""
    since, held = time.monotonic(), 0
    while time.monotonic() < since + 2:
        now = processes.memory(server.pids())
        if now > held + MEGABYTE:
            since, held = time.monotonic(), now
        time.sleep(0.1)


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_long_answer_takes_little_memory(large: Server, accept: str, encoding: str) -> None:
    """It flows: its first bytes come before its last are made, and nobody holds it whole."""
    times = "" if large.count("?s ?p ?o") > 500_000 else "VALUES ?n { 1 2 3 4 5 6 7 8 }"
    query = f"SELECT * WHERE {{ {times} ?s ?p ?o }}"
    steady(large)
    before, most, done = processes.memory(large.pids()), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.05):
            most = max(most, processes.memory(large.pids()))

    watcher = threading.Thread(target=watch)
    headers = {"Accept": accept, "Accept-Encoding": encoding}
    with (
        httpx2.Client(timeout=PATIENCE) as client,
        client.stream("GET", large.url + large.query, params={"query": query}, headers=headers) as answer,
    ):
        watcher.start()
        size = sum(len(piece) for piece in answer.iter_bytes())
    done.set()
    watcher.join()
    assert size > 32 * MEGABYTE
    assert most - before < 96 * MEGABYTE, "64 MB, and what the noise of allocators adds"


def test_a_reader_who_does_not_read_stops_the_making(large: Server) -> None:
    """Bytes that nobody fetches are not heaped up."""
    steady(large)
    before = processes.memory(large.pids())
    connection = large.send("SELECT * WHERE { ?s ?p ?o }")
    assert connection.recv(1)
    time.sleep(2)
    assert not processes.busy(large.pids()), "whoever makes it waits"
    assert processes.memory(large.pids()) - before < 96 * MEGABYTE
    connection.close()


def test_a_head_that_never_ends_is_not_kept(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        with suppress(ConnectionError):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: test\r\nX-Long: " + b"a" * 2_000_000)
        answer = b""
        with suppress(ConnectionError):
            while piece := connection.recv(10_000):  # until the server closes it
                answer += piece
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert server.ask("ASK {}").status_code == 200


def test_more_headers_than_anybody_needs_are_refused(server: Server) -> None:
    assert request(server, "GET", VALUES, Accept="a" * 20_000).status_code == 431
