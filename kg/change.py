"""What an update works on: what is asked of a store, what comes or goes, and what of the shared graph changes by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyoxigraph as ox

from kg.iris import Iris
from kg.rdf import Node, Subject, Term, pol
from kg.registry import Triple
from kg.said import said

_PLACING = frozenset(
    pol(name)
    for name in ("loaded", "revision", "title", "region", "periodStart", "periodEnd", "number", "kind", "cited")
)


class View(Protocol):
    """What is asked of a store here."""

    def match(
        self, subject: Subject | None, predicate: Node | None, object: Term | None, graph: Node | None = None
    ) -> Iterator[ox.Quad]:
        """The quads of a pattern, in all named graphs or in one."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """The quads of one document's graph before and after; either may be empty."""

    old: frozenset[ox.Quad]
    new: frozenset[ox.Quad]


@dataclass(frozen=True, slots=True)
class Update:
    """Graphs to drop, then quads to delete, then quads to insert: one transaction."""

    drop: frozenset[Node]
    delete: frozenset[ox.Quad]
    insert: frozenset[ox.Quad]

    def __bool__(self) -> bool:
        return bool(self.drop or self.delete or self.insert)

    def touched(self, iris: Iris) -> set[str]:
        """The documents of whose place among others something is told anew, or of which a graph goes."""
        nodes = {quad.subject for quad in (*self.delete, *self.insert) if quad.predicate in _PLACING} | self.drop
        parsed = (iris.parse(node.value) for node in nodes if isinstance(node, Node))
        names = {one.fields["document"] for one in parsed if one is not None and "document" in one.fields}
        return {iris.mint("document", document=name) for name in names}


class Shift:
    """One update: what the changing documents said before and say after, and the triples of the shared graph that it
    touches. `gone` are all that stand now of what is described anew, `come` all that shall stand of it.
    """

    def __init__(self, view: View, iris: Iris, changes: Sequence[Change]) -> None:
        self.view = view
        self.iris = iris
        self.graph = Node(iris.mint("shared_graph"))
        self.decisions = Node(iris.mint("decisions_graph"))
        self.old = [said(change.old, iris) for change in changes if change.old]
        self.new = [said(change.new, iris) for change in changes if change.new]
        self.changed = {quad.graph_name for change in changes for quad in (*change.old, *change.new)}
        self.said_now = {quad for change in changes for quad in change.new}
        self.gone: set[Triple] = set()
        self.come: set[Triple] = set()

    def replace(self, now: Iterable[Triple], after: Iterable[Triple]) -> None:
        self.gone.update(now)
        self.come.update(after)

    def told(self, subject: Node) -> set[Triple]:
        """What the shared graph says of a node."""
        return {
            (subject, quad.predicate, ground(quad.object)) for quad in self.view.match(subject, None, None, self.graph)
        }

    def properties(self, node: Subject, graph: Node | None = None) -> dict[Node, list[Term]]:
        found: dict[Node, list[Term]] = defaultdict(list)
        for quad in self.view.match(node, None, None, graph):
            found[quad.predicate].append(quad.object)
        return found


def ground(term: Term) -> Node | ox.Literal:
    """The term, which is an IRI or a literal: there are no others in a store's graphs."""
    if not isinstance(term, Node | ox.Literal):
        raise TypeError(f"expected an IRI or a literal, found {term}")
    return term
