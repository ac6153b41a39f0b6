"""What is answered to an Accept header, and to a format's name."""

from __future__ import annotations

import pytest

from api.formats import GRAPHS, RESULTS, Wanted, by_accept, by_name

DEFAULT = Wanted("json", "json", "ttl")
ACCEPTED = [
    ("", DEFAULT, "nothing said"),
    ("*/*", DEFAULT, "whatever"),
    ("*", DEFAULT, "whatever, as some clients write it"),
    ("text/html, image/gif, *; q=.2, */*; q=.2", DEFAULT, "a weight without its zero"),
    ("application/sparql-results+json", Wanted("json", "json", None), "rows only"),
    ("application/sparql-results+xml", Wanted("xml", "xml", None), "rows only"),
    ("text/csv", Wanted("csv", "csv", None), "a truth as CSV where nothing else will do"),
    ("text/tab-separated-values, text/csv;q=0.1", Wanted("tsv", "tsv", None), "by weight"),
    ("text/csv, */*;q=0.1", Wanted("csv", "json", "ttl"), "a truth in W3C's formats where they will do"),
    ("application/json", Wanted("json", "json", "jsonld"), "the general name"),
    ("application/xml", Wanted("xml", "xml", "rdf"), "the general name"),
    ("text/turtle", Wanted(None, None, "ttl"), "a graph only"),
    ("application/n-triples", Wanted(None, None, "nt"), "a graph only"),
    ("application/rdf+xml", Wanted(None, None, "rdf"), "a graph only"),
    ("application/ld+json", Wanted(None, None, "jsonld"), "a graph only"),
    ("application/trig", Wanted(None, None, "trig"), "a graph only"),
    ("application/n-quads", Wanted(None, None, "nq"), "a graph only"),
    ("text/n3", Wanted(None, None, "n3"), "a graph only"),
    ("Text/Turtle ; Charset=UTF-8", Wanted(None, None, "ttl"), "case, blanks and charset tell nothing apart"),
    ("text/turtle;version=1.2;q=0.4, application/n-triples;q=0.5", Wanted(None, None, "nt"), "a version"),
    ('application/ld+json;profile="a,b;q=0";q=0.9', Wanted(None, None, "jsonld"), "a profile with commas"),
    ("application/*;q=0.5, text/*", Wanted("csv", "json", "ttl"), "half open"),
    ("application/*", Wanted("json", "json", "nt"), "half open"),
    ("text/turtle;q=0.5, application/rdf+xml;q=0.5", Wanted(None, None, "ttl"), "alike: our own order"),
    ("*/*, text/turtle;q=0", Wanted("json", "json", "nt"), "all but one"),
    ("application/json;q=0, */*", Wanted("xml", "xml", "ttl"), "by its other name"),
    ("text/csv;q=0", Wanted(None, None, None), "nothing left"),
    ("text/csv;q=0.5, text/csv", Wanted("csv", "csv", None), "the best of two"),
    ("text/csv;q=high", DEFAULT, "no weight: as if not sent"),
    ("text/csv;q=2", DEFAULT, "no weight: as if not sent"),
    ("text/csv;q=nan", DEFAULT, "no weight: as if not sent"),
    ("image/png", Wanted(None, None, None), "none will do"),
    (",,;q=1,", DEFAULT, "nothing said"),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "wanted", "why"), ACCEPTED, ids=[f"{row[2]}: {row[0]}" for row in ACCEPTED])
def test_by_accept(accept: str, wanted: Wanted, why: str) -> None:
    assert by_accept(accept) == wanted


@pytest.mark.parametrize(
    ("name", "wanted", "why"),
    [
        ("json", Wanted("json", "json", "jsonld"), "of rows and of graphs"),
        ("xml", Wanted("xml", "xml", "rdf"), "of rows and of graphs"),
        ("csv", Wanted("csv", "csv", None), "of rows; of a truth where it is asked for by name"),
        ("TSV ", Wanted("tsv", "tsv", None), "case and blanks"),
        ("turtle", Wanted(None, None, "ttl"), "another name"),
        ("rdf+xml", Wanted(None, None, "rdf"), "another name"),
        ("text/turtle", Wanted(None, None, "ttl"), "a media type"),
        ("application/ld+json,application/json", Wanted("json", "json", "jsonld"), "a list of them"),
        ("pdf", Wanted(None, None, None), "not served"),
        ("image/png", Wanted(None, None, None), "not served"),
        ("", Wanted(None, None, None), "none"),
    ],
)
def test_by_name(name: str, wanted: Wanted, why: str) -> None:
    assert by_name(name) == wanted, why


@pytest.mark.parametrize("formats", [RESULTS, GRAPHS], ids=["rows", "graphs"])
def test_no_two_formats_have_a_name_in_common(formats: tuple[object, ...]) -> None:
    names = [name for one in (RESULTS if formats is RESULTS else GRAPHS) for name in one.names]
    assert len(names) == len(set(names))
