"""The query files describe themselves truly, and the public ones have the columns that others rely on."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from queries.catalog import BLOCK, Query, QueryFileError, catalog, parse

PUBLIC = {
    "documents": "document title kind number issuer issued region region_code level period_start period_end field"
    " status",
    "sections": "document path title",
    "tasks": "task document path title text clause",
    "responsibilities": "task document path role printed name canonical department role_printed basis deadline",
    "boxes": "document box number title",
    "projects": "document box name investment funding area",
    "indicators": "document indicator name unit operator value year nature baseline_value baseline_year change scope"
    " printed",
    "targets": "document path metric operator value unit year quote",
    "figures": "document path metric value unit period quote",
    "citations": "document relation title number cited",
    "programs": "document path name program kind organiser since",
    "department_functions": "document name department function",
    "plan_cascade": "child child_title parent parent_title parent_number rank loaded same_field",
    "task_cascade": "child_document child_path parent_document parent_path relation score status distance",
    "unmatched_tasks": "document path compared_with side",
    "lead_cascade": "child_document child_path parent_document parent_path lead function change",
    "measure_cascade": "child_document child_path parent_document parent_path change child_quote parent_quote child_verb"
    " parent_verb",
    "indicator_cascade": "child_document name child_value parent_document parent_name parent_value comparison"
    " child_operator parent_operator unit kind",
    "outcomes": "document name target_value figure_document figure_value quote comparable",
    "reported_tasks": "document path title figure_document metric value unit period quote programme score status",
    "evidence": "entity document start end quote rule page",
}
"""Changing a name or the order here breaks other people's programs: columns may only be added behind them."""

QUERIES = list(catalog().values())


@pytest.mark.parametrize("name", PUBLIC)
def test_public_columns_stand_first(name: str) -> None:
    columns = PUBLIC[name].split()
    assert list(catalog()[name].columns[: len(columns)]) == columns


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_described_as_it_is(query: Query) -> None:
    answer = ox.Store().query(query.sparql, use_default_graph_as_union=True)
    if isinstance(answer, ox.QuerySolutions):
        assert query.form == "select"
        assert tuple(variable.value for variable in answer.variables) == query.columns
        assert "ORDER BY" in query.sparql, "rows in no order make every answer a new one"
    else:
        assert (query.form, query.columns) == ("construct", ())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_every_answer_can_be_proved(query: Query) -> None:
    if query.form == "select" and query.name not in ("documents", "evidence"):
        assert query.columns[-1] == "fact"


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_questions_are_in_both_languages(query: Query) -> None:
    assert any("一" <= char <= "鿿" for char in query.zh)
    assert query.zh.endswith("？")
    assert query.en.endswith("?")


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_blocks_that_limit_nothing_are_parameters(query: Query) -> None:
    blocks = {match["name"] for match in BLOCK.finditer(query.sparql) if match["terms"] == "UNDEF"}
    assert blocks <= {parameter.name for parameter in query.parameters}


def test_there_are_queries_for_analysts() -> None:
    assert len(set(catalog()) - set(PUBLIC)) >= 10


GOOD = """# zh: 有什么？
# en: What is there?
# columns: thing
# param thing iri: only this
SELECT ?thing WHERE { VALUES ?thing { UNDEF } ?thing ?p ?o } ORDER BY ?thing"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("# en: What is there?\n", "", "a question in zh and en"),  # half a question
        ("# en: What", "# fr: What", "line 2: expected"),  # a misspelt key
        ("VALUES ?thing { UNDEF }", "", "expected one default"),  # a parameter without a place
        ("iri", "url", "type 'url', not one of"),  # a type that does not exist
        ("SELECT ?thing", "ASK", "SELECT or CONSTRUCT"),  # a form that gives no rows
        ("ORDER", "{ VALUES ?thing { 1 } } ORDER", "expected one default"),  # two defaults
    ],
)
def test_a_wrong_file_is_told(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    parse("good", GOOD)
    with pytest.raises(QueryFileError, match=complaint):
        parse("wrong", GOOD.replace(old, new, 1))
