"""The cells of a table of duties go in, its rows come out: what is to be done, who leads, who takes part, by when.

Rows without a number of their own go on in the one above. A task that heads several numbered rows is their category. An
empty cell among bodies may be a merged one or stand for nobody: it is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from loaders.clean import Cleaned
from loaders.clean.wraps import HAN_NUMBER
from loaders.rules.dutybodies import EMPTY, read_bodies
from loaders.rules.dutycells import SENTENCE_END, Cell, Grid, Row
from loaders.rules.dutyheads import FIRST_LEADS, TEXTS, Column, Kind
from loaders.rules.dutywords import Words, lines_of, numbered, once, pieces_of, words_of
from loaders.rules.names import Piece

_CAPTION = re.compile("(?:表|清单|台账|分工|分解|方案|安排|计划|任务|要点)(?:[（(][^（）()]*[)）])?$")
_UNIT_LINE = re.compile("单位[：:]|^[（(].*[)）]$")
_HAN = re.compile(rf"[（(]?{HAN_NUMBER}[)）]?[.．、]?")
_AROUND = "（()）.．、"
MAX_TITLE = 90
NEAR = 200
"""Letters around a table in which a remark on who leads is sought."""


MERGED_OR_NOBODY = "an empty cell: the one above goes on in it, or it stands for nobody"
NO_NAME = "stands in a column of bodies, and is no name of one"
NOBODY = "a row of which no body is read"
NO_TASK = "a row of which no task is read"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A row: its number and category as printed, what is to be done, who does it, by when.

    `others` take part where somebody leads; where nobody does they are responsible. The labels are the heads printed over
    the bodies.
    """

    number: str | None
    category: Words | None
    category_number: str | None
    title: Words | None
    content: Words | None
    leads: tuple[Piece, ...]
    others: tuple[Piece, ...]
    other_role: Literal["participating", "responsible"]
    other_label: str
    lead_label: str
    deadline: Words | None
    divisions: tuple[Piece, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DutyTable:
    """A table from its heads to its last cell, with its caption, its rows, and the places that were not understood."""

    start: int
    end: int
    title: Words | None
    rows: tuple[DutyRow, ...]
    refused: tuple[tuple[int, int, str], ...]


@dataclass(slots=True)
class _Task:
    """A row in the making: rows without a number of their own go on in the one above."""

    row: Row
    number: str | None
    category: Words | None
    category_number: str | None
    title: Words | None
    contents: list[Cell] = field(default_factory=list)
    leads: list[Piece] = field(default_factory=list)
    others: list[Piece] = field(default_factory=list)
    divisions: list[Piece] = field(default_factory=list)
    deadline: Words | None = None
    nobody: bool = False
    end: int = 0


class TableReader:
    """Reads one table from its cells."""

    def __init__(self, cleaned: Cleaned, grid: Grid) -> None:
        self.cleaned, self.grid = cleaned, grid
        self.at: dict[Kind, list[int]] = {}
        for place, column in enumerate(grid.columns):
            self.at.setdefault(column.kind, []).append(place)
        self.numbered = any(row.cells[at] for at in self.at.get("number", []) for row in grid.rows)
        self.merged_task = "content" in self.at and any(self._below_a_merged_task(row) for row in grid.rows)
        self.refused = [(one.start, one.end, one.reason) for one in grid.refused]
        self.blamed = {one.start for one in grid.refused}
        self.dashed = {
            at
            for at in (*self.at.get("lead", []), *self.at.get("other", []))
            if any(cell and EMPTY.fullmatch(cell.text) for cell in (row.cells[at] for row in grid.rows))
        }
        self.category: tuple[Words, str | None] | None = None
        self.above: dict[int, Cell | None] = {}
        self.first_leads = self._says_first_leads()

    def table(self) -> DutyTable:
        """The table, its rows put together."""
        tasks: list[_Task] = []
        for row in self.grid.rows:
            heading = self._is_heading(row)
            if heading or row.band:
                self._set_category(row)
            if heading or not any(row.cells):
                continue
            if tasks and self._goes_on(row):
                self._add(tasks[-1], row, own=False)
            else:
                self._begin(tasks, row)
        rows = tuple(self._finished(task) for task in tasks)
        end = max([self.grid.end, *(row.end for row in rows)])
        return DutyTable(self.grid.start, end, self._title(), rows, tuple(sorted(self.refused)))

    # -- rows

    def _cells(self, row: Row, kind: Kind) -> list[Cell]:
        return [cell for at in self.at.get(kind, []) if (cell := row.cells[at]) and not EMPTY.fullmatch(cell.text)]

    def _is_heading(self, row: Row) -> bool:
        """Whether a row only names the rows below it: its number is Chinese, and nobody and nothing else stands in it."""
        number = next(iter(self._cells(row, "number")), None)
        texts = [cell for kind in TEXTS for cell in self._cells(row, kind)]
        return (
            number is not None
            and bool(_HAN.fullmatch(number.text))
            and len(texts) == 1 == sum(map(bool, row.cells)) - 1
        )

    def _set_category(self, row: Row) -> None:
        number = next(iter(self._cells(row, "number")), None)
        cell = row.band or next(cell for kind in TEXTS for cell in self._cells(row, kind))
        words, printed = numbered(cell)
        self.category = (words, printed or (number.text.strip(_AROUND) if number and not row.band else None))

    def _below_a_merged_task(self, row: Row) -> bool:
        """Whether the row is one of its own under the task of the row above."""
        own = bool(self._cells(row, "number")) or not self.numbered
        return own and not row.band and bool(self._cells(row, "content")) and not self._cells(row, "task")

    def _goes_on(self, row: Row) -> bool:
        """Whether the row belongs to the one above: it has no number and no task, or says nothing but who else acts."""
        if self._cells(row, "task") or self._cells(row, "category"):
            return False
        if self.numbered:
            return not self._cells(row, "number")
        return not self._cells(row, "content")

    def _begin(self, tasks: list[_Task], row: Row) -> None:
        number = next((cell.text.strip(_AROUND) for cell in self._cells(row, "number")), None)
        categories = self._cells(row, "category")
        titles = self._cells(row, "task")
        if self.merged_task and "category" not in self.at:
            categories, titles = titles, []
        if categories:
            self.category = numbered(categories[0])
        category, own = self.category or (None, None)
        task = _Task(row, number, category, own, None, end=row.end)
        if titles and not self.merged_task and "content" not in self.at and "。" in titles[0].text.rstrip("。"):
            task.contents += titles
        elif titles and not self.merged_task:
            task.title, printed = numbered(titles[0])
            task.number = number or (None if self.numbered else printed)
        self._add(task, row, own=True)
        if (task.title or task.contents) and (task.number or not self.numbered or task.leads or task.others):
            tasks.append(task)
        elif row.start not in self.blamed:
            self.refused.append((row.start, row.end, NO_TASK))

    def _add(self, task: _Task, row: Row, own: bool) -> None:
        """What a row says of a task besides its name."""
        task.end = max(task.end, row.end)
        task.contents += self._cells(row, "content")
        task.divisions += [piece for cell in self._cells(row, "division") for piece in pieces_of(cell)]
        dates = self._cells(row, "deadline")
        if dates and task.deadline is None:
            task.deadline = words_of(dates[0], dates[0].text.rstrip("。；; ") or dates[0].text)
        self._add_bodies(task, row, own)

    def _add_bodies(self, task: _Task, row: Row, own: bool) -> None:
        """The bodies of a row; a row of its own without any has those of the merged cells above it."""
        columns = [*self.at.get("lead", []), *self.at.get("other", [])]
        cells = {at: row.cells[at] for at in columns}
        if own and self.grid.merges and not any(cells.values()) and (task.number or not self.numbered):
            cells = self.above
        for at, cell in cells.items():
            if cell is None:
                if own and self.grid.merges and (at in self.dashed or at in self.at.get("lead", [])):
                    self.refused.append((row.start, row.end, MERGED_OR_NOBODY))
            elif EMPTY.fullmatch(cell.text):
                task.nobody = True
            else:
                self._split(task, cell, self.grid.columns[at])
        self.above = cells

    def _split(self, task: _Task, cell: Cell, column: Column) -> None:
        """The names in a cell, each where its own duty puts it, else where the column does."""
        bodies = read_bodies(cell.text)
        for at, name in enumerate(bodies.names):
            piece = Piece(*cell.place(name.start, name.end), cell.text[name.start : name.end])
            leads = name.role == "lead" if name.role else column.kind == "lead" or (at == 0 and self.first_leads)
            (task.leads if leads else task.others).append(piece)
        self.refused += [(*cell.place(start, end), NO_NAME) for start, end in bodies.losers]

    def _finished(self, task: _Task) -> DutyRow:
        leads = once(task.leads)
        if not leads and not task.others and not task.nobody and task.row.start not in self.blamed:
            self.refused.append((task.row.start, task.end, NOBODY))
        led = {piece.text for piece in leads}
        heads = [self.grid.columns[at].label for kind in ("other", "lead") for at in self.at.get(kind, [])]
        chief = next((self.grid.columns[at].label for at in self.at.get("lead", [])), heads[0])
        start = min([task.row.start, *(cell.start for cell in task.contents)])
        return DutyRow(
            number=task.number,
            category=task.category,
            category_number=task.category_number,
            title=task.title,
            content=lines_of(task.contents),
            leads=leads,
            others=tuple(piece for piece in once(task.others) if piece.text not in led),
            other_role="participating" if leads else "responsible",
            other_label=heads[0],
            lead_label=chief,
            deadline=task.deadline,
            divisions=once(task.divisions),
            start=start,
            end=task.end,
        )

    # -- around the table

    def _title(self) -> Words | None:
        """The caption in the table, or the line above it, or the two of them that a wrap cut."""
        if self.grid.title:
            return words_of(self.grid.title, self.grid.title.text)
        text = self.cleaned.text
        lines = self.cleaned.lines
        at = bisect_left(lines, self.grid.start, key=lambda line: line.start)
        above = [line for line in lines[max(0, at - 3) : at] if not _UNIT_LINE.search(text[line.start : line.end])][-2:]
        for caption in (above[-1:], above):
            words = "".join(text[line.start : line.end] for line in caption)
            if caption and 4 <= len(words) <= MAX_TITLE and _CAPTION.search(words) and not SENTENCE_END.search(words):
                return Words(words, caption[0].start, caption[-1].end)
        return None

    def _says_first_leads(self) -> bool:
        """Whether a remark in the heads or near the table says that the first of several bodies leads."""
        if self.at.get("lead"):
            return False
        text, start, end = self.cleaned.text, self.grid.start, self.grid.end
        near = (text[max(0, start - NEAR) : start], text[end : end + NEAR])
        return any(column.first_leads for column in self.grid.columns) or any(FIRST_LEADS.search(one) for one in near)
