"""A request to `/sparql` goes in; the answer of the store's last published state streams out, or what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urljoin

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.formats import GRAPHS, by_accept, by_name, media_type, named
from api.operation import facts
from api.origins import CORS
from api.pool.answer import Answer
from api.pool.pool import Pool
from api.pool.values import NoAnswer, Question
from api.problems import BrokenOff, Problem
from api.protocol import browser, caching, compression
from api.protocol.accepting import not_acceptable, prefers_html
from api.protocol.counting import ALL, Counts
from api.protocol.describing import PREFIXES, Features, describe
from api.protocol.guard import refuse_service
from api.protocol.requests import endpoint, is_without_query, query_of
from api.reader import Reader
from api.settings import Settings
from api.unanswered import OUTCOMES, of_question

_LONG = 10_000
"""Characters from which on a query is looked through on a thread of its own."""


class Sparql:
    """The endpoint for queries."""

    def __init__(self, settings: Settings, pool: Pool, reader: Reader) -> None:
        self.settings = settings
        self.pool = pool
        self.reader = reader
        self.counts = Counts(pool)

    async def __call__(self, request: Request) -> Response:
        """Answer a request: a query, or without one the service's description, or a form for people."""
        if request.method == "OPTIONS":
            return caching.preflight("GET, HEAD, POST, OPTIONS")
        if is_without_query(request):
            return await self._introduce(request)
        wanted = await query_of(request, self.settings.query_bytes)
        question = wanted.question
        notes = facts.of(request.scope)
        notes["query"] = question.text
        try:
            if len(question.text) > _LONG:  # which may take long to look through: others go on meanwhile
                await asyncio.to_thread(refuse_service, question.text, self.settings.services)
            else:
                refuse_service(question.text, self.settings.services)
        except Problem:
            notes["outcome"] = "refused"
            raise
        return await self.answer(request, question)

    async def answer(self, request: Request, question: Question) -> Response:
        """The answer to a question, to who sent the request."""
        notes = facts.of(request.scope)
        sent = dict(reversed(request.scope["headers"]))
        coding = compression.coding(sent.get(b"accept-encoding", b"").decode("latin-1"))
        watch = Watch(request.receive)
        try:
            if known := sent.get(b"if-none-match", b"").decode("latin-1"):
                notes["revision"] = revision = self.pool.revision
                tag = _tag(revision, question, coding)
                if caching.has_it(known, tag):
                    notes["outcome"] = "ok"
                    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(tag))
            answer = await self.pool.ask(question, watch.begin)
            notes["revision"] = answer.revision
            whole = answer.whole()
        except NoAnswer as why:
            watch.end()
            notes["outcome"] = OUTCOMES[why.kind]
            raise of_question(why, question, self.settings.limits) from None
        notes["outcome"] = "ok"
        headers = [*_ALWAYS, (b"content-type", _media_type(answer.format, sent.get(b"accept", b"")))]
        if (tag := _tag(answer.revision, question, coding)) is not None:
            headers.append((b"etag", tag.encode("ascii")))
        if whole is not None:
            watch.end()
            if coding is not None and len(whole) >= compression.WORTH:
                whole = compression.compress(whole, coding)
                headers.append((b"content-encoding", coding.encode("ascii")))
            return Whole(whole, headers)
        watch.begin(answer)
        try:
            used, pieces = await compression.compressed(answer.pieces(), coding)
        except NoAnswer as why:
            watch.end()
            notes["outcome"] = OUTCOMES[why.kind]
            raise of_question(why, question, self.settings.limits) from None
        if used is not None:
            headers.append((b"content-encoding", used.encode("ascii")))
        return Streamed(answer, pieces, headers, watch)

    async def _introduce(self, request: Request) -> Response:
        """What the endpoint is: for people with a browser a form, for programs its description."""
        if not request.query_params.get("format") and prefers_html(request):
            return browser.page(request)
        form = named(graph_format(request), GRAPHS)
        counts = await self.counts.known() or {}
        here = endpoint(request.scope)

        def described() -> bytes:
            features = Features(federated=bool(self.settings.services), empty_graphs=not self.reader.is_far)
            graphs = [(iri, counts.get(iri)) for iri in self.reader.graphs()]
            triples = describe(here, urljoin(here, "update"), graphs, features, counts.get(ALL))
            return ox.serialize(triples, format=form.engine, prefixes=PREFIXES) or b"" if form is not None else b""

        body = await asyncio.to_thread(described)  # of many graphs it takes a while
        headers = _headers(None) | {"content-type": media_type(form.name if form is not None else "ttl")}
        return Response(body, headers=headers)


def graph_format(request: Request) -> str:
    """The format of graphs that a request asks for, by name or by Accept."""
    name = request.query_params.get("format")
    accept = ", ".join(request.headers.getlist("accept"))
    wanted = by_name(name) if name else by_accept(accept)
    if wanted.graph is None:
        raise not_acceptable(name or accept, "graph")
    return wanted.graph


def _tag(revision: str, question: Question, coding: str | None) -> str | None:
    """The tag of an answer; None over a store whose revision nobody knows."""
    return caching.etag(revision, question, coding) if revision else None


def _headers(tag: str | None) -> dict[str, str]:
    """What is said of every answer."""
    return {**CORS, **caching.VARY, **({} if tag is None else {"etag": tag})}


_ALWAYS = tuple((name.lower().encode("ascii"), value.encode("ascii")) for name, value in _headers(None).items())
"""The same, as it is sent."""


@lru_cache(maxsize=256)
def _media_type(format: str, accept: bytes) -> bytes:
    return media_type(format, accept.decode("latin-1")).encode("ascii")


class Whole(Response):
    """An answer that has come whole, with its headers as they are sent: it is made for every small query."""

    def __init__(self, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = HTTPStatus.OK
        self.background = None
        self.body = body
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]


class Watch:
    """Ends the work on an answer when who asked hangs up. It costs nothing until it is begun."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task: asyncio.Task[None] | None = None

    def begin(self, answer: Answer) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._wait(answer))

    async def _wait(self, answer: Answer) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        answer.close()

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Streamed(Response):
    """An answer that goes out as it comes."""

    def __init__(
        self, answer: Answer, pieces: AsyncIterator[bytes], headers: list[tuple[bytes, bytes]], watch: Watch
    ) -> None:
        self.status_code = HTTPStatus.OK
        self.background = None
        self.raw_headers = headers
        self._answer = answer
        self._pieces = pieces
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async for piece in self._pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except NoAnswer as why:
            facts.of(scope)["outcome"] = OUTCOMES[why.kind]
            if why.kind != "gone":
                raise BrokenOff(str(why)) from None
        finally:
            self._answer.close()
            self._watch.end()
