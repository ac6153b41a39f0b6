"""Two plans go in, the items of their boxes (专栏) that correspond come out.

Only within boxes that are alike by title are items compared, by title first; each item has one counterpart at most.
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.cascade.folding import folded, pairs_of
from kg.cascade.values import Item, Plan

_LIKE_BOXES, _LIKE_ITEMS = 0.5, 0.45


def pair_items(child: Plan, parent: Plan) -> tuple[tuple[Item, Item], ...]:
    """The items that correspond, the child's first, in its order."""
    codes = tuple(code for code in dict.fromkeys((child.region, parent.region)) if code)
    scored = [
        (_like(one, other, codes), at, other_at, one, other)
        for at, one in enumerate(child.items)
        for other_at, other in enumerate(parent.items)
        if _alike(one.under[-1:], other.under[-1:], codes) >= _LIKE_BOXES
    ]
    taken: set[str] = set()
    found = []
    for score, at, _, one, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score >= _LIKE_ITEMS and not taken & {one.node, other.node}:
            taken |= {one.node, other.node}
            found.append((at, one, other))
    return tuple((one, other) for _, one, other in sorted(found, key=lambda row: row[0]))


def _like(one: Item, other: Item, codes: tuple[str, ...]) -> float:
    titles, texts = _alike([one.title], [other.title], codes), _alike([one.text], [other.text], codes)
    return max(titles * 0.7 + texts * 0.3, texts)


def _alike(one: Iterable[str], other: Iterable[str], codes: tuple[str, ...]) -> float:
    """The share of neighbouring characters that two texts have in common."""
    mine, theirs = (pairs_of(word for text in texts for word in folded(text, codes)) for texts in (one, other))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))
