"""Spans: by the standard's names, below the caller's trace, and nothing of it where nobody asked."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from api.operation import facts as notes
from api.operation import tracing
from api.operation.frame import Frame, Message, Receive, Scope, Send
from api.operation.logs import RequestLog
from api.operation.metrics import Metrics

ROOT = Path(__file__).resolve().parents[3]
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize(
    ("environ", "asked", "reason"),
    [
        ({}, False, "nobody asked"),
        (ENDPOINT, True, "an endpoint"),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True, "one for traces alone"),
        (ENDPOINT | {"OTEL_SDK_DISABLED": "true"}, False, "switched off"),
        (ENDPOINT | {"OTEL_TRACES_EXPORTER": "none"}, False, "no traces"),
        ({"OTEL_SERVICE_NAME": "x"}, False, "a name alone sends nothing anywhere"),
    ],
)
def test_when_there_are_spans(environ: dict[str, str], asked: bool, reason: str) -> None:
    pytest.importorskip("opentelemetry.sdk")
    assert (tracing.tracer(environ, "1.0") is not None) is asked, reason


def test_without_the_extra_it_is_said_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda _: None)
    assert tracing.tracer(ENDPOINT, "1.0") is None
    assert "policykg[otel]" in caplog.text


@pytest.mark.parametrize("environ", [{}, ENDPOINT], ids=["not asked", "before the first request"])
def test_nothing_is_imported(environ: dict[str, str]) -> None:
    """Not even where spans were asked for, before the first request: its thread must not be forked."""
    code = (
        "import os, sys, threading, api.operation.frame; from api.operation.tracing import tracer; tracer(os.environ, '1')\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry.')], threading.active_count())"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded, threads = done.stdout.rsplit(" ", 1)
    assert "sdk" not in loaded
    assert int(threads) == 1


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["path"] == "/sparql":
        notes.of(scope)["outcome"] = "ok"
    await send({"type": "http.response.start", "status": 200 if scope["path"] == "/sparql" else 503, "headers": []})
    await send({"type": "http.response.body", "body": b"123"})


def ask(frame: Frame, path: str, traceparent: str | None) -> None:
    async def send(_: Message) -> None: ...

    headers = [(b"user-agent", b"curl/8"), *([(b"traceparent", traceparent.encode())] if traceparent else [])]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": headers,
        "client": ("192.0.2.1", 1),
        "scheme": "http",
    }
    asyncio.run(frame(scope, None, send))  # type: ignore[arg-type]


def test_a_span() -> None:
    pytest.importorskip("opentelemetry.sdk")
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
    from opentelemetry.trace import SpanKind, StatusCode

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    reading, writing = os.pipe()
    log = RequestLog("json", descriptor=writing)
    frame = Frame(answer, None, Metrics("1.0"), log, tracing.Tracer("1.0", provider))
    ask(frame, "/sparql", PARENT)
    ask(frame, "/id/a/b", None)
    ask(frame, "/id/a/b", "00-rubbish")
    os.close(writing)
    first, second, third = exporter.get_finished_spans()
    assert (first.name, first.kind) == ("GET /sparql", SpanKind.SERVER)
    assert first.parent is not None
    assert f"{first.context.trace_id:032x}-{first.parent.span_id:016x}" == PARENT[3:52]
    assert dict(first.attributes or {}) | {"policykg.request_id": ""} == {
        "http.request.method": "GET",
        "http.route": "/sparql",
        "url.path": "/sparql",
        "url.scheme": "http",
        "http.response.status_code": 200,
        "http.response.body.size": 3,
        "client.address": "192.0.2.1",
        "user_agent.original": "curl/8",
        "policykg.request_id": "",
        "db.system.name": "oxigraph",
        "policykg.query.outcome": "ok",
    }
    assert (second.name, second.parent, second.status.status_code) == ("GET /id", None, StatusCode.ERROR)
    assert "db.system.name" not in (second.attributes or {})
    assert third.parent is None, "a parent that is none begins a trace"
    with os.fdopen(reading, "rb") as file:
        traces = [json.loads(line)["trace_id"] for line in file]
    assert traces == [f"{span.context.trace_id:032x}" for span in (first, second, third)]


RUN = """
import asyncio, os
from api.operation.tracing import tracer
made = tracer(os.environ, "1.0")
span = made.start("GET", "/sparql", "/sparql", "http", "")
made.finish(span, 200, 3, "", {})
print(made.provider.resource.attributes["service.name"])
made.close()
"""


@pytest.mark.parametrize(
    ("environ", "name"), [({}, "policykg"), ({"OTEL_SERVICE_NAME": "plans"}, "plans")], ids=["default", "named"]
)
def test_spans_go_out_over_http(environ: dict[str, str], name: str) -> None:
    """A process sends its span to a collector."""
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    received: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        asked = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}"} | environ
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            cwd=ROOT,
            env=os.environ | asked,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        server.shutdown()
        thread.join(60)
    assert done.stdout.strip() == name, done.stderr
    assert [path for path, _ in received] == ["/v1/traces"]
    assert b"GET /sparql" in received[0][1]
