"""What the system or the database complains of goes in; what is wrong with the store and what to do about it comes out.

The database tells of a damaged file by a RuntimeError, of what the system refused by an OSError without a number.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import StoreUnusable

RESTORE = "restore a backup into a new folder (policykg restore); what readers see can still be saved (policykg backup)"
"""What to do about a database that is damaged: the states that were published from it are files of their own."""
ANEW = "let a writer publish it anew (policykg load, also of a file that is loaded), else restore a backup"
"""What to do about a published state that is damaged: it follows from the database."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of trouble: by which numbers and words it is known, and what to do; None: what `told` was given."""

    expected: str
    remedy: str | None
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


_KINDS = (
    _Kind(
        "space on its disk",
        "free space there and do it again: what was confirmed is kept",
        (errno.ENOSPC, errno.EDQUOT),
        ("No space left", "quota exceeded"),
    ),
    _Kind(
        "files that can be read and written",
        "see to the rights of that folder and of who runs this",
        (errno.EACCES, errno.EPERM, errno.EROFS),
        ("Permission denied", "Operation not permitted", "Read-only file system"),
    ),
    _Kind(
        "a database that no other program has open",
        "end that program; policykg itself never opens it twice",
        words=("While lock file", "lock hold by"),
    ),
    _Kind("files that are whole", None, (errno.EIO,), ("Corruption", "IO error")),
)
_OTHER = _Kind("files that can be read and written", "see to the folder, its rights and its disk")


def told(error: OSError | RuntimeError, where: Path, damaged: str = RESTORE) -> StoreUnusable:
    """What is wrong with a store; `damaged`: what to do where its files are not whole."""
    said = " ".join(str(error).split())
    number = getattr(error, "errno", None)
    by_words = number is None
    kind = next(
        (one for one in _KINDS if number in one.numbers or (by_words and any(word in said for word in one.words))),
        _OTHER,
    )
    return StoreUnusable(str(where), kind.expected, said, kind.remedy or damaged)


def is_engines(error: BaseException | None) -> bool:
    """Whether an error is the database's own complaint about its files."""
    return (isinstance(error, OSError) and error.errno is None and "IO error" in str(error)) or (
        isinstance(error, RuntimeError) and str(error).startswith(("Corruption", "IO error"))
    )


@contextmanager
def told_of(where: Path, damaged: str = RESTORE) -> Iterator[None]:
    """Tell of what the system refuses (no rights, no space) and of damaged files as what is wrong with the store."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if isinstance(error, OSError) or is_engines(error):
            raise told(error, where, damaged) from error
        raise
