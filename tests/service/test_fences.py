"""What nobody can make the service do: ask another address, whatever a query or an update says and however it says it."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from tests.service.server import PATIENCE, Server, issue, oxigraph, serving


class Listener:
    """A port of this machine that tells whether anybody came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def visited(self) -> bool:
        """Whether somebody has come since it was asked last."""
        came = False
        while select.select([self._socket], [], [], 0.2)[0]:
            self._socket.accept()[0].close()
            came = True
        return came

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    one = Listener()
    socket.create_connection(("127.0.0.1", int(one.url[:-1].rpartition(":")[2])), timeout=PATIENCE).close()
    assert one.visited(), "it notices who comes"
    yield one
    one.close()


QUERIES = {
    "constant": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "odd case": "SELECT * { sErViCe <URL> { ?s ?p ?o } }",
    "variable, bound by BIND": "SELECT * { BIND(<URL> AS ?where) SERVICE ?where { ?s ?p ?o } }",
    "variable, bound by VALUES": "SELECT * { VALUES ?where { <URL> } SERVICE ?where { ?s ?p ?o } }",
    "variable, computed": "SELECT * { BIND(IRI(CONCAT('URL', '')) AS ?where) SERVICE ?where { ?s ?p ?o } }",
    "prefixed": "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "relative to a base": "BASE <URL> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    "nested in a subselect": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "nested in EXISTS": "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } } LIMIT 1",
    "nested in OPTIONAL": "SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "nested in MINUS": "SELECT * { ?a ?b ?c MINUS { SERVICE <URL> { ?a ?p ?o } } } LIMIT 1",
    "nested in SERVICE": "SELECT * { SERVICE <URL> { SERVICE <URL> { ?s ?p ?o } } }",
    "escaped": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped long": "SELECT * { SERV\\U00000049CE <URL> { ?s ?p ?o } }",
    "escaped IRI": "SELECT * { SERVICE <\\u0068ttp:REST> { ?s ?p ?o } }",
    "touching a number": "SELECT * { ?s ?p 1SERVICE <URL> { ?s ?p ?o } }",
    "touching a word": "SELECT * { ?s ?p trueSERVICE <URL> { ?s ?p ?o } }",
    "nothing between": "SELECT*{SERVICESILENT<URL>{?s?p?o}}",
    "after a comment that looks like a text": 'SELECT * { # "\n SERVICE <URL> { ?s ?p ?o } # "\n }',
    "after what looks like an IRI": "SELECT * { FILTER(?a<?b:c)SERVICE#>\n<URL> { ?s ?p ?o } }",
    "in ASK": "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "FROM": "SELECT * FROM <URL> WHERE { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <URL> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "described": "DESCRIBE <URL>",
}
ANSWERABLE = {"FROM", "FROM NAMED", "described"}
"""What names an address and need not go there: to answer from an empty graph of that name is as good as to refuse."""


def said(text: str, listener: Listener) -> str:
    return text.replace("URL", listener.url).replace("ttp:REST", listener.url[1:])


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_leaves_the_service(server: Server, listener: Listener, name: str) -> None:
    answer = server.ask(said(QUERIES[name], listener))
    assert not listener.visited()
    assert 400 <= answer.status_code < 500 or (answer.status_code == 200 and name in ANSWERABLE), answer.text


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_no_parameter_leaves_the_service(server: Server, listener: Listener, parameter: str) -> None:
    server.ask("SELECT * { ?s ?p ?o }", **{parameter: listener.url})
    assert not listener.visited()


UPDATES = {
    "LOAD": "LOAD <URL>",
    "LOAD SILENT": "LOAD SILENT <URL>",
    "LOAD INTO": "LOAD <URL> INTO GRAPH <urn:g>",
    "LOAD in odd case": "lOaD <URL>",
    "LOAD, escaped": "\\u004cOAD <URL>",
    "LOAD after another": "INSERT DATA { GRAPH <urn:loaded> { <urn:a> <urn:b> 1 } } ; LOAD <URL>",
    "SERVICE": "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "SERVICE, escaped": "INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SERVICE in DELETE": "DELETE { GRAPH <urn:g> { ?s ?p ?o } } WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("name", UPDATES)
def test_no_update_leaves_the_service(server: Server, token: str, listener: Listener, name: str) -> None:
    answer = server.change(said(UPDATES[name], listener), token)
    assert not listener.visited()
    assert 400 <= answer.status_code < 500, answer.text
    assert server.count("GRAPH <urn:loaded> { ?s ?p ?o }") == 0, "refused as a whole"


def test_no_graph_is_fetched_because_it_is_named(server: Server, token: str, listener: Listener) -> None:
    address = f"{server.url}{server.graphs}?graph={quote(listener.url, safe='')}"
    assert httpx2.get(address, timeout=PATIENCE).status_code == 404
    assert not listener.visited()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a <http://example.org/SERVICE> }",
        "SELECT * { ?s ?p 'SERVICE <http://127.0.0.1:9/> { }' }",
        'SELECT * { ?s ?p """a text: SERVICE ?x { }""" }',
        "# SERVICE <http://127.0.0.1:9/> {}\nASK {}",
        "PREFIX service: <http://example.org/> ASK { ?s a service:SERVICE }",
        "ASK { ?s <http://example.org/service/load> $SERVICE }",
        "ASK { _:service ?p 'LOAD <http://127.0.0.1:9/>' }",
    ],
)
def test_what_only_looks_like_it_is_answered(server: Server, query: str) -> None:
    answer = server.ask(query)
    assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An endpoint that may be asked, and knows a triple."""
    with oxigraph(tmp_path_factory.mktemp("other")) as one:
        assert one.change("INSERT DATA { <urn:a> <urn:b> 'there' }", None).is_success
        yield one


def test_who_is_listed_is_asked_and_nobody_else(folder: Path, other: Server, listener: Listener) -> None:
    listed = other.url + other.query
    with serving(folder, POLICYKG_SERVICE=listed) as server:
        answer = server.ask(f"SELECT ?o {{ SERVICE <{listed}> {{ <urn:a> <urn:b> ?o }} }}", accept="text/csv")
        assert answer.text.split() == ["o", "there"]
        for name in ("constant", "silent", "variable, bound by VALUES", "variable, computed", "escaped"):
            assert 400 <= server.ask(said(QUERIES[name], listener)).status_code < 500
        assert not listener.visited()


def test_updates_are_off_without_a_token(server: Server) -> None:
    before = server.count("?s ?p ?o")
    for token in (None, "x" * 40):
        assert server.change("CLEAR ALL", token).status_code in {401, 403}
        assert server.put("urn:g", "<urn:a> <urn:b> 1 .", token).status_code in {401, 403}
    assert server.count("?s ?p ?o") == before


def test_what_was_loaded_is_changed_by_an_admin_alone(server: Server, folder: Path, token: str) -> None:
    ontology = "http://localhost:8000/graph/ontology"
    assert server.count(f"GRAPH <{ontology}> {{ ?s ?p ?o }}") > 0
    for text in (f"DROP GRAPH <{ontology}>", f"DELETE WHERE {{ GRAPH <{ontology}> {{ ?s ?p ?o }} }}"):
        assert server.change(text, token).status_code == 403
    assert server.change("DROP ALL", token).status_code == 204, "all that this token may change"
    assert server.put(ontology, "", token).status_code == 403
    assert server.count(f"GRAPH <{ontology}> {{ ?s ?p ?o }}") > 0
    added = server.change(f"INSERT DATA {{ GRAPH <{ontology}> {{ <urn:a> <urn:b> 1 }} }}", issue(folder, "admin"))
    assert added.is_success
