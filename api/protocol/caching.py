"""A revision of the data and a question go in, the entity tag of the answer comes out; and whether a client has it.

Also what is said of every answer to pages of other sites (CORS).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from types import MappingProxyType

from starlette.responses import Response

from api.origins import CORS
from api.pool.values import Question
from api.problems import Problem
from kg.sparql import words

_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"})
_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')

VARY: Mapping[str, str] = MappingProxyType({"Vary": "Accept, Accept-Encoding"})


def preflight(methods: str) -> Response:
    """The answer to OPTIONS: what pages of other sites may send.

    >>> preflight("GET, POST").headers["access-control-allow-methods"]
    'GET, POST'
    """
    headers = {
        **CORS,
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def is_stable(text: str) -> bool:
    """Whether a query has the same answer while the data are the same: whether it calls nothing that changes.

    >>> is_stable("SELECT ?now { ?now a ex:RAND } # NOW()"), is_stable("SELECT (now() AS ?t) {}")
    (True, False)
    """
    lowered = text.lower()
    if not any(name in lowered for name in ("now", "rand", "uuid", "bnode", "service", "\\u")):
        return True
    # The engine needs no blank between words (`ASNOW()`), so a word that only has such a name in it counts too.
    return not any(name in word for word in words(text) for name in _CHANGING)


def etag(revision: str, question: Question, encoding: str | None = None) -> str | None:
    """The tag of an answer; None where the answer is another each time.

    It is weak: the same rows may come in another order, unless the query orders them.

    >>> etag("r1", Question("ASK {}")) == etag("r2", Question("ASK {}"))
    False
    """
    if not is_stable(question.text):
        return None
    formats = (question.rows or "", question.truth or "", question.graph or "")
    graphs = (_listed(question.default_graphs), _listed(question.named_graphs))
    return "W/" + strong_tag(revision, question.text, question.base or "", *graphs, *formats, encoding or "")


def strong_tag(*parts: str) -> str:
    """The strong tag of what is made of these parts; each counts for itself.

    >>> strong_tag("ab", "c") == strong_tag("a", "bc")
    False
    """
    told = "".join([f"{len(part)}:{part}" for part in parts]).encode("utf-8", "surrogatepass")
    return f'"{blake2b(told, digest_size=16).hexdigest()}"'


def _listed(iris: tuple[str, ...] | None) -> str:
    return "" if iris is None else " ".join(("graphs", *iris))


def has_it(if_none_match: str, tag: str | None) -> bool:
    """Whether a client that sends this If-None-Match has the answer already (304); tags compare weakly.

    >>> has_it('"a", W/"b"', '"b"'), has_it("*", '"b"'), has_it('"a"', '"b"'), has_it("*", None)
    (True, True, False, False)
    """
    return tag is not None and _lists(if_none_match, tag.removeprefix("W/"), weak=True)


def require_match(if_match: str, tag: str | None) -> None:
    """Refuse (412) a write whose If-Match is not of the state that is there; tags compare strongly, None: nothing is.

    >>> require_match('"a", "b"', '"b"')
    >>> require_match('"a"', '"b"')
    Traceback (most recent call last):
        ...
    api.problems.Problem: It was changed meanwhile: expected "a", found "b". Read it again, then write.
    """
    if if_match and not (tag is not None and not tag.startswith("W/") and _lists(if_match, tag, weak=False)):
        raise Problem(
            HTTPStatus.PRECONDITION_FAILED,
            f"It was changed meanwhile: expected {if_match}, found {tag or 'nothing'}. Read it again, then write.",
            detail_zh="内容已被他人修改。请重新读取后再写入。",
        )


def require_none(if_none_match: str, tag: str | None) -> None:
    """Refuse (412) a write that shall not happen where something is there (`If-None-Match: *`)."""
    if has_it(if_none_match, tag):
        raise Problem(
            HTTPStatus.PRECONDITION_FAILED,
            f"It is there already: {tag}.",
            detail_zh="内容已存在。",
        )


def _lists(header: str, tag: str, *, weak: bool) -> bool:
    """Whether a header of tags has this one in it."""
    if header.strip() == "*":
        return True
    return any(found.group().removeprefix("W/" if weak else "") == tag for found in _TAG.finditer(header))
