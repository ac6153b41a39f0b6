"""Every rule finds something in each of its examples and nothing in any counter-example; every fact names a rule."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest

import loaders.rules
from loaders.pipeline import read_document
from loaders.rules.record import Rule

ROOT = Path(__file__).resolve().parent.parent.parent
RULES: list[Rule] = [
    rule
    for module in pkgutil.iter_modules(loaders.rules.__path__)
    for rule in getattr(importlib.import_module(f"loaders.rules.{module.name}"), "RULES", ())
]
OUTLINE_RULES = {"outline.heading", "outline.task", "task.sentence", "box.title", "box.item"}
"""Rules of form alone: the numbering of a paragraph, the full stop of a sentence."""
METADATA_RULES = {"metadata.title", "metadata.issuer", "metadata.signature", "metadata.region"}
"""Rules of place: the line that stands where a title, an issuer or a signature does (test_metadata has their cases)."""


def test_ids_are_unique() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.examples], ids=str)
def test_examples_are_found(rule: Rule, text: str) -> None:
    assert rule.finds(text), f"{rule.id} finds nothing in {text!r}"


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule in RULES for text in rule.counter_examples], ids=str)
def test_counter_examples_are_left_alone(rule: Rule, text: str) -> None:
    assert rule.finds(text) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_both(rule: Rule) -> None:
    assert rule.examples
    assert rule.counter_examples
    assert rule.says


def test_every_fact_of_the_examples_names_a_known_rule() -> None:
    known = {rule.id for rule in RULES} | OUTLINE_RULES | METADATA_RULES
    used = set()
    for path in sorted((ROOT / "examples").iterdir()):
        if path.name != "README.md":
            for document in read_document(path):
                used |= {evidence.rule for evidence in document.all_evidence()}
    assert used <= known
    assert {"clause.bracket", "indicator.row", "citation.basis", "quantity.target", "program.quoted"} <= used
