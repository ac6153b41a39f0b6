"""The files of a report: no formula, no markup of others, the same bytes again, and whole whatever the texts are."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT

from api.compare.report import Report
from api.compare.writing import FORMS, Form, form_of, render, write
from tests.api.compare.samples import HOSTILE, empty, hostile, small

REPORTS = {"small": small, "empty": empty, "hostile": hostile}
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    made: Report = REPORTS[request.param]()
    return made


def as_bytes(report: Report, form: Form, *, bom: bool = False) -> bytes:
    made = render(report, form, bom=bom)
    return made.encode() if isinstance(made, str) else made


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_written(report: Report, form: Form, tmp_path: Path) -> None:
    written = write(report, tmp_path / "there", form)
    assert written
    assert all(path.stat().st_size for path in written)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "docx"])
def test_the_same_report_gives_the_same_bytes(form: Form) -> None:
    assert as_bytes(small(), form) == as_bytes(small(), form)


def parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 we wrote it


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_csv_cells_are_no_formulas(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(as_bytes(report, "csv"))) as archive:
        assert len(archive.namelist()) == 8
        for name in archive.namelist():
            rows = list(csv.reader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            assert len({len(row) for row in rows}) == 1, f"{name}: rows of one length"
            for cell in (cell for row in rows for cell in row):
                assert not re.match(r"[=+\-@＝＋－＠\t\r\n]", cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell), (
                    name,
                    cell,
                )


def test_csv_keeps_numbers_and_notations(tmp_path: Path) -> None:
    write(small(), tmp_path, "csv")
    with (tmp_path / "indicator_cascade.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["parent_value"], row["child_value"], row["comparison"]) for row in rows] == [
        ("95", "90", "looser"),
        ("40000", "300", "incomparable"),
        ("30000", "", "missing"),
        ("", "", "new"),
    ]


@pytest.mark.parametrize("bom", [True, False])
def test_csv_begins_with_the_mark_for_excel_if_asked(tmp_path: Path, bom: bool) -> None:
    for path in write(small(), tmp_path, "csv", bom=bom):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf") is bom


def test_workbook_cells_are_no_formulas(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(as_bytes(report, "xlsx"))) as archive:
        texts = ["".join(one.itertext()) for one in parsed(archive, "xl/sharedStrings.xml")]
        styles = parsed(archive, "xl/styles.xml")
        prefixed = [one.get("quotePrefix") == "1" for one in styles.iterfind(f"{_SHEET}cellXfs/{_SHEET}xf")]
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 8
        for name in sheets:
            sheet = parsed(archive, name)
            assert not list(sheet.iter(f"{_SHEET}f")), "a formula"
            for cell in sheet.iter(f"{_SHEET}c"):
                if cell.get("t") == "s":
                    text = texts[int(cell.findtext(f"{_SHEET}v") or 0)]
                    assert not text.startswith(("=", "+", "-", "@")) or prefixed[int(cell.get("s") or 0)], text


def test_workbook_marks_differing_words() -> None:
    with zipfile.ZipFile(io.BytesIO(as_bytes(small(), "xlsx"))) as archive:
        strings = parsed(archive, "xl/sharedStrings.xml")
    marked = {
        run.findtext(f"{_SHEET}t")
        for run in strings.iter(f"{_SHEET}r")
        if run.find(f"{_SHEET}rPr/{_SHEET}b") is not None
    }
    assert "鼓励" in marked


# ── Word, Markdown, plain text ───────────────────────────────────────────────────────────────────────────────────────


def test_word_document(report: Report) -> None:
    document = Document(io.BytesIO(as_bytes(report, "docx")))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (section.page_width or 0) > (section.page_height or 0)
    assert document.paragraphs[0].style is not None
    assert document.paragraphs[0].style.name == "Title"
    for table in document.tables:
        assert "tblHeader" in table.rows[0]._tr.xml, "the head stands on every page"
        assert len({len(row.cells) for row in table.rows}) == 1


def test_word_document_marks_differing_words() -> None:
    document = Document(io.BytesIO(as_bytes(small(), "docx")))
    runs = [
        run
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for one in cell.paragraphs
        for run in one.runs
    ]
    assert [run.text for run in runs if run.font.strike] == ["实现", "3万户"]
    assert [run.text for run in runs if run.underline] == ["鼓励", "2户"]


def test_markdown_tables_are_whole(report: Report) -> None:
    lines = as_bytes(report, "markdown").decode().split("\n")
    columns = 0
    for line in lines:
        bars = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        if line.startswith("|"):
            assert not columns or bars == columns, line
            columns = bars
        else:
            assert not bars, line
            columns = 0


def test_markdown_holds_no_markup_of_others() -> None:
    made = as_bytes(hostile(), "markdown").decode()
    assert not re.search(r"(?<!\\)[<`]", made)
    assert not re.search(r"(?<!\\)\]\(", made), "a link"
    assert not re.search(r"(?m)^# (?!\\<script)", made), "one title, its own"


def test_markdown_marks_differing_words() -> None:
    made = as_bytes(small(), "markdown").decode()
    assert "~~实现~~应保尽保" in made
    assert "**鼓励**应保尽保" in made


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_plain_text_steers_no_terminal(form: Form) -> None:
    made = as_bytes(hostile(), form).decode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made)


def test_what_an_analyst_looks_at_first() -> None:
    made = as_bytes(small(), "text").decode()
    for line in (
        "三/3  对外交流",
        "四/2  强化经费保障",
        "取消 民政（省民政厅）",
        "实现 → 鼓励",
        "更宽  参保率: ≥95%（2025年） → ≥90%（2025年）",
    ):
        assert line in made, line


def test_long_lines_are_cut_on_a_terminal() -> None:
    assert max(map(len, as_bytes(hostile(), "text").decode().split("\n"))) < max(map(len, HOSTILE))


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.pdf", "expected a name that ends in one of .txt, .md, .zip, .xlsx, .docx, .html, .htm, found '.pdf'"),
        ("a.csv", "a comparison is several tables; name a .zip, or a folder and the form csv"),
    ],
)
def test_names_that_tell_no_form(name: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        form_of(Path(name))
