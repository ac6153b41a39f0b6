"""The messages of an answering process go in, the pieces of its answer come out, no faster than they are taken."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from api.pool import wire
from api.pool.values import NoAnswer, Question

if TYPE_CHECKING:
    from api.pool.nest import Child

_AHEAD = 262_144
"""Bytes that are read before they are taken; while so many wait, the process that answers waits too."""


class Lane(IntEnum):
    """Where the work on an answer stands."""

    NONE, WAITING, FAST, PARKED, SLOW = range(5)


class Answer:
    """The answer to one question, from when it was asked: what the pool keeps of it, and who takes its pieces.

    `format` is the short name of its format, `revision` tells the state that it is of. Who asked must read `pieces` to the
    end or call `close`.

    `since` is when the work began, `used` what its process had taken of a processor before, `left` the seconds that it may
    go on once it has left the fast lane. It `is_paused` while who asked takes its pieces too slowly.
    """

    def __init__(self, question: Question, on_long: Callable[[Answer], None] | None = None) -> None:
        self.question = question
        self.on_long = on_long
        self.format = ""
        self.revision = ""
        self.rows = 0
        self.lane = Lane.NONE
        self.turn: asyncio.Future[None] | None = None
        self.since = 0.0
        self.used = 0.0
        self.left = 0.0
        self.child: Child | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.done: Callable[[Answer], None] = lambda answer: None
        self.fault: NoAnswer | None = None
        self.is_ended = False
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pieces: deque[bytes] = deque()
        self._waiting = 0
        self.is_paused = False
        self._arrival: asyncio.Future[None] | None = None

    # ── From the process that answers ────────────────────────────────────────────────────────────────────────────────

    def take(self, kind: bytes, content: bytes) -> None:
        """The next message has arrived."""
        if kind == wire.WHOLE:
            self.format, self.rows, answer = wire.whole_of(content)
            if answer:
                self._pieces.append(answer)
            self.end(None)
        elif kind == wire.DATA:
            self._pieces.append(content)
            self._waiting += len(content)
            if self._waiting > _AHEAD:
                self._pause(True)
            self._wake()
        elif kind == wire.HEAD:
            self.format = content.decode("ascii")
        elif kind == wire.END:
            self.rows = int(content)
            self.end(None)
        else:
            self.end(NoAnswer(*json.loads(content)))

    def end(self, fault: NoAnswer | None) -> None:
        """There will be no more; with a fault, what there is is not whole."""
        if self.is_ended:
            return
        self.is_ended = True
        self.fault = fault
        if self.timer is not None:
            self.timer.cancel()
        self._pause(False)  # for the next question
        self.done(self)
        self._wake()

    def _pause(self, wanted: bool) -> None:
        """Let the process wait before it tells more, or not."""
        if wanted == self.is_paused or self.child is None or self.child.is_lost:
            return
        self.is_paused = wanted
        if wanted:
            self.child.transport.pause_reading()
        else:
            self.child.transport.resume_reading()

    def _wake(self) -> None:
        if not self.begun.done():
            self.begun.set_result(None)
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)

    # ── To who asked ─────────────────────────────────────────────────────────────────────────────────────────────────

    def whole(self) -> bytes | None:
        """All of it, where all has arrived already; None where more will come. Raises NoAnswer."""
        if self.fault is not None:
            raise self.fault
        return b"".join(self._pieces) if self.is_ended else None

    async def pieces(self) -> AsyncIterator[bytes]:
        """The pieces as they come. Raises NoAnswer where it is broken off."""
        try:
            while True:
                while self._pieces:
                    piece = self._pieces.popleft()
                    self._waiting -= len(piece)
                    if self._waiting < _AHEAD // 2:
                        self._pause(False)
                    yield piece
                if self.is_ended:
                    break
                self._arrival = asyncio.get_running_loop().create_future()
                await self._arrival
        finally:
            self.close()
        if self.fault is not None:
            raise self.fault

    def close(self) -> None:
        """Nobody wants it any more: what still works on it is ended."""
        if not self.is_ended:
            self.end(NoAnswer("gone"))
