"""Physical lines go in, for each whether it begins a section with a decimal number (3.1.2 …) comes out.

A wrap begins a line with 2.69万亿元 as easily; only a number that follows the one before it begins a section.
"""

from __future__ import annotations

from collections.abc import Sequence

from loaders.numbering import number_of

_GAP = 3
"""How many numbers may be lost between two."""


def decimal_beginnings(texts: Sequence[str]) -> list[bool]:
    """The lines that begin a section.

    >>> decimal_beginnings(["1.1 基础", "增长到", "2.3 号线", "1.1.1 成效。", "1.2 形势"])
    [True, False, False, True, True]
    """
    begins = [False] * len(texts)
    last: tuple[int, ...] = ()
    for at, text in enumerate(texts):
        number = number_of(text[:24]) if text[:1].isdigit() else None
        if number is not None and number.kind == "decimal" and _follows(number.parts, last):
            begins[at] = True
            last = number.parts
    return begins


def _follows(parts: tuple[int, ...], last: tuple[int, ...]) -> bool:
    """Whether 3.1.2 may come after 3.1.1, 3.2 after 3.1.4, 4.1 after 3.5.2, and 1.1 anew."""
    if parts == (1, 1) or (parts[-1] == 1 and parts[:-1] == last):
        return True
    if not last:
        return parts[-1] == 1
    level = len(parts) - 1
    sibling = level < len(last) and parts[:level] == last[:level] and 0 < parts[level] - last[level] <= _GAP
    chapter = parts[1:] == (1,) and 0 < parts[0] - last[0] <= _GAP
    return sibling or chapter
