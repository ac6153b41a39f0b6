"""A store and a question, named or in SPARQL, go in; its answer is written in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, TextIO, cast

import pyoxigraph as ox

from api import output
from api.formats import GRAPHS, RESULTS, named
from kg.store import Store
from queries.catalog import catalog
from queries.run import QueryError, bind, construct, find, plain

MOST_ROWS = 10_000
"""How many rows a table for people shows: all of them must be known before the first can be written."""


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
        answer = cast("ox.QuerySolutions", store.query(bind(store, find(name), given)))
        _write_rows(answer, columns, form, out)


def run_sparql(store: Store, text: str, form: str | None, out: TextIO) -> None:
    """Run SPARQL and write its answer in the format asked for: W3C's own formats, or a table for people."""
    _refuse_service(text)
    answer = store.query(text)
    if isinstance(answer, ox.QueryTriples):
        _write_graph(answer, form or "ttl", out)
    elif isinstance(answer, ox.QuerySolutions) and form in (None, "table"):
        _write_rows(answer, (), form, out)
    elif isinstance(answer, ox.QueryBoolean) and form in (None, "table"):
        out.write(f"{'true' if answer else 'false'}\n")
    else:
        chosen = named(form or "json", RESULTS)
        if chosen is None:
            raise QueryError(f"this query answers in rows: ask for table, csv, tsv, json or xml, not {form}")
        answer.serialize(cast("IO[bytes]", output.Utf8(out)), chosen.engine)


def read_query(file: IO[bytes]) -> str:
    """The text of a query from a file or stdin; a QueryError where it is no text."""
    data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{data[error.start]:02X} at offset {error.start}"
        raise QueryError(f"{file.name}: expected a query in UTF-8, found {found}; save it as UTF-8") from None


def _refuse_service(text: str) -> None:
    """Refuse a query that would ask other servers: who runs it may have it from elsewhere."""
    if "service" not in text.lower() and "\\u" not in text.lower():
        return
    from api.problems import Problem  # these two bring the web framework with them
    from api.protocol.guard import refuse_service

    try:
        refuse_service(text, frozenset())
    except Problem as problem:
        raise QueryError(problem.detail) from None


def _write_graph(answer: ox.QueryTriples, form: str, out: TextIO) -> None:
    chosen = named(form, GRAPHS)
    if chosen is None:
        raise QueryError(f"this query constructs a graph: ask for ttl, nt, rdf or jsonld, not {form}")
    answer.serialize(cast("IO[bytes]", output.Utf8(out)), chosen.engine)


def _write_rows(answer: ox.QuerySolutions, columns: Sequence[str], form: str | None, out: TextIO) -> None:
    """Write rows as they come, all columns or only those named; as a table not more than people can read."""
    there = tuple(variable.value for variable in answer.variables)
    unknown = [column for column in columns if column not in there]
    if unknown:
        raise QueryError(f"no column {unknown[0]!r}; there are: {', '.join(there)}")
    columns = columns or there
    places = [there.index(column) for column in columns]
    rows = (tuple(solution[place] for place in places) for solution in answer)
    match form:
        case "csv":
            output.write_csv(columns, rows, out)
        case "json":
            output.write_json(columns, rows, out)
        case _:
            _write_table(columns, rows, out)


def _write_table(columns: Sequence[str], rows: Iterator[output.Row], out: TextIO) -> None:
    shown = [[plain(term) or "" for term in row] for row in islice(rows, MOST_ROWS)]
    output.show(columns, shown, out)
    if next(rows, None) is not None:
        print(f"policykg: a table ends after {MOST_ROWS} rows; --format csv or json gives all", file=sys.stderr)
