"""Over corpus and examples: each quote is exactly the cleaned text between start and end, and maps to the source."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.clean import clean
from loaders.errors import LoaderError
from loaders.formats import read
from loaders.pipeline import read_document

ROOT = Path(__file__).resolve().parent.parent.parent


def _texts(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.suffix in (".txt", ".md")]


def _broken(path: Path) -> list[str]:
    """What is wrong with the evidence of a file's documents."""
    wrong = []
    for document in read_document(path):
        for evidence in document.all_evidence():
            if document.text[evidence.start : evidence.end] != evidence.quote:
                wrong.append(f"{path.name} {evidence.rule} {evidence.start}-{evidence.end} {evidence.quote[:30]!r}")
        for reject in document.rejects:
            if document.text[reject.start : reject.end] != reject.quote or not reject.reason:
                wrong.append(f"{path.name} reject {reject.start}-{reject.end}")
    return wrong


def test_quotes_are_the_text_in_the_examples() -> None:
    files = [path for path in _texts(ROOT / "examples") if path.name != "README.md"]
    assert files
    assert [line for path in files for line in _broken(path)] == []


def test_quotes_are_the_text_in_the_corpus(corpus: Path) -> None:
    files = [path for path in _texts(corpus) if path.name != "INDEX.md"]
    assert len(files) >= 5
    assert [line for path in files for line in _broken(path)] == []


def test_every_cleaned_character_is_its_original(corpus: Path) -> None:
    """A cleaned character is the one at its original offset, a line break, or a blank of another width."""
    wrong = []
    for path in _texts(corpus):
        try:
            raw, source = read(path)
        except LoaderError:
            continue
        cleaned = clean(raw, source.media_type == "text/markdown")
        assert len(cleaned.origin) == len(cleaned.text)
        for char, origin in zip(cleaned.text, cleaned.origin, strict=True):
            if char not in "\n " and raw[origin] != char:
                wrong.append(f"{path.name} {origin} {char!r} {raw[origin]!r}")
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("人人享有", "a word that is rightly doubled"),
        ("每人每年", "a word that is rightly doubled"),
        ("一步一步", "a word that is rightly doubled"),
    ],
)
def test_rightly_repeated_words_survive(words: str, reason: str, corpus: Path) -> None:
    for path in _texts(corpus):
        raw, source = read(path)
        if path.stem == "ordos-review":  # the one page whose lines are doubled
            continue
        flat = "".join(raw.split())
        assert "".join(clean(raw, source.media_type == "text/markdown").text.split()).count(words) == flat.count(
            words
        ), (
            path.name,
            reason,
        )


def test_a_plan_without_clauses_is_not_de_doubled(corpus: Path) -> None:
    """beijing-ecology-2035: its sentences rightly begin like their headings, and none is lost."""
    raw, _ = read(corpus / "wider" / "beijing-ecology-2035.txt")
    cleaned = clean(raw)
    kept = cleaned.text + "".join(one.quote for one in cleaned.aside)
    assert sorted(filter(str.strip, kept.replace("\n", ""))) == sorted(filter(str.strip, raw.replace("\n", "")))
    assert {one.rule for one in cleaned.aside} == {"clean.folio"}
