"""Jobs: what was asked is done as a whole and published before it is confirmed, or nothing is done."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from api.problems import Problem
from api.writing import jobs
from api.writing.jobs import WriteJob, carry_out
from kg.build import remove
from kg.check import check
from kg.store import Store

G = "urn:g"
TURTLE = b"@prefix : <urn:> . :a :b [ :c 1.50 ] , 'x'@en--ltr , <<( :s :p :o )>> ."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as store:
        yield store


def triples(folder: Path, graph: str | None = G) -> int:
    """How many triples readers see in a graph."""
    home = ox.DefaultGraph() if graph is None else ox.NamedNode(graph)
    with Store.open(folder, read_only=True) as reader:
        return sum(1 for _ in reader.match(None, None, None, home))


def put(data: bytes, graph: str | None = G, kind: str = "put", format: str = "text/turtle") -> WriteJob:
    return WriteJob(kind, graph, data, format, "http://kg.example/")


STEPS = [
    ([put(TURTLE)], [201], 4, "a new graph"),
    ([put(TURTLE), put(b"<a:a> <a:b> 1 .")], [201, 204], 1, "replaced, blank nodes too"),
    ([put(TURTLE), put(b"")], [201, 204], 0, "emptied: it is there"),
    ([put(b""), put(b"", kind="post"), WriteJob("delete", G)], [201, 204, 204], 0, "an empty graph is a graph"),
    ([put(b"", kind="post"), put(b"", kind="put")], [201, 204], 0, "made by POST"),
    ([put(TURTLE, kind="post"), put(TURTLE, kind="post")], [201, 204], 6, "merged: blank nodes of two bodies are two"),
    ([WriteJob("delete", G)], [404], 0, "there is none"),
    ([put(TURTLE), WriteJob("delete", G), WriteJob("delete", G)], [201, 204, 404], 0, "deleted once"),
    ([put(TURTLE, None), put(TURTLE, None)], [204, 204], 4, "the unnamed graph is always there"),
    ([put(TURTLE, None), WriteJob("delete", None)], [204, 204], 0, "and stays"),
    ([put(b"<a> <b> <c> .", None)], [204], 1, "relative to the base"),
]


@pytest.mark.parametrize("many", [jobs.MANY, 1], ids=["in a transaction", "in a copy"])
@pytest.mark.parametrize(("steps", "statuses", "left", "reason"), STEPS)
def test_graphs(
    store: Store,
    steps: list[WriteJob],
    statuses: list[int],
    left: int,
    reason: str,
    many: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "MANY", many)
    for step, status in zip(steps, statuses, strict=True):
        done = carry_out(store, step)
        assert done.status == status, reason
        assert done.revision == store.state
        assert not store.has_unpublished()
    assert triples(store.path, steps[-1].graph) == left, reason


BAD = [
    (put(b"<a:a> <a:b>\n bad ."), 400, 2, "no Turtle"),
    (put(b"<a:a> <a:b> 1 ; "), 400, 1, "an end that is missing"),
    (put(b"<a:g> { <a:a> <a:b> 1 }", format="application/trig"), 400, None, "a named graph"),
    (put(b"[", kind="post", format="application/ld+json"), 400, None, "no JSON"),
    (WriteJob("update", data=b"INSERT DATA { <a:a> <a:b> }"), 400, 1, "no update"),
    (WriteJob("update", data=b"INSERT DATA { <a:a> <a:b> 1 } ; DROP GRAPH <urn:none>"), 409, None, "no such graph"),
    (
        WriteJob("update", data=b"INSERT DATA { <a:a> <a:b> 1 } ; DROP GRAPH <urn:none>", own=True),
        409,
        None,
        "the same",
    ),
]


@pytest.mark.parametrize(("job", "status", "line", "reason"), BAD)
def test_what_cannot_be_done_leaves_everything_as_it_was(
    store: Store, job: WriteJob, status: int, line: int | None, reason: str
) -> None:
    carry_out(store, put(TURTLE))
    before = set(store.engine)
    with pytest.raises(Problem) as refused:
        carry_out(store, job)
    assert refused.value.status == HTTPStatus(status), reason
    if line is not None:
        assert refused.value.members["line"] == line
    assert set(store.engine) == before


def test_a_body_may_be_a_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(TURTLE)
    assert carry_out(store, WriteJob("put", G, tmp_path / "body", "text/turtle")).status == 201
    assert triples(store.path) == 4


def test_a_store_that_was_emptied_is_one_still(tmp_path: Path, examples_folder: Path) -> None:
    """All documents dropped by an administrator: nothing is left that speaks of them, and the store opens."""
    shutil.copytree(examples_folder, folder := tmp_path / "store")
    with Store.open(folder) as store:
        assert store.document_names()
        done = carry_out(store, WriteJob("update", data=b"DROP ALL", own=True))
        assert (done.status, store.document_names()) == (204, [])
        assert not list(check(store))
    with Store.open(folder) as again:
        assert again.base == "http://localhost:8000/"
        assert again.graph(ox.NamedNode(again.iris.mint("ontology_graph")))


def test_what_follows_from_a_document_follows_at_once(tmp_path: Path, examples_folder: Path) -> None:
    shutil.copytree(examples_folder, folder := tmp_path / "store")
    with Store.open(folder) as store:
        links = [graph for graph in store.engine.named_graphs() if "graph/cascade/" in graph.value]
        assert links
        for name in store.document_names():
            graph = store.iris.mint("document_graph", document=name)
            assert carry_out(store, WriteJob("delete", graph, own=True)).status == 204
        assert not [graph for graph in store.engine.named_graphs() if "graph/cascade/" in graph.value]


def test_what_breaks_the_store_is_not_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what follows cannot be brought up to date, the change is not done either."""

    def broken(store: Store) -> None:
        raise KeyError("a document without a title")

    carry_out(store, put(TURTLE))
    before = set(store.engine)
    monkeypatch.setattr("kg.following.catch_up", broken)
    with pytest.raises(KeyError):
        carry_out(store, WriteJob("update", data=b"DROP ALL", own=True))
    assert set(store.engine) == before
    assert not (store.path / "db.half").exists()


def test_nobody_makes_a_store_say_that_it_is_another(store: Store) -> None:
    dataset, void = store.iris.mint("dataset"), "http://rdfs.org/ns/void#uriSpace"
    data = f'<{dataset}> <http://www.w3.org/2002/07/owl#versionInfo> "9" . <{dataset}> <{void}> "urn:x:" .'
    other = f'INSERT DATA {{ GRAPH <urn:x:graph/dataset> {{ <a:a> <{void}> "urn:x:" }} }}'
    carry_out(store, put(data.encode()))
    carry_out(store, WriteJob("update", data=other.encode(), own=True))
    with Store.open(store.path, read_only=True) as reader:
        assert reader.base == store.base


def shuffled(quads: list[ox.Quad]) -> list[Any]:
    objects = [quad.object for quad in quads]
    random.Random(1).shuffle(objects)
    return objects


POISONS: list[tuple[Callable[[list[ox.Quad]], list[tuple[Any, Any]]], str]] = [
    (lambda quads: [(quad.subject, quad.object) for quad in quads], "a copy: all stands in two graphs"),
    (lambda quads: [(quad.subject, ox.Literal("x")) for quad in quads], "texts where IRIs are expected"),
    (lambda quads: [(ox.NamedNode("urn:s"), quad.object) for quad in quads], "what is no IRI of the store"),
    (lambda quads: [(ox.BlankNode("b"), quad.object) for quad in quads], "what has no name"),
    (lambda quads: list(zip((quad.subject for quad in quads), shuffled(quads), strict=True)), "nonsense"),
]


def test_what_others_write_disturbs_nothing_of_the_store(tmp_path: Path, examples_folder: Path) -> None:
    """Graphs of others say of documents what they like: loading, removing and checking heed only the store's own."""
    shutil.copytree(examples_folder, folder := tmp_path / "store")
    with Store.open(folder) as store:
        said = [quad for quad in store.engine if "/graph/document/" in str(quad.graph_name)]
        for poison, reason in POISONS:
            pairs = zip(said, poison(said), strict=True)
            triples = [ox.Triple(subject, quad.predicate, object) for quad, (subject, object) in pairs]
            data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            assert (
                carry_out(store, put(data, f"urn:{reason}".replace(" ", "-"), format="application/n-triples")).status
                == 201
            )
        carry_out(store, put(data, None, format="application/n-triples"))
        store.repair()
        assert remove(store, store.iris.mint("document", document=store.document_names()[0])).title
        assert not list(check(store))


_WRITE = """
import sys
from pathlib import Path
from api.writing import jobs
from kg.store import Store
jobs.MANY = int(sys.argv[2])
number = 0
while True:
    number += 1
    body = "".join(f"<a:{at}> <a:turn> {number} .\\n" for at in range(300)).encode()
    with Store.open(Path(sys.argv[1])) as store:
        done = jobs.carry_out(store, jobs.WriteJob("put", "urn:g", body, "text/turtle"))
    print(number, flush=True)
"""


@pytest.mark.parametrize("many", [20_000, 1], ids=["in a transaction", "in a copy"])
def test_killed_amid_writing(tmp_path: Path, many: int) -> None:
    """Readers see a whole body at any time, and one that was confirmed or a later one."""
    folder = tmp_path / "store"
    Store.open(folder).close()
    for turn in range(4):
        running = subprocess.Popen(
            [sys.executable, "-c", _WRITE, str(folder), str(many)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert running.stdout is not None
        assert running.stderr is not None
        first = running.stdout.readline()
        assert first == b"1\n", running.stderr.read()
        time.sleep(0.07 * turn)
        running.send_signal(signal.SIGKILL)
        confirmed = [int(line) for line in (first, *running.stdout)]
        running.wait(timeout=60)
        running.stdout.close()
        running.stderr.close()
        with Store.open(folder, read_only=True) as reader:
            turns = [int(quad.object.value) for quad in reader.match(None, None, None, ox.NamedNode(G))]  # type: ignore[union-attr]
        assert len(turns) == 300
        assert len(set(turns)) == 1
        assert turns[0] in (confirmed[-1], confirmed[-1] + 1)
        assert list(folder.glob("db.*")) == [] or not (folder / "db.next").exists()
