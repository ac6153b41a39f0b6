"""Two plans go in, the items of their boxes (专栏) that correspond come out.

Only within boxes that are alike by title are items compared, by title first; each item has one counterpart at most.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.cascade.folding import folded, pairs_of
from kg.cascade.values import Item, Plan

_LIKE_BOXES, _LIKE_ITEMS = 0.5, 0.45


def pair_items(child: Plan, parent: Plan) -> tuple[tuple[Item, Item], ...]:
    """The items that correspond, the child's first, in its order."""
    codes = tuple(code for code in dict.fromkeys((child.region, parent.region)) if code)
    below, above = ([_Box.of(item, codes) for item in plan.items] for plan in (child, parent))
    scored = [
        (one.like(other), at, other_at, one.item, other.item)
        for at, one in enumerate(below)
        for other_at, other in enumerate(above)
        if _alike(one.box, other.box) >= _LIKE_BOXES
    ]
    taken: set[str] = set()
    found = []
    for score, at, _, one, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score >= _LIKE_ITEMS and not taken & {one.node, other.node}:
            taken |= {one.node, other.node}
            found.append((at, one, other))
    return tuple((one, other) for _, one, other in sorted(found, key=lambda row: row[0]))


@dataclass(frozen=True, slots=True)
class _Box:
    """An item with the neighbouring characters of its box's title, its own and its text."""

    item: Item
    box: frozenset[str]
    title: frozenset[str]
    text: frozenset[str]

    @classmethod
    def of(cls, item: Item, codes: tuple[str, ...]) -> _Box:
        return cls(item, *(_pairs(text, codes) for text in ("".join(item.under[-1:]), item.title, item.text)))

    def like(self, other: _Box) -> float:
        titles, texts = _alike(self.title, other.title), _alike(self.text, other.text)
        return max(titles * 0.7 + texts * 0.3, texts)


def _pairs(text: str, codes: tuple[str, ...]) -> frozenset[str]:
    return pairs_of(folded(text, codes))


def _alike(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of neighbouring characters that two texts have in common."""
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))
