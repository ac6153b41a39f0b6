"""Orders for children go in, children come out: the serving process's side of a nursery."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from api.memory import resident
from api.pool.wire import Frames

if TYPE_CHECKING:
    from api.pool.generation import Generation

_LONGEST = 65_536
_NICE = 10
_ALLOCATOR = "glibc.malloc.tcache_count=127"
"""How many freed pieces of a size the C library keeps at hand, instead of 7: the engine takes and frees many small ones for
each answer, and spent a fifth of its time on that."""
_OF_PROCESS = 2
"""With a process's number inverted before it, the number of the clock of its processor time (clock_getcpuclockid)."""
Taker = Callable[[bytes, bytes], None]


class Process:
    """A process that a nursery made. It is told to by a handle of the kernel, which can mean no other one."""

    def __init__(self) -> None:
        self.pid = 0
        self.is_lost = False
        self.is_lowered = False
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._handle = -1
        self._size = 0

    def born(self, pid: int, handle: int) -> None:
        """It runs, under that number; where nobody wants it any more, it is ended."""
        self.pid, self._handle = pid, handle
        self._size = resident(pid) or 0
        if self.is_lost:
            self.kill()

    def ended(self, status: int) -> None:
        """It runs no more."""
        if not self.status.done():
            self.status.set_result(status)

    def send(self, sign: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self._handle >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, sign)

    def used(self) -> float:
        """The seconds of a processor that it has taken."""
        with suppress(OSError):
            return time.clock_gettime(~self.pid << 3 | _OF_PROCESS)
        return 0.0

    def grown(self) -> int:
        """The bytes that it has in memory, with those that it shares, more than when it was born."""
        return (resident(self.pid) or 0) - self._size

    def lower(self) -> None:
        """Let others come before it."""
        if not (self.is_lowered or self.status.done()):
            self.is_lowered = True
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, _NICE)

    def restore(self) -> bool:
        """Give it back its priority, where the system allows that: some let priorities only be lowered (RLIMIT_NICE)."""
        if self.is_lowered and not self.status.done():
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0))
                self.is_lowered = False
        return not self.is_lowered

    def kill(self) -> None:
        """End it at once, whatever it does; its processor and memory are free then."""
        self.is_lost = True
        self.send(signal.SIGKILL)
        self.let_go()

    def let_go(self) -> None:
        """Close its handle."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


class Child(Process, asyncio.Protocol):
    """A process with a channel to it. `take` is given each message, `lost` is called when it has ended by itself.

    `early` is what it said before anybody asked: why it cannot answer. Where it `is_far`, it has another machine work.
    """

    def __init__(self) -> None:
        super().__init__()
        self.answers = 0
        self.is_far = False
        self.home: Generation | None = None
        self.early: list[tuple[bytes, bytes]] = []
        self.take: Taker = lambda kind, content: self.early.append((kind, content))
        self.lost: Callable[[], None] = lambda: None
        self._frames = Frames()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        for kind, content in self._frames.feed(data):
            self.take(kind, content)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        self.let_go()
        self.lost()

    def let_go(self) -> None:
        super().let_go()
        self.transport.abort()


class Nest:
    """A nursery, from outside. Made by `start`, or by `grow` from another one. `lost` is called when it ends by itself."""

    def __init__(self, control: socket.socket) -> None:
        self.is_lost = False
        self.is_fenced = False
        self.lost: Callable[[], None] = lambda: None
        self._process: asyncio.subprocess.Process | Process | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._control = control
        self._loop = asyncio.get_running_loop()
        self._orders: deque[tuple[Process, asyncio.Future[None]]] = deque()
        self._living: dict[int, Process] = {}
        control.setblocking(False)
        self._loop.add_reader(control.fileno(), self._told)

    @classmethod
    async def start(cls, *, network: bool) -> Nest:
        """A new nursery; without `network` its children reach no other machine, where the system can see to that.

        Raises OSError where there can be none.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        options = json.dumps({"parent": os.getpid(), "network": network})
        nest = cls(ours)
        try:
            with theirs:
                nest._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "api.pool.nursery", str(theirs.fileno()), options,
                    pass_fds=[theirs.fileno()], stdin=asyncio.subprocess.DEVNULL, env=_environment(),
                )  # fmt: skip
            await nest._ready
        except BaseException:
            nest.close()
            raise
        return nest

    async def grow(self, path: str) -> Nest:
        """A nursery whose children share the published state at a path, read into memory. Raises OSError."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        nest = Nest(ours)
        nest._process = process = Process()
        try:
            await self._order({"kind": "holder", "path": path}, theirs, process)
            await nest._ready
        except BaseException:
            nest.close()
            raise
        return nest

    async def child(self, kind: str, **options: Any) -> Child:
        """A new child of a kind (see `api.pool.nursery`). Raises OSError where there can be none."""
        ours, theirs = socket.socketpair()
        try:
            _, child = await self._loop.create_connection(Child, sock=ours)
        except BaseException:
            ours.close()
            theirs.close()
            raise
        try:
            await self._order({"kind": kind, **options}, theirs, child)
        except BaseException:
            child.kill()
            raise
        return child

    async def _order(self, order: dict[str, Any], channel: socket.socket, process: Process) -> None:
        """Have a process made; given up, it is ended as soon as it is there."""
        made: asyncio.Future[None] = self._loop.create_future()
        with channel:
            if self.is_lost:
                raise _ended()
            socket.send_fds(self._control, [json.dumps(order).encode("utf-8")], [channel.fileno()])
        self._orders.append((process, made))
        await made

    def _told(self) -> None:
        try:
            message, handles, _, _ = socket.recv_fds(self._control, _LONGEST, 1)
        except BlockingIOError:
            return
        except OSError:
            message, handles = b"", []
        if not message:
            self.close()
            self.lost()
            return
        told = json.loads(message)
        if "ready" in told:
            self.is_fenced = told["fenced"]
            if not self._ready.done():
                self._ready.set_result(None)
        elif "gone" in told:
            if (process := self._living.pop(told["gone"], None)) is not None:
                process.ended(told["status"])
        else:
            self._made(told, handles)

    def _made(self, told: dict[str, Any], handles: list[int]) -> None:
        """The oldest order was carried out, or not."""
        process, made = self._orders.popleft()
        failed = OSError(errno.EAGAIN, told["failed"]) if "failed" in told else None
        if (
            failed is None and not handles
        ):  # this process may open no more files; the new one sees that it is not wanted
            failed = OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        if failed is None:
            self._living[told["child"]] = process
            process.born(told["child"], handles[0])
        if not made.done():
            made.set_result(None) if failed is None else made.set_exception(failed)

    def close(self) -> None:
        """End it, and all its children."""
        if self.is_lost:
            return
        self.is_lost = True
        self._loop.remove_reader(self._control.fileno())
        self._control.close()
        for _, made in self._orders:
            if not made.done():
                made.set_exception(_ended())
        self._orders.clear()
        if not self._ready.done():
            self._ready.set_exception(_ended())
            self._ready.exception()  # is told, even if nobody asks
        for process in self._living.values():
            process.ended(-int(signal.SIGKILL))
            process.kill()
        self._living.clear()
        if isinstance(self._process, Process):
            self._process.kill()

    async def ended(self) -> None:
        """Wait until it has ended, which it does by itself once it is closed."""
        if isinstance(self._process, asyncio.subprocess.Process):
            try:
                await asyncio.wait_for(self._process.wait(), 5)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


def _environment() -> dict[str, str]:
    """This process's environment, with what its children's allocator is to do; what is set there already comes last, and wins."""
    set_before = os.environ.get("GLIBC_TUNABLES")
    return {**os.environ, "GLIBC_TUNABLES": f"{_ALLOCATOR}:{set_before}" if set_before else _ALLOCATOR}


def _ended() -> OSError:
    return ConnectionResetError(errno.ECONNRESET, "the nursery has ended")
