"""A process for tests to stop: it opens a store, tells so, and does what it is told.

python -m tests.kg.child STORE hold               hold the store for writing until the input ends
python -m tests.kg.child STORE load               load samples and remove them again, over and over
python -m tests.kg.child STORE die MODULE NAME N  load samples, and be killed as the N-th call of a function begins
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from itertools import count, cycle
from pathlib import Path
from typing import Any

from kg.build import remove
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import SAMPLES, put, put_documents

STEPS = ("national", "regional", "wuda", "twin", "other twin", "erenhot", "cites twin", "law")


def main(path: str, what: str, *rest: str) -> None:
    if what == "die":
        arm(*rest)
    with Store.open(Path(path), base=samples.BASE) as store:
        print("ready", flush=True)
        if what == "hold":
            sys.stdin.read()
        elif what == "load":
            load_for_ever(store)
        else:
            put(store, *STEPS)
            remove(store, "twin-乌海政发〔2022〕5号-None.txt")


def load_for_ever(store: Store) -> None:
    loaded: set[str] = set()
    for number, name in zip(count(), cycle(STEPS), strict=False):
        if name in loaded:
            remove(store, SAMPLES[name]().source.name)
            loaded.remove(name)
        else:
            put(store, name)
            loaded.add(name)
        if number % 5 == 0:
            put_documents(store, samples.large(number % 3, tasks=6))
        print(number, flush=True)


def arm(module: str, name: str, number: str) -> None:
    """Let the process kill itself as a function is called for the n-th time."""
    owner: Any = importlib.import_module(module)
    *classes, function = name.split(".")
    for one in classes:
        owner = getattr(owner, one)
    original, calls = getattr(owner, function), count(1)

    def deadly(*arguments: Any, **options: Any) -> Any:
        if next(calls) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **options)

    setattr(owner, function, deadly)


if __name__ == "__main__":
    main(*sys.argv[1:])
