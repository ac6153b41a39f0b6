"""The shapes say what the ontology says, pass every valid example and refuse every invalid one for its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyrudof
import pyshacl
import pytest
import rdflib
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SH, SKOS, Literal, URIRef
from rdflib.collection import Collection

from ontology.terms import BASE, FOLDER, POL, concepts

NS = rdflib.Namespace(BASE)
DOMAIN_INCLUDES = URIRef("https://schema.org/domainIncludes")
VALID = sorted((FOLDER / "examples" / "valid").glob("*.ttl"))
INVALID = sorted((FOLDER / "examples" / "invalid").glob("*.ttl"))
EXAMPLE = "https://example.org/id/"
PREFIXES = {
    "pol": BASE,
    "skos": str(SKOS),
    "eli": "http://data.europa.eu/eli/ontology#",
    "dcterms": str(DCTERMS),
    "prov": str(PROV),
    "rdf": str(RDF),
}

ONTOLOGY = rdflib.Graph().parse(FOLDER / "policy.ttl")
SHAPES = rdflib.Graph().parse(FOLDER / "shapes.ttl")
CLOSED = sorted(shape for shape in SHAPES.subjects(SH.closed, Literal(True)) if isinstance(shape, URIRef))
PROPERTY_SHAPES = sorted(shape for shape in SHAPES.subjects(RDF.type, SH.PropertyShape) if isinstance(shape, URIRef))
LINKS = set(ONTOLOGY.subjects(RDFS.subClassOf, NS["CascadeLink"]))
LINK = NS["CascadeLinkShape"]
"""What all links have in common: the closed shapes of their classes ignore it."""
LISTS = [*CLOSED, LINK]
"""The shapes that list what a class has."""
CLASSES = {term for term in ONTOLOGY.subjects(RDF.type, OWL.Class) if str(term).startswith(BASE)}


class Offence(NamedTuple):
    """What a report says of a node: which path ("-" for the node as a whole) and which constraint."""

    node: str
    path: str
    constraint: str


def local(term: object) -> str:
    return str(term).removeprefix(BASE)


def one(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: URIRef) -> rdflib.term.Node:
    """The one value of a predicate."""
    (value,) = graph.objects(subject, predicate)
    return value


def members(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: URIRef) -> set[str]:
    """The members of the list that is the value of a predicate."""
    return {str(value) for value in Collection(graph, one(graph, subject, predicate))}


def by_rudof(turtle: str) -> set[Offence]:
    session = pyrudof.Rudof(pyrudof.RudofConfig())
    session.read_shacl((FOLDER / "shapes.ttl").read_text("utf-8"))
    session.read_data(turtle, reader_mode=pyrudof.ReaderMode.Strict)
    return {
        Offence(str(found.focus_node), found.path or "-", found.constraint_component.rpartition("#")[2])
        for found in session.validate_shacl().violations
    }


def by_pyshacl(turtle: str) -> set[Offence]:
    data = rdflib.Graph().parse(data=turtle, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES, meta_shacl=True)
    assert isinstance(report, rdflib.Graph)
    return {
        Offence(
            str(one(report, found, SH.focusNode)),
            str(report.value(found, SH.resultPath) or "-"),
            str(one(report, found, SH.sourceConstraintComponent)).rpartition("#")[2],
        )
        for found in report.subjects(RDF.type, SH.ValidationResult)
    }


ENGINES = {"pyrudof": by_rudof, "pyshacl": by_pyshacl}


@cache
def offences(engine: str) -> frozenset[Offence]:
    """What an engine finds in all examples at once, each in a namespace of its own."""
    texts = (path.read_text("utf-8").replace(EXAMPLE, f"{EXAMPLE}{path.stem}/") for path in (*VALID, *INVALID))
    return frozenset(ENGINES[engine]("\n".join(texts)))


def found_in(path: Path, engine: str) -> set[Offence]:
    return {offence for offence in offences(engine) if offence.node.startswith(f"{EXAMPLE}{path.stem}/")}


def stated(path: Path) -> tuple[str, str]:
    """The shape and the path that an invalid example says it violates; "-" is the node as a whole."""
    match = re.match(r"# violates: pol:(\w+) (?:(-)|(\w+):(\w+))\n# ", path.read_text("utf-8"))
    assert match, f"{path.name}: expected “# violates: pol:SHAPE PATH” and a line that says why"
    return match[1], match[2] or PREFIXES[match[3]] + match[4]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_example_conforms(path: Path, engine: str) -> None:
    assert not found_in(path, engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_example_is_refused_for_its_reason(path: Path, engine: str) -> None:
    shape, expected = stated(path)
    assert {offence.path for offence in found_in(path, engine)} == {expected}
    graph = rdflib.Graph().parse(path)
    (node,) = set(graph.subjects())
    assert set(graph.objects(node, RDF.type)) & set(SHAPES.objects(NS[shape], SH.targetClass))


def test_every_class_and_every_shape_has_examples() -> None:
    shown = {kind for path in VALID for kind in rdflib.Graph().parse(path).objects(None, RDF.type)}
    assert shown >= CLASSES, "a valid example for each class"
    shapes = {local(shape) for shape in SHAPES.subjects(RDF.type, SH.NodeShape) if isinstance(shape, URIRef)}
    assert {stated(path)[0] for path in INVALID} == shapes, "an invalid example for each shape"
    targets = set(SHAPES.objects(None, SH.targetClass))
    assert targets == CLASSES, "a shape for each class"


def test_examples_use_declared_terms_only() -> None:
    for path in (*VALID, *INVALID):
        allowed = stated(path)[1] if path in INVALID else None
        for triple in rdflib.Graph().parse(path):
            for term in triple[1:]:
                undeclared = isinstance(term, URIRef) and term.startswith(BASE) and term not in POL
                assert not undeclared or str(triple[1]) == allowed, (path.name, term)


@pytest.mark.parametrize("shape", PROPERTY_SHAPES, ids=local)
def test_property_shape_is_named_after_what_it_says(shape: URIRef) -> None:
    """Its name tells how often and what, and its messages are in both languages."""
    assert {getattr(text, "language", "") for text in SHAPES.objects(shape, SH.message)} == {"en", "zh"}
    often, _, name = local(shape).partition("-")
    path = local(one(SHAPES, shape, SH.path)).rpartition("#")[2].rpartition("/")[2]
    if often != "kind":  # pol:kind-plan-only and the like say which values a class leaves over
        counts = {"one": ("1", "1"), "optional": ("", "1"), "some": ("1", ""), "any": ("", ""), "two": ("2", "2")}
        assert (str(SHAPES.value(shape, SH.minCount) or ""), str(SHAPES.value(shape, SH.maxCount) or "")) == counts[
            often
        ]
        assert name.startswith(path) or name == "dctermsSource"
    assert any(SHAPES.subjects(SH.property, shape)), "used by some node shape"


def test_only_core_and_nothing_from_other_graphs() -> None:
    """No SPARQL, so that engines agree; no sh:class, for a document's graph does not describe what documents share."""
    assert not {SH.sparql, SH.rule, SH["class"], SH.js, SH.target} & set(SHAPES.predicates())


def stands_at(term: URIRef) -> set[str]:
    """The classes that the ontology names for a property."""
    return {local(kind) for way in (RDFS.domain, DOMAIN_INCLUDES) for kind in ONTOLOGY.objects(term, way)}


def test_shapes_and_ontology_say_the_same() -> None:
    """A property stands where its domain says; strings, numbers and references are what its range says."""
    everywhere = {"document", "evidence", "reviewStatus"}
    used: dict[URIRef, set[str]] = {}
    for node in LISTS:
        for shape in SHAPES.objects(node, SH.property):
            path = URIRef(str(one(SHAPES, shape, SH.path)))
            if not path.startswith(BASE):
                continue
            used.setdefault(path, set()).add(local(node).removesuffix("Shape"))
            reference = (path, RDF.type, OWL.ObjectProperty) in ONTOLOGY
            assert not reference or SHAPES.value(shape, SH.nodeKind) == SH.IRI or SHAPES.value(shape, SH["in"]), path
            datatype = SHAPES.value(shape, SH.datatype)
            assert datatype is None or datatype == ONTOLOGY.value(path, RDFS.range), path
    for path, places in used.items():
        kinds = stands_at(path)
        parents = {"Document"} if kinds == {"Notice"} else kinds
        narrower = {local(kind) for kind in LINKS} if "CascadeLink" in places else set()  # said of all links already
        assert places - narrower == parents or local(path) in everywhere, path
    stated_nowhere = {"involvedDepartment", "factor", "counterExample", "valueScheme"}
    properties = {local(term) for term in set(ONTOLOGY.subjects(RDF.type)) - CLASSES if str(term).startswith(BASE)}
    assert properties - {local(path) for path in used} - {""} == stated_nowhere


RELATIONS = {
    "one-relation-citation": "relations",
    "one-relation-plan": "planRelations",
    "one-relation-task": "taskRelations",
    "one-relation-measure": "measureChanges",
    "one-relation-lead": "leadChanges",
    "one-relation-target": "comparisons",
}
"""Which of the schemes of pol:relation a property shape takes."""


def allowed_by_vocabularies(shape: URIRef) -> set[str]:
    """The values that the vocabularies give to the path of a property shape."""
    path = one(SHAPES, shape, SH.path)
    schemes = {local(scheme) for scheme in ONTOLOGY.objects(path, NS.valueScheme)}
    if path == NS.relation:
        assert schemes == set(RELATIONS.values())
        schemes = {RELATIONS[local(shape)]}
    elif path == DCTERMS.type:
        schemes = {"departmentKinds"}
    concept = path == DCTERMS.type or (path, RDF.type, OWL.ObjectProperty) in ONTOLOGY
    return {iri if concept else notation for scheme in schemes for notation, iri in concepts(scheme).items()}


def test_allowed_values_are_those_of_the_vocabularies() -> None:
    lists = [shape for shape in PROPERTY_SHAPES if SHAPES.value(shape, SH["in"]) is not None]
    listed = [shape for shape in lists if not local(shape).startswith("kind-")]
    assert len(listed) > 10
    for shape in listed:
        assert members(SHAPES, shape, SH["in"]) == allowed_by_vocabularies(shape), shape


def listed(node: URIRef) -> set[rdflib.term.Node]:
    """The property shapes of a node shape."""
    return set(SHAPES.objects(node, SH.property))


def test_every_fact_has_its_document_and_its_evidence() -> None:
    """And it can be judged by a person; what is computed says for which document and by what, and may be judged too."""
    shared = {"Indicator", "Program", "Department", "DepartmentFunction", "ChangeEvent", "Region"}
    itself = {"Document", "SourceFile", "Evidence", "Reject"}
    read = {"DepartmentMention", "RegionMention"}  # proven by the responsibilities, and by the document
    work = {"Computation", "Decision", "CoResponsibility", "Contribution"}  # what was done, and sums of what is proven
    judged = {"Document", "Reject", "Indicator", "Program", "Department", "ChangeEvent"}  # besides facts and links
    links = {local(kind) for kind in LINKS}
    for node in CLOSED:
        name = local(node).removesuffix("Shape")
        has = {NS["one-document"], NS["some-evidence"]} <= listed(node)
        assert has != (name in shared | itself | read | work | links), node
        assert (NS["optional-reviewStatus"] in listed(node)) == (has or name in judged), node
    said = {"one-document", "some-wasGeneratedBy", "one-method", "any-evidence", "optional-reviewStatus"}
    assert {NS[name] for name in said} <= listed(LINK)
    computed = {NS["some-used"], NS["one-inputs"], NS["some-method"], NS["one-wasAssociatedWith"]}
    assert computed <= listed(NS["ComputationShape"])


def test_every_class_of_links_has_what_all_links_have() -> None:
    """Each is held to the common shape, which its own shape ignores; a link is of exactly one of these classes."""
    assert set(SHAPES.objects(LINK, SH.targetClass)) == {NS["CascadeLink"], *LINKS} != {NS["CascadeLink"]}
    common = {str(one(SHAPES, shape, SH.path)) for shape in listed(LINK)}
    for kind in LINKS:
        (own,) = set(SHAPES.subjects(SH.targetClass, kind)) & set(CLOSED)
        assert members(SHAPES, own, SH.ignoredProperties) == common, own
    branches = Collection(SHAPES, one(SHAPES, LINK, SH.xone))
    assert Counter(one(SHAPES, one(SHAPES, branch, SH.property), SH.hasValue) for branch in branches) == Counter(LINKS)


@pytest.mark.parametrize(
    ("shape", "path", "scheme"),
    [
        ("MeasureLinkSidesShape", "relation", "measureChanges"),
        ("TargetLinkSidesShape", "relation", "comparisons"),
        ("UnmatchedSideShape", "side", "sides"),
        ("DecisionObjectShape", "verdict", "verdicts"),
    ],
)
def test_alternatives_leave_no_value_out(shape: str, path: str, scheme: str) -> None:
    """A shape that tells by a value what else must stand has each value in one of its alternatives, and in one only."""
    told: list[str] = []
    for branch in Collection(SHAPES, one(SHAPES, NS[shape], SH["or"])):
        for rule in SHAPES.objects(branch, SH.property):
            if (rule, SH.path, NS[path]) in SHAPES:
                single = SHAPES.value(rule, SH.hasValue)
                told += [str(single)] if single is not None else members(SHAPES, rule, SH["in"])
    assert sorted(told) == sorted(concepts(scheme))


class Mutant(NamedTuple):
    """A valid node with one thing wrong, and the offence that must be found."""

    triples: rdflib.Graph
    offence: Offence


def mutants() -> Iterator[Mutant]:
    """Of each valid example: each required property or class left out, each single one doubled, each value of a list
    replaced by another, one misspelt property."""
    for path in VALID:
        graph = rdflib.Graph().parse(path)
        (source,) = set(graph.subjects())
        facts = list(graph.predicate_objects(source))
        kinds = set(graph.objects(source, RDF.type))
        shapes = [shape for shape in LISTS if kinds & set(SHAPES.objects(shape, SH.targetClass))]
        changes: list[tuple[list[tuple[rdflib.term.Node, rdflib.term.Node]], str, str]] = [
            ([*facts, (NS.misspelt, Literal(1))], BASE + "misspelt", "ClosedConstraintComponent")
        ]
        for rule in sorted({rule for shape in shapes for rule in listed(shape)}, key=str):
            name = one(SHAPES, rule, SH.path)
            if SHAPES.value(rule, SH.minCount) is not None:
                without = [fact for fact in facts if fact[0] != name]
                changes.append((without, str(name), "MinCountConstraintComponent"))
            if SHAPES.value(rule, SH.maxCount) is not None:
                twice = [*facts, (name, Literal("one")), (name, Literal("two")), (name, Literal("three"))]
                changes.append((twice, str(name), "MaxCountConstraintComponent"))
            if (value := SHAPES.value(rule, SH.hasValue)) is not None:
                changes.append(
                    ([fact for fact in facts if fact != (name, value)], str(name), "HasValueConstraintComponent")
                )
            if SHAPES.value(rule, SH["in"]) is not None:
                changes.append(([*facts, (name, Literal("no such value"))], str(name), "InConstraintComponent"))
        for number, (changed, name_, constraint) in enumerate(changes):
            node = URIRef(f"https://example.org/mutant/{path.stem}/{number}")
            triples = rdflib.Graph()
            for predicate, value in changed:
                triples.add((node, predicate, value))
            yield Mutant(triples, Offence(str(node), name_, constraint))


def test_each_constraint_bites() -> None:
    made = list(mutants())
    found = by_rudof("".join(mutant.triples.serialize(format="nt") for mutant in made))
    assert not [mutant.offence for mutant in made if mutant.offence not in found]


def test_functions_of_departments_conform() -> None:
    text = (FOLDER / "vocab" / "functions.ttl").read_text("utf-8")
    assert not by_rudof(f"@base <{EXAMPLE}function/> .\n{text}")
