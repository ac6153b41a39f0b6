"""A folder goes in, a store comes out: quads to ask and to change, one writer at a time and any number of readers.

    with Store.open(Path("store"), base="https://data.example.gov.cn/") as store: ...   # the writer
    Store.open(Path("store"), read_only=True).query("SELECT …")                        # a reader, beside it

In the folder are the database (`db`, of which only the writer knows), its published states (`published`), the source
files (`sources`) and the writer's lock (`writer`). A reader sees the last published state. Every change is one
transaction of the database: whatever stops the process, a document is in it whole or not at all. What was changed and
not yet published is told by the file `unpublished`; whoever opens the store next publishes it. A database that shall
take the place of `db` is built as `db.half` and named `db.next` once it is whole; whoever opens the store next puts it in
place.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from kg import rdf
from kg.change import Update
from kg.dataset import ontology_mark, ontology_quads
from kg.errors import (
    BadQuestion,
    BaseMismatch,
    LayoutMismatch,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreUnusable,
)
from kg.files import Origins, SourceFiles, sync_folder
from kg.iris import DEFAULT_BASE, Iris
from kg.lock import release, take
from kg.publish import Publisher, State, sync_files
from kg.rdf import Node, Subject, Term, pol
from kg.registry import document_node
from kg.remote.address import Remote, is_remote, remote_of
from kg.sparql import names_graphs, update_text
from kg.titles import number_key, region_of, title_key
from kg.trouble import ANEW, RESTORE, is_engines, told, told_of

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

LAYOUT = "1"
"""The version of what a store holds, kept in it; one of another version is not opened."""

PATIENCE = 1.0
"""Seconds that a writer waits for the lock: a reader may hold it for a moment, to publish what a stopped writer left."""


class Store:
    """A store that is open: made by `Store.open`, closed by `close` or at the end of a `with`."""

    def __init__(self, path: Path, *, lock: IO[bytes] | None = None, state: State | None = None) -> None:
        self.path = path
        self.iris = Iris(DEFAULT_BASE)
        self.sources = SourceFiles(path / "sources")
        self.origins = Origins(path / "sources" / "origins")
        self._engine: ox.Store | None = None
        self._lock = lock
        self._state = state
        self._leaving: set[str] = set()
        self._is_published = False
        self._others: bool | None = None  # whether there are graphs that are not the store's own
        self.touched: set[str] | None = None
        """The documents whose place among others may have changed since what follows from them was brought up to date (see
        `kg.following`); None while that is not known."""

    # ── Opening and closing ──────────────────────────────────────────────────────────────────────────────────────────

    @classmethod
    def open(cls, path: Path | str | Remote, *, base: str | None = None, read_only: bool = False) -> Store:
        """The store of a folder, or a remote one (`kg.remote`), which is named by its URL or with all that asking it needs.

        For writing, the folder is made if need be, with `base` (or the default) as the beginning of all its IRIs, which
        is fixed from then on. For reading, the last published state is opened, and never changes.

        Raises StoreMissing, StoreLocked, StoreUnusable, BaseMismatch or LayoutMismatch.
        """
        if isinstance(path, Remote) or is_remote(path):
            from kg.remote.store import RemoteStore  # which is a store itself

            return RemoteStore.open_remote(remote_of(path), base, read_only=read_only)
        path = Path(path)
        return cls._read(path, base) if read_only else cls._write(path, base)

    @classmethod
    def make(cls, path: Path, quads: Iterable[ox.Quad], base: str) -> Store:
        """A new store that holds these quads, which a store of that base held, open for writing."""
        with told_of(path):
            path.mkdir(parents=True, exist_ok=True)
            _make_database(path / "db", quads)
        return cls._write(path, base, create=False)

    @classmethod
    def _write(cls, path: Path, base: str | None, *, create: bool = True) -> Store:
        wanted = Iris(base).base if base is not None else None
        _may_become_store(path)
        with told_of(path):
            path.mkdir(parents=True, exist_ok=True)
            store = cls(path, lock=take(path / "writer", PATIENCE if create else 0.0))
        try:
            with told_of(path / "db"):
                store._finish_replacing()
                store._must_have_database()
                store._engine = ox.Store(path / "db")
                is_made = store._settle(wanted)
            if not is_made:
                if not create:
                    raise StoreMissing(str(path), "a store", "one whose making was stopped", "load a document into it")
                store._must_be_new()
                store._create(wanted or DEFAULT_BASE)
            store._refresh()
            if store.has_unpublished() or store.state is None:
                store.repair()
            else:
                store._publisher.remove_unused()  # which had readers when their writer was stopped, or done
        except BaseException:
            store._let_go()
            raise
        return store

    @classmethod
    def _read(cls, path: Path, base: str | None) -> Store:
        wanted = Iris(base).base if base is not None else None
        if (path / "unpublished").exists():
            # A writer may be at work, or this reader may not write.
            with suppress(StoreLocked, StoreMissing, StoreUnusable):
                cls._write(path, base, create=False).close()
        with told_of(path / "published", ANEW):
            state = Publisher(path / "published").hold()
        if state is None:
            found = "no published state" if (path / "db").exists() else "none"
            raise StoreMissing(str(path), "a store", found, "load a document into it first: policykg load FILE")
        store = cls(path, state=state)
        try:
            with told_of(state.path, ANEW):
                store._engine = ox.Store.read_only(str(state.path))
                if not store._settle(wanted):
                    raise StoreUnusable(str(state.path), "a published state", "one that tells no base", ANEW)
        except BaseException:
            store._let_go()
            raise
        return store

    def _must_have_database(self) -> None:
        """Refuse to begin a database where one was: that would remove what is left of it, and what readers see."""
        if not (self.path / "db" / "CURRENT").exists():
            self._must_be_new()
            if any((self.path / "db").glob("*.sst")):
                raise StoreUnusable(str(self.path / "db"), "a whole database", "one without its file CURRENT", RESTORE)

    def _must_be_new(self) -> None:
        """Refuse a lost database: nothing can have been published of one that was never made."""
        if self._publisher.has_states():
            found = "none, though there are published states of one"
            raise StoreUnusable(str(self.path / "db"), "the database", found, RESTORE)

    def _settle(self, wanted: str | None) -> bool:
        """Take over the base that the store was made with; False if its making was not finished."""
        base = _base(self.engine)
        if base is None:
            return False
        self.iris = Iris(base)
        dataset, graph = Node(self.iris.mint("dataset")), Node(self.iris.mint("dataset_graph"))
        layouts = self.match(dataset, rdf.VERSION, None, graph)
        layout = {quad.object.value for quad in layouts if isinstance(quad.object, ox.Literal)}
        if layout != {LAYOUT}:
            raise LayoutMismatch(
                self.place,
                f"a store of layout {LAYOUT}",
                f"one of layout {', '.join(sorted(layout)) or 'unknown'}",
                "load its source files into a new store",
            )
        if wanted is not None and wanted != base:
            raise BaseMismatch(
                self.place,
                f"IRIs that begin with {wanted}",
                f"a store made for {base}",
                "leave the base out, or load into a new store",
            )
        return True

    def _create(self, base: str) -> None:
        self.iris = Iris(base)
        self._describe()

    def _describe(self) -> None:
        """Say of the store what opening it needs, and let no graph say it of another."""
        dataset, graph = Node(self.iris.mint("dataset")), Node(self.iris.mint("dataset_graph"))
        said = {
            ox.Quad(dataset, rdf.URI_SPACE, ox.Literal(self.base), graph),
            ox.Quad(dataset, rdf.VERSION, ox.Literal(LAYOUT), graph),
        }
        bases = {
            quad
            for quad in self.engine.quads_for_pattern(None, rdf.URI_SPACE, None, None)
            if describes_store(quad.graph_name)
        }
        wrong = (bases | set(self.match(dataset, rdf.VERSION, None, graph))) - said
        said.add(ox.Quad(dataset, rdf.TYPE, rdf.DATASET, graph))
        self.write(Update(frozenset(), frozenset(wrong), frozenset(said - set(self.graph(graph)))))

    def _refresh(self) -> None:
        """Hold the ontology and its vocabularies as this version has them.

        They are told apart from what is to go, since a change that removes something names blank nodes anew.
        """
        graph = Node(self.iris.mint("ontology_graph"))
        held, wanted = self.graph(Node(self.iris.mint("dataset_graph"))), ontology_mark(self.iris)
        if wanted not in held:
            old = frozenset(quad for quad in held if (quad.subject, quad.predicate) == (graph, rdf.IDENTIFIER))
            self.write(Update(frozenset({graph}), old, frozenset()))
            self.write(Update(frozenset(), frozenset(), frozenset({wanted, *ontology_quads(self.iris)})))

    def close(self) -> None:
        """Let go of the folder; a writer publishes first what readers cannot see: what it has not published yet, or all
        that it holds, where the published state is damaged."""
        if self._engine is not None:
            try:
                if not self.read_only and (self.has_unpublished() or not self._readers_see_it()):
                    self.publish()
            finally:
                self._let_go()

    def _readers_see_it(self) -> bool:
        if self._is_published or self._publisher.is_whole():
            return True
        self._publisher.set_aside()
        return False

    def _let_go(self) -> None:
        self._engine = None  # frees the database, before others may have it
        if self._lock is not None:
            release(self._lock)
        if self._state is not None:
            self._state.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, (OSError, RuntimeError)) and is_engines(error):
            where, damaged = (self.path / "db", RESTORE) if self._state is None else (self._state.path, ANEW)
            raise told(error, where, damaged) from error

    @property
    def place(self) -> str:
        """Where the store is, as messages name it."""
        return str(self.path)

    @property
    def base(self) -> str:
        """What all IRIs of the store begin with."""
        return self.iris.base

    @property
    def read_only(self) -> bool:
        return self._lock is None

    @property
    def state(self) -> str | None:
        """The name of the published state that is read, or was published last."""
        return self._state.name if self._state is not None else self._publisher.current()

    def is_current(self) -> bool:
        """Whether no newer state than the one that is read has been published."""
        return self._state is None or self._publisher.current() in (None, self._state.name)

    @property
    def engine(self) -> ox.Store:
        """The database itself, for dumps; everything else has a method here."""
        if self._engine is None:
            raise StoreError(self.place, "an open store", "a closed one", "open it again")
        return self._engine

    # ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def query(
        self,
        text: str,
        substitutions: Mapping[str, Term] | None = None,
        *,
        default_graphs: Iterable[Node] | None = None,
        named_graphs: Iterable[Node] | None = None,
    ) -> Answer:
        """Answer SPARQL. The default graph is the union of all graphs, unless the query or the caller names graphs.

        `substitutions` gives variables their values by name; each must be among those that the query returns.

        Raises SyntaxError where it is not SPARQL 1.1, BadQuestion for a substitution that would change nothing.
        """
        defaults = None if default_graphs is None else list(default_graphs)
        named = None if named_graphs is None else list(named_graphs)
        values = {ox.Variable(name): value for name, value in (substitutions or {}).items()}
        try:
            return self.engine.query(
                text,
                use_default_graph_as_union=defaults is None and named is None and not names_graphs(text),
                default_graph=defaults,  # type: ignore[arg-type]
                named_graphs=named,  # type: ignore[arg-type]
                substitutions=values,
            )
        except RuntimeError as error:
            if "SELECT projection" not in str(error):
                raise
            raise BadQuestion(
                "query", "substitutions for variables that it selects", str(error), "select the variable too"
            ) from None

    def match(
        self,
        subject: Subject | None,
        predicate: Node | None,
        object: Term | None,
        graph: Node | ox.BlankNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """The quads of a pattern, in all graphs of the store's own or in one, be it anybody's.

        What people write to other graphs is asked by `query`: it tells nothing of documents here.
        """
        quads = self.engine.quads_for_pattern(subject, predicate, object, graph)
        if graph is not None or not self._has_others():
            return quads
        return (quad for quad in quads if self.owns(quad.graph_name))

    def owns(self, graph: Node | ox.BlankNode | ox.DefaultGraph) -> bool:
        """Whether a graph is the store's own: made by loaders and links, of decisions, of the ontology or the dataset."""
        return isinstance(graph, Node) and graph.value.startswith(f"{self.base}graph/")

    def _has_others(self) -> bool:
        if self._others is None:
            unnamed = self.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
            self._others = any(not self.owns(graph) for graph in self.engine.named_graphs()) or any(
                True for _ in unnamed
            )
        return self._others

    def graph(self, graph: Node) -> frozenset[ox.Quad]:
        """All quads of a graph."""
        return frozenset(self.match(None, None, None, graph))

    def document_names(self) -> list[str]:
        """The names of all loaded documents, as they stand in their IRIs."""
        parsed = (self.iris.parse(graph.value) for graph in self.engine.named_graphs() if isinstance(graph, Node))
        return sorted(str(one.fields["document"]) for one in parsed if one is not None and one.kind == "document_graph")

    def source_sums(self) -> set[str]:
        """The sums of the files that the loaded documents were read from."""
        return {
            quad.object.value
            for name in self.document_names()
            for quad in self.match(None, pol("sha256"), None, Node(self.iris.mint("document_graph", document=name)))
            if isinstance(quad.object, ox.Literal)
        }

    def find_documents(self, said: str) -> list[Node]:
        """The documents of that IRI, number, title or file name: the loaded ones, else those that are only cited."""
        for found in (self._by_iri(said), self._by_key("numberKey", number_key(said)), self._by_title(said)):
            if found:
                loaded = {node for node in found if any(self.match(node, pol("loaded"), rdf.TRUE))}
                return sorted(loaded or found, key=str)
        return []

    def _by_iri(self, said: str) -> set[Node]:
        resource = self.iris.parse(said)
        return self._in_force({Node(said)}) if resource is not None and resource.kind == "document" else set()

    def _by_key(self, name: str, key: str) -> set[Node]:
        nodes = {quad.subject for quad in self.match(None, pol(name), ox.Literal(key))}
        return self._in_force({node for node in nodes if isinstance(node, Node)})

    def _by_title(self, said: str) -> set[Node]:
        titled = {quad.subject for quad in self.match(None, pol("title"), ox.Literal(said, language="zh"))}
        files = {quad.subject for quad in self.match(None, pol("fileName"), ox.Literal(said))}
        owners = {quad.object for file in files for quad in self.match(file, pol("document"), None)}
        exact = self._in_force({node for node in titled | owners if isinstance(node, Node)})
        return exact | self._by_key("titleKey", title_key(said, region_of(said, None)))

    def in_force(self, iri: str) -> list[str]:
        """The IRIs under which a resource is found now: its own, or where it is an alias or part of one, those it led to.

        Empty where the IRI is none of this store's.
        """
        resource = self.iris.parse(iri)
        if resource is None:
            return []
        document = resource.fields.get("document")
        if document is None:
            return [iri]
        found = [self.iris.parse(node.value) for node in self._in_force({document_node(str(document), self.iris)})]
        return sorted(
            self.iris.mint(resource.kind, **(resource.fields | one.fields)) for one in found if one is not None
        )

    def _in_force(self, nodes: set[Node]) -> set[Node]:
        """The documents that the IRIs name: where one is an alias, those to which it leads."""
        found: set[Node] = set()
        for node in nodes:
            led = {quad.object for quad in self.match(node, rdf.IS_REPLACED_BY, None)}
            found |= {one for one in led if isinstance(one, Node)} or {node}
        return {node for node in found if any(self.match(node, rdf.TYPE, pol("Document")))}

    # ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, update: Update) -> None:
        """Carry out a change: all of it in one transaction, or nothing."""
        if not update:
            return
        self._will_change()
        with told_of(self.path):
            if update.drop or update.delete:
                self.engine.update(update_text(update))
            else:  # in order, since a database takes neighbours faster
                self.engine.extend(sorted(update.insert, key=lambda quad: str(quad.subject)))
        if self.touched is not None:
            self.touched |= update.touched(self.iris)

    def change(self, text: str, base_iri: str | None = None) -> None:
        """Carry out a SPARQL update: all of it in one transaction, or nothing.

        Raises SyntaxError where it is none. What follows from changed documents is the caller's: see `whole`.
        """
        self._will_change()
        with told_of(self.path):
            self.engine.update(text, base_iri=base_iri)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """What is done within is done as a whole or not at all, however many transactions it has.

        It is done in a copy of the database, made of hard links, which then takes its place; where it fails or is stopped,
        the store holds what it held. What the store must say of itself is said again. Nothing may be published within.
        """
        self._must_write()
        before, half, failed = self._engine, self.path / "db.half", True
        shutil.rmtree(half, ignore_errors=True)  # what an earlier failure left
        try:
            with told_of(self.path):
                self.engine.backup(half)
                self._engine = ox.Store(half)
            yield
            self._describe()
            self._refresh()
            failed = False
        finally:
            if failed:
                self._engine, self._others, self.touched = before, None, None
                shutil.rmtree(half, ignore_errors=True)
        with told_of(self.path):
            self.engine.flush()
            self._engine = before = None  # frees both, before one is put in the other's place
            sync_files(half)
            self._put_in_place()

    def replace_all(self, quads: Iterable[ox.Quad]) -> None:
        """Let the store hold these quads and no others, be it of another base; stopped anywhere, it holds the old or these.

        They may be made from what the store holds, which is read while they are built aside.
        """
        self._must_write()
        self.touched = None
        with told_of(self.path):
            shutil.rmtree(self.path / "db.half", ignore_errors=True)  # what an earlier failure left
            _make_database(self.path / "db.half", quads)
            self._engine = None  # frees the database, before another is put in its place
            self._put_in_place()
        self._settle(None)

    def _put_in_place(self) -> None:
        """Let the database that was built aside take the place of the one that is not open any more."""
        self._will_change()
        (self.path / "db.half").rename(self.path / "db.next")
        sync_folder(self.path)
        self._finish_replacing()
        self._engine = ox.Store(self.path / "db")

    def _finish_replacing(self) -> None:
        """Put the database in place that was built for it; one that was not finished goes."""
        new = self.path / "db.next"
        shutil.rmtree(self.path / "db.half", ignore_errors=True)
        if new.exists():
            shutil.rmtree(self.path / "db", ignore_errors=True)
            new.rename(self.path / "db")
            sync_folder(self.path)

    def publish(self) -> str:
        """Let readers see what the store holds now; the name of the published state comes back."""
        self._must_write()
        with told_of(self.path):
            return self._publish()

    def _publish(self) -> str:
        name = self._publisher.publish(self.engine)
        self._is_published = True
        for digest in self._leaving:
            if not any(self.match(None, pol("sha256"), ox.Literal(digest))):
                self.sources.remove(digest)
        self._leaving.clear()
        self._unpublished.unlink(missing_ok=True)
        return name

    def keep_source(self, data: bytes) -> None:
        """Keep a source file, before the document that was read from it is stored."""
        if not self.sources.path(sha256(data).hexdigest()).is_file():
            self._will_change()  # so that the file is removed again if the document is not stored
            with told_of(self.path):
                self.sources.put(data)

    def note_origin(self, path: str, sums: frozenset[str]) -> None:
        """Note under which sums of bytes there may be documents of the file of a path."""
        self._must_write()
        with told_of(self.path):
            self.origins.note(path, sums)

    def release_source(self, digest: str) -> None:
        """Remove a source file, unless a document has it, once readers do not see the one that had it."""
        self._leaving.add(digest)

    def has_unpublished(self) -> bool:
        """Whether something was stored that readers do not see yet."""
        return self._unpublished.exists()

    def repair(self) -> None:
        """After a process that was stopped: bring up to date what follows from what it stored and publish it, remove the
        source files of what it did not store."""
        from kg.following import catch_up  # which works on stores itself

        self._must_write()
        catch_up(self)
        self.sources.sweep(
            {quad.object.value for quad in self.match(None, pol("sha256"), None) if isinstance(quad.object, ox.Literal)}
        )
        self.publish()

    def _will_change(self) -> None:
        self._must_write()
        self._others = None
        if not self._unpublished.exists():
            with told_of(self.path):
                self._unpublished.touch()
                sync_folder(self.path)

    def _must_write(self) -> None:
        if self._lock is None:
            raise StoreReadOnly(
                self.place, "a store opened for writing", "one opened for reading", "open it without read_only"
            )

    @property
    def _unpublished(self) -> Path:
        return self.path / "unpublished"

    @property
    def _publisher(self) -> Publisher:
        return Publisher(self.path / "published")


def _base(engine: ox.Store) -> str | None:
    """The base that a store was made with, as the graph that describes it says."""
    for quad in engine.quads_for_pattern(None, rdf.URI_SPACE, None, None):
        if isinstance(quad.object, ox.Literal) and isinstance(quad.graph_name, Node):
            base = quad.object.value
            if quad.graph_name.value == f"{base}graph/dataset":
                return base
    return None


def describes_store(graph: Node | ox.BlankNode | ox.DefaultGraph) -> bool:
    """Whether a graph has the name of one that describes a store, be it another: by it a store is opened."""
    return isinstance(graph, Node) and graph.value.endswith("graph/dataset")


def _make_database(path: Path, quads: Iterable[ox.Quad]) -> None:
    """Make a database of quads, which is whole on the disk when this returns."""
    engine = ox.Store(path)
    engine.bulk_extend(quads)
    engine.flush()
    del engine
    sync_files(path)


def _may_become_store(path: Path) -> None:
    """Refuse to make a store of a file, or of a folder that holds something else."""
    if path.exists() and not path.is_dir():
        raise StoreMissing(str(path), "a folder", "a file", "name another folder")
    names = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    was_published = (path / "published" / "CURRENT").exists()  # then its database is lost, which is told as such
    if names - {"writer"} and not names & {"db", "db.next"} and not was_published:
        raise StoreMissing(str(path), "a store or an empty folder", "a folder of other files", "name another folder")
