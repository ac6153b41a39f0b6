"""The lines of a numbered text go in, the tree of its headings comes out, built line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence as Row

from loaders.clean import Cleaned, Line
from loaders.contents import Contents
from loaders.numbering import CHAPTERS, Number, box_title, number_of
from loaders.sequence import NESTED, Sequence
from loaders.tree import BoxNode, Node, Outline

_SENTENCE = re.compile(r"[。！？!?；;]")
_RUN_IN = re.compile(r"(?P<words>(?:(?!单位|部门|时限|如下|以下|下列|包括|分别)[^，、；：:（(〔【]){2,20})[：:]")
_RUN_IN_REST = 6
_CLOSED = re.compile(r"[。！？!?；;：:…”’」』）)〕】》\]]$")
_CLAUSE = re.compile(
    r"[（(〔【][^（(〔【]{0,300}(?:牵头|负责|责任单位|责任部门|配合)[^（(〔【]{0,300}[）)〕】][。；]?$"
)
_CAPTION_MAX = 70
_SHORT = 40
_HEADING_MAX = 60
_ANNEX = re.compile(
    r"附(?:件|录) ?(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?(?: ?[：:.、]|[ 　]|$)(?P<title>[^。；]{0,50})$"
)
_LIST = re.compile(r"附件[：:]")
_ENUMERATES = re.compile(
    r"(?:下列|以下|如下)[^。；：]{0,12}(?:条件|情形|情况|材料|资料|标准|对象|人员|企业|单位|范围|规定|程序|之一)[^。；：]{0,6}[：:]$|(?:条件|材料|标准|情形)(?:之一|如下)[的]?[：:]$"
)


class NumberedBuilder:
    """Builds the tree of a numbered document line by line."""

    def __init__(self, cleaned: Cleaned, contents: Contents, heads: set[int]) -> None:
        self.cleaned, self.contents, self.heads = cleaned, contents, heads
        self.roots: list[Node] = []
        self.boxes: list[BoxNode] = []
        self.refused: list[tuple[Line, str]] = []
        self.stack: list[Node] = []
        self.sequence = Sequence()
        self.box: BoxNode | None = None
        self.paths: dict[str, int] = {}
        self.listing: Number | None = None
        self.annexed = False
        self.naming: Node | None = None
        self.chapters = 0

    def outline(self, lines: Row[Line], numbers: Row[Number | None], first: int) -> Outline:
        """The outline of `lines`, whose first heading is at `first`; `numbers` are those that they may begin with."""
        texts = [self.cleaned.line_text(line) for line in lines]
        ahead = _ahead(numbers)
        for at in range(first, len(lines)):
            self._take(lines[at], texts[at], numbers[at], _is_firm(texts, numbers, at, first), ahead[at])
        return Outline(list(lines[:first]), self.roots, self.boxes, [], True, self.refused)

    def _take(self, line: Line, text: str, number: Number | None, firm: bool, ahead: int | None) -> None:
        if self._begins_box(line, text) or self._begins_annex(line, text):
            return
        if self.box is not None:
            if not self._leaves_box(self.box, line, text, number):
                self._into_box(self.box, line, number)
                return
            self.box = None
        if line.start in self.heads:
            self._open_plain(line)
        elif number is None or number.kind == "also" or number.length >= len(text) or self._is_listed(number, text):
            self._extend(line, text)
        else:
            place = self.sequence.place(number, firm, ahead)
            if place.refused is not None:
                if not number.loose:
                    self.refused.append((line, place.refused))
                self._extend(line, text)
            else:
                self._push(line, number, place.depth)

    def _extend(self, line: Line, text: str) -> None:
        """A line of text belongs to the heading before it; after 附件 it names the annex."""
        if not self.stack:
            return
        node = self.stack[-1]
        if self.naming is node and len(text) <= _SHORT:
            node.title_start, node.title_end = line.start, line.end
        self.naming = None
        node.lines.append(line)
        if not (self.boxes and node.end < self.boxes[-1].start):
            node.end = line.end

    def _push(self, line: Line, number: Number, depth: int) -> None:
        self.sequence.accept(number, depth)
        del self.stack[depth:]
        self.listing, self.naming = None, None
        self._hang(self._node(line, number))

    def _hang(self, node: Node) -> None:
        parent = self.stack[-1] if self.stack else None
        node.parent = parent
        path = (parent.prefix if parent else "") + node.printed
        seen = self.paths.get(path, 0) + 1
        self.paths[path] = seen
        node.path = path if seen == 1 else f"{path}~{seen}"
        (parent.children if parent else self.roots).append(node)
        self.stack.append(node)

    def _node(self, line: Line, number: Number) -> Node:
        text = self.cleaned.text
        start = line.start + number.length
        while start < line.end and text[start].isspace():
            start += 1
        end = self.contents.title_end(text, start, line.end, number)
        if end is None:
            end = title_end(text, start, line.end)
        return Node(number.kind, number.printed, number.value, line.start, start, end, line.end, lines=[line])

    def _open_plain(self, line: Line) -> None:
        """A chapter without a number above numbered items: counted from 1."""
        self.chapters += 1
        number = Number("plain", str(self.chapters), self.chapters, 0)
        self.sequence.accept(number, 0)
        self.stack = []
        self._hang(self._node(line, number))

    def _is_listed(self, number: Number, text: str) -> bool:
        """Whether a number counts conditions, papers or cases within a sentence (下列条件：1.…；2.…)."""
        if self.listing is not None and number.kind == self.listing.kind:
            goes_on = number.value == self.listing.value + 1
            self.listing = number if goes_on else None
            return goes_on
        self.listing = None
        if number.value == 1 and number.kind in NESTED and self.stack and self.stack[-1].lines:
            last = self.stack[-1].lines[-1]
            if _ENUMERATES.search(self.cleaned.text, max(last.start, last.end - _HEADING_MAX), last.end):
                self.listing = number
        return self.listing is not None

    def _begins_annex(self, line: Line, text: str) -> bool:
        """附件1 on a line of its own begins an annex, whose numbers count anew; 附件：1.… lists the annexes."""
        if not text.startswith("附") or not self.roots:
            if self.annexed and (one := number_of(text[:8])) and one.kind == "num" and len(text) <= _HEADING_MAX:
                self._extend(line, text)
                return True
            self.annexed = False
            return False
        match = _ANNEX.match(text)
        self.annexed = _LIST.match(text) is not None and number_of(text[3:].strip()[:8]) is not None
        if match is None or self.annexed:
            if self.annexed:
                self._extend(line, text)
            return self.annexed
        number = Number("annex", f"附件{match['number'] or ''}", 0, 0)
        self.sequence.restart(number)
        self.stack, self.box, self.listing = [], None, None
        node = Node("annex", number.printed, 0, line.start, line.start + match.start("title"), line.end, line.end)
        node.lines = [line]
        self._hang(node)
        self.naming = node if not match["title"].strip() else None
        return True

    def _begins_box(self, line: Line, text: str) -> bool:
        title = box_title(text) if text.startswith("专栏") else None
        if title is None:
            return False
        path = self.stack[-1].path if self.stack else None
        start = line.start + title.title_start
        self.box = BoxNode(title.number, line.start, start, start + len(title.title), line.end, path)
        self.boxes.append(self.box)
        return True

    def _leaves_box(self, box: BoxNode, line: Line, text: str, number: Number | None) -> bool:
        """Whether a line after a 专栏 belongs to the document again.

        A chapter's or section's number does; an item's does where it goes on counting outside and not inside; so does
        prose after the rows of an indicator table, the rest of a sentence that the 专栏 cut in two, and a clause.
        """
        if number is None or number.kind == "also":
            if "指标" in self.cleaned.text[box.title_start : box.title_end]:
                return len(text) > _CAPTION_MAX and not line.row
            return bool(box.items) and (_CLAUSE.search(text) is not None or self._is_cut_off(box))
        if number.kind in (*CHAPTERS, "phan"):
            return not (box.items and box.items[0].kind == number.kind and number.value == box.items[-1].value + 1)
        inside = box.items[-1].value + 1 if box.items else 1
        outer = next((n for n in reversed(self.stack) if n.kind == number.kind), None)
        if outer is None or number.value != outer.value + 1:
            return False
        return number.value != inside or line.blanks > 1

    def _is_cut_off(self, box: BoxNode) -> bool:
        """Whether the text before a 专栏 stops in mid-sentence and the 专栏 does not."""
        if not self.stack or not box.lines:
            return False
        before, inside = self.stack[-1].lines[-1], box.lines[-1]
        words = self.cleaned.line_text(before)
        whole = _CLOSED.search(words) or (len(words) <= _HEADING_MAX and "。" not in words)
        return not whole and _CLOSED.search(self.cleaned.line_text(inside)) is not None

    def _into_box(self, box: BoxNode, line: Line, number: Number | None) -> None:
        box.lines.append(line)
        box.end = line.end
        own_kind = box.items[0].kind if box.items else None
        if number is not None and number.kind != "also" and own_kind in (None, number.kind):
            box.items.append(self._node(line, number))
        elif box.items:
            box.items[-1].lines.append(line)
            box.items[-1].end = line.end


def title_end(text: str, start: int, end: int) -> int:
    """Where the heading sentence ends: before its first full stop, or at the end of the line; a heading of a few words
    before a colon ends there where the sentence goes on (完善制度：健全…。)."""
    match = _SENTENCE.search(text, start, end)
    stop = match.start() if match else end
    colon = _RUN_IN.match(text, start, stop) if match else None
    if colon is not None and stop - colon.end() >= _RUN_IN_REST:
        stop = colon.end("words")
    while stop > start and text[stop - 1] in "：: 　":
        stop -= 1
    return stop


def _ahead(numbers: Row[Number | None]) -> list[int | None]:
    """For each line, the value of the next number of its form."""
    following: dict[str, int] = {}
    ahead: list[int | None] = [None] * len(numbers)
    for at in reversed(range(len(numbers))):
        number = numbers[at]
        if number is not None:
            ahead[at] = following.get(number.kind)
            following[number.kind] = number.value
    return ahead


def _is_firm(texts: Row[str], numbers: Row[Number | None], at: int, first: int) -> bool:
    """Whether the text before a line has come to an end: a full stop, or a heading."""
    if at <= first:
        return True
    before = texts[at - 1]
    if _CLOSED.search(before):
        return True
    number = numbers[at - 1]
    if number is not None and not number.loose and len(before) <= _HEADING_MAX:
        return True
    return len(before) <= _SHORT and not before.endswith(("，", "、", ",")) and "，" not in before
