"""An order goes in as JSON on stdin, what was measured comes out as JSON on stdout: the load, in a process of its own.

Each connection sends its next request once the answer to the last has come whole. Every request has another number in
its query, so that no answer can be an old one.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httptools
import uvloop


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of whom, on how many connections, until so many requests or seconds have passed."""

    url: str
    query: str
    numbers: int
    connections: int = 1
    requests: int = 1_000_000_000
    seconds: float = 1e9
    seed: int = 0
    accept: str = "application/sparql-results+json"


@dataclass(slots=True)
class Load:
    """The order as it is carried out: what was sent, what came."""

    order: Order
    latencies: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    size: int = 0
    errors: int = 0
    sent: int = 0
    open: int = 0
    until: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def request(self) -> bytes | None:
        """The next request; None if there is to be no more."""
        if self.sent >= self.order.requests or time.perf_counter() >= self.until:
            return None
        self.sent += 1
        number = (self.order.seed + self.sent) * 7919 % self.order.numbers
        parts = urlsplit(self.order.url)
        query = quote(self.order.query.replace("{n}", str(number)), safe="")
        head = f"GET {parts.path}?query={query} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {self.order.accept}\r\n\r\n"
        return head.encode()

    def left(self) -> None:
        """A connection has ended; the last one ends all."""
        self.open -= 1
        if not self.open:
            self.done.set()


class Connection(asyncio.Protocol):
    """One connection, which asks and asks."""

    def __init__(self, load: Load) -> None:
        self.load = load
        load.open += 1
        self.began = self.first = 0.0
        self.at_work = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.ask()

    def ask(self) -> None:
        request = self.load.request()
        if request is None:
            self.transport.close()
            return
        self.parser = httptools.HttpResponseParser(self)
        self.at_work, self.first, self.began = True, 0.0, time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self.first = self.first or time.perf_counter()
        self.load.size += len(body)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        self.at_work = False
        self.load.latencies.append(now - self.began)
        self.load.firsts.append((self.first or now) - self.began)
        self.load.errors += self.parser.get_status_code() != 200
        asyncio.get_running_loop().call_soon(self.ask)

    def connection_lost(self, error: Exception | None) -> None:
        self.load.errors += self.at_work
        self.load.left()


async def carry_out(order: Order) -> dict[str, float]:
    """Ask as ordered; latencies in milliseconds."""
    load = Load(order)
    parts = urlsplit(order.url)
    began = time.perf_counter()
    load.until = began + order.seconds
    loop = asyncio.get_running_loop()
    for _ in range(order.connections):
        await loop.create_connection(lambda: Connection(load), parts.hostname or "", parts.port or 80)
    await load.done.wait()
    taken = time.perf_counter() - began
    return {
        "count": len(load.latencies),
        "errors": load.errors,
        "rate": len(load.latencies) / taken,
        "p50": _part(load.latencies, 0.5),
        "p95": _part(load.latencies, 0.95),
        "p99": _part(load.latencies, 0.99),
        "first": _part(load.firsts, 0.5),
        "bytes": load.size / max(1, len(load.latencies)),
    }


def _part(values: list[float], part: float) -> float:
    """The value below which such a part of them lies, in milliseconds; 0 if there are none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] * 1000 if values else 0.0


if __name__ == "__main__":
    json.dump(uvloop.run(carry_out(Order(**json.load(sys.stdin)))), sys.stdout)
