"""A store and a job go in; the job is done in the process that this runs in, and what became of it comes out."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api import unanswered
from kg.errors import StoreError, StoreLocked
from kg.remote.address import Remote
from kg.store import Store

if TYPE_CHECKING:
    from api.writing.jobs import WriteJob


def change(place: Path | Remote, job: WriteJob, patience: float) -> dict[str, Any]:
    """Carry out a job on the store, once no other writes to it, which it waits for so many seconds.

    Raises Problem where a remote store cannot be written to.
    """
    from api.writing.jobs import carry_out

    end = time.monotonic() + patience
    is_begun = False
    while True:
        try:
            with Store.open(place) as store:
                is_begun = True
                done = carry_out(store, job)
            return {"status": done.status, "revision": done.revision}
        except StoreLocked:
            if time.monotonic() >= end:
                raise
        except StoreError as error:
            if not isinstance(place, Remote):
                raise
            raise unanswered.of_remote(error, is_begun=is_begun) from None
