"""The name of a library query goes in, the form that a browser gets at the endpoint comes out: one page, no script.

Its policy lets in its own style by its digest, sends the form to its own host, and nothing besides: it works without
any other host, and a text that slipped through the escaping could not run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.formats import GRAPHS, RESULTS
from api.problems import Problem
from api.templates import templates
from queries.catalog import Query, catalog

_FOLDER = Path(__file__).resolve().parent
_FIRST = "SELECT * WHERE {\n  ?s ?p ?o\n}\nLIMIT 10"


def page(request: Request) -> HTMLResponse:
    """What a browser gets that asks for the endpoint itself; `?library=NAME` chooses a query."""
    return form(request.query_params.get("library"))


def form(library: str | None = None) -> HTMLResponse:
    """The page with a query of the library filled in; a Problem where there is none of that name."""
    chosen = None if library is None else _query(library)
    return HTMLResponse(_rendered(chosen), headers={"Content-Security-Policy": _policy(), "Vary": "Accept"})


def _query(name: str) -> Query:
    if name not in catalog():
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"The library has no query {name!r}; there are {', '.join(catalog())}.",
            detail_zh=f"查询库中没有“{name}”。",
        )
    return catalog()[name]


def _rendered(chosen: Query | None) -> str:
    return (
        templates(_FOLDER)
        .get_template("form.html")
        .render(
            style=Markup(_style()),  # noqa: S704 our own file
            chosen=chosen,
            text=_FIRST if chosen is None else chosen.sparql,
            format="ttl" if chosen is not None and chosen.form == "construct" else "json",
            results=RESULTS,
            graphs=GRAPHS,
            library=catalog().values(),
        )
    )


@cache
def _style() -> str:
    return (_FOLDER / "form.css").read_text("utf-8")


@cache
def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    own = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; style-src 'sha256-{digest}'; {own}"
