"""The name of a real document goes in, the plan as it is compared comes out; and alignments made by reading."""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from kg.cascade.values import Plan
from kg.cascade.views import plan_of
from kg.iris import DEFAULT_BASE, Iris
from kg.quads import document_quads
from loaders.pipeline import read_document

GOLD = Path(__file__).resolve().parents[2] / "gold" / "cascade"
PAIRS = tuple(sorted(path.stem for path in GOLD.glob("*.json")))


@cache
def plan(corpus: Path, name: str) -> Plan:
    """A document of the corpus as it is compared."""
    (path,) = (path for path in corpus.rglob(f"{name}.*"))
    return plan_of(document_quads(read_document(path)[0], DEFAULT_BASE), Iris())


@cache
def gold(pair: str) -> dict[str, Any]:
    """What was found by reading a pair."""
    found: dict[str, Any] = json.loads((GOLD / f"{pair}.json").read_text("utf-8"))
    return found


def overlap(one: str | None, other: str | None) -> float:
    """The share of the shorter quote that both have in one stretch; punctuation aside."""
    first, second = (re.sub(r"[\s，。；、：（）“”《》,.;:()]", "", quote or "") for quote in (one, other))
    if not first or not second:
        return 0.0
    match = SequenceMatcher(None, first, second, autojunk=False).find_longest_match()
    return match.size / min(len(first), len(second))


def f1(right: int, false: int, lost: int) -> float:
    return 2 * right / (2 * right + false + lost) if right else 0.0
