"""A store's database goes in, published states of it come out, which any number of processes read beside a writer.

A state is a backup of the database: hard links, made in milliseconds whatever its size. `CURRENT` names the last one
and is replaced in one step. A reader holds a lock on the lease beside its state, and a state without readers is removed
when a newer one is published, or the next writer comes. The locks are the kernel's: they end with the process, however it ends.
A state that was found damaged is set aside as `….damaged`, for whoever wants to save what is left of it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.errors import StoreUnusable
from kg.files import sync_folder, write_whole
from kg.trouble import ANEW


@dataclass(frozen=True, slots=True)
class State:
    """A published state that is held open: it stays as long as this object does."""

    name: str
    path: Path
    lease: IO[bytes]

    def close(self) -> None:
        self.lease.close()


class Publisher:
    """The published states of one store, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str | None:
        """The name of the last published state, None before the first, or where none can be told."""
        name = self._named()
        return name if name is not None and _is_name(name) else None

    def hold(self) -> State | None:
        """Open the last published state for reading, None before the first. One that goes meanwhile is passed over.

        Raises StoreUnusable where the state that was published is not there.
        """
        while (name := self._named()) is not None:
            if not _is_name(name):
                raise StoreUnusable(str(self.folder / "CURRENT"), "the name of a state", repr(name[:40]), ANEW)
            state = self._hold(name)
            if state is not None:
                return state
            if self._named() == name:
                raise StoreUnusable(str(self.folder / name), "the published state, and its lease", "not both", ANEW)
        return None

    def is_whole(self) -> bool:
        """Whether the last published state can be opened."""
        with suppress(StoreUnusable, OSError, RuntimeError):
            state = self.hold()
            if state is not None:
                try:
                    ox.Store.read_only(str(state.path))
                    return True
                finally:
                    state.close()
        return False

    def has_states(self) -> bool:
        """Whether anything was ever published here."""
        return self._named() is not None or any(self._states())

    def set_aside(self) -> None:
        """Put away the last published state, which is damaged: nothing removes it. Only the writer may."""
        if (name := self.current()) is not None and (self.folder / name).is_dir():
            (self.folder / name).rename(self.folder / f"{name}.damaged")

    def publish(self, store: ox.Store) -> str:
        """Make what the database holds now the published state; only its writer may."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = self._next()
        store.backup(self.folder / name)  # whose files are on the disk when it returns
        self._lease(name).touch()
        sync_folder(self.folder)
        write_whole(self.folder / "CURRENT", f"{name}\n".encode("ascii"))
        self.remove_unused()
        return name

    def _named(self) -> str | None:
        """What CURRENT says, whatever that is."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return (self.folder / "CURRENT").read_text(encoding="ascii", errors="backslashreplace").strip()
        return None

    def _next(self) -> str:
        """A name that no state had yet, also where all states were lost, or were left behind in another folder."""
        numbers = (entry.name.partition(".")[0] for entry in self.folder.iterdir())
        return f"{1 + max((int(one) for one in numbers if _is_name(one)), default=int(time.time())):08}"

    def _hold(self, name: str) -> State | None:
        try:
            lease = self._lease(name).open("rb")
        except FileNotFoundError:
            return None
        fcntl.flock(lease, fcntl.LOCK_SH)
        if (self.folder / name / "CURRENT").is_file():
            return State(name, self.folder / name, lease)
        lease.close()
        return None

    def remove_unused(self) -> None:
        """Remove the states but the last that nobody reads, those included that a stopped process left half-made.

        Only the writer may. What cannot be removed is left for the next one.
        """
        current = self.current()
        if current is None:
            return
        for path in self._states():
            if path.name != current:
                with suppress(OSError):  # it has a reader, most likely
                    self._remove(path)
        for half in self.folder.glob("*.tmp"):  # of a copy that was stopped
            shutil.rmtree(half, ignore_errors=True)
        strays = [lease for lease in self.folder.glob("*.lease") if not lease.with_suffix("").exists()]
        for stray in (*strays, *self.folder.glob(".new-*")):
            with suppress(OSError):
                stray.unlink()

    def _remove(self, state: Path) -> None:
        """Remove a state, or raise BlockingIOError where somebody reads it."""
        with self._lease(state.name).open("ab") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(state)
            self._lease(state.name).unlink()

    def _states(self) -> list[Path]:
        return [path for path in self.folder.glob("*") if _is_name(path.name) and path.is_dir()]

    def _lease(self, name: str) -> Path:
        return self.folder / f"{name}.lease"


def _is_name(said: str) -> bool:
    return said.isascii() and said.isdigit()


def sync_files(folder: Path) -> None:
    """Have a folder and the files in it on the disk."""
    for file in folder.iterdir():
        _sync_file(file)
    sync_folder(folder)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
