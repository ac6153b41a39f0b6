"""The Graph Store Protocol: which graph a request means, and what a body is taken for."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.requests import Request

from api.problems import Problem
from api.writing.audit import sum_of
from api.writing.bodies import Bodies
from api.writing.graph_store import Graph, job_of, target_of
from api.writing.jobs import carry_out
from kg.store import Store


def request(method: str, url: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Request:
    path, _, query = url.partition("?")
    fields = {"host": "kg.example:8000", "content-length": str(len(body))} | (headers or {})
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
    }
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0) if pieces else b"", "more_body": bool(pieces)}

    return Request(scope, receive)


TARGETS = [
    ("GET", "/graphs?graph=http%3A%2F%2Fx%2F1.ttl", "http://x/1.ttl", "by name, encoded"),
    ("GET", "/graphs?graph=http://x/1.ttl", "http://x/1.ttl", "by name, plain"),
    ("PUT", "/graphs?graph=http://x/%31.ttl", "http://x/1.ttl", "decoded once"),
    ("PUT", "/graphs?graph=http://x/%2531.ttl", "http://x/%31.ttl", "and only once"),
    ("GET", "/graphs?graph=urn:%E4%B8%AD", "urn:中", "UTF-8"),
    ("GET", "/graphs?default", None, "the unnamed graph"),
    ("GET", "/graphs?default=&format=ttl", None, "beside other parameters"),
    ("PUT", "/graphs/person/1.ttl", "http://kg.example:8000/graphs/person/1.ttl", "the URL itself"),
    ("GET", "/graphs/a?format=ttl", "http://kg.example:8000/graphs/a", "the URL without its parameters"),
    ("GET", "/graphs/%E4%B8%AD", "http://kg.example:8000/graphs/%E4%B8%AD", "as it was spelled"),
]


@pytest.mark.parametrize(("method", "url", "iri", "reason"), TARGETS)
def test_the_graph_of_a_request(method: str, url: str, iri: str | None, reason: str) -> None:
    assert target_of(request(method, url)) == Graph(iri), reason


def test_a_new_graph_has_a_url_of_its_own() -> None:
    one, two = (target_of(request("POST", "/graphs")) for _ in range(2))
    assert one.new
    assert one.iri is not None
    assert one.iri.startswith("http://kg.example:8000/graphs/")
    assert one.iri != two.iri
    assert target_of(request("GET", one.iri.removeprefix("http://kg.example:8000"))) == Graph(one.iri)


REFUSED = [
    ("GET", "/graphs", 400, "no graph"),
    ("PUT", "/graphs", 400, "only POST makes one"),
    ("GET", "/graphs?graph=x", 400, "a relative IRI"),
    ("GET", "/graphs?graph=", 400, "an empty one"),
    ("GET", "/graphs?graph=urn:a%20b", 400, "no IRI"),
    ("GET", "/graphs?graph=urn:a&graph=urn:b", 400, "two"),
    ("GET", "/graphs?graph=urn:a&default", 400, "two"),
    ("GET", "/graphs/a?graph=urn:a", 400, "two"),
    ("GET", "/graphs?graph=%FF", 400, "no UTF-8"),
    ("PATCH", "/graphs?default", 405, "not offered"),
    ("OPTIONS", "/graphs?default", 405, "not here"),
]


@pytest.mark.parametrize(("method", "url", "status", "reason"), REFUSED)
def test_requests_that_mean_no_graph(method: str, url: str, status: int, reason: str) -> None:
    with pytest.raises(Problem) as refused:
        target_of(request(method, url))
    assert refused.value.status == status, reason
    assert ("Allow" in refused.value.headers) == (status == 405)


def job(method: str, content_type: str | None, body: bytes, **options: Any) -> Any:
    headers = {} if content_type is None else {"content-type": content_type}
    asked = request(method, "/graphs?graph=http://x/g", headers | options.pop("headers", {}), body)
    return asyncio.run(job_of(asked, target_of(asked), **options))


TYPES = [
    ("text/turtle", "text/turtle"),
    ("text/turtle; charset=utf-8", "text/turtle"),
    ('Text/Turtle; Charset="UTF-8"', "text/turtle"),
    ("application/n-triples", "application/n-triples"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/ld+json", "application/ld+json"),
    ("application/trig", "application/trig"),
    ("text/turtle; version=1.2", "text/turtle"),
]


@pytest.mark.parametrize(("content_type", "format"), TYPES)
def test_bodies(content_type: str, format: str) -> None:
    made = job("PUT", content_type, b"<a> <b> <c> .")
    assert (made.kind, made.graph, made.data, made.format) == ("put", "http://x/g", b"<a> <b> <c> .", format)
    assert made.base == "http://x/g", "relative IRIs are those of the graph"


WRONG = [
    (None, b"", {}, 415, "no type"),
    ("text/html", b"", {}, 415, "no RDF"),
    ("application/sparql-update", b"", {}, 415, "no RDF"),
    ("text/turtle; charset=gbk", b"", {}, 415, "another encoding"),
    ("text/turtle", b"", {"headers": {"content-encoding": "gzip"}}, 415, "compressed"),
    ("text/turtle", b"x" * 5000, {"most": 4999}, 413, "too long"),
    ("multipart/form-data", b"x", {}, 400, "a form without a boundary"),
    ("multipart/form-data; boundary=b", b"x" * 5000, {"most": 4999}, 413, "too long a form"),
]


@pytest.mark.parametrize(("content_type", "body", "options", "status", "reason"), WRONG)
def test_bodies_that_are_refused(
    content_type: str | None, body: bytes, options: dict[str, Any], status: int, reason: str
) -> None:
    with pytest.raises(Problem) as refused:
        job("POST", content_type, body, **options)
    assert refused.value.status == status, reason


def test_a_long_body_is_kept_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.writing.graph_store._IN_MEMORY", 3000)
    body = b"<a> <b> <c> .\n" * 500
    with Bodies(tmp_path) as bodies:
        made = job("PUT", "text/turtle", body, bodies=bodies)
        assert made.data.parent == tmp_path
        assert made.body() == body
        assert sum_of(made.data) == sum_of(body)
        with pytest.raises(Problem):
            job("PUT", "text/turtle", body, bodies=bodies, most=6000)
    assert list(tmp_path.iterdir()) == [], "nothing is left, not of what was refused either"


def test_a_long_body_for_which_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.writing.graph_store._IN_MEMORY", 3000)
    with pytest.raises(Problem) as refused, Bodies(tmp_path / "none") as bodies:
        job("PUT", "text/turtle", b"<a> <b> <c> .\n" * 500, bodies=bodies)
    assert refused.value.status == 507


def form(*parts: tuple[str, str, str]) -> bytes:
    pieces = [
        f'--b\r\nContent-Disposition: form-data; name="f"{name}\r\n{type}\r\n{text}\r\n' for name, type, text in parts
    ]
    return ("".join(pieces) + "--b--\r\n").encode()


def test_the_files_of_a_form_are_merged(tmp_path: Path) -> None:
    body = form(
        ('; filename="a.ttl"', "Content-Type: text/turtle\r\n", "_:x <b> <c> ."),
        ('; filename="b.nt"', "Content-Type: application/octet-stream\r\n", "_:x <a:b> <a:c> ."),
        ("", "", "<a> <b> 1 ."),
    )
    made = job("POST", "multipart/form-data; boundary=b", body)
    with Store.open(tmp_path / "store") as store:
        assert carry_out(store, replace(made, graph="urn:g")).status == 201
        triples = list(store.graph(ox.NamedNode("urn:g")))
    assert len(triples) == 3
    assert len({quad.subject for quad in triples}) == 3, "blank nodes of two files are two"
    assert ox.NamedNode("http://x/a") in {quad.subject for quad in triples}


def test_files_of_a_form_that_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        job(
            "POST",
            "multipart/form-data; boundary=b",
            form(('; filename="a.pdf"', "Content-Type: application/pdf\r\n", "x")),
        )
    assert refused.value.status == 415
    bad = job(
        "POST",
        "multipart/form-data; boundary=b",
        form(('; filename="a.ttl"', "Content-Type: text/turtle\r\n", "<a> <b>")),
    )
    with Store.open(tmp_path / "store") as store, pytest.raises(Problem) as refused:
        carry_out(store, replace(bad, graph="urn:g"))
    assert refused.value.status == 400, "they are read where they are written"
