"""A file's bytes go in, a FastAPI route that answers with them from memory comes out: what HTTP itself costs here."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI, Response


def create_app() -> FastAPI:
    """The route, over the file that POLICYKG_ECHO names."""
    body = Path(os.environ["POLICYKG_ECHO"]).read_bytes()
    app = FastAPI()

    @app.get("/sparql")
    async def sparql(query: str) -> Response:
        return Response(body, media_type="application/sparql-results+json")

    return app
