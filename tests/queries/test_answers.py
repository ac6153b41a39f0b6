"""Each query answers the examples as it is written down beside it, and its parameters do what they say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.store import Store
from queries.catalog import Parameter, Query, catalog
from queries.run import Table, construct, plain, select
from tests.queries.expected import QUERIES, answer, expected_file

SELECTS = [query for query in catalog().values() if query.form == "select"]


NO_CASE = {"task_succession": "no two plans of one place and field are among the examples: tests/kg/cascade has them"}


@pytest.mark.parametrize("query", SELECTS, ids=lambda query: query.name)
def test_answers_as_written_down(query: Query, examples: Store) -> None:
    found = answer(examples, query.name)
    empty = found.count("\n") == 1
    assert empty == (query.name in NO_CASE), "an empty answer proves nothing: give the examples a case of it"
    assert found == expected_file(query.name).read_text("utf-8"), "read the difference, then: make expected"


def test_no_answer_without_its_query() -> None:
    assert {path.name for path in QUERIES.glob("*.expected.csv")} == {f"{query.name}.expected.csv" for query in SELECTS}


COLUMN_PARAMETERS = [
    pytest.param(query, parameter, id=f"{query.name}-{parameter.name}")
    for query in SELECTS
    for parameter in query.parameters
    if parameter.name in query.columns and parameter.default is None and query.name not in NO_CASE
]


@pytest.mark.parametrize(("query", "parameter"), COLUMN_PARAMETERS)
def test_a_parameter_keeps_the_rows_that_have_its_value(query: Query, parameter: Parameter, examples: Store) -> None:
    everything = select(examples, query.name)
    place = everything.columns.index(parameter.name)
    values = sorted({plain(row[place]) or "" for row in everything.rows} - {""})
    assert values
    for value in [values[0], values[-1]]:
        kept = select(examples, query.name, {parameter.name: [value]})
        assert rows(kept) == [row for row in rows(everything) if row[place] == value]


def rows(table: Table) -> list[list[str | None]]:
    return [[plain(term) for term in row] for row in table.rows]


REVIEW = "守正创新谋发展 担当作为谱新篇"
OTHER_PARAMETERS = [
    ("documents", {"within": ["150300"]}, "region", {"乌达区"}),  # the city of a district
    ("documents", {"within": ["150000"], "kind": ["plan"]}, "region", {"内蒙古自治区", "乌达区", "二连浩特市"}),
    ("documents", {"within": ["310000"]}, "region", set()),  # no document is of Shanghai
    ("who_leads_most", {"within": ["152501"], "document": ["乌达区“十四五”残疾人事业发展规划"]}, "name", set()),
    ("tasks_mentioning", {"word": ["no such word"]}, "path", set()),
    ("department_tasks", {"function_name": ["no such function"]}, "path", set()),
    ("bodies_always_together", {"at_least": ["1000"]}, "name", set()),
    ("bodies_always_together", {"document": [REVIEW]}, "name", set()),  # a review gives nobody a task
    ("co_leads", {"document": [REVIEW]}, "name", set()),
    ("most_cited", {"relation": ["repeals"]}, "title", set()),  # nothing is repealed by a plan
    ("indicator_across_plans", {"said": ["no such indicator"]}, "label", set()),
    ("figures_by_metric", {"word": ["no such metric"]}, "metric", set()),
    ("department_changes", {"within": ["150304"]}, "region", {"乌达区"}),
    ("department_changes", {"within": ["310000"]}, "region", set()),  # no document names bodies of Shanghai
    ("department_changes", {"within": ["100000"], "kind": ["split"]}, "level", {"national"}),
    ("co_responsibility", {"level": ["national"]}, "name", set()),  # no national plan is among the examples
    ("communities", {"at_least": ["1000"]}, "name", set()),
    ("programme_history", {"said": ["no such programme"]}, "name", set()),
    ("precision_by_decision", {"document": [REVIEW]}, "kind", set()),  # nobody judged what it says
    ("department_changes", {"name": ["国家乡村振兴局"]}, "before", {"国务院扶贫开发领导小组办公室", "国家乡村振兴局"}),
]


@pytest.mark.parametrize(("name", "given", "column", "values"), OTHER_PARAMETERS)
def test_parameters_that_are_no_columns(
    name: str, given: dict[str, list[str]], column: str, values: set[str], examples: Store
) -> None:
    table = select(examples, name, given)
    assert {plain(row[table.columns.index(column)]) for row in table.rows} == values


def test_every_parameter_is_tested() -> None:
    of_columns = {(query.name, one.name) for query in SELECTS for one in query.parameters if one.name in query.columns}
    others = {(name, parameter) for name, given, _, _ in OTHER_PARAMETERS for parameter in given}
    declared = {(query.name, parameter.name) for query in SELECTS for parameter in query.parameters}
    assert declared <= of_columns | others


def facts(store: Store) -> Iterator[tuple[str, str]]:
    for query in SELECTS:
        if query.columns[-1] == "fact":
            yield from ((query.name, plain(row[-1]) or "") for row in select(store, query.name).rows)


UNPROVED = {
    "rejects": "a passage that was not understood is no fact: its row has its own place and words",
    "department_changes": "a reform is known by a table, whose source the row has",
}


def test_every_fact_has_its_evidence(examples: Store) -> None:
    table = select(examples, "evidence")
    proved = {plain(row[0]) for row in table.rows}
    assert not {(name, fact) for name, fact in facts(examples) if fact not in proved and name not in UNPROVED}


def test_a_document_found_by_its_number(examples: Store) -> None:
    by_number = select(examples, "documents", {"document": ["内政发〔2021〕17号"]})
    by_title = select(examples, "documents", {"document": ["内蒙古自治区“十四五”残疾人事业发展规划"]})
    assert len(by_number.rows) == 1
    assert by_number == by_title


def test_a_documents_graph_is_all_of_it_and_nothing_else(examples: Store) -> None:
    document = plain(select(examples, "documents").rows[0][0])
    assert document is not None
    subjects = {
        plain(triple.subject) or "" for triple in construct(examples, "document_graph", {"document": [document]})
    }
    assert document in subjects
    assert all(subject.startswith(document) for subject in subjects)
