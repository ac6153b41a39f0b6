"""What all documents say goes in, the shared graph comes out: bodies, regions, indicators, programmes, cited documents.

A shared thing is described by the union of all claims on it, so that the order of loading leaves no trace. `derive`
does so for a whole store, `kg/update.py` for what one document touches; both use the functions here, and must agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import pyoxigraph as ox

from kg import rdf
from kg.bodies import described, local_events
from kg.iris import UNDETERMINED, Iris
from kg.names import Form, Resolution, resolve
from kg.programs import head_literals, relations
from kg.rdf import Node, Term, concept, pol, text, year, zh
from kg.said import Cite, Claim, Said, value_of
from ontology.regions import COUNTRY, UnknownRegion, ancestors, by_code

Triple = tuple[Node, Node, Node | ox.Literal]

LINKS = {
    "based_on": "basedOn",
    "cites": "cites",
    "implements": "implements",
    "amends": "amends",
    "repeals": "repeals",
}
"""The direct property from document to document for each relation of a citation."""


def describe(subject: Node, claims: Iterable[Claim], iris: Iris) -> set[Triple]:
    """The description of a shared thing by all claims on it; without claims there is none."""
    aspects: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        aspects[claim.aspect].add(claim.value)
    resource = iris.parse(subject.value)
    if resource is None or not aspects:
        return set()
    match resource.kind:
        case "department":
            code = str(resource.fields["department"]).split("-", maxsplit=1)[0]
            said = described(aspects, region_node(code, iris))
        case "indicator":
            said = _named("Indicator", aspects["name"])
        case "program" | "facility":
            said = _program(aspects["name"])
        case "document":
            said = _notice(aspects, str(resource.fields["document"]), iris)
        case _:  # a region is described by the regions of what is described
            return set()
    return {(subject, predicate, value) for predicate, value in said if value is not None}


_Said = Iterator[tuple[Node, Node | ox.Literal | None]]


def _named(kind: str, names: set[str]) -> _Said:
    """The shortest form of a name is the preferred one: it has no quotation marks or blanks."""
    best = min(names, key=lambda name: (len(name), name))
    yield rdf.TYPE, pol(kind)
    yield rdf.PREF_LABEL, zh(best)
    for name in names - {best}:
        yield rdf.ALT_LABEL, zh(name)


def _program(names: set[str]) -> _Said:
    """What programmes have to do with each other depends on which there are: see `program_relations`."""
    yield from _named("Program", names)
    for key in head_literals(names):
        yield pol("headKey"), key


def _notice(aspects: Mapping[str, set[str]], key: str, iris: Iris) -> _Said:
    for kind in ("Document", "Notice"):
        yield rdf.TYPE, pol(kind)
    yield pol("title"), zh(min(aspects["name"]))
    yield pol("number"), text(min(aspects["number"], default=None))
    yield pol("region"), region_node(key.split("-", maxsplit=1)[0], iris)
    yield pol("kind"), text("other")
    yield pol("loaded"), rdf.FALSE
    for document in aspects["transmits"]:
        yield pol("transmits"), Node(document)


def claims_read_back(subject: Node, description: Iterable[tuple[Node, Term]]) -> set[Claim]:
    """Claims that would give the description: the inverse of `describe`, where no claim was taken back."""
    aspects = {
        rdf.PREF_LABEL: "name",
        rdf.ALT_LABEL: "name",
        pol("title"): "name",
        pol("number"): "number",
        pol("transmits"): "transmits",
        pol("officialName"): "official",
        pol("function"): "function",
        pol("printedForm"): "printed",
    }
    claims = {
        Claim(subject, aspects[predicate], value_of(value)) for predicate, value in description if predicate in aspects
    }
    kinds = [value_of(value) for predicate, value in description if predicate == pol("departmentKind")]
    return claims | {Claim(subject, "kind", concept("departmentKinds", kind).value) for kind in kinds}


def body_of(triple: Triple, iris: Iris) -> tuple[str, str] | None:
    """The code of a body's region and its name, if the triple is the one that names it."""
    node, predicate, value = triple
    resource = iris.parse(node.value) if predicate == rdf.PREF_LABEL else None
    if resource is None or resource.kind != "department":
        return None
    return str(resource.fields["department"]).split("-", maxsplit=1)[0], value.value


class Titles(Protocol):
    """How titles and numbers are printed, by their keys."""

    def title(self, key: str) -> str: ...

    def number(self, key: str | None) -> str | None: ...


def describe_names(resolution: Resolution, printed: Titles, iris: Iris) -> set[Triple]:
    """The descriptions of cited documents that are not loaded, and the aliases of all documents."""
    triples: list[tuple[Node, Node, Node | ox.Literal | None]] = []
    for name, form in resolution.cited.items():
        node = document_node(name, iris)
        triples += [
            (node, rdf.TYPE, pol("Document")),
            (node, pol("title"), zh(printed.title(form.title))),
            (node, pol("number"), text(printed.number(form.number))),
            (node, pol("region"), region_node(form.title.split(":", maxsplit=1)[0], iris)),
            (node, pol("loaded"), rdf.FALSE),
            (node, pol("titleKey"), text(form.title)),
            (node, pol("numberKey"), text(form.number)),
        ]
    for name, (form, targets) in resolution.aliases.items():
        node = document_node(name, iris)
        triples += [(node, pol("titleKey"), text(form.title)), (node, pol("numberKey"), text(form.number))]
        triples += [(node, rdf.IS_REPLACED_BY, document_node(target, iris)) for target in targets]
    return {(subject, predicate, value) for subject, predicate, value in triples if value is not None}


class Printed:
    """The titles and numbers as printed in citations, by their keys; the best of each is shown."""

    def __init__(self) -> None:
        self.titles: dict[str, set[str]] = defaultdict(set)
        self.numbers: dict[str, set[str]] = defaultdict(set)

    def add(self, cites: Iterable[Cite]) -> None:
        for cite in cites:
            self.titles[cite.form.title].add(cite.title)
            if cite.form.number is not None and cite.number is not None:
                self.numbers[cite.form.number].add(cite.number)

    def title(self, key: str) -> str:
        """The longest: it has the region's name."""
        return best_title(self.titles[key])

    def number(self, key: str | None) -> str | None:
        return None if key is None else best_number(self.numbers[key])


def best_title(titles: Iterable[str]) -> str:
    return min(titles, key=lambda title: (-len(title), title))


def best_number(numbers: Iterable[str]) -> str:
    """One with the brackets of the standard, without blanks."""
    return min(numbers, key=lambda number: ("〔" not in number, len(number), number))


def link_triples(root: Node, cites: Iterable[Cite], targets: Mapping[Form, str], iris: Iris) -> set[Triple]:
    """What a document cites: from each citation, and from the document itself, to the document that is meant."""
    triples: set[Triple] = set()
    for cite in cites:
        target = document_node(targets[cite.form], iris)
        triples.add((cite.node, pol("cited"), target))
        if target != root:
            triples.add((root, pol(LINKS[cite.relation]), target))
    return triples


def region_triples(codes: Iterable[str], names: Mapping[str, str], iris: Iris) -> set[Triple]:
    """The descriptions of regions and of all regions around them. `names` has those that the table has not."""
    return {
        triple
        for code in {above for code in codes for above in region_path(code)}
        for triple in describe_region(code, names.get(code), iris)
    }


def region_path(code: str) -> list[str]:
    """The code and those of the regions around it, the nearest first.

    >>> region_path("150304"), region_path("152501100")
    (['150304', '150300', '150000', '100000'], ['152501100', '152501', '152500', '150000', '100000'])
    """
    try:
        return [code, *(region.code for region in ancestors(code))]
    except UnknownRegion:
        return [code, *(region_path(code[:6]) if len(code) > 6 else [COUNTRY])]


def describe_region(code: str, name: str | None, iris: Iris) -> set[Triple]:
    """A region's description, without those around it."""
    node = Node(iris.mint("region", code=code))
    around = region_path(code)[1:]
    try:
        region = by_code(code)
        label, level, start, end = region.name, region.level, region.valid_from, region.valid_to
    except UnknownRegion:
        label, level, start, end = name or code, "township" if len(code) > 6 else "county", None, None
    values = [
        (rdf.TYPE, pol("Region")),
        (pol("code"), text(code)),
        (rdf.PREF_LABEL, zh(label)),
        (pol("level"), concept("levels", level)),
        (pol("within"), region_node(around[0], iris) if around else None),
        (pol("validFrom"), year(start)),
        (pol("validTo"), year(end)),
    ]
    return {(node, predicate, value) for predicate, value in values if value is not None}


def region_node(code: str, iris: Iris) -> Node | None:
    return None if code == UNDETERMINED else Node(iris.mint("region", code=code))


def document_node(name: str, iris: Iris) -> Node:
    return Node(iris.mint("document", document=name))


# ── All at once ──────────────────────────────────────────────────────────────────────────────────────────────────────


def derive(all_said: Iterable[Said], iris: Iris) -> set[Triple]:
    """The whole shared graph of a store, from what all its documents say."""
    told = list(all_said)
    claims: dict[Node, set[Claim]] = defaultdict(set)
    printed = Printed()
    for one in told:
        printed.add(one.cites)
        for claim in one.claims:
            claims[claim.subject].add(claim)
    resolution = resolve({cite.form for one in told for cite in one.cites}, {one.who for one in told})
    triples = {triple for subject, about in claims.items() for triple in describe(subject, about, iris)}
    triples |= program_relations(triples, iris)
    triples |= local_events({body for triple in triples if (body := body_of(triple, iris))}, iris)
    triples |= describe_names(resolution, printed, iris)
    for one in told:
        triples |= link_triples(one.root, one.cites, resolution.targets, iris)
    names = region_names(claims)
    return triples | region_triples(
        {*_regions(triples, iris), *(one.region for one in told if one.region)}, names, iris
    )


def program_relations(triples: set[Triple], iris: Iris) -> set[Triple]:
    """What the programmes among described things have to do with each other."""
    programs = {subject for subject, predicate, value in triples if (predicate, value) == (rdf.TYPE, pol("Program"))}
    names = labels(triple for triple in triples if triple[0] in programs)
    return {triple for one in programs for triple in relations(one, names[one], programs.__contains__, iris)}


def labels(triples: Iterable[Triple]) -> dict[Node, set[str]]:
    """The names of described things."""
    names: dict[Node, set[str]] = defaultdict(set)
    for subject, predicate, value in triples:
        if predicate in (rdf.PREF_LABEL, rdf.ALT_LABEL):
            names[subject].add(value.value)
    return names


def region_names(claims: Mapping[Node, set[Claim]]) -> dict[str, str]:
    """The names that documents give to regions that the table has not."""
    found: dict[str, str] = {}
    for subject, about in claims.items():
        code = subject.value.rsplit("/", 1)[-1]
        names = [claim.value for claim in about if claim.aspect == "official"]
        if code.isdigit() and names:
            found[code] = min(names)
    return found


def _regions(triples: Iterable[Triple], iris: Iris) -> Iterator[str]:
    """The codes of the regions that described things have."""
    for _, predicate, value in triples:
        if predicate == pol("region") and isinstance(value, Node):
            resource = iris.parse(value.value)
            if resource is not None:
                yield str(resource.fields["code"])
