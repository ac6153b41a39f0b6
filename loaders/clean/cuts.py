"""Lines of a text that was cut at its punctuation go in; for each, whether the next one continues its paragraph comes out.

Some exports of a PDF end a line after a comma, a stop or a bracket wherever it stands, so that one printed line comes as
several. The printed lines had one width, and the pieces of each still add up to it: that tells a cut (the pieces fill the
line) from the end of a paragraph (they do not). The first line of a paragraph is narrower by its indentation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

NARROWEST, WIDEST = 40, 130
INDENT = 4
TOLERANCE = 5
MIN_LINES = 12
SLACK = 2
LOOK_AHEAD = 40
MANY = 5
_AFTER = re.compile("[，。、；：！？,;:”’》〉）)】〕.．]$")
_BEFORE = re.compile("[“‘《〈（(【〔]")
_GOES_ON = ("，", "、", "（", "《", "“")
_NUMBER = re.compile(r"[（(]?[\d一二三四五六七八九十百]{1,4}[)）]?[.．、]?")
_STOP = re.compile("[。！？：；]$")


def printed_width(texts: Sequence[str], widths: Sequence[int]) -> int | None:
    """The width of the printed lines where the text was cut at its punctuation, else None.

    A cut leaves short lines that end in a comma, which no wrap at a fixed width does.
    """
    if len(texts) < MIN_LINES:
        return None
    full, count = max(
        Counter(w for w in widths if NARROWEST <= w <= WIDEST).items(), key=lambda i: i[1], default=(0, 0)
    )
    near = sum(full - TOLERANCE <= w <= full + 2 for w in widths)
    wider = sum(w > full + 2 for w in widths)
    cut = sum(w < full - 2 * TOLERANCE and text.endswith(("，", "、")) for text, w in zip(texts, widths, strict=True))
    if count * 20 < len(texts) or near * 16 < len(texts) or wider * 50 > len(texts) or cut * 25 < len(texts):
        return None
    return full


def continued(texts: Sequence[str], widths: Sequence[int], full: int, begins: Sequence[bool]) -> list[bool]:
    """For each line, whether the next belongs to its paragraph; `begins` tells the lines that begin one in any case."""
    follows = [False] * len(texts)
    filled, room = 0, full
    for at, text in enumerate(texts):
        if at == 0 or not follows[at - 1]:
            filled, room = widths[at], full - INDENT
        if at + 1 == len(texts) or begins[at + 1]:
            continue
        after = widths[at + 1]
        cut = _AFTER.search(text) or _BEFORE.match(texts[at + 1])
        if filled + after > room + SLACK or not cut:
            follows[at] = filled >= room - TOLERANCE and not (_STOP.search(text) and filled < room - 1 - INDENT)
            follows[at] = follows[at] or text.endswith(_GOES_ON) or _NUMBER.fullmatch(text) is not None
            filled, room = after, full
        else:
            together = _lines_filled(widths, at + 1, filled, room, full, begins)
            alone = _lines_filled(widths, at + 1, 0, full - INDENT, full, begins)
            follows[at] = together > alone or (together == alone and not _STOP.search(text))
            follows[at] = follows[at] or _NUMBER.fullmatch(text) is not None
            filled += after
    return follows


def _lines_filled(widths: Sequence[int], at: int, filled: int, room: int, full: int, begins: Sequence[bool]) -> int:
    """How many printed lines in a row the pieces from `at` on fill exactly, the first of them filled in part before.

    A paragraph that ends without a line that is not filled counts for all that were looked at.
    """
    lines = 0
    for following in range(at, min(at + LOOK_AHEAD, len(widths))):
        if following > at and begins[following]:
            return MANY
        if filled + widths[following] > room + SLACK:
            if filled < room - TOLERANCE:
                return lines
            lines += 1
            if lines == MANY:
                return MANY
            filled, room = 0, full
        filled += widths[following]
    return lines
