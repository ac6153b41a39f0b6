"""The lines of a text without numbers go in, its outline comes out: headings are the short lines that stand alone.

Bullets under them are items; headings and items are counted from 1.
"""

from __future__ import annotations

import re
from itertools import pairwise

from loaders.clean import Cleaned, Line
from loaders.numbered import title_end
from loaders.tree import Node, Outline

_SENTENCE = re.compile(r"[。！？!?；;]")
_BULLET = re.compile(r"[-•●▪◆■*]\s?(?=\S)")
_COUNTS = re.compile(r"\d(?![^（(]*[)）])")
_CAPTION_MAX = 70
_HEADING_MAX = 40


class PlainBuilder:
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
        end = title_end(self.cleaned.text, title_start, line.end)
        node = Node(kind, str(value), value, line.start, title_start, end, line.end, lines=[line])
        node.parent = parent
        node.path = f"{parent.path}/{value}" if parent else str(value)
        siblings.append(node)
        return node
