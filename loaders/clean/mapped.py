"""Text whose every character knows where in the original it came from, and the edits that keep that knowledge.

A cleaning step never touches strings directly: it names the spans to cut or replace, and `edit` does the rest, so that
evidence in cleaned text can always be shown in the source.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `start:end` by `replacement`; the new characters count as coming from `start`."""

    start: int
    end: int
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """`text` and, for each of its characters, the offset of the original character."""

    text: str
    origin: array[int]

    @classmethod
    def whole(cls, text: str) -> Mapped:
        """The original itself: each character comes from its own place."""
        return cls(text, array("l", range(len(text))))

    def __getitem__(self, span: slice) -> Mapped:
        return Mapped(self.text[span], self.origin[span])

    def edit(self, edits: Iterable[Edit]) -> Mapped:
        """Apply edits given in order of their start, not overlapping.

        >>> Mapped.whole("甲 乙").edit([Edit(1, 2)]).text
        '甲乙'
        """
        pieces: list[str] = []
        origin: array[int] = array("l")
        at = 0
        for change in edits:
            if change.start < at:
                raise ValueError(f"edit at {change.start} overlaps the one before it, which ends at {at}")
            pieces.append(self.text[at : change.start])
            origin.extend(self.origin[at : change.start])
            if change.replacement:
                pieces.append(change.replacement)
                origin.extend([self._origin_at(change.start)] * len(change.replacement))
            at = change.end
        if at == 0 and not pieces:
            return self
        pieces.append(self.text[at:])
        origin.extend(self.origin[at:])
        return Mapped("".join(pieces), origin)

    def lines(self) -> list[Mapped]:
        """The lines, without their line breaks."""
        found: list[Mapped] = []
        at = 0
        for line in self.text.split("\n"):
            found.append(self[at : at + len(line)])
            at += len(line) + 1
        return found

    def strip(self) -> Mapped:
        """Without the blanks at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        right = len(self.text.rstrip())
        return self if left == 0 and right == len(self.text) else self[left : max(left, right)]

    def _origin_at(self, offset: int) -> int:
        if offset < len(self.origin):
            return self.origin[offset]
        return self.origin[-1] + 1 if self.origin else 0


def join(parts: Sequence[Mapped], glue: str = "") -> Mapped:
    """The parts one after the other; glue counts as coming from the end of the part before it."""
    origin: array[int] = array("l")
    last = 0
    for number, part in enumerate(parts):
        if number and glue:
            origin.extend([last] * len(glue))
        origin.extend(part.origin)
        last = part.origin[-1] if part.origin else last
    return Mapped(glue.join(part.text for part in parts), origin)
