"""An Accept header or a format's name goes in, the serialisation to answer with comes out (W3C result formats)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

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
TRUTHS, TRUTHS_BESIDE_THE_STANDARD = RESULTS[:2], RESULTS[2:]
"""W3C has ASK in JSON and XML; the engine also writes `true` as CSV and TSV, which only who wants nothing else gets."""

GRAPHS = (
    Format("ttl", "text/turtle", ("turtle", "application/x-turtle"), ox.RdfFormat.TURTLE),
    Format("nt", "application/n-triples", ("ntriples", "n-triples"), ox.RdfFormat.N_TRIPLES),
    Format("rdf", "application/rdf+xml", ("xml", "rdf+xml", "application/xml", "text/xml"), ox.RdfFormat.RDF_XML),
    Format("jsonld", "application/ld+json", ("json", "json-ld", "application/json"), ox.RdfFormat.JSON_LD),
    Format("trig", "application/trig", ("application/x-trig",), ox.RdfFormat.TRIG),
    Format("nq", "application/n-quads", ("nquads", "n-quads"), ox.RdfFormat.N_QUADS),
    Format("n3", "text/n3", ("text/rdf+n3",), ox.RdfFormat.N3),
)


class Wanted(NamedTuple):
    """The short names of the formats for rows (SELECT), a truth (ASK) and a graph; None where none will do."""

    rows: str | None
    truth: str | None
    graph: str | None


@lru_cache(maxsize=1024)
def by_accept(accept: str) -> Wanted:
    """The formats that an Accept header likes best; an empty one takes the defaults.

    >>> by_accept("text/csv, text/turtle;q=0.5")
    Wanted(rows='csv', truth='csv', graph='ttl')
    >>> by_accept("application/xml;q=0.9, */*;q=0.8")
    Wanted(rows='xml', truth='xml', graph='rdf')
    """
    truth = accepted(accept, TRUTHS) or accepted(accept, TRUTHS_BESIDE_THE_STANDARD)
    return _wanted(accepted(accept, RESULTS), truth, accepted(accept, GRAPHS))


@lru_cache(maxsize=256)
def by_name(name: str) -> Wanted:
    """The formats that a short name, an alias, a media type or a list of media types asks for.

    >>> by_name("json"), by_name("csv"), by_name("turtle").graph, by_name("pdf").rows
    (Wanted(rows='json', truth='json', graph='jsonld'), Wanted(rows='csv', truth='csv', graph=None), 'ttl', None)
    """
    found = _wanted(named(name, RESULTS), named(name, RESULTS), named(name, GRAPHS))
    return by_accept(name) if "/" in name and not any(found) else found


def _wanted(
    rows: Format[ox.QueryResultsFormat] | None,
    truth: Format[ox.QueryResultsFormat] | None,
    graph: Format[ox.RdfFormat] | None,
) -> Wanted:
    return Wanted(*(None if one is None else one.name for one in (rows, truth, graph)))


def known(formats: Iterable[Format[Engine]]) -> str:
    """All of them as a person reads them.

    >>> known(TRUTHS)
    'json (application/sparql-results+json), xml (application/sparql-results+xml)'
    """
    return ", ".join(f"{one.name} ({one.media_type})" for one in formats)


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
    ranges = weights(accept)
    if not ranges:
        return formats[0]
    best = max(formats, key=lambda one: _weight(one, ranges))
    return best if _weight(best, ranges) > 0 else None


_ELEMENT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(r';\s*([^=;"\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)')


@lru_cache(maxsize=1024)
def weights(header: str) -> dict[str, float]:
    """The weight of each name in a header such as Accept or Accept-Encoding; what says no proper weight is left out.

    Parameters other than the weight (a charset, a version, a profile) tell no format apart here: of several entries for
    one name the best counts.

    >>> weights('application/ld+json;profile="a,b;q=0";q=.5, */*; q=0.1, text/turtle;charset=utf-8, text/csv;q=high')
    {'application/ld+json': 0.5, '*/*': 0.1, 'text/turtle': 1.0}
    """
    found: dict[str, float] = {}
    for element in _ELEMENT.findall(header):
        name, semicolon, rest = element.partition(";")
        name = name.strip().lower()
        told = [value for key, value in _PARAMETER.findall(semicolon + rest) if key.lower() == "q"]
        weight = _number(told[-1].strip()) if told else 1.0
        if name and weight is not None:
            found[name] = max(weight, found.get(name, 0.0))
    return found


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[01](?:\.\d*)?|\.\d+", text, re.ASCII) and float(text) <= 1 else None


def _weight(one: Format[Engine], ranges: dict[str, float]) -> float:
    """The weight of a format: of its own name, else of its other names, else of the narrowest range that covers it."""
    wide = one.media_type.partition("/")[0] + "/*"
    for name in (one.media_type, *one.aliases, wide, "*/*", "*"):  # some clients write * for */*
        if name in ranges:
            return ranges[name]
    return 0.0


def media_type(name: str, accept: str = "") -> str:
    """The Content-Type of a format, by its short name, for who sends that Accept header.

    Who asks for a format in version 1.2 of RDF is told that an answer may have what is new in it; others are not, since some
    compare the type to the letter.

    >>> media_type("csv"), media_type("json"), media_type("ttl", "text/turtle;version=1.2")
    ('text/csv; charset=utf-8', 'application/sparql-results+json', 'text/turtle; charset=utf-8; version=1.2')
    """
    told = _MEDIA_TYPES[name]
    return f"{told}; version=1.2" if "1.2" in accept and name in _in_version_12(accept) else told


@lru_cache(maxsize=256)
def _in_version_12(accept: str) -> frozenset[str]:
    """The short names of the formats that a header asks for in that version.

    >>> sorted(_in_version_12('text/turtle; version="1.2", application/sparql-results+json; VERSION=1.2, text/csv;version=1.2'))
    ['json', 'ttl']
    """
    found = set()
    for element in _ELEMENT.findall(accept):
        name, semicolon, rest = element.partition(";")
        told = {key.lower(): value.strip().strip('"') for key, value in _PARAMETER.findall(semicolon + rest)}
        if told.get("version") == "1.2":
            found |= {one.name for one in (*RESULTS, *GRAPHS) if name.strip().lower() == one.media_type}
    return frozenset(found & _VERSIONED)


_VERSIONED = frozenset({"json", "xml", "ttl", "nt", "nq", "trig", "rdf"})
"""The formats whose media types have the parameter in the drafts of RDF 1.2 and SPARQL 1.2."""


_MEDIA_TYPES = {
    one.name: f"{one.media_type}; charset=utf-8" if one.media_type.startswith("text/") else one.media_type
    for one in (*GRAPHS, *RESULTS)
}
