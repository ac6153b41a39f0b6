"""Readiness: ready only with a store that was read lately, and the reason otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.operation.health import Known, readiness

WELL = Known(now=100, started=40, read_at=98, patience=5, version="1.0", workers=2, revision="v7", documents=5)


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({}, 200, None),
        ({"read_at": 95}, 200, None),
        ({"read_at": 94.9}, 503, "not been read for 5 s"),
        ({"read_at": None}, 503, "not been read yet"),
        ({"fault": "The store has no published state."}, 503, "no published state"),
        ({"stopping": True}, 503, "stopping"),
        ({"documents": 0}, 200, None),
        ({"revision": None, "documents": None}, 200, None),
    ],
)
def test_readiness(changes: dict[str, Any], status: int, reason: str | None) -> None:
    found, body = readiness(replace(WELL, **changes))
    assert found == status
    assert body["status"] == ("ok" if reason is None else "unavailable")
    assert (reason or "") in str(body.get("reason", ""))
    assert ("reason" in body) is (reason is not None)


def test_what_is_unknown_is_absent() -> None:
    assert readiness(WELL)[1] == {
        "status": "ok", "revision": "v7", "documents": 5, "workers": 2, "uptime": 60, "version": "1.0",
    }  # fmt: skip
    assert readiness(replace(WELL, revision=None, documents=None))[1].keys() == {
        "status",
        "workers",
        "uptime",
        "version",
    }
