"""A report goes in, files for spreadsheets come out: CSV files, a zip of them, or a workbook.

No cell is ever a formula: in CSV a text that begins as formulas do gets an apostrophe before it, in a workbook it is a text
that stays one when it is edited. Numbers stay numbers. CSV is UTF-8; with `bom` it begins with the mark by which Excel
knows that.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.compare.cells import Cell, Table, plain, text_of
from api.compare.clean import clean
from api.compare.diff import Pieces
from api.compare.report import Report
from api.compare.tables import tables

_FORMULA = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""

_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_csv_files(report: Report, *, bom: bool = False) -> Mapping[str, bytes]:
    """The name of each file with its bytes."""
    encoding = "utf-8-sig" if bom else "utf-8"
    return {f"{table.name}.csv": to_csv(table).encode(encoding) for table in tables(report)}


def to_zip(report: Report, *, bom: bool = False) -> bytes:
    """All CSV files in one; the same report gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in to_csv_files(report, bom=bom).items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def to_csv(table: Table) -> str:
    """One table; an unknown value is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([harmless(plain(cell)) for cell in row] for row in table.rows)
    return out.getvalue()


def harmless(value: str | float | None) -> str | float:
    """A value that no spreadsheet takes for a formula.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("－1"), harmless(-1), harmless("三/（一）/1"), harmless(None)
    ("'=cmd|' /C calc'!A0", "'－1", -1, '三/（一）/1', '')
    """
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return "" if value is None else value


def to_workbook(report: Report) -> bytes:
    """A workbook with a sheet for each table; differing words stand out in their quotes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, options)
    made = report.made
    book.set_properties(
        {
            "title": report.title[:250],
            "created": datetime(made.year, made.month, made.day) if made else datetime(*_EPOCH),
        }
    )
    sheets = _Sheets(book)
    for table in tables(report):
        sheets.add(table)
    book.close()
    return out.getvalue()


class _Sheets:
    """A workbook and its formats."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        cell = {
            "text_wrap": True,
            "valign": "top",
            "font_name": "宋体",
            "font_size": 10.5,
            "border": 1,
            "border_color": "#BFBFBF",
        }
        self.text = self.format(cell)
        self.quoted = self.format(cell | {"quote_prefix": True})
        self.score = self.format(cell | {"num_format": "0.00"})
        self.head = self.format(cell | {"bold": True, "bg_color": "#E4EEF3", "font_name": "黑体", "valign": "vcenter"})
        font = {"font_name": "宋体", "font_size": 10.5}
        self.same = self.format(font)
        self.marks = {
            "child_quote": self.format(font | {"bold": True, "font_color": "#1B6140", "underline": 1}),
            "parent_quote": self.format(font | {"font_color": "#8F360E", "font_strikeout": True}),
        }

    def format(self, properties: Mapping[str, Any]) -> Format:
        return self.book.add_format(dict(properties))

    def add(self, table: Table) -> None:
        sheet = self.book.add_worksheet(table.title)
        last = max(len(table.columns) - 1, 0)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.heading, self.head)
        for number, row in enumerate(table.rows, start=1):
            for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                self.write(sheet, number, at, column.name, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table.rows), last)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P / &N")

    def write(self, sheet: Worksheet, row: int, at: int, name: str, cell: Cell) -> None:
        if isinstance(cell, tuple) and name in self.marks and self.rich(sheet, row, at, name, _pieces(cell)):
            return
        value = plain(cell, words=True)
        if value is None:
            sheet.write_blank(row, at, None, self.text)
        elif isinstance(value, str):
            text = clean(value)[:_LONGEST]
            sheet.write_string(row, at, text, self.quoted if _FORMULA.match(text) else self.text)
        else:
            sheet.write_number(row, at, value, self.score if name == "score" else self.text)

    def rich(self, sheet: Worksheet, row: int, at: int, name: str, pieces: Pieces) -> bool:
        """Write a quote with its differing words marked; False where nothing is marked, or it is too long."""
        text = text_of(pieces)
        if len(pieces) < 2 or len(text) > _LONGEST:
            return False
        parts: list[object] = []
        for piece in pieces:
            parts += [self.marks[name] if piece.differs else self.same, piece.text]
        cell = self.quoted if _FORMULA.match(text) else self.text
        return bool(sheet.write_rich_string(row, at, *parts, cell) == 0)


def _pieces(cell: object) -> Pieces:
    return cell if isinstance(cell, tuple) else ()
