"""One published state of a store, or a remote store, and the processes that answer over it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api.pool.nest import Child, Nest
from kg.publish import State


class Generation:
    """What is asked, and all that asks it; it is let go of once it is retired and its last process has ended.

    `order` is what a nursery is told to make such a process; `revision` tells the state from all others, and is empty of a
    remote store, to which others write too (`is_far`). `idle` are the processes that wait for a question, the last of them that
    which has answered most; `holder` is the nursery of those that share the state in memory, `growing` the work of making it.
    """

    def __init__(self, order: dict[str, Any], revision: str = "", state: State | None = None) -> None:
        self.order = order
        self.revision = revision
        self.is_far = state is None
        self.idle: list[Child] = []
        self.holder: Nest | None = None
        self.growing: asyncio.Task[Any] | None = None
        self.is_retired = False
        self._state = state
        self._uses = 0
        self._children: set[Child] = set()
        self._older: set[Child] = set()

    @classmethod
    def near(cls, state: State) -> Generation:
        """A published state, which lies in a folder."""
        revision = f"{state.name.lstrip('0') or '0'}-{state.path.stat().st_mtime_ns:x}"
        return cls({"kind": "reader", "path": str(state.path)}, revision, state)

    @property
    def path(self) -> Path | None:
        """Where a published state lies."""
        return self._state.path if self._state is not None else None

    @property
    def is_over(self) -> bool:
        """Whether it was let go of."""
        return self.is_retired and not self._children and not self._uses

    def size(self) -> int:
        """The bytes that the state takes on the disk."""
        return sum(file.stat().st_size for file in self.path.iterdir()) if self.path is not None else 0

    @contextmanager
    def used(self) -> Iterator[None]:
        """The state stays while a process is made that will read it."""
        self._uses += 1
        try:
            yield
        finally:
            self._uses -= 1
            self._let_go()

    def add(self, child: Child) -> None:
        """A process that reads the state."""
        child.home = self
        child.is_far = self.is_far
        self._children.add(child)

    def keeps(self, child: Child) -> bool:
        """Whether a process may answer another question: not if the state is not the last one any more, or is held in memory
        since and the process reads it from the disk."""
        return not self.is_retired and child in self._children and child not in self._older

    def end(self, child: Child) -> None:
        """A process is to end now, or has ended."""
        child.lost = lambda: None
        child.take = lambda kind, content: None
        child.kill()
        if child in self.idle:
            self.idle.remove(child)
        self._children.discard(child)
        self._older.discard(child)
        self._let_go()

    def move(self, holder: Nest) -> None:
        """The state is held in memory now: what reads it from the disk ends when it is idle."""
        self.holder = holder
        self._older = set(self._children)
        self._clear()

    def retire(self) -> None:
        """Another state is the last one now: what is idle ends, what works ends with its answer."""
        self.is_retired = True
        if self.growing is not None:
            self.growing.cancel()
        self._clear()
        self._let_go()

    def close(self) -> None:
        """End everything."""
        self.retire()
        for child in list(self._children):
            self.end(child)

    def _clear(self) -> None:
        for child in list(self.idle):
            self.end(child)

    def _let_go(self) -> None:
        if self.is_over:
            if self.holder is not None:
                self.holder.close()
            if self._state is not None:
                self._state.close()
