"""Names lead to IRIs, wrong ones to the nearest right one, and nothing is read before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ontology.terms import (
    BASE,
    DCTERMS,
    ELI,
    FOLDER,
    ORG,
    OWL,
    POL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    UnknownTerm,
    concepts,
    forms,
)

OTHERS = (DCTERMS, ELI, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("leadDepartment", id="a property"),
        pytest.param("Task", id="a class beside the property task"),
        pytest.param("task", id="a property beside the class Task"),
        pytest.param("title", id="a name that strings have too"),
        pytest.param("counterExample", id="an annotation of the ontology itself"),
    ],
)
def test_attribute_is_the_iri(name: str) -> None:
    assert getattr(POL, name) == POL[name] == BASE + name


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("role-lead", id="a concept, whose name is no identifier"),
        pytest.param("roles", id="a concept scheme"),
        pytest.param("unit-person", id="a unit"),
    ],
)
def test_vocabularies_are_declared_too(name: str) -> None:
    assert POL[name] in POL


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        pytest.param("leadDepartmnt", "leadDepartment", id="a letter missing"),
        pytest.param("hasTasks", "hasTask", id="plural"),
        pytest.param("role_lead", "role-lead", id="underscore for hyphen"),
        pytest.param("titel", "title", id="another language"),
    ],
)
def test_misspelt_name_tells_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(AttributeError, match=f"pol:{name}: no such term; nearest: pol:{nearest}$"):
        getattr(POL, name)
    with pytest.raises(LookupError, match=nearest):
        POL[name]
    assert not hasattr(POL, name)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("xyzzy", id="like nothing"),
        pytest.param("", id="the ontology itself is no term"),
        pytest.param("one-path", id="a shape is no term for data"),
        pytest.param("people-government", id="a function of departments has an IRI of the store"),
    ],
)
def test_what_is_no_term(name: str) -> None:
    with pytest.raises(UnknownTerm):
        POL[name]
    assert BASE + name not in POL


def test_iterating_gives_all_terms_once_in_order() -> None:
    terms = list(POL)
    assert terms == sorted(set(terms))
    assert {BASE + "Document", BASE + "title", BASE + "level-county"} <= set(terms)
    assert all(term.startswith(BASE) and term != BASE for term in terms)


def test_other_namespaces_are_closed_as_well() -> None:
    assert SKOS.prefLabel == "http://www.w3.org/2004/02/skos/core#prefLabel"
    for namespace in OTHERS:
        assert all(term.startswith(str(namespace)) for term in namespace)
        with pytest.raises(UnknownTerm):
            namespace["prefLable"]


def test_prefixes_are_those_of_the_files() -> None:
    assert set(PREFIXES.values()) == {str(namespace) for namespace in (POL, *OTHERS)}
    text = (FOLDER / "policy.ttl").read_text("utf-8") + (FOLDER / "shapes.ttl").read_text("utf-8")
    written = {tuple(line.split()[1:3]) for line in text.splitlines() if line.startswith("@prefix")}
    assert {(f"{prefix}:", f"<{iri}>") for prefix, iri in PREFIXES.items()} <= written


def test_concepts_by_notation_and_by_printed_form() -> None:
    assert concepts("roles") == {name: POL[f"role-{name}"] for name in ("lead", "responsible", "participating")}
    assert forms("roles")["牵头单位"] == forms("roles")["牵头"] == POL["role-lead"]
    assert "牵头" not in concepts("roles"), "a printed form is no notation"
    assert "per cent" not in forms("units"), "an English label is not printed in plans"
    assert concepts("multipliers")["万"] == POL["multiplier-ten-thousand"]
    with pytest.raises(UnknownTerm, match="nearest: pol:roles"):
        concepts("role")


def test_nothing_is_read_at_import() -> None:
    code = "import ontology.terms as terms; print(terms._triples.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
