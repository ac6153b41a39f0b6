"""The store goes, another writer comes, a process is stopped: nothing confirmed is lost, nothing stays half-written."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.check import check
from kg.errors import StoreLocked, StoreUnusable
from kg.rdf import Node
from kg.remote import claim as claims
from kg.remote import dialect, marks
from kg.remote.address import Remote
from kg.remote.claim import IN_FORCE, Claim, Right
from kg.remote.client import Client
from kg.remote.dialect import is_virtuoso, writing
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import held, put
from tests.kg.remote.servers import Server, has_virtuoso, oxigraph, virtuoso


def test_the_store_is_killed(tmp_path: Path) -> None:
    with oxigraph(tmp_path / "server", "--union-default-graph") as server:
        remote = Remote.of(server.url, folder=tmp_path / "kept")
        with Store.open(remote, base=samples.BASE) as store:
            put(store, "wuda")
            confirmed = held(store)
        writer = Store.open(remote)
        server.kill()
        with pytest.raises(StoreUnusable, match="see that it runs"):
            put(writer, "regional")
        writer.close()
        with pytest.raises(StoreUnusable, match="nothing that was confirmed is lost"):
            Store.open(remote, read_only=True)
        server.start()
        with Store.open(remote, read_only=True) as reader:
            assert held(reader) == confirmed
        with Store.open(remote) as store:  # whose claim of before counts as what it is: dead
            put(store, "regional")
        with Store.open(remote, read_only=True) as reader:
            assert len(reader.document_names()) == 2
            assert [str(one) for one in check(reader)] == []


@pytest.mark.parametrize("sent", range(4))
def test_stopped_amid_a_load(remote: Remote, store: Store, monkeypatch: pytest.MonkeyPatch, sent: int) -> None:
    """After any number of updates the store goes: a document is there whole or not at all, once somebody writes again."""
    Store.open(remote, base=samples.BASE).close()
    with monkeypatch.context() as patched:
        let_through(patched, sent)
        with pytest.raises(StoreUnusable), Store.open(remote) as writer:
            put(writer, "regional", "wuda")
    with Store.open(remote) as writer:
        names = writer.document_names()
        assert [str(one) for one in check(writer)] == []
        put(writer, "regional", "wuda")
    put(store, "regional", "wuda")
    with Store.open(remote, read_only=True) as reader:
        assert set(names) <= set(store.document_names())
        assert held(reader) == held(store)


def let_through(patched: pytest.MonkeyPatch, count: int) -> None:
    """Let so many updates of data through, then none."""
    update = Client.update
    left = [count]

    def limited(client: Client, text: str, *, repeatable: bool = False) -> None:
        if not text.startswith(("INSERT DATA { GRAPH <https://w3id.org/policykg/store#marks>", "DELETE WHERE")):
            left[0] -= 1
        if left[0] < 0:
            raise StoreUnusable(str(client.remote), "an answer of the store", "none (test)", "do this again")
        update(client, text, repeatable=repeatable)

    patched.setattr(Client, "update", limited)


def test_a_change_that_is_refused_is_undone(
    virtuoso_server: Server, empty_on: Callable[[Server], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(empty_on(virtuoso_server), base=samples.BASE) as writer:
        put(writer, "wuda")
        before = held(writer)
        update, sent = Client.update, [0]

        def refusing(client: Client, text: str, *, repeatable: bool = False) -> None:
            sent[0] += "graph/document/" in text
            if sent[0] == 1 and "INSERT DATA { GRAPH <http" in text and "graph/document/" in text:
                update(client, text, repeatable=repeatable)
                raise SyntaxError("no")
            update(client, text, repeatable=repeatable)

        with monkeypatch.context() as patched:
            patched.setattr(Client, "update", refusing)
            with pytest.raises(StoreUnusable, match="nothing of it was stored"):
                put(writer, "erenhot")
        assert held(writer) == before


# ── Writers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_writer_at_a_time(remote: Remote, tmp_path: Path) -> None:
    elsewhere = Remote.of(remote.query, folder=tmp_path / "elsewhere")
    with Store.open(remote, base=samples.BASE) as store:
        for other in (remote, elsewhere):
            with pytest.raises(StoreLocked, match="expected no other writer, found process"):
                Store.open(other)
        Store.open(elsewhere, read_only=True).close()
        put(store, "wuda")
    Store.open(elsewhere).close()


@pytest.mark.parametrize(
    ("keeper", "age", "gets_it"),
    [
        ("mine", timedelta(0), True),  # the folder's lock is ours: its process is no more
        ("other", timedelta(0), False),
        ("other", IN_FORCE - timedelta(minutes=1), False),
        ("other", IN_FORCE + timedelta(minutes=1), True),  # it was not renewed: its machine is no more
    ],
)
def test_claims_of_others(remote: Remote, keeper: str, age: timedelta, gets_it: bool) -> None:
    client = Client(remote)
    old = Claim.now(keeper, marks.read(client).now - age)
    client.update(marks.put(marks.WRITER, str(old)))
    right = Right(client, "mine")
    if gets_it:
        right.take(0.2)
        (text,) = marks.read(client).writers
        assert json.loads(text)["keeper"] == "mine"
        right.give_back()
        assert marks.read(client).writers == ()
    else:
        with pytest.raises(StoreLocked, match=old.host):
            right.take(0.2)
        assert marks.read(client).writers == (str(old),)


def test_a_right_that_was_lost_is_not_used(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(remote)
    right = Right(client, "mine")
    right.take(0.2)
    monkeypatch.setattr(claims, "_RENEWED_AFTER", 0.0)
    right.renew()
    (text,) = marks.read(client).writers
    client.update(marks.take_away(marks.WRITER, text))
    client.update(marks.put(marks.WRITER, str(Claim.now("other", marks.read(client).now))))
    with pytest.raises(StoreLocked, match="what was confirmed is stored"):
        right.renew()


# ── What differs ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_found_out(
    server: Server, empty_on: Callable[[Server], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(empty_on(server))
    client.update(marks.put(marks.WRITER, "test"))
    virtuoso_itself = is_virtuoso(client)
    assert writing(client).atomic is not virtuoso_itself
    update = Client.update

    def without_create(client: Client, text: str, *, repeatable: bool = False) -> None:
        if "CREATE" in text:
            raise SyntaxError("CREATE is not supported")
        update(client, text, repeatable=repeatable)

    monkeypatch.setattr(Client, "update", without_create)
    assert writing(client).atomic is False, "what cannot be tried is not believed"
    assert marks.read(client).writers == ("test",)


def test_a_store_that_changes_literals(
    oxigraph_server: Server, empty_on: Callable[[Server], Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(empty_on(oxigraph_server))
    number = Node("http://www.w3.org/2001/XMLSchema#integer")
    monkeypatch.setattr(dialect, "SAMPLES", (ox.Literal("01", datatype=number),))  # which it writes as 1
    with pytest.raises(StoreUnusable, match=r'expected a store that keeps "01"\^\^.*, found "1"'):
        writing(client)


def test_without_the_union(tmp_path: Path) -> None:
    """Oxigraph's server takes it as a parameter where it was not started with it."""
    with oxigraph(tmp_path / "server") as server:
        remote = Remote.of(server.url, folder=tmp_path / "kept")
        with Store.open(remote, base=samples.BASE) as store:
            put(store, "wuda")
            assert bool(store.query("ASK { ?s a <https://w3id.org/policykg/ns#Task> }"))
            assert not bool(store.query("ASK FROM <urn:none> { ?s ?p ?o }"))


def test_answers_that_are_cut_off(tmp_path: Path, virtuoso_server: Server) -> None:
    assert has_virtuoso()
    with virtuoso(tmp_path / "server", "ResultSetMaxRows = 10000") as server:  # as Debian has it
        remote = Remote.of(server.url, folder=tmp_path / "kept")
        with pytest.raises(StoreUnusable, match=r"take ResultSetMaxRows .* out of virtuoso\.ini"):
            Store.open(remote, base=samples.BASE)


def test_an_update_that_removes_everything(
    oxigraph_server: Server, empty_on: Callable[[Server], Remote], store: Store
) -> None:
    """Our marks go with it, and are made anew: the writer's right is not lost, nor what the store says of itself."""
    remote = empty_on(oxigraph_server)
    put(store, "wuda")
    with Store.open(remote, base=samples.BASE) as writer:
        put(writer, "regional")
        with writer.whole():
            writer.change("DROP ALL")
        claim = marks.read(Client(remote)).writers
        assert len(claim) == 1
        put(writer, "wuda")
    with Store.open(remote, read_only=True) as reader:
        assert held(reader) == held(store)


def test_a_change_that_others_left(
    virtuoso_server: Server, empty_on: Callable[[Server], Remote], tmp_path: Path
) -> None:
    remote = empty_on(virtuoso_server)
    Store.open(remote, base=samples.BASE).close()
    Client(remote).update(marks.put(marks.PENDING, "elsewhere"))
    with pytest.raises(StoreUnusable, match="another writer was stopped"):
        Store.open(remote)
    Store.open(remote, read_only=True).close()
