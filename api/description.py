"""The OpenAPI description of the service goes in, one HTML page comes out that loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Any

_STYLE = """
body { font: 1rem/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #999; margin-top: 1.5rem }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0 }
"""


def page(schema: Mapping[str, Any]) -> str:
    """Every method of every path: its summary, parameters, bodies and answers.

    >>> print(page({"info": {"title": "A & B"}, "paths": {}}).splitlines()[3])
    <title>A &amp; B</title>
    """
    info = schema["info"]
    parts = [
        _operation(method, path, told) for path, methods in schema["paths"].items() for method, told in methods.items()
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{_text(info, "title")}</title>\n'
        f"<style>{_STYLE}</style>\n<h1>{_text(info, 'title')} {_text(info, 'version')}</h1>\n"
        f"<p>{_text(info, 'description')}</p>\n"
        f'<p>For programs: <a href="openapi.json">openapi.json</a></p>\n{"".join(parts)}</html>\n'
    )


def _operation(method: str, path: str, told: Mapping[str, Any]) -> str:
    parameters = [
        (f"{one['name']} ({one['in']}{', required' if one.get('required') else ''})", _text(one, "description"))
        for one in told.get("parameters", ())
    ]
    bodies = [(media_type, "") for media_type in told.get("requestBody", {}).get("content", ())]
    answers = [
        (status, " ".join([_text(one, "description"), *map(escape, one.get("content", ()))]))
        for status, one in told.get("responses", {}).items()
    ]
    tables = _table("Parameters", parameters) + _table("Body", bodies) + _table("Answers", answers)
    return (
        f"<section>\n<h2><code>{escape(method.upper())} {escape(path)}</code></h2>\n"
        f"<p>{_text(told, 'summary')}</p>\n{tables}</section>\n"
    )


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    """A table of names with what is told of each, which is HTML; nothing without rows."""
    if not rows:
        return ""
    lines = "".join(f"<tr><th><code>{escape(name)}</code></th><td>{told}</td></tr>\n" for name, told in rows)
    return f"<h3>{title}</h3>\n<table>\n{lines}</table>\n"


def _text(told: Mapping[str, Any], name: str) -> str:
    return escape(str(told.get(name, "")))


def with_endpoints(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with the endpoints of W3C's protocols, which FastAPI does not route.

    >>> sorted(with_endpoints({"paths": {"/health": {}}})["paths"])
    ['/graphs', '/health', '/sparql', '/update']
    """
    return schema | {"paths": schema["paths"] | ENDPOINTS}


def _parameter(name: str, told: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": told, "schema": {"type": "string"}}


def _body(*media_types: str) -> dict[str, Any]:
    return {"content": {one: {"schema": {"type": "string"}} for one in media_types}}


def _operation_of(summary: str, tag: str, answer: str, **more: Any) -> dict[str, Any]:
    return {
        "summary": summary,
        "tags": [tag],
        "responses": {answer: {"description": HTTPStatus(int(answer)).phrase}},
    } | more


_TOKEN: dict[str, Any] = {"security": [{"bearer": []}]}
_RDF = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
_DATASET = [
    _parameter("default-graph-uri", "A graph of the dataset's default graph; may be repeated."),
    _parameter("named-graph-uri", "A named graph of the dataset; may be repeated."),
]
_FORMAT = _parameter(
    "format", "The short name of a format, in place of Accept: json, xml, csv, tsv, ttl, nt, rdf, jsonld."
)
_GRAPH = [_parameter("graph", "The IRI of a graph."), _parameter("default", "In place of it: the unnamed graph.")]
_FORM = "application/x-www-form-urlencoded"

ENDPOINTS: dict[str, Any] = {
    "/sparql": {
        "get": _operation_of(
            "Query by GET; without a query, the Service Description or a form",
            "sparql",
            "200",
            parameters=[_parameter("query", "The query."), *_DATASET, _FORMAT],
        ),
        "post": _operation_of(
            "Query by POST, as a form or as it is",
            "sparql",
            "200",
            parameters=[*_DATASET, _FORMAT],
            requestBody=_body("application/sparql-query", _FORM),
        ),
    },
    "/update": {
        "post": _operation_of(
            "Change the store by SPARQL Update",
            "sparql",
            "204",
            parameters=[
                _parameter("using-graph-uri", "A graph that WHERE is asked of; may be repeated."),
                _parameter("using-named-graph-uri", "A named graph that WHERE is asked of; may be repeated."),
            ],
            requestBody=_body("application/sparql-update", _FORM),
            **_TOKEN,
        )
    },
    "/graphs": {
        "get": _operation_of("The triples of a graph", "graphs", "200", parameters=[*_GRAPH, _FORMAT]),
        "put": _operation_of(
            "Let a graph hold these triples and no others",
            "graphs",
            "204",
            parameters=_GRAPH,
            requestBody=_body(*_RDF),
            **_TOKEN,
        ),
        "post": _operation_of(
            "Add triples to a graph",
            "graphs",
            "204",
            parameters=_GRAPH,
            requestBody=_body(*_RDF, "multipart/form-data"),
            **_TOKEN,
        ),
        "delete": _operation_of("Take a graph away", "graphs", "204", parameters=_GRAPH, **_TOKEN),
    },
}
