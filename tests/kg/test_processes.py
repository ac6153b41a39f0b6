"""Several processes and one store: one writes, others read, and any of them may be stopped at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.check import check
from kg.errors import StoreLocked
from kg.quads import document_quads, identity
from kg.rdf import Node
from kg.store import Store
from ontology.model import Document
from tests.kg import samples
from tests.kg.child import STEPS
from tests.kg.helpers import SAMPLES, document_iri, put

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def child(path: Path, *what: str) -> Iterator[subprocess.Popen[str]]:
    """Another process at work on the store; killed at the end if it still is."""
    command = [sys.executable, "-m", "tests.kg.child", str(path), *what]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def documents() -> list[Document]:
    return [*(SAMPLES[name]() for name in STEPS), *(samples.large(number, tasks=6) for number in range(3))]


def assert_whole(path: Path) -> int:
    """Every document is in the store whole or not at all, the shared graph fits, and readers see just that."""
    with Store.open(path, base=samples.BASE) as store:
        assert [str(offence) for offence in check(store)] == []
        names = store.document_names()
        for name in names:
            graph = store.graph(Node(store.iris.mint("document_graph", document=name)))
            assert any(graph == set(document_quads(document, store.base, name)) for document in documents()), name
        sums = {document.source.sha256 for document in documents() if _is_loaded(store, document)}
        assert set(store.sources.sums()) == sums
    with Store.open(path, read_only=True) as reader:
        assert reader.document_names() == names
        left = {entry.name for entry in (path / "published").iterdir()}
        assert left == {"CURRENT", str(reader.state), f"{reader.state}.lease"}
    return len(names)


def _is_loaded(store: Store, document: Document) -> bool:
    return any(store.find_documents(document.source.name)) and bool(identity(document))


# ── One writer ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_writer_is_told_who_writes_and_what_to_do(new: Callable[[], Store]) -> None:
    store = new()
    store.close()
    with child(store.path, "hold") as process:
        ready(process)
        with pytest.raises(StoreLocked) as caught:
            Store.open(store.path)
        message = str(caught.value)
        assert f"found process {process.pid} (child.py {store.path} hold) since " in message
        assert "wait until it is done, or read with query, sparql or serve meanwhile" in message
        assert "\n" not in message
        with Store.open(store.path, read_only=True) as reader:
            assert reader.document_names() == []
    Store.open(store.path).close()  # the lock ended with its process, though that was killed


def test_a_second_writer_in_the_same_process_is_refused_too(store: Store) -> None:
    with pytest.raises(StoreLocked):
        Store.open(store.path)
    put(store, "national")  # and the first one goes on


# ── Readers beside it ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_sees_the_last_published_state_and_no_other(store: Store) -> None:
    put(store, "national")
    with Store.open(store.path, read_only=True) as old:
        put(store, "wuda")
        assert len(old.document_names()) == 1
        assert not old.is_current()
        with Store.open(store.path, read_only=True) as later:
            assert len(later.document_names()) == 2
            assert later.is_current()
            assert [str(offence) for offence in check(later)] == []
        put(store, "erenhot")
        assert len(old.document_names()) == 1
        assert document_iri(old, "national")
        assert (store.path / "published" / str(old.state)).is_dir(), "kept while it is read"
    put(store, "law")
    states = [path.name for path in (store.path / "published").iterdir() if path.is_dir()]
    assert states == [store.state], "states that nobody reads are removed"


def test_a_state_whose_reader_went_last_goes_with_the_next_writer(store: Store) -> None:
    put(store, "national")
    with Store.open(store.path, read_only=True) as old:
        put(store, "wuda")
        store.close()
        assert (store.path / "published" / str(old.state)).is_dir(), "kept while it is read"
    assert (store.path / "published" / str(old.state)).is_dir(), "a reader removes nothing"
    assert assert_whole(store.path) == 2


def test_readers_of_other_processes_see_each_state_whole(new: Callable[[], Store]) -> None:
    """A writer that loads for ever, and a reader that opens the store again and again."""
    store = new()
    store.close()
    seen: set[str | None] = set()
    with child(store.path, "load") as process:
        ready(process)
        end = time.monotonic() + 3
        while time.monotonic() < end or len(seen) < 2:
            with Store.open(store.path, read_only=True) as reader:
                seen.add(reader.state)
                offences = [offence.en for offence in check(reader)]
                lost = [offence for offence in offences if "load it again" in offence]
                assert offences == (lost if not reader.is_current() else [])  # files go with the state that had them
    assert_whole(store.path)


# ── Stopped at any moment ────────────────────────────────────────────────────────────────────────────────────────────


def test_killed_at_random_moments(tmp_path: Path) -> None:
    """The first kills hit the making of the store, later ones its loading, publishing and removing."""
    moments = random.Random(7)
    path = tmp_path / "store"
    held = []
    for number in range(6):
        with child(path, "load") as process:
            if number < 2:
                time.sleep(0.3 + moments.random() * 0.7)
            else:
                ready(process)
                assert process.stdout is not None
                for _ in range(moments.randrange(2, 7)):
                    process.stdout.readline()
                time.sleep(moments.random() * 0.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
        held.append(assert_whole(path))
    assert max(held) > 1, held


@pytest.mark.parametrize(
    ("before", "module", "name", "number", "documents"),
    [
        ((), "kg.store", "Store._create", 1, 0),  # the store has a database and no base
        ((), "kg.store", "Store._refresh", 1, 0),  # and no ontology
        ((), "kg.store", "Store.repair", 1, 0),  # and no published state
        ((), "kg.files", "write_whole", 1, 0),  # before it is noted which file is loaded
        ((), "kg.files", "write_whole", 2, 0),  # before the first source file is kept
        ((), "kg.build", "plan", 1, 0),  # it is kept, and nothing else was changed yet
        ((), "kg.build", "_write", 1, 0),  # a source file is kept, its document not
        ((), "kg.build", "_write", 3, 2),  # between two documents
        ((), "kg.publish", "Publisher.publish", 2, 8),  # all are stored, nothing of it is published
        ((), "kg.publish", "sync_folder", 2, 8),  # the copy is made, and its name may not be on the disk
        ((), "kg.publish", "write_whole", 2, 8),  # the copy is whole, and not yet the published one
        ((), "kg.publish", "Publisher.remove_unused", 2, 8),  # it is, and the one before is still there
        ((), "kg.files", "SourceFiles.remove", 1, 7),  # a document is removed, its source file not yet
        (("national",), "kg.files", "SourceFiles.put", 1, 1),  # a change is announced, and nothing of it done
        (("national",), "kg.build", "plan", 1, 1),  # a source file is kept without its document
        (("national",), "kg.store", "update_text", 1, 1),  # in the moment of change
        (("national",), "kg.store", "update_text", 2, 2),  # the same, after a change that is not published
        (("national",), "kg.publish", "Publisher.publish", 1, 8),  # all are stored, nothing of it is published
    ],
)
def test_killed_at_a_certain_moment(
    tmp_path: Path, before: tuple[str, ...], module: str, name: str, number: int, documents: int
) -> None:
    """With no documents before, the store is made by the process that is killed; else it was made and published."""
    path = tmp_path / "store"
    if before:
        with Store.open(path, base=samples.BASE) as store:
            put(store, *before)
    with child(path, "die", module, name, str(number)) as process:
        assert process.wait(60) == -signal.SIGKILL, "it lived on"
    assert assert_whole(path) == documents


def test_a_reader_publishes_what_a_killed_writer_stored(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with child(path, "die", "kg.publish", "Publisher.publish", "2") as process:
        process.wait(60)
    with Store.open(path, read_only=True) as reader:
        assert len(reader.document_names()) == 8
    assert not (path / "unpublished").exists()
