"""The service over a remote store: what it answers and writes is what it would be over a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyoxigraph as ox
import pytest

from kg.remote.address import Remote
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import put
from tests.kg.remote.servers import Server as There
from tests.kg.remote.servers import oxigraph
from tests.service.data import GRAPH, made, turtle
from tests.service.far import afar
from tests.service.server import PATIENCE, Server, bearer, issue

MARKS = "https://w3id.org/policykg/store#marks"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    """Oxigraph's server, as the store of this module."""
    with oxigraph(tmp_path_factory.mktemp("there"), "--union-default-graph") as one:
        yield one


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What our server keeps on this machine."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def over(there: There, kept: Path) -> Iterator[tuple[Server, str]]:
    """A server of two workers over it, and a token that may write."""
    with afar(there.url, kept, quads=made(1000), workers=2) as one:
        yield one


NAMED = {
    "PREFIX g: <urn:remote:> SELECT ?o FROM g:a { ?s <urn:p> ?o }": ["1"],
    "SELECT ?o FROM NAMED <urn:remote:b> { GRAPH ?g { ?s <urn:p> ?o } }": ["2"],
    "BASE <urn:remote:> SELECT ?o FROM <urn:remote:a> FROM <urn:remote:b> { ?s <urn:p> ?o } ORDER BY ?o": ["1", "2"],
    "SELECT ?o { GRAPH <urn:remote:a> { ?s <urn:p> ?o } }": ["1"],
    "SELECT ?o FROM <urn:remote:none> { ?s <urn:p> ?o }": [],
}


@pytest.mark.parametrize("query", NAMED)
def test_graphs_that_a_query_names(over: tuple[Server, str], query: str) -> None:
    server, token = over
    for name, value in (("a", 1), ("b", 2)):
        assert server.put(f"urn:remote:{name}", f"<urn:s> <urn:p> {value} .", token).is_success
    assert server.ask(query, accept="text/csv").text.split()[1:] == NAMED[query]


FORMS = {
    "SELECT ?o { <urn:form> <urn:p> ?o }": ("application/sparql-results+xml", "汉字"),
    "ASK { <urn:form> <urn:p> '汉字'@zh }": ("application/sparql-results+json", "true"),
    "CONSTRUCT { ?s <urn:q> ?o } WHERE { ?s <urn:p> ?o . FILTER (?s = <urn:form>) }": ("text/turtle", "<urn:q>"),
    "DESCRIBE <urn:form>": ("application/n-triples", '"汉字"@zh'),
    "SELECT ?s { BIND (<form> AS ?s) }": ("text/csv", "http://127.0.0.1:"),  # the base is the URL that was asked
}


@pytest.mark.parametrize("query", FORMS)
def test_forms_and_formats(over: tuple[Server, str], query: str) -> None:
    server, token = over
    assert server.put("urn:remote:form", "<urn:form> <urn:p> '汉字'@zh .", token).is_success
    accept, found = FORMS[query]
    answer = server.ask(query, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)
    assert found in answer.text
    assert "etag" not in answer.headers, "nobody knows the revision of a store that others write to"


def test_a_mistake_is_told_with_its_place(over: tuple[Server, str]) -> None:
    server, token = over
    told = server.ask("SELECT *\nWHERE { ?s a foaf:Person }").json()
    assert (told["status"], told["line"], told["column"]) == (400, 2, 14)
    told = server.change("INSERT DATA {\n<urn:a> <urn:b> }", token).json()
    assert (told["status"], told["line"]) == (400, 2)


@pytest.mark.parametrize("graph", ["?graph=urn:remote:whole", "?default"])
def test_a_graph_is_written_and_read(over: tuple[Server, str], graph: str) -> None:
    server, token = over
    address, headers = f"{server.url}/graphs{graph}", bearer(token) | {"Content-Type": "text/turtle"}
    for count in (30_000, 2):  # the first of more triples than one portion has
        body = turtle(count, count).encode()
        assert httpx2.put(address, content=body, headers=headers, timeout=PATIENCE).status_code in {201, 204}
        answer = httpx2.get(address, headers={"Accept": "application/n-triples"}, timeout=PATIENCE)
        assert len(answer.text.splitlines()) == count
    assert httpx2.post(address, content=b"<urn:more> <urn:b> [] .", headers=headers).is_success
    assert httpx2.get(address, headers={"Accept": "application/n-triples"}).text.count("\n") == 3
    assert httpx2.delete(address, headers=headers, timeout=PATIENCE).status_code == 204
    assert httpx2.get(address, timeout=PATIENCE).text.strip() == "" or "default" not in graph


def test_what_writers_note_is_nobodys(over: tuple[Server, str], there: There, kept: Path) -> None:
    """The graph of the marks is no data: not listed, not read as a graph, and not written to, by an admin neither."""
    server, _ = over
    admin = issue(there.url, "admin", POLICYKG_STORE_FILES=str(kept))
    for refused in (
        server.change(f"INSERT DATA {{ GRAPH <{MARKS}> {{ <urn:a> <urn:b> <urn:c> }} }}", admin),
        server.put(MARKS, "<urn:a> <urn:b> <urn:c> .", admin),
    ):
        assert refused.status_code == 403
        assert "Nobody writes to" in refused.json()["detail"]
        assert "任何人不得写入" in refused.json()["detail_zh"]
    assert httpx2.get(f"{server.url}/graphs", params={"graph": MARKS}).status_code == 404
    described = httpx2.get(server.url + server.query, headers={"Accept": "application/n-triples"}, timeout=PATIENCE)
    assert MARKS not in described.text
    assert GRAPH in described.text


def test_what_an_admin_sweeps_away_leaves_a_store(tmp_path: Path) -> None:
    with (
        oxigraph(tmp_path / "there", "--union-default-graph") as there,
        afar(there.url, tmp_path / "kept", quads=made(10), scope="admin") as (server, token),
    ):
        assert server.change("DROP ALL # all of it", token).status_code == 204
        assert server.count(f"GRAPH <{GRAPH}> {{ ?s ?p ?o }}") == 0
        assert httpx2.get(f"{server.url}/health", timeout=PATIENCE).status_code == 200
        assert server.put(GRAPH, turtle(3, 1), token).is_success


def test_nothing_in_an_update_is_left_out(over: tuple[Server, str]) -> None:
    """An update that does nothing, one that ends in a semicolon, one whose graph is there already."""
    server, token = over
    for text, status in (
        ("PREFIX a: <urn:a>", 204),
        ("CREATE SILENT GRAPH <urn:remote:new> ; # and no more\n", 204),
        ("CREATE GRAPH <urn:remote:new>", 409),
        ("DROP GRAPH <urn:remote:never>", 409),
    ):
        assert server.change(text, token).status_code == status, text


def test_decisions(tmp_path: Path) -> None:
    """A fact of a document is judged over HTTP, and what was said is read again; a judgement of nothing is refused."""
    with oxigraph(tmp_path / "there", "--union-default-graph") as there:
        with Store.open(Remote.of(there.url, folder=tmp_path / "kept"), base=samples.BASE) as store:
            put(store, "wuda")
        with afar(there.url, tmp_path / "kept", scope="review") as (server, token):
            address = f"{server.url}/api/decisions"
            told = server.ask("SELECT ?s { ?s a <https://w3id.org/policykg/ns#Task> } LIMIT 1", accept="text/csv")
            said = {"verdict": "confirmed", "reviewer": "王", "fact": told.text.split()[1]}
            made = httpx2.post(address, json=said, headers=bearer(token), timeout=PATIENCE)
            assert made.status_code == 201, made.text
            assert httpx2.get(address, timeout=PATIENCE).json() == made.json()
            wrong = httpx2.post(address, json=said | {"fact": "id/no"}, headers=bearer(token), timeout=PATIENCE)
            assert wrong.status_code == 422
            assert "expected the IRI of a fact or link" in wrong.json()["detail"]
            assert httpx2.get(f"{server.url}/health", timeout=PATIENCE).json()["documents"] == 1


def test_the_same_as_over_a_folder(over: tuple[Server, str]) -> None:
    """Numbers, languages and blank nodes pass through as they are."""
    server, token = over
    body = '<urn:x> <urn:p> 1, 1.5, true, "a\\tb", "中"@zh, "2021"^^<http://www.w3.org/2001/XMLSchema#gYear>, [] .'
    assert server.put("urn:remote:same", body, token).is_success
    told = httpx2.get(f"{server.url}/graphs", params={"graph": "urn:remote:same"}, headers={"Accept": "text/turtle"})
    here = {str(one.object) for one in ox.parse(body, ox.RdfFormat.TURTLE) if not isinstance(one.object, ox.BlankNode)}
    found = list(ox.parse(told.content, ox.RdfFormat.TURTLE))
    assert {str(one.object) for one in found if not isinstance(one.object, ox.BlankNode)} == here
    assert len(found) == len(here) + 1
