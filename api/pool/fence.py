"""What a process may do goes in, and is all that it can do from then on: it ends with its parent, has so much memory, no network.

Linux alone has these; elsewhere, and where the system forbids it, a fence that cannot be put up is told by its absence.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PAGE = resource.getpagesize()


def end_with_parent(parent: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send this process a signal when its parent, the process `parent`, ends, however that ends."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:  # it ended before this was said
        os._exit(0)


def leave_network() -> bool:
    """Leave the network for one of no addresses; False where the system does not let us.

    To be called before the process has threads.
    """
    if sys.platform != "linux":
        return False
    libc = _libc()
    return any(libc.unshare(way) == 0 for way in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET))


def limit_memory(more: int) -> None:
    """Let this process take `more` bytes than it has now. What needs more than that ends the process."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = size + more if hard == resource.RLIM_INFINITY else min(size + more, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
