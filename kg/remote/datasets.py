"""The text of a query or update goes in, the graphs that it names come out (FROM, USING), and the text without them.

Oxigraph's server passes over FROM, and refuses USING, where its default graph is the union of all; it takes them beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from typing import cast

import pyoxigraph as ox

from kg.rdf import Node
from kg.sparql import TOKEN, names_graphs

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_OPERATIONS = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_FROM, _USING = re.compile("FROM(NAMED)?$"), re.compile("USING(NAMED)?$")  # ASKFROM<urn:g>{} is a query

Graphs = tuple[list[Node], list[Node]]
"""The graphs of the default graph, and the named ones."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """Where a clause stands, whether it is one with NAMED, and the name as it is written."""

    start: int
    end: int
    named: bool
    name: str


def graphs_of(text: str, base: str | None = None) -> Graphs:
    """The graphs that a query names by FROM, and by FROM NAMED. Raises SyntaxError where their names are none.

    >>> graphs_of("PREFIX g: <urn:g/> SELECT * FROM g:a FROM NAMED <b> { ?s ?p ?o }", "http://kg.example/")
    ([<NamedNode value=urn:g/a>], [<NamedNode value=http://kg.example/b>])
    """
    return _meant(text, _FORMS, list(_from(text)), base)


def without_graphs(text: str) -> str:
    """The query without the graphs that it names: Virtuoso adds them to those that are named beside it.

    >>> without_graphs("SELECT ?from FROM NAMED <urn:a> FROM u:b { ?from a 'FROM' } # FROM")
    "SELECT ?from   { ?from a 'FROM' } # FROM"
    """
    return _without(text, list(_from(text)))


def using_apart(text: str, base: str | None = None) -> tuple[str, Graphs]:
    """An update without the graphs that it names by USING, and these, where all its operations name the same; else as it is.

    >>> using_apart("INSERT { <urn:a> ?p ?o } USING <urn:g> WHERE { <urn:b> ?p ?o }")
    ('INSERT { <urn:a> ?p ?o }  WHERE { <urn:b> ?p ?o }', ([<NamedNode value=urn:g>], []))
    >>> using_apart("DELETE { ?s a ?c } USING <urn:g> WHERE { ?s a ?c } ; DELETE WHERE { ?s a ?c }")[1]
    ([], [])
    """
    if "USING" not in text.upper():
        return text, ([], [])
    operations = list(_operations(text))
    asking = [one for one in operations if one.asks]
    meant = [_meant(text, _OPERATIONS, one.clauses, base) for one in asking]
    if any("WITH" in one.words for one in operations) or any(one != meant[0] for one in meant):
        return text, ([], [])
    return _without(text, [clause for one in asking for clause in one.clauses]), meant[0]


def of_named_graphs(text: str) -> str:
    """An update without the operations that empty the unnamed graph, for a store that has none and takes them for mistakes.

    >>> of_named_graphs("PREFIX u: <urn:> CLEAR DEFAULT ; CLEAR GRAPH u:g ; DROP SILENT DEFAULT ; DROP GRAPH u:h")
    'PREFIX u: <urn:>  CLEAR GRAPH u:g ; DROP GRAPH u:h'
    """
    first, *others = _operations(text)
    kept = [text[one.begin : one.end] for one in (first, *others) if not one.empties_unnamed]
    return text if len(kept) == len(others) + 1 else text[: first.begin] + ";".join(kept)


def _from(text: str) -> Iterator[_Clause]:
    return _clauses(TOKEN.finditer(text), _FROM) if names_graphs(text) else iter(())


def _clauses(tokens: Iterator[re.Match[str]], opening: re.Pattern[str]) -> Iterator[_Clause]:
    """The clauses that begin with a keyword."""
    start, named = None, False
    for token in tokens:
        word = token.group().upper() if token.lastgroup == "word" else ""
        if begun := opening.search(word):
            start, named = token.start() + begun.start(), begun[1] is not None
        elif start is not None and token.lastgroup in ("iri", "name"):
            yield _Clause(start, token.end(), named, token.group())
            start = None
        elif start is not None and word == "NAMED":
            named = True
        elif token.lastgroup != "comment":
            start = None


@dataclass(slots=True)
class _Operation:
    """Where an operation stands, without declarations before the first, the words outside of its braces, and its USING."""

    begin: int
    end: int
    words: list[str]
    clauses: list[_Clause]

    @property
    def asks(self) -> bool:
        return any(word.endswith("WHERE") for word in self.words)

    @property
    def empties_unnamed(self) -> bool:
        return self.words[:1] in (["CLEAR"], ["DROP"]) and self.words[-1] == "DEFAULT"


def _operations(text: str) -> Iterator[_Operation]:
    start = depth = 0
    outside: list[re.Match[str]] = []

    def operation(end: int) -> _Operation:
        begin, words = start, [one for one in outside if one.lastgroup == "word"]
        if start == 0:
            words = list(dropwhile(lambda word: not word.group().upper().startswith(_OPERATIONS), words))
            begin = words[0].start() if words else end
        clauses = _clauses(iter(outside), _USING)
        return _Operation(begin, end, [word.group().upper() for word in words], list(clauses))

    for token in TOKEN.finditer(text):
        sign = token.group() if token.lastgroup == "sign" else ""
        if sign in ("{", "}"):
            depth += 1 if sign == "{" else -1
        elif sign == ";" and depth == 0:
            yield operation(token.start())
            start, outside = token.end(), []
        elif depth == 0:
            outside.append(token)
    yield operation(len(text))


def _meant(text: str, beginnings: tuple[str, ...], clauses: list[_Clause], base: str | None) -> Graphs:
    """What the names of clauses mean: the engine itself tells, by a query of them with the same declarations."""
    found: Graphs = ([], [])
    if clauses:
        values = " ".join(f"({str(one.named).lower()} {one.name})" for one in clauses)
        asked = f"{_declarations(text, beginnings)} SELECT ?named ?graph {{ VALUES (?named ?graph) {{ {values} }} }}"
        for row in cast("ox.QuerySolutions", ox.Store().query(asked, base_iri=base)):
            if isinstance(graph := row["graph"], Node):
                found[row["named"] == ox.Literal(True)].append(graph)
    return found


def _declarations(text: str, beginnings: tuple[str, ...]) -> str:
    """The declarations before the first word that begins a query or an operation."""
    for token in TOKEN.finditer(text):
        if token.lastgroup == "word" and token.group().upper().startswith(beginnings):
            return text[: token.start()]
    return ""


def _without(text: str, clauses: list[_Clause]) -> str:
    pieces, end = [], 0
    for one in clauses:
        pieces.append(text[end : one.start])
        end = one.end
    return "".join([*pieces, text[end:]])
