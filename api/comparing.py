"""The names of two plans go in, the report on what the lower made of the upper comes out, or why they are not compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from api.compare.making import make_report
from api.compare.report import ChainMember, MemberRole, Report, Review
from kg.cascade.chain import Above, Known, Place
from kg.cascade.compare import compare
from kg.cascade.fields import same_field
from kg.cascade.library import Library
from kg.cascade.naming import names_of
from kg.cascade.refresh import read_plan
from kg.cascade.tasks import Alignment, align_tasks
from kg.cascade.values import Comparison, Item, Plan, TaskLink, TaskRelation
from kg.cascade.views import plan_of
from kg.decisions import LINK_STATUS, decided_tasks
from kg.decisions.ledger import decisions_of
from kg.decisions.standing import DecidedTask
from kg.decisions.values import Decision, moment_text
from kg.errors import GraphError
from kg.quads import document_quads
from kg.rdf import Node
from kg.registry import region_path
from kg.store import Store
from loaders.pipeline import read_document
from ontology.model import Document
from ontology.regions import UnknownRegion, by_code


class NotCompared(GraphError):
    """Two documents of which one is not above or before the other, or that are of different fields."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents: as it is compared, and as the chain knows it."""

    plan: Plan
    known: Known


def report_on(store: Store, child: str, parent: str | None) -> Report:
    """The report on two plans: each the IRI, number, title or file name of a loaded document, or a file on disk.

    Without a parent it is the nearest plan of the same field above the child that is loaded.

    Raises NotCompared where the two have nothing to do with each other, or there is no such plan.
    """
    library = Library(store)
    below = _side(store, child, library)
    place = _place(library, below.known)
    above = _side(store, parent, library) if parent is not None else _nearest(store, below, place)
    stated = _must_be_related(below.known, above.known, place)
    said = [one for one in decided_tasks(store, Node(below.plan.node)) if one.parent_document.value == above.plan.node]
    found = compare(below.plan, above.plan, aligned=_aligned(below.plan, above.plan, said))
    names, reviews = dict(names_of(found, store.iris)), _reviews(store)
    _tell_who_decided(found, said, names, reviews)
    chain = tuple(_chain(below.known, above.known, place, library, stated))
    return make_report(found, chain, reviews, lambda finding: names.get(id(finding)))


def _side(store: Store, said: str, library: Library) -> Side:
    """The document that is meant."""
    path = Path(said)
    if path.is_file():
        documents = read_document(path)
        if len(documents) != 1:
            titles = "、".join(document.title for document in documents)
            raise NotCompared(
                said, "a file with one plan", f"{len(documents)} ({titles})", "load it, and name the plan"
            )
        return _of_file(store, documents[0])
    known = (library.known(node.value) for node in store.find_documents(said))
    found = [one for one in known if one is not None and one.loaded]
    if len(found) != 1:
        raise NotCompared(
            repr(said),
            "the IRI, number, title or file name of one loaded document, or a file",
            f"{len(found)} documents" if found else "none",
            "name it by its IRI, which `policykg query documents` lists",
        )
    return Side(read_plan(store, found[0].node), found[0])


def _place(library: Library, one: Known) -> Place:
    """Where a document stands; one that is no loaded plan has no place."""
    return library.place(one.node) if library.is_plan(one.node) else Place((), None)


def _of_file(store: Store, document: Document) -> Side:
    plan = plan_of(document_quads(document, store.base), store.iris)
    return Side(plan, Known(plan.node, plan.title, plan.region, plan.period, plan.number, plan.kind, True))


def _nearest(store: Store, below: Side, place: Place) -> Side:
    for above in place.above:
        if above.same_field and above.parent.loaded:
            return Side(read_plan(store, above.parent.node), above.parent)
    cited = "、".join(above.parent.title for above in place.above if above.same_field)
    raise NotCompared(
        below.plan.title,
        "a loaded plan of the same field above it",
        f"only cited ones ({cited})" if cited else "none",
        "load the plan above it, or name the one to compare with",
    )


def _must_be_related(child: Known, parent: Known, place: Place) -> bool:
    """Whether the chain states that the parent is above or before the child. Other pairs must at least be of one field,
    the one of a region around the other's or of the same region."""
    if any(above.parent.node == parent.node and above.same_field for above in place.above):
        return True
    if place.before is not None and place.before.node == parent.node:
        return True
    if not same_field(child.title, parent.title):
        raise NotCompared(child.title, "a plan of the same field", parent.title, "name a plan of the same field")
    around = region_path(child.region) if child.region else []
    if parent.region not in around or child.node == parent.node:
        raise NotCompared(
            child.title,
            "a plan of a region around its own, or an earlier one of its own",
            f"{parent.title} ({_region(parent) or 'region unknown'})",
            "name the plan below first, then the one above it",
        )
    return False


def _chain(child: Known, parent: Known, place: Place, library: Library, stated: bool) -> Iterator[ChainMember]:
    """The chain from the nation down to the child; the parent too where no citation states it."""

    def role(one: Known) -> MemberRole:
        return "parent" if one.node == parent.node else "other"

    def member(one: Above) -> ChainMember:
        return _member(one.parent, one.same_field, one.rank, role(one.parent))

    yield from (member(one) for one in place.above)
    if all(one.parent.node != parent.node for one in place.above):
        yield _member(parent, True, None, "parent")
        if stated:  # the plan before it has its own place
            listed = {one.parent.node for one in place.above}
            further = _place(library, parent).above
            yield from (member(one) for one in further if one.parent.node not in listed)
    yield _member(child, True, None, "child")


def _member(one: Known, same: bool, rank: int | None, role: MemberRole) -> ChainMember:
    return ChainMember(one.title, one.number, _level(one), _region(one), one.loaded, same, rank, role)


def _region(one: Known) -> str | None:
    try:
        return by_code(one.region).name if one.region else None
    except UnknownRegion:
        return None


def _level(one: Known) -> str | None:
    try:
        return by_code(one.region).level if one.region else None
    except UnknownRegion:
        return None


# ── What people decided ──────────────────────────────────────────────────────────────────────────────────────────────


def _aligned(child: Plan, parent: Plan, said: Sequence[DecidedTask]) -> Alignment:
    """Which tasks are joined: as they are found, without what people rejected, with what they say is joined."""
    found = align_tasks(child, parent)
    links = {(link.child.node, link.parent.node): link for link in found.links}
    below, above = _items(child), _items(parent)
    for one in said:
        pair = one.child.value, one.parent.value
        if not one.holds:
            links.pop(pair, None)
        elif pair[0] in below and pair[1] in above:
            score = links[pair].score if pair in links else 1.0
            links[pair] = TaskLink(below[pair[0]], above[pair[1]], cast("TaskRelation", one.relation), score)
    places = {node: at for at, node in enumerate((*below, *above))}
    joined = {node for pair in links for node in pair}
    return Alignment(
        tuple(links[pair] for pair in sorted(links, key=lambda pair: (places[pair[0]], places[pair[1]]))),
        tuple(item for item in child.tasks if item.node not in joined),
        tuple(item for item in parent.tasks if item.node not in joined),
    )


def _items(plan: Plan) -> dict[str, Item]:
    return {item.node: item for item in (*plan.tasks, *plan.items)}


def _tell_who_decided(
    found: Comparison, said: Sequence[DecidedTask], names: dict[int, str], reviews: dict[str, Review]
) -> None:
    """Let a link that people say holds have its own IRI and their review; tasks that are alone, that of the rejected link."""
    links = {(link.child.node, link.parent.node): link for link in found.links}
    below, above = _items(found.child), _items(found.parent)
    alone = {id(item) for item in (*found.new, *found.missing)}
    for one in reversed(said):
        child, parent = below.get(one.child.value), above.get(one.parent.value)
        if child is None or parent is None:
            continue
        review = _review(one.decision, "confirmed" if one.holds else "rejected")
        if one.holds:
            link = links[child.node, parent.node]
            names[id(link)] = one.link.value if one.link is not None else names[id(link)]
            reviews[names[id(link)]] = review
            continue
        for item, how in ((child, f"不承接{parent.path}"), (parent, f"不由{child.path}承接")):
            if id(item) in alone:
                reason = "：".join(filter(None, (how, review.reason)))
                reviews.setdefault(names[id(item)], replace(review, reason=reason))


def _reviews(store: Store) -> dict[str, Review]:
    """What people decided, by the IRI of the fact or link; the newest decision counts."""
    decisions = sorted(decisions_of(store, store.iris), key=lambda one: one.order)
    return {one.about.value: _review(one, LINK_STATUS[one.verdict]) for one in decisions if one.about is not None}


def _review(decision: Decision, status: str) -> Review:
    return Review(status, decision.reviewer, moment_text(decision.decided)[:10], decision.reason)
