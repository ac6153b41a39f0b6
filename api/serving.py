"""Settings and a store go in; the service runs, in one process or several, until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys

import uvicorn

from api.connections import Bounded
from api.operation import shared
from api.operation.logs import config as log_config
from api.settings import Settings

_GRACE = 5
"""Seconds in which requests that were begun are answered, once the service was told to stop."""


def serve(settings: Settings, store: str, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT. Every process reads its settings from the environment, as this one did, but for the
    store: its folder, or the URL of a remote one."""
    os.environ["POLICYKG_STORE"] = store
    os.environ["POLICYKG_WORKERS"] = str(workers)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn sends it on once all has ended
    with shared.folder():
        uvicorn.run(
            "api.app:from_environment",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http=Bounded,
            ws="none",
            access_log=False,
            log_config=log_config(settings.log),
            server_header=False,
            proxy_headers=False,  # api.operation.clients reads them, by POLICYKG_PROXIES
            timeout_graceful_shutdown=_GRACE,
        )
