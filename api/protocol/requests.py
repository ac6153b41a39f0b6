"""A request of the SPARQL 1.1 Protocol goes in, what it asks or changes comes out as a value.

Nothing is ignored: a parameter that is not served, a second query, a byte that is no UTF-8 are refused with a Problem.
The way of a GET is the hot one and is kept short.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import parse_qsl, quote, unquote_plus

import pyoxigraph as ox
from starlette.requests import Request
from starlette.types import Scope

from api.pool.values import Question
from api.problems import Problem
from api.protocol.accepting import formats_of
from kg.sparql import words

FORMAT_NAMES = ("format", "output", "results")
"""Clients name the format by any of these, SPARQLWrapper by all three."""

QUERY_PARAMETERS = ("query", "default-graph-uri", "named-graph-uri", *FORMAT_NAMES)
UPDATE_PARAMETERS = ("update", "using-graph-uri", "using-named-graph-uri")
QUERY_METHODS = "GET, HEAD, POST, OPTIONS"
UPDATE_METHODS = "POST, OPTIONS"

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_PARAMETERS = 10_000
_IN_PATHS = "/:@!$&'()*+,;=~"

Given = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the Accept header with which it was sent."""

    question: Question
    accept: str


@dataclass(frozen=True, slots=True)
class UpdateAsked:
    """An update, what its relative IRIs are relative to, and the graphs that its WHERE is asked of (None: as it says)."""

    text: str
    base: str | None
    using: tuple[str, ...] | None
    using_named: tuple[str, ...] | None


def is_without_query(request: Request) -> bool:
    """Whether a GET asks for the endpoint itself: its description, or the form for people (`?library=NAME`)."""
    if request.scope["method"] not in ("GET", "HEAD"):
        return False
    sent: bytes = request.scope["query_string"]
    return not sent or (b"query=" not in sent and {name for name, _ in _pairs(sent)} <= {"library", *FORMAT_NAMES})


async def query_of(request: Request, most_bytes: int) -> Asked:
    """The question that a request asks: by GET, by POST of a form, or by POST of the query itself."""
    scope = request.scope
    method = scope["method"]
    if method in ("GET", "HEAD"):
        pairs = _pairs(_bounded(scope["query_string"], most_bytes))
    elif method == "POST":
        pairs = await _posted(request, most_bytes, "query", _QUERY)
    else:
        raise _wrong_method(method, QUERY_METHODS)
    given = _given(pairs, "query", QUERY_PARAMETERS)
    accept = _header(scope, b"accept")
    names = [value for key in FORMAT_NAMES for value in given.get(key, ()) if value]
    wanted = formats_of(names, accept)
    defaults = _graphs(given, "default-graph-uri")
    named = _graphs(given, "named-graph-uri")
    if defaults is not None or named is not None:  # who names only one kind of graph has none of the other
        defaults, named = defaults or (), named or ()
    return Asked(Question(given["query"][0], endpoint(scope), defaults, named, *wanted), accept)


async def update_of(request: Request, most_bytes: int) -> UpdateAsked:
    """The update that a request sends: by POST of a form, or by POST of the update itself."""
    scope = request.scope
    if scope["method"] != "POST":
        raise _wrong_method(scope["method"], UPDATE_METHODS)
    given = _given(await _posted(request, most_bytes, "update", _UPDATE), "update", UPDATE_PARAMETERS)
    using, using_named = _graphs(given, "using-graph-uri"), _graphs(given, "using-named-graph-uri")
    text = given["update"][0]
    if using is not None or using_named is not None:
        using, using_named = using or (), using_named or ()
        if own := sorted({"USING", "WITH"}.intersection(words(text))):
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                f"The graphs are named twice: by parameters of the request and by {' and '.join(own)} in the update.",
                detail_zh=f"重复指定了图：既用了请求参数，更新语句中又有 {' 和 '.join(own)}。",
            )
    return UpdateAsked(text, endpoint(scope), using, using_named)


def endpoint(scope: Scope) -> str:
    """The URL that was asked, without its query; what relative IRIs are relative to."""
    host = _header(scope, b"host") or ":".join(str(part) for part in scope["server"] or () if part is not None)
    return _endpoint(scope["scheme"], host, scope["path"])


@lru_cache(maxsize=256)
def _endpoint(scheme: str, host: str, path: str) -> str:
    try:
        return ox.NamedNode(f"{scheme}://{host}{quote(path, safe=_IN_PATHS)}").value
    except ValueError:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The Host header {host!r} is not the name of a host.",
            detail_zh=f"请求头 Host 的值“{host}”不是主机名。",
        ) from None


def _header(scope: Scope, name: bytes) -> str:
    """The values of a header, joined where it was sent in parts."""
    found = [value for key, value in scope["headers"] if key == name]
    if not found:
        return ""
    value: bytes = found[0] if len(found) == 1 else b", ".join(found)
    return value.decode("latin-1")


def _bounded(sent: bytes, most_bytes: int) -> bytes:
    if len(sent) > most_bytes:
        raise _too_large(most_bytes)
    return sent


def _pairs(sent: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or a form."""
    try:
        text = sent.decode("utf-8")
        name, equals, value = text.partition("=")
        if (
            equals and "&" not in value and "%" not in name and "+" not in name
        ):  # the common case, at a third of the cost
            return [(name, unquote_plus(value, errors="strict"))]
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        found = error.object[error.start : error.start + 1].hex().upper()
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The parameters are not UTF-8: byte {found} at {error.start}. Encode them as UTF-8, then as %XX.",
            detail_zh=f"参数不是 UTF-8 编码：第 {error.start} 个字节为 {found}。",
        ) from None
    except ValueError:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"A request may have {_MOST_PARAMETERS} parameters.",
            detail_zh=f"一个请求最多有 {_MOST_PARAMETERS} 个参数。",
        ) from None


async def _posted(request: Request, most_bytes: int, name: str, direct: str) -> list[tuple[str, str]]:
    """The parameters of a POST, in its URL and in its body; the body itself is one where it is sent directly."""
    scope = request.scope
    media_type, _, parameters = _header(scope, b"content-type").partition(";")
    media_type = media_type.strip().lower()
    if media_type not in (_FORM, direct):
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Expected the content type {direct} or {_FORM}, found {media_type!r}.",
            detail_zh=f"内容类型应为 {direct} 或 {_FORM}，实为“{media_type}”。",
            headers={"Accept-Post": f"{direct}, {_FORM}"},
        )
    _refuse_coding(scope, parameters)
    pairs = _pairs(scope["query_string"])
    body = await _body(request, most_bytes)
    if media_type == _FORM:
        return pairs + _pairs(body)
    try:
        return [*pairs, (name, body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The body is not UTF-8: byte {error.start}.",
            detail_zh=f"请求正文不是 UTF-8 编码：第 {error.start} 个字节有误。",
        ) from None


def _refuse_coding(scope: Scope, parameters: str) -> None:
    """Refuse a body in another charset than UTF-8, or one that is compressed."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in ("utf-8", "utf8", "us-ascii"):
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                f"Expected charset utf-8, found {charset!r}.",
                detail_zh=f"字符编码应为 utf-8，实为“{charset}”。",
            )
    coding = _header(scope, b"content-encoding").strip().lower()
    if coding not in ("", "identity"):
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Expected a body that is not compressed, found Content-Encoding {coding!r}.",
            detail_zh=f"请求正文不得压缩，实际的 Content-Encoding 为“{coding}”。",
            headers={"Accept-Encoding": "identity"},
        )


async def _body(request: Request, most_bytes: int) -> bytes:
    length = _header(request.scope, b"content-length")
    if length.isdigit() and int(length[:20]) > most_bytes:
        raise _too_large(most_bytes)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most_bytes:
            raise _too_large(most_bytes)
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(most_bytes: int) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"A query or an update may have {most_bytes} bytes.",
        detail_zh=f"查询或更新最多 {most_bytes} 字节。",
    )


def _given(pairs: Iterable[tuple[str, str]], main: str, names: tuple[str, ...]) -> Given:
    """The values of each parameter; a Problem where one is not served, or the main one is not there once."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in names:
            listed = ", ".join(names)
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                f"Parameter {name!r} is not served; there are {listed}.",
                detail_zh=f"不支持参数“{name}”；可用的参数有：{listed}。",
            )
        given.setdefault(name, []).append(value)
    count = len(given.get(main, ()))
    if count != 1:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"Expected one parameter {main!r}, found {count}.",
            detail_zh=f"应有一个参数“{main}”，实有 {count} 个。",
        )
    return given


def _graphs(given: Given, name: str) -> tuple[str, ...] | None:
    iris = given.get(name)
    if not iris:
        return None
    for iri in iris:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                f"{name}: a graph is named by an absolute IRI, found {iri!r} ({error}).",
                detail_zh=f"{name}：图须用绝对 IRI 命名，实为“{iri}”。",
            ) from None
    return tuple(iris)


def _wrong_method(method: str, allow: str) -> Problem:
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"Method {method} is not served here; there are {allow}.",
        detail_zh=f"此处不支持 {method} 方法；可用的方法有：{allow}。",
        headers={"Allow": allow},
    )
