"""Real documents, annotated by reading before any rule saw them, read again and compared."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from loaders.pipeline import read_document
from ontology.model import Document
from tests.loaders.scoring import scores

GOLD = Path(__file__).resolve().parent.parent / "gold"
BARS = {"targets": 0.92, "figures": 0.92, "programs": 0.85}
EXACT = 0.99


@cache
def _read(path: Path) -> Document:
    return read_document(path)[0]


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLD.glob("*.json")))
def test_annotated_documents_are_read_as_a_reader_did(name: str, corpus: Path) -> None:
    gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    low = [
        f"{score.kind} {score.f1:.3f}: missed {score.missed[:5]}, invented {score.invented[:5]}"
        for score in scores(gold, _read(corpus / f"{name}.txt"))
        if score.f1 < BARS.get(score.kind, EXACT)
    ]
    assert low == []
