"""The text of a query or update goes in, what must be known of it before it is sent comes out: its form, its mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

import pyoxigraph as ox

from kg.errors import BadQuestion
from kg.rdf import Node, Term
from kg.sparql import TOKEN, words

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_OPERATIONS = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_OTHERS = ("LOAD", "SERVICE")
_NOBODYS = ox.Variable("a_variable_that_no_query_selects")


def form_of(text: str) -> str:
    """The form of a query.

    >>> form_of("PREFIX ask: <urn:select#> # DESCRIBE\\nsElEcT * { ?ask ask:construct '''SELECT''' }")
    'SELECT'
    >>> form_of("DROP ALL")
    Traceback (most recent call last):
        ...
    SyntaxError: expected a query: SELECT, ASK, CONSTRUCT or DESCRIBE
    """
    for word in words(text):
        for form in _FORMS:
            if word.startswith(form):  # ASKFROM<urn:g>{} is a query
                return form
    raise SyntaxError("expected a query: SELECT, ASK, CONSTRUCT or DESCRIBE")


def with_values(text: str, values: Mapping[ox.Variable, Term]) -> str:
    """The query whose variables have these values, as a clause at its end.

    >>> print(with_values("SELECT ?s { ?s ?p ?o }", {ox.Variable("s"): Node("urn:x")}))
    SELECT ?s { ?s ?p ?o }
    VALUES (?s) { (<urn:x>) }
    """
    if not values:
        return text
    if form_of(text) != "SELECT":
        raise BadQuestion("query", "substitutions for variables that it selects", "no SELECT", "select them")
    names, terms = " ".join(map(str, values)), " ".join(map(str, values.values()))
    return f"{text}\nVALUES ({names}) {{ ({terms}) }}"


def must_be_query(text: str, base: str | None = None) -> None:
    """Raise SyntaxError, with the place, where a text is no query. It is read, and not carried out.

    >>> must_be_query("SELECT * { SERVICE <http://kg.example/> { ?s ?p ?o } }")
    """
    try:
        ox.Store().query(text, base_iri=base, substitutions={_NOBODYS: Node("urn:x")})
    except RuntimeError:  # the query does not select that variable: so it was read
        return
    raise AssertionError("a query was carried out that should be read only")


def must_be_update(text: str, base: str | None = None) -> None:
    """Raise SyntaxError, with the place, where a text is no update: it is tried on an empty store, unless that would ask others.

    >>> must_be_update("DROP GRAPH <urn:g>")
    """
    if any(name in word for word in words(text) for name in _OTHERS):
        return
    with suppress(RuntimeError):  # there is no such graph: so it was read
        ox.Store().update(text, base_iri=base)


def based(text: str, base: str | None) -> str:
    """The text with the base that its relative IRIs have, unless it declares one: Virtuoso takes no two.

    >>> based("ASK {}", "http://kg.example/").split()
    ['BASE', '<http://kg.example/>', 'ASK', '{}']
    >>> based("BASE <urn:b> ASK {}", "http://kg.example/")
    'BASE <urn:b> ASK {}'
    """
    if base is None or "BASE" in words(text):
        return text
    return f"BASE {Node(base)}\n{text}"


def changes(text: str) -> bool:
    """Whether an update has any operation.

    >>> changes("PREFIX insert: <urn:insert> # DROP ALL"), changes("DROP ALL")
    (False, True)
    """
    return any(word.startswith(_OPERATIONS) for word in words(text))


def followed_by(text: str, other: str) -> str:
    """One update after another, as one.

    >>> followed_by("DROP ALL ; # all", "CREATE GRAPH <urn:g>").split("\\n")
    ['DROP ALL ; # all', 'CREATE GRAPH <urn:g>']
    >>> followed_by("DROP ALL", "CREATE GRAPH <urn:g>").split("\\n")
    ['DROP ALL', '; CREATE GRAPH <urn:g>']
    """
    last = ""
    for token in TOKEN.finditer(text):
        if token.lastgroup != "comment":
            last = token.group()
    return f"{text}\n{other}" if last == ";" else f"{text}\n; {other}"
