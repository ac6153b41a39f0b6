"""The numbers of a text go in one after the other, the level on which each stands comes out, or why it is no heading.

Numbers make sense only in a row: 2 follows 1, 1 opens a level under the heading before it, and what runs on across sections
goes on where it stopped. A number that follows nothing is prose that happens to begin like one (一、可持续的 after a wrap).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.numbering import CHAPTERS, RANK, Number

GAP = 3
"""How many numbers a text may lose (a heading glued to other words) before the row counts as broken."""
TRUSTED = frozenset(("part", "chapter", "subchapter", "article", "phan", "named"))
"""Forms that prose hardly begins with: a break in their row is a misprint."""
NESTED = frozenset(("phan", "num", "pnum", "halfnum", "circled", "roman"))
"""Forms whose number 1 opens a level under whatever heading stands before it."""
OUTER = ("plain", "annex")
"""Levels without a number: an unnumbered chapter above numbered items, an annex."""


@dataclass(frozen=True, slots=True)
class Place:
    """How many of the open levels stay open above a number; or `refused`, the reason why it is none of the outline's."""

    depth: int = 0
    refused: str | None = None


BROKEN = Place(refused="a number that follows no other of its row")
CUT = Place(refused="begins like a heading in the middle of a sentence")


@dataclass(slots=True)
class Sequence:
    """The levels that are open, innermost last; the last number of each form; the forms that each was found under."""

    levels: list[Number] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    above: dict[str, set[str]] = field(default_factory=dict)

    def place(self, number: Number, firm: bool, ahead: int | None) -> Place:
        """Where a number belongs. `firm`: the text before it has come to an end; `ahead`: the next number of its form."""
        if number.kind == "decimal":
            return self._decimal(number.parts, firm)
        same = next((at for at in reversed(range(len(self.levels))) if self.levels[at].kind == number.kind), None)
        step = number.value - (self.levels[same].value if same is not None else self.last.get(number.kind, 0))
        place = Place(same if same is not None else self._under(number))
        if step == 1:
            return place if firm or same is not None or number.value > 1 else CUT
        if not firm:
            return CUT
        if number.loose:
            return place if number.value == 1 and ahead == 2 else BROKEN
        follows = ahead == number.value + 1 or 0 <= step <= GAP or number.kind in TRUSTED or number.value == 1
        if same is not None and number.value == 1 and number.kind in CHAPTERS:
            follows = ahead == 2 and step < 0  # a second row of chapters; the first had more than one
        return place if follows else BROKEN

    def accept(self, number: Number, depth: int) -> None:
        """Open the level of a number under the first `depth` levels."""
        del self.levels[depth:]
        if number.kind not in OUTER:
            parent = self.levels[-1].kind if self.levels else ""
            self.above.setdefault(number.kind, set()).add(parent)
            self.last[number.kind] = number.value
        self.levels.append(number)

    def restart(self, number: Number) -> None:
        """Begin anew: an annex counts for itself."""
        self.levels, self.last = [], {}
        self.accept(number, 0)

    def _under(self, number: Number) -> int:
        """How many open levels stand above a number whose form is not among them."""
        depth = len(self.levels)
        while depth and RANK.get(self.levels[depth - 1].kind, -1) >= RANK[number.kind]:
            depth -= 1
        if number.kind not in NESTED:
            return depth
        top = len(self.levels)
        if number.value == 1 and (depth == top or self.levels[-1].kind == "named"):
            return top  # the usual order: 1. below （一）
        known = self.above.get(number.kind, ())
        found = next((at for at in reversed(range(top)) if self.levels[at].kind in known), None)
        if found is not None:
            return found + 1
        return top if number.value == 1 else depth

    def _decimal(self, parts: tuple[int, ...], firm: bool) -> Place:
        """3.1.2 belongs after 3.1.1 or below 3.1, 3.1 after 2.4 only below chapter 3."""
        for depth in range(len(self.levels), 0, -1):
            level = self.levels[depth - 1]
            if level.kind == "decimal" and level.parts[:-1] == parts[:-1]:
                step = parts[-1] - level.parts[-1]
                return Place(depth - 1) if step == 1 or (firm and 0 <= step <= GAP) else BROKEN
            if level.kind not in OUTER and level.parts == parts[:-1]:
                return Place(depth) if parts[-1] == 1 or (firm and parts[-1] <= GAP) else BROKEN
        first = self.levels[0] if self.levels else None
        lost = first is None or parts[0] == first.parts[0] + 1
        return Place(0) if firm and lost and parts[1:] == (1,) else BROKEN
