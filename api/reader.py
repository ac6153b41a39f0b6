"""A store goes in; its last published state comes out, for as long as somebody reads it.

A remote store has no published states: it is read as it is, over the network, so that whoever must not wait asks by `run`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from api import unanswered
from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote.address import Remote
from kg.store import Store

if TYPE_CHECKING:
    from kg.remote.store import RemoteStore

_FRESH = 60.0
"""Seconds for which what was counted of a remote store holds, to which other programs may write."""
_THREADS = 8

T = TypeVar("T")


class _Opened:
    """A state that is open, how many read it, and what was counted of it when."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.readers = 0
        self.counted: dict[str, tuple[float, object]] = {}


class Reader:
    """The store that a service reads: a state that a load has replaced is closed when its last reader is done."""

    def __init__(self, place: Path | Remote) -> None:
        self.is_far = isinstance(place, Remote)
        self._place = place
        self._lock = threading.Lock()
        self._current = None if self.is_far else self._open()  # one that is away now may be back soon
        self._threads = ThreadPoolExecutor(_THREADS, "reader") if self.is_far else None

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The last published state. Raises Problem where a remote store does not answer."""
        with self._opened() as opened:
            yield opened.store

    async def run(self, act: Callable[[Store], T]) -> T:
        """What a function of the store gives: at once, or of a remote store on a thread, while others go on."""

        def done() -> T:
            with self.store() as store:
                return act(store)

        return (
            done() if self._threads is None else await asyncio.get_running_loop().run_in_executor(self._threads, done)
        )

    def documents(self) -> int:
        """How many documents are loaded."""
        with self._opened() as opened:
            if self.is_far:
                store = cast("RemoteStore", opened.store)
                return self._counted(opened, "documents", store.document_count)
            next(opened.store.engine.quads_for_pattern(None, None, None, None), None)  # what cannot be read is noticed
            return self._counted(opened, "documents", lambda: len(opened.store.document_names()))

    def graphs(self) -> list[str]:
        """The names of all named graphs."""
        with self._opened() as opened:
            named = opened.store.engine.named_graphs
            return self._counted(
                opened, "graphs", lambda: sorted(one.value for one in named() if isinstance(one, Node))
            )

    def close(self) -> None:
        """Close the current state; nobody may read any more."""
        if self._current is not None:
            self._current.store.close()
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _counted(self, opened: _Opened, name: str, count: Callable[[], T]) -> T:
        """What is counted once a state, and of a remote store now and then."""
        now = time.monotonic()
        at, found = opened.counted.get(name, (0.0, None))
        if at == 0.0 or (self.is_far and now - at > _FRESH):
            found = count()
            opened.counted[name] = (now, found)
        return cast("T", found)

    @contextmanager
    def _opened(self) -> Iterator[_Opened]:
        try:
            opened = self._taken()
            try:
                yield opened
            finally:
                self._give_back(opened)
        except StoreUnusable as error:
            if not self.is_far:
                raise
            raise unanswered.of_remote(error, is_begun=False) from error

    def _open(self) -> _Opened:
        return _Opened(Store.open(self._place, read_only=True))

    def _taken(self) -> _Opened:
        """The last published state, of which one is a reader from now on. What takes time is done while others go on."""
        with self._lock:
            opened = self._current
            if opened is not None:
                opened.readers += 1
        if opened is not None:
            is_current = False
            try:
                if is_current := opened.store.is_current():
                    return opened
            finally:
                if not is_current:
                    self._give_back(opened)
        newer = self._open()
        newer.readers = 1
        with self._lock:
            before, self._current = self._current, newer
            if before is not None:
                self._close_if_idle(before)
        return newer

    def _give_back(self, opened: _Opened) -> None:
        with self._lock:
            opened.readers -= 1
            if self.is_far and opened.readers == 0 and opened is self._current:
                cast("RemoteStore", opened.store).let_go_of_quads()
            self._close_if_idle(opened)

    def _close_if_idle(self, opened: _Opened) -> None:
        if opened.readers == 0 and opened is not self._current:
            opened.store.close()
