"""A judgement goes in, the decision that it becomes comes out, or what is wrong with it: where, expected, found, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NoReturn

from kg.decisions.added import PARTS, department_of, part, place, stated, titles
from kg.decisions.finding import BY_WHOM, find_read
from kg.decisions.held import WHOLE, Held, added_name, is_added, occurrences
from kg.decisions.kinds import Kind, Property, has_control, kinds, literal
from kg.decisions.values import Decision, DecisionRefused, Fact, Judgement, Known, moment_text
from kg.iris import Iris, digest
from kg.rdf import Node

_ENDS = {"Task": "a task", "BoxItem": "an item of a box", "Box": "a box"}


def refuse(where: str, expected: str, found: str, remedy: str) -> NoReturn:
    raise DecisionRefused(where, expected, found, remedy)


def checked(held: Held, said: Judgement) -> Decision:
    """The decision that a judgement becomes; what others judged or added before is none of its business."""
    _person(said)
    if said.verdict == "added":
        return _added(held, said)
    known = held.known(said.about) if said.about is not None else None
    if known is None:
        found = "none" if said.about is None else said.about.value
        refuse("the fact", "the IRI of a fact or link in the store", found, "policykg review list shows them")
    changes: Mapping[str, str] = {}
    if said.verdict == "corrected":
        changes = _changes(held, known, said.changes)
    elif said.changes:
        refuse("the values", f"none, as the fact is {said.verdict}", ", ".join(said.changes), "correct it instead")
    return _decision(held.iris, said, known, changes)


def _person(said: Judgement) -> None:
    """Refuse what tells not who judged, when, and why."""
    if not said.reviewer.strip() or len(said.reviewer) > 200 or has_control(said.reviewer) or "\n" in said.reviewer:
        refuse("the reviewer", "a name of up to 200 characters in one line", repr(said.reviewer), "give your name")
    if said.decided.tzinfo is None:
        refuse("the date", "a moment with its time zone", str(said.decided), "give it in UTC")
    reason = said.reason or ""
    if said.verdict in ("rejected", "corrected") and not reason.strip():
        refuse("the reason", f"why it is {said.verdict}", "none", "say in a few words what is wrong")
    if has_control(reason) or len(reason) > 10_000:
        refuse("the reason", "up to 10,000 characters of text", f"{len(reason)} characters", "shorten it")


def _decision(iris: Iris, said: Judgement, known: Known, changes: Mapping[str, str]) -> Decision:
    fact, pairs = known.fact, tuple(sorted(changes.items()))
    documents = [
        node.value.removeprefix(iris.base) if node is not None else None for node in (known.document, known.parent)
    ]
    told = [fact.kind, *documents, fact.path, fact.quote, fact.nth[0], fact.values, pairs]
    who = [said.verdict, said.reviewer, moment_text(said.decided)]
    return Decision(
        node=Node(iris.mint("decision", digest=digest(repr([*told, *who])))),
        verdict=said.verdict,
        reviewer=said.reviewer,
        decided=said.decided,
        fact=fact,
        about=known.node,
        reason=said.reason.strip() or None if said.reason else None,
        document=known.document,
        parent=known.parent,
        rule=known.rule,
        changes=pairs,
    )


# ── What is added, and corrected ─────────────────────────────────────────────────────────────────────────────────────


def _added(held: Held, said: Judgement) -> Decision:
    fact, document = said.addition, said.document
    if fact is None or document is None or not held.is_loaded(document):
        found = "none" if document is None else document.value
        refuse("the document", "one that is loaded", found, "policykg query documents lists them")
    kind = _kind(fact.kind)
    parent = said.parent if kind.link else None
    if kind.link and (parent is None or parent == document or not held.is_loaded(parent)):
        found = "none" if parent is None else parent.value
        refuse("the upper document", "another one that is loaded", found, "policykg query documents lists them")
    values = dict(fact.values)
    values |= {one.name: one.default for one in kind.properties if one.default and one.name not in values}
    fact = fact.changed(_named(kind, values))
    if kind.name == "Responsibility":
        fact = _with_order(held, document, fact)
    fact = _valid(held, kind, fact, document, parent)
    _free(held, kind, fact, document)
    there = find_read(held, fact, document, parent)
    if there is not None and not is_added(held.iris, there.node):
        refuse(f"the {kind.name}", "one that was not read", there.node.value, "confirm that one")
    source = Node(held.iris.mint("decision", digest=digest("")))
    made = stated(held, fact, document, parent, source)
    if made is None:
        refuse(f"the {kind.name}", "parts and words that the documents have", repr(fact), "correct them")
    return _decision(held.iris, said, replace(made.known, rule=None), {})


def _changes(held: Held, known: Known, said: Mapping[str, str]) -> Mapping[str, str]:
    """The changes of a correction, with what follows from them, once the corrected fact has proved to be sound."""
    kind = _kind(known.fact.kind)
    if known.document is None:
        raise AssertionError(known)  # kinds without a document are fixed
    changes = dict(_named(kind, dict(said)))
    if kind.name == "Responsibility" and {"name", "canonical"} & changes.keys() and "department" not in changes:
        changes["department"] = ""
    if kind.link:  # no procedure says it so
        changes |= {name: value for name, value in (("method", "person"), ("score", "1")) if known.fact.get(name)}
    fact = known.fact.changed(changes)
    fact = _valid(held, kind, fact, known.document, known.parent)
    if added_name(fact) != added_name(known.fact):
        _free(held, kind, fact, known.document)
    told = [{**dict(one.values), "path": one.path, "quote": one.quote} for one in (fact, known.fact)]
    if all(told[0].get(name) == told[1].get(name) for name in told[0].keys() | told[1].keys() if name not in BY_WHOM):
        refuse("the values", "at least one that differs", ", ".join(said) or "none", "confirm it, or set other values")
    names = {name for name, _ in (*fact.values, *known.fact.values)}
    differing = {name: fact.get(name) or "" for name in names if fact.get(name) != known.fact.get(name)}
    differing |= {"path": fact.path or ""} if fact.path != known.fact.path else {}
    return differing | ({"quote": fact.quote or ""} if fact.quote != known.fact.quote else {})


def _kind(name: str) -> Kind:
    kind = kinds().get(name)
    if kind is None or kind.fixed:
        able = ", ".join(one.name for one in kinds().values() if not one.fixed)
        refuse("the kind", f"one of {able}", repr(name), "reject it, and say what is right in the reason")
    return kind


def _named(kind: Kind, values: Mapping[str, str]) -> dict[str, str]:
    """The values by name, the kind's own name for its path being that; an unknown one is refused."""
    found = {}
    for name, value in values.items():
        if name not in ("path", "quote") and kind.property_of(name) is None:
            known = ", ".join(one.name for one in kind.properties)
            refuse(f"a {kind.name}", f"properties among {known}, quote", repr(name), "leave it out or correct its name")
        if name == "path" and kind.place is None:
            refuse(f"a {kind.name}", "no path", repr(value), "leave it out")
        found["path" if name == kind.place else name] = value.strip()
    return found


def _valid(held: Held, kind: Kind, fact: Fact, document: Node, parent: Node | None) -> Fact:
    """The fact with its values in the form in which they are stored, and its words where they stand."""
    values = dict(fact.values) | ({kind.place: fact.path} if kind.place and fact.path else {})
    if kind.name == "Responsibility" and "department" not in values and values.get("name"):
        values["department"] = department_of(held, document, values["name"], values.get("canonical"))
    for one in kind.properties:
        if one.name in values:
            values[one.name] = _value(held, kind, one, values[one.name], document, parent)
        elif one.needed:
            refuse(f"{kind.name}.{one.name}", "a value", "none", f"set {one.name}")
    path = values.pop(kind.place, None) if kind.place else None
    fact = replace(fact, path=path, values=tuple(sorted(values.items())))
    if kind.link:
        return replace(fact, quote=None, around=titles(held, kind, fact, document, parent), nth=(1, 1))
    return _placed(held, kind, fact, document)


def _value(held: Held, kind: Kind, one: Property, value: str, document: Node, parent: Node | None) -> str:
    where, home = f"{kind.name}.{one.name}", held.document(document)
    match one.type:
        case "path" if value not in home.paths():
            refuse(where, "a path that the document has", repr(value), "policykg query sections and tasks show them")
        case "task" | "box" | "item" if home.part(value, PARTS[one.type]) is None:
            refuse(
                where,
                f"the path of {_ENDS[PARTS[one.type][0]]}",
                repr(value),
                "policykg query tasks and boxes show them",
            )
        case "end" | "upper end":
            at = document if one.type == "end" else parent
            if at is None or (value != WHOLE and part(held, at, value) is None):
                refuse(
                    where,
                    "a task, an item of a box or a row of that document",
                    repr(value),
                    "give its path (四/（一）/1)",
                )
        case "body" | "function":
            return _shared(held, where, one, value)
        case "path" | "new path" | "task" | "box" | "item":
            pass
        case _:
            try:
                return literal(one, value).value
            except ValueError as error:
                refuse(where, str(error), repr(value), "correct the value")
    return value


def _free(held: Held, kind: Kind, fact: Fact, document: Node) -> None:
    """Refuse a second task, section, box or item of one path."""
    name = added_name(fact) if kind.titled else None
    there = held.document(document).part(name, (kind.name,)) if name is not None else None
    if there is not None and not is_added(held.iris, there):
        refuse(f"{kind.name}.path", f"one that no {kind.name} has", repr(name), "correct that one, or add ~2")


def _shared(held: Held, where: str, one: Property, value: str) -> str:
    """The IRI of a body or function below the base; a function may be told by its id."""
    wanted = {"body": "department", "function": "function"}[one.type]
    iri = value.removeprefix(held.iris.base)
    iri = iri if "/" in iri else f"id/{wanted}/{iri}"
    resource = held.iris.parse(held.iris.base + iri)
    if resource is None or resource.kind != wanted:
        refuse(where, f"the IRI of a {wanted}", repr(value), "leave it out: it follows from the name")
    return iri


def _placed(held: Held, kind: Kind, fact: Fact, document: Node) -> Fact:
    """The fact where its words stand."""
    quote, text = fact.quote or "", held.document(document).text
    if not quote.strip():
        refuse(f"the {kind.name}", "the words that prove it (quote)", "none", "give them as they stand in the document")
    places = occurrences(text, quote)
    if not places:
        refuse("quote", "words that stand so in the document's text", repr(quote), "copy them from its text")
    found = place(held.document(document), fact)
    if found is None:
        refuse(
            "quote", "words that stand there once", f"{len(places)} places of {quote!r}", "give more words, or the path"
        )
    return found


def _with_order(held: Held, document: Node, fact: Fact) -> Fact:
    """A responsibility behind the others of its task, by which it is listed."""
    if fact.get("order") is not None:
        return fact
    others = [one.fact for one in held.document(document).of_kind("Responsibility") if one.fact.path == fact.path]
    return fact.changed({"order": str(max((int(one.get("order") or 0) for one in others), default=0) + 1)})
