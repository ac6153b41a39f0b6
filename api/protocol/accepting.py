"""Names of formats and an Accept header go in, the formats to answer in come out; or what a person with a browser is told by."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request

from api.formats import GRAPHS, RESULTS, TRUTHS, Wanted, by_accept, by_name, known, weights
from api.problems import Problem


def formats_of(names: list[str], accept: str) -> Wanted:
    """The formats that are asked for by name, else by Accept. Raises Problem where none will do, or names differ."""
    found = [by_name(name) for name in names] or [by_accept(accept)]
    for name, one in zip(names or [accept], found, strict=True):
        if not any(one):
            raise not_acceptable(name)
    if len(found) == 1:
        return found[0]
    kinds = [{name for name in kind if name is not None} for kind in zip(*found, strict=True)]
    if any(len(kind) > 1 for kind in kinds):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The formats asked for differ: {', '.join(names)}.",
            detail_zh=f"所要求的格式互不一致：{'、'.join(names)}。",
        )
    return Wanted(*(kind.pop() if kind else None for kind in kinds))


def not_acceptable(sought: str, kind: str | None = None) -> Problem:
    """No format will do: which there are, for one kind of answer (rows, truth, graph) or for all."""
    formats = {"rows": known(RESULTS), "truth": known(TRUTHS), "graph": known(GRAPHS)}
    told = told_zh = formats.get(kind or "", "")
    if not told:
        told = f"{formats['rows']}; of graphs {formats['graph']}"
        told_zh = f"{formats['rows']}；图的格式有 {formats['graph']}"
    return Problem(
        HTTPStatus.NOT_ACCEPTABLE,
        f"No format of {sought!r} is served here; this query answers in {told}.",
        detail_zh=f"不提供“{sought}”格式；此查询可用的格式有：{told_zh}。",
    )


def prefers_html(request: Request) -> bool:
    """Whether a person with a browser asks: HTML is liked at least as well as anything that programs read."""
    liked = weights(", ".join(request.headers.getlist("accept")))
    html = max(liked.get("text/html", 0.0), liked.get("application/xhtml+xml", 0.0))
    others = [
        weight for name, weight in liked.items() if name not in ("text/html", "application/xhtml+xml", "*/*", "*")
    ]
    return html > 0 and html >= max(others, default=0.0)
