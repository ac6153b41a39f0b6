"""The frame around every request: the id, the limit, what is told of it afterwards, and that it changes no answer."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.operation import facts as notes
from api.operation.clients import Proxies, networks
from api.operation.frame import Frame, Message, Receive, Scope, Send
from api.operation.logs import RequestLog
from api.operation.metrics import Metrics
from api.operation.rates import RateLimit, Table
from api.problems import Problem

Headers = dict[str, str]


async def fine(scope: Scope, receive: Receive, send: Send) -> None:
    notes.of(scope).update({"outcome": "ok", "revision": "v7", "query": "ASK {}"})
    await send({"type": "http.response.start", "status": 200, "headers": [(b"etag", b'"v7"')]})
    await send({"type": "http.response.body", "body": b"12345", "more_body": True})
    await send({"type": "http.response.body", "body": b"67"})


async def broken_before(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("secret")


async def broken_after(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"123", "more_body": True})
    raise RuntimeError("secret")


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    raise Problem(400, "A comma too many.", line=3)


async def refusing_late(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise Problem(503, "Too late.")


async def hung_up(scope: Scope, receive: Receive, send: Send) -> None:
    notes.of(scope)["outcome"] = "hangup"


async def cancelled(scope: Scope, receive: Receive, send: Send) -> None:
    raise asyncio.CancelledError


class Service:
    """A frame around an application, and what it told."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], **others: Any) -> None:
        reading, writing = os.pipe()
        self._log, self._writing = os.fdopen(reading, "rb", buffering=0), writing
        os.set_blocking(reading, False)
        self.metrics = Metrics("1.0")
        rate = others.pop("rate", None)
        self.frame = Frame(app, rate, self.metrics, RequestLog("json", descriptor=writing), **others)
        self.scope: Scope = {}

    def ask(self, path: str = "/sparql", headers: Headers | None = None, peer: str = "192.0.2.1") -> list[Message]:
        """The messages of an answer."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        listed = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
        self.scope = {
            "type": "http", "method": "GET", "path": path, "headers": listed, "client": (peer, 1), "scheme": "http",
        }  # fmt: skip
        asyncio.run(self.frame(self.scope, receive, send))
        return sent

    def told(self) -> list[dict[str, Any]]:
        """The lines that were logged since."""
        return [json.loads(line) for line in (self._log.read() or b"").splitlines()]

    def counted(self, start: str) -> list[str]:
        return [line for line in self.metrics.render()[0].decode().splitlines() if line.startswith(start)]

    def close(self) -> None:
        self._log.close()
        os.close(self._writing)


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Any:
    made: list[Service] = []

    def make(app: Callable[[Scope, Receive, Send], Awaitable[None]], **others: Any) -> Service:
        made.append(Service(app, **others))
        return made[-1]

    yield make
    for one in made:
        one.close()


def header(sent: list[Message], name: str) -> str | None:
    return next((value.decode() for key, value in sent[0]["headers"] if key == name.encode()), None)


def test_an_answer_passes_and_is_told(service: Callable[..., Service]) -> None:
    one = service(fine)
    sent = one.ask(headers={"user-agent": "curl/8", "authorization": "Bearer secret", "cookie": "secret"})
    assert b"".join(message.get("body", b"") for message in sent) == b"1234567"
    assert header(sent, "etag") == '"v7"'
    (line,) = one.told()
    assert line["request_id"] == header(sent, "x-request-id")
    assert (line["status"], line["bytes"], line["outcome"], line["revision"]) == (200, 7, "ok", "v7")
    assert "secret" not in json.dumps(line)
    assert one.counted("policykg_http_requests_total") == [
        'policykg_http_requests_total{method="GET",route="/sparql",status="200"} 1.0'
    ]
    assert 'policykg_queries_total{outcome="ok"} 1.0' in one.counted("policykg_queries_total")


@pytest.mark.parametrize(
    ("given", "kept", "reason"),
    [
        ("abc-1.2_3", True, "well-formed"),
        ("a" * 64, True, "as long as may be"),
        ("a" * 65, False, "too long"),
        ("", False, "empty"),
        ("a b", False, "a blank"),
        ("a\nb", False, "the end of a line"),
        ("a\n", False, "at the end"),
        ("规".encode().decode("latin-1"), False, "not ASCII"),
    ],
)
def test_the_id_of_a_request(service: Callable[..., Service], given: str, kept: bool, reason: str) -> None:
    found = header(service(fine).ask(headers={"x-request-id": given}), "x-request-id")
    assert (found == given) is kept, reason
    assert found
    assert len(found) >= 9


def test_ids_differ(service: Callable[..., Service]) -> None:
    one = service(fine)
    assert len({header(one.ask(), "x-request-id") for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("app", "raised", "status", "sent", "complete", "reason"),
    [
        (broken_before, None, 500, 500, True, "nothing was sent: a problem is"),
        (refusing, None, 400, 400, True, "a problem that nobody inside told"),
        (refusing_late, Problem, 200, 200, False, "the same, too late to tell"),
        (broken_after, RuntimeError, 200, 200, False, "what had begun is broken off, and never ended as if whole"),
        (hung_up, None, 499, None, False, "nobody was there to answer"),
        (cancelled, asyncio.CancelledError, 499, None, False, "the server stops"),
    ],
)
def test_what_goes_wrong(
    service: Callable[..., Service],
    app: Callable[[Scope, Receive, Send], Awaitable[None]],
    raised: type[BaseException] | None,
    status: int,
    sent: int | None,
    complete: bool,
    reason: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = service(app)
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def run() -> None:
        scope: Scope = {"type": "http", "method": "GET", "path": "/sparql", "headers": [], "client": None}
        await one.frame(scope, None, send)  # type: ignore[arg-type]

    if raised:
        with pytest.raises(raised):
            asyncio.run(run())
    else:
        asyncio.run(run())
    (line,) = one.told()
    assert line["status"] == status, reason
    assert line.get("complete", True) is complete, reason
    assert (messages[0]["status"] if messages else None) == sent
    if sent == 500:
        body = json.loads(messages[-1]["body"])
        assert body["status"] == 500
        assert body["request_id"] == line["request_id"]
        assert f"request {line['request_id']} failed" in caplog.text, "which has the traceback"
        assert "secret" not in json.dumps(body), "what failed inside is for the log"
    elif not complete:
        assert not any(message.get("more_body") is False for message in messages)


def test_other_scopes_pass(service: Callable[..., Service]) -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    asyncio.run(service(app).frame({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == [{"type": "lifespan"}]


def tokens(header: str) -> str | None:
    return {"Bearer good": "t1", "Bearer other": "t2"}.get(header)


GOOD, OTHER, BAD = ({"authorization": f"Bearer {name}"} for name in ("good", "other", "bad"))


@pytest.mark.parametrize(
    ("first", "second", "refused", "reason"),
    [
        (("192.0.2.1", {}), ("192.0.2.1", {}), True, "the same client"),
        (("192.0.2.1", {}), ("192.0.2.2", {}), False, "another"),
        (("2001:db8::1", {}), ("2001:db8::2", {}), True, "the same /64"),
        (("192.0.2.1", {}), ("192.0.2.1", GOOD), False, "who has a token has a limit of his own"),
        (("192.0.2.1", GOOD), ("192.0.2.2", GOOD), True, "wherever he is"),
        (("192.0.2.1", GOOD), ("192.0.2.1", OTHER), False, "each token its own"),
        (("192.0.2.1", BAD), ("192.0.2.1", {}), True, "a token that is none gives nothing"),
        (("192.0.2.1", {"x-forwarded-for": "1.1.1.1"}), ("192.0.2.1", {"x-forwarded-for": "2.2.2.2"}), True, "forged"),
        (("10.0.0.1", {"x-forwarded-for": "1.1.1.1"}), ("10.0.0.1", {"x-forwarded-for": "2.2.2.2"}), False, "a proxy"),
        (("10.0.0.1", {"x-forwarded-for": "1.1.1.1"}), ("10.0.0.2", {"forwarded": "for=1.1.1.1"}), True, "two proxies"),
    ],
)
def test_the_rate_limit(
    service: Callable[..., Service],
    first: tuple[str, Headers],
    second: tuple[str, Headers],
    refused: bool,
    reason: str,
) -> None:
    rate = RateLimit(Table.anonymous(), per_minute=1, burst=1)
    one = service(fine, rate=rate, proxies=Proxies(networks("10.0.0.0/8")), token_id=tokens)
    assert one.ask(peer=first[0], headers=first[1])[0]["status"] == 200
    sent = one.ask(peer=second[0], headers=second[1])
    assert sent[0]["status"] == (429 if refused else 200), reason
    assert [line["status"] for line in one.told()] == [200, sent[0]["status"]]
    assert one.counted("policykg_rate_limited_total") == [f"policykg_rate_limited_total {float(refused)}"]
    if refused:
        assert 1 <= int(header(sent, "retry-after") or 0) <= 60
        assert header(sent, "ratelimit-policy") == '"client";q=1;w=60'
        assert header(sent, "content-type") == "application/problem+json"
        assert json.loads(sent[-1]["body"])["status"] == 429


def test_who_watches_is_not_turned_away(service: Callable[..., Service]) -> None:
    one = service(fine, rate=RateLimit(Table.anonymous(), per_minute=1, burst=1))
    assert [one.ask(path)[0]["status"] for path in ("/health", "/health", "/health/live", "/", "/")] == [200] * 4 + [
        429
    ]


@pytest.mark.parametrize(
    ("peer", "headers", "client", "scheme", "reason"),
    [
        ("10.0.0.1", {"x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https"}, "1.1.1.1", "https", "a proxy"),
        ("192.0.2.1", {"x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https"}, "192.0.2.1", "http", "a stranger"),
        ("10.0.0.1", {"x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "gopher"}, "1.1.1.1", "http", "no scheme"),
    ],
)
def test_what_inner_applications_see(
    service: Callable[..., Service], peer: str, headers: Headers, client: str, scheme: str, reason: str
) -> None:
    one = service(fine, proxies=Proxies(networks("10.0.0.0/8")))
    one.ask(peer=peer, headers=headers)
    assert (one.scope["client"][0], one.scope["scheme"]) == (client, scheme), reason
    assert one.told()[0]["client"] == client
