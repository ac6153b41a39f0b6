"""The graph of people's decisions goes in, decisions come out; and decisions go in, the quads of that graph come out.

Only decisions are kept: what people add, how each fact is marked and what a decision is about now follow from them and from
what the documents say. So the graph can be made anew whenever a document was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg import rdf
from kg.change import View
from kg.decisions.added import stated
from kg.decisions.finding import find, find_read
from kg.decisions.held import Held
from kg.decisions.kinds import kinds
from kg.decisions.values import (
    Decision,
    Verdict,
    anchor_of,
    anchor_text,
    moment_of,
    moment_text,
)
from kg.iris import Iris
from kg.rdf import Node, Term, pol, text
from ontology.terms import XSD

_MOMENT = Node(f"{XSD}dateTime")
_VERDICTS: Mapping[str, Verdict] = {
    "confirmed": "confirmed", "rejected": "rejected", "corrected": "corrected", "added": "added",
}  # fmt: skip


NOBODYS = ("ChangeEvent", "Department", "Indicator", "Program")
"""Kinds of what belongs to no document."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Decisions as they stand now, and the quads that follow from them."""

    decisions: tuple[Decision, ...]
    quads: frozenset[ox.Quad]


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def decisions_of(view: View, iris: Iris, documents: Collection[Node] | None = None) -> list[Decision]:
    """All decisions of a store, the oldest first; or those on some documents, and on what belongs to none."""
    graph = Node(iris.mint("decisions_graph"))
    if documents is None:
        nodes = {quad.subject for quad in view.match(None, rdf.TYPE, pol("Decision"), graph)}
    else:
        ends = [(pol(name), document) for document in documents for name in ("document", "parentDocument")]
        nodes = {quad.subject for name, document in ends for quad in view.match(None, name, document, graph)}
        nodes |= {quad.subject for kind in NOBODYS for quad in view.match(None, pol("factKind"), text(kind), graph)}
        nodes = {node for node in nodes if any(view.match(node, rdf.TYPE, pol("Decision"), graph))}
    return sorted((read(view, node, graph) for node in nodes if isinstance(node, Node)), key=lambda one: one.order)


def read(view: View, node: Node, graph: Node) -> Decision:
    """One decision."""
    said: dict[Node, Term] = {quad.predicate: quad.object for quad in view.match(node, None, None, graph)}

    def get(name: str) -> str | None:
        term = said.get(pol(name))
        return term.value if isinstance(term, Node | ox.Literal) else None

    def to(name: str) -> Node | None:
        term = said.get(pol(name))
        return term if isinstance(term, Node) else None

    fact, changes = anchor_of(get("anchor") or "")
    return Decision(
        node=node,
        verdict=_VERDICTS[get("verdict") or ""],
        reviewer=get("reviewer") or "",
        decided=moment_of(get("decidedAt") or ""),
        fact=fact,
        about=to("about"),
        reason=get("reason"),
        document=to("document"),
        parent=to("parentDocument"),
        rule=get("rule"),
        changes=changes,
        replacement=to("replacement"),
    )


# ── Settling ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def settle(held: Held, decisions: Iterable[Decision]) -> Settled:
    """Let each decision be about the fact that says now what was judged, and make the quads of all that follows.

    The decisions are all those of the documents that they are about.
    """
    quads: set[ox.Quad] = set()
    kept: list[Decision] = []
    order = {name: place for place, name in enumerate(kinds())}
    for one in sorted(decisions, key=lambda one: (order[one.fact.kind], one.order)):
        if one.addition is not None:
            node = _add(held, one, quads)
            one = replace(one, about=node) if one.verdict == "added" else replace(one, replacement=node)
        kept.append(one)
    found = [_attached(held, one) for one in sorted(kept, key=lambda one: one.order)]
    for decision in found:
        quads.update(_quads(decision, held.graph))
    for node, status in statuses(found).items():
        quads.add(ox.Quad(node, pol("reviewStatus"), ox.Literal(status), held.graph))
    return Settled(tuple(found), frozenset(quads))


def _add(held: Held, decision: Decision, quads: set[ox.Quad]) -> Node | None:
    """The node of what a person added: what was read if it says the same, else one of its own; None where it has no place."""
    fact, document = decision.addition, decision.document
    if fact is None or document is None or not held.is_loaded(document):
        return None
    read_now = find_read(held, fact, document, decision.parent, decision.changes)
    if read_now is not None:
        return read_now.node
    made = stated(held, fact, document, decision.parent, decision.node)
    if made is None:
        return None
    held.document(document).add(made.known)
    quads.update(made.quads)
    return made.known.node


def _attached(held: Held, decision: Decision) -> Decision:
    """The decision with the fact that it is about now, and with how that is told now."""
    if decision.verdict == "added":
        return decision
    if _says_so_still(held, decision):
        return decision
    found = find(held, decision.fact, decision.document, decision.parent, rejected=decision.verdict == "rejected")
    if found is None:
        return replace(decision, about=None)
    return replace(decision, about=found.node, fact=found.fact, rule=found.rule or decision.rule)


def _says_so_still(held: Held, decision: Decision) -> bool:
    """Whether what a decision is about says to the letter what was judged: then nothing need be looked for."""
    known = held.known(decision.about) if decision.about is not None else None
    now = (known.fact, known.document, known.parent) if known is not None else None
    return now == (decision.fact, decision.document, decision.parent)


def statuses(decisions: Iterable[Decision]) -> dict[Node, Verdict]:
    """How each fact is marked: by the newest decision about it; a replacement stands as long as its correction does."""
    marks: dict[Node, Verdict] = {}
    newest: dict[Node, Decision] = {}
    for one in sorted(decisions, key=lambda one: one.order):
        if one.about is not None:
            newest[one.about] = one
            marks[one.about] = one.verdict
    for one in sorted(decisions, key=lambda one: one.order):
        if one.replacement is not None and one.replacement not in newest:
            in_force = one.about is None or newest[one.about] == one
            if in_force or marks.get(one.replacement) != "added":
                marks[one.replacement] = "added" if in_force else "rejected"
    return marks


# ── Quads ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _quads(decision: Decision, graph: Node) -> Iterator[ox.Quad]:
    said: dict[str, Node | ox.Literal | None] = {
        "about": decision.about,
        "verdict": text(decision.verdict),
        "reviewer": text(decision.reviewer),
        "decidedAt": ox.Literal(moment_text(decision.decided), datatype=_MOMENT),
        "reason": text(decision.reason),
        "document": decision.document,
        "parentDocument": decision.parent,
        "path": text(decision.fact.path),
        "quote": text(decision.fact.quote),
        "rule": text(decision.rule),
        "factKind": text(decision.fact.kind),
        "anchor": text(anchor_text(decision.fact, decision.changes)),
        "replacement": decision.replacement,
        "stray": rdf.TRUE if is_stray(decision) else None,
    }
    yield ox.Quad(decision.node, rdf.TYPE, pol("Decision"), graph)
    for name, value in said.items():
        if value is not None:
            yield ox.Quad(decision.node, pol(name), value, graph)


def is_stray(decision: Decision) -> bool:
    """Whether nothing is found now of which a decision speaks, or which it adds.

    A correction whose replacement was read meanwhile has done its work.
    """
    if decision.verdict == "corrected":
        return decision.replacement is None
    return decision.about is None
