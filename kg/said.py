"""The graph of one loaded document goes in, what it tells of things that documents share comes out.

Bodies, regions, indicators, programmes and notices are told of by *claims*, other documents by *cites*. Both are read
from the graph itself, so that what is shared can be derived anew from a store at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kg import rdf
from kg.iris import Iris, keyed
from kg.names import Form, Loaded
from kg.rdf import Node, Subject, Term, pol
from kg.titles import folded, number_key, region_of, title_key, unwrapped

Properties = Mapping[Node, list[Term]]


class Claim(NamedTuple):
    """What a document tells of a shared thing: `value` is a text, or an IRI."""

    subject: Node
    aspect: str
    value: str


class Cite(NamedTuple):
    """A citation: the form under which it names a document, and the title and number as printed."""

    node: Node
    relation: str
    form: Form
    title: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a document's graph tells of shared things."""

    root: Node
    who: Loaded
    region: str | None
    claims: frozenset[Claim]
    cites: tuple[Cite, ...]


def said(quads: Iterable[ox.Quad], iris: Iris) -> Said:
    """What the graph of a loaded document tells of shared things."""
    nodes: dict[Subject, dict[Node, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        nodes[quad.subject][quad.predicate].append(quad.object)
    root = next(node for node, properties in nodes.items() if properties.get(pol("loaded")) == [rdf.TRUE])
    if not isinstance(root, Node):
        raise TypeError(f"a document that is no IRI: {root}")
    region = region_code(nodes[root], iris)
    claims = [claim for properties in nodes.values() for claim in claims_of(properties)]
    cites = [
        cite_of(node, nodes[node], region) for node in nodes[root].get(pol("hasCitation"), []) if isinstance(node, Node)
    ]
    notice = claims_on_notice(root, nodes[root], region, iris)
    return Said(root, loaded_of(nodes[root], iris), region, frozenset([*claims, *notice]), tuple(cites))


def loaded_of(root: Properties, iris: Iris) -> Loaded:
    """By what a loaded document is told apart, from the properties of its node."""
    title, number = value(root, "titleKey"), value(root, "numberKey")
    years = [value(root, "periodStart"), value(root, "periodEnd")]
    notice = notice_name(root, region_code(root, iris))
    return Loaded(title or "", number, "-".join(year for year in years if year) or None, notice)


def region_code(properties: Properties, iris: Iris) -> str | None:
    """The code of the region that a node has."""
    for region in properties.get(pol("region"), []):
        resource = iris.parse(region.value) if isinstance(region, Node) else None
        if resource is not None:
            return str(resource.fields["code"])
    return None


def cite_of(node: Node, properties: Properties, region: str | None) -> Cite:
    """A citation, from its properties and the region of the document in which it stands."""
    title, number = value(properties, "title") or "", value(properties, "number")
    form = Form(title_key(title, region_of(title, number, region)), number_key(number) if number else None)
    return Cite(node, value(properties, "relation") or "", form, unwrapped(title), number)


def notice_name(root: Properties, region: str | None) -> str | None:
    """The name of the notice that sends a document out: by its whole title and its number."""
    title = value(root, "noticeTitle")
    return keyed(region, f"notice {folded(title)} {value(root, 'numberKey') or ''}") if title else None


def claims_on_notice(root: Node, properties: Properties, region: str | None, iris: Iris) -> Iterator[Claim]:
    """What a loaded document tells of the notice that sends it out."""
    name, title, number = notice_name(properties, region), value(properties, "noticeTitle"), value(properties, "number")
    if name is not None and title is not None:
        notice = Node(iris.mint("document", document=name))
        yield Claim(notice, "name", title)
        yield Claim(notice, "transmits", root.value)
        if number is not None:
            yield Claim(notice, "number", number)


_MENTION = {
    rdf.PREF_LABEL: "official",
    rdf.ALT_LABEL: "name",
    rdf.HIDDEN_LABEL: "printed",
    rdf.KIND: "kind",
    rdf.SUBJECT: "function",
}


def claims_of(properties: Properties) -> Iterator[Claim]:
    """What a node of a document's graph tells of the body, region, indicator or programme to which it refers."""
    for thing in properties.get(rdf.REFERENCES, []):
        if isinstance(thing, Node):
            for predicate, aspect in _MENTION.items():
                for term in properties.get(predicate, []):
                    yield Claim(thing, aspect, value_of(term))
    for link in (pol("indicator"), pol("program")):
        for thing in properties.get(link, []):
            for name in properties.get(pol("name"), []):
                if isinstance(thing, Node):
                    yield Claim(thing, "name", value_of(name))


def value_of(term: Term) -> str:
    return term.value if isinstance(term, Node | ox.Literal) else str(term)


def value(properties: Properties, name: str) -> str | None:
    """The value of a property of the project's vocabulary that has at most one."""
    values = properties.get(pol(name))
    return value_of(values[0]) if values else None
