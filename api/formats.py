"""An Accept header or a format's name goes in, the serialisation to answer with comes out (W3C result formats)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import pyoxigraph as ox

Engine = TypeVar("Engine", ox.QueryResultsFormat, ox.RdfFormat)


@dataclass(frozen=True, slots=True)
class Format(Generic[Engine]):
    """One serialisation: its short name, media type, other names that it is asked by, and the engine's value."""

    name: str
    media_type: str
    aliases: tuple[str, ...]
    engine: Engine

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is asked by."""
        return (self.name, self.media_type, *self.aliases)


RESULTS = (
    Format("json", "application/sparql-results+json", ("application/json",), ox.QueryResultsFormat.JSON),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), ox.QueryResultsFormat.XML),
    Format("csv", "text/csv", (), ox.QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", (), ox.QueryResultsFormat.TSV),
)
GRAPHS = (
    Format("ttl", "text/turtle", ("turtle",), ox.RdfFormat.TURTLE),
    Format("nt", "application/n-triples", ("ntriples",), ox.RdfFormat.N_TRIPLES),
    Format("rdf", "application/rdf+xml", ("xml", "application/xml", "text/xml"), ox.RdfFormat.RDF_XML),
    Format("jsonld", "application/ld+json", ("json", "application/json"), ox.RdfFormat.JSON_LD),
)


def named(name: str, formats: Sequence[Format[Engine]]) -> Format[Engine] | None:
    """The format of that short name, media type or alias.

    >>> named("turtle", GRAPHS).media_type
    'text/turtle'
    """
    return next((one for one in formats if name.strip().lower() in one.names), None)


def accepted(accept: str, formats: Sequence[Format[Engine]]) -> Format[Engine] | None:
    """The format that an Accept header likes best, the first one where it likes several alike, None where none will do.

    The most specific range decides a media type's weight, as HTTP has it.

    >>> accepted("text/csv;q=0.5, application/sparql-results+xml", RESULTS).name
    'xml'
    >>> accepted("*/*", RESULTS).name
    'json'
    >>> accepted("*/*, application/sparql-results+json;q=0, application/json;q=0", RESULTS).name
    'xml'
    >>> accepted("image/png", RESULTS) is None
    True
    """
    ranges = [_weighed(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return formats[0]
    best = max(formats, key=lambda one: _weight(one, ranges))
    return best if _weight(best, ranges) > 0 else None


def _weighed(part: str) -> tuple[str, float]:
    media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return media_range, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return media_range, 0.0
    return media_range, 1.0


def _weight(one: Format[Engine], ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of a format: of its own name, else of its other names, else of the widest range that covers it."""
    weights = dict(ranges)
    for name in (one.media_type, *one.aliases):
        if name in weights:
            return weights[name]
    for name in (one.media_type, *one.aliases):
        if (wide := name.partition("/")[0] + "/*") in weights:
            return weights[wide]
    return weights.get("*/*", 0.0)
