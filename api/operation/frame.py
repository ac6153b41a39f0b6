"""An ASGI application goes in, the same comes out with a frame around each request: id, limit, log line, counts, span.

Plain ASGI, with one function around `send`: a frame costs tens of microseconds.
"""

from __future__ import annotations

import itertools
import logging
import math
import re
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.operation import facts as notes
from api.operation.clients import Proxies, rate_key
from api.operation.logs import LOGGER, Request, RequestLog
from api.operation.metrics import METHODS, Metrics, route
from api.operation.rates import RateLimit
from api.operation.tracing import Tracer, trace_id
from api.problems import BrokenOff, Problem
from api.problems import answer as telling

if TYPE_CHECKING:
    from opentelemetry.trace import Span

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_HANGUP = 499  # told in logs and counts alone: nobody was there to answer
_READ = (
    b"x-request-id",
    b"x-forwarded-for",
    b"x-forwarded-proto",
    b"forwarded",
    b"authorization",
    b"user-agent",
    b"traceparent",
)
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_UNLIMITED = frozenset({"/health", "/health/live"})  # who watches a service must not be turned away
_NO_PROXIES = Proxies()
_LONGEST = 16_384
_NOSNIFF = (b"x-content-type-options", b"nosniff")


@dataclass(slots=True)
class _Answer:
    """What was sent so far."""

    status: int = 0
    size: int = 0
    complete: bool = False


class Frame:
    """The outermost application. `token_id` tells from an Authorization header whose token it is, None if nobody's."""

    def __init__(
        self,
        app: App,
        rate: RateLimit | None,
        metrics: Metrics,
        log: RequestLog,
        tracer: Tracer | None = None,
        *,
        proxies: Proxies = _NO_PROXIES,
        token_id: Callable[[str], str | None] | None = None,
    ) -> None:
        self.app = app
        self.rate = rate
        self.metrics = metrics
        self.log = log
        self.tracer = tracer
        self.proxies = proxies
        self.token_id = token_id
        self._ids = secrets.token_hex(4)  # of this process; then comes a number
        self._numbers = itertools.count()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = _headers(scope)
        facts = scope[notes.KEY] = self._facts(scope, headers)
        span = self._begin_span(scope, headers)
        answer = _Answer()
        request_id = (b"x-request-id", facts["request_id"].encode("ascii"))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                message["headers"] = [*message.get("headers", ()), _NOSNIFF, request_id]
            elif message["type"] == "http.response.body":
                answer.size += len(message.get("body", b""))
                answer.complete = not message.get("more_body", False)
            await send(message)

        try:
            app = _too_long(scope) or self._turned_away(scope, headers, facts) or self.app
            await app(scope, receive, sending)
        except Problem as problem:
            if answer.status:
                raise  # the server breaks off what had begun
            await telling(problem)(scope, receive, sending)
        except BrokenOff:
            raise  # the log line of the request tells it
        except Exception:
            logging.getLogger(LOGGER).exception("request %s failed", facts["request_id"])
            if not answer.status:
                await telling(_failed(facts["request_id"]))(scope, receive, sending)
            if not answer.complete:
                raise
        finally:
            self._tell(scope, headers, facts, answer, time.perf_counter() - started, span)

    def _facts(self, scope: Scope, headers: dict[bytes, str]) -> notes.Facts:
        """The notes that a request begins with; behind a proxy, the client and the scheme are what it says."""
        given = headers.get(b"x-request-id", "")
        peer = client[0] if (client := scope.get("client")) else ""
        if self.proxies.trusted and self.proxies.trusts(peer):
            address = self.proxies.client(peer, headers.get(b"x-forwarded-for", ""), headers.get(b"forwarded", ""))
            scope["client"] = (address, 0)
            if (scheme := headers.get(b"x-forwarded-proto")) in ("http", "https"):
                scope["scheme"] = scheme
            peer = address
        return notes.Facts(
            request_id=given if _WELL_FORMED.match(given) else f"{self._ids}{next(self._numbers):08x}",
            client=peer,
        )

    def _turned_away(self, scope: Scope, headers: dict[bytes, str], facts: notes.Facts) -> App | None:
        """The 429 for a client that asks too often, None for any other. A token has a limit of its own."""
        if self.rate is None or scope["path"] in _UNLIMITED:
            return None
        token = None
        if self.token_id is not None and b"authorization" in headers:
            token = self.token_id(headers[b"authorization"])
        wait = self.rate.allow(f"token {token}" if token else rate_key(facts["client"]))
        if not wait:
            return None
        self.metrics.limited()
        return _too_many(self.rate, math.ceil(wait))

    def _begin_span(self, scope: Scope, headers: dict[bytes, str]) -> Span | None:
        if self.tracer is None:
            return None
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        path: str = scope["path"]
        return self.tracer.start(method, route(path), path, scope.get("scheme", ""), headers.get(b"traceparent", ""))

    def _tell(
        self,
        scope: Scope,
        headers: dict[bytes, str],
        facts: notes.Facts,
        answer: _Answer,
        seconds: float,
        span: Span | None,
    ) -> None:
        """Count, log and trace a request that is over."""
        status = answer.status or _HANGUP
        path, method = scope["path"], scope["method"]
        self.metrics.request(path, method, status, seconds, answer.size)
        if "outcome" in facts:
            self.metrics.query(facts["outcome"])
        if "write" in facts:
            self.metrics.write(facts["write"])
        agent = headers.get(b"user-agent", "")
        trace = ""
        if span is not None and self.tracer is not None:
            trace = trace_id(span)
            self.tracer.finish(span, status, answer.size, agent, facts)
        told = Request(method, path, status, seconds, answer.size, agent, trace, answer.complete)
        self.log.write(told, facts)


def _headers(scope: Scope) -> dict[bytes, str]:
    """The headers that a frame reads; one that stands several times is joined, as a list is."""
    found: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        if name in _READ:
            text = value.decode("latin-1")
            found[name] = f"{found[name]},{text}" if name in found else text
    return found


def _too_long(scope: Scope) -> App | None:
    """The 431 for a request with more headers than anybody needs."""
    if sum(len(name) + len(value) for name, value in scope["headers"]) <= _LONGEST:
        return None
    return telling(
        Problem(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            f"Expected at most {_LONGEST} bytes of headers, found more.",
            detail_zh=f"请求头最多 {_LONGEST} 字节。",
        )
    )


def _too_many(rate: RateLimit, seconds: int) -> App:
    """429, with when to come back."""
    return telling(
        Problem(
            429,
            f"Expected at most {rate.per_minute} requests a minute and {rate.burst} at once from one client; found more."
            f" Ask again in {seconds} s.",
            detail_zh=f"每个客户端每分钟最多 {rate.per_minute} 次请求，一次最多 {rate.burst} 次；请 {seconds} 秒后再试。",
            retry_after=seconds,
            headers={
                "retry-after": str(seconds),
                "ratelimit-policy": f'"client";q={rate.per_minute};w=60',
                "ratelimit": f'"client";r=0;t={seconds}',
            },
        )
    )


def _failed(request_id: str) -> Problem:
    """500, with where to look up why."""
    return Problem(
        500,
        "The service failed; its log says why, under this request's id.",
        detail_zh="服务出错；日志中以此请求编号记录了原因。",
        request_id=request_id,
    )
