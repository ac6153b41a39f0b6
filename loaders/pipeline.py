"""A file goes in, the typed documents that it holds come out; the stages in order, each a module of its own.

bytes ─▶ text (formats) ─▶ cleaned text (clean) ─▶ outline ─▶ facts (rules) ─▶ ontology.model.Document
"""

from __future__ import annotations

from pathlib import Path

from loaders.assemble import Assembler
from loaders.clean import Cleaned, clean
from loaders.errors import NotAPolicyDocument
from loaders.formats import read
from loaders.outline import read_outline
from ontology.model import Document, Source

MIN_HAN = 10


def read_document(path: Path) -> tuple[Document, ...]:
    """The documents that a file holds; today always one.

    Raises a `loaders.errors.LoaderError` that says where, what was expected, what was found, what to do.
    """
    text, source = read(path)
    return (read_text(text, source, str(path)),)


def read_text(text: str, source: Source, where: str) -> Document:
    """The document in a decoded text."""
    cleaned = clean(text, markdown=source.media_type == "text/markdown")
    _check_genre(cleaned, where)
    document = Assembler(cleaned, read_outline(cleaned), source).document()
    if not document.title:
        begins = cleaned.text[:30].replace("\n", " ")
        remedy = "put the title on a line of its own before the text"
        raise NotAPolicyDocument(where, "a document with a title", f"none in a text that begins {begins!r}", remedy)
    return document


def _check_genre(cleaned: Cleaned, where: str) -> None:
    """Refuse what is not written in Chinese: no rule applies to it."""
    sample = cleaned.text[:50_000]
    han = sum("一" <= char <= "鿿" for char in sample)
    letters = sum(char.isalpha() for char in sample)
    if han < MIN_HAN or han * 5 < letters:
        found = f"{han} Chinese characters among {letters} letters"
        raise NotAPolicyDocument(where, "a document in Chinese", found, "check that it is the right file")
