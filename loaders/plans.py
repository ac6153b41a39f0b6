"""A cleaned file goes in, one cleaned text for each plan that it holds comes out: a notice may transmit several.

A file is cut only where the notice itself names the plans that it transmits, and each of them begins with its title on a
line of its own. Every plan keeps the notice before it: its number, its issuer and its date are the notice's.
"""

from __future__ import annotations

import re
from itertools import pairwise

from loaders.clean import Cleaned, Line
from loaders.titles import PLAN

_TRANSMITTED = re.compile(r"((?:《[^《》\n]{2,90}》[\s、，和及与]*){2,})[^。《》]{0,40}?(?:印发|发给|转发|公布|发布)")
_TITLE = re.compile(r"《([^《》\n]{2,90})》")
_NOT_WORDS = re.compile(r"[^\w]|_")
_LONGEST = 90
_HEAD = 30
"""How many lines a notice may take before the first of its plans begins."""


def split_plans(cleaned: Cleaned) -> tuple[Cleaned, ...]:
    """The plans of a file, each after the notice; the file itself where it holds one document."""
    starts = _starts(cleaned)
    if len(starts) < 2:
        return (cleaned,)
    notice = cleaned.lines[: starts[0]]
    return tuple(
        _part(cleaned, [*notice, *cleaned.lines[begin:end]]) for begin, end in pairwise([*starts, len(cleaned.lines)])
    )


def transmitted(text: str, end: int) -> tuple[tuple[str, ...], int]:
    """The titles that a notice in `text[:end]` transmits together, and where it says so; none where it is one or fewer.

    >>> transmitted("现将《甲规划》、《乙方案》印发给你们。", 20)
    (('甲规划', '乙方案'), 15)
    """
    match = _TRANSMITTED.search(text, 0, end)
    return (tuple(_TITLE.findall(match[1])), match.end()) if match else ((), 0)


def _starts(cleaned: Cleaned) -> list[int]:
    """The lines that are the titles of the transmitted plans, in the order of the text."""
    head = cleaned.lines[min(_HEAD, len(cleaned.lines)) - 1].end if cleaned.lines else 0
    titles, said = transmitted(cleaned.text, head)
    wanted = {_words(title) for title in titles if PLAN.search(title)}
    starts: list[int] = []
    for at, line in enumerate(cleaned.lines):
        if line.start > said and line.end - line.start <= _LONGEST:
            words = _words(cleaned.line_text(line))
            if words in wanted:
                wanted.discard(words)
                starts.append(at)
    return starts


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def _part(cleaned: Cleaned, lines: list[Line]) -> Cleaned:
    """The text that these lines make."""
    moved: list[Line] = []
    origin = cleaned.origin[:0]
    at = 0
    for line in lines:
        length = line.end - line.start
        moved.append(Line(at, at + length, line.blanks, line.indented, line.mark, line.row))
        origin.extend(cleaned.origin[line.start : min(line.end + 1, len(cleaned.origin))])
        at += length + 1
    text = "\n".join(cleaned.line_text(line) for line in lines)
    return Cleaned(text, origin[: len(text)], tuple(moved), cleaned.aside)
