"""A store's folder goes in, the HTTP service over it comes out: `/sparql`, `/health`, described at `/docs`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, cast

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pyoxigraph import Literal, QuerySolutions

from api import description, problems, sparql
from api.reader import Reader
from api.review_routes import create_router
from kg.store import Store

_TEXT = {"schema": {"type": "string"}}
_FORM = {"schema": {"type": "object", "properties": {"query": {"type": "string"}, "format": {"type": "string"}}}}
_BODY = {"requestBody": {"content": {"application/sparql-query": _TEXT, "application/x-www-form-urlencoded": _FORM}}}
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?document <https://w3id.org/policykg/ns#loaded> true }"


def create_app(store_path: Path, write_token: str | None = None) -> FastAPI:
    """The service over the store in a folder, which it opens when it starts; only who has the token writes decisions."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        app.state.reader = Reader(store_path)
        yield
        app.state.reader.close()

    app = FastAPI(
        title="policykg",
        description="Chinese government plans as linked data: SPARQL 1.1 over the union of all graphs.",
        lifespan=opened,
        docs_url=None,  # FastAPI's own pages load scripts from other hosts
        redoc_url=None,
        responses={"default": {"description": "What is wrong (RFC 9457).", "content": {problems.MEDIA_TYPE: {}}}},
    )
    problems.install(app)

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("docs")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(description.page(app.openapi()))

    @app.get("/health", summary="Whether the service answers, and over how many documents")
    def health(request: Request) -> dict[str, str | int]:
        with request.app.state.reader.store() as store:
            return {"status": "ok", "documents": _documents(store)}

    @app.get("/sparql", summary="Query by GET", response_class=Response)
    async def by_get(
        request: Request,
        query: Annotated[str | None, Query(description="The query.")] = None,
        format: Annotated[str | None, Query(description="A format's name, in place of Accept.")] = None,
    ) -> Response:
        wanted = sparql.asked(request.query_params.multi_items(), request.headers.get("accept", ""))
        return await sparql.answer(request.app.state.reader, wanted)

    @app.post("/sparql", summary="Query by POST, form or body", response_class=Response, openapi_extra=_BODY)
    async def by_post(request: Request) -> Response:
        return await sparql.answer(request.app.state.reader, await sparql.posted(request))

    app.include_router(create_router(store_path, write_token))
    return app


def _documents(store: Store) -> int:
    """How many documents are loaded."""
    (row,) = cast("QuerySolutions", store.query(_COUNT))
    return int(cast("Literal", row["n"]).value)


def from_environment() -> FastAPI:
    """The service over POLICYKG_STORE: what each process of `policykg serve` runs."""
    import os

    from api import settings

    read = settings.read(os.environ)
    return create_app(Path(read.store), read.write_token)
