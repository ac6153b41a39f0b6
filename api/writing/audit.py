"""What somebody tries to write goes in, lines that stay come out: `audit.jsonl` in the store's folder, one JSON object a line.

Each write has two lines of one request id: `begun` is on the disk before anything is done, and a line with the outcome before
it is confirmed. What has no second line was stopped: whether it was done is told by the graph. Where the first line
cannot be written, as on a full disk, nothing is done; and the room for the second is reserved before, so that what was done is
told even where the disk is full then.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from api.problems import Problem
from api.writing.tokens import Writer

FILE = "audit.jsonl"
RESERVE = "audit.reserve"
_ROOM = 1 << 20
"""Bytes that are kept free for the lines of what was begun: each is at most a few thousand long."""
_MOST_GRAPHS, _LONGEST = 50, 500
"""How many graphs a line names, and how many characters of each."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A write that somebody wants: who, from where, what, on which graphs, and the sum of the body."""

    request: str
    writer: Writer
    client: str
    what: str
    graphs: tuple[str, ...] = ()
    body: str | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a write, to be filled in: an HTTP status or a word, and the published state that has it."""

    said: str = "done"
    revision: str | None = None


def sum_of(*pieces: bytes | Path) -> str:
    """How a body is told apart in the log: the sum of its pieces, or of the files that hold them, in their order.

    >>> sum_of(b"DROP ", b"ALL")[:14]
    'sha256:7570cd4'
    """
    sum = sha256()
    for one in pieces:
        if isinstance(one, bytes):
            sum.update(one)
        else:
            with one.open("rb") as file:
                while part := file.read(1 << 20):
                    sum.update(part)
    return f"sha256:{sum.hexdigest()}"


def attempt_of(
    request: HTTPConnection, writer: Writer, what: str, graphs: Iterable[str] = (), body: bytes | None = None
) -> Attempt:
    """What a request tries: under its id, which is that of the service or its own."""
    id = getattr(request.state, "request_id", None) or request.headers.get("x-request-id") or secrets.token_hex(8)
    client = request.client.host if request.client is not None else ""
    return Attempt(str(id)[:100], writer, client, what, tuple(graphs), None if body is None else sum_of(body))


class Audit:
    """The log of the store in a folder: any number of processes append to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._reserve = folder / RESERVE

    def begin(self, attempt: Attempt) -> None:
        """Have it on the disk that this is tried. Raises Problem 507: then nothing may be done."""
        try:
            self._reserve_room()
            self._append(_line(attempt, "begun", None))
        except OSError as error:
            raise Problem(
                HTTPStatus.INSUFFICIENT_STORAGE,
                f"Nothing was done: {self.path.name} cannot be written ({error.strerror}). Free some space, see to the "
                "rights of the store's folder, and try again.",
                detail_zh="审计日志无法写入，操作未执行。请检查磁盘空间和目录权限后重试。",
            ) from None

    def end(self, attempt: Attempt, outcome: str, revision: str | None = None) -> None:
        """Have it on the disk what became of it, before the answer says so: an HTTP status, or what went wrong."""
        line = _line(attempt, outcome, revision)
        try:
            self._append(line)
        except OSError:
            self._reserve.unlink(missing_ok=True)  # the room was kept for this
            self._append(line)

    @contextmanager
    def told(self, attempt: Attempt) -> Iterator[Outcome]:
        """Tell of what is done within: before it, and what became of it, which the block says or an error does."""
        self.begin(attempt)
        outcome = Outcome()
        try:
            yield outcome
        except (Problem, HTTPException) as error:
            status = error.status if isinstance(error, Problem) else error.status_code
            self.end(attempt, str(int(status)))
            raise
        except BaseException as error:
            self.end(attempt, f"failed: {type(error).__name__}")
            raise
        self.end(attempt, outcome.said, outcome.revision)

    def entries(self, since: datetime | None = None) -> Iterator[dict[str, Any]]:
        """The lines, the oldest first; what a stopped process left half-written is passed over."""
        with suppress(FileNotFoundError), self.path.open("rb") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                    moment = datetime.fromisoformat(entry["time"])
                except (ValueError, KeyError, TypeError):
                    continue
                if since is None or moment >= since:
                    yield entry

    def _append(self, line: bytes) -> None:
        """Append a line in one write, and have it on the disk; a half line before it is ended first."""
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)  # so that nobody sees another's line half-written
            size = os.fstat(handle).st_size
            if size and os.pread(handle, 1, size - 1) != b"\n":
                line = b"\n" + line
            written = os.write(handle, line)
            if written != len(line):
                os.ftruncate(handle, size)
                raise OSError(errno.ENOSPC, "no space left for a whole line")
            os.fsync(handle)
        finally:
            os.close(handle)

    def _reserve_room(self) -> None:
        """Keep some room on the disk, so that what was begun can be ended."""
        handle = os.open(self._reserve, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(handle).st_size < _ROOM:
                os.posix_fallocate(handle, 0, _ROOM)
        finally:
            os.close(handle)


def _line(attempt: Attempt, outcome: str, revision: str | None) -> bytes:
    shown = [graph[:_LONGEST] for graph in attempt.graphs[:_MOST_GRAPHS]]
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request": attempt.request,
        "outcome": outcome,
        "token": attempt.writer.id,
        "name": attempt.writer.name,
        "client": attempt.client,
        "what": attempt.what,
        "graphs": shown,
        "more_graphs": len(attempt.graphs) - len(shown),
        "body": attempt.body,
        "revision": revision,
    }
    return (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
