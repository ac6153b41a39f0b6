"""What is known of a service goes in, whether it is ready comes out, with the reason if not.

Live is a service whose loop turns: it answers at all. Ready is one that can read its store.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

LIVE = {"status": "live"}


@dataclass(frozen=True, slots=True)
class Known:
    """The facts, times in seconds of one clock. `read_at`: when the last small read was answered; None: not yet."""

    now: float
    started: float
    read_at: float | None
    patience: float  # how old the last read may be
    version: str
    workers: int
    revision: str | None = None
    documents: int | None = None
    fault: str | None = None  # why the store cannot be read, as far as somebody said so
    stopping: bool = False


def readiness(known: Known) -> tuple[HTTPStatus, dict[str, str | int | float]]:
    """200 where the store was read lately, else 503; the body tells what is known and leaves out what is not.

    >>> known = Known(now=100, started=0, read_at=99, patience=10, version="1.0", workers=2, revision="r1", documents=5)
    >>> readiness(known)[1]
    {'status': 'ok', 'revision': 'r1', 'documents': 5, 'workers': 2, 'uptime': 100, 'version': '1.0'}
    >>> from dataclasses import replace
    >>> status, body = readiness(replace(known, now=120))
    >>> int(status), body["reason"]
    (503, 'The store has not been read for 21 s; expected a read every 10 s.')
    """
    reason = _reason(known)
    body: dict[str, str | int | float] = {"status": "unavailable", "reason": reason} if reason else {"status": "ok"}
    if known.revision is not None:
        body["revision"] = known.revision
    if known.documents is not None:
        body["documents"] = known.documents
    body |= {"workers": known.workers, "uptime": round(known.now - known.started, 1), "version": known.version}
    return (HTTPStatus.SERVICE_UNAVAILABLE if reason else HTTPStatus.OK), body


def _reason(known: Known) -> str | None:
    """Why the service is not ready; None if it is."""
    if known.stopping:
        return "The service is stopping; ask another."
    if known.fault is not None:
        return known.fault
    if known.read_at is None:
        return "The store has not been read yet; wait a moment."
    age = known.now - known.read_at
    if age > known.patience:
        return f"The store has not been read for {age:.0f} s; expected a read every {known.patience:g} s."
    return None
