"""A store, a query's name and parameters as text go in, a table of RDF terms (or a graph) comes out.

Parameters become typed terms, and only a term's own serialisation enters the query, between the braces that the query
file marks for it: no text of a user's ever stands in SPARQL unescaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Protocol

import pyoxigraph as ox

from queries.catalog import BLOCK, Parameter, Query, catalog

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Given = Mapping[str, Sequence[str]]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER, _BOOLEAN = ox.NamedNode(_XSD + "integer"), ox.NamedNode(_XSD + "boolean")
_NUMBERS = frozenset(ox.NamedNode(_XSD + name) for name in ("decimal", "double", "float"))
_WIDE = str.maketrans("()", "（）")


class QueryError(ValueError):
    """A query that cannot be run as asked: no such name or parameter, or a value of the wrong type."""


class Asked(Protocol):
    """What is asked of a store here; `kg.store.Store` answers it."""

    def query(self, text: str) -> Answer:
        """Answer SPARQL over the union of all graphs."""
        ...

    def find_documents(self, said: str) -> Sequence[ox.NamedNode]:
        """The documents of that IRI, number or title."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT: one term or None for each column of each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


def find(name: str) -> Query:
    """The query of that name, or a QueryError with the nearest one.

    >>> find("taks")
    Traceback (most recent call last):
        ...
    queries.run.QueryError: no query 'taks'; did you mean tasks?
    """
    queries = catalog()
    if name not in queries:
        raise QueryError(f"no query {name!r}{_nearest(name, queries)}")
    return queries[name]


def select(store: Asked, name: str, given: Given | None = None) -> Table:
    """Run a named query that selects rows."""
    answer = store.query(bind(store, find(name), given or {}))
    if not isinstance(answer, ox.QuerySolutions):
        raise QueryError(f"{name} constructs a graph and has no rows: ask for it as ttl")
    columns = tuple(variable.value for variable in answer.variables)
    return Table(columns, tuple(tuple(solution) for solution in answer))


def construct(store: Asked, name: str, given: Given | None = None) -> ox.QueryTriples:
    """Run a named query that constructs a graph."""
    answer = store.query(bind(store, find(name), given or {}))
    if not isinstance(answer, ox.QueryTriples):
        raise QueryError(f"{name} selects rows and constructs no graph: ask for it as table, csv or json")
    return answer


def bind(store: Asked, query: Query, given: Given) -> str:
    """The query's SPARQL with the given values in its parameters' blocks.

    A parameter that is given several values takes any of them. One that is not given and has no default loses its
    block, which spares the engine a join.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            raise QueryError(f"{query.name} has no parameter {name!r}{_nearest(name, known)}")

    def filled(match: re.Match[str]) -> str:
        parameter = known.get(match["name"])
        if parameter is None:
            return match[0]
        terms = [term for value in given.get(parameter.name, ()) for term in terms_of(store, parameter, value)]
        if terms:
            return f"VALUES ?{parameter.name} {{ {' '.join(map(str, terms))} }}"
        return "" if parameter.default is None else match[0]

    # One pass over the file's own text: what was put in is never looked at again.
    return BLOCK.sub(filled, query.sparql)


def terms_of(store: Asked, parameter: Parameter, value: str) -> Sequence[Term]:
    """The typed terms that a value given as text stands for: one, but where a title names several documents."""
    match parameter.type:
        case "string":
            return (ox.Literal(value),)
        case "label":
            return (ox.Literal(value, language="zh"),)
        case "path":
            return (ox.Literal(value.translate(_WIDE)),)
        case "region" if re.fullmatch(r"\d{6}(\d{3})?", value, re.ASCII):
            return (ox.Literal(value),)
        case "integer" if re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
            return (ox.Literal(value, datatype=_INTEGER),)
        case "iri" if (iri := _iri(value)) is not None:
            return (iri,)
        case "document" if documents := store.find_documents(value):
            return documents
    raise QueryError(f"parameter {parameter.name}: expected {_EXPECTED[parameter.type]}, found {value!r}")


_EXPECTED = {
    "region": "a region's code of six or nine digits (150000)",
    "integer": "a whole number",
    "iri": "an absolute IRI, without < and >",
    "document": "the IRI, number or title of a document in the store (`policykg query documents` lists them)",
}


def plain(term: Term | None) -> str | None:
    """A term as people and CSV read it: numbers without exponent or needless zeros, None where unknown.

    >>> plain(ox.Literal("40000.0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")))
    '40000'
    >>> plain(ox.NamedNode("http://localhost:8000/id/region/150000"))
    'http://localhost:8000/id/region/150000'
    """
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        if term.datatype in _NUMBERS:
            return _plain_number(term.value)
        if term.datatype == _BOOLEAN:
            return {"1": "true", "0": "false"}.get(term.value, term.value)
    return str(term) if isinstance(term, ox.Triple) else term.value


def native(term: Term | None) -> str | int | float | bool | None:
    """A term as JSON has it: numbers and truth values as such, anything else as text."""
    text = plain(term)
    if text is None or not isinstance(term, ox.Literal):
        return text
    if term.datatype == _BOOLEAN:
        return text == "true"
    if term.datatype in _NUMBERS or term.datatype == _INTEGER:
        return int(text) if re.fullmatch(r"-?\d+", text) else float(text) if "." in text else text
    return text


def _plain_number(text: str) -> str:
    number = Decimal(text)
    if not number.is_finite():
        return text
    digits = format(number, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits in {"-0", ""} else digits


def _iri(value: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(value)
    except ValueError:
        return None


def _nearest(name: str, known: Mapping[str, object]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there are: {', '.join(known)}" if known else "; it has none"
