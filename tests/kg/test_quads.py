"""A document's graph says what the typed document says: once, in one graph, in the store's own form."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from kg import rdf
from kg.errors import DocumentRefused, IriError
from kg.iris import Iris
from kg.quads import document_quads, identity
from kg.rdf import Node, pol
from kg.store import Store
from ontology.model import Document
from tests.kg import samples
from tests.kg.helpers import SAMPLES, put

REGIONAL = document_quads(samples.regional(), samples.BASE)
ROOT = "http://localhost:8000/id/document/150000-d3df2fb8ce"


def values(node: str, name: str, quads: list[ox.Quad] = REGIONAL) -> list[str]:
    found = [quad.object for quad in quads if quad.subject == Node(node) and quad.predicate == pol(name)]
    return sorted(term.value for term in found if isinstance(term, Node | ox.Literal))


@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_each_quad_once_in_the_documents_own_graph(sample: str) -> None:
    document = SAMPLES[sample]()
    quads = document_quads(document, samples.BASE)
    assert max(Counter(quads).values()) == 1
    assert len({quad.graph_name for quad in quads}) == 1
    assert quads == document_quads(Document.model_validate_json(document.model_dump_json()), samples.BASE)


def test_the_store_keeps_literals_as_they_are(store: Store) -> None:
    put(store, "regional")
    assert store.graph(Node("http://localhost:8000/graph/document/150000-d3df2fb8ce")) == set(REGIONAL)


@pytest.mark.parametrize(
    ("node", "name", "expected"),
    [
        (ROOT, "title", ["内蒙古自治区“十四五”助残规划"]),
        (ROOT, "titleKey", ["150000:十四五助残规划"]),
        (ROOT, "numberKey", ["内政发〔2021〕91号"]),
        (ROOT, "level", ["https://w3id.org/policykg/ns#level-province"]),
        (ROOT, "region", ["http://localhost:8000/id/region/150000"]),
        (ROOT, "hasTask", [f"{ROOT}/task/z1/1"]),
        (ROOT, "periodStart", []),  # unknown: no triple
        (f"{ROOT}/task/z1/1", "path", ["一/1"]),
        (f"{ROOT}/task/z1/1", "hasMeasure", [f"{ROOT}/task/z1/1/measure/{n}" for n in (1, 2)]),
        (f"{ROOT}/task/z1/1", "leadDepartment", ["http://localhost:8000/id/department/150000-866520ab44"]),
        (f"{ROOT}/task/z1/1/responsibility/2", "order", ["2"]),
        (f"{ROOT}/task/z1/1/responsibility/2", "role", ["https://w3id.org/policykg/ns#role-participating"]),
        (f"{ROOT}/task/z1/1/responsibility/2", "canonical", ["内蒙古自治区卫生健康委员会"]),
        (f"{ROOT}/box/1/item/1/project/1", "investment", ["750000000"]),  # no exponent
        (f"{ROOT}/box/1/item/1/project/1", "area", ["12.25"]),
        (f"{ROOT}/source", "fileName", ["regional.txt"]),
    ],
)
def test_what_is_said(node: str, name: str, expected: list[str]) -> None:
    assert values(node, name) == expected


def test_two_facts_on_one_span_are_two() -> None:
    figures = values(ROOT, "hasFigure")
    assert [figure.rpartition(".")[2] for figure in figures] == [figures[0].rpartition(".")[2], "2"]
    assert sorted(value for figure in figures for value in values(figure, "value")) == ["0.5", "300"]


def test_two_rules_on_one_span_are_two_proofs() -> None:
    document = samples.regional()
    span = document.sections[0].evidence if document.sections else document.tasks[0].evidence
    doubled = document.model_copy(update={"evidence": (span, span.model_copy(update={"rule": "another"}))})
    proofs = values(ROOT, "evidence", document_quads(doubled, samples.BASE))
    assert proofs == [f"{ROOT}/evidence/{span.start}-{span.end}", f"{ROOT}/evidence/{span.start}-{span.end}.2"]


def test_everything_belongs_to_its_document() -> None:
    iris = Iris(samples.BASE)
    for quad in REGIONAL:
        assert isinstance(quad.subject, Node)
        resource = iris.parse(quad.subject.value)
        assert resource is not None, quad.subject
        assert resource.fields["document"] == "150000-d3df2fb8ce"


@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_everything_has_a_class(sample: str) -> None:
    """A node without one would be held to no shape."""
    quads = document_quads(SAMPLES[sample](), samples.BASE)
    assert {quad.subject for quad in quads} == {quad.subject for quad in quads if quad.predicate == rdf.TYPE}


def test_a_path_that_stands_twice_is_refused() -> None:
    document = samples.regional()
    doubled = document.model_copy(update={"tasks": document.tasks * 2})
    with pytest.raises(DocumentRefused, match=r"regional\.txt: expected one task with the path '一/1'"):
        document_quads(doubled, samples.BASE)


@pytest.mark.parametrize(
    ("update", "error", "complaint"),
    [
        ({"region": "15"}, IriError, "document of the form"),  # no code of a region
        (
            {"figures": (samples.regional().figures[0].model_copy(update={"value": float("nan")}),)},
            DocumentRefused,
            "nan",
        ),
    ],
)
def test_what_no_graph_can_say_is_refused(update: dict[str, object], error: type[Exception], complaint: str) -> None:
    with pytest.raises(error, match=complaint):
        document_quads(samples.regional().model_copy(update=update), samples.BASE)


def test_a_document_without_region_goes_by_the_region_of_its_title() -> None:
    law = samples.law().model_copy(update={"region": None})
    assert identity(law).title == "100000:残疾人就业条例"
