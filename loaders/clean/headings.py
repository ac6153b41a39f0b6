"""Paragraphs go in, the same paragraphs come out with headings in their place: glued, displaced or printed twice put right.

Text taken from a PDF puts a heading that floats over a page break at the end of the paragraph before it, prints it a
second time, or glues a section's heading before its chapter's. Only headings are touched, and only where the numbering
says where they belong.
"""

from __future__ import annotations

import re
from collections import deque

from loaders.clean.mapped import Mapped
from loaders.clean.wraps import HAN_NUMBER, Paragraph

_TITLE = r"[^。；;！？\n]{2,45}?"
_SECTION = re.compile(rf"[（(](?P<number>{HAN_NUMBER})[)）] ?(?P<title>{_TITLE})$")
_GLUED_PAIR = re.compile(
    rf"(?P<section>[（(]{HAN_NUMBER}[)）]{_TITLE})(?P<chapter>{HAN_NUMBER}、[^。；，、\n]{{2,30}})$"
)
_GLUED_TAIL = re.compile(rf"[。）)](?P<heading>(?:[（(]{HAN_NUMBER}[)）]|{HAN_NUMBER}、)[^。；;，（(）)\n]{{4,40}})$")
_ITEM = re.compile(r"(\d{1,3}) ?[.．、](?!\d)")
MAX_HEADING = 60
_NUMBERED = re.compile(rf"[（(](?:{HAN_NUMBER}|\d{{1,3}})[)）]|{HAN_NUMBER}、|\d{{1,3}} ?[.．、](?!\d)")
MIN_REPEATED, NEAR = 30, 6
"""How long a paragraph is that proves a stretch printed twice, and how many paragraphs that stretch may have."""


def right_headings(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Headings glued in the wrong order, glued to the end of a paragraph, or printed twice, put right."""
    return _drop_repeated(_release_glued(_swap_glued(paragraphs)))


def _swap_glued(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """（一）节 四、章 on one line: the chapter comes first, its section after it."""
    out: list[Paragraph] = []
    for paragraph in paragraphs:
        match = _GLUED_PAIR.match(paragraph.text.text) if len(paragraph.text.text) <= 2 * MAX_HEADING else None
        if match is None:
            out.append(paragraph)
            continue
        out.append(Paragraph(paragraph.text[slice(*match.span("chapter"))], paragraph.blanks, False))
        out.append(Paragraph(paragraph.text[slice(*match.span("section"))], 0, False))
    return out


def _key(text: str) -> str:
    return re.sub(r"[\s　]", "", text)


def _release_glued(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A heading at the end of a paragraph: dropped where it was printed before, else put where its items begin."""
    seen: set[str] = set()
    out: list[Paragraph] = []
    for paragraph in paragraphs:
        text = paragraph.text
        match = _GLUED_TAIL.search(text.text, max(0, len(text.text) - MAX_HEADING))
        if match is None:
            seen.add(_key(text.text))
            out.append(paragraph)
            continue
        heading = text[slice(*match.span("heading"))]
        out.append(Paragraph(text[: match.start("heading")], paragraph.blanks, paragraph.indented))
        if _key(heading.text) not in seen:
            seen.add(_key(heading.text))
            _place(out, heading)
    return out


def _place(out: list[Paragraph], heading: Mapped) -> None:
    """Put a heading that was printed after its first item before that item, else at the end."""
    item = _ITEM.match(out[-1].text.text)
    first_of_section = item is not None and item.group(1) == "1"
    at = len(out) - 1 if first_of_section and not _is_heading_line(out[-2] if len(out) > 1 else None) else len(out)
    out.insert(at, Paragraph(heading, 0, False))


def _is_heading_line(paragraph: Paragraph | None) -> bool:
    return paragraph is not None and _SECTION.match(paragraph.text.text) is not None


def _drop_repeated(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """A section's heading line printed a second time is dropped, and so is a numbered paragraph that comes again right
    after, word for word (a page printed twice)."""
    out: list[Paragraph] = []
    last_heading = ""
    near: deque[str] = deque(maxlen=NEAR)
    for paragraph in paragraphs:
        key = _key(paragraph.text.text)
        if len(key) <= MAX_HEADING and _SECTION.match(paragraph.text.text):
            if key == last_heading:
                continue
            last_heading = key
        if len(key) >= MIN_REPEATED and key in near and _NUMBERED.match(key):
            continue
        near.append(key)
        out.append(paragraph)
    return out
