"""Lines of text go in, the parts of a Word document come out: styles, fields, ruled tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.run import Run

from api.compare.diff import Piece, Pieces

_WIDTH = 25.7
"""Centimetres between the margins."""


class Line(NamedTuple):
    """A paragraph in a cell; `mark` says how differing pieces are shown: struck, bold, or not."""

    pieces: Pieces
    mark: str = ""
    bold: bool = False


Cell = Sequence[Line]


def dress(style: ParagraphStyle, font: str, size: float, bold: bool) -> None:
    """Western and Chinese letters in one font, black, without the template's colours and lines."""
    style.font.name, style.font.size, style.font.bold = "Times New Roman", Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), font)
    properties.append(_element("w:lang", val="en-US", eastAsia="zh-CN"))
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def field(run: Run, code: str) -> None:
    """Let a run show what Word counts: PAGE."""
    for kind in ("begin", "", "end"):
        if kind:
            mark = _element("w:fldChar", fldCharType=kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = code
        run._r.append(mark)


def table(pages: Document, heads: Sequence[str], widths: Sequence[float], rows: Iterable[Sequence[Cell]]) -> None:
    """A ruled table whose head stands on every page and whose rows are not cut in two where they fit one."""
    made = pages.add_table(1, len(heads), style="Table Grid")
    made.autofit = False
    _pad(made._tbl.tblPr)
    for column, size in zip(made.columns, widths, strict=True):
        column.width = Mm(size * 10 * _WIDTH / sum(widths))
    first = made.rows[0]
    for cell, head in zip(first.cells, heads, strict=True):
        cell.text = head
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in cell.paragraphs[0].runs:
            run.bold = True
    _mark_row(first._tr, "w:tblHeader")
    sizes = [str(round(size * 567 * _WIDTH / sum(widths))) for size in widths]
    for row in rows:
        made._tbl.append(_row(row, sizes))
    pages.add_paragraph()


def _row(row: Sequence[Cell], sizes: Sequence[str]) -> BaseOxmlElement:
    """A row made as it stands in the file: a table of thousands of rows takes no longer for each than one of ten.

    A row whose first words are bold heads those below it, and is shaded.
    """
    made = OxmlElement("w:tr")
    _mark_row(made, "w:cantSplit")
    for cell, size in zip(row, sizes, strict=True):
        place = OxmlElement("w:tc")
        properties = OxmlElement("w:tcPr")
        properties.append(_element("w:tcW", w=size, type="dxa"))
        if row[0] and row[0][0].bold:
            properties.append(_element("w:shd", val="clear", color="auto", fill="EFEFEF"))
        place.append(properties)
        for line in cell or (Line(()),):
            place.append(_paragraph(line))
        made.append(place)
    return made


def _pad(properties: BaseOxmlElement) -> None:
    """Air above and below the words of each cell."""
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", "40"), ("left", "90"), ("bottom", "40"), ("right", "90")):
        margins.append(_element(f"w:{side}", w=size, type="dxa"))
    properties.append(margins)


def _element(name: str, **attributes: str) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _mark_row(row: BaseOxmlElement, name: str) -> None:
    properties = row.find(qn("w:trPr"))
    if properties is None:
        properties = OxmlElement("w:trPr")
        row.insert(0, properties)
    properties.append(OxmlElement(name))


def _paragraph(line: Line) -> BaseOxmlElement:
    paragraph = OxmlElement("w:p")
    for piece in line.pieces:
        paragraph.append(_run(piece, line))
    return paragraph


def _run(piece: Piece, line: Line) -> BaseOxmlElement:
    run = OxmlElement("w:r")
    marks = ["w:b"] if line.bold else []
    if piece.differs:
        marks += {"struck": ["w:strike"], "bold": ["w:b", "w:u"]}.get(line.mark, [])
    if marks:
        properties = OxmlElement("w:rPr")
        for name in marks:
            properties.append(_element(name, val="single") if name == "w:u" else _element(name))
        run.append(properties)
    for at, part in enumerate(piece.text.split("\n")):
        if at:
            run.append(OxmlElement("w:br"))
        text = OxmlElement("w:t")
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = part
        run.append(text)
    return run
