"""Cleaned paragraphs go in, the outline comes out: a tree of headings with the text under each, and the 专栏 apart.

The printed numbering decides. Where a document has none, headings are the short lines that stand alone, and bullets
under them are items; they are counted from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.clean import Cleaned, Line
from loaders.numbering import RANK, Number, box_title, number_of

_SENTENCE = re.compile(r"[。！？!?；;]")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|　{3,})\s*\d{0,4}$")
_BULLET = re.compile(r"[-•●▪◆■*]\s?(?=\S)")
_HEAD_LINES = 3
_COUNTS = re.compile(r"\d(?![^（(]*[)）])")
_CAPTION_MAX = 70
_HEADING_MAX = 40
_CHAPTER_KINDS = ("part", "chapter", "subchapter", "han", "phan")


@dataclass(slots=True)
class Node:
    """A heading: `title_start:title_end` its words, `lines` its own paragraphs (those of its items excluded).

    `start:end` spans those that follow the heading without a break.
    """

    kind: str
    printed: str
    value: int
    start: int
    title_start: int
    title_end: int
    end: int
    path: str = ""
    lines: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def depth(self) -> int:
        """1 for a chapter."""
        return 1 if self.parent is None else self.parent.depth + 1


@dataclass(slots=True)
class BoxNode:
    """A 专栏: its head, its lines, its items; `path` is where it stands."""

    number: str | None
    start: int
    title_start: int
    title_end: int
    end: int
    path: str | None
    items: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """`front` are the lines before the first heading, `captions` lines that stand outside the text."""

    front: list[Line]
    roots: list[Node]
    boxes: list[BoxNode]
    captions: list[Line]
    numbered: bool

    def nodes(self) -> Iterator[Node]:
        """All headings in order."""
        for root in self.roots:
            yield from root.walk()


def read_outline(cleaned: Cleaned) -> Outline:
    """The outline of a cleaned text. Any text has one, if only an empty one."""
    lines = [line for line in cleaned.lines if not _LEADER.search(cleaned.line_text(line)[-40:])]
    first = _first_heading(cleaned, lines)
    if first is None:
        return _Unnumbered(cleaned, lines).outline()
    return _Numbered(cleaned, lines, first).outline()


def _first_heading(cleaned: Cleaned, lines: list[Line]) -> int | None:
    """Where the body begins: the first number 1 of the highest form that is used at least twice."""
    found: dict[str, list[int]] = {}
    firsts: dict[str, int] = {}
    for at, line in enumerate(lines):
        number = number_of(cleaned.text[line.start : min(line.end, line.start + 24)])
        if number is None or number.kind in ("also", "halfnum", "circled"):
            continue
        if at < _HEAD_LINES and "关于" in cleaned.line_text(line):
            continue  # the number that a compilation gave the document
        found.setdefault(number.kind, []).append(number.value)
        if number.value == 1:
            firsts.setdefault(number.kind, at)
    for kind in sorted(firsts, key=lambda k: RANK[k]):
        lone = kind in ("han", "chapter") and lines[firsts[kind]].end - lines[firsts[kind]].start <= _HEADING_MAX
        if (2 in found[kind] or lone) and kind != "article":
            return min([firsts[kind], *(at for k, at in firsts.items() if k == "article")])
    return firsts.get("article")


def _title_end(text: str, start: int, end: int) -> int:
    """Where the heading sentence ends: before its first full stop, or at the end of the line."""
    match = _SENTENCE.search(text, start, end)
    stop = match.start() if match else end
    while stop > start and text[stop - 1] in "：: 　":
        stop -= 1
    return stop


class _Numbered:
    """Builds the tree of a numbered document line by line."""

    def __init__(self, cleaned: Cleaned, lines: list[Line], first: int) -> None:
        self.cleaned, self.lines, self.first = cleaned, lines, first
        self.roots: list[Node] = []
        self.boxes: list[BoxNode] = []
        self.stack: list[Node] = []
        self.box: BoxNode | None = None
        self.paths: dict[str, int] = {}

    def outline(self) -> Outline:
        for line in self.lines[self.first :]:
            self._take(line)
        return Outline(self.lines[: self.first], self.roots, self.boxes, [], True)

    def _take(self, line: Line) -> None:
        text = self.cleaned.text[line.start : line.end]
        title = box_title(text) if text.startswith("专栏") else None
        if title is not None:
            path = self.stack[-1].path if self.stack else None
            start = line.start + title.title_start
            self.box = BoxNode(title.number, line.start, start, start + len(title.title), line.end, path)
            self.boxes.append(self.box)
            return
        number = number_of(text[:24])
        if self.box is not None:
            if not self._leaves_box(self.box, line, text, number):
                self._into_box(self.box, line, number)
                return
            self.box = None
        if number is None or number.kind == "also" or number.length >= len(text):
            if self.stack:
                self._extend(self.stack[-1], line)
            return
        self._push(line, number)

    def _extend(self, node: Node, line: Line) -> None:
        node.lines.append(line)
        if not (self.boxes and node.end < self.boxes[-1].start):
            node.end = line.end

    def _push(self, line: Line, number: Number) -> None:
        while self.stack and RANK[self.stack[-1].kind] >= RANK[number.kind]:
            self.stack.pop()
        parent = self.stack[-1] if self.stack else None
        node = self._node(line, number)
        node.parent = parent
        path = f"{parent.path}/{number.printed}" if parent else number.printed
        seen = self.paths.get(path, 0) + 1
        self.paths[path] = seen
        node.path = path if seen == 1 else f"{path}~{seen}"
        (parent.children if parent else self.roots).append(node)
        self.stack.append(node)

    def _node(self, line: Line, number: Number) -> Node:
        start = line.start + number.length
        end = _title_end(self.cleaned.text, start, line.end)
        return Node(number.kind, number.printed, number.value, line.start, start, end, line.end, lines=[line])

    def _leaves_box(self, box: BoxNode, line: Line, text: str, number: Number | None) -> bool:
        """Whether a line after a 专栏 belongs to the document again.

        A chapter's or section's number does; an item's does where it goes on counting outside and not inside; so does
        prose after the rows of an indicator table.
        """
        if number is None or number.kind == "also":
            return "指标" in self.cleaned.text[box.title_start : box.title_end] and len(text) > _CAPTION_MAX
        if number.kind in _CHAPTER_KINDS:
            return not (box.items and box.items[0].kind == number.kind and number.value == box.items[-1].value + 1)
        inside = box.items[-1].value + 1 if box.items else 1
        outer = next((n for n in reversed(self.stack) if n.kind == number.kind), None)
        if outer is None or number.value != outer.value + 1:
            return False
        return number.value != inside or line.blanks > 1

    def _into_box(self, box: BoxNode, line: Line, number: Number | None) -> None:
        box.lines.append(line)
        box.end = line.end
        own_kind = box.items[0].kind if box.items else None
        if number is not None and number.kind != "also" and own_kind in (None, number.kind):
            box.items.append(self._node(line, number))
        elif box.items:
            box.items[-1].lines.append(line)
            box.items[-1].end = line.end


class _Unnumbered:
    """Builds the tree of a document whose headings carry no numbers."""

    def __init__(self, cleaned: Cleaned, lines: list[Line]) -> None:
        self.cleaned, self.lines = cleaned, lines
        self.open: list[tuple[int, Node]] = []

    def outline(self) -> Outline:
        captions = self._captions()
        aside = {line.start for line in captions}
        lines = [line for line in self.lines if line.start not in aside]
        heads = [at for at, line in enumerate(lines) if self._is_heading(lines, at)]
        captions_end = next((at for at, line in enumerate(lines) if len(self._text(line)) > _CAPTION_MAX), len(lines))
        title = next((at for at in heads if at < captions_end), -1)
        body = next((at for at in range(title + 1, len(lines)) if at not in heads), len(lines))
        body = self._after_subtitle(lines, body)
        top = [at for at in heads if lines[at].mark == 1]
        heads = [at for at in heads if (at > body or lines[at].mark > 1) and [at] != top]  # a lone # is the title
        roots: list[Node] = []
        for at, following in pairwise([*heads, len(lines)]):
            content = lines[at + 1 : following]
            if content or lines[at].mark:
                self._place(roots, lines[at], content)
        front = lines[: heads[0]] if heads else lines
        return Outline(front, roots, [], captions, False)

    def _text(self, line: Line) -> str:
        return self.cleaned.text[line.start : line.end]

    def _after_subtitle(self, lines: list[Line], body: int) -> int:
        """The body begins after a subtitle (a line opened by ——) that follows a title further down."""
        at = next(
            (n for n, line in enumerate(lines) if n and self._text(line).startswith("——") and line.blanks == 0), 0
        )
        if not at or len(self._text(lines[at])) > _HEADING_MAX:
            return body
        while at + 1 < len(lines) and self._is_heading(lines, at + 1):
            at += 1  # a banner under the title
        return max(body, at + 1)

    def _captions(self) -> list[Line]:
        """Single sentences that stand alone between blank lines (captions of pictures, fragments of columns)."""
        found = []
        if any(line.mark for line in self.lines):
            return []  # in Markdown every paragraph stands between blank lines
        for at, line in enumerate(self.lines):
            text = self._text(line)
            after = self.lines[at + 1].blanks if at + 1 < len(self.lines) else 1
            alone = line.blanks > 0 and after > 0 and not _COUNTS.search(text)
            if alone and text.endswith(("。", ")", "）")) and len(text) <= _CAPTION_MAX and not text.startswith("——"):
                found.append(line)
        return found if len(found) > 1 else []

    def _is_heading(self, lines: list[Line], at: int) -> bool:
        line, text = lines[at], self._text(lines[at])
        if line.mark:
            return True
        after = lines[at + 1].blanks if at + 1 < len(lines) else 0
        alone = (line.blanks > 0 or at == 0) and after > 0
        plain = not _SENTENCE.search(text) and not _BULLET.match(text) and not text.startswith(("——", "(", "（"))
        return alone and plain and 2 <= len(text) <= _HEADING_MAX and not text.endswith(("，", ",", "、"))

    def _place(self, roots: list[Node], head: Line, content: list[Line]) -> None:
        """Hang a heading below the one that its Markdown level says; without levels, one that holds nothing but bullets
        hangs under the last that opens with prose."""
        bullets = [line for line in content if _BULLET.match(self._text(line))]
        only = bool(content) and len(bullets) == len(content)
        parent = self._above(head.mark) if head.mark else roots[-1] if roots and only else None
        if not head.mark and parent is not None and parent.kind == "bulleted":
            parent = None
        node = self._node(head, head.start, "bulleted" if only else "plain", parent, roots)
        self.open = [(mark, above) for mark, above in self.open if mark < head.mark] + [(head.mark, node)]
        node.lines += [line for line in content if line not in bullets]
        node.end = node.lines[-1].end
        for line in bullets:
            match = _BULLET.match(self._text(line))
            self._node(line, line.start + (match.end() if match else 0), "bullet", node, roots)

    def _above(self, mark: int) -> Node | None:
        """The heading that a Markdown heading of level `mark` stands under."""
        return next((node for level, node in reversed(self.open) if level < mark), None)

    def _node(self, line: Line, title_start: int, kind: str, parent: Node | None, roots: list[Node]) -> Node:
        siblings = parent.children if parent else roots
        value = len(siblings) + 1
        end = _title_end(self.cleaned.text, title_start, line.end)
        node = Node(kind, str(value), value, line.start, title_start, end, line.end, lines=[line])
        node.parent = parent
        node.path = f"{parent.path}/{value}" if parent else str(value)
        siblings.append(node)
        return node
