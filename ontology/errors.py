"""What every error of the project says: where, what was expected, what was found, what to do."""

from __future__ import annotations

from typing import Self


class Described(Exception):
    """Base of the errors that a user may see. `where` is a place; `expected`, `found` and `remedy` are in words.

    >>> print(Described("plan.txt", "a document", "an empty file", "check the download"))
    plan.txt: expected a document, found an empty file; check the download
    """

    def __init__(self, where: str, expected: str, found: str, remedy: str) -> None:
        super().__init__(f"{where}: expected {expected}, found {found}; {remedy}")
        self.where = where
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str, str]]:
        return (type(self), (self.where, self.expected, self.found, self.remedy))
