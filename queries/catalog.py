"""The query files beside this module go in, frozen descriptions come out: question, columns, parameters, SPARQL.

A query file is SPARQL that runs as it stands. Comments at its top describe it, one line each:

    # zh: the question in Chinese
    # en: the question in English
    # columns: the names of the columns, in order
    # param NAME TYPE: what the parameter does
    # example NAME: a value with which the answer in NAME.expected.csv was made

A parameter stands in the query as a block `VALUES ?NAME { … }`: what is in the braces is its default, `UNDEF` means
that it limits nothing unless it is given (the same block may stand in several places). `queries.run` puts typed terms
into the braces and nothing anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

ParameterType = Literal["iri", "document", "string", "label", "integer", "region", "path"]
Form = Literal["select", "construct"]

_HEADER = re.compile(r"# (zh|en|columns|param (?P<name>\w+) (?P<type>\w+)|example (?P<example>\w+)): (?P<text>.+)")
BLOCK = re.compile(r"VALUES \?(?P<name>\w+) \{ (?P<terms>[^{}]*) \}")
_FORM = re.compile(r"^(SELECT|CONSTRUCT)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be given to a query. `default` is the SPARQL between the braces, None where nothing is limited."""

    name: str
    type: ParameterType
    meaning: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Query:
    """A named query: its question in two languages, its columns in order (none where it constructs a graph), and the
    parameters of its example."""

    name: str
    zh: str
    en: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    example: Mapping[str, tuple[str, ...]]
    form: Form
    sparql: str


class QueryFileError(ValueError):
    """A query file that does not describe itself: says which, where, and what is missing."""


def parse(name: str, sparql: str) -> Query:
    """Read one query file.

    >>> text = '''# zh: 有什么？
    ... # en: What is there?
    ... # columns: thing
    ... # param thing iri: only this thing
    ... SELECT ?thing WHERE { VALUES ?thing { UNDEF } ?thing ?p ?o }'''
    >>> parse("things", text).parameters
    (Parameter(name='thing', type='iri', meaning='only this thing', default=None),)
    >>> parse("things", text.replace("# en: What is there?", "# (later)"))
    Traceback (most recent call last):
        ...
    queries.catalog.QueryFileError: things.rq line 2: expected zh, en, columns, param or example, found '# (later)'
    """
    found: dict[str, str] = {}
    parameters: list[Parameter] = []
    example: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(sparql.splitlines(), start=1):
        if not line.startswith("#"):
            break
        match = _HEADER.fullmatch(line)
        if match is None:
            raise QueryFileError(f"{name}.rq line {number}: expected zh, en, columns, param or example, found {line!r}")
        if match["example"]:
            example[match["example"]] = (*example.get(match["example"], ()), match["text"])
        elif match["name"]:
            parameters.append(_parameter(name, match["name"], match["type"], match["text"], sparql))
        else:
            found[match[1]] = match["text"]
    form = _FORM.search(sparql)
    if form is None or not {"zh", "en"} <= found.keys():
        raise QueryFileError(f"{name}.rq: expected a question in zh and en and a SELECT or CONSTRUCT at a line's start")
    return Query(
        name=name,
        zh=found["zh"],
        en=found["en"],
        columns=tuple(found.get("columns", "").split()),
        parameters=tuple(parameters),
        example=MappingProxyType(example),
        form="select" if form[1] == "SELECT" else "construct",
        sparql=sparql,
    )


def _parameter(query: str, name: str, kind: str, meaning: str, sparql: str) -> Parameter:
    blocks = sorted({match["terms"] for match in BLOCK.finditer(sparql) if match["name"] == name})
    if len(blocks) != 1:
        raise QueryFileError(f"{query}.rq: expected one default in 'VALUES ?{name} {{ … }}', found {blocks}")
    for known in get_args(ParameterType):
        if kind == known:
            return Parameter(name, known, meaning, None if blocks[0] == "UNDEF" else blocks[0])
    raise QueryFileError(f"{query}.rq: parameter {name} has type {kind!r}, not one of {get_args(ParameterType)}")


@cache
def catalog() -> dict[str, Query]:
    """Every named query by its name, which is also the file's: sorted."""
    folder = files("queries")
    names = sorted(entry.name.removesuffix(".rq") for entry in folder.iterdir() if entry.name.endswith(".rq"))
    return {name: parse(name, folder.joinpath(f"{name}.rq").read_text("utf-8")) for name in names}
