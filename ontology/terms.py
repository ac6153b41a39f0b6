"""The name of a term goes in, its IRI comes out; a name that nobody declared is an error that tells the nearest one.

`POL` is the project's own namespace. It is closed: its terms are those that `policy.ttl` and `vocab/*.ttl` declare,
read when the first of them is asked for. Of the other namespaces only what the project uses is here.

>>> POL.leadDepartment
'https://w3id.org/policykg/ns#leadDepartment'
>>> POL["role-lead"], concepts("roles")["lead"] == POL["role-lead"]
('https://w3id.org/policykg/ns#role-lead', True)
>>> POL.leadDepartmnt
Traceback (most recent call last):
    ...
ontology.terms.UnknownTerm: pol:leadDepartmnt: no such term; nearest: pol:leadDepartment
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

BASE = "https://w3id.org/policykg/ns#"
"""The IRI of the ontology, with which every term of `POL` begins."""

FOLDER = Path(__file__).resolve().parent
"""Where `policy.ttl`, `shapes.ttl`, `vocab/` and `examples/` lie."""


class UnknownTerm(AttributeError, LookupError):
    """A name that its namespace does not declare."""


class Namespace:
    """IRIs by attribute, or by item where a name is no Python identifier; iterating gives all of them, sorted."""

    __slots__ = ("_iri", "_prefix", "_terms")

    def __init__(self, prefix: str, iri: str, terms: Callable[[], Mapping[str, str]]) -> None:
        """`terms` gives local names with their IRIs; it is called when the first is asked for, and should remember."""
        self._prefix, self._iri, self._terms = prefix, iri, terms

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):  # Python's own questions, as in copying
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> str:
        terms = self._terms()
        if name not in terms:
            raise UnknownTerm(_unknown(f"{self._prefix}:", "term", name, terms))
        return terms[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._terms().values()))

    def __contains__(self, iri: object) -> bool:
        return self._terms().get(str(iri).removeprefix(self._iri)) == str(iri)

    def __str__(self) -> str:
        return self._iri


def _unknown(prefix: str, what: str, name: str, known: Mapping[str, object]) -> str:
    """The message for a name that is not known."""
    nearest = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"{prefix}{name}: no such {what}" + "".join(f"; nearest: {prefix}{one}" for one in nearest)


@cache
def _triples() -> tuple[Triple, ...]:
    """What the ontology and its vocabularies say."""
    files = (FOLDER / "policy.ttl", *sorted((FOLDER / "vocab").glob("*.ttl")))
    return tuple(
        quad.triple for path in files for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE)
    )


@cache
def _declared() -> Mapping[str, str]:
    """The local names of all terms of the ontology and its vocabularies, with their IRIs."""
    subjects = {triple.subject.value for triple in _triples() if isinstance(triple.subject, NamedNode)}
    return MappingProxyType({iri.removeprefix(BASE): iri for iri in subjects if iri.startswith(BASE) and iri != BASE})


def _fixed(prefix: str, iri: str, names: str) -> Namespace:
    """A namespace of others, of which these names are used."""
    terms = MappingProxyType({name: iri + name for name in names.split()})
    return Namespace(prefix, iri, lambda: terms)


POL = Namespace("pol", BASE, _declared)
DCTERMS = _fixed(
    "dcterms",
    "http://purl.org/dc/terms/",
    "conformsTo created description identifier isReplacedBy issued license modified publisher references source subject"
    " title type",
)
ELI = _fixed(
    "eli",
    "http://data.europa.eu/eli/ontology#",
    "LegalResource Work amends applies based_on cites date_document date_no_longer_in_force date_publication"
    " first_date_entry_in_force repeals",
)
ORG = _fixed(
    "org",
    "http://www.w3.org/ns/org#",
    "ChangeEvent FormalOrganization Organization originalOrganization resultingOrganization",
)
OWL = _fixed("owl", "http://www.w3.org/2002/07/owl#", "Ontology sameAs versionIRI versionInfo")
PROV = _fixed(
    "prov",
    "http://www.w3.org/ns/prov#",
    "Activity Entity SoftwareAgent generatedAtTime used wasAssociatedWith wasAttributedTo wasDerivedFrom wasGeneratedBy"
    " wasInvalidatedBy",
)
RDF = _fixed("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "langString type")
RDFS = _fixed("rdfs", "http://www.w3.org/2000/01/rdf-schema#", "comment isDefinedBy label seeAlso subClassOf")
SKOS = _fixed(
    "skos",
    "http://www.w3.org/2004/02/skos/core#",
    "Concept ConceptScheme altLabel definition example hiddenLabel inScheme notation prefLabel",
)
XSD = _fixed(
    "xsd", "http://www.w3.org/2001/XMLSchema#", "boolean date dateTime decimal gYear gYearMonth integer string"
)

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "pol": str(POL),
        "dcterms": str(DCTERMS),
        "eli": str(ELI),
        "org": str(ORG),
        "owl": str(OWL),
        "prov": str(PROV),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "skos": str(SKOS),
        "xsd": str(XSD),
    }
)
"""Prefixes for writing RDF."""


@cache
def _labels(scheme: str, *properties: str) -> Mapping[str, str]:
    """What these properties call the concepts of a scheme, English left out, with the concepts' IRIs."""
    members = {
        triple.subject
        for triple in _triples()
        if triple.predicate.value == SKOS.inScheme and triple.object == NamedNode(BASE + scheme)
    }
    if not members:
        schemes = {
            triple.object.value.removeprefix(BASE): triple.object
            for triple in _triples()
            if triple.predicate.value == SKOS.inScheme and isinstance(triple.object, NamedNode)
        }
        raise UnknownTerm(_unknown("pol:", "concept scheme", scheme, schemes))
    return MappingProxyType(
        {
            triple.object.value: triple.subject.value
            for triple in _triples()
            if triple.subject in members
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, Literal)
            and triple.object.language != "en"
            and triple.predicate.value in properties
        }
    )


def concepts(scheme: str) -> Mapping[str, str]:
    """The concepts of a scheme by their notations, which are the values of `ontology.model`.

    >>> concepts("natures")["约束性"]
    'https://w3id.org/policykg/ns#nature-binding'
    >>> concepts("rols")
    Traceback (most recent call last):
        ...
    ontology.terms.UnknownTerm: pol:rols: no such concept scheme; nearest: pol:roles
    """
    return _labels(scheme, SKOS.notation)


def forms(scheme: str) -> Mapping[str, str]:
    """The concepts of a scheme by their notations and by the forms in which they are printed.

    >>> forms("units")["名"] == forms("units")["人"]
    True
    """
    return _labels(scheme, SKOS.altLabel, SKOS.notation, SKOS.prefLabel)
