"""The bytes of an answer in one of W3C's formats go in, piece by piece; how many rows they hold comes out.

The engine writes answers itself, and fast; its rows are counted in what it wrote, by what can stand between rows alone and
never in a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Counter = Callable[[bytes], int]
"""Takes the next piece, gives the rows that began or ended in it."""


class _Xml:
    """`<result>` begins a row; a value has no `<` of its own."""

    def __init__(self) -> None:
        self._tail = b""

    def __call__(self, piece: bytes) -> int:
        text = self._tail + piece
        self._tail = text[-7:]
        return text.count(b"<result>")


class _Tsv:
    """A line is a row but for the first; a value has its line ends escaped."""

    def __init__(self) -> None:
        self._head = True

    def __call__(self, piece: bytes) -> int:
        lines = piece.count(b"\n")
        if lines and self._head:
            self._head = False
            return lines - 1
        return lines


class _Csv(_Tsv):
    """A line end outside of quotation marks ends a row; within them, a mark is written twice."""

    def __init__(self) -> None:
        super().__init__()
        self._quoted = 0

    def __call__(self, piece: bytes) -> int:
        parts = piece.split(b'"')
        outside = b" ".join(parts[self._quoted :: 2])
        self._quoted = (self._quoted + len(parts) - 1) % 2
        return super().__call__(outside)


class _Json:
    """Between two rows stands `}},{"` and a name; a value has its marks escaped, and after its last one `,` or `}`.

    Rows in which nothing is bound are not counted.
    """

    def __init__(self) -> None:
        self._tail = b""
        self._first = 1

    def __call__(self, piece: bytes) -> int:
        text = self._tail + piece
        self._tail = text[-5:]
        first, self._first = self._first, 0
        return first + len(_BETWEEN.findall(text))


_BETWEEN = re.compile(rb'\}\},\{"[^},]')
_COUNTERS: dict[str, Callable[[], Counter]] = {"xml": _Xml, "tsv": _Tsv, "csv": _Csv, "json": _Json}


def counter(name: str) -> Counter:
    """What counts the rows of answers in the format of a short name.

    >>> [counter("csv")(b'a,b\\r\\n1,"x\\r\\ny"\\r\\n2,3\\r\\n'), counter("xml")(b"<results><result></result></results>")]
    [2, 1]
    """
    return _COUNTERS[name]()
