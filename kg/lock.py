"""A file goes in, the right to write to the store beside it comes out, or who has it.

The lock is the kernel's: it ends with the process that holds it, however that ends. A process forked from the holder
holds it too, so that pools of processes are started afresh (spawn) or before a store is opened.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from kg.errors import StoreLocked


def take(path: Path, patience: float) -> IO[bytes]:
    """Take the lock and write into its file who holds it; wait as many seconds for it.

    Raises StoreLocked, which names the holder.
    """
    lock = path.open("a+b", buffering=0)
    end = time.monotonic() + patience
    while not _taken(lock):
        if time.monotonic() >= end:
            lock.seek(0)
            holder = _holder(lock.read().decode(errors="replace"))
            lock.close()
            raise StoreLocked(
                str(path.parent),
                "no other writer",
                holder,
                "wait until it is done, or read with query, sparql or serve meanwhile",
            )
        time.sleep(0.05)
    lock.truncate(0)
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv else ""
    told = {"pid": os.getpid(), "command": command, "since": time.strftime("%Y-%m-%d %H:%M:%S")}
    with suppress(OSError):  # a full disk: who wants to remove something must get in all the same
        lock.write(json.dumps(told).encode())
    return lock


def release(lock: IO[bytes]) -> None:
    """Give the lock back."""
    lock.truncate(0)
    lock.close()


def _taken(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(text: str) -> str:
    """The holder as it wrote of itself; a process that has just taken the lock may not have yet."""
    try:
        said = json.loads(text)
        return f"process {said['pid']} ({said['command']}) since {said['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
