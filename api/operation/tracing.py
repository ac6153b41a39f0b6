"""Requests go in, OpenTelemetry spans go out over OTLP: only with the extra `otel`, and only where OTEL_* asks for it.

The exporter has a thread, which `fork` would copy into every child: so it starts with the first request, after the
processes that answer queries.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from api.operation.facts import Facts
from api.operation.logs import LOGGER

if TYPE_CHECKING:
    import opentelemetry.trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

_ASKED = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def tracer(environ: Mapping[str, str], version: str) -> Tracer | None:
    """What makes spans, or None: then nothing of OpenTelemetry is imported."""
    if not any(environ.get(name) for name in _ASKED) or environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    if environ.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp":
        return None
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        logging.getLogger(LOGGER).warning(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the extra is not installed: pip install 'policykg[otel]'"
        )
        return None
    return Tracer(version)


class Tracer:
    """Makes a span for each request; the standard variables OTEL_* say where to, which and how many."""

    def __init__(self, version: str, provider: TracerProvider | None = None) -> None:
        self._version = version
        self._given = provider

    @cached_property
    def provider(self) -> TracerProvider:
        """The given provider, or one that exports by OTLP over HTTP."""
        if self._given is not None:
            return self._given
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        ours = Resource({"service.name": "policykg", "service.version": self._version})
        provider = TracerProvider(resource=Resource.create(ours.merge(OTELResourceDetector().detect()).attributes))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        return provider

    @cached_property
    def _tracer(self) -> opentelemetry.trace.Tracer:
        return self.provider.get_tracer("policykg", self._version)

    def start(self, method: str, route: str, path: str, scheme: str, parent: str) -> Span:
        """A span that begins now, below the one that the header `traceparent` names ("" if there was none)."""
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        above = TraceContextTextMapPropagator().extract({"traceparent": parent}) if parent else None
        attributes = {"http.request.method": method, "http.route": route, "url.path": path, "url.scheme": scheme}
        return self._tracer.start_span(f"{method} {route}", context=above, kind=SpanKind.SERVER, attributes=attributes)

    def finish(self, span: Span, status: int, size: int, agent: str, facts: Facts) -> None:
        """End a span, with what is known by now. The text of a query is not among it."""
        from opentelemetry.trace import StatusCode

        told: dict[str, str | int] = {
            "http.response.status_code": status,
            "http.response.body.size": size,
            "client.address": facts.get("client", ""),
            "user_agent.original": agent,
            "policykg.request_id": facts.get("request_id", ""),
        }
        if "outcome" in facts:
            told |= {"db.system.name": "oxigraph", "policykg.query.outcome": facts["outcome"]}
        if "write" in facts:
            told |= {"db.system.name": "oxigraph", "policykg.write.outcome": facts["write"]}
        if status >= 500:
            told["error.type"] = str(status)
            span.set_status(StatusCode.ERROR)
        span.set_attributes({name: value for name, value in told.items() if value != ""})
        span.end()

    def close(self) -> None:
        """Send what is left."""
        if "provider" in self.__dict__:
            self.provider.shutdown()


def trace_id(span: Span) -> str:
    """The trace that a span belongs to, as logs tell it."""
    return f"{span.get_span_context().trace_id:032x}"
