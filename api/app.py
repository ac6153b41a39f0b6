"""Settings go in, the HTTP service over a store comes out: SPARQL, updates, graphs, decisions, described at `/docs`."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from time import monotonic

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api import description, problems
from api.operation import shared, tracing
from api.operation.clients import Proxies, networks
from api.operation.frame import Frame
from api.operation.health import LIVE, Known, readiness
from api.operation.logs import RequestLog
from api.operation.metrics import Dataset, Metrics
from api.operation.metrics import Pool as Counts
from api.pool.fence import end_with_parent
from api.pool.pool import Pool
from api.pool.values import NoAnswer
from api.reader import Reader
from api.review_routes import create_router
from api.settings import Settings, place
from api.sparql import Sparql
from api.updating import Graphs, Update, Writing
from api.writing.audit import Audit
from api.writing.tokens import Tokens
from kg.remote.address import Remote, folder_of
from kg.trouble import told_of

Handler = Callable[[Request], Awaitable[Response]]
_PATIENCE = 10.0
"""Seconds after which a store that could not be read makes the service unready."""


class Service:
    """The service of one process, over a store, which it opens when it starts. An ASGI application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.place = place(settings)
        self.folder = _kept_here(self.place)
        self.pool = Pool(self.place, settings.limits, network=bool(settings.services))
        self.reader = Reader(_hurried(self.place, settings.limits.seconds))
        self.tokens = Tokens(self.folder, settings.write_token)
        self.started = monotonic()
        common = shared.named()
        self.metrics = Metrics(version("policykg"), common)
        sparql = Sparql(settings, self.pool, self.reader)
        writing = Writing(settings, self.pool, self.reader, self.tokens, Audit(self.folder))
        self.graphs = Graphs(writing, sparql)
        self.quick: dict[str, Handler] = {"/sparql": sparql, "/update": Update(writing), "/graphs": self.graphs}
        self.web = self._web(settings)
        self.frame = Frame(
            self._dispatch,
            shared.rate_limit(settings.rate_limit, common),
            self.metrics,
            RequestLog(settings.log),
            tracing.tracer(os.environ, version("policykg")),
            proxies=Proxies(networks(" ".join(settings.proxies))),
            token_id=self._token_id,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.frame(scope, receive, send)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoints of queries and graphs are called at once, all others by way of FastAPI."""
        if scope["type"] != "http":
            await self.web(scope, receive, send)
            return
        path: str = scope["path"]
        handler = self.quick.get(path) or (self.graphs if path.startswith("/graphs/") else None)
        app: ASGIApp = self.web if handler is None else await handler(Request(scope, receive))
        await app(scope, receive, send)

    def _token_id(self, authorization: str) -> str | None:
        writer = self.tokens.who(authorization)
        return writer.id if writer is not None else None

    @asynccontextmanager
    async def _opened(self, app: FastAPI) -> AsyncIterator[None]:
        await self.pool.start()
        telling = asyncio.create_task(self.metrics.keep_telling(self.pool.counts))
        try:
            yield
        finally:
            telling.cancel()
            await self.pool.close()
            self.reader.close()
            if self.frame.tracer is not None:
                self.frame.tracer.close()

    def _web(self, settings: Settings) -> FastAPI:
        app = FastAPI(
            title="policykg",
            version=version("policykg"),
            description="Chinese government plans as linked data: SPARQL 1.1 over the union of all graphs.",
            lifespan=self._opened,
            docs_url=None,  # FastAPI's own pages load scripts from other hosts
            redoc_url=None,
            responses={"default": {"description": "What is wrong (RFC 9457).", "content": {problems.MEDIA_TYPE: {}}}},
        )
        app.state.reader = self.reader
        problems.install(app)
        self._add_pages(app)
        self._add_operation(app)
        app.include_router(create_router(self.place, settings.write_token))
        return app

    def _add_pages(self, app: FastAPI) -> None:
        @app.get("/", include_in_schema=False)
        async def root() -> RedirectResponse:
            return RedirectResponse("docs")

        @app.get("/docs", include_in_schema=False)
        async def docs() -> HTMLResponse:
            return HTMLResponse(description.page(app.openapi()))

        plain = app.openapi
        app.openapi = lambda: description.with_endpoints(plain())  # type: ignore[method-assign]

    def _add_operation(self, app: FastAPI) -> None:
        @app.head("/health", include_in_schema=False)
        @app.get("/health", summary="Whether the service can answer, and over what")
        async def health() -> JSONResponse:
            status, body = await self.health()
            return JSONResponse(body, status_code=status, headers={"cache-control": "no-store"})

        @app.head("/health/live", include_in_schema=False)
        @app.get("/health/live", summary="Whether the service's process runs")
        async def live() -> dict[str, str]:
            return LIVE

        @app.get("/metrics", summary="Counts for Prometheus", response_class=Response)
        async def metrics(request: Request) -> Response:
            self.metrics.pool(Counts(**self.pool.counts()))
            revision, documents, fault = await self._served()
            told = Dataset(revision, documents, readable=fault is None)
            body, media_type = await asyncio.to_thread(self.metrics.render, request.headers.get("accept", ""), told)
            return Response(body, media_type=media_type)

    async def health(self) -> tuple[HTTPStatus, dict[str, str | int | float]]:
        """Whether the service is ready: whether its store can be read now."""
        revision, documents, fault = await self._served()
        now = monotonic()
        return readiness(
            Known(
                now=now,
                started=self.started,
                read_at=now if fault is None else None,
                patience=_PATIENCE,
                version=version("policykg"),
                workers=self.settings.workers,
                revision=revision,
                documents=documents,
                fault=fault,
            )
        )

    async def _served(self) -> tuple[str | None, int | None, str | None]:
        """The revision and the number of documents of the state that is served, and what is wrong where it cannot be read."""
        revision, documents = None, None
        try:
            revision = self.pool.revision or None  # here, since the pool goes over to a new state in its own loop alone
            documents = await asyncio.to_thread(self.reader.documents)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is told, and the service is not ready)
            return revision, documents, error.told if isinstance(error, NoAnswer) else str(error)
        return revision, documents, None


def _kept_here(place: Path | Remote) -> Path:
    """The folder of what a store keeps on this machine; of a remote one it is made if need be."""
    folder = folder_of(place)
    if isinstance(place, Remote):
        with told_of(folder):
            folder.mkdir(parents=True, exist_ok=True)
    return folder


def _hurried(place: Path | Remote, seconds: float) -> Path | Remote:
    """The store, which may not keep silent for longer than a query may take."""
    return replace(place, timeout=min(place.timeout, seconds)) if isinstance(place, Remote) else place


def create_app(settings: Settings) -> Service:
    """The service that settings describe. Raises what opening the store raises."""
    return Service(settings)


def from_environment() -> Service:
    """The service over POLICYKG_STORE: what each process of `policykg serve` runs, which ends with the one that started it."""
    import multiprocessing

    from api import settings

    if (parent := multiprocessing.parent_process()) is not None and parent.pid is not None:
        end_with_parent(parent.pid)
    service = create_app(settings.read(os.environ))
    gc.collect()
    gc.freeze()  # what lasts as long as the process need not be looked through again and again
    return service
