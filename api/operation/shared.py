"""A service about to start goes in, the folder that its processes share comes out: counts, and the table of rates."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from api.operation import rates

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # `prometheus_client` reads it when it is imported
_RATES = "rates"


@contextmanager
def folder(environ: MutableMapping[str, str] = os.environ) -> Iterator[Path]:
    """A new temporary folder, named to the processes that start meanwhile; it goes at the end."""
    made = Path(tempfile.mkdtemp(prefix="policykg-"))
    before = environ.get(VARIABLE)
    try:
        rates.make(made / _RATES)
        environ[VARIABLE] = str(made)
        yield made
    finally:
        if before is None:
            environ.pop(VARIABLE, None)
        else:
            environ[VARIABLE] = before
        shutil.rmtree(made, ignore_errors=True)


def named(environ: MutableMapping[str, str] = os.environ) -> Path | None:
    """The folder that this process shares with others; None where it serves alone."""
    found = environ.get(VARIABLE)
    return Path(found) if found and (Path(found) / _RATES).is_file() else None


def rate_limit(per_minute: int, shared: Path | None, burst: int | None = None) -> rates.RateLimit | None:
    """The limit over the shared table, or over one of this process's own; None where `per_minute` is 0.

    At once a client may send `burst` requests, or else as many as it may in ten seconds.
    """
    if not per_minute:
        return None
    table = rates.Table.of_file(shared / _RATES) if shared else rates.Table.anonymous()
    return rates.RateLimit(table, per_minute, burst or max(1, per_minute // 6))
