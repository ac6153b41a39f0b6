"""What people ask the service with: SPARQLWrapper, rdflib's stores and Comunica, each as its documentation says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import CSV, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from tests.service.data import GRAPH
from tests.service.server import PATIENCE, Server, bearer, oxigraph

# SPARQLWrapper still reads RDF/XML and JSON-LD into what rdflib has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

HERE = Path(__file__).resolve().parent
SUBJECT = "http://test.example/s7"
VALUES = "SELECT ?p ?o WHERE { <http://test.example/s7> ?p ?o } ORDER BY ?p"
TITLES = [f"值 {number}" for number in range(35, 40)]
TRIPLES = "CONSTRUCT WHERE { <http://test.example/s7> ?p ?o }"


# ── SPARQLWrapper ────────────────────────────────────────────────────────────────────────────────────────────────────


def wrapper(server: Server, query: str, form: str) -> SPARQLWrapper:
    client = SPARQLWrapper(server.url + server.query, updateEndpoint=server.url + server.update)
    client.setQuery(query)
    client.setReturnFormat(form)
    client.setTimeout(int(PATIENCE))
    return client


def wrapped(server: Server, query: str, form: str, method: str = "GET") -> Any:
    client = wrapper(server, query, form)
    client.setMethod(method)
    return client.queryAndConvert()


def test_wrapper_select_as_json(server: Server) -> None:
    rows = wrapped(server, VALUES, JSON)["results"]["bindings"]
    assert [row["o"]["value"] for row in rows] == TITLES


def test_wrapper_select_as_xml(server: Server) -> None:
    document = wrapped(server, VALUES, XML)
    assert [one.firstChild.data for one in document.getElementsByTagName("literal")] == TITLES


@pytest.mark.parametrize(("form", "between"), [(CSV, ","), (TSV, "\t")])
def test_wrapper_select_as_text(server: Server, form: str, between: str) -> None:
    lines = wrapped(server, VALUES, form).decode("utf-8").splitlines()
    assert [line.split(between)[1].strip('"') for line in lines[1:]] == TITLES


@pytest.mark.parametrize("form", [JSON, XML])
def test_wrapper_ask(server: Server, form: str) -> None:
    said = wrapped(server, f"ASK {{ <{SUBJECT}> ?p ?o }}", form)
    assert said["boolean"] is True if form == JSON else "true" in said.toxml()


@pytest.mark.parametrize("query", [TRIPLES, f"DESCRIBE <{SUBJECT}>"], ids=["construct", "describe"])
@pytest.mark.parametrize("form", [TURTLE, N3, RDFXML, XML, JSONLD])
def test_wrapper_graphs(server: Server, query: str, form: str) -> None:
    graph = wrapped(server, query, form)
    if isinstance(graph, bytes):
        graph = Graph().parse(data=graph, format="turtle")
    assert sorted(map(str, graph.objects(URIRef(SUBJECT)))) == TITLES


def test_wrapper_long_query_by_post(server: Server) -> None:
    assert len(wrapped(server, f"{VALUES} # {'长' * 20_000}", JSON, POST)["results"]["bindings"]) == 5


def test_wrapper_names_graphs(server: Server) -> None:
    client = wrapper(server, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", CSV)
    client.addDefaultGraph(GRAPH)
    assert client.queryAndConvert() == b"n\r\n10000\r\n"


def test_wrapper_update(server: Server, token: str) -> None:
    graph = "http://test.example/graph/wrapper"
    client = wrapper(server, f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> '是' }} }}", JSON)
    client.setMethod(POST)
    for name, value in bearer(token).items():
        client.addCustomHttpHeader(name, value)
    client.query()
    assert server.ask(f"ASK {{ GRAPH <{graph}> {{ <urn:a> <urn:b> '是' }} }}").json()["boolean"] is True


# ── rdflib ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_query(server: Server, form: str, method: Any) -> None:
    graph = Graph(SPARQLStore(server.url + server.query, returnFormat=form, method=method))
    bound = graph.query("SELECT ?o WHERE { ?s ?p ?o } ORDER BY ?o", initBindings={"s": URIRef(SUBJECT)})
    assert [str(row[0]) for row in bound] == TITLES  # type: ignore[index]


def test_rdflib_asks_and_constructs(server: Server) -> None:
    graph = Graph(SPARQLStore(server.url + server.query))
    assert graph.query(f"ASK {{ <{SUBJECT}> ?p ?o }}").askAnswer is True
    assert len(graph.query(TRIPLES).graph or ()) == 5


def test_rdflib_triples(server: Server) -> None:
    graph = Graph(SPARQLStore(server.url + server.query))
    assert sorted(str(o) for _, _, o in graph.triples((URIRef(SUBJECT), None, None))) == TITLES
    assert (URIRef(SUBJECT), URIRef("http://test.example/p0"), Literal("值 35")) in graph


def test_rdflib_contexts(server: Server) -> None:
    store = SPARQLStore(server.url + server.query)
    assert URIRef(GRAPH) in set(store.contexts())
    assert len(list(Graph(store, identifier=URIRef(GRAPH)).triples((URIRef(SUBJECT), None, None)))) == 5


def test_rdflib_adds_and_removes(server: Server, token: str) -> None:
    store = SPARQLUpdateStore(server.url + server.query, server.url + server.update, headers=bearer(token))
    graph = Graph(store, identifier=URIRef("http://test.example/graph/rdflib"))
    triple = (URIRef("urn:a"), URIRef("urn:b"), Literal("是", lang="zh"))
    graph.add(triple)
    assert list(graph) == [triple]
    graph.update("INSERT DATA { <urn:c> <urn:b> 1 }")
    assert len(graph) == 2
    graph.remove(triple)
    assert triple not in graph


# ── Comunica ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another endpoint, which knows one thing more of what ours tells."""
    folder = tmp_path_factory.mktemp("second") / "store"
    folder.mkdir()
    with oxigraph(folder) as server:
        assert server.change(f"INSERT DATA {{ <{SUBJECT}> <http://test.example/note> '注' }}", None).is_success
        yield server


def asked(node: str, query: str, *sources: Any) -> Any:
    """What Comunica answers."""
    done = subprocess.run(
        [node, "comunica.mjs"],
        cwd=HERE,
        input=json.dumps({"query": query, "sources": sources}),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def source(server: Server) -> dict[str, str]:
    return {"type": "sparql", "value": server.url + server.query}


def test_comunica_select(server: Server, node: str) -> None:
    assert [row["o"] for row in asked(node, VALUES, source(server))] == TITLES


def test_comunica_finds_out_that_it_is_an_endpoint(server: Server, node: str) -> None:
    assert [row["o"] for row in asked(node, VALUES, server.url + server.query)] == TITLES


def test_comunica_asks_and_constructs(server: Server, node: str) -> None:
    assert asked(node, f"ASK {{ <{SUBJECT}> ?p ?o }}", source(server)) is True
    assert sorted(triple[2] for triple in asked(node, TRIPLES, source(server))) == TITLES


def test_comunica_federates_by_service(server: Server, second: Server, node: str) -> None:
    query = f"""SELECT ?o ?note WHERE {{
        ?s <http://test.example/p0> ?o
        SERVICE <{second.url}{second.query}> {{ ?s <http://test.example/note> ?note }} }}"""
    # With one source alone, Comunica would hand it the whole query, SERVICE and all.
    nothing = {"type": "serialized", "value": "", "mediaType": "text/turtle", "baseIRI": "http://test.example/"}
    assert asked(node, query, source(server), nothing) == [{"o": "值 35", "note": "注"}]


def test_comunica_federates_sources(server: Server, second: Server, node: str) -> None:
    query = "SELECT ?o ?note { ?s <http://test.example/note> ?note . ?s <http://test.example/p0> ?o }"
    assert asked(node, query, source(server), source(second)) == [{"o": "值 35", "note": "注"}]
