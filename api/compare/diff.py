"""Two quotes go in, the pieces of each come out, with those marked in which they differ.

Whole words are compared, so that a mark never cuts one in two; a particle or a comma between two differing words is
marked with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from kg.cascade.words import cutter

_LONGEST = 1_500
"""With more words than these between the same beginning and end, all of them count as differing: comparing takes squares."""

_SMALL = re.compile(r"[的和与及、，,；;\s]{1,2}")


class Piece(NamedTuple):
    """A stretch of a quote, and whether the other quote lacks it."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


def words(text: str) -> list[str]:
    """The words of a text, which together are the text.

    >>> words("实现2.5万户 改造")
    ['实现', '2.5', '万户', ' ', '改造']
    """
    found: list[str] = []
    for part in re.findall(r"[0-9]+(?:\.[0-9]+)?%?|\s|[^\s0-9]+", text):
        found += [part] if part.isspace() or part[0].isdigit() else list(cutter().cut(part))
    return found if "".join(found) == text else list(text)


def differing(child: str, parent: str) -> tuple[Pieces, Pieces]:
    """The pieces of both quotes, the child's first.

    >>> child, parent = differing("鼓励残疾人就业。", "实现残疾人就业。")
    >>> [piece.text for piece in child if piece.differs], [piece.text for piece in parent if piece.differs]
    (['鼓励'], ['实现'])
    """
    ours, theirs = words(child), words(parent)
    begin = _common(ours, theirs)
    end = _common(ours[begin:][::-1], theirs[begin:][::-1])
    mine, other = ours[begin : len(ours) - end], theirs[begin : len(theirs) - end]
    marks = ([False] * len(ours), [False] * len(theirs))
    if len(mine) > _LONGEST or len(other) > _LONGEST:
        spans = [(0, len(mine), 0, len(other))]
    else:
        matcher = SequenceMatcher(None, mine, other, autojunk=False)
        spans = [(i, j, k, m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]
    for mine_from, mine_to, other_from, other_to in spans:
        for mark, start, stop in ((marks[0], mine_from, mine_to), (marks[1], other_from, other_to)):
            mark[begin + start : begin + stop] = [True] * (stop - start)
    return _pieces(ours, marks[0]), _pieces(theirs, marks[1])


def whole(text: str) -> Pieces:
    """A quote with nothing to compare it with: nothing in it is marked."""
    return (Piece(text, False),) if text else ()


def said(pieces: Iterable[Piece]) -> list[str]:
    """The differing words, without the punctuation around them."""
    texts = (piece.text.strip("，。、；：,.;: \n\t") for piece in pieces if piece.differs)
    return [text for text in texts if text]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _pieces(texts: Sequence[str], marks: Sequence[bool]) -> Pieces:
    """Words put together; what is small between two marked ones is marked too."""
    filled = [
        mark or (0 < at < len(texts) - 1 and marks[at - 1] and marks[at + 1] and bool(_SMALL.fullmatch(texts[at])))
        for at, mark in enumerate(marks)
    ]
    grouped = groupby(zip(texts, filled, strict=True), key=lambda pair: pair[1])
    return tuple(Piece("".join(text for text, _ in group), mark) for mark, group in grouped)
