"""A file goes in, the typed documents that it holds come out; the stages in order, each a module of its own.

bytes ─▶ text (formats) ─▶ cleaned text (clean) ─▶ outline ─▶ facts (rules) ─▶ ontology.model.Document
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from loaders.account import with_lost
from loaders.assemble import Assembler
from loaders.clean import Cleaned, clean
from loaders.errors import NotAPolicyDocument
from loaders.formats import read
from loaders.outline import read_outline
from loaders.plans import split_plans
from loaders.rules.duties import read_duty_tables
from loaders.spans import Spans
from ontology.model import Document, Source

MIN_HAN = 10
_HAN = re.compile("[一-鿿]+")
_LETTERS = re.compile(r"[^\W\d_]+")
MARKED = frozenset(("text/markdown", "text/html"))
"""What is given to cleaning as Markdown: pages are turned into it."""


def read_document(path: Path) -> tuple[Document, ...]:
    """The documents that a file holds: one, or several where a notice transmits several plans.

    Raises a `loaders.errors.LoaderError` that says where, what was expected, what was found, what to do.
    """
    text, source = read(path)
    return read_text(text, source, str(path))


def read_text(text: str, source: Source, where: str) -> tuple[Document, ...]:
    """The documents in a decoded text."""
    cleaned = clean(text, markdown=source.media_type in MARKED)
    _check_genre(cleaned, where)
    return tuple(_read_plan(part, source, where) for part in split_plans(cleaned))


def _read_plan(cleaned: Cleaned, source: Source, where: str) -> Document:
    duties = read_duty_tables(cleaned)
    covered = Spans((table.title.start if table.title else table.start, table.end) for table in duties)
    lines = tuple(line for line in cleaned.lines if not covered.touches(line.start, line.end))
    text = replace(cleaned, lines=lines)
    document = Assembler(text, read_outline(text), duties, source).document()
    if not document.title:
        begins = cleaned.text[:30].replace("\n", " ")
        remedy = "put the title on a line of its own before the text"
        raise NotAPolicyDocument(where, "a document with a title", f"none in a text that begins {begins!r}", remedy)
    return with_lost(document)


def _check_genre(cleaned: Cleaned, where: str) -> None:
    """Refuse what is not written in Chinese: no rule applies to it."""
    sample = cleaned.text[:50_000]
    han = sum(map(len, _HAN.findall(sample)))
    letters = sum(map(len, _LETTERS.findall(sample)))
    if han < MIN_HAN or han * 5 < letters:
        found = f"{han} Chinese characters among {letters} letters"
        raise NotAPolicyDocument(where, "a document in Chinese", found, "check that it is the right file")
