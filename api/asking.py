"""A store and a question, named or in SPARQL, go in; its answer is written in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

import pyoxigraph as ox

from api import output
from api.formats import GRAPHS, RESULTS, named
from kg.store import Store
from queries.catalog import catalog
from queries.run import QueryError, Table, construct, find, plain, select


def list_queries(out: TextIO) -> None:
    """Every named query with its parameters and questions."""
    for query in catalog().values():
        parameters = ", ".join(f"{one.name}: {one.type}" for one in query.parameters)
        out.write(f"{query.name}" + (f" ({parameters})" if parameters else "") + f"\n    {query.zh}\n    {query.en}\n")


def parse_parameters(pairs: Sequence[str]) -> dict[str, list[str]]:
    """The values of each parameter, in the order given.

    >>> parse_parameters(["role=lead", "role=responsible"])
    {'role': ['lead', 'responsible']}
    >>> parse_parameters(["role"])
    Traceback (most recent call last):
        ...
    queries.run.QueryError: --param: expected NAME=VALUE, found 'role'
    """
    given: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise QueryError(f"--param: expected NAME=VALUE, found {pair!r}")
        given.setdefault(name, []).append(value)
    return given


def run_named(
    store: Store, name: str, given: dict[str, list[str]], columns: Sequence[str], form: str | None, out: TextIO
) -> None:
    """Run a named query and write its answer, as Turtle where it constructs a graph."""
    if find(name).form == "construct":
        if form not in (None, "ttl"):
            raise QueryError(f"{name} constructs a graph: ask for it as ttl, not {form}")
        _write_graph(construct(store, name, given), "ttl", out)
    elif form == "ttl":
        raise QueryError(f"{name} selects rows: ask for table, csv or json, not ttl")
    else:
        _write_table(_only(select(store, name, given), columns), form, out)


def run_sparql(store: Store, text: str, form: str | None, out: TextIO) -> None:
    """Run SPARQL and write its answer in the format asked for: W3C's own formats, or a table for people."""
    answer = store.query(text)
    if isinstance(answer, ox.QueryTriples):
        _write_graph(answer, form or "ttl", out)
    elif isinstance(answer, ox.QuerySolutions) and form in (None, "table"):
        columns = tuple(variable.value for variable in answer.variables)
        _write_table(Table(columns, tuple(tuple(solution) for solution in answer)), form, out)
    elif isinstance(answer, ox.QueryBoolean) and form in (None, "table"):
        out.write(f"{'true' if answer else 'false'}\n")
    else:
        chosen = named(form or "json", RESULTS)
        if chosen is None:
            raise QueryError(f"this query answers in rows: ask for table, csv, tsv, json or xml, not {form}")
        out.write((answer.serialize(format=chosen.engine) or b"").decode("utf-8").replace("\r\n", "\n"))


def _write_graph(answer: ox.QueryTriples, form: str, out: TextIO) -> None:
    chosen = named(form, GRAPHS)
    if chosen is None:
        raise QueryError(f"this query constructs a graph: ask for ttl, nt, rdf or jsonld, not {form}")
    out.write((answer.serialize(format=chosen.engine) or b"").decode("utf-8"))


def _write_table(table: Table, form: str | None, out: TextIO) -> None:
    match form:
        case "csv":
            out.write(output.to_csv(table))
        case "json":
            out.write(output.to_json(table))
        case _:
            output.show(table.columns, [[plain(term) or "" for term in row] for row in table.rows], out)


def _only(table: Table, columns: Sequence[str]) -> Table:
    if not columns:
        return table
    unknown = [column for column in columns if column not in table.columns]
    if unknown:
        raise QueryError(f"no column {unknown[0]!r}; there are: {', '.join(table.columns)}")
    places = [table.columns.index(column) for column in columns]
    return Table(tuple(columns), tuple(tuple(row[place] for place in places) for row in table.rows))
