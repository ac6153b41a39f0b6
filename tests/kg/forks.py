"""Works to do on a store go in, line by line as JSON; a process that does it comes out for each: its id, on a line.

    {"work": "update", "arguments": [STORE, "3"], "tells": FILE}

Such a process is there in milliseconds, so that many may be killed. What came of it, it writes to the file: a line for
each thing that was confirmed, and what was raised.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from kg import copies, following  # noqa: F401  (before there are processes)
from kg.build import remove
from kg.change import Update
from kg.errors import GraphError
from kg.rdf import Node
from kg.store import Store
from tests.kg.helpers import SAMPLES, put

GRAPH, SAYS = Node("urn:generation"), Node("urn:says")
SIZE = 2000
Tell = Callable[[str], None]


def update(tell: Tell, path: str, first: str = "0", last: str = "1000000") -> None:
    """Let a graph hold another generation of quads, publish it, tell so, and again."""
    with Store.open(path) as store:
        for number in range(int(first), int(last)):
            said = ox.Literal(str(number))
            quads = frozenset(ox.Quad(Node(f"urn:{one}"), SAYS, said, GRAPH) for one in range(SIZE))
            store.write(Update(frozenset({GRAPH}), frozenset(), quads))
            store.publish()
            tell(str(number))


def load(tell: Tell, path: str, *names: str) -> None:
    """Load samples, each for itself, and tell so."""
    with Store.open(path) as store:
        for name in names:
            (outcome,) = put(store, name)
            tell(f"{name} {outcome.status}")


def unload(tell: Tell, path: str, *names: str) -> None:
    with Store.open(path) as store:
        for name in names:
            tell(remove(store, SAMPLES[name]().source.name).status)


def back_up(tell: Tell, path: str, folder: str, times: str = "1000000") -> None:
    """Make backups in a folder, and tell of each."""
    for number in range(int(times)):
        tell(str(copies.backup(Path(path), Path(folder) / f"{os.getpid()}-{number}.tar")[0]))


def restore(tell: Tell, file: str, path: str) -> None:
    copies.restore(Path(file), Path(path))
    tell(path)


def read(tell: Tell, path: str, user: str = "") -> None:
    """Hold a published state, as another user if need be, until killed."""
    if user:
        Store.open(path, read_only=True).close()  # all of Python that it needs is read: that user may not
        os.setgroups([])
        os.setgid(int(user))
        os.setuid(int(user))
    with Store.open(path, read_only=True) as store:
        tell(f"{store.state} {len(store.document_names())}")
        time.sleep(60)


WORKS: dict[str, Callable[..., None]] = {
    "update": update,
    "load": load,
    "unload": unload,
    "back_up": back_up,
    "restore": restore,
    "read": read,
}


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for line in sys.stdin:
        asked = json.loads(line)
        out = os.open(asked["tells"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        process = os.fork()
        if process == 0:
            os._exit(done(asked["work"], asked["arguments"], out))
        os.close(out)
        print(process, flush=True)


def done(work: str, arguments: list[str], out: int) -> int:
    """Do a work and write what came of it."""

    def tell(said: str) -> None:
        os.write(out, f"{said}\n".encode())

    try:
        WORKS[work](tell, *arguments)
    except GraphError as error:
        tell(f"refused: {error}")
        return 1
    except BaseException:  # noqa: BLE001  (whatever it is, the test must see it)
        tell(traceback.format_exc())
        return 2
    return 0


if __name__ == "__main__":
    main()
