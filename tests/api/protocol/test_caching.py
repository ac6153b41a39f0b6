"""When an answer that somebody has is still the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.pool.values import Question
from api.protocol.caching import etag, has_it, is_stable, preflight, strong_tag

STABLE = [
    ("SELECT * { ?s ?p ?o } ORDER BY ?s", True, "plain"),
    ("SELECT ?now { ?now ex:rand 'UUID()', <urn:bnode> } # NOW()", True, "only words"),
    ("SELECT (NOW() AS ?t) {}", False, "the time"),
    ("SELECT * { FILTER(rand() < 0.5) }", False, "chance"),
    ("SELECT * { BIND(uuid() AS ?x) }", False, "a new IRI"),
    ("SELECT * { BIND(StrUUID() AS ?x) }", False, "a new text"),
    ("SELECT * { BIND(BNODE() AS ?x) }", False, "a new node"),
    ("SELECT * { FILTER(1<2&&1*NOW()) }", False, "without blanks"),
    ("SELECT * { SERVICE <http://x/> {} }", False, "what another store says"),
]


@pytest.mark.parametrize(("text", "stable", "why"), STABLE, ids=[row[2] for row in STABLE])
def test_what_is_stable(text: str, stable: bool, why: str) -> None:
    assert is_stable(text) is stable
    assert (etag("r", Question(text)) is not None) is stable


ONE = Question("ASK {}", "http://kg.test/sparql", ("urn:a",), ())


@pytest.mark.parametrize(
    ("revision", "other", "encoding", "why"),
    [
        ("r2", ONE, None, "the data changed"),
        ("r", replace(ONE, text="ASK { }"), None, "another query"),
        ("r", replace(ONE, base="http://kg.test/"), None, "another base"),
        ("r", replace(ONE, default_graphs=("urn:a", "urn:b")), None, "other graphs"),
        ("r", replace(ONE, default_graphs=(), named_graphs=("urn:a",)), None, "the graph in another part"),
        ("r", replace(ONE, default_graphs=None, named_graphs=None), None, "all graphs"),
        ("r", replace(ONE, rows="csv"), None, "another format"),
        ("r", replace(ONE, rows=None, truth="json"), None, "no format"),
        ("r", ONE, "gzip", "compressed"),
    ],
)
def test_what_makes_another_tag(revision: str, other: Question, encoding: str | None, why: str) -> None:
    assert etag("r", ONE) == etag("r", replace(ONE))
    assert etag(revision, other, encoding) != etag("r", ONE), why


@pytest.mark.parametrize(
    ("header", "tag", "has", "why"),
    [
        ("", '"a"', False, "nothing sent"),
        ('"a"', '"a"', True, "the same"),
        ('"b", "a"', '"a"', True, "a list"),
        ('W/"a"', '"a"', True, "weak and strong compare weakly"),
        ('"a"', 'W/"a"', True, "and the other way round"),
        ("*", '"a"', True, "whatever there is"),
        ("*", None, False, "nothing is there"),
        ('"ab"', '"a"', False, "another"),
        ('"b,a"', '"a"', False, "a comma in a tag"),
        ("a", '"a"', False, "no tag"),
    ],
)
def test_if_none_match(header: str, tag: str | None, has: bool, why: str) -> None:
    assert has_it(header, tag) is has, why


def test_tags_are_tags() -> None:
    weak = etag("r", ONE)
    assert weak is not None
    assert weak.startswith('W/"')
    assert has_it(weak, weak)
    assert strong_tag("a", "bc") != strong_tag("ab", "c")


def test_preflight() -> None:
    answer = preflight("GET, HEAD, POST, OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()
    assert "ETag" in answer.headers["access-control-expose-headers"]
