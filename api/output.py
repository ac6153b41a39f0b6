"""A table of terms or a list of lines goes in, text for people or programs comes out: table, CSV, JSON.

CSV and JSON are written row by row, so that an answer of any size needs little memory.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO

from queries.run import Term, native, plain

Row = Sequence[Term | None]

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BYTES = range(0xDC80, 0xDD00)


def write_csv(columns: Sequence[str], rows: Iterable[Row], out: TextIO) -> None:
    """CSV with a header; an unknown value is empty.

    >>> write_csv(("name", "value"), [(None, None)], sys.stdout)
    name,value
    ,
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([plain(term) or "" for term in row] for row in rows)


def write_json(columns: Sequence[str], rows: Iterable[Row], out: TextIO) -> None:
    """A JSON list with an object for each row; an unknown value is null.

    >>> write_json(("name",), [(None,), (None,)], sys.stdout)
    [
     {
      "name": null
     },
     {
      "name": null
     }
    ]
    """
    before = "["
    for row in rows:
        made = json.dumps(dict(zip(columns, map(native, row), strict=True)), ensure_ascii=False, indent=1)
        out.write(f"{before}\n {made.replace(chr(10), chr(10) + ' ')}")
        before = ","
    out.write("[]\n" if before == "[" else "\n]\n")


class Utf8:
    """A file for bytes that writes them as text, with the line ends that text has here."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._held = ""

    def write(self, data: bytes) -> int:
        text = self._held + self._decoder.decode(data)
        self._held = "\r" if text.endswith("\r") else ""
        self._out.write(text[: len(text) - len(self._held)].replace("\r\n", "\n"))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back but half a line end."""


def printable(text: str) -> str:
    r"""Text in which nothing steers a terminal or forges a line: what would is written as an escape.

    >>> print(printable("计划" + chr(0x1B) + "[2J" + chr(10) + chr(0x202E) + chr(0xDCFF)))
    计划\x1b[2J\n\u202e\xff
    """
    return _STEERING.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if ord(char) in _BYTES:  # a byte that is no UTF-8, as Python keeps it
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def lines_of(text: str) -> str:
    """The same, of a text of several lines."""
    return "\n".join(map(printable, text.split("\n")))


def to_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns side by side, as wide as their widest cell (a Chinese character takes two places).

    >>> print(to_text(("name", "leads"), [("民政厅", "7"), ("残联", "12")]), end="")
    name    leads
    ------  -----
    民政厅  7
    残联    12
    """
    lines = [list(columns), *([printable(cell.replace("\n", " ")) for cell in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    padded = ("  ".join(_padded(cell, width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in padded)


def show(columns: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO | None = None) -> None:
    """Print a table: wrapped and ruled on a terminal, plain otherwise."""
    out = out or sys.stdout
    if not out.isatty():
        out.write(to_text(columns, rows))
        return
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table as Ruled

    ruled = Ruled(header_style="bold", box=SIMPLE, pad_edge=False)
    for column in columns:
        ruled.add_column(column, overflow="fold")
    for row in rows:
        ruled.add_row(*map(lines_of, row))
    Console(file=out, markup=False, highlight=False, emoji=False).print(ruled)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
