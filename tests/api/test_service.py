"""The service as clients meet it: the SPARQL protocol, formats, one shape of error, and that it lasts."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.loading import load_files
from api.reader import Reader
from api.settings import Settings
from kg.errors import StoreMissing
from queries.run import select

ROOT = Path(__file__).resolve().parents[2]
SELECT = "SELECT ?t WHERE { ?d <https://w3id.org/policykg/ns#loaded> true ; <https://w3id.org/policykg/ns#title> ?t }"
CONSTRUCT = "CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}"
EVERYTHING = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def client(examples_folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=str(examples_folder), log="off"))) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (SELECT, "text/turtle, */*;q=0.1", "application/sparql-results+json"),  # the first does not fit rows
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        ("DESCRIBE <urn:a>", "text/turtle", "text/turtle"),
    ],
)
def test_format_by_accept(client: TestClient, query: str, accept: str, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(("name", "start"), [("csv", "t\r\n"), ("tsv", "?t\n"), ("json", "{"), ("xml", "<?xml")])
def test_format_by_name_wins_over_accept(client: TestClient, name: str, start: str) -> None:
    answer = client.get("/sparql", params={"query": SELECT, "format": name}, headers={"Accept": "image/png"})
    assert answer.text.startswith(start)


def test_three_ways_to_ask_give_one_answer(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"Content-Type": "application/sparql-query"}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.text for answer in answers}) == 1


def test_the_default_graph_is_the_union_unless_graphs_are_named(client: TestClient) -> None:
    def count(query: str, **parameters: str) -> int:
        answer = client.get("/sparql", params={"query": query, "format": "csv", **parameters})
        return int(next(csv.DictReader(io.StringIO(answer.text)))["n"])

    shared = "http://localhost:8000/graph/shared"
    everything = count("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    part = count(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{shared}> {{ ?s ?p ?o }} }}")
    assert 0 < part < everything
    assert count(f"SELECT (COUNT(*) AS ?n) FROM <{shared}> WHERE {{ ?s ?p ?o }}") == part
    assert count("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", **{"default-graph-uri": shared}) == part
    assert count("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", **{"named-graph-uri": shared}) == 0
    assert count("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", **{"named-graph-uri": shared}) == part


PROBLEMS: list[tuple[str, str, dict[str, str], bytes, int, str]] = [
    ("GET", "/sparql?quer=ASK{}", {}, b"", 400, "'quer'"),
    ("GET", "/sparql?query=SELECT", {}, b"", 400, "Not SPARQL at line 1, column 7"),
    ("GET", "/sparql?query=ASK{}&query=ASK{}", {}, b"", 400, "found 2"),
    ("GET", "/sparql?query=ASK{}&timeout=1", {}, b"", 400, "'timeout' is not served"),  # never ignored
    ("GET", "/sparql?query=ASK{}&default-graph-uri=x", {}, b"", 400, "absolute IRI"),
    ("GET", "/sparql?query=ASK{}&format=pdf", {}, b"", 406, "json (application/sparql-results+json), xml"),
    ("GET", "/sparql?query=ASK{}", {"Accept": "image/png"}, b"", 406, "json (application/sparql-results+json)"),
    ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", 415, "found 'text/plain'"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b"ASK { # \xff", 400, "not UTF-8: byte 8"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b" " * 250_001, 413, "250000 bytes"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 415, "sparql-update"),
    ("PUT", "/sparql", {}, b"", 405, "Method PUT is not served"),
    ("GET", "/nowhere", {}, b"", 404, "Not Found"),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status", "detail"), PROBLEMS)
def test_problems_have_one_shape(
    client: TestClient,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    status: int,
    detail: str,
) -> None:
    answer = client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert {"type", "title", "status", "detail"} <= set(said)
    assert said["status"] == status
    assert detail in said["detail"]


def test_health_and_description(client: TestClient) -> None:
    assert client.get("/health").json()["documents"] >= 4
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/sparql", "/update", "/graphs", "/health", "/health/live", "/metrics", "/api/decisions", "/api/decisions/{digest}"
    }  # fmt: skip
    (count,) = client.get(
        "/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ {SELECT} }}", "format": "tsv"}
    ).text.split()[1:]
    assert client.get("/health").json()["documents"] == int(count)


def test_the_docs_name_every_route_and_load_nothing(client: TestClient) -> None:
    answer = client.get("/docs")
    assert answer.headers["content-type"].startswith("text/html")
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, told in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in answer.text
            assert escape(told["summary"]) in answer.text
            for parameter in told.get("parameters", ()):
                assert parameter["name"] in answer.text
            for status in told["responses"]:
                assert f"<code>{status}</code>" in answer.text
    assert not re.search(r"(?i)https?://|=[\"']//|<script|@import|url\(", answer.text), "it works without internet"
    assert client.get("/redoc").status_code == 404


def test_a_reader_sees_what_was_loaded_meanwhile(tmp_path: Path) -> None:
    store = tmp_path / "store"
    load_files([ROOT / "examples" / "ordos-review.txt"], store)
    reader = Reader(store)
    with reader.store() as before:
        load_files([ROOT / "examples" / "wuda-plan-2022.txt"], store)
        with reader.store() as after:
            assert len(select(after, "documents").rows) == 2
        assert len(select(before, "documents").rows) == 1, "who reads is not disturbed"
    reader.close()


def test_without_a_store_nothing_starts(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreMissing, match="policykg load"),
        TestClient(create_app(Settings(store=str(tmp_path / "none")))),
    ):
        pass


# ── A real server ────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def serving(folder: Path, ended_by: signal.Signals) -> Iterator[str]:
    """The address of `policykg serve` in a process of its own; at the end it gets the signal, and must be gone soon."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    environment = os.environ | {"POLICYKG_STORE": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(200):
                try:
                    httpx2.get(f"{address}/health", timeout=5)
                    break
                except httpx2.TransportError:
                    assert process.poll() is None, "the server has ended"
                    time.sleep(0.1)
            yield address
        finally:
            process.send_signal(ended_by)
            try:
                process.wait(timeout=15)  # a bound against hanging
            finally:
                process.kill()


@pytest.fixture(scope="module")
def server(examples_folder: Path) -> Iterator[str]:
    with serving(examples_folder, signal.SIGINT) as address:
        yield address


@pytest.mark.parametrize("query", [ENDLESS, EVERYTHING], ids=["before its first byte", "amid its answer"])
def test_a_long_query_does_not_keep_the_service_from_ending(examples_folder: Path, query: str) -> None:
    with ThreadPoolExecutor(1) as pool:

        def ask() -> None:
            with (
                suppress(httpx2.TransportError),  # the service ends before the answer does
                httpx2.stream("GET", f"{address}/sparql", params={"query": query}, timeout=60) as answer,
            ):
                for _ in answer.iter_bytes():
                    pass

        with serving(examples_folder, signal.SIGTERM) as address:
            asked = pool.submit(ask)
            time.sleep(1)
            assert not asked.done(), "the query is at work when the signal comes"
            assert httpx2.get(f"{address}/health").status_code == 200
        asked.result(timeout=15)


def test_served_answers_are_those_of_the_store(server: str) -> None:
    rows = httpx2.get(f"{server}/sparql", params={"query": SELECT, "format": "csv"}).text.splitlines()
    assert "乌达区“十四五”残疾人事业发展规划" in rows


def test_a_long_answer_begins_at_once_and_its_reader_may_go(server: str) -> None:
    with httpx2.stream("GET", f"{server}/sparql", params={"query": EVERYTHING, "format": "csv"}) as answer:
        assert next(answer.iter_bytes())
    assert httpx2.get(f"{server}/health").status_code == 200


def test_many_at_once(server: str) -> None:
    """Answers are used on the threads that made them: the engine would end the process otherwise."""
    failures: list[str] = []

    def ask() -> None:
        for query in (SELECT, CONSTRUCT, "ASK {}", "SELECT", f"{EVERYTHING} LIMIT 5000"):
            answer = httpx2.get(f"{server}/sparql", params={"query": query}, timeout=60)
            if answer.status_code != (400 if query == "SELECT" else 200):
                failures.append(answer.text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert httpx2.get(f"{server}/health").status_code == 200
