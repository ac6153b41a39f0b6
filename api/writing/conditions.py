"""The conditions of a request to write go in, with what there is now; whether they hold comes out (RFC 9110, section 13).

They are judged in the process that writes, which holds the lock: nothing can come between judging and writing. A tag
tells which state of the data a graph was read from, so that it holds until anything is written, to whatever graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from itertools import product

from starlette.requests import Request

from api.formats import GRAPHS
from api.pool.values import UNNAMED, Question
from api.problems import Problem
from api.protocol import caching, compression
from kg.store import Store

ANY = "*"

_LIST = re.compile(rf"[ \t,]*{caching.TAG}(?:[ \t]*,(?:[ \t]*{caching.TAG})?)*[ \t]*")
Tags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What If-Match and If-None-Match name: tags, or `*` alone; None for a header that was not sent."""

    match: Tags | None = None
    none_match: Tags | None = None

    def check(self, graph: str | None, exists: bool, now: Callable[[], Collection[str]]) -> None:
        """Raise Problem 412 where they do not hold of a graph: there is none, or `now` does not give (or gives) its tags.

        >>> Conditions(none_match=("*",)).check("urn:g", False, set)
        >>> Conditions(match=("*",)).check("urn:g", False, set)
        Traceback (most recent call last):
            ...
        api.problems.Problem: If-Match: there is no graph <urn:g>. Nothing was done.
        """
        which, which_zh = (
            ("the unnamed graph", "默认图") if graph is None else (f"the graph <{graph}>", f"图 <{graph}>")
        )
        if self.match is not None and not exists:
            missing = "no unnamed graph" if graph is None else f"no graph <{graph}>"
            raise _failed(f"If-Match: there is {missing}", f"If-Match 不成立：{which_zh} 不存在")
        named, not_named = _tags(self.match), _tags(self.none_match)
        current = now() if named or (not_named and exists) else ()
        if named and not any(_is_strongly(one, current) for one in named):
            if all(one.startswith("W/") for one in named):
                raise _failed("If-Match: a weak tag (W/…) matches nothing", "If-Match 不成立：弱标签（W/…）永不匹配")
            raise _failed(
                "If-Match: something was written since that tag was given; read the graph again, and use its new ETag",
                "If-Match 不成立：该标签给出之后数据已有更改，请重新读取该图并使用新的 ETag",
            )
        if self.none_match == (ANY,) and exists:
            raise _failed(f"If-None-Match: there is {which} already", f"If-None-Match 不成立：{which_zh} 已存在")
        if any(caching.family(one) in current for one in not_named):
            raise _failed(
                "If-None-Match: nothing was written since that tag was given",
                "If-None-Match 不成立：该标签给出之后数据没有更改",
            )

    def check_update(self) -> None:
        """The same of `/update`, which has nothing that could be read, and so no tags."""
        if self.match is not None:
            raise _failed(
                "If-Match: /update has no ETag that could match; put the condition into WHERE, or write to /graphs",
                "If-Match 不成立：/update 没有 ETag；请把条件写入 WHERE，或改用 /graphs",
            )


def conditions_of(request: Request) -> Conditions | None:
    """The conditions of a request, None where it has none. Raises Problem 400 for what is no list of tags."""
    match, none_match = (_listed(request, name) for name in ("if-match", "if-none-match"))
    return None if match is None and none_match is None else Conditions(match, none_match)


def reading(graph: str | None, format: str) -> Question:
    """The question that gives the triples of a graph."""
    graphs = (UNNAMED if graph is None else graph,)
    return Question("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", default_graphs=graphs, named_graphs=(), graph=format)


def tags_of(graph: str | None, revision: str | None) -> frozenset[str]:
    """What the tags begin with of all that reading a graph of that revision can give; none where it is not known."""
    if revision is None:
        return frozenset()
    forms = product(GRAPHS, (None, *compression.CODINGS))
    tags = (caching.etag(revision, reading(graph, form.name), coding) for form, coding in forms)
    return frozenset(caching.family(tag) for tag in tags if tag is not None)


def revision_of(store: Store) -> str | None:
    """The revision that readers see of a store that is open for writing, None where that is not what it holds, or not known."""
    from api.pool.generation import Generation  # seldom needed
    from kg.publish import Publisher

    if store.state is None or store.has_unpublished():
        return None
    held = Publisher(store.path / "published").hold()
    if held is None:
        return None
    try:
        return Generation.near(held).revision
    finally:
        held.close()


def _tags(named: Tags | None) -> Tags:
    """What is named but `*`."""
    return named if named is not None and named != (ANY,) else ()


def _is_strongly(tag: str, now: Collection[str]) -> bool:
    return caching.is_strong(tag) and caching.family(tag) in now


def _listed(request: Request, name: str) -> Tags | None:
    sent = request.headers.getlist(name)
    if not sent:
        return None
    said = ", ".join(sent).strip()
    if said == ANY:
        return (ANY,)
    if not _LIST.fullmatch(said):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f'{name.title()} names no tags: expected * or tags in quotation marks ("…", "…"), found {said!r}.',
            detail_zh=f"{name.title()} 格式有误：应为 * 或带双引号的标签，实为“{said}”。",
        )
    return tuple(re.findall(caching.TAG, said))


def _failed(said: str, said_zh: str) -> Problem:
    return Problem(HTTPStatus.PRECONDITION_FAILED, f"{said}. Nothing was done.", detail_zh=f"{said_zh}。未作任何更改。")
