"""A store's folder goes in; its last published state comes out, for as long as somebody reads it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.store import Store


class _Opened:
    """A published state that is open, and how many read it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.readers = 0


class Reader:
    """The store that a service reads: a state that a load has replaced is closed when its last reader is done."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._current = _Opened(Store.open(path, read_only=True))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The last published state."""
        with self._lock:
            if not self._current.store.is_current():
                old, self._current = self._current, _Opened(Store.open(self._path, read_only=True))
                self._close_if_idle(old)
            opened = self._current
            opened.readers += 1
        try:
            yield opened.store
        finally:
            with self._lock:
                opened.readers -= 1
                self._close_if_idle(opened)

    def close(self) -> None:
        """Close the current state; nobody may read any more."""
        self._current.store.close()

    def _close_if_idle(self, opened: _Opened) -> None:
        if opened.readers == 0 and opened is not self._current:
            opened.store.close()
