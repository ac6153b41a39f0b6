"""Long bodies of requests go in, files in a folder come out, which the process that writes can read; they go with who made them.

Whoever receives a body holds a lock on its file, which is the kernel's and ends with the process, however that ends: a file
that nobody holds was left by one that was killed, and goes when the next service starts.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_PREFIX = "body-"


class Bodies:
    """The long bodies of one request; at the end of the `with` they are gone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def new(self) -> IO[bytes]:
        """A new file, open for writing, which has its name for as long as this has not ended."""
        while True:
            file = tempfile.NamedTemporaryFile("wb", prefix=_PREFIX, dir=self._folder, delete=False)  # noqa: SIM115
            self._files.callback(_remove, file)
            fcntl.flock(file, fcntl.LOCK_SH)
            if os.fstat(file.fileno()).st_nlink:  # else who swept the folder came between
                return file


def sweep(folder: Path) -> None:
    """Remove the files that no living process holds."""
    for left in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _remove(file: IO[bytes]) -> None:
    with suppress(OSError):
        Path(file.name).unlink(missing_ok=True)
    with suppress(OSError):  # what was not written yet needs no room any more
        file.close()
