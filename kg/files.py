"""Bytes go in, files that are whole or absent come out, even where the machine stops in between."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

_SUM = re.compile("[0-9a-f]{64}")


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file under another name, and give it its own once it is on the disk; of its mode, umask takes its part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".new-{secrets.token_hex(8)}")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Have the names in a folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def workplace(folder: Path, name: str) -> Iterator[Path]:
    """A new folder in another one to work in, which goes at the end; those that stopped processes left go first.

    Its name begins with `name`, and only its owner may enter it.
    """
    for left in folder.glob(f"{name}*"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    work = folder / f"{name}{secrets.token_hex(8)}"
    work.mkdir(mode=0o700)
    try:
        with _locked(work):
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone; raise BlockingIOError where another does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


class SourceFiles:
    """The files that documents were read from, kept in a folder by the SHA-256 sum of their bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the file of a sum is kept, or would be."""
        if not _SUM.fullmatch(digest):
            raise ValueError(f"expected a SHA-256 sum of 64 hexadecimal digits, found {digest!r}")
        return self.folder / digest[:2] / digest

    def put(self, data: bytes) -> str:
        """Keep a file; its sum comes back."""
        digest = sha256(data).hexdigest()
        if not self.path(digest).is_file():
            write_whole(self.path(digest), data)
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes of a sum, None where they are not kept."""
        with suppress(FileNotFoundError):
            return self.path(digest).read_bytes()
        return None

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)
        with suppress(OSError):  # others are left in it
            self.path(digest).parent.rmdir()

    def sums(self) -> Iterator[str]:
        """The sums of all files kept."""
        yield from sorted(path.name for path in self.folder.glob("??/*") if _SUM.fullmatch(path.name))

    def sweep(self, wanted: Collection[str]) -> None:
        """Remove all files but the wanted ones, and what a stopped process left half-written."""
        for digest in self.sums():
            if digest not in wanted:
                self.remove(digest)
        for stray in self.folder.glob("*/.new-*"):
            stray.unlink(missing_ok=True)


class Origins:
    """For the path of each file that was loaded, the sums of bytes under which there may be documents of it.

    This is kept beside the documents and not with them, each path as a sum: where a file lay is no part of what it
    says. Only the writer of a store may use it, and a store without it is whole: it is made anew as files are loaded.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sums(self, path: str) -> frozenset[str]:
        """The sums that were noted for the file of a path, none where it was not loaded yet."""
        return self._noted.get(_key(path), frozenset())

    def sums_of_others(self, path: str) -> frozenset[str]:
        """The sums that were noted for the files of all other paths."""
        return frozenset().union(*(sums for key, sums in self._noted.items() if key != _key(path)))

    def note(self, path: str, sums: frozenset[str]) -> None:
        """Keep the sums of the file of a path instead of those that were noted for it."""
        if sums != self.sums(path):
            write_whole(self.folder / _key(path), "\n".join(sorted(sums)).encode("ascii"))
            self._noted[_key(path)] = sums

    @cached_property
    def _noted(self) -> dict[str, frozenset[str]]:
        entries = [entry for entry in self.folder.glob("*") if _SUM.fullmatch(entry.name)]
        return {entry.name: frozenset(_SUM.findall(entry.read_text(encoding="ascii"))) for entry in entries}


def _key(path: str) -> str:
    return sha256(os.fsencode(path)).hexdigest()
