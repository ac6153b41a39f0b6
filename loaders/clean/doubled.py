"""A list of lines goes in, the same lines come out with doubled runs folded where whole lines are doubled.

Some newspaper pages come out of PDF with every run of characters printed twice (党的报告提出党的报告提出，，). A line is folded only
when *all* of it is made of such pairs, and only in a text with several such lines: words that are rightly said twice
(人人, 每人每年, a heading and its first sentence) never make a whole line.
"""

from __future__ import annotations

from array import array

from loaders.clean.mapped import Mapped

MIN_CHARS = 12
MAX_CHARS = 160
MIN_LINES = 2


def halves(text: str) -> list[tuple[int, int]] | None:
    """The spans to keep if all of `text` (no blanks in it) is doubled run by run, else None.

    >>> halves("人均人均，，55..62976297")
    [(0, 2), (4, 5), (6, 7), (8, 9), (10, 14)]
    >>> halves("人人享有") is None
    True
    """
    dead: set[int] = set()

    def parse(at: int) -> list[tuple[int, int]] | None:
        kept: list[tuple[int, int]] = []
        trail: list[tuple[int, int]] = []  # (start, half) of each pair taken, for stepping back
        half = 0
        while at < len(text):
            half = _next_half(text, at, half)
            if half and at + 2 * half not in dead:
                trail.append((at, half))
                at, half = at + 2 * half, 0
            elif not half:
                dead.add(at)
                if not trail:
                    return None
                at, half = trail.pop()
        kept.extend((start, start + size) for start, size in trail)
        return kept

    return parse(0) if len(text) % 2 == 0 else None


def _next_half(text: str, at: int, after: int) -> int:
    """The next longer half of a doubled run at `at` than `after`, or 0."""
    half = text.find(text[at], at + after + 1) - at
    while half > 0 and at + 2 * half <= len(text):
        if text.startswith(text[at : at + half], at + half):
            return half
        half = text.find(text[at], at + half + 1) - at
    return 0


def _fold(line: Mapped) -> Mapped | None:
    """The line with each doubled run once, or None where it is not wholly doubled."""
    text = line.text
    if len(text) > MAX_CHARS:
        return None
    words = "".join(text.split())
    kept = halves(words) if len(words) >= 2 and _next_half(words, 0, 0) else None
    solid = [at for at, char in enumerate(text) if not char.isspace()] if kept else []
    if kept is None or not any("一" <= text[at] <= "鿿" for at in solid):
        return None
    out: list[int] = []
    for start, end in kept:
        if out and any(text[at].isspace() for at in range(solid[start - 1] + 1, solid[start])):
            out.append(solid[start] - 1)
        out.extend(solid[start:end])
    return Mapped("".join(text[at] for at in out), array("l", (line.origin[at] for at in out)))


def fold_doubled(lines: list[Mapped]) -> list[Mapped]:
    """Fold the wholly doubled lines of a text that has at least two long ones."""
    folded = [_fold(line) for line in lines]
    long = [new is not None and len(new.text) * 2 >= MIN_CHARS for new in folded]
    if sum(long) < MIN_LINES:
        return lines
    out: list[Mapped] = []
    among = False  # a short line is folded only after a folded one: its doubling alone proves nothing
    for line, new, is_long in zip(lines, folded, long, strict=True):
        among = new is not None and (is_long or among) if line.text.strip() else among
        out.append(new if new is not None and among else line)
    return out
