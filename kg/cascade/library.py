"""A store goes in; what it knows of each document and of what it is based on comes out, read when it is asked for.

Only what is asked for is read: where one plan stands is known without looking at the thousand others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from kg import rdf
from kg.cascade.chain import Basis, Known, Place, above, before
from kg.rdf import Node, Subject, pol, text
from kg.said import value_of
from kg.store import Store
from kg.titles import unwrapped
from loaders.titles import PLAN_PERIOD, YEARS, years_of
from ontology.regions import COUNTRY

RELATIONS = ("based_on", "implements")
"""The relations of citations that put a document under another."""


class Library:
    """What a store knows, as long as nothing in it changes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[str, Known | None] = {}
        self._bases: dict[str, tuple[Basis, ...]] = {}
        self._places: dict[str, Place] = {}
        self._of_region: dict[str, tuple[Known, ...]] = {}
        self._decisions = Node(store.iris.mint("decisions_graph"))

    def loaded(self) -> list[str]:
        """The nodes of all loaded documents."""
        return sorted(value_of(quad.subject) for quad in self.store.match(None, pol("loaded"), rdf.TRUE))

    def known(self, node: str) -> Known | None:
        """What is known of a document; None of what is none."""
        if node not in self._known:
            self._known[node] = self._read(node)
        return self._known[node]

    def is_plan(self, node: str) -> bool:
        """Whether a node is a loaded plan."""
        known = self.known(node)
        return known is not None and known.loaded and known.kind == "plan"

    def revision(self, node: str) -> str:
        """The revision of a loaded document, empty of any other."""
        return self._value(node, "revision") or ""

    def bases(self, node: str) -> tuple[Basis, ...]:
        """What a document is based on or carries out, as its citations say."""
        if node not in self._bases:
            proofs: dict[str, set[str]] = defaultdict(set)
            for citation in self._citations(node):
                for cited in self.store.match(citation, pol("cited"), None):
                    found = (value_of(quad.object) for quad in self.store.match(citation, pol("evidence"), None))
                    proofs[value_of(cited.object)].update(found)
            self._bases[node] = tuple(Basis(node, parent, tuple(sorted(proofs[parent]))) for parent in sorted(proofs))
        return self._bases[node]

    def below(self, node: str) -> Iterator[str]:
        """The documents that name one as what they are based on or carry out."""
        for quad in self.store.match(None, pol("cited"), Node(node)):
            if any(any(self.store.match(quad.subject, pol("relation"), text(one))) for one in RELATIONS):
                yield from (value_of(one.object) for one in self.store.match(quad.subject, pol("document"), None))

    def of_region(self, code: str | None) -> tuple[Known, ...]:
        """The loaded documents of a region."""
        if code is None:
            return ()
        if code not in self._of_region:
            region = Node(self.store.iris.mint("region", code=code))
            nodes = sorted({value_of(quad.subject) for quad in self.store.match(None, pol("region"), region)})
            loaded = (self.known(node) for node in nodes if self._value(node, "loaded") == rdf.TRUE.value)
            self._of_region[code] = tuple(one for one in loaded if one is not None)
        return self._of_region[code]

    def place(self, node: str) -> Place:
        """Where a loaded plan stands."""
        if node not in self._places:
            one = self.known(node)
            if one is None:
                raise ValueError(f"expected the IRI of a document, found {node}")
            beside = (other for other in self.of_region(one.region) if other.kind == "plan")
            self._places[node] = Place(above(one, self.known, self.bases), before(one, beside))
        return self._places[node]

    def reviews(self, node: str) -> list[str]:
        """The loaded reviews of a document's region."""
        one = self.known(node)
        return [other.node for other in self.of_region(one.region if one else None) if other.kind == "review"]

    def around(self, nodes: Collection[str]) -> set[str]:
        """The documents whose place may be another one since something was told anew of these."""
        found: set[str] = set()
        ways = list(nodes)
        while ways:
            node = ways.pop()
            if node not in found:
                found.add(node)
                ways += self.below(node)
        regions = {one.region for node in nodes if (one := self.known(node)) is not None and one.loaded}
        return found | {other.node for region in regions for other in self.of_region(region)}

    def _citations(self, node: str) -> Iterator[Subject]:
        """The citations of a document, read or added, that name what it is based on."""
        resource = self.store.iris.parse(node)
        if resource is None:
            return
        own = Node(self.store.iris.mint("document_graph", document=resource.fields["document"]))
        for graph in (own, self._decisions):
            for relation in RELATIONS:
                for quad in self.store.match(None, pol("relation"), text(relation), graph):
                    if self._says(quad.subject, rdf.TYPE, pol("Citation")) and self._says(
                        quad.subject, pol("document"), Node(node)
                    ):
                        yield quad.subject

    def _says(self, subject: Subject, predicate: Node, value: Node) -> bool:
        return any(self.store.match(subject, predicate, value))

    def _read(self, node: str) -> Known | None:
        title, loaded = self._value(node, "title"), self._value(node, "loaded")
        if title is None or loaded is None:
            return None
        is_loaded, region = loaded == rdf.TRUE.value, self._value(node, "region")
        code = region.rsplit("/", 1)[-1] if region else None
        if code is None and not is_loaded and ("全国" in title or "国家" in title):
            code = COUNTRY
        period = (_whole(self._value(node, "periodStart")), _whole(self._value(node, "periodEnd")))
        return Known(
            node=node,
            title=title,
            region=code,
            period=period if is_loaded else _period(title),
            number=self._value(node, "number"),
            kind=self._value(node, "kind"),
            loaded=is_loaded,
        )

    def _value(self, node: str, name: str) -> str | None:
        return min((value_of(quad.object) for quad in self.store.match(Node(node), pol(name), None)), default=None)


def _whole(value: str | None) -> int | None:
    return int(value) if value else None


def _period(title: str) -> tuple[int | None, int | None]:
    """The years that a title names."""
    title = unwrapped(title)
    match = YEARS.search(title) or PLAN_PERIOD.search(title)
    return (years_of(match) or (None, None)) if match else (None, None)
