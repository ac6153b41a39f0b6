"""Rows are counted in what the engine writes, wherever it is cut into pieces, whatever the values look like."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.pool.rows import counter

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
LOOKS_LIKE_ROWS = ['}},{"a":{', "}},{", '"', "\\", "\n", "\r\n", "<result>", ",{}", '""', "],[", "“引号”", "\t", ""]
QUERIES = {
    "two columns": "SELECT ?s ?o { ?s ?p ?o }",
    "one column": "SELECT ?o { ?s ?p ?o }",
    "a column that is never bound": "SELECT ?o ?none { ?s ?p ?o }",
    "a triple as a value": "SELECT (<<( <urn:s> <urn:p> ?o )>> AS ?t) ?s { ?s ?p ?o }",
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@settings(max_examples=30, deadline=None)
@given(
    values=st.lists(st.lists(st.sampled_from(LOOKS_LIKE_ROWS), max_size=5).map("".join), max_size=12),
    size=st.integers(1, 50),
)
def test_every_row_is_counted_once(name: str, query: str, values: list[str], size: int) -> None:
    store = ox.Store()
    for number, value in enumerate(values):
        store.add(ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode("urn:p"), ox.Literal(value)))
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    data = answer.serialize(format=FORMATS[name]) or b""
    count = counter(name)
    found = sum(count(data[at : at + size]) for at in range(0, len(data), size))
    assert found == max(len(values), 1 if name == "json" else 0), "an empty answer in JSON counts as one row"
