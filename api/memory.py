"""The number of a process goes in, the memory that it has comes out, as /proc tells."""

from __future__ import annotations

import resource
from pathlib import Path

_PAGE = resource.getpagesize()


def resident(pid: int) -> int | None:
    """The bytes that a process has in memory, with those that it shares; None where nobody tells."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE
    except (OSError, IndexError):
        return None
