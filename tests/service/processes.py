"""The number of a process goes in, what the system tells of it and of those it started comes out: from /proc."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def marked(mark: str) -> list[int]:
    """The processes in whose environment stands the mark: a server and all that it started, whoever is their parent now."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if mark.encode() in (entry / "environ").read_bytes() and state(int(entry.name)) not in {"Z", "X"}:
                    found.append(int(entry.name))
    return sorted(found)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; empty if there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def state(pid: int) -> str:
    """`R` running, `S` asleep, `Z` ended and not yet fetched, …; `X` if there is no such process."""
    return (_stat(pid) or ["X"])[0]


def parent(pid: int) -> int:
    """Who started a process; 0 if it has gone."""
    return int((_stat(pid) or ["X", "0"])[1])


def seconds(pid: int) -> float:
    """The processor time that a process has taken."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def command(pid: int) -> str:
    """The command line of a process."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def memory(pids: list[int]) -> int:
    """The bytes that processes hold together, what they share counted once (their proportional shares)."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            shares = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in shares if line.startswith("Pss:")) * 1024
    return total


def resident(pids: list[int]) -> int:
    """The bytes that each of the processes has in memory, added up: cheap to read, and never less than `memory`."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return total


def busy(pids: list[int], over: float = 0.5) -> list[int]:
    """Those that take more than a twentieth of a processor for so many seconds, the busiest first."""
    before = {pid: seconds(pid) for pid in pids}
    time.sleep(over)
    taken = {pid: seconds(pid) - before[pid] for pid in pids}
    return sorted((pid for pid in pids if taken[pid] > over / 20), key=lambda pid: -taken[pid])


def holder(file: Path) -> int | None:
    """The process that holds a lock on a file."""
    inode = file.stat().st_ino
    for line in Path("/proc/locks").read_text().splitlines():
        fields = line.split()
        if "->" not in fields and fields[5].rpartition(":")[2] == str(inode):
            return int(fields[4])
    return None


def gone(pids: list[int], within: float = 15) -> list[int]:
    """Wait until the processes have ended; those that have not by then."""
    until = time.monotonic() + within
    while (left := [pid for pid in pids if state(pid) not in {"Z", "X"}]) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def kill(pids: list[int]) -> None:
    """End processes at once, each by its number."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
