"""Bytes of a connection go in, requests come out as uvicorn reads them; who is silent, endless or does not read is cut off.

The parser itself takes heads of any length, for any time, and the server waits for ever for a client that does not take what was
written for it. How many connections there may be follows from how many files a process may open: half of them.
"""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
from functools import cache
from http import HTTPStatus
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problems import Problem, answer

LONGEST_HEAD = 1_000_000
"""Bytes of a request's first line and headers: a long query by GET has its place."""
PATIENCE = 30.0
"""Seconds in which a head must come, and something of a body, and in which some of what was written must be taken."""
_AHEAD = 524_288
"""Bytes that the kernel holds unsent; what is beyond waits here, where it is seen whether anybody takes it."""
_STATUS = b"HTTP/1."
"""How a head begins."""
_NOT_SENT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)  # which Python names from 3.12 on


class Joined:
    """A transport that sends the head of an answer together with what is written next: the client wakes once for both."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it, or, if it is a head, no later than once what runs now has ended."""
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(_STATUS):
            self._head = data
            self._loop.call_soon(self._flush)
            return
        self._transport.write(data)

    def close(self) -> None:
        """End the connection once all is sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._head:
            data, self._head = self._head, b""
            self._transport.write(data)


class Bounded(HttpToolsProtocol):
    """A connection that is bounded: its heads in bytes and in time, and the time for which nothing moves."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head = 0
        self._in_head = True
        self._deadline: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._taken = 0  # how often what was written was taken, after it had waited
        self._came = 0  # how often a part of a body came
        self._before: object = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast("asyncio.Transport", Joined(transport, self.loop)))
        if len(self.connections) > most_connections():
            transport.write(_full())
            transport.close()
        elif (connected := transport.get_extra_info("socket")) is not None and connected.family != socket.AF_UNIX:
            connected.setsockopt(socket.IPPROTO_TCP, _NOT_SENT, _AHEAD)
        self._deadline = self.loop.call_later(PATIENCE, self._too_late)
        self._watch = self.loop.call_later(PATIENCE, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
            if self._deadline is None:
                self._deadline = self.loop.call_later(PATIENCE, self._too_late)
        else:
            self._came += 1
        super().data_received(data)
        if self._in_head and self._head > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response(f"Expected at most {LONGEST_HEAD} bytes before a request's body.")

    def resume_writing(self) -> None:
        self._taken += 1
        super().resume_writing()

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head = 0
        self._stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head = True

    def _too_late(self) -> None:
        """The head has not come in time: there may be nothing of it at all."""
        self._deadline = None
        if self._in_head and not self.transport.is_closing():
            self.transport.close()

    def _look(self) -> None:
        """Cut the connection off where, since it was last looked at, nothing was taken, or nothing came of a body."""
        waiting = self.transport.get_write_buffer_size() > 0
        asked_for = not self._in_head and not self.flow.read_paused
        now = (self.cycle, waiting, self._taken, asked_for, self._came) if waiting or asked_for else None
        if now is not None and now == self._before:
            self.transport.abort()
            return
        self._before = now
        self._watch = self.loop.call_later(PATIENCE, self._look)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def most_connections() -> int:
    """How many connections a serving process has at once: half of the files that it may open, the others are for its work."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if files == resource.RLIM_INFINITY else files // 2


@cache
def _full() -> bytes:
    """What a client is told for which there is no room."""
    told = answer(
        Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "There are too many connections. Ask again in 5 seconds.",
            detail_zh="连接数已达上限，请在 5 秒后重试。",
            headers={"Retry-After": "5", "Connection": "close"},
        )
    )
    head = b"".join(name + b": " + value + b"\r\n" for name, value in told.raw_headers)
    return b"HTTP/1.1 503 Service Unavailable\r\n" + head + b"\r\n" + bytes(told.body)
