"""Requests to `/update` and `/graphs` go in; what they write is in the store and seen by readers when the answer says so."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from api.operation import facts
from api.origins import CORS
from api.pool.pool import Pool
from api.pool.tasks import change
from api.pool.values import NoAnswer, Question
from api.problems import Problem
from api.protocol import caching
from api.protocol.guard import refuse_load
from api.protocol.requests import update_of
from api.reader import Reader
from api.settings import Settings
from api.sparql import Sparql, graph_format
from api.unanswered import of_change
from api.writing.audit import Attempt, Audit, sum_of
from api.writing.graph_store import Graph, job_of, target_of
from api.writing.jobs import WriteJob
from api.writing.permissions import Targets, check, is_own, prepared, targets, touches_own
from api.writing.sparing import spared, sweeps
from api.writing.tokens import Tokens, Writer
from kg.rdf import Node

UNNAMED = ""
"""Stands for the unnamed graph in a question."""


class Writing:
    """What `/update` and `/graphs` share: who may write, what is told of it, and the process that does it."""

    def __init__(self, settings: Settings, pool: Pool, reader: Reader, tokens: Tokens, audit: Audit) -> None:
        self.settings = settings
        self.pool = pool
        self.reader = reader
        self.tokens = tokens
        self.audit = audit

    async def write(
        self, request: Request, writer: Writer, wanted: Targets, job: WriteJob, what: str
    ) -> dict[str, object]:
        """Carry out a job for somebody, where that one may; told in the audit before and after."""
        notes = facts.of(request.scope)
        notes["token"] = writer.id
        notes["write"] = "refused"
        with self.reader.store() as store:
            iris = store.iris
        client = request.client.host if request.client else ""
        told = f"{secrets.token_hex(4)}-{notes.get('request_id', '')}"  # the client may have chosen the second part
        body = await asyncio.to_thread(lambda: sum_of(b"".join([job.body(), *(data for data, _ in job.parts)])))
        attempt = Attempt(told, writer, client, what, wanted.names(), body)
        await asyncio.to_thread(self.audit.begin, attempt)
        outcome, revision = "failed", None
        try:
            check(wanted, writer, iris)
            done: dict[str, object] = await self.pool.write(
                change, str(self.pool.folder), job, self.settings.limits.patience
            )
            outcome, revision = str(done["status"]), str(done["revision"])
            notes["write"] = "ok"
            notes["revision"] = revision
            return done
        except NoAnswer as why:
            problem = of_change(
                why, job.body().decode("utf-8", "replace") if job.kind == "update" else "", self.settings.limits
            )
            outcome, notes["write"] = str(int(problem.status)), "timeout" if why.kind == "time" else "failed"
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
            text = spared(text, asked.base, self._open_graphs(wanted))
        text = prepared(text, asked.using or (), asked.using_named or ())
        wanted = targets(text, asked.base)  # of what is carried out, to the letter
        with self.writing.reader.store() as store:
            own = touches_own(wanted, store.iris)
        job = WriteJob("update", data=text.encode("utf-8"), base=asked.base, own=own)
        await self.writing.write(request, writer, wanted, job, "update")
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=dict(CORS))

    def _open_graphs(self, wanted: Targets) -> list[str]:
        """The named graphs that are not the store's own: those that there are, and those that the update itself names."""
        with self.writing.reader.store() as store:
            there = {one.value for one in store.engine.named_graphs() if isinstance(one, Node)}
            return sorted(graph for graph in there | wanted.graphs if not is_own(graph, store.iris))


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
        self._must_exist(graph)
        name = graph_format(request)
        question = Question(
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            default_graphs=(UNNAMED if graph.iri is None else graph.iri,),
            named_graphs=(),
            graph=name,
        )
        return await self.sparql.answer(request, question)

    async def change(self, request: Request, graph: Graph) -> Response:
        writing = self.writing
        writer = writing.tokens.demand(request, "write")
        if request.method == "DELETE":
            self._must_exist(graph)
        folder = writing.pool.folder
        job = await job_of(request, graph, folder, writing.settings.update_bytes)
        try:
            with writing.reader.store() as store:
                own = touches_own(graph.targets, store.iris)
            job = replace(job, own=own)
            done = await writing.write(request, writer, graph.targets, job, f"graph {job.kind}")
        finally:
            if isinstance(job.data, Path):
                job.data.unlink(missing_ok=True)
        headers = dict(CORS)
        status = int(str(done["status"]))
        if graph.iri is not None and status == HTTPStatus.CREATED:
            headers["location"] = graph.iri
        return Response(status_code=status, headers=headers)

    def _must_exist(self, graph: Graph) -> None:
        if graph.iri is None:
            return
        with self.writing.reader.store() as store:
            if not store.engine.contains_named_graph(Node(graph.iri)):
                raise Problem(
                    HTTPStatus.NOT_FOUND,
                    f"There is no graph <{graph.iri}>.",
                    detail_zh=f"没有图 <{graph.iri}>。",
                    headers=dict(CORS),
                )
