"""Opening, asking and changing a store, in one process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.change import Update
from kg.errors import BadQuestion, BaseMismatch, GraphError, LayoutMismatch, StoreError, StoreMissing, StoreReadOnly
from kg.files import SourceFiles, write_whole
from kg.rdf import Node
from kg.sparql import names_graphs, update_text
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import held, put, replace

ONE, TWO, GRAPH, OTHER = (Node(f"urn:{name}") for name in ("one", "two", "graph", "other"))


def said(store: Store, *quads: ox.Quad) -> None:
    store.write(Update(frozenset(), frozenset(), frozenset(quads)))


def count(store: Store, text: str, **options: list[Node]) -> int:
    answer = store.query(text, **options)  # type: ignore[arg-type]
    assert isinstance(answer, ox.QuerySolutions)
    return len(list(answer))


# ── Opening ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_base_is_fixed_when_a_store_is_made(tmp_path: Path) -> None:
    base = "https://data.example/policy/"
    with Store.open(tmp_path / "store", base="https://data.example/policy") as store:
        assert store.base == base
    with Store.open(tmp_path / "store") as store:
        assert store.base == base
    with Store.open(tmp_path / "store", read_only=True) as store:
        assert store.base == base
    for read_only in (False, True):
        with pytest.raises(BaseMismatch, match=f"a store made for {base}; leave the base out"):
            Store.open(tmp_path / "store", base="http://localhost:8000/", read_only=read_only)
    Store.open(tmp_path / "store", base=base).close()  # a refusal holds nothing


def _file(path: Path) -> None:
    path.write_text("a letter")


def _folder_of_letters(path: Path) -> None:
    path.mkdir()
    (path / "letter.txt").write_text("dear")


def _empty_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "read_only", "complaint"),
    [
        (lambda path: None, True, "found none; load a document into it first"),
        (_empty_folder, True, "found none"),
        (_file, True, "found none"),
        (_file, False, "expected a folder, found a file"),
        (_folder_of_letters, False, "expected a store or an empty folder, found a folder of other files"),
    ],
)
def test_what_is_no_store(tmp_path: Path, make: Callable[[Path], None], read_only: bool, complaint: str) -> None:
    make(tmp_path / "store")
    with pytest.raises(StoreMissing, match=complaint):
        Store.open(tmp_path / "store", read_only=read_only)


def test_an_empty_folder_becomes_a_store(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        assert store.document_names() == []


def test_a_store_of_another_layout_is_not_opened(store: Store) -> None:
    dataset, graph = Node(store.iris.mint("dataset")), Node(store.iris.mint("dataset_graph"))
    said(store, ox.Quad(dataset, rdf.VERSION, ox.Literal("99"), graph))
    path = store.path
    store.close()
    for read_only in (True, False):
        with pytest.raises(LayoutMismatch, match="expected a store of layout 1, found one of layout 1, 99"):
            Store.open(path, read_only=read_only)


def test_a_half_made_store_is_not_finished_by_a_reader(tmp_path: Path) -> None:
    """Its base is not known: only a writer can tell."""
    (tmp_path / "store" / "db").mkdir(parents=True)
    (tmp_path / "store" / "unpublished").touch()
    with pytest.raises(StoreMissing, match="no published state"):
        Store.open(tmp_path / "store", read_only=True)
    with Store.open(tmp_path / "store", base="https://late.example/") as store:
        assert store.base == "https://late.example/"


def test_an_old_ontology_is_replaced(store: Store) -> None:
    graph, dataset = Node(store.iris.mint("ontology_graph")), Node(store.iris.mint("dataset_graph"))
    now = store.graph(graph)
    said(store, ox.Quad(ONE, TWO, ONE, graph))
    for quad in store.match(graph, rdf.IDENTIFIER, None, dataset):
        store.write(
            Update(
                frozenset(),
                frozenset({quad}),
                frozenset({ox.Quad(graph, rdf.IDENTIFIER, ox.Literal("sha256:0"), dataset)}),
            )
        )
    store.close()
    with Store.open(store.path) as again:
        assert again.graph(graph) == now, "its blank nodes have the names that they had"
        assert len(list(again.match(graph, rdf.IDENTIFIER, None))) == 1


def test_a_closed_store_and_a_reader_do_not_write(store: Store) -> None:
    with Store.open(store.path, read_only=True) as reader:
        for write in (lambda: said(reader, ox.Quad(ONE, TWO, ONE, GRAPH)), reader.publish, reader.repair):
            with pytest.raises(StoreReadOnly, match="open it without read_only"):
                write()
    with pytest.raises(StoreError, match="expected an open store, found a closed one"):
        reader.query("ASK {}")
    reader.close()  # once more does no harm


def test_stores_of_the_same_documents_are_dumped_alike(store: Store, tmp_path: Path) -> None:
    put(store, "national")
    with Store.open(tmp_path / "other", base=samples.BASE) as other:
        put(other, "national")
        dumps = [one.engine.dump(format=ox.RdfFormat.N_QUADS) for one in (store, other)]
    assert b"_:" in (dumps[0] or b"")
    assert dumps[0] == dumps[1]


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("SELECT * { <urn:one> ?p ?o }", 2),  # the union of all graphs
        ("SELECT * { GRAPH ?g { <urn:one> ?p ?o } }", 2),
        ("SELECT * { GRAPH <urn:graph> { <urn:one> ?p ?o } }", 1),
        ("SELECT * FROM <urn:graph> { <urn:one> ?p ?o }", 1),  # the graph that is named, and no other
        ("SELECT * from named <urn:graph> { GRAPH ?g { <urn:one> ?p ?o } }", 1),
        ("SELECT * FROM NAMED <urn:graph> { <urn:one> ?p ?o }", 0),  # no default graph is named: it is empty
        ("SELECT * { <urn:one> ?p ?o FILTER(?o != 'FROM') } # FROM", 2),  # a word in a text and in a comment
    ],
)
def test_the_default_graph(store: Store, text: str, rows: int) -> None:
    said(store, ox.Quad(ONE, TWO, ONE, GRAPH), ox.Quad(ONE, TWO, TWO, OTHER))
    assert count(store, text) == rows


def test_graphs_that_the_caller_names(store: Store) -> None:
    said(store, ox.Quad(ONE, TWO, ONE, GRAPH), ox.Quad(ONE, TWO, TWO, OTHER))
    assert count(store, "SELECT * { <urn:one> ?p ?o }", default_graphs=[GRAPH]) == 1
    assert count(store, "SELECT * { <urn:one> ?p ?o }", default_graphs=[GRAPH, OTHER]) == 2
    assert count(store, "SELECT * { GRAPH ?g { <urn:one> ?p ?o } }", named_graphs=[OTHER]) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT*FROM<urn:g>{}", True),
        ("PREFIX : <urn:x#> SELECT ?from { ?from :from '''FROM''' , \"FROM\\\" FROM\" }", False),
        ("SELECT * { ?s <http://x/FROM> ?o . # FROM <urn:g>\n ?s x:from.from ?o }", False),
        ("SELECT * # a comment\nFROM <urn:g> {}", True),
        ("SELECT (?a<?b AS ?c) FROM <urn:g> {}", True),  # < that opens no IRI
    ],
)
def test_whether_a_query_names_graphs(text: str, named: bool) -> None:
    assert names_graphs(text) is named


def test_substitutions(store: Store) -> None:
    said(store, ox.Quad(ONE, TWO, ONE, GRAPH), ox.Quad(TWO, TWO, TWO, GRAPH))
    answer = store.query("SELECT ?s ?o { ?s <urn:two> ?o }", {"s": ONE})
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["o"] for row in answer] == [ONE]
    with pytest.raises(BadQuestion, match="substitutions for variables that it selects"):
        store.query("SELECT ?o { ?s <urn:two> ?o }", {"s": ONE})
    with pytest.raises(SyntaxError):
        store.query("SELECT nothing")


# ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_carried_out_whole_or_not_at_all(store: Store) -> None:
    """Where the last step fails, those before it are undone: an update is one transaction of the engine."""
    put(store, "national")
    before = held(store)
    change = Update(frozenset(), before, frozenset({ox.Quad(ONE, TWO, ONE, GRAPH)}))
    with pytest.raises(RuntimeError, match="urn:absent"):
        store.engine.update(f"{update_text(change)} ; DROP GRAPH <urn:absent>")
    assert held(store) == before
    store.write(change)
    assert held(store) == {ox.Quad(ONE, TWO, ONE, GRAPH)}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"])), language=st.none() | st.just("zh"))
def test_any_text_is_stored_as_it_is(store: Store, text: str, language: str | None) -> None:
    value = ox.Literal(text, language=language) if language else ox.Literal(text)
    quad = ox.Quad(ONE, TWO, value, GRAPH)
    replace(store, GRAPH, [quad])
    assert store.graph(GRAPH) == {quad}


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_source_files(tmp_path: Path) -> None:
    files = SourceFiles(tmp_path / "sources")
    one, two = files.put(b"one"), files.put(b"two")
    assert files.put(b"one") == one
    assert (files.get(one), files.get("0" * 64)) == (b"one", None)
    (files.folder / one[:2] / ".new-half").write_bytes(b"o")
    files.sweep({two})
    assert list(files.sums()) == [two]
    assert [path.name for path in files.folder.rglob("*") if path.is_file()] == [two]
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        files.get("../../etc/passwd")


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "CURRENT"
    write_whole(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("kg.files.os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["CURRENT"]


def test_a_store_can_be_copied_whole(store: Store, tmp_path: Path) -> None:
    """Nothing in it depends on where it lies."""
    put(store, "regional")
    store.close()
    shutil.copytree(store.path, tmp_path / "copy")
    with Store.open(tmp_path / "copy", read_only=True) as copy:
        assert copy.document_names() == ["150000-d3df2fb8ce"]
        assert copy.sources.get(samples.regional().source.sha256) == samples.bytes_of(samples.regional())


@pytest.mark.parametrize("error", [StoreMissing, BaseMismatch])
def test_errors_survive_processes(error: type[GraphError]) -> None:
    import pickle

    one = error("a store", "this", "that", "do so")
    assert str(pickle.loads(pickle.dumps(one))) == "a store: expected this, found that; do so"  # noqa: S301
