"""Requests as clients send them, and as they should not: what each asks, or why it is refused."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote_plus

import pytest
from starlette.requests import Request

from api.pool.values import Question
from api.problems import Problem
from api.protocol.accepting import prefers_html
from api.protocol.requests import is_without_query, query_of, update_of

MOST = 1000
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
HERE = "http://kg.test/sparql"


def request(method: str, sent: str | bytes = "", body: bytes = b"", path: str = "/sparql", **headers: str) -> Request:
    """A request as a server hands it on; its body comes in pieces."""
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "path": path,
        "query_string": sent.encode() if isinstance(sent, str) else sent,
        "headers": [(b"host", b"kg.test")]
        + [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    pieces = [body[start : start + 7] for start in range(0, len(body), 7)] or [b""]
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, start=1)
    ]

    async def receive() -> Any:
        return messages.pop(0)

    return Request(scope, receive)


def asked(one: Request) -> Question:
    return asyncio.run(query_of(one, MOST)).question


G = "default-graph-uri=urn%3Ag&default-graph-uri=urn%3Ah"
ASKED = [
    (request("GET", "query=ASK%20%7B%7D"), Question("ASK {}", HERE), "by GET"),
    (request("HEAD", "query=ASK+%7B%7D"), Question("ASK {}", HERE), "HEAD is as GET, and a plus is a blank"),
    (request("GET", "query=ASK{}&"), Question("ASK{}", HERE), "what browsers leave unescaped"),
    (request("GET", f"query={quote_plus('ASK { ?城市 ?p 1 }')}"), Question("ASK { ?城市 ?p 1 }", HERE), "Chinese"),
    (request("GET", "query=ASK{ ?城 ?p 1}".encode()), Question("ASK{ ?城 ?p 1}", HERE), "Chinese, not escaped"),
    (request("POST", "", b"query=ASK%7B%7D", content_type=FORM), Question("ASK{}", HERE), "by a form"),
    (request("POST", "", b"ASK {}", content_type=QUERY), Question("ASK {}", HERE), "by itself"),
    (
        request("POST", "", b"ASK {}", content_type=f"{QUERY.upper()}; Charset=\"UTF-8\""),
        Question("ASK {}", HERE),
        "a content type is not told by its case",
    ),
    (request("GET", f"query=ASK{{}}&{G}"), Question("ASK{}", HERE, ("urn:g", "urn:h"), ()), "default graphs only"),
    (
        request("POST", "named-graph-uri=urn:n", b"ASK {}", content_type=QUERY),
        Question("ASK {}", HERE, (), ("urn:n",)),
        "a named graph only, in the URL of a POST",
    ),
    (
        request("POST", "default-graph-uri=urn:a", b"query=ASK%7B%7D&default-graph-uri=urn:b", content_type=FORM),
        Question("ASK{}", HERE, ("urn:a", "urn:b"), ()),
        "graphs in the URL and in the form",
    ),
    (
        request("GET", "query=ASK{}", accept="text/csv, text/turtle"),
        Question("ASK{}", HERE, rows="csv", truth="csv", graph="ttl"),
        "formats by Accept",
    ),
    (
        request("GET", "query=ASK{}&format=csv", accept="image/png"),
        Question("ASK{}", HERE, rows="csv", truth="csv", graph=None),
        "a name wins over Accept",
    ),
    (
        request("GET", "format=json&output=json&results=json&query=ASK{}"),
        Question("ASK{}", HERE, rows="json", truth="json", graph="jsonld"),
        "SPARQLWrapper, asking for JSON",
    ),
    (
        request("GET", "query=ASK{}&format=json-ld&format=application%2Fld%2Bjson%2Capplication%2Fjson"),
        Question("ASK{}", HERE, rows="json", truth="json", graph="jsonld"),
        "SPARQLWrapper, asking for JSON-LD",
    ),
    (
        request("GET", "query=ASK{}&format=tsv&format=text%2Ftab-separated-values"),
        Question("ASK{}", HERE, rows="tsv", truth="tsv", graph=None),
        "SPARQLWrapper, asking for TSV",
    ),
    (request("GET", "query=ASK{}&format=", accept="text/csv"), Question("ASK{}", HERE, rows="csv", truth="csv", graph=None), "an empty name is none"),
    (request("GET", "query=ASK{}", path="//a b"), Question("ASK{}", "http://kg.test//a%20b"), "the base is the URL"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "question", "why"), ASKED, ids=[row[2] for row in ASKED])
def test_what_is_asked(one: Request, question: Question, why: str) -> None:
    assert asked(one) == question


REFUSED = [
    (request("GET"), 400, "one parameter 'query', found 0", "none"),
    (request("GET", "default-graph-uri=urn:g"), 400, "found 0", "graphs and no query"),
    (request("GET", "query=ASK{}&query=ASK{}"), 400, "found 2", "two"),
    (request("POST", "query=ASK{}", b"ASK {}", content_type=QUERY), 400, "found 2", "one in the URL, one in the body"),
    (request("POST", "query=ASK{}", b"query=ASK{}", content_type=FORM), 400, "found 2", "the same, with a form"),
    (request("POST", "", b"", content_type=FORM), 400, "found 0", "an empty form"),
    (request("GET", "query=ASK{}&update=CLEAR+ALL"), 400, "'update' is not served", "a query and an update"),
    (request("GET", "update=CLEAR+ALL"), 400, "'update' is not served", "an update by GET"),
    (
        request("GET", "query=ASK{}&timeout=1"),
        400,
        "'timeout' is not served; there are query, default",
        "never ignored",
    ),
    (request("GET", "query=ASK{}&using-graph-uri=urn:g"), 400, "'using-graph-uri'", "a parameter of updates"),
    (request("GET", "query=ASK{}&default-graph-uri=x"), 400, "absolute IRI, found 'x'", "a relative graph"),
    (request("GET", "query=ASK{}&named-graph-uri="), 400, "absolute IRI, found ''", "no graph"),
    (request("GET", "query=%FF"), 400, "not UTF-8: byte FF", "an escaped byte"),
    (request("GET", b"query=\xff"), 400, "not UTF-8: byte FF at 6", "a bare byte"),
    (request("POST", "", b"query=%FF", content_type=FORM), 400, "not UTF-8", "a byte in a form"),
    (request("POST", "", b"ASK { # \xff", content_type=QUERY), 400, "not UTF-8: byte 8", "a byte in a body"),
    (
        request("POST", "", "ASK {}".encode("utf-16"), content_type=f"{QUERY}; charset=UTF-16"),
        415,
        "charset utf-8, found 'utf-16'",
        "another charset",
    ),
    (request("POST", "", b"x", content_type=QUERY, content_encoding="gzip"), 415, "'gzip'", "a compressed body"),
    (request("POST", "", b"query=ASK{}", content_type="text/plain"), 415, "found 'text/plain'", "another type"),
    (request("POST", "", b"query=ASK{}"), 415, f"{FORM}, found ''", "no type"),
    (request("POST", "", b"CLEAR ALL", content_type=UPDATE), 415, "found 'application/sparql-update'", "an update"),
    (request("POST", "", b"--b", content_type="multipart/form-data; boundary=b"), 415, "multipart", "another form"),
    (request("PUT", "query=ASK{}"), 405, "Method PUT", "PUT"),
    (request("DELETE"), 405, "GET, HEAD, POST", "DELETE"),
    (request("GET", "query=" + "a" * MOST), 413, f"{MOST} bytes", "a long URL"),
    (request("POST", "", b"a" * (MOST + 1), content_type=QUERY), 413, f"{MOST} bytes", "a long body"),
    (request("POST", "", b"", content_type=QUERY, content_length="1" + "0" * 5000), 413, "bytes", "one announced"),
    (request("GET", "a=&" * 333), 400, "'a' is not served", "many parameters"),
    (request("GET", "query=ASK{}&format=pdf"), 406, "json (application/sparql-results+json), xml", "no such format"),
    (request("GET", "query=ASK{}&format=csv&output=pdf"), 406, "'pdf'", "one that is not served among others"),
    (request("GET", "query=ASK{}&format=json&output=xml"), 400, "differ: json, xml", "two formats"),
    (request("GET", "query=ASK{}", accept="image/png"), 406, "of graphs ttl (text/turtle)", "an image"),
]


@pytest.mark.parametrize(("one", "status", "detail", "why"), REFUSED, ids=[row[3] for row in REFUSED])
def test_what_is_refused(one: Request, status: int, detail: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        asked(one)
    assert refused.value.status == status
    assert detail in refused.value.detail
    assert (status == 405) is ("Allow" in refused.value.headers)


UPDATES = [
    (request("POST", "", b"update=CLEAR+ALL", content_type=FORM), ("CLEAR ALL", None, None), "by a form"),
    (request("POST", "", b"CLEAR ALL", content_type=UPDATE), ("CLEAR ALL", None, None), "by itself"),
    (
        request("POST", "using-graph-uri=urn:a&using-graph-uri=urn:b", b"CLEAR ALL", content_type=UPDATE),
        ("CLEAR ALL", ("urn:a", "urn:b"), ()),
        "default graphs",
    ),
    (
        request("POST", "", b"update=CLEAR+ALL&using-named-graph-uri=urn:a", content_type=FORM),
        ("CLEAR ALL", (), ("urn:a",)),
        "named graphs",
    ),
    (
        request("POST", "using-graph-uri=urn:a", b"INSERT { ?with ex:using 'USING' } WHERE {}", content_type=UPDATE),
        ("INSERT { ?with ex:using 'USING' } WHERE {}", ("urn:a",), ()),
        "graphs, and words that are none",
    ),
]


@pytest.mark.parametrize(("one", "update", "why"), UPDATES, ids=[row[2] for row in UPDATES])
def test_what_is_updated(one: Request, update: tuple[Any, ...], why: str) -> None:
    found = asyncio.run(update_of(one, MOST))
    assert (found.text, found.using, found.using_named) == update
    assert found.base == HERE


WRONG_UPDATES = [
    (request("GET", "update=CLEAR+ALL"), 405, "Method GET is not served here; there are POST", "by GET"),
    (request("POST", "", b"update=a&update=b", content_type=FORM), 400, "found 2", "two"),
    (request("POST", "update=a", b"b", content_type=UPDATE), 400, "found 2", "one in the URL, one in the body"),
    (
        request("POST", "", b"query=a&update=b", content_type=FORM),
        400,
        "'query' is not served",
        "a query and an update",
    ),
    (request("POST", "", b"update=b"), 415, "found ''", "no type"),
    (request("POST", "", b"ASK {}", content_type=QUERY), 415, "found 'application/sparql-query'", "a query"),
    (request("POST", "", b"\xfe\xff", content_type=UPDATE), 400, "not UTF-8", "no UTF-8"),
    (request("POST", "using-graph-uri=x", b"b", content_type=UPDATE), 400, "absolute IRI", "a relative graph"),
    (
        request("POST", "using-named-graph-uri=urn:g", b"with <urn:a> DELETE {} WHERE {}", content_type=UPDATE),
        400,
        "named twice: by parameters of the request and by WITH",
        "graphs named twice",
    ),
]


@pytest.mark.parametrize(("one", "status", "detail", "why"), WRONG_UPDATES, ids=[row[3] for row in WRONG_UPDATES])
def test_updates_that_are_refused(one: Request, status: int, detail: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        asyncio.run(update_of(one, MOST))
    assert refused.value.status == status
    assert detail in refused.value.detail


def test_a_host_that_is_none_is_refused() -> None:
    one = request("GET", "query=ASK{}")
    one.scope["headers"] = [(b"host", b"a b")]
    with pytest.raises(Problem, match="'a b' is not the name of a host"):
        asked(one)
    one.scope["headers"] = []
    assert asked(one).base == "http://127.0.0.1:80/sparql"


@pytest.mark.parametrize(
    ("one", "without", "why"),
    [
        (request("GET"), True, "nothing at all"),
        (request("HEAD"), True, "its head"),
        (request("GET", "format=ttl"), True, "the description in a format"),
        (request("GET", "library=tasks"), True, "the form with a query of the library"),
        (request("GET", "query=ASK{}"), False, "a query"),
        (request("GET", "%71uery=ASK{}"), False, "a query, escaped"),
        (request("GET", "default-graph-uri=urn:g"), False, "graphs and no query, which is wrong"),
        (request("POST", "", b"", content_type=FORM), False, "a form without a query, which is wrong"),
    ],
)
def test_whether_the_endpoint_itself_is_asked(one: Request, without: bool, why: str) -> None:
    assert is_without_query(one) is without, why


@pytest.mark.parametrize(
    ("accept", "html", "why"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True, "a browser"),
        ("text/html", True, "HTML only"),
        ("*/*", False, "whatever"),
        ("", False, "nothing said"),
        ("text/turtle, text/html;q=0.5", False, "a program that also reads HTML"),
        ("text/html;q=0", False, "anything but HTML"),
    ],
)
def test_who_is_a_browser(accept: str, html: bool, why: str) -> None:
    assert prefers_html(request("GET", accept=accept)) is html, why
