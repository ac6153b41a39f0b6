"""What a real service says of itself, and that it is so: counts of graphs, formats, versions of RDF and SPARQL."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest

from api.protocol.describing import PREFIXES
from tests.service.data import GRAPH, fill
from tests.service.server import PATIENCE, Server, issue, serving

PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())
TRIPLES = 1_000
NOTE = "<urn:s> <urn:p> <<( <urn:a> <urn:b> 'x'@ar--rtl )>> ."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("description") / "store", TRIPLES)


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    with serving(store, workers=2) as one:
        yield one


@pytest.fixture(scope="module")
def token(store: Path) -> str:
    return issue(store, "write")


def described(server: Server) -> ox.Store:
    answer = httpx2.get(f"{server.url}/sparql", headers={"Accept": "text/turtle"}, timeout=PATIENCE)
    assert answer.status_code == 200
    store = ox.Store()
    store.load(answer.content, ox.RdfFormat.TURTLE)
    return store


def counted(server: Server, graph: str) -> set[str]:
    rows = described(server).query(
        f"{PROLOGUE} SELECT ?n {{ ?s sd:defaultDataset/sd:namedGraph [ sd:name <{graph}> ; sd:graph/void:triples ?n ] }}"
    )
    assert isinstance(rows, ox.QuerySolutions)
    return {row["n"].value for row in rows}


def soon(server: Server, graph: str, numbers: set[str]) -> None:
    """Counting goes on beside: it is told as soon as it is known, by whichever process is asked, and never wrongly."""
    until = time.monotonic() + PATIENCE
    while any(counted(server, graph) != numbers for _ in range(6)):
        assert time.monotonic() < until


def test_graphs_are_counted_once_a_state(server: Server, token: str) -> None:
    soon(server, GRAPH, {str(TRIPLES)})
    assert server.put("urn:counted", "<a:a> <a:b> 1, 2, 3 .", token).status_code == 201
    soon(server, "urn:counted", {"3"})
    assert server.put("urn:counted", "<a:a> <a:b> 1 .", token).status_code == 204
    assert counted(server, "urn:counted") <= {"1"}, "not what it had before"
    soon(server, "urn:counted", {"1"})
    total = described(server).query(f"{PROLOGUE} SELECT ?n {{ ?s sd:defaultGraph/void:triples ?n }}")
    assert isinstance(total, ox.QuerySolutions)
    assert {int(row["n"].value) for row in total} == {server.count("?s ?p ?o")}


def test_every_format_that_is_told_is_served(server: Server) -> None:
    rows = described(server).query(f"{PROLOGUE} SELECT ?f {{ <{server.url}/sparql> ^sd:endpoint/sd:resultFormat ?f }}")
    assert isinstance(rows, ox.QuerySolutions)
    told = {row["f"].value.rpartition("/")[2] for row in rows}
    types = {
        "SPARQL_Results_JSON": "application/sparql-results+json", "SPARQL_Results_XML": "application/sparql-results+xml",
        "SPARQL_Results_CSV": "text/csv", "SPARQL_Results_TSV": "text/tab-separated-values", "Turtle": "text/turtle",
        "N-Triples": "application/n-triples", "RDF_XML": "application/rdf+xml", "JSON-LD": "application/ld+json",
        "TriG": "application/trig", "N-Quads": "application/n-quads", "N3": "text/n3",
    }  # fmt: skip
    assert told == set(types)
    for name, media_type in types.items():
        form = "SELECT *" if "SPARQL" in name else "CONSTRUCT"
        answer = server.ask(f"{form} WHERE {{ ?s ?p 1 }}", accept=media_type)
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type)


VERSIONS = [
    ("SELECT * { ?s <urn:p> ?o }", "application/sparql-results+json", "application/sparql-results+json"),
    ("SELECT * { ?s <urn:p> ?o }", "application/sparql-results+json;version=1.2", "application/sparql-results+json; version=1.2"),
    ("SELECT * { ?s <urn:p> ?o }", 'application/sparql-results+xml; version="1.2"', "application/sparql-results+xml; version=1.2"),
    ("SELECT * { ?s <urn:p> ?o }", "application/sparql-results+json;version=1.1", "application/sparql-results+json"),
    ("SELECT * { ?s <urn:p> ?o }", "text/csv;version=1.2", "text/csv; charset=utf-8"),
    ("CONSTRUCT WHERE { ?s <urn:p> ?o }", "text/turtle;version=1.2, */*;q=0.1", "text/turtle; charset=utf-8; version=1.2"),
    ("CONSTRUCT WHERE { ?s <urn:p> ?o }", "text/turtle, application/n-triples;version=1.2;q=0.5", "text/turtle; charset=utf-8"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "accept", "told"), VERSIONS)
def test_who_asks_for_a_version_is_told_of_it(server: Server, query: str, accept: str, told: str) -> None:
    answer = server.ask(query, accept=accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, told)


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "trig", "nq"])
def test_triple_terms_go_in_and_come_out(server: Server, token: str, form: str) -> None:
    assert server.put("urn:terms", NOTE.replace("'", '"'), token).is_success
    engine = ox.RdfFormat.from_extension(form)
    assert engine is not None
    address = f"{server.url}/graphs?graph=urn:terms&format={form}"
    read = httpx2.get(address, headers={"Accept": "*/*"}, timeout=PATIENCE)
    (quad,) = ox.parse(read.content, engine)
    assert str(quad.triple) == '<urn:s> <urn:p> <<( <urn:a> <urn:b> "x"@ar--rtl )>>'


def test_where_there_is_no_place_for_them_it_is_said(server: Server, token: str) -> None:
    assert server.put("urn:terms", NOTE.replace("'", '"'), token).is_success
    answer = server.ask("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <urn:terms> { ?s ?p ?o } }", accept="application/ld+json")
    assert answer.status_code == 406
    assert "Turtle" in answer.json()["detail"]
    assert server.ask("ASK {}").status_code == 200
