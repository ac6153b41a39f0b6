"""Conditional writing over HTTP, by the letter of RFC 9110: nobody overwrites what he has not read, also where many try at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from api.writing.audit import Audit
from tests.service.server import PATIENCE, Server, bearer, serving

TURTLE = {"Content-Type": "text/turtle"}
BEFORE, AFTER = "<a:a> <a:b> 1 .", "<a:a> <a:b> 2 ."


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    with serving(folder, workers=2) as one:
        yield one


@pytest.fixture
def graph(server: Server, token: str) -> str:
    """The address of a graph of its own, which is there."""
    name = f"urn:{uuid4().hex}"
    assert server.put(name, BEFORE, token).status_code == 201
    return f"{server.url}/graphs?graph={quote(name, safe='')}"


def ask(method: str, url: str, token: str | None = None, body: str | None = None, **headers: str) -> httpx2.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()} | bearer(token)
    given |= TURTLE if body is not None else {}
    return httpx2.request(method, url, content=(body or "").encode(), headers=given, timeout=PATIENCE)


def values(url: str) -> str:
    return ask("GET", url, Accept="application/n-triples").text


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_was_read_may_be_replaced_once(
    server: Server, token: str, graph: str, method: str, accept: str, coding: str
) -> None:
    read = ask(method, graph, Accept=accept, Accept_Encoding=coding)
    tag = read.headers["etag"]
    assert tag.startswith('"'), "a strong one: no other ever matches"
    assert ask("PUT", graph, token, AFTER, If_Match=f'"other", {tag}').status_code == 204
    refused = ask("PUT", graph, token, BEFORE, If_Match=tag)
    assert refused.status_code == 412
    problem = refused.json()
    assert problem["detail"].startswith("If-Match: something was written")
    assert "重新读取" in problem["detail_zh"]
    assert '"2"' in values(graph)


REFUSED = [
    ("PUT", {"If_None_Match": "*"}, "only a new one"),
    ("POST", {"If_None_Match": "*"}, "only a new one"),
    ("DELETE", {"If_None_Match": "*"}, "it is there"),
    ("PUT", {"If_Match": '"5f0c"'}, "nobody's tag"),
    ("POST", {"If_Match": '"5f0c"'}, "nobody's tag"),
    ("DELETE", {"If_Match": '"5f0c"'}, "nobody's tag"),
    ("PUT", {"If_Match": 'W/"5f0c"'}, "a weak one"),
    ("DELETE", {"If_Match": "*", "If_None_Match": "*"}, "both must hold"),
]


@pytest.mark.parametrize(("method", "headers", "why"), REFUSED, ids=[f"{row[0]}: {row[2]}" for row in REFUSED])
def test_nothing_is_done_and_it_is_told(
    server: Server, folder: Path, token: str, graph: str, method: str, headers: dict[str, str], why: str
) -> None:
    answer = ask(method, graph, token, None if method == "DELETE" else AFTER, **headers)
    assert answer.status_code == 412, why
    assert answer.json()["detail"].endswith("Nothing was done.")
    assert '"1"' in values(graph)
    assert '"2"' not in values(graph)
    last = [one["outcome"] for one in Audit(folder).entries()][-2:]
    assert last == ["begun", "412"]


DONE = [
    ("PUT", {"If_Match": "*"}, 204, "it is there"),
    ("POST", {"If_Match": "*"}, 204, "it is there"),
    ("DELETE", {"If_Match": "*"}, 204, "it is there"),
    ("PUT", {"If_None_Match": '"5f0c"'}, 204, "it is another"),
    ("PUT", {"If_Unmodified_Since": "Sat, 01 Jan 2000 00:00:00 GMT"}, 204, "no dates are known: passed over"),
]


@pytest.mark.parametrize(("method", "headers", "status", "why"), DONE, ids=[f"{row[0]}: {row[3]}" for row in DONE])
def test_what_holds_is_done(
    server: Server, token: str, graph: str, method: str, headers: dict[str, str], status: int, why: str
) -> None:
    answer = ask(method, graph, token, None if method == "DELETE" else AFTER, **headers)
    assert answer.status_code == status, answer.text


ABSENT = [
    ("PUT", {"If_Match": "*"}, 412, "there is none to replace"),
    ("POST", {"If_Match": '"5f0c"'}, 412, "nor one of that tag"),
    ("DELETE", {"If_Match": "*"}, 404, "what would have failed anyway fails as it would"),
    ("PUT", {"If_None_Match": "*"}, 201, "a new one"),
    ("POST", {"If_None_Match": "*"}, 201, "a new one"),
    ("PUT", {"If_Match": "5f0c"}, 400, "no tag: nothing is passed over"),
]


@pytest.mark.parametrize(("method", "headers", "status", "why"), ABSENT, ids=[f"{row[0]}: {row[3]}" for row in ABSENT])
def test_of_a_graph_that_is_not_there(
    server: Server, token: str, method: str, headers: dict[str, str], status: int, why: str
) -> None:
    url = f"{server.url}/graphs?graph=urn:{uuid4().hex}"
    answer = ask(method, url, token, None if method == "DELETE" else AFTER, **headers)
    assert answer.status_code == status, answer.text
    assert (ask("GET", url).status_code == 200) == (status == 201)


def test_the_right_comes_before_the_condition(server: Server, graph: str) -> None:
    assert ask("PUT", graph, None, AFTER, If_Match='"5f0c"').status_code == 401
    assert ask("PUT", graph, "pkg_wrong", AFTER, If_None_Match="*").status_code == 401


def test_reading_heeds_them_too(server: Server, token: str, graph: str) -> None:
    read = ask("GET", graph)
    tag = read.headers["etag"]
    for _ in range(4):  # whichever worker is asked
        again = ask("GET", graph, If_None_Match=tag)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert ask("GET", graph, If_Match=tag).status_code == 200
    assert ask("GET", graph, If_Match='"5f0c"').status_code == 412
    assert ask("GET", graph, If_None_Match="*").status_code == 304
    assert ask("GET", graph, If_None_Match="W/" + tag).status_code == 304, "compared weakly"
    assert ask("PUT", graph, token, AFTER).status_code == 204
    assert ask("GET", graph, If_None_Match=tag).status_code == 200
    assert ask("GET", graph, If_Match=tag).status_code == 412


def test_a_strong_tag_tells_the_bytes(server: Server, graph: str) -> None:
    found: dict[str, bytes] = {}
    for accept in ("text/turtle", "application/n-triples", "text/turtle", "application/rdf+xml"):
        answer = ask("GET", graph, Accept=accept, Accept_Encoding="identity")
        assert found.setdefault(answer.headers["etag"], answer.content) == answer.content
    assert len(found) >= 3


def test_a_long_graph_has_strong_tags_too(server: Server, token: str) -> None:
    """Which is sent before its bytes are known: each answer has one of its own."""
    name = f"urn:{uuid4().hex}"
    url = f"{server.url}/graphs?graph={name}"
    body = "".join(f"<a:a{number}> <a:b> {number} .\n" for number in range(20_000))
    assert server.put(name, body, token).status_code == 201
    tag = ask("GET", url).headers["etag"]
    assert tag.startswith('"')
    assert ask("GET", url, If_None_Match=tag).status_code == 304
    assert ask("PUT", url, token, BEFORE, If_Match=tag).status_code == 204
    assert ask("PUT", url, token, AFTER, If_Match=tag).status_code == 412


def test_of_many_who_read_the_same_one_writes(server: Server, token: str, graph: str) -> None:
    tag = ask("GET", graph).headers["etag"]
    with ThreadPoolExecutor(8) as threads:
        bodies = [f"<a:a> <a:b> {number} ." for number in range(10, 18)]
        statuses = list(threads.map(lambda body: ask("PUT", graph, token, body, If_Match=tag).status_code, bodies))
    assert sorted(statuses) == [204] + [412] * 7
    written = bodies[statuses.index(204)].split()[2]
    assert f'"{written}"' in values(graph)


def test_of_many_who_make_the_same_one_makes_it(server: Server, token: str) -> None:
    url = f"{server.url}/graphs?graph=urn:{uuid4().hex}"
    with ThreadPoolExecutor(8) as threads:
        made = threads.map(lambda _: ask("PUT", url, token, AFTER, If_None_Match="*").status_code, range(8))
        assert sorted(made) == [201] + [412] * 7


@pytest.mark.parametrize(("header", "status"), [("If-Match", 412), ("If-None-Match", 204)])
def test_updates_have_no_tags(server: Server, token: str, header: str, status: int) -> None:
    text = f"INSERT DATA {{ GRAPH <urn:{uuid4().hex}> {{ <a:a> <a:b> 1 }} }}"
    headers = {"Content-Type": "application/sparql-update", header: "*"} | bearer(token)
    answer = httpx2.post(f"{server.url}/update", content=text, headers=headers, timeout=PATIENCE)
    assert answer.status_code == status
    assert status == 204 or "WHERE" in answer.json()["detail"]
