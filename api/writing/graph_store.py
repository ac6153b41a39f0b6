"""A request of the SPARQL 1.1 Graph Store HTTP Protocol goes in, the graph that it means and the job that it asks for come out.

| path | graph |
|---|---|
| `/graphs?graph=IRI` | the graph of that IRI |
| `/graphs?default` | the unnamed graph |
| `/graphs/…` | the graph whose IRI is the request's own URL |
| `/graphs` | with POST only: a new graph, whose IRI the answer tells |
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pyoxigraph as ox
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from api.problems import Problem
from api.writing.bodies import Bodies
from api.writing.conditions import conditions_of
from api.writing.jobs import WriteJob
from api.writing.permissions import Targets

MOST_BYTES = 50_000_000
METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_IN_MEMORY = 1_000_000
_TYPES = {
    "text/turtle": "text/turtle",
    "application/x-turtle": "text/turtle",
    "application/n-triples": "application/n-triples",
    "text/plain": "application/n-triples",
    "application/rdf+xml": "application/rdf+xml",
    "application/ld+json": "application/ld+json",
    "text/n3": "text/n3",
    "application/n-quads": "application/n-quads",
    "application/trig": "application/trig",
}
_SUFFIXES = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".owl": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".n3": "text/n3",
}


@dataclass(frozen=True, slots=True)
class Graph:
    """The graph that a request means: its IRI, None for the unnamed one; `new` where the request makes one."""

    iri: str | None
    new: bool = False

    @property
    def targets(self) -> Targets:
        """What writing to it may change."""
        return Targets(frozenset() if self.iri is None else frozenset({self.iri}), self.iri is None)


def target_of(request: Request, path: str = "/graphs") -> Graph:
    """The graph of a request to the protocol's endpoint at `path`, or below it. Raises Problem 400 or 405."""
    if request.method not in METHODS:
        raise Problem(
            HTTPStatus.METHOD_NOT_ALLOWED,
            f"{request.method} is not done to graphs; expected {', '.join(METHODS)}.",
            detail_zh=f"图存储不支持 {request.method}。",
            headers={"Allow": ", ".join(METHODS)},
        )
    parameters = _parameters(request.scope.get("query_string", b""))
    graphs = [value for name, value in parameters if name == "graph"]
    defaults = [value for name, value in parameters if name == "default"]
    below = request.url.path.removeprefix(path.rstrip("/")).strip("/")
    if len(graphs) + len(defaults) + bool(below) > 1:
        raise _bad("one of ?graph=IRI, ?default and a path below it", "several", "只能用一种方式指定图")
    if graphs:
        return Graph(_absolute(graphs[0]))
    if defaults:
        return Graph(None)
    if below:
        return Graph(_absolute(_direct(request)))
    if request.method == "POST":
        return Graph(f"{str(request.url.replace(query='', fragment='')).rstrip('/')}/{secrets.token_hex(8)}", new=True)
    raise _bad("?graph=IRI, ?default or a path below it", "neither", "请用 ?graph=IRI 或 ?default 指定图")


async def job_of(request: Request, graph: Graph, bodies: Bodies | None = None, most: int = MOST_BYTES) -> WriteJob:
    """What a PUT, POST or DELETE asks for. A long body is kept in a file, for as long as `bodies` does.

    Raises Problem: 400, 413, 415 for a body of no known type, or 507 where there is no room for it.
    """
    conditions = conditions_of(request)
    if request.method == "DELETE":
        return WriteJob("delete", graph.iri, conditions=conditions)
    kind, base = request.method.lower(), graph.iri or str(request.url.replace(query="", fragment=""))
    media, parameters = _media_type(request.headers.get("content-type", ""))
    if media == "multipart/form-data" and kind == "post":
        return replace(await _form_job(request, graph, base, most), conditions=conditions)
    format = _format(media, parameters)
    if (encoding := request.headers.get("content-encoding", "identity").lower()) != "identity":
        raise _unsupported(f"a body without Content-Encoding, found {encoding}")
    data = await _kept(request.stream(), bodies, most)
    return WriteJob(kind, graph.iri, data, format, base, conditions=conditions)


async def _form_job(request: Request, graph: Graph, base: str, most: int) -> WriteJob:
    """All files of a form, unread: reading what somebody sends is for the process that writes."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > most:
        raise _too_long(most)
    parts: list[tuple[bytes, str]] = []
    try:
        async with request.form(max_files=100, max_fields=100, max_part_size=most) as form:
            for _, part in form.multi_items():
                if isinstance(part, UploadFile):
                    data, media = await part.read(most + 1), part.content_type or ""
                    suffix = Path(part.filename or "").suffix.lower()
                else:
                    data, media, suffix = part.encode(), "text/turtle", ""
                if len(data) > most:
                    raise _too_long(most)
                parts.append((data, _part_format(media, suffix)))
    except MultiPartException as error:
        raise _bad("multipart/form-data", error.message, "multipart/form-data 格式有误") from None
    return WriteJob("post", graph.iri, base=base, parts=tuple(parts))


def _part_format(media: str, suffix: str) -> str:
    media, parameters = _media_type(media)
    if media in ("", "application/octet-stream", "text/plain") and suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return _format(media, parameters)


async def _kept(stream: AsyncIterator[bytes], bodies: Bodies | None, most: int) -> bytes | Path:
    """A body: as bytes, or where it is long as the path of a file."""
    held, size, file = bytearray(), 0, None
    try:
        async for piece in stream:
            size += len(piece)
            if size > most:
                raise _too_long(most)
            if file is None and bodies is not None and size > _IN_MEMORY:
                file = bodies.new()
                file.write(held)
            if file is None:
                held += piece
            else:
                file.write(piece)
        if file is None:
            return bytes(held)
        file.flush()
        return Path(file.name)
    except OSError as error:
        raise Problem(
            HTTPStatus.INSUFFICIENT_STORAGE,
            f"The body could not be kept: {error.strerror}. Nothing was done.",
            detail_zh="请求正文无法暂存，未作任何更改。请检查磁盘空间和目录权限后重试。",
        ) from None


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _parameters(query: bytes) -> list[tuple[str, str]]:
    """The parameters, decoded strictly: what is no UTF-8 names no graph."""
    pairs = (piece.partition(b"=") for piece in query.split(b"&") if piece)
    try:
        return [
            tuple(unquote_to_bytes(one.replace(b"+", b" ")).decode("utf-8") for one in (name, value))  # type: ignore[misc]
            for name, _, value in pairs
        ]
    except UnicodeDecodeError as error:
        raise _bad("parameters in UTF-8", str(error), "参数必须是 UTF-8 编码") from None


def _direct(request: Request) -> str:
    """The request's own URL, spelled as it was asked."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    url = request.url
    return f"{url.scheme}://{url.netloc}{raw.split(b'?')[0].decode('ascii', 'replace')}"


def _absolute(iri: str) -> str:
    try:
        node = ox.NamedNode(iri)
    except ValueError as error:
        raise _bad("?graph= with an absolute IRI", f"{iri!r} ({error})", "graph 参数必须是绝对 IRI") from None
    return node.value


def _media_type(header: str) -> tuple[str, dict[str, str]]:
    media, *parameters = (piece.strip() for piece in header.split(";"))
    pairs = (one.partition("=") for one in parameters)
    return media.lower(), {name.strip().lower(): value.strip().strip('"').lower() for name, _, value in pairs}


def _format(media: str, parameters: dict[str, str]) -> str:
    if media not in _TYPES:
        raise _unsupported(f"a Content-Type such as {', '.join(list(_TYPES)[:5])}, found {media or 'none'}")
    if parameters.get("charset", "utf-8") not in ("utf-8", "utf8", "us-ascii"):
        raise _unsupported(f"a body in UTF-8, found {parameters['charset']}")
    return _TYPES[media]


def _bad(expected: str, found: str, zh: str) -> Problem:
    detail = f"The request names no graph: expected {expected}, found {found}."
    return Problem(HTTPStatus.BAD_REQUEST, detail, detail_zh=f"{zh}。")


def _unsupported(expected: str) -> Problem:
    accepted = ", ".join(_TYPES)
    return Problem(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"The body is not understood: expected {expected}.",
        detail_zh="不支持的正文类型、编码或压缩方式。",
        headers={"Accept-Post": accepted, "Accept": accepted},
    )


def _too_long(most: int) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"A body may have {most} bytes; send it in parts by POST.",
        detail_zh=f"正文不得超过 {most} 字节，请用 POST 分批发送。",
    )
