"""A change and a store's limits go in, the updates that carry it out come out: one, where the store takes it in one.

Each is ground (no variable, no blank node), so that all of them done once more, in their order, leave what they left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.change import Update
from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote.answers import named
from kg.remote.dialect import Limits
from kg.sparql import update_text

_NONE: frozenset[ox.Quad] = frozenset()
_NO_GRAPHS: frozenset[Node] = frozenset()


def steps(update: Update, limits: Limits, place: str) -> list[str]:
    """The updates of a change. Raises StoreUnusable for a literal that the store cannot take."""
    if limits.literal is not None:
        for quad in update.insert:
            _must_fit(quad.object, limits.literal, place)
    if not limits.blank:
        update = Update(update.drop, _named(update.delete), _named(update.insert))
    if limits.quads is None or limits.size is None:
        return [_text(update)]
    parts = [Update(update.drop, _NONE, _NONE)] if update.drop else []
    parts += [Update(_NO_GRAPHS, chunk, _NONE) for chunk in _chunks(update.delete, limits.quads, limits.size)]
    parts += [Update(_NO_GRAPHS, _NONE, chunk) for chunk in _chunks(update.insert, limits.quads, limits.size)]
    return list(_joined(parts, limits.quads, limits.size))


def _joined(parts: Iterable[Update], most: int, size: int) -> Iterator[str]:
    """As many operations in one request as it may have quads and bytes."""
    texts: list[str] = []
    count = length = 0
    for part in parts:
        text, quads = _text(part), len(part.delete) + len(part.insert)
        if texts and (count + quads > most or length + len(text.encode()) > size):
            yield " ; ".join(texts)
            texts, count, length = [], 0, 0
        texts.append(text)
        count, length = count + quads, length + len(text.encode())
    if texts:
        yield " ; ".join(texts)


def _named(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    return frozenset(ox.Quad(named(one.subject), one.predicate, named(one.object), one.graph_name) for one in quads)


def _text(update: Update) -> str:
    """A change as one update; triples of the graph without a name stand outside of all others."""
    named, texts = update, []
    for verb, quads in (("DELETE", update.delete), ("INSERT", update.insert)):
        unnamed = [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
        if unnamed:
            texts.append(f"{verb} DATA {{ {' '.join(f'{quad.triple} .' for quad in unnamed)} }}")
            named = Update(named.drop, named.delete.difference(unnamed), named.insert.difference(unnamed))
    return " ; ".join([*([update_text(named)] if named else []), *texts])


def _chunks(quads: Iterable[ox.Quad], most: int, size: int) -> Iterator[frozenset[ox.Quad]]:
    """The quads in portions of one graph each; one quad that is larger alone is a portion of its own.

    Of one graph: from the first of two, Virtuoso does not delete texts with a language.
    """
    chunk: list[ox.Quad] = []
    length = 0
    for quad in sorted(quads, key=lambda one: (str(one.graph_name), str(one.subject))):
        more = len(str(quad).encode())
        if chunk and (len(chunk) >= most or length + more > size or chunk[0].graph_name != quad.graph_name):
            yield frozenset(chunk)
            chunk, length = [], 0
        chunk.append(quad)
        length += more
    if chunk:
        yield frozenset(chunk)


def _must_fit(term: object, most: int, place: str) -> None:
    if isinstance(term, ox.Literal) and len(term.value) * 4 > most and len(term.value.encode()) > most:
        found = f"one of {len(term.value.encode())} that begins with {term.value[:20]!r}"
        raise StoreUnusable(
            place, f"literals of at most {most} bytes", found, "divide the document, or use another store"
        )
