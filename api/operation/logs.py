"""What happened goes in, one line on stderr comes out: JSON for machines, text for people.

A line is written by one call, so that lines of several processes do not mix. It holds no token, no header but the user
agent, and of a query only a digest, with its beginning where it failed or was slow. Every character that a terminal or
a reader of lines could take for anything but itself is escaped.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.operation.facts import Facts
from api.problems import BrokenOff

Kind = Literal["json", "text", "off"]
KINDS: tuple[Kind, ...] = ("json", "text", "off")
LOGGER = "policykg"

_PATH, _AGENT, _QUERY = 200, 120, 500  # characters
_WHOLE = 4_096  # bytes that a pipe takes as one piece
_STDERR = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What a line tells of a request, besides the notes that its handlers left."""

    method: str
    path: str
    status: int
    seconds: float
    size: int
    agent: str = ""
    trace: str = ""
    complete: bool = True


def stamp(now: float) -> str:
    """A time as ISO 8601 in UTC, to the millisecond.

    >>> stamp(1700000000.5)
    '2023-11-14T22:13:20.500Z'
    """
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now % 1 * 1000):03d}Z"


def line(record: Mapping[str, Any]) -> str:
    r"""A record as one line of JSON in which every character can be printed.

    >>> print(line({"path": "/规划", "agent": "a\n\x9b\u202e\u3000b"}))
    {"path": "/规划", "agent": "a\n\u009b\u202e\u3000b"}
    """
    text = _JSON.encode(record)
    return text if text.isprintable() else "".join(one if one.isprintable() else _escaped(one) for one in text)


_JSON = json.JSONEncoder(ensure_ascii=False, default=str)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1]


def short(text: str, most: int) -> str:
    """The beginning of a text, with … where it was cut."""
    return text if len(text) <= most else text[:most] + "…"


def plain(text: str) -> str:
    r"""A text in one line of characters that can be printed, for people.

    >>> print(plain("四 项\n\x1b[31m"))
    四 项\n\x1b[31m
    """
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in text)


class RequestLog:
    """Writes a line for each request: `json`, `text`, or `off` for none."""

    def __init__(self, kind: Kind, slow: float = 5.0, descriptor: int = _STDERR) -> None:
        self.kind = kind
        self.slow = slow
        self.lost = 0  # lines that could not be written
        self._descriptor = descriptor

    def write(self, request: Request, facts: Facts) -> None:
        """Tell of one request. A log that cannot be written is counted and harms no answer."""
        if self.kind == "off":
            return
        text = self.as_json(request, facts) if self.kind == "json" else self.as_text(request, facts)
        try:
            os.write(self._descriptor, f"{text}\n".encode())
        except OSError:
            self.lost += 1

    def as_json(self, request: Request, facts: Facts, now: float | None = None) -> str:
        """The line for machines; what is unknown is absent."""
        record: dict[str, Any] = {
            "time": stamp(time.time() if now is None else now),
            "level": level(request.status),
            "request_id": facts.get("request_id", ""),
            "method": short(request.method, 20),
            "path": short(request.path, _PATH),
            "status": request.status,
            "ms": round(request.seconds * 1000, 2),
            "bytes": request.size,
            "client": facts.get("client", ""),
        }
        if not request.complete:
            record["complete"] = False
        for name in ("token", "outcome", "write", "revision"):
            if name in facts:
                record[name] = facts[name]
        if request.agent:
            record["agent"] = short(request.agent, _AGENT)
        if request.trace:
            record["trace_id"] = request.trace
        query = facts.get("query")
        if query and self.worth_telling(request, facts):
            record["query"] = short(query, _QUERY)
            record["query_sha256"] = hashlib.sha256(query.encode("utf-8", "replace")).hexdigest()[:16]
        text = line(record)
        if "query" in record and len(text.encode()) >= _WHOLE:
            del record["query"]
            text = line(record)
        return text

    def as_text(self, request: Request, facts: Facts, now: float | None = None) -> str:
        """The line for people."""
        parts = [
            stamp(time.time() if now is None else now),
            f"{request.status} {request.method} {short(request.path, _PATH)}",
            f"{request.seconds * 1000:.1f} ms, {request.size:,} bytes{'' if request.complete else ', broken off'}",
            *(facts[name] for name in ("outcome", "write") if name in facts),
            facts.get("client", ""),
            f"[{facts.get('request_id', '')}]",
        ]
        query = facts.get("query")
        if query and self.worth_telling(request, facts):
            parts.append(short(query, _QUERY))
        return plain("  ".join(part for part in parts if part))

    def worth_telling(self, request: Request, facts: Facts) -> bool:
        """Whether the query stands in the line: it failed, or took long."""
        return request.seconds >= self.slow or facts.get("outcome", "ok") != "ok" or request.status >= 400


def level(status: int) -> str:
    """How grave a status is: a client's mistake is no warning, except too many requests.

    >>> [level(status) for status in (200, 404, 429, 503)]
    ['info', 'info', 'warning', 'error']
    """
    return "error" if status >= 500 else "warning" if status == 429 else "info"


class Formatter(logging.Formatter):
    """Formats the records of Python's logging as the lines of requests are."""

    def __init__(self, kind: Kind = "json") -> None:
        super().__init__()
        self.kind = kind

    def format(self, record: logging.LogRecord) -> str:
        """One line for any record, its traceback included."""
        told = {
            "time": stamp(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        if self.kind == "json":
            return line(told)
        text = f"{told['time']}  {told['level']}  {told['logger']}: {plain(str(told['message']))}"
        return f"{text}\n{_block(str(told['traceback']))}" if "traceback" in told else text


class News(logging.Filter):
    """Lets records pass that tell what the lines of requests do not: an answer that was broken off is told by its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.exc_info and isinstance(record.exc_info[1], BrokenOff))


def _block(text: str) -> str:
    return "\n".join(f"    {plain(one)}" for one in text.splitlines())


def config(kind: Kind) -> dict[str, Any]:
    """What `logging.config.dictConfig` and `uvicorn.run(log_config=…)` take; uvicorn's own line a request is off.

    Under `off` warnings and errors are still told, as text.
    """
    told = "WARNING" if kind == "off" else "INFO"
    chosen = {"handlers": ["stderr"], "level": told, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": Formatter, "kind": "text" if kind == "off" else kind}},
        "filters": {"news": {"()": News}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["news"],
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {
            LOGGER: chosen,
            "uvicorn": chosen,
            "uvicorn.error": {"level": told},
            "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
