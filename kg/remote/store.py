"""A remote store goes in, a `Store` on it comes out: what a folder gives, given by a SPARQL 1.1 store.

There are no published states: a reader sees what the store holds now. What is published is a name, by which readers know
that there is something new, and that all that follows from the documents was brought up to date. Source files are kept in
a folder of this machine, with the lock of its writers, and with what a stopped writer left to be done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast
from uuid import uuid4

import pyoxigraph as ox

from kg import rdf
from kg.change import Update
from kg.errors import StoreError, StoreMissing, StoreUnusable
from kg.iris import DEFAULT_BASE, Iris
from kg.lock import take
from kg.rdf import Node, pol
from kg.remote import marks
from kg.remote.address import Remote
from kg.remote.answers import rows
from kg.remote.carrying import Carrier
from kg.remote.claim import Right
from kg.remote.client import Client
from kg.remote.dialect import Writing, is_virtuoso, must_not_cut, writing
from kg.remote.engine import RemoteEngine
from kg.remote.texts import changes, followed_by, must_be_update
from kg.sparql import update_text
from kg.store import LAYOUT, PATIENCE, Store
from kg.trouble import told_of

FRESH = 60.0
"""Seconds after which what a lasting reader looked up is looked up anew, in case that other programs write to the store."""


class RemoteStore(Store):
    """A remote store that is open: made by `Store.open` of a `Remote` or a URL."""

    def __init__(self, remote: Remote, lock: IO[bytes] | None = None) -> None:
        super().__init__(remote.folder, lock=lock)
        self.remote = remote
        self._client = Client(remote)
        engine = RemoteEngine(self._client)
        self._carrier = Carrier(engine, remote.folder)
        self._remote_engine: RemoteEngine | None = engine
        self._right: Right | None = None
        self._marked = False
        self._revision: str | None = None
        self._since = time.monotonic()

    # ── Opening and closing ──────────────────────────────────────────────────────────────────────────────────────────

    @classmethod
    def open_remote(cls, remote: Remote, base: str | None, *, read_only: bool) -> RemoteStore:
        """The store, to read or to write; a new one is made where there is none, with `base`."""
        if read_only:
            return cls._read_remote(remote, base)
        store = cls.hold(remote)
        try:
            store._must_be_whole(store._look())
            store._carrier.redo()
            store._carrier.must_be_finished()
            wanted = Iris(base).base if base is not None else None
            if not store._settle(wanted):
                store._create(wanted or DEFAULT_BASE)
            store._refresh()
            if store.has_unpublished() or store._revision is None:
                store.repair()
        except BaseException:
            store._let_go()
            raise
        return store

    @classmethod
    def hold(cls, remote: Remote) -> RemoteStore:
        """The store with the right to write to it, whatever it holds."""
        with told_of(remote.folder):
            remote.folder.mkdir(parents=True, exist_ok=True)
            store = cls(remote, take(remote.folder / "writer", PATIENCE))
        try:
            store._right = Right(store._client, store._carrier.keeper())
            store._right.take(PATIENCE)
            store._open_engine().writing = writing(store._client)
        except BaseException:
            store._let_go()
            raise
        return store

    @classmethod
    def _read_remote(cls, remote: Remote, base: str | None) -> RemoteStore:
        store = cls(remote)
        try:
            store._must_be_whole(store._look())
            if not store._settle(Iris(base).base if base is not None else None):
                remedy = "load a document into it first: policykg load FILE"
                raise StoreMissing(str(remote), "a store", "none", remedy)
            if is_virtuoso(store._client):
                must_not_cut(remote)
        except BaseException:
            store._let_go()
            raise
        return store

    def _look(self) -> marks.Marks:
        """Read what writers noted."""
        found = marks.read(self._client)
        self._marked, self._revision = found.unpublished, found.revision
        return found

    def _must_be_whole(self, found: marks.Marks) -> None:
        if found.filling:
            remedy = "restore it again: policykg restore FILE"
            raise StoreMissing(str(self.remote), "a whole store", "one whose restoring was stopped", remedy)

    def _settle(self, wanted: str | None) -> bool:
        found = super()._settle(wanted)
        if found:
            _ = self._open_engine().union  # what is wrong with it is told now
        return found

    def close(self) -> None:
        """Let go of the store; a writer publishes first what it has not published yet."""
        if self._remote_engine is not None:
            try:
                if not self.read_only and self.has_unpublished():
                    self.publish()
            finally:
                self._let_go()

    def _let_go(self) -> None:
        if self._right is not None:
            with suppress(StoreError):  # it ends by itself when it is not renewed
                self._right.give_back()
        self._remote_engine = None
        self._client.close()
        super()._let_go()

    @property
    def place(self) -> str:
        return str(self.remote)

    @property
    def state(self) -> str | None:
        """The name of what was published last, when it was looked at."""
        return self._revision

    def is_current(self) -> bool:
        """Whether nothing newer was published since this was opened."""
        if time.monotonic() - self._since > FRESH:
            self._since = time.monotonic()
            self._open_engine().mirror.forget()
        return marks.read(self._client).revision == self._revision

    def document_count(self) -> int:
        """How many documents are loaded: each says so in its graph, and no other quad is looked at."""
        text = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?document {pol('loaded')} ?loaded }} }}"
        graphs = [row["g"] for row in rows(self._client, text)]
        parsed = (self.iris.parse(graph.value) for graph in graphs if isinstance(graph, Node))
        return sum(one is not None and one.kind == "document_graph" for one in parsed)

    def let_go_of_quads(self) -> None:
        """Hold nothing of what was looked up."""
        self._open_engine().mirror.forget()

    def _has_others(self) -> bool:
        return True  # finding out would take longer than leaving out what is not the store's own

    @property
    def engine(self) -> ox.Store:
        """What answers in the place of a database; it has that part of its interface that is used here."""
        return cast("ox.Store", self._open_engine())

    def _open_engine(self) -> RemoteEngine:
        if self._remote_engine is None:
            raise StoreError(self.place, "an open store", "a closed one", "open it again")
        return self._remote_engine

    # ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, update: Update) -> None:
        """Carry out a change: in one request where the store does one whole, else by the journal, so that it gets whole."""
        if not update:
            return
        self._will_change()
        self._carry_out(update)
        if self.touched is not None:
            self.touched |= update.touched(self.iris)

    def _carry_out(self, update: Update) -> None:
        self._how()
        self._carrier.carry_out(update)

    def _how(self) -> Writing:
        """How the store writes; where others have taken the right to write meanwhile, it is refused."""
        self._must_write()
        how = self._open_engine().writing
        if self._right is None or how is None:
            raise StoreError(self.place, "an open store", "a closed one", "open it again")
        self._right.renew()
        return how

    def replace_all(self, quads: Iterable[ox.Quad]) -> None:
        """Let the store hold these quads and no others, where it can do so in one transaction."""
        how = self._how()
        if not how.atomic:
            remedy = "back it up, restore that into a folder, change it there, and restore a backup of that here"
            raise StoreUnusable(self.place, "a store that does an update whole", "one that does not", remedy)
        self.touched = None
        new = frozenset(quads)
        self._will_change()
        self._carry_out(Update(frozenset(self._open_engine().named_graphs()), frozenset(), new))
        self._open_engine().mirror.forget()
        self._settle(None)

    def change(self, text: str, base_iri: str | None = None) -> None:
        """Carry out a SPARQL update, as whole as the store does one. Raises SyntaxError where it is none."""
        must_be_update(text, base_iri)
        if not changes(text):
            return
        how = self._how()
        self._carrier.redo()
        try:
            if how.atomic:
                self._open_engine().update(followed_by(text, self._noted()), base_iri=base_iri)
                self._marked = True
            else:
                self._will_change()
                self._open_engine().update(text, base_iri=base_iri)
                self._client.update(self._noted(), repeatable=True)
        except SyntaxError as error:  # it is SPARQL, as was found out before
            remedy = "write it in other words; docs/stores.md tells what each store does not take"
            raise StoreUnusable(self.place, "a store that takes this update", str(error), remedy) from None

    def _noted(self) -> str:
        """The update that says again what another may have removed with all else: the marks, and by what the store is known."""
        right = [self._right.noted()] if self._right is not None else []
        told = Update(frozenset(), frozenset(), self._description())
        return " ; ".join([marks.put(marks.UNPUBLISHED, "true"), *right, update_text(told)])

    def _description(self) -> frozenset[ox.Quad]:
        dataset, graph = Node(self.iris.mint("dataset")), Node(self.iris.mint("dataset_graph"))
        said = ((rdf.URI_SPACE, ox.Literal(self.base)), (rdf.VERSION, ox.Literal(LAYOUT)), (rdf.TYPE, rdf.DATASET))
        return frozenset(ox.Quad(dataset, predicate, value, graph) for predicate, value in said)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is done within is done one after the other: no store takes several requests as one. What it must say of itself
        is said again; a writer that is stopped within leaves what `kg.following` does."""
        self._must_write()
        try:
            yield
        finally:
            self.touched = None
        self._describe()
        self._refresh()

    def publish(self) -> str:
        """Tell readers that there is something new; its name comes back."""
        self._must_write()
        self._carrier.redo()
        name = uuid4().hex[:16]
        parts = [marks.put(marks.REVISION, name)]
        parts += [marks.take_away(marks.REVISION, old) for old in (self._revision or "").split("-") if old]
        parts.append(marks.take_away(marks.UNPUBLISHED, "true"))
        self._client.update(" ; ".join(parts), repeatable=True)
        self._marked, self._revision = False, name
        for digest in self._leaving:
            if not any(self.match(None, pol("sha256"), ox.Literal(digest))):
                self.sources.remove(digest)
        self._leaving.clear()
        return name

    def has_unpublished(self) -> bool:
        return self._marked

    def _will_change(self) -> None:
        self._must_write()
        if not self._marked:
            self._client.update(marks.put(marks.UNPUBLISHED, "true"), repeatable=True)
            self._marked = True

    # ── Copying ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def may_be_filled(self) -> bool:
        """Whether the store holds nothing, or what is left of a filling that was stopped."""
        return self._look().filling or next(self._open_engine().named_graphs(), None) is None

    def fill(self, quads: Iterable[ox.Quad]) -> None:
        """Let the store hold these quads and no others. It is no store until they are all there, as a mark says."""
        engine = self._open_engine()
        self._how()
        self._client.update(marks.put(marks.FILLING, "true"), repeatable=True)
        for graph in list(engine.named_graphs()):
            self._client.update(f"DROP SILENT GRAPH {graph}", repeatable=True)
        self._carrier.forget()
        engine.bulk_extend(quads)
        self._client.update(marks.take_away(marks.FILLING, "true"), repeatable=True)
        self._settle(None)
        self.publish()

    def counted(self) -> Iterator[ox.Quad]:
        """All quads, as many of each graph as the store counted."""
        return self._open_engine().counted()

    def settled(self, act: Callable[[], None]) -> None:
        """Do what must see one state of the store. Raises StoreLocked where somebody keeps writing to it."""
        self._open_engine().quietly(act)
