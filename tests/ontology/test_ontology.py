"""Every term is described, every vocabulary agrees with the model, and nothing is used that nobody declared."""

from __future__ import annotations

import ast
import logging
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Literal, URIRef

from ontology import model
from ontology.terms import BASE, FOLDER, POL, UnknownTerm, concepts

ROOT = FOLDER.parent
FILES = [FOLDER / "policy.ttl", FOLDER / "shapes.ttl", *sorted((FOLDER / "vocab").glob("*.ttl"))]
EXAMPLES = sorted((FOLDER / "examples").rglob("*.ttl"))
NS = rdflib.Namespace(BASE)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)

ELSEWHERE = "https://example.org/"
"""The base for relative IRIs, which are never terms of ours."""


def ours(graph: rdflib.Graph, kind: URIRef) -> list[URIRef]:
    """The instances of a class that are in our namespace."""
    found = (term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef))
    return sorted(term for term in found if term.startswith(BASE))


ONTOLOGY = rdflib.Graph().parse(FOLDER / "policy.ttl")
VOCABULARIES = rdflib.Graph()
for _path in (FOLDER / "vocab").glob("*.ttl"):
    VOCABULARIES.parse(_path, publicID=ELSEWHERE)
TERMS = [term for kind in KINDS for term in ours(ONTOLOGY, kind)]
CONCEPTS = ours(VOCABULARIES, SKOS.Concept)

VALUES = {
    "kinds": model.DocumentKind,
    "levels": model.Level,
    "roles": model.Role,
    "bases": model.Basis,
    "operators": model.Operator,
    "natures": model.Nature,
    "statuses": model.DocumentStatus,
    "changes": model.Change,
    "relations": model.Relation,
    "programKinds": model.ProgramKind,
    "departmentKinds": model.DepartmentKind,
    "reformKinds": model.ReformKind,
    "dateMeanings": model.DateMeaning,
}
"""Which vocabulary lists the values of which type of the model."""

CLASSES = {"Source": "SourceFile"}
"""Classes of the model that the ontology calls otherwise: a file that has a name needs no other."""

PROPERTIES = {
    "Source.name": "fileName",
    "Source.bytes": "byteSize",
    "Department.name": "officialName",
    "Department.official": None,  # it says whether there is a pol:officialName
    "Department.kind": "departmentKind",
    "Department.functions": "function",
    "Responsibility.role": "roleName",  # and pol:role, its concept
    "ProgramMention.kind": "programKind",
    "Box.items": "hasItem",
    "Task.clauses": None,  # the evidence of its responsibilities
    "Document.notice": "noticeTitle",
    "Document.region_name": None,  # the label of the pol:region
}
"""Fields of the model that the ontology calls otherwise, and those that it says in another way."""


def local(term: object) -> str:
    return str(term).removeprefix(BASE)


def languages(graph: rdflib.Graph, term: rdflib.term.Node, predicate: URIRef) -> list[str]:
    """The languages in which a term has a text, each as often as it does; an empty text is none."""
    texts = [text for text in graph.objects(term, predicate) if isinstance(text, Literal) and text.strip()]
    return sorted(str(text.language) for text in texts)


@pytest.mark.parametrize("path", [*FILES, *EXAMPLES], ids=lambda path: path.name)
def test_parsers_agree_and_do_not_complain(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        graph = rdflib.Graph().parse(path, publicID=ELSEWHERE)
    assert not caplog.records
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=ELSEWHERE))
    assert len({quad.triple for quad in quads}) == len(quads) == len(graph)


@pytest.mark.parametrize("term", TERMS, ids=local)
def test_term_is_described(term: URIRef) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        assert languages(ONTOLOGY, term, predicate) == ["en", "zh"], predicate
    for predicate in (SKOS.example, NS.counterExample):
        assert languages(ONTOLOGY, term, predicate) == ["en"], predicate
    assert ONTOLOGY.value(term, SKOS.example) != ONTOLOGY.value(term, NS.counterExample)
    assert ONTOLOGY.value(term, RDFS.isDefinedBy) == NS[""]
    assert TERMS.count(term) == 1, "a class or a property of one sort"


def test_terms_are_named_by_their_kind() -> None:
    """Classes in UpperCamelCase, properties in lowerCamelCase: concepts have hyphens, so that nothing collides."""
    for term in TERMS:
        first = "A-Z" if (term, RDF.type, OWL.Class) in ONTOLOGY else "a-z"
        assert re.fullmatch(rf"[{first}][A-Za-z0-9]*", local(term)), term


def test_definitions_differ() -> None:
    for language in ("en", "zh"):
        texts = Counter(
            str(text) for text in ONTOLOGY.objects(None, SKOS.definition) if getattr(text, "language", "") == language
        )
        assert not [text for text, times in texts.items() if times > 1]


def test_ontology_tells_of_itself() -> None:
    header = {str(predicate).rpartition("/")[2] for predicate in ONTOLOGY.predicates(NS[""])}
    assert {"title", "description", "license", "created", "preferredNamespacePrefix"} <= header
    assert str(ONTOLOGY.value(NS[""], OWL.versionIRI)).endswith(str(ONTOLOGY.value(NS[""], OWL.versionInfo)))


def test_the_page_counts_right() -> None:
    classes = len(ours(ONTOLOGY, OWL.Class))
    page = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    assert f"{classes} classes and {len(TERMS) - classes} properties" in page


def test_what_terms_refer_to_is_declared() -> None:
    """A term of ours that another one names exists, in definitions and notes too; one of others is a whole IRI."""
    for subject, predicate, value in ONTOLOGY:
        if isinstance(value, URIRef) and value.startswith(BASE) and value != NS[""]:
            assert value in POL, (subject, predicate, value)
        for name in re.findall(r"\bpol:([\w-]+)", value) if isinstance(value, Literal) else ():
            assert POL[name], (subject, predicate)


@pytest.mark.parametrize("concept", CONCEPTS, ids=local)
def test_concept_is_described(concept: URIRef) -> None:
    graph = VOCABULARIES
    for predicate in (SKOS.prefLabel, SKOS.definition):
        assert languages(graph, concept, predicate) == ["en", "zh"], predicate
    assert languages(graph, concept, SKOS.example) == ["en"]
    assert len(list(graph.objects(concept, SKOS.notation))) == 1
    assert graph.value(concept, SKOS.topConceptOf) == graph.value(concept, SKOS.inScheme)
    assert graph.value(concept, RDFS.isDefinedBy) == NS[""]
    if local(graph.value(concept, SKOS.inScheme) or "") not in ("units", "multipliers"):
        assert languages(graph, concept, NS.counterExample) == ["en"]


def test_schemes_are_described_and_their_concepts_distinct() -> None:
    """In a scheme no two concepts share a notation or a printed form; SKOS keeps preferred and other labels apart."""
    for scheme in ours(VOCABULARIES, SKOS.ConceptScheme):  # without the functions of departments, tested by themselves
        assert languages(VOCABULARIES, scheme, SKOS.prefLabel) == ["en", "zh"]
        assert languages(VOCABULARIES, scheme, SKOS.definition) == ["en", "zh"]
        members = set(VOCABULARIES.subjects(SKOS.inScheme, scheme))
        for predicates in ([SKOS.notation], [SKOS.prefLabel, SKOS.altLabel]):
            found = [value for one in members for which in predicates for value in VOCABULARIES.objects(one, which)]
            assert len(found) == len(set(found)), (scheme, [value for value in found if found.count(value) > 1])


@pytest.mark.parametrize(("scheme", "values"), VALUES.items())
def test_notations_are_the_values_of_the_model(scheme: str, values: object) -> None:
    assert set(concepts(scheme)) == set(get_args(values))


def test_every_value_scheme_exists_and_is_used() -> None:
    named = {local(scheme) for scheme in ONTOLOGY.objects(None, NS.valueScheme)}
    assert named >= VALUES.keys()
    assert all(concepts(scheme) for scheme in named)


@pytest.mark.parametrize("name", [one.__name__ for one in model.Value.__subclasses__()])
def test_model_and_ontology_have_one_name_for_one_thing(name: str) -> None:
    """Each class of the model is a class here, and each field a property: `baseline_value` is pol:baselineValue."""
    assert (NS[CLASSES.get(name, name)], RDF.type, OWL.Class) in ONTOLOGY
    for field, info in getattr(model, name).model_fields.items():
        key = f"{name}.{field}"
        if key in PROPERTIES:
            expected = PROPERTIES[key]
        elif info.default == () and field != "issuers" and field != "evidence":  # parts: sections, tasks, …
            expected = "has" + get_args(info.annotation)[0].__name__
        else:
            expected = re.sub(r"_(\w)", lambda match: match[1].upper(), field)
        assert expected is None or expected in {local(term) for term in TERMS}, key


def test_data_and_queries_use_declared_terms_only() -> None:
    """The namespace is closed: a misspelt term finds nothing and says nothing, so it fails here."""
    for path in (ROOT / "queries").glob("*.rq"):
        for name in re.findall(r"\bpol:([A-Za-z][\w-]*)", path.read_text("utf-8")):
            assert POL[name], path
    for package in ("ontology", "loaders", "kg", "queries", "api"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "POL":
                    assert POL[node.attr], path
    with pytest.raises(UnknownTerm):
        POL["leadDepartmnt"]
