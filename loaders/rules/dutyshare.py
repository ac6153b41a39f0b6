"""The lines of one row of a table go in, the ways to share them out among its columns come out, the best first.

A way is the better the less speaks against it: names that are no known bodies, lines too short to have been wrapped, words
of what is done that do not end a sentence, cells without words. `MISSING` and the other weights say how much.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, product
from operator import sub

from loaders.numerals import number
from loaders.rules.dutybodies import EMPTY
from loaders.rules.dutycells import (
    CELL_END,
    MISSING,
    SENTENCE_END,
    Atom,
    is_list,
    leading_number,
    misfit,
    one_a_line,
    uneven,
)
from loaders.rules.dutyheads import BODIES, TEXTS, Column

NOT_CLOSED = 2
ONE_A_LINE = 1
LATE = 1
KEPT = 8
"""How many of the best ways are kept."""
MAX_CATEGORY = 10
"""Lines that the cell of a category or the title of a task may take."""
MAX_PAGES = 3
"""Pages that a row may stand on."""
MAX_NARROW = 40
"""Lines that any other cell but that of what is done may take."""
MAX_TRIED = 10_000
"""How many places are tried in one row."""
Lines = list[list[Atom]]
Place = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way: where each column begins in each part of the row, and how much speaks against it."""

    cost: int
    cuts: tuple[Place, ...]

    def cells(self, parts: Lines) -> Lines:
        """The lines of each column."""
        ends = [*self.cuts[1:], tuple(len(part) for part in parts)]
        return [_between(parts, begin, end) for begin, end in zip(self.cuts, ends, strict=True)]


def _between(parts: Lines, begin: Place, end: Place) -> list[Atom]:
    if len(parts) == 1:
        return parts[0][begin[0] : end[0]]
    return [atom for part, a, b in zip(parts, begin, end, strict=True) for atom in part[a:b]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a table is printed: its columns but that of numbers, whether cells of nobody are printed as dashes, whether
    the cells of its first column are numbered, the width of its widest lines, and those of columns where they are known.
    """

    columns: tuple[Column, ...]
    dashes: bool
    numbered: bool
    widest: int
    widths: tuple[int | None, ...]

    @property
    def merges(self) -> bool:
        """Whether the cells of the first column may stand for several rows."""
        return merges(self.columns)


def merges(columns: Sequence[Column]) -> bool:
    """Whether the cells of the first of these columns may stand for several rows: it does not say alone what is done."""
    return columns[0].kind in ("category", "task") and sum(column.kind in TEXTS for column in columns) > 1


def category_number(atom: Atom) -> int | None:
    """The number that a line begins with as the first of a category."""
    found = leading_number(atom.text)
    return int(number(found[0])) if found else None


@dataclass(slots=True)
class Patience:
    """How many places in a text may still be tried; one that takes more is made to take long."""

    left: int


class RowLines:
    """Shares the lines of one row out; `category` is the number that the next category has."""

    def __init__(self, parts: Lines, manner: Manner, first: bool, category: int, patience: Patience) -> None:
        self.parts, self.manner, self.first, self.category = parts, manner, first, category
        self.patience = patience
        self.left = MAX_TRIED
        nearest = next((part[0] for part in parts if part), None)
        self.due = nearest is not None and category_number(nearest) == category

    def ways(self) -> list[Way]:
        """The ways, the best first; none where more would have to be tried than there is patience for."""
        ways: list[Way] = []
        before = self.left = min(self.patience.left, MAX_TRIED)
        if len(self.parts) <= MAX_PAGES:
            ends = tuple(len(part) for part in self.parts)
            for self.likely in (True, False):
                self.found: dict[tuple[int, Place], list[Way]] = {}
                ways = ways or self._up_to(len(self.manner.columns) - 1, ends)
        self.patience.left -= before - self.left
        return ways if self.left > 0 else []

    def a_line_a_cell(self) -> Way | None:
        """The way of a row that has a line for each cell, or one fewer below a merged cell."""
        size, columns = len(self.parts[0]), self.manner.columns
        missing = len(columns) - size
        if len(self.parts) > 1 or missing not in (0, 1) or (missing and (self.first or not self.manner.merges)):
            return None
        fits = (misfit(column, atom.text) for column, atom in zip(columns[missing:], self.parts[0], strict=True))
        if any(fit is None or fit >= MISSING for fit in fits):
            return None
        if not missing and self.manner.merges and self._fault_of_category(self.parts[0][:1]) is None:
            return None
        return Way(0, tuple((max(0, at - missing),) for at in range(len(columns))))

    def _up_to(self, column: int, ends: Place) -> list[Way]:
        """The best ways to share out what stands before `ends` among the columns up to this one."""
        known = self.found.get((column, ends))
        if known is not None:
            return known
        ways: list[Way] = []
        for begin in self._beginnings(column, ends):
            if self.left <= 0:
                return []
            cost = self._cost(column, begin, ends)
            if cost is not None and column == 0:
                ways.append(Way(cost, (begin,)))
            elif cost is not None:
                ways += [Way(way.cost + cost, (*way.cuts, begin)) for way in self._up_to(column - 1, begin)]
        ways = sorted(ways, key=lambda way: way.cost)[:KEPT]
        self.found[column, ends] = ways
        return ways

    def _beginnings(self, column: int, ends: Place) -> Iterator[Place]:
        """Where a column that goes up to `ends` may begin: if only `likely` places are sought, behind what ends a cell."""
        columns = self.manner.columns
        if column == 0 or (column == 1 and self.manner.merges and self.manner.numbered and not self.due):
            yield tuple(0 for _ in ends)
        elif columns[column].kind in TEXTS:
            first = all(one.kind in TEXTS for one in columns[:column])
            for place in product(*(range((min(end, MAX_CATEGORY) if first else end) + 1) for end in ends)):
                self.left -= 1
                yield place
        else:
            before = columns[column - 1].kind
            after = SENTENCE_END if before in TEXTS else CELL_END if before in BODIES else None
            for place in product(*(list(_narrow(part, end)) for part, end in zip(self.parts, ends, strict=True))):
                self.left -= 1
                if self.left <= 0:
                    return
                if not self.likely or after is None or after.search(self._before(place)):
                    yield place

    def _before(self, place: Place) -> str:
        """The words before a place: those that end the column before it."""
        return next((part[at - 1].text for part, at in reversed(list(zip(self.parts, place, strict=True))) if at), "")

    def _cost(self, column: int, begin: Place, end: Place) -> int | None:
        """What speaks against these lines in the column; None: they cannot stand in it."""
        atoms = _between(self.parts, begin, end)
        kind = self.manner.columns[column].kind
        if column == 0 and self.manner.merges:
            fault = self._fault_of_category(atoms)
        elif kind in BODIES and not atoms and self.manner.dashes:
            fault = MISSING
        else:
            fault = 0
        if fault is None:
            return None
        text = "".join(atom.text for atom in atoms)
        own = misfit(self.manner.columns[column], text)
        if own is None and kind in BODIES and one_a_line(atoms):
            own = ONE_A_LINE
        if own is None:
            return None
        if kind in TEXTS and text and column + 1 < len(self.manner.columns):
            is_last = self.manner.columns[column + 1].kind not in TEXTS
            closed = bool(SENTENCE_END.search(text))
            fault += NOT_CLOSED * (is_last != closed)
            fault += MISSING * (not closed and is_list(atoms[-1].text))
        elif kind not in TEXTS and kind not in BODIES:
            fault += MISSING * any(is_list(atom.text) for atom in atoms)
        width = self.manner.widths[column]
        if len(begin) == 1:
            return own + fault + uneven(atoms, width)
        fault += LATE * any(_late(begin, end, part) for part in range(1, len(begin)))
        return own + fault + uneven(atoms, width, list(accumulate(map(sub, end, begin))))

    def _fault_of_category(self, atoms: Sequence[Atom]) -> int | None:
        """What speaks against these lines as the cell that is printed once for several rows."""
        if not atoms:
            return MISSING if self.first or (self.manner.numbered and self.due) else 0
        if self.manner.numbered and not self.due:
            return None
        wide = any(atom.width * 5 > self.manner.widest * 4 for atom in atoms)
        return MISSING * (wide + (atoms[-1].text[-1] in "，、；："))


def _narrow(part: Sequence[Atom], end: int) -> Iterator[int]:
    """Where a cell of names or a date that goes up to `end` may begin: no sentence ends in it."""
    yield end
    for at in range(end - 1, max(-1, end - MAX_NARROW), -1):
        words = part[at].text
        if "。" in words[:-1] or (words.endswith("。") and at < end - 1):
            return
        yield at


def _late(begin: Place, end: Place, part: int) -> bool:
    """Whether a cell begins only behind a page break."""
    return end[part] > begin[part] and all(end[before] == begin[before] for before in range(part))


def is_dash(atom: Atom) -> bool:
    """Whether the line stands for nobody."""
    return EMPTY.fullmatch(atom.text) is not None
