"""What a person says that a document says goes in, its node and quads come out: typed and shaped as what was read.

None comes out where it has no place now: its words or the parts to which it refers are not in the documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import pyoxigraph as ox

from kg import rdf
from kg.decisions.held import WHOLE, Document, Held, occurrences, surrounding
from kg.decisions.kinds import Kind, Property, kinds, literal, role_concept, upper_document
from kg.decisions.values import Fact, Known
from kg.iris import digest, keyed
from kg.programs import program_node
from kg.rdf import Node, pol, text, zh
from kg.titles import folded
from ontology.model import ProgramKind
from ontology.terms import PROV

_PLACES = ("Task", "BoxItem", "Section", "Box")
PARTS = {"task": ("Task",), "box": ("Box",), "item": ("BoxItem",)}
_INVERSE = {
    "Responsibility": ("hasResponsibility", "Task"),
    "Measure": ("hasMeasure", "Task"),
    "BoxItem": ("hasItem", "Box"),
    "Project": ("hasProject", "BoxItem"),
}
_GENERATED = Node(PROV.wasGeneratedBy)
RULE = "person"
"""The rule that the evidence of an added fact names."""


@dataclass(frozen=True, slots=True)
class Made:
    """A fact that a person added, and all quads that state it."""

    known: Known
    quads: frozenset[ox.Quad]


def stated(held: Held, fact: Fact, document: Node, parent: Node | None, source: Node) -> Made | None:
    """The quads of a fact that a person added by a decision, where the documents have what it needs."""
    kind, home = kinds()[fact.kind], held.document(document)
    placed = place(home, fact)
    if kind.link:
        placed = replace(fact, around=titles(held, kind, fact, document, parent), nth=(1, 1))
    if placed is None:
        return None
    node = Node(held.iris.mint("added", document=_name(held, document), digest=_digest(kind, placed, held, parent)))
    writer = _Writer(held, node, document, parent)
    if not writer.write(kind, placed, source):
        return None
    return Made(Known(node, placed, document, parent, RULE), frozenset(writer.quads))


def place(home: Document, fact: Fact) -> Fact | None:
    """The fact with the surroundings that its words have now; None where they are not in the text, or nobody knows where.

    Of several places it is the one with its surroundings, then the one in the part of its path, then the as many-th.
    """
    quote = fact.quote or ""
    starts = occurrences(home.text, quote)
    if len(starts) > 1:
        starts = _chosen(home, fact, quote, starts)
    if len(starts) != 1:
        return None
    return replace(
        fact, around=surrounding(home.text, starts[0], starts[0] + len(quote)), nth=home.nth(quote, starts[0])
    )


def part(held: Held, document: Node, name: str) -> Node | None:
    """What a link may join: a task, an item of a box, a row."""
    return held.document(document).part(name, ("Task", "BoxItem", "IndicatorTarget", "Target", "Figure"))


def titles(held: Held, kind: Kind, fact: Fact, document: Node, parent: Node | None) -> tuple[str, str]:
    """What the two ends of a link are called; empty where it has none."""
    upper = next((one.name for one in kind.properties if one.type == "upper end"), "")
    found = []
    for at, name in ((document, fact.path), (parent, fact.get(upper))):
        node = part(held, at, name) if at is not None and name is not None else None
        found.append(held.document(at).title(node) if at is not None and node is not None else "")
    return found[0], found[1]


def _chosen(home: Document, fact: Fact, quote: str, starts: list[int]) -> list[int]:
    around = {start: surrounding(home.text, start, start + len(quote)) for start in starts}
    if any(fact.around):
        before, after = fact.around
        for left in (
            [start for start in starts if around[start] == fact.around],
            [start for start in starts if around[start][0] == before],
            [start for start in starts if around[start][1] == after],
        ):
            if len(left) == 1:
                return left
    within = _stretch(home, fact.path)
    inside = [start for start in starts if within is not None and within[0] <= start < within[1]]
    if len(inside) == 1:
        return inside
    return [starts[fact.nth[0] - 1]] if fact.nth[1] == len(starts) else starts


def _stretch(home: Document, path: str | None) -> tuple[int, int] | None:
    """From where the part of a path begins to where the next one does."""
    node = home.part(path or "", _PLACES)
    begins = {}
    for one, (kind, properties) in home.nodes.items():
        if kind.name in _PLACES and (proof := home.proof(properties)) is not None:
            begins[one] = proof[0]
    if node not in begins:
        return None
    start = begins[node]
    return start, min((one for one in begins.values() if one > start), default=len(home.text))


def _digest(kind: Kind, fact: Fact, held: Held, parent: Node | None) -> str:
    """What tells an added fact from others of its document."""
    upper = _name(held, parent) if parent is not None else None
    said = [kind.name, fact.path, fact.quote, fact.nth[0], upper, *fact.values]
    return digest(repr(said))


def _name(held: Held, document: Node) -> str:
    resource = held.iris.parse(document.value)
    if resource is None or "document" not in resource.fields:
        raise ValueError(f"expected the IRI of a document, found {document.value}")
    return str(resource.fields["document"])


class _Writer:
    """Collects the quads of one added fact."""

    def __init__(self, held: Held, node: Node, document: Node, parent: Node | None) -> None:
        self.held = held
        self.node = node
        self.document = document
        self.parent = parent
        self.quads: set[ox.Quad] = set()

    def say(self, subject: Node, name: str, value: Node | ox.Literal | None) -> None:
        if value is not None:
            self.quads.add(ox.Quad(subject, pol(name), value, self.held.graph))

    def write(self, kind: Kind, fact: Fact, source: Node) -> bool:
        """Whether all that the fact refers to is there."""
        self.quads.add(ox.Quad(self.node, rdf.TYPE, pol(kind.name), self.held.graph))
        self.say(self.node, "document", self.document)
        values = dict(fact.values) | ({kind.place: fact.path} if kind.place and fact.path else {})
        for one in kind.properties:
            if one.name in values and not self.property(kind, one, values[one.name]):
                return False
        if kind.link:
            self.quads.add(ox.Quad(self.node, rdf.TYPE, pol("CascadeLink"), self.held.graph))
            self.quads.add(ox.Quad(self.node, _GENERATED, source, self.held.graph))
            self.say(self.node, upper_document(kind), self.parent)
            self.say(self.node, "linkStatus", ox.Literal("confirmed"))
            if "distance" not in values:
                self.say(self.node, "distance", self.distance())
            return self.ends_proved(kind, values)
        self.derive(kind, values)
        return self.prove(self.held.document(self.document), fact.quote or "", fact.nth[0], 1)

    def distance(self) -> ox.Literal | None:
        """How far above its document the upper one of a link stands in the chain of plans; None where it does not."""
        view = self.held.view
        for quad in view.match(None, pol("child"), self.document):
            link = quad.subject
            if any(view.match(link, rdf.TYPE, pol("PlanLink"))) and any(view.match(link, pol("parent"), self.parent)):
                found = next((one.object for one in view.match(link, pol("distance"), None)), None)
                return found if isinstance(found, ox.Literal) else None
        return None

    def property(self, kind: Kind, one: Property, value: str) -> bool:
        node = self.refer(one, value)
        if node is not None:
            inverse = _INVERSE.get(kind.name)
            if inverse is not None and one.type in PARTS:
                self.say(node, inverse[0], self.node)
            if (kind.name, one.name) != ("Measure", "task"):
                self.say(self.node, one.name, node)
        elif one.type in PARTS or one.type in ("end", "upper end", "body", "function"):
            return False
        else:
            self.say(self.node, one.name, literal(one, value))
        return True

    def refer(self, one: Property, value: str) -> Node | None:
        """The part, body or function that a value names."""
        match one.type:
            case "task" | "box" | "item":
                return self.held.document(self.document).part(value, PARTS[one.type])
            case "end" | "upper end":
                home = self.document if one.type == "end" else self.parent
                if home is None or value == WHOLE:
                    return home
                return part(self.held, home, value)
            case "body" | "function":
                return Node(self.held.iris.base + value)
        return None

    def derive(self, kind: Kind, values: dict[str, str]) -> None:
        """What follows from the values: the concept of a role, the indicator or programme of a name."""
        iris, name = self.held.iris, values.get("name", "")
        match kind.name:
            case "Responsibility":
                self.say(self.node, "role", role_concept(values["roleName"]))
            case "IndicatorTarget":
                self.say(self.node, "indicator", Node(iris.mint("indicator", digest=digest(folded(name)))))
            case "ProgramMention":
                known = cast("ProgramKind", values["programKind"])
                self.say(self.node, "program", program_node(name, known, region_of(self.held, self.document), iris))
            case "BoxItem":
                self.say(self.node, "path", text(f"{values['box']}/{values['number']}"))

    # ── Evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def prove(self, home: Document, quote: str, nth: int, order: int) -> bool:
        """State the place of the words that prove the fact."""
        starts = occurrences(home.text, quote)
        if len(starts) < nth:
            return False
        self.evidence(home, starts[nth - 1], quote, order)
        return True

    def ends_proved(self, kind: Kind, values: dict[str, str]) -> bool:
        """State the places of what a link joins: copies of what proves it there."""
        for order, (home, node) in enumerate(self.ends(kind, values), start=1):
            proof = home.proof(home.nodes[node][1]) if node in home.nodes else None
            if proof is not None:
                self.evidence(home, proof[0], proof[2], order)
        return True

    def ends(self, kind: Kind, values: dict[str, str]) -> Iterator[tuple[Document, Node]]:
        homes = {"end": self.document, "upper end": self.parent}
        for one in kind.properties:
            home = homes.get(one.type)
            if home is not None and one.name in values:
                node = part(self.held, home, values[one.name])
                if node is not None:
                    yield self.held.document(home), node

    def evidence(self, home: Document, start: int, quote: str, order: int) -> None:
        fields = {"document": _name(self.held, self.document), "digest": self.node.value.rsplit("/", 1)[-1]}
        node = Node(self.held.iris.mint("added_evidence", order=order, **fields))
        self.say(self.node, "evidence", node)
        self.quads.add(ox.Quad(node, rdf.TYPE, pol("Evidence"), self.held.graph))
        self.say(node, "document", home.node)
        self.say(node, "start", rdf.integer(start))
        self.say(node, "end", rdf.integer(start + len(quote)))
        self.say(node, "quote", text(quote))
        self.say(node, "rule", text(RULE))


def department_of(held: Held, document: Node, name: str, canonical: str | None) -> str:
    """The body that a name means, below the base: the one of that full name, or the one that the document means by the
    name, else a new one of the document's region."""
    for label in (canonical, name):
        for predicate, value in ((pol("officialName"), text(label)), (rdf.PREF_LABEL, zh(label))):
            found = {quad.subject for quad in held.view.match(None, predicate, value)} if value is not None else set()
            bodies = [node for node in found if any(held.view.match(node, rdf.TYPE, pol("Department")))]
            if len(bodies) == 1:
                return str(bodies[0])[1:-1].removeprefix(held.iris.base)
    for one in held.document(document).of_kind("Responsibility"):
        department = one.fact.get("department")
        if department is not None and canonical is None and one.fact.get("name") == name:
            return department
    minted = held.iris.mint("department", department=keyed(region_of(held, document), canonical or name))
    return minted.removeprefix(held.iris.base)


def region_of(held: Held, document: Node) -> str | None:
    """The code of a document's region."""
    region = next((quad.object for quad in held.view.match(document, pol("region"), None)), None)
    resource = held.iris.parse(region.value) if isinstance(region, Node) else None
    return str(resource.fields["code"]) if resource is not None else None
