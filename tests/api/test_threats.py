"""Threats of docs/threats.md that no other test shows: requests that servers read differently, answers that are pages, documents
that fetch others, paths with dots, endpoints that send elsewhere, readers who do not read.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

import httpx2
import pyoxigraph as ox
import pytest
from starlette.requests import Request

from api.formats import GRAPHS, RESULTS
from api.problems import Problem
from api.writing.graph_store import target_of
from api.writing.jobs import WriteJob, carry_out
from api.writing.permissions import touches_own
from kg.iris import Iris
from kg.store import Store
from tests.service.data import fill
from tests.service.server import ENDLESS_ROWS, PATIENCE, Server, issue, serving


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("threats") / "store", 2_000)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder) as one:
        yield one


# ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HEAD = b"POST /sparql HTTP/1.1\r\nHost: kg.example\r\nContent-Type: application/sparql-query\r\n"
HIDDEN = b"GET /health/live HTTP/1.1\r\nHost: kg.example\r\n\r\n"
AMBIGUOUS = [
    (
        HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "two ways to tell where the body ends",
    ),
    (HEAD + b"Content-Length: 6\r\nContent-Length: 5\r\n\r\nASK {}", "two lengths"),
    (HEAD + b"Content-Length: 6, 6\r\n\r\nASK {}", "two lengths in one"),
    (HEAD + b"Content-Length: +6\r\n\r\nASK {}", "a length that is no number"),
    (HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "a coding that nobody knows"),
    (HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "a blank before the colon"),
    (HEAD + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "a header on two lines"),
    (HEAD.replace(b"\r\n", b"\n") + b"Content-Length: 6\n\nASK {}", "lines that end in a line feed alone"),
    (HEAD + b"X: a\0b\r\nContent-Length: 6\r\n\r\nASK {}", "a null byte"),
]


@pytest.mark.parametrize(("sent", "reason"), AMBIGUOUS, ids=[reason for _, reason in AMBIGUOUS])
def test_what_two_servers_could_read_differently_is_refused(server: Server, sent: bytes, reason: str) -> None:
    """And nothing that stands behind it is taken for a request of its own."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=PATIENCE) as connection:
        connection.sendall(sent + HIDDEN)
        answered = connection.makefile("rb").read()
    assert answered.startswith(b"HTTP/1.1 400 "), reason
    assert answered.count(b"HTTP/1.1 ") == 1, reason


PATHS = (
    "../graph/ontology",
    "..%2fgraph%2fontology",
    "%2e%2e/graph/ontology",
    "./../../etc/passwd",
    "a/../../graph/dataset/x",
)


@pytest.mark.parametrize("path", PATHS)
def test_dots_in_the_path_of_a_graph_lead_nowhere(path: str) -> None:
    scope = {
        "type": "http", "method": "PUT", "scheme": "http", "path": f"/graphs/{path}", "raw_path": f"/graphs/{path}".encode(),
        "query_string": b"", "headers": [(b"host", b"kg.example")], "server": ("kg.example", 80),
    }  # fmt: skip
    graph = target_of(Request(scope))
    assert graph.iri == f"http://kg.example/graphs/{path}"
    assert not touches_own(graph.targets, Iris("http://kg.example/"))


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SCRIPT = "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>"
ACTIVE = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/XSL/Transform")


def test_no_answer_is_a_page() -> None:
    """Whatever a query makes, a browser that opens the answer finds neither HTML nor what runs in XML."""
    literals = (
        ox.Literal(SCRIPT),
        ox.Literal(SCRIPT, datatype=ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral")),
    )
    names = [f"{space}{between}script" for space in ACTIVE for between in ("", "/", "#", ":", "·", "?")]
    triples = [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode(name), one) for name in names for one in literals]
    xml = (ox.serialize(triples, format=ox.RdfFormat.RDF_XML) or b"").decode()
    assert xml.count("alert(1)") == len(triples)
    assert "<script>" not in xml
    assert not [space for space in ACTIVE if f'="{space}"' in xml]
    rows = ox.Store().query(f'SELECT ?x {{ BIND("{SCRIPT}" AS ?x) }}')
    assert isinstance(rows, ox.QuerySolutions)
    assert b"<script" not in (rows.serialize(format=ox.QueryResultsFormat.XML) or b"")
    assert not {one.media_type for one in (*GRAPHS, *RESULTS)} & {"text/html", "application/xhtml+xml", "image/svg+xml"}


# ── Addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to another path of its own, and notes who came there."""

    status = 302
    visited = False

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/private":
            type(self).visited = True
        self.send_response(type(self).status if self.path != "/private" else 404)
        self.send_header("Location", "/private")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    Elsewhere.visited = False
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/"
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_endpoint_that_is_listed_sends_nobody_elsewhere(elsewhere: str, status: int) -> None:
    """What is behind the list is the address that was listed, and none that its owner names."""
    Elsewhere.status = status
    with pytest.raises(OSError, match=r"[Rr]edirect|303"):
        list(ox.Store().query(f"SELECT * {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert not Elsewhere.visited


XML = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="a:a"><p xmlns="a:">&x;</p></r:Description></r:RDF>'
FETCHING = [
    ('{"@context": "URL", "@id": "a:a", "p": 1}', "application/ld+json", "a context"),
    ('{"@context": {"@import": "URL"}, "@id": "a:a", "p": 1}', "application/ld+json", "an imported context"),
    (f'<!DOCTYPE r [<!ENTITY x SYSTEM "URL">]>{XML}', "application/rdf+xml", "an entity that stands elsewhere"),
    (f'<!DOCTYPE r SYSTEM "URL">{XML}', "application/rdf+xml", "a document type that stands elsewhere"),
    (f'<!DOCTYPE r [<!ENTITY % d SYSTEM "URL"> %d;]>{XML}', "application/rdf+xml", "a parameter that stands elsewhere"),
]


@pytest.mark.parametrize(("body", "format", "reason"), FETCHING, ids=[reason for *_, reason in FETCHING])
def test_no_body_fetches_another(tmp_path: Path, elsewhere: str, body: str, format: str, reason: str) -> None:
    data = body.replace("URL", f"{elsewhere}private").encode()
    with Store.open(tmp_path / "store") as store, pytest.raises(Problem) as refused:
        carry_out(store, WriteJob("put", "urn:g", data, format, "http://kg.example/"))
    assert refused.value.status == 400, reason
    assert not Elsewhere.visited


# ── Readers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_does_not_read_holds_no_place_beyond_the_deadline(folder: Path) -> None:
    """Two of them take all places that there are; at the deadline others have them again."""
    limits = {
        "POLICYKG_QUERY_CONCURRENCY": "1",
        "POLICYKG_QUERY_SLOW": "1",
        "POLICYKG_QUERY_QUEUE": "0",
        "POLICYKG_QUERY_TIMEOUT": "3",
        "POLICYKG_QUERY_ROWS": "1000000000",
    }
    with serving(folder, workers=1, **limits) as server:
        address = f"{server.url}/sparql?query={quote('ASK {}')}"
        assert httpx2.get(address, timeout=PATIENCE).status_code == 200
        readers = [server.send(ENDLESS_ROWS)]
        readers[0].recv(100)
        time.sleep(1)  # it runs long: it is in the slow lane
        readers.append(server.send(ENDLESS_ROWS))
        with closing(readers[0]), closing(readers[1]):
            until = time.monotonic() + PATIENCE
            while (status := httpx2.get(address, timeout=PATIENCE).status_code) != 200 and time.monotonic() < until:
                assert status == 503
                time.sleep(0.1)
            assert status == 200


def test_a_body_that_no_stack_can_hold_ends_who_writes_alone(folder: Path, server: Server) -> None:
    deep = "<a:a> <a:b> " + "<<( <a:a> <a:b> " * 50_000 + "1" + " )>>" * 50_000
    token = issue(folder, "write")
    assert server.put("urn:deep", f"{deep} .", token).status_code >= 400
    assert server.change(f"INSERT DATA {{ {deep} }}", token).status_code >= 400
    assert server.process.poll() is None
    assert server.count("GRAPH <urn:deep> { ?s ?p ?o }") == 0
    assert server.put("urn:deep", "<a:a> <a:b> 1 .", token).is_success
