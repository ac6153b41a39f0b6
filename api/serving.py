"""Settings and a store go in; the service runs, in one process or several, until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from api.connections import Bounded
from api.operation import shared
from api.operation.logs import config as log_config
from api.settings import Settings

_FAILED = 3
"""The exit status of a service that could not begin to listen, as uvicorn has it."""
_GRACE = 5
"""Seconds in which requests that were begun are answered, once the service was told to stop."""


def serve(settings: Settings, store: str, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT. Every process reads its settings from the environment, as this one did, but for the
    store: its folder, or the URL of a remote one."""
    os.environ["POLICYKG_STORE"] = store
    os.environ["POLICYKG_WORKERS"] = str(workers)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn sends it on once all has ended
    config = uvicorn.Config(
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
    with shared.folder(), suppress(KeyboardInterrupt):
        if workers == 1:
            server = uvicorn.Server(config)
            server.run()
            if not server.started:
                sys.exit(_FAILED)
        else:
            found = config.bind_socket()  # where the address is taken, that is told, and all ends
            family, address = found.family, found.getsockname()
            found.close()
            Multiprocess(config, sockets=[spread(family, address)]).run()


class Spread(socket.socket):
    """The socket of an address that every process opens for itself, instead of getting one that all share.

    The system spreads connections over all of them; of one that is shared, who wakes first takes all that wait.
    """

    def __reduce__(self) -> tuple[Callable[..., Spread], tuple[int, Any]]:
        return spread, (self.family, self.getsockname())


def spread(family: int, address: Any) -> Spread:
    """One more socket of an address. Raises OSError."""
    made = Spread(family)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(address)
    return made
