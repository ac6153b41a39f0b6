"""A view of a store and a change of it go in, a view of what it will hold comes out."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.change import Update, View
from kg.rdf import Node, Subject, Term


class Overlay:
    """What a store holds once a change is carried out."""

    def __init__(self, view: View, update: Update) -> None:
        self._view = view
        self._update = update
        self._come = ox.Dataset(update.insert)

    def match(
        self, subject: Subject | None, predicate: Node | None, object: Term | None, graph: Node | None = None
    ) -> Iterator[ox.Quad]:
        """The quads of a pattern, in all named graphs or in one."""
        for quad in self._view.match(subject, predicate, object, graph):
            gone = quad.graph_name in self._update.drop or quad in self._update.delete
            if not gone and quad not in self._update.insert:
                yield quad
        for quad in self._candidates(subject, predicate, object):
            wanted = (
                (subject, quad.subject),
                (predicate, quad.predicate),
                (object, quad.object),
                (graph, quad.graph_name),
            )
            if all(one is None or one == found for one, found in wanted):
                yield quad

    def _candidates(self, subject: Subject | None, predicate: Node | None, object: Term | None) -> Iterator[ox.Quad]:
        if subject is not None:
            return self._come.quads_for_subject(subject)
        if object is not None:
            return self._come.quads_for_object(object)
        if predicate is not None:
            return self._come.quads_for_predicate(predicate)
        return iter(self._come)
