"""Loading, replacing, removing and moving: a remote store holds after each what a folder holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

from kg.build import remove
from kg.change import Update
from kg.check import check
from kg.errors import BadQuestion, BaseMismatch, StoreMissing, StoreReadOnly, StoreUnusable
from kg.rdf import Node, pol
from kg.rebase import rebase
from kg.remote.address import Remote
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import SAMPLES, held, put
from tests.kg.remote.conftest import emptied
from tests.kg.remote.servers import Server

Step = Callable[[Store], object]

HISTORIES: dict[str, tuple[Step, ...]] = {
    "one plan, then the one above it": (lambda store: put(store, "wuda"), lambda store: put(store, "regional")),
    "a plan that is loaded twice": (lambda store: put(store, "wuda"), lambda store: put(store, "wuda")),
    "a plan that goes and comes back": (
        lambda store: put(store, "regional", "wuda"),
        lambda store: remove(store, SAMPLES["regional"]().source.name),
        lambda store: put(store, "regional"),
    ),
    "two of one title, which rename each other": (
        lambda store: put(store, "twin", "cites twin"),
        lambda store: put(store, "other twin"),
        lambda store: remove(store, SAMPLES["twin"]().source.name),
    ),
    "all gone": (lambda store: put(store, "wuda"), lambda store: remove(store, SAMPLES["wuda"]().source.name)),
}


@pytest.mark.parametrize("history", HISTORIES)
def test_histories(remote: Remote, store: Store, history: str) -> None:
    for step in HISTORIES[history]:
        step(store)
        with Store.open(remote, base=samples.BASE) as there:  # another process each time, for all it knows
            step(there)
            assert held(there) == held(store), "as its writer sees it"
        with Store.open(remote, read_only=True) as there:
            assert held(there) == held(store)
            assert there.document_names() == store.document_names()
            assert set(there.sources.sums()) == set(store.sources.sums())
    with Store.open(remote, read_only=True) as there:
        assert [str(one) for one in check(there)] == []


def test_what_was_published_last_has_a_name(remote: Remote) -> None:
    with Store.open(remote, base=samples.BASE) as writer:
        put(writer, "wuda")
        reader = Store.open(remote, read_only=True)
        assert reader.state == writer.state
        assert reader.is_current()
        put(writer, "regional")
        assert not reader.is_current()
    reader.close()


def test_reading(oxigraph_server: Server, empty_on: Callable[[Server], Remote]) -> None:
    remote = empty_on(oxigraph_server)
    with pytest.raises(StoreMissing, match="load a document into it first"):
        Store.open(remote, read_only=True)
    Store.open(remote, base=samples.BASE).close()
    with pytest.raises(BaseMismatch):
        Store.open(remote, base="http://other.example/", read_only=True)
    with Store.open(remote, read_only=True) as reader, pytest.raises(StoreReadOnly):
        reader.write(Update(frozenset({Node("urn:g")}), frozenset(), frozenset()))
    with Store.open(str(remote), read_only=True) as reader:  # by its address alone
        assert reader.base == samples.BASE


Q = "SELECT ?s { ?s a <urn:T> }"

QUERIES: dict[str, tuple[str, dict[str, object], list[str]]] = {
    "the union of all graphs": (Q, {}, ["urn:a", "urn:b"]),
    "FROM in the query": ("SELECT ?s FROM <urn:g> { ?s a <urn:T> }", {}, ["urn:a"]),
    "FROM by a prefix": ("PREFIX u: <urn:> SELECT ?s FROM u:g FROM u:h { ?s a <urn:T> }", {}, ["urn:a", "urn:b"]),
    "FROM NAMED": ("SELECT ?s FROM NAMED <urn:h> { GRAPH ?g { ?s a <urn:T> } }", {}, ["urn:b"]),
    "FROM NAMED has no default graph": ("SELECT ?s FROM NAMED <urn:h> { ?s a <urn:T> }", {}, []),
    "the caller's default graph": (Q, {"default_graphs": [Node("urn:h")]}, ["urn:b"]),
    "the caller's before the query's": (
        "SELECT ?s FROM <urn:g> { ?s a <urn:T> }",
        {"default_graphs": [Node("urn:h")]},
        ["urn:b"],
    ),
    "the caller's named graphs": (
        "SELECT ?s { GRAPH ?g { ?s a <urn:T> } }",
        {"named_graphs": [Node("urn:g")]},
        ["urn:a"],
    ),
    "a value for a variable": (Q, {"substitutions": {"s": Node("urn:a")}}, ["urn:a"]),
}


def two_graphs(store: Store) -> None:
    kind = Node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quads = {ox.Quad(Node(f"urn:{one}"), kind, Node("urn:T"), Node(f"urn:{graph}")) for one, graph in ("ag", "bh")}
    store.write(Update(frozenset(), frozenset(), frozenset(quads)))


@pytest.fixture(scope="module")
def asked(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """A folder and a remote store with the same two graphs in them."""
    folder = tmp_path_factory.mktemp("asked")
    remote = emptied(server.url, folder / "kept")
    with Store.open(folder / "store", base=samples.BASE) as here, Store.open(remote, base=samples.BASE) as there:
        two_graphs(here)
        two_graphs(there)
        yield here, there


@pytest.mark.parametrize("name", QUERIES)
def test_graphs_that_are_asked(asked: tuple[Store, Store], name: str) -> None:
    text, given, wanted = QUERIES[name]
    for one in asked:
        answer = one.query(text, **given)  # type: ignore[arg-type]
        assert isinstance(answer, ox.QuerySolutions)
        found = sorted(row["s"].value for row in answer if isinstance(row["s"], Node))
        assert found == wanted


def test_other_forms(asked: tuple[Store, Store]) -> None:
    there = asked[1]
    assert bool(there.query("ASK { <urn:a> a <urn:T> }")) is True
    made = there.query("CONSTRUCT { ?s <urn:p> '汉字'@zh } WHERE { ?s a <urn:T> }")
    assert isinstance(made, ox.QueryTriples)
    assert {str(triple) for triple in made} == {'<urn:a> <urn:p> "汉字"@zh', '<urn:b> <urn:p> "汉字"@zh'}
    for wrong in ("SELECT * {", "DROP ALL", ""):
        with pytest.raises(SyntaxError):
            there.query(wrong)
    with pytest.raises(BadQuestion):
        there.query("ASK { ?s ?p ?o }", {"s": Node("urn:a")})


def test_literals_are_kept(remote: Remote) -> None:
    """What a store would write otherwise comes back as it was: the truth, and blank nodes where it takes none."""
    graph = Node("urn:g")
    quads = {
        ox.Quad(Node("urn:a"), pol("loaded"), ox.Literal(True), graph),
        ox.Quad(Node("urn:a"), pol("text"), ox.Literal("长" * 60_000, language="zh"), graph),
    }
    knot = ox.Quad(ox.BlankNode("k"), pol("title"), ox.Literal("“一”\t'\"\\", language="zh"), graph)
    with Store.open(remote, base=samples.BASE) as there:
        there.write(Update(frozenset(), frozenset(), frozenset({*quads, knot})))
    with Store.open(remote, read_only=True) as there:
        found = there.graph(graph)
        assert {quad for quad in found if isinstance(quad.subject, Node)} == quads
        (blank,) = (quad for quad in found if not isinstance(quad.subject, Node))
        assert isinstance(blank.subject, ox.BlankNode)
        assert blank.object == knot.object


def test_a_new_base(oxigraph_server: Server, empty_on: Callable[[Server], Remote], store: Store) -> None:
    remote, base = empty_on(oxigraph_server), f"{samples.BASE}moved/"
    put(store, "wuda")
    rebase(store, base)
    with Store.open(remote, base=samples.BASE) as there:
        put(there, "wuda")
        assert rebase(there, base)
    with Store.open(remote, read_only=True) as there:
        assert there.base == base
        assert held(there) == held(store)


def test_a_new_base_needs_transactions(virtuoso_server: Server, empty_on: Callable[[Server], Remote]) -> None:
    with Store.open(empty_on(virtuoso_server), base=samples.BASE) as there:
        put(there, "wuda")
        before = held(there)
        with pytest.raises(StoreUnusable, match="restore that into a folder"):
            rebase(there, "http://other.example/")
        assert held(there) == before
