"""Patterns of quads go in, the quads come out: asked of a remote store once, and held as long as nobody else may change them.

What is held is a part of what the store holds, with the patterns of which it is all. A look-up of what a thing says asks for
all that it says; after many look-ups in one graph, or in all, the whole is asked for where it is small enough. What its writer
writes is written here too, so that no look-up asks twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Protocol

import pyoxigraph as ox

from kg.change import Update
from kg.rdf import Node, Subject, Term

Place = Node | ox.BlankNode | ox.DefaultGraph
Pattern = tuple[Subject | None, Node | None, Term | None, Place | None]

ALL: Pattern = (None, None, None, None)
AFTER = 32
"""So many look-ups show that more will come."""
SMALL = 200_000
"""So many quads take a second or two to fetch."""
MOST = 1_000_000
"""So many quads take about 0.3 GB; then all are let go."""


class Source(Protocol):
    """What a mirror asks of a remote store."""

    def fetch(self, pattern: Pattern) -> Iterable[ox.Quad]:
        """The quads of a pattern."""
        ...

    def is_small(self, graph: Place | None, limit: int) -> bool:
        """Whether a graph, or all graphs, have no more quads than that."""
        ...


class _Held:
    """The quads that are held, the patterns of which they are all, and the look-ups there were."""

    def __init__(self) -> None:
        self.quads = ox.Store()
        self.count = 0
        self.whole: set[Pattern] = set()
        self.asked: Counter[Place | None] = Counter()
        self.large: set[Place | None] = set()

    def has(self, pattern: Pattern) -> bool:
        """Whether all quads of a pattern are held: those of it, or of a wider one."""
        return any(
            wider in self.whole
            for wider in product(*((term, None) if term is not None else (None,) for term in pattern))
        )


class Mirror:
    """The part of a remote store that was asked for."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._held = _Held()

    def match(self, pattern: Pattern) -> Iterator[ox.Quad]:
        """The quads of a pattern."""
        held = self._held  # another thread may let go of it meanwhile
        if not held.has(pattern):
            if held.count > MOST:
                held = self._held = _Held()
            self._fetch(held, self._wider(held, pattern))
        return held.quads.quads_for_pattern(*pattern)

    def has_all(self) -> bool:
        """Whether everything is held."""
        return ALL in self._held.whole

    def graphs(self) -> Iterator[Node]:
        """The graphs of which something is held."""
        held = self._held.quads
        for graph in held.named_graphs():
            if isinstance(graph, Node) and next(held.quads_for_pattern(None, None, None, graph), None) is not None:
                yield graph

    def write(self, update: Update) -> None:
        """Do here what was done there."""
        held = self._held
        for graph in update.drop:
            held.quads.remove_graph(graph)
        for quad in update.delete:
            held.quads.remove(quad)
        held.quads.extend(update.insert)
        held.count += len(update.insert)

    def forget(self) -> None:
        """Let go of everything, since others may have changed it."""
        self._held = _Held()

    def _fetch(self, held: _Held, pattern: Pattern) -> None:
        found = list(self._source.fetch(pattern))
        held.quads.extend(found)
        held.count += len(found)
        held.whole.add(pattern)

    def _wider(self, held: _Held, pattern: Pattern) -> Pattern:
        """What to ask for instead of a pattern."""
        for graph in dict.fromkeys((None, pattern[3])):
            held.asked[graph] += 1
            if held.asked[graph] > AFTER and graph not in held.large:
                if self._source.is_small(graph, SMALL):
                    return (None, None, None, graph)
                held.large.add(graph)
        return (pattern[0], None, None, None) if pattern[0] is not None else pattern
