"""Raw text goes in, cleaned paragraphs come out, every character with its original offset, nothing lost unnoticed."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, replace

from loaders.clean.blanks import tidy_blanks
from loaders.clean.doubled import fold_doubled
from loaders.clean.headings import right_headings
from loaders.clean.mapped import Edit, Mapped, join
from loaders.clean.marks import set_aside, unify
from loaders.clean.wraps import Paragraph, join_wraps

_MARKDOWN = re.compile(
    r"(?m)^(#{1,6})[ \t]+(.*)$|(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)|^ {0,3}>[ \t]?|\\(?P<itself>[\\*_#>])"
)
"""Marks of Markdown: a heading, emphasis, a quotation; a mark that stands for itself (\\* \\# \\>)."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph's place in the cleaned text; `blanks` the empty lines before it, `indented` as printed, `mark` its
    Markdown heading level (0: none), `row` whether it is a line of a table."""

    start: int
    end: int
    blanks: int
    indented: bool
    mark: int
    row: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """Words that are not the document's: the rule that knew them, their place in the original, themselves."""

    rule: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text, one paragraph a line; `origin[i]` is the original offset of character `i`."""

    text: str
    origin: array[int]
    lines: tuple[Line, ...]
    aside: tuple[Aside, ...]

    def line_text(self, line: Line) -> str:
        """The words of a line."""
        return self.text[line.start : line.end]


def clean(raw: str, markdown: bool = False) -> Cleaned:
    """Clean a decoded text: marks set aside, doubled runs folded, wraps joined, headings put right, blanks tidied."""
    text, marks = set_aside(unify(Mapped.whole(raw)))
    levels: dict[int, int] = {}
    if markdown:
        text, levels = _plain_markdown(text)
    paragraphs = right_headings(join_wraps(fold_doubled(text.lines()), blank_ends=markdown))
    paragraphs = [_tidied(p) for p in paragraphs]
    lines: list[Line] = []
    at = 0
    for p in paragraphs:
        level = levels.get(p.text.origin[0], 0) if levels else 0
        lines.append(Line(at, at + len(p.text.text), p.blanks, p.indented, level, p.row))
        at += len(p.text.text) + 1
    whole = join([p.text for p in paragraphs], "\n")
    aside = tuple(Aside(rule, m.origin[0], m.origin[-1] + 1, m.text) for rule, m in marks if m.text)
    return Cleaned(whole.text, whole.origin, tuple(lines), aside)


def _tidied(paragraph: Paragraph) -> Paragraph:
    """A paragraph without the blanks of typesetting; in a printed row of a table they part its cells."""
    if paragraph.row and "|" not in paragraph.text.text:
        return paragraph
    return replace(paragraph, text=tidy_blanks(paragraph.text))


def _plain_markdown(text: Mapped) -> tuple[Mapped, dict[int, int]]:
    """Markdown without its heading marks, emphasis and quotation marks; levels of headings by original offset."""
    edits: list[Edit] = []
    levels: dict[int, int] = {}
    for match in _MARKDOWN.finditer(text.text):
        if match[1]:
            end = match.start(2) + len(match[2].rstrip(" \t#"))
            edits.append(Edit(match.start(), match.start(2), "\n"))
            edits.append(Edit(end, match.end(), "\n"))
            if end > match.start(2):
                levels[text.origin[match.start(2)]] = len(match[1])
        else:
            edits.append(Edit(match.start(), match.end() - bool(match["itself"])))
    return text.edit(edits), levels
