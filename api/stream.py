"""A job that writes bytes goes in, its bytes come out as they are written: the job stays on one thread to its end.

The engine aborts the process where an answer is used on another thread than its own; so one thread evaluates a query
and writes all of it, and only bytes change threads, through a queue of a few pieces that keeps the memory small.
"""

from __future__ import annotations

import asyncio
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Generic, TypeVar

Head = TypeVar("Head")

_PIECES = 16


class HungUp(OSError):
    """Nobody reads any more: raised into the job, which ends there."""


class Stream(Generic[Head]):
    """The writer that a job is given: it sets `head` to what the answer's head needs, then writes the body."""

    head: Head

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._begun: asyncio.Future[Head] = self._loop.create_future()
        self._pieces: asyncio.Queue[bytes | Exception | None] = asyncio.Queue()
        self._room = threading.Semaphore(_PIECES)
        self._hung_up = threading.Event()

    def write(self, data: bytes) -> int:
        """Pass a piece on; wait while the reader is behind; raise HungUp when it has gone."""
        self._room.acquire()
        if self._hung_up.is_set():
            raise HungUp("the reader has gone")
        self._tell(self._arrived, bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def run(self, job: Callable[[Stream[Head]], None]) -> None:
        """Do the job and tell its end: on the thread that this is called on."""
        end: Exception | None = None
        try:
            job(self)
        except HungUp:
            return
        except Exception as error:  # noqa: BLE001  (raised again where the bytes are read)
            # Its frames hold the engine's answer, which must not die on the thread that reads the error.
            traceback.clear_frames(error.__traceback__)
            end = error
        self._tell(self._ended, end)

    def _tell(self, call: Callable[..., None], argument: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, argument)
        except RuntimeError:  # the loop is closed: the service has stopped
            raise HungUp("the service has stopped") from None

    def _arrived(self, piece: bytes) -> None:
        if not self._begun.done():
            self._begun.set_result(self.head)
        self._pieces.put_nowait(piece)

    def _ended(self, end: Exception | None) -> None:
        if not self._begun.done():
            if end is None:
                self._begun.set_result(self.head)
            else:
                self._begun.set_exception(end)
        self._pieces.put_nowait(end)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes as they come. A failure after the first is raised here, so that the connection breaks."""
        try:
            while (piece := await self._pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                self._room.release()
                yield piece
        finally:
            self._hung_up.set()
            self._room.release()

    async def start(self, job: Callable[[Stream[Head]], None]) -> Head:
        """Do the job on a thread of its own; return its head once bytes come, or raise what came instead."""
        threading.Thread(target=self.run, args=(job,), daemon=True, name="query").start()
        return await self._begun
