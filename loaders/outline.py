"""Cleaned paragraphs go in, the outline comes out: a tree of headings with the text under each, and the 专栏 apart.

The printed numbering decides. Where a document has none, headings are the short lines that stand alone, and bullets
under them are items; they are counted from 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.bodystart import first_heading
from loaders.clean import Cleaned, Line
from loaders.contents import read_contents
from loaders.inline import split_inline
from loaders.numbered import NumberedBuilder
from loaders.numbering import Number, loose_number_of, number_of
from loaders.plain import PlainBuilder
from loaders.tree import BoxNode, Node, Outline

__all__ = ["BoxNode", "Node", "Outline", "read_outline"]

_WINDOW = 32
_ALONE = 6
_PROSE = re.compile(r".{11,}[。；]$")
_HEADLINE = re.compile(r"[^。；;！？]{2,45}(?<![，、：:,])")
_CHAPTER = re.compile(r"(?!附件|责任|牵头|第|图|表)[^。；;！？：:（()）\d]{4,40}(?<![，、,])")
_SHARE = 0.7
_TABLE = re.compile(r" {2,}|\t|　{2,}|预期性|约束性")
_FOOTNOTE = re.compile(r"[\d ]*(?:指|注|暂|见|参见|含|不含|本表)")


def read_outline(cleaned: Cleaned) -> Outline:
    """The outline of a cleaned text. Any text has one, if only an empty one."""
    lines = _with_their_words(cleaned)
    texts = [cleaned.line_text(line) for line in lines]
    numbers = _numbers(texts)
    pieces = split_inline(cleaned, lines, numbers)
    if pieces is not lines:
        lines, texts = pieces, [cleaned.line_text(line) for line in pieces]
        numbers = _numbers(texts)
    contents = read_contents(texts, numbers)
    kept = [at for at in range(len(lines)) if at not in contents.lines]
    lines, texts, numbers = [lines[at] for at in kept], [texts[at] for at in kept], [numbers[at] for at in kept]
    first = first_heading(texts, numbers)
    if first is None:
        return PlainBuilder(cleaned, lines).outline()
    heads = _unnumbered_chapters(lines, texts, numbers, first)
    begin = min([first, *heads])
    builder = NumberedBuilder(cleaned, contents, {lines[at].start for at in heads})
    return builder.outline(lines, numbers, begin)


def _with_their_words(cleaned: Cleaned) -> Sequence[Line]:
    """The lines, a number that stands alone (一、) together with the line of its words."""
    alone = [
        at
        for at, line in enumerate(cleaned.lines)
        if line.end - line.start <= _ALONE and (one := number_of(cleaned.line_text(line))) is not None
        if one.length == line.end - line.start and at + 1 < len(cleaned.lines)
    ]
    if not alone:
        return cleaned.lines
    joined: list[Line] = []
    numbers = set(alone)
    for at, line in enumerate(cleaned.lines):
        if at and at - 1 in numbers and number_of(cleaned.line_text(line)[:_WINDOW]) is None:
            joined[-1] = replace(joined[-1], end=line.end)
        else:
            joined.append(line)
    return joined


def _numbers(texts: Sequence[str]) -> list[Number | None]:
    """The number that each line begins with; a loose one only where the line could be a heading of that form."""
    found = [number_of(text[:_WINDOW]) for text in texts]
    for at, text in enumerate(texts):
        if found[at] is None:
            loose = loose_number_of(text[:_WINDOW])
            if loose is not None and _may_be(loose, texts, found, at):
                found[at] = loose
    return found


def _may_be(loose: Number, texts: Sequence[str], found: Sequence[Number | None], at: int) -> bool:
    """Whether a line that begins with a bare number can be a heading: 1总则 before 1.1, 一 总体要求, 1建设平台。…"""
    text = texts[at]
    if _TABLE.search(text) or _FOOTNOTE.match(text):
        return False
    short = _HEADLINE.fullmatch(text) is not None
    if loose.kind != "num":
        return short
    following = next((one for one in found[at + 1 : at + 4] if one is not None), None)
    if short and following is not None and following.parts == (loose.value, 1):
        return True
    return short or _PROSE.match(text) is not None


def _unnumbered_chapters(
    lines: Sequence[Line], texts: Sequence[str], numbers: Sequence[Number | None], first: int
) -> set[int]:
    """Short lines without a number that stand above numbered items, in a text whose chapters have no number."""
    top = numbers[first]
    if top is None or top.kind not in ("phan", "num", "named"):
        return set()
    items = [at for at in range(max(1, first), len(texts)) if (one := numbers[at]) and one.kind == top.kind]
    marked = [at for at in range(1, len(texts)) if lines[at].mark > 1 and numbers[at] is None]
    if len(marked) > 1 and marked[0] < first:
        return set(marked)
    heads = {at - 1 for at in items if numbers[at - 1] is None and _CHAPTER.fullmatch(texts[at - 1])}
    enough = 1 < len(heads) <= len(items) * _SHARE and first - 1 in heads
    return heads if enough else set()
