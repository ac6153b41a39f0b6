"""A table of terms or a list of lines goes in, text for people or programs comes out: table, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO

from queries.run import Table, native, plain


def to_csv(table: Table) -> str:
    """CSV with a header; an unknown value is empty.

    >>> to_csv(Table(("name", "value"), ((None, None),)))
    'name,value\\n,\\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([plain(term) or "" for term in row] for row in table.rows)
    return out.getvalue()


def to_json(table: Table) -> str:
    """A JSON list with an object for each row; an unknown value is null."""
    rows = [dict(zip(table.columns, map(native, row), strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def to_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns side by side, as wide as their widest cell (a Chinese character takes two places).

    >>> print(to_text(("name", "leads"), [("民政厅", "7"), ("残联", "12")]), end="")
    name    leads
    ------  -----
    民政厅  7
    残联    12
    """
    lines = [list(columns), *([cell.replace("\n", " ") for cell in row] for row in rows)]
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
        ruled.add_row(*row)
    Console(file=out, markup=False, highlight=False, emoji=False).print(ruled)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
