"""A store and a new base go in; the store comes out with all its IRIs beginning with that."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kg import rdf
from kg.iris import Iris
from kg.rdf import Node
from kg.store import Store
from ontology.terms import POL


def rebase(store: Store, base: str) -> bool:
    """Let every IRI of the store that begins with its base begin with the new one, and publish that.

    Whether it is another base comes back. Stopped anywhere, the store is the old or the new one. Raises IriError for a
    base of which no IRIs can be made.
    """
    old, new = store.base, Iris(base).base
    if new == old:
        return False
    store.replace_all(moved(quad, old, new) for quad in store.engine.quads_for_pattern(None, None, None, None))
    store.publish()
    return True


def moved(quad: ox.Quad, old: str, new: str) -> ox.Quad:
    """The quad with the new base; where it tells the base itself, it tells the new one.

    >>> one = ox.Quad(Node("http://a.example/id/x"), Node("urn:p"), ox.Literal("http://a.example/id/x"))
    >>> print(moved(one, "http://a.example/", "https://b.example/kg/"))
    <https://b.example/kg/id/x> <urn:p> "http://a.example/id/x"
    """
    subject, predicate, value, graph = (_moved(term, old, new) for term in quad)
    if quad.predicate == rdf.URI_SPACE and quad.object == ox.Literal(old):
        value = ox.Literal(new)
    return ox.Quad(subject, predicate, value, graph)


def _moved(term: Any, old: str, new: str) -> Any:
    """The term with the new base; the project's vocabulary stays, even where the base is the beginning of its IRIs."""
    if isinstance(term, Node) and term.value.startswith(old) and not term.value.startswith(str(POL)):
        return Node(new + term.value.removeprefix(old))
    if isinstance(term, ox.Triple):
        return ox.Triple(*(_moved(part, old, new) for part in term))
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(old):
        return ox.Literal(term.value, datatype=_moved(term.datatype, old, new))
    return term
