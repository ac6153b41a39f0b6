"""What people judge goes in, the change of the graph of decisions that keeps it comes out; the same where documents change.

| function | what it does |
|---|---|
| `plan`, `apply` | judgements in; the change that keeps them, or its one transaction: publishing is the caller's |
| `withdraw` | takes back a decision of one's own |
| `follow` | a change of documents or links in; what of the decisions changes with it |
| `reattach` | the same afterwards, as a transaction of its own |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.change import Update, View
from kg.decisions.checking import checked, refuse
from kg.decisions.consequences import REFERRING, consequences, held_consequences, relabelled
from kg.decisions.held import Held, is_added
from kg.decisions.ledger import decisions_of, is_stray, settle
from kg.decisions.overlay import Overlay
from kg.decisions.values import Decision, DecisionRefused, Judgement
from kg.iris import Iris
from kg.rdf import Node, pol
from kg.store import Store
from kg.validate import Validator

_NOTHING = Update(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Report:
    """What became of decisions when documents or links changed, each as it stands now."""

    moved: tuple[Decision, ...] = ()
    strays: tuple[Decision, ...] = ()
    returned: tuple[Decision, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.strays or self.returned)


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def apply(store: Store, *judgements: Judgement) -> tuple[Decision, ...]:
    """Keep judgements, all of them in one transaction or none; the decisions come back as they stand.

    One that is kept already is left as it is. Raises DecisionRefused, which tells what is wrong.
    """
    update, made = plan(store, store.iris, judgements)
    store.write(update)
    return made


def plan(view: View, iris: Iris, judgements: Sequence[Judgement]) -> tuple[Update, tuple[Decision, ...]]:
    """The change that keeps judgements, and the decisions that they become."""
    held = Held(view, iris)
    maker = Maker(view, iris, {one for said in judgements for one in _documents(held, said)})
    made = [maker.take(one) for one in judgements]
    update = maker.update()
    return update, tuple(maker.decisions[node] for node in made)


class Maker:
    """Takes judgements on some documents, each knowing those before it; then makes the change that keeps them."""

    def __init__(self, view: View, iris: Iris, documents: Collection[Node]) -> None:
        self.view, self.iris = view, iris
        self.held = Held(view, iris)
        self.before = decisions_of(view, iris, documents)
        settle(self.held, [one for one in self.before if one.addition is not None])  # what people added is known then
        self.decisions = {one.node: one for one in self.before}
        self._keys = {key: one.node for one in self.decisions.values() for key in _keys(one)}
        self._validator = Validator()

    def take(self, said: Judgement, *, dated: bool = True) -> Node:
        """The decision that keeps a judgement; it is in the store once the change is made.

        One of the same person that says the same, at the same time or at any where it is not `dated`, is that decision.
        """
        decision = checked(self.held, said)
        known = self._keys.get(_keys(decision)[0 if dated else 1], decision.node)
        if known in self.decisions:
            return known
        settled = settle(self.held, [decision])
        (now,) = settled.decisions
        if is_stray(now):
            refuse("the fact", "one that is told apart by its words, values and path", repr(now.fact), "report it")
        _validate(self.view, _own_nodes(self.iris, now), settled.quads, self._validator)
        self.decisions[known] = now
        self._keys |= dict.fromkeys(_keys(now), known)
        return known

    def update(self) -> Update:
        """The change of the store."""
        if self.decisions.keys() == {one.node for one in self.before}:
            return _NOTHING
        old = {one.node for one in self.before}
        touched = {
            one.node for one in _related([new for new in self.decisions.values() if new.node not in old], self.before)
        }
        now = [one for one in self.decisions.values() if one.node in touched or one.node not in old]
        before = [one for one in self.before if one.node in touched]
        rest = [one for one in self.before if one.node not in touched]
        update, after = _resettled(self.view, self.iris, before, now, rest)
        self.decisions |= {one.node: one for one in after}
        return update


def withdraw(store: Store, node: Node, reviewer: str) -> Decision:
    """Take back a decision of one's own, with what it added."""
    update, decision = plan_withdrawal(store, store.iris, node, reviewer)
    store.write(update)
    return decision


def plan_withdrawal(view: View, iris: Iris, node: Node, reviewer: str) -> tuple[Update, Decision]:
    """The change that takes a decision back."""
    every = {one.node: one for one in decisions_of(view, iris)}
    decision = every.get(node)
    if decision is None:
        refuse("the decision", "the IRI of one that is kept", node.value, "policykg review list --decided shows them")
    if decision.reviewer != reviewer:
        refuse(
            "the decision",
            f"one of {reviewer}",
            f"one of {decision.reviewer}",
            "decide anew instead: the newest counts",
        )
    own = _own_nodes(iris, decision)
    others = [one for one in every.values() if one.about in own and one.node != node]
    if own and any(one.verdict != "added" for one in others):
        names = ", ".join(sorted({one.reviewer for one in others}))
        refuse(
            "the decision",
            "one whose addition nobody judged",
            f"judgements of {names}",
            "reject the added fact instead",
        )
    documents = {one for one in (decision.document, decision.parent) if one is not None}
    before = decisions_of(view, iris, documents)
    touched = _related([decision], before)
    related = {one.node for one in touched}
    rest = [one for one in before if one.node not in related]
    update, _ = _resettled(view, iris, touched, [one for one in touched if one.node != node], rest)
    return update, decision


# ── Following the documents ──────────────────────────────────────────────────────────────────────────────────────────


def reattach(store: Store, documents: Collection[Node] | None = None) -> Report:
    """Let the decisions on documents, or on all, be about what those say now; a transaction of its own."""
    before = decisions_of(store, store.iris, documents)
    update, after = _resettled(store, store.iris, before, before)
    store.write(update)
    return _report(before, after)


def follow(view: View, iris: Iris, update: Update) -> tuple[Update, Report]:
    """The change with what follows from it for decisions, so that both are one transaction; and what became of those."""
    touched = {quad.graph_name for quad in (*update.delete, *update.insert)} | update.drop
    parsed = (iris.parse(graph.value) for graph in touched if isinstance(graph, Node))
    names = {str(one.fields["document"]) for one in parsed if one is not None and "document" in one.fields}
    after_it = Overlay(view, update)
    before = decisions_of(after_it, iris, {Node(iris.mint("document", document=name)) for name in names})
    more, after = _resettled(after_it, iris, before, before)
    return merged(update, more), _report(before, after)


def merged(one: Update, then: Update) -> Update:
    """Two changes, the second of what the first leaves, as one."""
    return Update(
        one.drop | then.drop,
        frozenset(one.delete | (then.delete - one.insert)),
        frozenset((one.insert - then.delete) | then.insert),
    )


def _report(before: Iterable[Decision], after: Iterable[Decision]) -> Report:
    old = {one.node: one for one in before}
    pairs = [(old[one.node], one) for one in after]
    return Report(
        moved=tuple(new for was, new in pairs if not is_stray(was) and not is_stray(new) and was.about != new.about),
        strays=tuple(new for was, new in pairs if is_stray(new) and not is_stray(was)),
        returned=tuple(new for was, new in pairs if is_stray(was) and not is_stray(new)),
    )


# ── The change of the graph ──────────────────────────────────────────────────────────────────────────────────────────


def _related(some: Iterable[Decision], every: Iterable[Decision]) -> list[Decision]:
    """The decisions that have to do with the facts of some: those about them, and about what stands in their place."""
    nodes = {node for one in some for node in (one.about, one.replacement)} - {None}
    left = {one.node: one for one in every}
    found: dict[Node, Decision] = {}
    while more := {name: one for name, one in left.items() if {one.about, one.replacement} & nodes}:
        found |= more
        nodes |= {node for one in more.values() for node in (one.about, one.replacement)} - {None}
        left = {name: one for name, one in left.items() if name not in more}
    return list(found.values())


def _resettled(
    view: View, iris: Iris, before: Iterable[Decision], now: Iterable[Decision], rest: Iterable[Decision] = ()
) -> tuple[Update, tuple[Decision, ...]]:
    """The change from the quads of some decisions as they stand to those of others, beside the rest of their documents."""
    held = Held(view, iris)
    settle(held, [one for one in rest if one.addition is not None])
    settled = settle(held, now)
    old = {quad for one in before for quad in _owned(held, one)}
    links = relabelled(held, old, settled.quads)
    after = Held(Overlay(view, links), iris)
    derived = set(held_consequences(held))
    added = {
        quad.subject for name in REFERRING for quad in view.match(None, pol(name), None, held.graph) if quad not in old
    }
    others = {quad for node in added for quad in view.match(node, None, None, held.graph)}
    new = settled.quads | consequences(after, frozenset(others | settled.quads))
    gone = old | derived
    return merged(Update(frozenset(), frozenset(gone - new), frozenset(new - gone)), links), settled.decisions


def _owned(held: Held, decision: Decision) -> Iterator[ox.Quad]:
    """The quads of the graph of decisions that stand for one decision."""
    view, graph = held.view, held.graph
    yield from view.match(decision.node, None, None, graph)
    for node in (decision.about, decision.replacement):
        if node is not None:
            yield from view.match(node, pol("reviewStatus"), None, graph)
    for node in _own_nodes(held.iris, decision):
        for quad in view.match(node, None, None, graph):
            yield quad
            if quad.predicate == pol("evidence") and isinstance(quad.object, Node):
                yield from view.match(quad.object, None, None, graph)
        for name in ("hasResponsibility", "hasMeasure", "hasItem", "hasProject"):
            yield from view.match(None, pol(name), node, graph)


def _own_nodes(iris: Iris, decision: Decision) -> set[Node]:
    """The nodes that stand in the graph of decisions because of a decision."""
    nodes = {decision.about if decision.verdict == "added" else None, decision.replacement} - {None}
    return {node for node in nodes if node is not None and is_added(iris, node)}


def _documents(held: Held, said: Judgement) -> Iterator[Node]:
    """The documents that a judgement touches."""
    known = held.known(said.about) if said.about is not None and not is_added(held.iris, said.about) else None
    resource = held.iris.parse(said.about.value) if said.about is not None else None
    named = None
    if resource is not None and "document" in resource.fields:
        named = Node(held.iris.mint("document", document=resource.fields["document"]))
    parts = (said.document, said.parent, named) + ((known.document, known.parent) if known is not None else ())
    yield from (node for node in parts if node is not None)


def _keys(one: Decision) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """By what a decision is the same as another: with its date, and without."""
    about = one.about if one.about is not None else one.fact
    said = about, one.document, one.verdict, one.reviewer, one.changes
    return (*said, one.decided), said


def _validate(view: View, added: set[Node], quads: frozenset[ox.Quad], validator: Validator) -> None:
    """Refuse added facts that are not shaped as those of documents are."""
    if not added:
        return
    mine = {
        quad
        for quad in quads
        if isinstance(quad.subject, Node)
        and (quad.subject in added or quad.subject.value.rpartition("/evidence/")[0] in {node.value for node in added})
        and quad.predicate != pol("reviewStatus")
    }
    homes = {quad.object for quad in mine if quad.predicate == pol("document") and isinstance(quad.object, Node)}
    texts = [quad for home in homes for quad in view.match(home, pol("text"), None)]
    offences = validator.offences([*mine, *texts])
    if offences:
        one = offences[0]
        refuse(one.path or one.node, one.en, one.value or "none", "correct the value")


__all__ = ["DecisionRefused", "Maker", "Report", "apply", "follow", "merged", "plan", "reattach", "withdraw"]
