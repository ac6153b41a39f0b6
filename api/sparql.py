"""A SPARQL Protocol request goes in, the engine's answer streams out in the format that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, cast
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api.formats import GRAPHS, RESULTS, Engine, Format, accepted, named
from api.problems import Problem
from api.reader import Reader
from api.stream import Stream

MOST_BYTES = 1_000_000

# What may hold the word SERVICE and ask no other server: an absolute IRI, a variable, a prefixed name. What has # or )
# in it is taken for no IRI, since `?a<?b:c)SERVICE#>` holds none.
_HARMLESS = re.compile(r"<\w+:[^<>\"{}|^`\\\s#)]*>|[?$:]\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the graphs that it is asked of (None: the union of all), and how its answer is wanted."""

    query: str
    default_graphs: tuple[ox.NamedNode, ...] | None
    named_graphs: tuple[ox.NamedNode, ...] | None
    format: str | None
    accept: str


def asked(pairs: Iterable[tuple[str, str]], accept: str) -> Asked:
    """What the parameters of a request ask for; a parameter that is not served is refused, never ignored."""
    given: dict[str, list[str]] = {name: [] for name in ("query", "default-graph-uri", "named-graph-uri", "format")}
    for name, value in pairs:
        if name not in given:
            known = ", ".join(given)
            raise Problem(HTTPStatus.BAD_REQUEST, f"Parameter {name!r} is not served; there are {known}.")
        given[name].append(value)
    if len(given["query"]) != 1:
        raise Problem(HTTPStatus.BAD_REQUEST, f"Expected one parameter 'query', found {len(given['query'])}.")
    graphs = [_graphs(given[name]) for name in ("default-graph-uri", "named-graph-uri")]
    if any(graphs):  # who names only one kind of graph has none of the other
        graphs = [one or () for one in graphs]
    return Asked(given["query"][0], graphs[0], graphs[1], given["format"][-1] if given["format"] else None, accept)


def _graphs(iris: list[str]) -> tuple[ox.NamedNode, ...] | None:
    try:
        return tuple(ox.NamedNode(iri) for iri in iris) or None
    except ValueError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"A graph is named by an absolute IRI: {error}.") from None


async def posted(request: Request) -> Asked:
    """What a POST asks for: a form, or the query itself as the body."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A query may have {MOST_BYTES} bytes.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"The body is not UTF-8: byte {error.start}.") from None
    pairs = request.query_params.multi_items()
    accept = request.headers.get("accept", "")
    match request.headers.get("content-type", "").partition(";")[0].strip().lower():
        case "application/sparql-query":
            return asked([*pairs, ("query", text)], accept)
        case "application/x-www-form-urlencoded":
            return asked([*pairs, *parse_qsl(text, keep_blank_values=True)], accept)
        case other:
            detail = f"Expected application/sparql-query or application/x-www-form-urlencoded, found {other!r}."
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


async def answer(reader: Reader, wanted: Asked) -> Response:
    """The answer, streamed; a Problem where the query is wrong or no format will do."""
    refuse_federation(wanted.query)

    def job(stream: Stream[str]) -> None:
        with reader.store() as store:
            try:
                result = store.query(
                    wanted.query, default_graphs=wanted.default_graphs, named_graphs=wanted.named_graphs
                )
            except SyntaxError as error:
                raise Problem(HTTPStatus.BAD_REQUEST, f"The query is not SPARQL 1.1: {error}") from None
            out = cast("IO[bytes]", stream)
            if isinstance(result, ox.QueryTriples):
                graph = choose(wanted, GRAPHS)
                stream.head = graph.media_type
                result.serialize(out, graph.engine)
            else:
                rows = choose(wanted, RESULTS)
                stream.head = rows.media_type
                result.serialize(out, rows.engine)
            del result  # on this thread, not with whatever outlives it

    stream: Stream[str] = Stream()
    media_type = await stream.start(job)
    return StreamingResponse(stream.pieces(), media_type=media_type, headers={"Vary": "Accept"})


def choose(wanted: Asked, formats: Sequence[Format[Engine]]) -> Format[Engine]:
    """The format asked for by name, else by Accept; a Problem that lists what there is."""
    chosen = named(wanted.format, formats) if wanted.format is not None else accepted(wanted.accept, formats)
    if chosen is None:
        known = ", ".join(f"{one.name} ({one.media_type})" for one in formats)
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, f"This query answers in {known}.")
    return chosen


def refuse_federation(query: str) -> None:
    """Refuse a query that could make the service ask other servers; one that only says so in words is refused too.

    The engine takes SERVICE for a keyword even where it touches a number or a word (`1SERVICE`), hence no word borders.
    """
    if "service" in _HARMLESS.sub(" ", query).lower():
        detail = (
            "SERVICE is not allowed here: queries reach this store only. (The word may not stand in comments or texts.)"
        )
        raise Problem(HTTPStatus.BAD_REQUEST, detail)
