"""What a rule is: an id, what it says, and sentences that it must and must not find something in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PathOf = Callable[[int], str | None]
"""Tells the path of the section or task that an offset stands in; None outside the outline."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data. `finds` gives the words that the rule takes from a text; it finds something in each of the
    `examples` and nothing in any of the `counter_examples`. The id stands in the evidence of each fact."""

    id: str
    says: str
    finds: Callable[[str], list[str]]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
