"""A store goes in, how its facts and links are marked by people comes out; for those who compute links, and for answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import pyoxigraph as ox

from kg.change import View
from kg.decisions.held import Document, Held
from kg.decisions.ledger import decisions_of
from kg.decisions.values import Decision, Fact
from kg.iris import Iris
from kg.rdf import Node, pol

LINK_STATUS = MappingProxyType(
    {"confirmed": "confirmed", "added": "confirmed", "rejected": "rejected", "corrected": "rejected"}
)
"""The status of a link for each way in which it can be marked; one that is not marked is proposed."""

_ENDS = ("Task", "BoxItem")


@dataclass(frozen=True, slots=True)
class DecidedTask:
    """What people say of two tasks: whether the lower takes up the upper, and how.

    `link` is the link of the two, if there is one; `decision` is the newest that says so.
    """

    child: Node
    parent: Node
    parent_document: Node
    relation: str
    holds: bool
    link: Node | None
    decision: Decision


class Asked(View, Protocol):
    """What is asked of a store here."""

    @property
    def iris(self) -> Iris: ...


def marks_of(store: Asked) -> Mapping[Node, str]:
    """How each judged fact or link is marked: confirmed, rejected, corrected or added."""
    graph = Node(store.iris.mint("decisions_graph"))
    return {
        quad.subject: quad.object.value
        for quad in store.match(None, pol("reviewStatus"), None, graph)
        if isinstance(quad.subject, Node) and isinstance(quad.object, ox.Literal)
    }


def status_of(store: Asked) -> Mapping[Node, str]:
    """The status of each judged fact or link, which is proposed otherwise: confirmed or rejected."""
    return {node: LINK_STATUS[mark] for node, mark in marks_of(store).items()}


def decided_tasks(store: Asked, document: Node) -> tuple[DecidedTask, ...]:
    """What people say of the links of a document's tasks to those of others; also where no link is computed now."""
    held = Held(store, store.iris)
    pairs: dict[tuple[Node, Node], DecidedTask] = {}
    instead: dict[tuple[Node, Node], tuple[Node, Node]] = {}
    for decision in decisions_of(store, store.iris, {document}):
        if decision.fact.kind != "TaskLink" or decision.document != document:
            continue
        one = _decided(held, decision, decision.fact, decision.verdict in ("confirmed", "added"))
        if one is None:
            continue
        pair = one.child, one.parent
        if (old := instead.pop(pair, None)) is not None:
            pairs.pop(old, None)
        pairs[pair] = one
        if decision.verdict == "corrected" and decision.addition is not None:
            right = _decided(held, decision, decision.addition, True)
            if right is not None:
                pairs[right.child, right.parent] = right
                instead[pair] = right.child, right.parent
    return tuple(pairs.values())


def _decided(held: Held, decision: Decision, fact: Fact, holds: bool) -> DecidedTask | None:
    """The tasks of a link as they are found now, by path and title, or by title alone."""
    if decision.document is None or decision.parent is None:
        return None
    child = _task(held.document(decision.document), fact.path, fact.around[0])
    parent = _task(held.document(decision.parent), fact.get("parent"), fact.around[1])
    if child is None or parent is None:
        return None
    link = decision.replacement if holds and decision.verdict == "corrected" else decision.about
    return DecidedTask(child, parent, decision.parent, fact.get("relation") or "same", holds, link, decision)


def _task(home: Document, path: str | None, title: str) -> Node | None:
    node = home.part(path or "", _ENDS)
    if node is not None and (not title or home.title(node) == title):
        return node
    same = [node for kind in _ENDS for node in (one.node for one in home.of_kind(kind)) if home.title(node) == title]
    return same[0] if len(same) == 1 else None
