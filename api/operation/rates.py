"""A client's key and the time go in, the seconds that it must wait come out: a rate limit that processes share.

GCRA keeps one number a client: when, at the rate allowed, its requests so far would be over. The numbers stand in a
table of memory that all processes of a service map. Each place is one word of 64 bits, written at once: 24 bits tell
whose it is, 40 bits the time. So no lock is needed, and what goes wrong goes wrong in the client's favour: of two
requests that race one may not be counted, and a client whose place another takes begins afresh.
"""

from __future__ import annotations

import mmap
import secrets
import struct
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

_TICKS = 10_000  # a second; 40 bits of them are three years
_TIME_BITS = 40
_TIMES = (1 << _TIME_BITS) - 1
_MARKS = (1 << 24) - 1
_WAYS = 4  # places in which a client may stand
_BUCKETS = 1 << 14
_HEADER = struct.Struct("=d24s")  # the clock's reading when the table was made, and the key of its hash
_SIZE = _HEADER.size + 8 * _WAYS * _BUCKETS


class Table:
    """The shared memory: 65,536 places."""

    def __init__(self, memory: mmap.mmap) -> None:
        self.began, self._secret = _HEADER.unpack_from(memory)
        self.words = memoryview(memory)[_HEADER.size :].cast("Q")

    @classmethod
    def anonymous(cls) -> Table:
        """A table for this process and those that it forks."""
        memory = mmap.mmap(-1, _SIZE)
        memory[: _HEADER.size] = _header()
        return cls(memory)

    @classmethod
    def of_file(cls, path: Path) -> Table:
        """The table in a file that `make` made."""
        with path.open("r+b") as file:
            return cls(mmap.mmap(file.fileno(), _SIZE))

    def bucket(self, key: str) -> tuple[int, int]:
        """The first of the places where a client may stand, and its mark. The hash is keyed: nobody can choose either."""
        number = int.from_bytes(blake2b(key.encode(), digest_size=8, key=self._secret).digest(), "little")
        return (number >> 24) % _BUCKETS * _WAYS, number & _MARKS


def make(path: Path) -> None:
    """Make the file of an empty table, which only its owner may read."""
    path.touch(mode=0o600, exist_ok=False)
    with path.open("r+b") as file:
        file.write(_header())
        file.truncate(_SIZE)


def _header() -> bytes:
    return _HEADER.pack(time.monotonic(), secrets.token_bytes(24))


class RateLimit:
    """At most `per_minute` requests a minute of each client in the long run, and `burst` at once.

    A rate beyond 600,000, one in a tick, limits nothing.
    """

    def __init__(self, table: Table, per_minute: int, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        if per_minute < 1 or burst < 1:
            raise ValueError(f"expected a rate and a burst of at least 1, found {per_minute} and {burst}")
        self.per_minute = per_minute
        self.burst = burst
        self._table = table
        self._clock = clock
        self._step = 60 * _TICKS / per_minute
        self._tolerance = self._step * (burst - 1)

    def allow(self, key: str, now: float | None = None) -> float:
        """The seconds that the client must wait: 0 means go, and is counted. `now` is of the monotonic clock.

        >>> limit = RateLimit(Table.anonymous(), per_minute=60, burst=2)
        >>> begin = time.monotonic()
        >>> [limit.allow("192.0.2.1", begin), limit.allow("192.0.2.1", begin), limit.allow("192.0.2.1", begin)]
        [0.0, 0.0, 1.0]
        >>> limit.allow("192.0.2.2", begin), limit.allow("192.0.2.1", begin + 1)
        (0.0, 0.0)
        """
        table = self._table
        words = table.words
        tick = max(0, int(((self._clock() if now is None else now) - table.began) * _TICKS))
        first, mark = table.bucket(key)
        place, least, due = first, _TIMES, tick
        for at in range(first, first + _WAYS):
            word = words[at]
            until = word & _TIMES
            if word >> _TIME_BITS == mark:
                place, due = at, max(tick, until)
                break
            if until < least:
                place, least = at, until
        early = due - tick - self._tolerance
        if early >= 1:  # less than a tick is no haste
            return early / _TICKS
        words[place] = mark << _TIME_BITS | min(_TIMES, int(due + self._step))
        return 0.0
