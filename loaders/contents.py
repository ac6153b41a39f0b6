"""The lines of a text go in, those of its body come out: its table of contents taken out, the titles that this lists kept.

A table of contents is known by its leaders (……12), or by being a run of short numbered lines whose first heading comes again
further down.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.numbering import Number, number_of

_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|[-—_]{6,}|　{3,})\s*(?:\d ?){0,4}$")
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|·{4,})\s*\d{0,4}")
_PAGE = re.compile(r"[\s　]*[（(]?\d{1,3}[)）]?$")
_BLANK = re.compile(r"[\s　]+")
_LISTED = re.compile("[^。；;]{1,60}(?<![：:，])")
_ENOUGH = 3
_MANY = 50
_HEAD = 200
_NAME = re.compile(r".{0,20}(?:目|内容)[ 　]*[录次]|[Cc]ontents")
_SHARE = 0.6
_TAIL = re.compile("结语|结束语|后记|前言|引言|附[件录表图则]|名词解释|图\\d")


@dataclass(slots=True)
class Contents:
    """Which lines are a table of contents, and the titles that it lists, by their number and their first character."""

    lines: set[int] = field(default_factory=set)
    titles: dict[str, set[str]] = field(default_factory=dict)

    def note(self, text: str) -> None:
        """Keep the title of a line of the table."""
        number = number_of(text[:24])
        if number is not None:
            title = words(_PAGE.sub("", text[number.length :]))
            if len(title) > 1:
                same = self.titles.setdefault(number.printed + title[0], set())
                if len(same) < _MANY:
                    same.add(title)

    def title_end(self, text: str, start: int, end: int, number: Number) -> int | None:
        """Where a heading ends that the table lists in full, if the text goes on behind it on the same line."""
        listed = self.titles.get(number.printed + text[start : start + 1], ())
        ends = [_spelled(text, start, end, title) for title in listed]
        found = [at for at in ends if at is not None]
        return max(found) if found else None


def read_contents(texts: Sequence[str], numbers: Sequence[Number | None]) -> Contents:
    """The table of contents of a text."""
    contents = Contents()
    for at, text in enumerate(texts):
        if _LEADER.search(text[-40:]):
            contents.lines.add(at)
            for piece in _LEADERS.split(text):
                contents.note(piece)
    block = _block(texts, numbers, contents.lines)
    for at in block:
        contents.note(texts[at])
    contents.lines.update(block)
    return contents


def words(text: str) -> str:
    """The text without its blanks."""
    return _BLANK.sub("", text)


def _block(texts: Sequence[str], numbers: Sequence[Number | None], known: set[int]) -> range:
    """The run of short lines at the beginning whose first heading comes again."""
    headed = [at for at, number in enumerate(numbers) if number is not None and at not in known]
    named = next((at for at, text in enumerate(texts[:_HEAD]) if _NAME.fullmatch(text)), -1)
    for start in [at for at in headed if at > named and "关于" not in texts[at]][:1]:
        again = _again(texts, numbers, headed, start)
        stop = start
        while stop < len(texts) and stop != again and _LISTED.fullmatch(texts[stop]):
            stop += 1
        listed = [at for at in range(start, stop) if numbers[at] is not None]
        many = len(listed) >= max(_ENOUGH, (stop - start) * _SHARE)
        many = many or any(len(_numbered_pieces(texts[at])) > 1 for at in listed)
        if again is not None and many:
            last = listed[-1]
            while last + 1 < stop and _TAIL.match(texts[last + 1]):
                last += 1
            return range(start, last + 1)
    return range(0)


def _again(texts: Sequence[str], numbers: Sequence[Number | None], headed: Sequence[int], start: int) -> int | None:
    """Where the heading of line `start` is printed again: its number and words, or its words at the head of them."""
    first = numbers[start]
    if first is None:
        return None
    title = words(texts[start][first.length :])
    for at in headed:
        number = numbers[at]
        if at <= start or number is None or (number.kind, number.printed) != (first.kind, first.printed):
            continue
        own = words(texts[at][number.length :])
        if len(own) > 1 and (title.startswith(own) or own.startswith(words(_PAGE.sub("", title)))):
            before = numbers[at - 1]
            return at - 1 if before is not None and before.parts == number.parts[:-1] else at
    return None


def _numbered_pieces(text: str) -> list[str]:
    """The headings that stand side by side on a line of two columns."""
    return [piece for piece in re.split(r"\t+| {2,}|　+|(?<=\d) ", text) if number_of(piece) is not None]


def _spelled(text: str, start: int, end: int, title: str) -> int | None:
    """Where `title` ends in `text` from `start` on, blanks disregarded, if it stands there and more follows."""
    at = start
    for char in title:
        while at < end and text[at].isspace():
            at += 1
        if at >= end or text[at] != char:
            return None
        at += 1
    return at if at < end else None
