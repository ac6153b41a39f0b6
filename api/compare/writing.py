"""A report and the name of a form go in, its text or bytes come out, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from api.compare.report import Report

Form = Literal["text", "markdown", "csv", "xlsx", "docx", "html"]
FORMS: tuple[Form, ...] = get_args(Form)
"""The forms that a report can be written in."""

_SUFFIXES: dict[str, Form] = {
    ".txt": "text",
    ".md": "markdown",
    ".zip": "csv",
    ".xlsx": "xlsx",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
}


def form_of(path: Path) -> Form:
    """The form that a file's name asks for.

    >>> form_of(Path("a.xlsx")), form_of(Path("tables.zip"))
    ('xlsx', 'csv')
    """
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        known = ", ".join(_SUFFIXES)
        if path.suffix.lower() == ".csv":
            raise ValueError(f"{path.name}: a comparison is several tables; name a .zip, or a folder and the form csv")
        raise ValueError(
            f"{path.name}: expected a name that ends in one of {known}, found {path.suffix!r}; name a form"
        )
    return form


def render(report: Report, form: Form, *, bom: bool = False) -> str | bytes:
    """The report in a form: text for `text`, `markdown` and `html`, bytes for the others; `csv` is a zip of its tables.

    With `bom` CSV begins with the mark by which Excel knows UTF-8.
    """
    if form == "text":
        from api.compare.terminal import to_text

        return to_text(report)
    if form == "markdown":
        from api.compare.markdown import to_markdown

        return to_markdown(report)
    if form == "csv":
        from api.compare.sheets import to_zip

        return to_zip(report, bom=bom)
    if form == "xlsx":
        from api.compare.sheets import to_workbook

        return to_workbook(report)
    if form == "docx":
        from api.compare.document import to_document

        return to_document(report)
    if form == "html":
        from api.compare.page import to_page

        return to_page(report)
    raise ValueError(f"form: expected one of {', '.join(FORMS)}, found {form!r}")


def write(report: Report, path: Path, form: Form | None = None, *, bom: bool = False) -> tuple[Path, ...]:
    """Write a report, in the form that is said or that the name tells; the files that were written.

    `csv` writes a zip where the name ends so, else a folder with a file for each table.
    """
    form = form or form_of(path)
    if form == "csv" and path.suffix.lower() != ".zip":
        from api.compare.sheets import to_csv_files

        path.mkdir(parents=True, exist_ok=True)
        written = []
        for name, content in to_csv_files(report, bom=bom).items():
            (path / name).write_bytes(content)
            written.append(path / name)
        return tuple(written)
    rendered = render(report, form, bom=bom)
    path.write_bytes(rendered.encode("utf-8") if isinstance(rendered, str) else rendered)
    return (path,)
