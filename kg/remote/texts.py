"""The text of a query goes in, what must be known of it before it is sent comes out: its form, and the graphs that it names."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from kg.errors import BadQuestion
from kg.rdf import Node, Term
from kg.sparql import _TOKEN, names_graphs, words

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


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


def graphs_of(text: str) -> tuple[list[Node], list[Node]]:
    """The graphs that a query names by FROM, and by FROM NAMED. Raises SyntaxError where it is no SPARQL 1.1.

    >>> graphs_of("PREFIX g: <urn:g/> SELECT * FROM g:a FROM NAMED <urn:b> { ?s ?p ?o }")
    ([<NamedNode value=urn:g/a>], [<NamedNode value=urn:b>])
    """
    from pyparsing.exceptions import ParseException  # rdflib's: reads slowly, and only where FROM would be passed over
    from rdflib.plugins.sparql import prepareQuery

    try:
        algebra = prepareQuery(text).algebra
    except ParseException as error:
        raise SyntaxError(str(error)) from None
    clauses = algebra.get("datasetClause") or ()
    return [Node(str(one.default)) for one in clauses if "default" in one], [
        Node(str(one.named)) for one in clauses if "named" in one
    ]


def without_graphs(text: str) -> str:
    """The query without the graphs that it names: Virtuoso adds them to those that are named beside it.

    >>> without_graphs("SELECT ?from FROM NAMED <urn:a> FROM u:b { ?from a 'FROM' } # FROM")
    "SELECT ?from   { ?from a 'FROM' } # FROM"
    """
    if not names_graphs(text):
        return text
    pieces, end, clause = [], 0, None
    for token in _TOKEN.finditer(text):
        word = token.group().upper() if token.lastgroup == "word" else ""
        if word.endswith("FROM"):  # ASKFROM<urn:g>{} is a query
            clause = token.end() - len("FROM")
        elif clause is not None and token.lastgroup in ("iri", "name"):
            pieces.append(text[end:clause])
            end, clause = token.end(), None
        elif word != "NAMED" and token.lastgroup != "comment":
            clause = None
    return "".join([*pieces, text[end:]])
