"""What a store holds goes in, the facts of its documents come out, each with what it says; and texts, places and paths.

People's own graph is left out: what is known here is what was read or computed, and what is told by `add`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from kg import rdf
from kg.change import View
from kg.decisions.kinds import Kind, Property, kinds, upper_document
from kg.decisions.values import Fact, Known
from kg.iris import Iris
from kg.rdf import Node, Subject, Term, pol
from ontology.terms import BASE

AROUND = 12
"""How many characters before and after a quote are kept, to tell it from the same words elsewhere."""

WHOLE = "document"
"""How a document itself is referred to, where a link joins two documents."""

Properties = dict[str, list[Term]]


def occurrences(text: str, quote: str) -> list[int]:
    """Where a quote begins in a text, each time.

    >>> occurrences("一个、两个", "个")
    [1, 4]
    """
    found, start = [], text.find(quote) if quote else -1
    while start >= 0:
        found.append(start)
        start = text.find(quote, start + 1)
    return found


def surrounding(text: str, start: int, end: int) -> tuple[str, str]:
    """The words before and after a place."""
    return text[max(start - AROUND, 0) : start], text[end : end + AROUND]


def kind_of(properties: Properties) -> Kind | None:
    """The kind of a node by its classes; the narrowest where it has several."""
    named = {value_text(term).removeprefix(BASE) for term in properties.get(rdf.TYPE.value, ())}
    return next((kind for name, kind in kinds().items() if name in named), None)


def is_added(iris: Iris, node: Node) -> bool:
    """Whether a fact is a person's addition, rather than read or computed."""
    resource = iris.parse(node.value)
    return resource is not None and resource.kind == "added"


def value_text(term: Term) -> str:
    return term.value if isinstance(term, Node | ox.Literal) else str(term)


def first(properties: Properties, name: str) -> Term | None:
    return next(iter(properties.get(name, ())), None)


class Held:
    """The facts of a store, each document's read when they are first asked for."""

    def __init__(self, view: View, iris: Iris) -> None:
        self.view = view
        self.iris = iris
        self.graph = Node(iris.mint("decisions_graph"))
        self._documents: dict[Node, Document] = {}

    def document(self, node: Node) -> Document:
        if node not in self._documents:
            self._documents[node] = Document(self, node)
        return self._documents[node]

    def is_loaded(self, node: Node) -> bool:
        return any(self.view.match(node, pol("loaded"), rdf.TRUE))

    def properties(self, node: Subject) -> Properties:
        """What was read or computed of a node: of the project's properties the names, of others the IRIs."""
        found: Properties = defaultdict(list)
        for quad in self.view.match(node, None, None):
            if quad.graph_name != self.graph:
                found[quad.predicate.value.removeprefix(BASE)].append(quad.object)
        return found

    def known(self, node: Node) -> Known | None:
        """The fact of a node, if it is one."""
        resource = self.iris.parse(node.value)
        if resource is not None and resource.kind == "added":
            root = Node(self.iris.mint("document", document=resource.fields["document"]))
            return self.document(root).known(node)
        properties = self.properties(node)
        kind = kind_of(properties)
        if kind is None:
            return None
        if kind.name == "Document":
            return Known(node, Fact(kind.name), node) if self.is_loaded(node) else None
        document = first(properties, "document")
        if isinstance(document, Node):
            return self.document(document).known(node)
        return Known(node, Fact(kind.name, values=(("iri", node.value.removeprefix(self.iris.base)),)))


class Document:
    """The facts of one document, with the links of which it is the lower end."""

    def __init__(self, held: Held, node: Node) -> None:
        self.held = held
        self.node = node
        self._known: dict[Node, Known | None] = {}
        self._added: dict[Node, Known] = {}
        self._kinds: dict[str, list[Known]] = {}

    @cached_property
    def text(self) -> str:
        return self.said(self.held.properties(self.node), "text") or ""

    @cached_property
    def nodes(self) -> dict[Node, tuple[Kind, Properties]]:
        """What is a fact of the document, or a link."""
        found = {}
        for quad in self.held.view.match(None, pol("document"), self.node):
            if quad.graph_name != self.held.graph and isinstance(quad.subject, Node):
                properties = self.held.properties(quad.subject)
                kind = kind_of(properties)
                if kind is not None:
                    found[quad.subject] = (kind, properties)
        return found

    def add(self, known: Known) -> None:
        """Take a fact of a person's for one of the document's."""
        self._added[known.node] = known
        if known.fact.kind in _NAMED and (name := added_name(known.fact)):
            self.named.setdefault(name, []).append((known.fact.kind, known.node))

    def of_kind(self, name: str) -> list[Known]:
        """The facts of a kind, in the order of their IRIs; then those that people added."""
        if name not in self._kinds:
            read = sorted((node for node, (kind, _) in self.nodes.items() if kind.name == name), key=str)
            self._kinds[name] = [one for node in read if (one := self.known(node)) is not None]
        return self._kinds[name] + [one for one in self._added.values() if one.fact.kind == name]

    def known(self, node: Node) -> Known | None:
        """What a fact of the document says."""
        if node in self._added:
            return self._added[node]
        if node == self.node:
            return self.held.known(node)
        if node not in self._known:
            self._known[node] = self._read(node) if node in self.nodes else None
        return self._known[node]

    def _read(self, node: Node) -> Known:
        kind, properties = self.nodes[node]
        upper = first(properties, upper_document(kind)) if kind.link else None
        parent = upper if isinstance(upper, Node) else None
        values = {one.name: text for one in kind.properties if (text := self.value(node, properties, one, parent))}
        path = values.pop(kind.place, None) if kind.place else None
        pairs = tuple(sorted(values.items()))
        if kind.link:
            ends, method = self._titles(kind, properties), self.said(properties, "method")
            return Known(node, Fact(kind.name, path, None, pairs, ends), self.node, parent, method)
        start, end, quote, rule = self.proof(properties) or self._own_proof(properties)
        around = surrounding(self.text, start, end) if quote else ("", "")
        return Known(node, Fact(kind.name, path, quote, pairs, around, self.nth(quote, start)), self.node, None, rule)

    def value(self, node: Node, properties: Properties, one: Property, parent: Node | None) -> str | None:
        """A property's value as text; what refers to a part of a document, by how that is named."""
        term = first(properties, one.name)
        if one.type == "task" and term is None:  # a measure is told of by its task
            term = next((quad.subject for quad in self.held.view.match(None, pol("hasMeasure"), node)), None)
        if term is None:
            return None
        if not isinstance(term, Node):
            return value_text(term)
        if one.type in ("body", "function"):
            return term.value.removeprefix(self.held.iris.base)
        home = self.held.document(parent) if one.type == "upper end" and parent is not None else self
        return home.name(term)

    def _titles(self, kind: Kind, properties: Properties) -> tuple[str, str]:
        """What the two ends of a link are called, the one in this document first."""
        ends = {one.type: first(properties, one.name) for one in kind.properties}
        nodes = (ends.get("end"), ends.get("upper end"))
        lower, upper = (self.title(node) if isinstance(node, Node) else "" for node in nodes)
        return lower, upper

    def title(self, node: Node) -> str:
        """What a part is called: a task's title, a row's name."""
        properties = self.held.properties(node)
        return next((said for name in ("title", "name", "metric") if (said := self.said(properties, name))), "")

    # ── Places in the text ───────────────────────────────────────────────────────────────────────────────────────────

    def proof(self, properties: Properties) -> tuple[int, int, str, str] | None:
        """The first stretch that proves a fact, with its words and the rule."""
        found = []
        for node in properties.get("evidence", ()):
            if isinstance(node, Node):
                said = self.held.properties(node)
                start, end, quote = (self.said(said, name) for name in ("start", "end", "quote"))
                if start and end and quote:
                    aside = self.said(said, "aspect") is not None
                    found.append((aside, int(start), int(end), quote, self.said(said, "rule") or ""))
        return min(found)[1:] if found else None

    def _own_proof(self, properties: Properties) -> tuple[int, int, str | None, str | None]:
        """The place of what tells its own, as a rejected passage does."""
        start, end = (int(self.said(properties, name) or 0) for name in ("start", "end"))
        return start, end, self.said(properties, "quote"), self.said(properties, "rule")

    def nth(self, quote: str | None, start: int) -> tuple[int, int]:
        """At which of how many places of the text a quote stands."""
        places = occurrences(self.text, quote or "")
        return (places.index(start) + 1, len(places)) if start in places else (1, 1)

    @staticmethod
    def said(properties: Properties, name: str) -> str | None:
        term = first(properties, name)
        return None if term is None else value_text(term)

    # ── Names of parts ───────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def names(self) -> dict[Node, str]:
        """How the parts that others refer to are named: 四/（一）/1, 专栏4/5, or by what a row says."""
        count: Counter[tuple[str, str]] = Counter()
        found = {self.node: WHOLE}
        for node, (kind, properties) in sorted(self.nodes.items(), key=lambda entry: str(entry[0])):
            if kind.name in _NAMED:
                name = self._name(node, kind, properties)
                count[kind.name, name] += 1
                found[node] = name if count[kind.name, name] == 1 else f"{name}#{count[kind.name, name]}"
        return found

    def _name(self, node: Node, kind: Kind, properties: Properties) -> str:
        resource = self.held.iris.parse(node.value)
        fields = resource.fields if resource is not None else {}
        match kind.name:
            case "Section" | "Task":
                return self.said(properties, "path") or ""
            case "Box":
                return f"专栏{fields.get('number', '')}"
            case "BoxItem":
                return f"专栏{fields.get('number', '')}/{fields.get('item', '')}"
        said = (
            self.said(properties, name) for name in ("name", "metric", "operator", "value", "unit", "year", "period")
        )
        proof = self.proof(properties)
        return " ".join(filter(None, (*said, proof[2] if proof else None)))

    def name(self, node: Node) -> str | None:
        return self.names.get(node) or next(
            (name for name, nodes in self.named.items() if node in dict(nodes).values()), None
        )

    @cached_property
    def named(self) -> dict[str, list[tuple[str, Node]]]:
        """The parts of each name, with their kinds: a heading may be a section and a task."""
        found: dict[str, list[tuple[str, Node]]] = defaultdict(list)
        for node, name in self.names.items():
            found[name].append((self.nodes[node][0].name if node in self.nodes else "Document", node))
        return found

    def part(self, name: str, wanted: Iterable[str]) -> Node | None:
        """The part of a name that is of the first of these kinds."""
        nodes = dict(self.named.get(name, ()))
        return next((nodes[kind] for kind in wanted if kind in nodes), None)

    def paths(self) -> Iterator[str]:
        """The paths at which something may stand."""
        yield from (name for name, nodes in self.named.items() if _PLACES & {kind for kind, _ in nodes})


_PLACES = frozenset({"Section", "Task", "Box", "BoxItem"})
_NAMED = _PLACES | {"Target", "IndicatorTarget", "Figure"}


def added_name(fact: Fact) -> str | None:
    """How a part that a person added is named."""
    match fact.kind:
        case "Section" | "Task":
            return fact.path
        case "Box":
            return f"专栏{fact.get('number')}"
        case "BoxItem":
            return f"{fact.path}/{fact.get('number')}"
    said = (fact.get(name) for name in ("name", "metric", "operator", "value", "unit", "year", "period"))
    return " ".join(filter(None, (*said, fact.quote)))
