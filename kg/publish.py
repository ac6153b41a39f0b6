"""A store's database goes in, published states of it come out, which any number of processes read beside a writer.

A state is a backup of the database: hard links, made in milliseconds whatever its size. `CURRENT` names the last one
and is replaced in one step. A reader holds a lock on the lease beside its state, and a state without readers is removed
when a newer one is published, or the next writer comes. The locks are the kernel's: they end with the process, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg.files import sync_folder, write_whole


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
        """The name of the last published state, None before the first."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return (self.folder / "CURRENT").read_text(encoding="ascii").strip() or None
        return None

    def hold(self) -> State | None:
        """Open the last published state for reading, None before the first. One that goes meanwhile is passed over."""
        while (name := self.current()) is not None:
            state = self._hold(name)
            if state is not None:
                return state
            if self.current() == name:
                return None
        return None

    def publish(self, store: ox.Store) -> str:
        """Make what the database holds now the published state; only its writer may."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{1 + max((int(path.name) for path in self._states()), default=0):08}"
        path = self.folder / name
        store.backup(path)
        sync_files(path)
        self._lease(name).touch()
        write_whole(self.folder / "CURRENT", f"{name}\n".encode("ascii"))
        self.remove_unused()
        return name

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

        Only the writer may.
        """
        current = self.current()
        for path in self._states():
            if path.name == current:
                continue
            with self._lease(path.name).open("ab") as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                shutil.rmtree(path)
                self._lease(path.name).unlink()
        for half in self.folder.glob(".new-*"):
            half.unlink(missing_ok=True)
        for lease in self.folder.glob("*.lease"):
            if not lease.with_suffix("").exists():
                lease.unlink(missing_ok=True)

    def _states(self) -> list[Path]:
        return [path for path in self.folder.glob("*") if path.name.isdigit() and path.is_dir()]

    def _lease(self, name: str) -> Path:
        return self.folder / f"{name}.lease"


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
