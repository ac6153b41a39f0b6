"""Documents with the bytes of their files go in, a store that holds them comes out, with what became of each.

A file is the unit: what was read from it before and is not read from it now is removed, so that loading a file again
replaces all that it gave, also where its bytes changed: it is known by its path, if that is told. Each document is one
transaction; a refused one changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from time import monotonic
from typing import Any, Literal

import pyoxigraph as ox

from kg import rdf
from kg.cascade.refresh import is_computed, resting_on
from kg.change import Change, Update
from kg.decisions.deciding import follow
from kg.errors import DocumentUnknown, GraphError
from kg.following import catch_up
from kg.names import Loaded, loaded_names
from kg.quads import document_quads, identity
from kg.rdf import Node, Term, pol
from kg.said import loaded_of
from kg.store import Store
from kg.update import plan
from kg.validate import Offence, Validator
from ontology.model import Document

PUBLISH_EVERY = 10.0
"""Seconds after which a long load lets readers see what it has stored so far."""

Status = Literal["loaded", "replaced", "unchanged", "refused", "removed"]


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of a file and the documents that were read from it; `path` is where it lies, in full and resolved."""

    data: bytes
    documents: tuple[Document, ...]
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document. `iri` is None where it was refused; `also` are others of its title and region."""

    status: Status
    title: str
    file: str
    iri: str | None
    reasons: tuple[Offence, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A loaded document: its node, its graph, and by what it is told apart."""

    root: Node
    graph: Node
    who: Loaded


def load(
    store: Store,
    files: Iterable[File],
    report: Callable[[Outcome], None] = lambda outcome: None,
    validator: Validator | None = None,
) -> tuple[Outcome, ...]:
    """Load files one after the other, tell each outcome as it comes, and publish what was stored.

    A validator that is used again saves a tenth of a second.
    """
    validator = validator or Validator()
    outcomes: list[Outcome] = []
    published = monotonic()
    for file in files:
        for outcome in _load_file(store, file, validator):
            outcomes.append(outcome)
            report(outcome)
        if monotonic() - published > PUBLISH_EVERY and store.has_unpublished():
            _publish(store)
            published = monotonic()
    _publish(store)
    return tuple(outcomes)


def remove(store: Store, said: str) -> Outcome:
    """Remove the loaded document of that IRI, number, title or file name; what others cite of it is left."""
    found = [one for node in store.find_documents(said) for one in _held(store, node)]
    if len(found) != 1:
        titles = "、".join(_title(store, one.root) for one in found)
        raise DocumentUnknown(
            repr(said),
            "the IRI, number, title or file name of one loaded document",
            f"{len(found)} ({titles})" if found else "none",
            "name it by its IRI, which `policykg query documents` lists",
        )
    outcome = _remove(store, found[0])
    _publish(store)
    return outcome


def _publish(store: Store) -> None:
    """Bring what follows from several documents up to date, then let readers see it."""
    catch_up(store)
    if store.has_unpublished():
        store.publish()


def _load_file(store: Store, file: File, validator: Validator) -> Iterator[Outcome]:
    """Load the documents of one file, then remove those that it gave before and does not give any more.

    Its new sum is noted before its documents are stored, its old ones are forgotten after theirs are removed: a process
    that is stopped in between leaves what the next loading of the file needs.
    """
    now = frozenset({sha256(file.data).hexdigest()})
    before = store.origins.sums(file.path) if file.path is not None else now
    if file.path is not None:
        store.note_origin(file.path, before | now)
    refused = False
    for document in file.documents:
        outcome = _load(store, document, file.data, validator)
        refused = refused or outcome.status == "refused"
        yield outcome
    if refused:
        return
    given = {identity(document)[:3] for document in file.documents}
    if file.path is not None and not before <= now:
        before -= store.origins.sums_of_others(file.path)  # a copy elsewhere gives the same documents
    while left := [held for held in _given_by(store, before | now) if held.who[:3] not in given]:
        yield _remove(store, left[0])  # which may rename the others
    if file.path is not None:
        store.note_origin(file.path, now)


def _given_by(store: Store, sums: Iterable[str]) -> list[Held]:
    """The loaded documents that were read from files of bytes with these sums."""
    sources = [quad.subject for one in sorted(sums) for quad in store.match(None, pol("sha256"), ox.Literal(one))]
    roots = [quad.object for source in sources for quad in store.match(source, pol("document"), None)]
    return [held for root in roots if isinstance(root, Node) for held in _held(store, root)]


def _load(store: Store, document: Document, data: bytes, validator: Validator) -> Outcome:
    """Store one document, in one transaction with all that it changes of what is shared."""
    who = identity(document)
    siblings = _siblings(store, who.title)
    same = [one for one in siblings if one.who.mark == who.mark]
    others = [one for one in siblings if one.who.mark != who.mark]
    names = loaded_names([who, *(one.who for one in others)])
    try:
        iri = store.iris.mint("document", document=names[who])
        new = frozenset(document_quads(document, store.base, names[who]))
    except GraphError as error:
        return _refused(document, [_reason(document, error)])
    offences = _of_source(document, data, iri)
    old = store.graph(same[0].graph) if same else frozenset()
    also = tuple(store.iris.mint("document", document=names[one.who]) for one in others)
    if old == new and not offences:
        store.keep_source(data)
        return Outcome("unchanged", document.title, document.source.name, iri, also=also)
    offences += validator.offences(new)
    if offences:
        return _refused(document, offences)
    store.keep_source(data)
    _write(store, Change(old, new), others, names)
    return Outcome("replaced" if same else "loaded", document.title, document.source.name, iri, also=also)


def _remove(store: Store, held: Held) -> Outcome:
    title, old = _title(store, held.root), store.graph(held.graph)
    files = [
        quad.object.value for quad in old if quad.predicate == pol("fileName") and isinstance(quad.object, ox.Literal)
    ]
    others = [one for one in _siblings(store, held.who.title) if one.root != held.root]
    _write(store, Change(old, frozenset()), others, loaded_names(one.who for one in others))
    return Outcome("removed", title, files[0] if files else "", held.root.value)


def _write(store: Store, change: Change, others: Sequence[Held], names: Mapping[Loaded, str]) -> None:
    """Carry out a change with the renamings that follow from it, then let go of the source file that went with it."""
    changes = [change, *_renamings(store, others, names)]
    update, moved = plan(store, store.iris, changes), _moved_references(store, others, names)
    rests = resting_on(store, {quad.subject for one in changes for quad in (*one.old, *one.new) if _is_root(quad)})
    whole = Update(update.drop | rests, update.delete | moved.delete, update.insert | moved.insert)
    store.write(follow(store, store.iris, whole)[0])
    for quad in change.old:
        if quad.predicate == pol("sha256") and isinstance(quad.object, ox.Literal):
            store.release_source(quad.object.value)


def _is_root(quad: ox.Quad) -> bool:
    return quad.predicate == pol("loaded") and quad.object == rdf.TRUE


# ── Documents that share title and region ────────────────────────────────────────────────────────────────────────────


def _siblings(store: Store, title: str) -> list[Held]:
    """The loaded documents of a title key."""
    roots = {quad.subject for quad in store.match(None, pol("titleKey"), ox.Literal(title))}
    return [one for root in sorted(roots, key=str) if isinstance(root, Node) for one in _held(store, root)]


def _held(store: Store, root: Node) -> list[Held]:
    """The loaded document of a node, if it is one."""
    found = []
    for quad in store.match(root, pol("loaded"), rdf.TRUE):
        if isinstance(quad.graph_name, Node):
            properties: dict[Node, list[Term]] = defaultdict(list)
            for one in store.match(root, None, None, quad.graph_name):
                properties[one.predicate].append(one.object)
            found.append(Held(root, quad.graph_name, loaded_of(properties, store.iris)))
    return found


def _renamings(store: Store, held: Iterable[Held], names: Mapping[Loaded, str]) -> Iterator[Change]:
    """The change of names of documents that are alone with their title now, or no longer."""
    for one in held:
        if one.root.value != store.iris.mint("document", document=names[one.who]):
            old = store.graph(one.graph)
            yield Change(old, frozenset(_renamed(quad, _moves(store, one, names)) for quad in old))


def _moved_references(store: Store, held: Iterable[Held], names: Mapping[Loaded, str]) -> Update:
    """The change of other graphs (links, decisions) that speak of parts of documents whose names change."""
    delete: set[ox.Quad] = set()
    insert: set[ox.Quad] = set()
    derived = Node(store.iris.mint("shared_graph"))
    for one in held:
        moves = _moves(store, one, names)
        if one.root.value in moves.values():
            continue
        for node in {quad.subject for quad in store.graph(one.graph)}:
            for quad in chain(store.match(node, None, None), store.match(None, None, node)):
                if quad.graph_name not in (one.graph, derived) and not is_computed(store, quad.graph_name):
                    delete.add(quad)
                    insert.add(_renamed(quad, moves))
    return Update(frozenset(), frozenset(delete), frozenset(insert))


def _moves(store: Store, held: Held, names: Mapping[Loaded, str]) -> dict[str, str]:
    return {
        held.root.value: store.iris.mint("document", document=names[held.who]),
        held.graph.value: store.iris.mint("document_graph", document=names[held.who]),
    }


def _renamed(quad: ox.Quad, moves: Mapping[str, str]) -> ox.Quad:
    """The quad with new beginnings of its IRIs."""

    def moved(term: Any) -> Any:
        if isinstance(term, Node):
            for old, new in moves.items():
                if term.value == old or term.value.startswith(f"{old}/"):
                    return Node(new + term.value[len(old) :])
        return term

    return ox.Quad(moved(quad.subject), quad.predicate, moved(quad.object), moved(quad.graph_name))


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _refused(document: Document, reasons: Iterable[Offence]) -> Outcome:
    return Outcome("refused", document.title, document.source.name, None, tuple(reasons))


def _reason(document: Document, error: GraphError) -> Offence:
    english = f"Expected {error.expected}, found {error.found}; {error.remedy}."
    return Offence(f"{document.source.name}: {error.where}", None, None, english, english)


def _of_source(document: Document, data: bytes, iri: str) -> list[Offence]:
    """Bytes that are not those of the document's source."""
    digest, told = sha256(data).hexdigest(), document.source
    if (digest, len(data)) == (told.sha256, told.bytes):
        return []
    zh = f"来源文件应有 {told.bytes} 字节、SHA-256 为 {told.sha256}，所给为 {len(data)} 字节、{digest}。"
    en = f"Expected a source of {told.bytes} bytes with the sum {told.sha256}, found {len(data)} bytes with {digest}."
    return [Offence(iri, pol("source").value, None, zh, en)]


def _title(store: Store, node: Node) -> str:
    titles = (quad.object for quad in store.match(node, pol("title"), None))
    return next((title.value for title in titles if isinstance(title, ox.Literal)), node.value)
