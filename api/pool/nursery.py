"""Orders to make answering processes come in over a socket, their numbers and handles go out.

A process of one thread, which has all that its children need: forking one takes milliseconds, and none of what a serving
process holds (its loop, its connections, its threads) gets into it. It ends with the serving process, its children with it.

An order is a JSON message with the child's end of a channel beside it: `reader` answers questions of a published state on
disk, `distant` those of a remote store, `holder` becomes a nursery itself, whose children share the state held in memory, `writer` carries out one change.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import pickle
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from api.pool import fence, wire
from api.pool.values import Told
from api.pool.worker import State, answer_all
from kg.trouble import ANEW, told

_LONGEST = 65_536


def main() -> None:
    """Serve the orders of the process that started this one; its socket's number is the only argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])
    fence.end_with_parent(options["parent"], signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # sent to a whole group: the serving process decides
        signal.signal(sign, signal.SIG_IGN)
    options["fenced"] = not options["network"] and fence.leave_network()
    Nursery(control, options).serve()


class Nursery:
    """Forks children for the other end of `control`; with a store in memory, they all share it."""

    def __init__(self, control: socket.socket, options: dict[str, Any], memory: ox.Store | None = None) -> None:
        self.control = control
        self.options = options
        self.memory = memory

    def serve(self) -> None:
        """Fork as ordered, and tell of children that ended, until the other side goes."""
        wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        wanted: list[Any] = [self.control, wake]
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        self.tell({"ready": os.getpid(), "fenced": self.options["fenced"]})
        while True:
            ready, _, _ = select.select(wanted, [], [])
            if wake in ready:
                os.read(wake, 4096)
                self.reap()
            if self.control in ready and not self.obey():
                return

    def obey(self) -> bool:
        """Carry out the next order; False where there will be no more."""
        try:
            message, handles, _, _ = socket.recv_fds(self.control, _LONGEST, 1)
        except ConnectionResetError:
            return False
        if not message:
            return False
        if not handles:
            self.tell({"failed": os.strerror(errno.EMFILE)})
            return True
        order, channel = json.loads(message), socket.socket(fileno=handles[0])
        if order["kind"] == "writer":
            import api.pool.tasks
            import api.writing.jobs
        elif order["kind"] == "distant":
            import api.pool.distant  # noqa: F401
        gc.freeze()  # what is here now is the children's too: looking through it would only copy its pages
        try:
            child = os.fork()
        except OSError as error:
            self.tell({"failed": str(error)})
        else:
            if child == 0:
                self.become(order, channel)
            handle = os.pidfd_open(child)
            self.tell({"child": child}, handle)
            os.close(handle)
        channel.close()
        return True

    def become(self, order: dict[str, Any], channel: socket.socket) -> None:
        """Be the child that was ordered; never returns."""
        status = 1
        try:
            parent = os.getppid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            fence.end_with_parent(parent, signal.SIGKILL)
            self.control.close()
            match order["kind"]:
                case "reader":
                    self.read(channel, Path(order["path"]), order)
                case "distant":
                    from api.pool.distant import answer_all as answer_afar

                    answer_afar(channel, order)
                case "holder":
                    Nursery(channel, self.options, held(Path(order["path"]))).serve()
                case "writer":
                    fence.limit_memory(order["memory"])
                    write(channel)
            status = 0
        except BaseException as error:  # noqa: BLE001  (a child must end here, whatever it was)
            if order["kind"] != "holder":  # its channel has other messages
                with suppress(OSError):
                    tell_fault(channel, "failed", repr(error))
        finally:
            with suppress(OSError):
                channel.close()
            os._exit(status)

    def read(self, channel: socket.socket, state: Path, limits: dict[str, Any]) -> None:
        """Answer questions of the state in memory, or else on the disk."""
        try:
            store = self.memory or ox.Store.read_only(str(state))
        except (OSError, RuntimeError) as error:
            while wire.read(channel) is not None:  # told to who asks: a channel that closes by itself may lose it
                tell_fault(channel, "unusable", str(told(error, state, ANEW)))
            return
        fence.limit_memory(limits["memory"])
        answer_all(channel, State(store, state), limits["rows"])

    def reap(self) -> None:
        """Tell of the children that ended, and how."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self.tell({"gone": ended[0], "status": os.waitstatus_to_exitcode(ended[1])})

    def tell(self, what: dict[str, Any], handle: int | None = None) -> None:
        message = json.dumps(what).encode("utf-8")
        with suppress(BrokenPipeError):
            socket.send_fds(self.control, [message], [] if handle is None else [handle])


def tell_fault(channel: socket.socket, kind: str, said: str) -> None:
    """Tell why there is no answer: `kind` and what is said as NoAnswer has them."""
    channel.sendall(wire.frame(wire.FAULT, json.dumps([kind, said]).encode("utf-8")))


def held(path: Path) -> ox.Store:
    """A published state, read into memory."""
    memory, disk = ox.Store(), ox.Store.read_only(str(path))
    memory.load(disk.dump(format=ox.RdfFormat.N_QUADS) or b"", ox.RdfFormat.N_QUADS)
    return memory


def write(channel: socket.socket) -> None:
    """Carry out the job that comes next, a function with its arguments, and tell what it gave."""
    message = wire.read(channel)
    if message is not None:
        function, arguments = pickle.loads(message[1])  # noqa: S301  (from the process that started this one)
        try:
            done = json.dumps(function(*arguments)).encode("utf-8")
        except Exception as error:  # noqa: BLE001  (told to who asked, in its own words)
            tell_fault(
                channel, type(error).__name__, json.dumps(error.told()) if isinstance(error, Told) else str(error)
            )
        else:
            channel.sendall(wire.frame(wire.END, done))


if __name__ == "__main__":
    main()
