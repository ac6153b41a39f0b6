"""Requests to `/update` and `/graphs` go in; what they write is in the store and seen by readers when the answer says so."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api.operation import facts
from api.origins import CORS
from api.pool.pool import Pool
from api.pool.tasks import change
from api.pool.values import NoAnswer
from api.problems import Problem
from api.protocol import caching
from api.protocol.guard import refuse_load
from api.protocol.requests import update_of
from api.reader import Reader
from api.settings import Settings
from api.sparql import Sparql, graph_format
from api.unanswered import of_change, unusable
from api.writing.audit import Attempt, Audit, sum_of
from api.writing.bodies import Bodies, sweep
from api.writing.conditions import conditions_of, reading, tags_of
from api.writing.graph_store import Graph, job_of, target_of
from api.writing.jobs import WriteJob
from api.writing.permissions import Targets, check, is_own, prepared, targets, touches_own
from api.writing.sparing import spared, sweeps
from api.writing.tokens import Tokens, Writer
from kg.rdf import Node
from kg.store import Store


class Writing:
    """What `/update` and `/graphs` share: who may write, what is told of it, and the process that does it."""

    def __init__(self, settings: Settings, pool: Pool, reader: Reader, tokens: Tokens, audit: Audit) -> None:
        self.settings = settings
        self.pool = pool
        self.reader = reader
        self.tokens = tokens
        self.audit = audit
        sweep(pool.folder)

    async def write(
        self, request: Request, writer: Writer, wanted: Targets, job: WriteJob, what: str
    ) -> dict[str, object]:
        """Carry out a job for somebody, where that one may; told in the audit before and after."""
        notes = facts.of(request.scope)
        notes["token"] = writer.id
        notes["write"] = "refused"
        iris = await self.reader.run(lambda store: store.iris)
        client = request.client.host if request.client else ""
        told = f"{secrets.token_hex(4)}-{notes.get('request_id', '')}"  # the client may have chosen the second part
        body = await asyncio.to_thread(sum_of, job.data, *(data for data, _ in job.parts))
        attempt = Attempt(told, writer, client, what, wanted.names(), body)
        await asyncio.to_thread(self.audit.begin, attempt)
        outcome, revision = "failed", None
        try:
            check(wanted, writer, iris, is_remote=self.reader.is_far)
            done: dict[str, object] = await self.pool.write(change, self.pool.place, job, self.settings.limits.patience)
            outcome, revision = str(done["status"]), str(done["revision"])
            notes["write"] = "ok"
            notes["revision"] = revision
            return done
        except NoAnswer as why:
            problem = of_change(
                why, job.body().decode("utf-8", "replace") if job.kind == "update" else "", self.settings.limits
            )
            outcome, notes["write"] = str(int(problem.status)), "timeout" if why.kind == "time" else "failed"
            if problem.status == HTTPStatus.PRECONDITION_FAILED:
                notes["write"] = "refused"
            raise problem from None
        except Problem as problem:
            outcome = str(int(problem.status))
            raise
        finally:
            await asyncio.to_thread(self.audit.end, attempt, outcome, revision)


class Update:
    """The endpoint `/update`."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing

    async def __call__(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return caching.preflight("POST, OPTIONS")
        settings = self.writing.settings
        if request.method == "POST":
            writer = self.writing.tokens.demand(request, "write")
        asked = await update_of(request, settings.update_bytes)
        refuse_load(asked.text, settings.services)
        text, wanted = asked.text, targets(asked.text, asked.base)
        if wanted.unknown and not writer.may("admin") and sweeps(text, asked.base):
            text = spared(text, asked.base, await self._open_graphs(wanted))
        text = prepared(text, asked.using or (), asked.using_named or ())
        wanted = targets(text, asked.base)  # of what is carried out, to the letter
        own = await self.writing.reader.run(lambda store: touches_own(wanted, store.iris))
        conditions = conditions_of(request)
        job = WriteJob("update", data=text.encode("utf-8"), base=asked.base, own=own, conditions=conditions)
        await self.writing.write(request, writer, wanted, job, "update")
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=dict(CORS))

    async def _open_graphs(self, wanted: Targets) -> list[str]:
        """The named graphs that are not the store's own: those that there are, and those that the update itself names."""

        def found(store: Store) -> list[str]:
            there = {one.value for one in store.engine.named_graphs() if isinstance(one, Node)}
            return sorted(graph for graph in there | wanted.graphs if not is_own(graph, store.iris))

        return await self.writing.reader.run(found)


class Graphs:
    """The endpoint `/graphs` and all below it."""

    def __init__(self, writing: Writing, sparql: Sparql) -> None:
        self.writing = writing
        self.sparql = sparql

    async def __call__(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return caching.preflight("GET, HEAD, PUT, POST, DELETE, OPTIONS")
        graph = target_of(request)
        if request.method in ("GET", "HEAD"):
            return await self.read(request, graph)
        return await self.change(request, graph)

    async def read(self, request: Request, graph: Graph) -> Response:
        """The triples of a graph; 404 where there is none."""
        await self._must_exist(graph)
        if "if-match" in request.headers and (conditions := conditions_of(request)) is not None:
            replace(conditions, none_match=None).check(graph.iri, True, lambda: self._tags(graph))
        answer = await self.sparql.answer(request, reading(graph.iri, graph_format(request)))
        if (weak := answer.headers.get("etag")) is not None:
            if answer.status_code == HTTPStatus.NOT_MODIFIED:
                answer.headers["etag"] = caching.sent_as(request.headers.get("if-none-match", ""), weak)
            else:
                answer.headers["etag"] = caching.strengthened(weak, getattr(answer, "body", None))
        return answer

    def _tags(self, graph: Graph) -> frozenset[str]:
        try:
            return tags_of(graph.iri, self.writing.pool.revision or None)
        except NoAnswer as why:
            raise unusable(why.told) from None

    async def change(self, request: Request, graph: Graph) -> Response:
        writing = self.writing
        writer = writing.tokens.demand(request, "write")
        if request.method == "DELETE":
            await self._must_exist(graph)
        with Bodies(writing.pool.folder) as bodies:
            job = await job_of(request, graph, bodies, writing.settings.update_bytes)
            own = await writing.reader.run(lambda store: touches_own(graph.targets, store.iris))
            done = await writing.write(request, writer, graph.targets, replace(job, own=own), f"graph {job.kind}")
        headers = dict(CORS)
        status = int(str(done["status"]))
        if graph.iri is not None and status == HTTPStatus.CREATED:
            headers["location"] = graph.iri
        return Response(status_code=status, headers=headers)

    async def _must_exist(self, graph: Graph) -> None:
        if graph.iri is None:
            return
        node = Node(graph.iri)
        if not await self.writing.reader.run(lambda store: store.engine.contains_named_graph(node)):
            raise Problem(
                HTTPStatus.NOT_FOUND,
                f"There is no graph <{graph.iri}>.",
                detail_zh=f"没有图 <{graph.iri}>。",
                headers=dict(CORS),
            )
