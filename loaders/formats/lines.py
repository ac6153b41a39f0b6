"""Part of a page goes in, its lines come out: paragraphs, headings with their level, items of lists, rows of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.formats.lists import first_of, form_of, numbered
from loaders.formats.markup import BLOCKS, CELLS, HEADINGS, Page
from loaders.formats.tables import cells_of, is_data, read_table
from loaders.formats.weights import Weights
from loaders.formats.words import cell, indented, joined, tidy

MAX_HEADING = 60
BULLET = "- "
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_NUMBERED = re.compile(
    r"[（(]?[\d一二三四五六七八九十]{1,3}[)）、.．]|第[\d一二三四五六七八九十]{1,3}|[①-⑳•●▪◆■-]|[一-十]是"
)
_LABELLED = re.compile(r"[一-鿿]{2,8}[：:]")
_SENTENCE = re.compile(r"[。；！？]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the page shows it; `level` of its heading (0: none), `tight` where no paragraph ends before it."""

    text: str
    level: int = 0
    tight: bool = False
    indented: bool = False
    row: bool = False


def read_lines(page: Page, weights: Weights, root: int, aside: frozenset[int] = frozenset()) -> list[Line]:
    """The lines of a node and all in it but `aside`."""
    return _Reader(page, weights, aside=aside).read(root)


def plain(page: Page, weights: Weights, root: int) -> list[str]:
    """The words of a node's lines, cells of tables each a line."""
    return [line.text for line in _Reader(page, weights, tables=False).read(root)]


class _Reader:
    """Walks over the nodes in order; `parts` are the texts of the line that is being read."""

    def __init__(
        self,
        page: Page,
        weights: Weights,
        aside: frozenset[int] = frozenset(),
        tables: bool = True,
        cells: bool = True,
    ) -> None:
        self.page, self.weights, self.aside, self.tables, self.cells = page, weights, aside, tables, cells
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.open: list[int] = []
        self.items: dict[int, int] = {}  # how many items of an ordered list were read
        self.tight = False
        self.level = 0
        self.printed = 0  # how many <pre> are open
        self.prefix = ""

    def read(self, root: int) -> list[Line]:
        at, ends = root, self.page.ends
        while at < ends[root]:
            while self.open and ends[self.open[-1]] <= at:
                self._leave(self.open.pop())
            at = self._take(at)
        while self.open:
            self._leave(self.open.pop())
        self._flush()
        return self.lines

    def _take(self, at: int) -> int:
        """Read a node; where to go on."""
        name = self.page.names[at]
        if self.weights.gone[at] or at in self.aside or (name in CELLS and not self.cells):
            if name in BLOCKS:
                self._flush()
                self.tight = False
            return self.page.ends[at]
        if not name:
            self._text(self.page.words[at])
        elif name == "br":
            self._break()
        elif name == "table" and self.tables:
            rows = [[one for one in row if not self.weights.gone[one]] for row in cells_of(self.page, at)]
            if is_data(self.page, rows, self.weights):
                self._table(at, rows)
                return self.page.ends[at]
            self._enter(at, name)
        elif name in BLOCKS:
            self._enter(at, name)
        return at + 1

    def _text(self, words: str) -> None:
        if not self.printed:
            self.parts.append(words)
            return
        for number, line in enumerate(words.split("\n")):
            if number:
                self._break()
            self.parts.append(line)

    def _break(self) -> None:
        """A line break: a second one, with nothing between, ends the paragraph; a heading goes on."""
        if self.level:
            self.parts.append("\n")
            return
        self.tight = self._flush() or not self.tight

    def _enter(self, at: int, name: str) -> None:
        self._flush()
        self.tight = False
        self.open.append(at)
        if name in HEADINGS:
            self.level = int(name[1])
        elif name == "li":
            self.prefix = self._item(at)
        self.printed += name == "pre"

    def _leave(self, at: int) -> None:
        self._flush()
        self.tight = False
        name = self.page.names[at]
        if name in HEADINGS:
            self.level = 0
        elif name == "li":
            self.prefix = ""
        self.printed -= name == "pre"

    def _item(self, at: int) -> str:
        """What the page shows before an item of a list; nothing before one that holds several paragraphs."""
        parent = self.page.parents[at]
        if self.page.names[parent] == "ol":
            number = self.items.get(parent, first_of(self.page, parent) - 1) + 1
            self.items[parent] = number
            return numbered(form_of(self.page, parent), number)
        names, size = self.page.names, self.weights.size
        blocks = [1 for child in self.page.children(at) if names[child] in BLOCKS - _LISTS and size[child]]
        return BULLET if len(blocks) < 2 else ""

    def _flush(self) -> bool:
        """End the line; whether there was one."""
        if not self.parts:
            return False
        raw = "".join(self.parts)
        self.parts.clear()
        text = tidy(raw)
        if not text:
            return False
        if self.prefix and not _NUMBERED.match(text) and not (self.prefix == BULLET and _LABELLED.match(text)):
            text = self.prefix + text
        self.prefix = ""
        heading = len(text) <= MAX_HEADING and not _SENTENCE.search(text)
        self.lines.append(Line(text, self.level if heading else 0, self.tight, indented(raw)))
        return True

    def _table(self, at: int, rows: list[list[int]]) -> None:
        self._flush()
        self.tight = False
        table = read_table(self.page, rows, self._cell)
        self.lines += _Reader(self.page, self.weights, tables=False, cells=False).read(at)
        for one in table.before:
            self.lines += _Reader(self.page, self.weights, tables=False).read(one)
        for number, row in enumerate(table.rows):
            self.lines.append(Line(f"| {' | '.join(row)} |", tight=number > 0, row=True))
        for one in table.after:
            self.lines += _Reader(self.page, self.weights, tables=False).read(one)

    def _cell(self, at: int) -> str:
        return cell(joined(plain(self.page, self.weights, at)))
