"""Parameters are bound as typed terms; nothing that is typed as a value is ever read as SPARQL."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.catalog import parse
from queries.run import Answer, QueryError, bind, construct, find, native, plain, select

DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
XSD = "http://www.w3.org/2001/XMLSchema#"
KNOWN = ox.NamedNode("http://localhost:8000/id/document/150000-0123456789")

ECHO = parse(
    "echo",
    """# zh: 说了什么？
# en: What was said?
# columns: said number place node language
# param said string: any words
# param number integer: any number
# param place path: any path
# param node iri: any node
# param named label: any label
SELECT ?said ?number ?place ?node (LANG(?named) AS ?language) WHERE {
  VALUES ?said { UNDEF }
  VALUES ?number { 7 }
  VALUES ?place { UNDEF }
  VALUES ?node { UNDEF }
  VALUES ?named { UNDEF }
}
ORDER BY ?said""",
)


class Sample:
    """A store with nothing in it but a document that has a title."""

    def query(self, text: str) -> Answer:
        return ox.Store().query(text, use_default_graph_as_union=True)

    def find_documents(self, said: str) -> Sequence[ox.NamedNode]:
        return (KNOWN,) if said == "一个规划" else ()


def echo(**values: Sequence[str]) -> list[list[str | None]]:
    answer = Sample().query(bind(Sample(), ECHO, values))
    assert isinstance(answer, ox.QuerySolutions)
    return [[plain(term) for term in row] for row in answer]


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ({}, [None, "7", None, None, None]),  # a default holds where nothing is given
        ({"number": ["3"]}, [None, "3", None, None, None]),  # and gives way
        ({"said": ["残联"]}, ["残联", "7", None, None, None]),
        ({"said": ['" } DROP ALL #']}, ['" } DROP ALL #', "7", None, None, None]),  # words of SPARQL stay words
        ({"said": ["VALUES ?number { 9 }"]}, ["VALUES ?number { 9 }", "7", None, None, None]),  # those of a block too
        ({"place": ["四/(一)/1"]}, [None, "7", "四/（一）/1", None, None]),  # brackets as a keyboard has them
        ({"node": ["urn:x:1"]}, [None, "7", None, "urn:x:1", None]),
        ({"named": ["民政"]}, [None, "7", None, None, "zh"]),  # labels are in Chinese
    ],
)
def test_values_arrive_as_given(values: dict[str, list[str]], row: list[str | None]) -> None:
    assert echo(**values) == [row]


def test_several_values_of_a_parameter_are_alternatives() -> None:
    assert [row[0] for row in echo(said=["乙", "甲"])] == sorted(["甲", "乙"])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_arrives_unchanged(text: str) -> None:
    assert echo(said=[text])[0][0] == text


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"nubmer": ["1"]}, "no parameter 'nubmer'; did you mean number"),  # misspelt: never ignored
        ({"number": ["many"]}, "parameter number: expected a whole number, found 'many'"),
        ({"number": ["1 2"]}, "expected a whole number"),
        ({"number": ["१"]}, "expected a whole number"),  # digits of another script
        ({"node": ["not an iri"]}, "expected an absolute IRI"),
        ({"node": ["http://x/> } DROP ALL"]}, "expected an absolute IRI"),  # an IRI that would end early
    ],
)
def test_wrong_values_are_told(values: dict[str, list[str]], complaint: str) -> None:
    with pytest.raises(QueryError, match=complaint):
        echo(**values)


def test_a_document_is_found_by_its_title() -> None:
    query = find("sections")
    assert str(KNOWN) in bind(Sample(), query, {"document": ["一个规划"]})
    with pytest.raises(QueryError, match="parameter document: expected the IRI, number or title"):
        bind(Sample(), query, {"document": ["另一个规划"]})


def test_an_unlimited_parameter_costs_no_join() -> None:
    assert "VALUES" not in bind(Sample(), find("sections"), {})


def test_a_form_that_the_query_has_not() -> None:
    with pytest.raises(QueryError, match="has no rows"):
        select(Sample(), "document_graph")
    with pytest.raises(QueryError, match="constructs no graph"):
        construct(Sample(), "sections")
    with pytest.raises(QueryError, match="no query 'sectoins'; did you mean sections"):
        select(Sample(), "sectoins")


@pytest.mark.parametrize(
    ("term", "text", "value"),
    [
        (None, None, None),  # unknown is not zero
        (ox.Literal("7.50", datatype=DECIMAL), "7.5", 7.5),
        (ox.Literal("40000.0", datatype=DECIMAL), "40000", 40000),
        (ox.Literal("100", datatype=DECIMAL), "100", 100),  # zeros of a whole number stay
        (ox.Literal("-0.0", datatype=DECIMAL), "0", 0),
        (ox.Literal("1.5E6", datatype=ox.NamedNode(XSD + "double")), "1500000", 1500000),
        (ox.Literal("1E-7", datatype=ox.NamedNode(XSD + "double")), "0.0000001", 1e-7),
        (ox.Literal("INF", datatype=ox.NamedNode(XSD + "double")), "INF", "INF"),  # JSON has no infinity
        (ox.Literal("1", datatype=ox.NamedNode(XSD + "boolean")), "true", True),
        (ox.Literal(12), "12", 12),
        (ox.Literal("2025", datatype=ox.NamedNode(XSD + "gYear")), "2025", "2025"),
        (ox.Literal("残联", language="zh"), "残联", "残联"),
        (ox.Literal("007"), "007", "007"),  # a string of digits is no number
        (KNOWN, KNOWN.value, KNOWN.value),
    ],
)
def test_terms_as_people_and_programs_read_them(
    term: ox.Literal | ox.NamedNode | None, text: str | None, value: object
) -> None:
    assert plain(term) == text
    assert native(term) == value


def test_regions_are_codes() -> None:
    query = find("documents")
    assert '"150304"' in bind(Sample(), query, {"within": ["150304"]})
    with pytest.raises(QueryError, match="six or nine digits"):
        bind(Sample(), query, {"within": ["乌达区"]})
