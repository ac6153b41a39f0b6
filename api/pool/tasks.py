"""The folder of a store and a job go in; the job is done in the process that this runs in, and what became of it comes out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreLocked
from kg.store import Store

if TYPE_CHECKING:
    from api.writing.jobs import WriteJob


def change(folder: str, job: WriteJob, patience: float) -> dict[str, Any]:
    """Carry out a job on the store, once no other writes to it, which it waits for so many seconds."""
    from api.writing.jobs import carry_out

    end = time.monotonic() + patience
    while True:
        try:
            with Store.open(Path(folder)) as store:
                done = carry_out(store, job)
            return {"status": done.status, "revision": done.revision}
        except StoreLocked:
            if time.monotonic() >= end:
                raise
