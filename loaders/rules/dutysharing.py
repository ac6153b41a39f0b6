"""The rows of a table as lines go in, its rows under their columns come out, and the rows that cannot be told apart.

How the table is printed (dashes for nobody, numbered categories, widths of columns) is learnt from all its rows; it decides
where the lines of one row can be shared out in two ways.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.rules.dutycells import SENTENCE_END, Atom, Refusal, Row, joined, misfit
from loaders.rules.dutyheads import BODIES, Column
from loaders.rules.dutyshare import Lines, Manner, Patience, RowLines, Way, category_number, is_dash

MAX_LAST = 60
"""Lines in which the end of the last row is sought: nothing marks it."""
SAMPLE = 3
"""Rows from which the width of a column is learnt."""
NO_WAY = "the lines of a row that no one list of bodies ends"
TWO_WAYS = "the lines of a row whose bodies can be told apart in two ways"


@dataclass(frozen=True, slots=True)
class Raw:
    """The lines of a row, a list for each page that they stand on; `band` is a heading printed across the table before it."""

    number: Atom
    parts: Lines
    band: Atom | None

    def atoms(self) -> list[Atom]:
        """All its lines."""
        return [atom for part in self.parts for atom in part]


class Sharing:
    """Shares the lines of all rows of a table out; what follows the last row is cut off it."""

    def __init__(self, columns: tuple[Column, ...], raws: list[Raw], patience: Patience) -> None:
        self.columns, self.raws, self.patience = columns, raws, patience
        self.own = tuple(column for column in columns if column.kind != "number")
        self.bodies = [at for at, column in enumerate(self.own) if column.kind in BODIES]
        first = next(iter(raws[0].atoms()), None)
        widths = sorted(atom.width for raw in raws for atom in raw.atoms())
        self.manner = Manner(
            columns=self.own,
            dashes=any(is_dash(atom) for raw in raws for atom in raw.atoms()),
            numbered=first is not None and category_number(first) == 1,
            widest=widths[len(widths) * 19 // 20] if widths else 0,
            widths=tuple(None for _ in self.own),
        )
        self.titled = False
        self.refused: list[Refusal] = []

    def rows(self) -> tuple[list[Row], list[Refusal]]:
        """The rows, and those of which the bodies are left out."""
        plain = self._a_line_a_cell()
        if plain:
            return [self._row(raw, [way]) for raw, way in zip(self.raws, plain, strict=True)], []
        self._cut_last()
        lines = list(self._row_lines(self.raws))
        shared = [row.ways() for row in lines]
        self.manner = replace(self.manner, widths=self._widths(shared))
        self.titled = self._is_titled(shared)
        for at, (row, ways) in enumerate(zip(lines, shared, strict=True)):
            if len(ways) > 1 and ways[0].cost == ways[1].cost:
                shared[at] = self._tied(RowLines(row.parts, self.manner, row.first, row.category, self.patience))
        return [self._row(raw, ways) for raw, ways in zip(self.raws, shared, strict=True)], self.refused

    def _row_lines(self, raws: Sequence[Raw]) -> Iterator[RowLines]:
        """The lines of each row, with the number that the next category has there."""
        category = 1
        for at, raw in enumerate(raws):
            row = RowLines(raw.parts, self.manner, at == 0, category, self.patience)
            yield row
            category += self.manner.numbered and row.due

    # -- a line for each cell

    def _a_line_a_cell(self) -> list[Way] | None:
        """The ways of a table that has a line for each cell; None for other tables."""
        size, last = len(self.own), self.raws[-1].parts[0]
        for most in (size, size - 1) if len(last) > size else (len(last),):
            raws = [*self.raws[:-1], replace(self.raws[-1], parts=[last[:most]])]
            ways: list[Way] = []
            for row in self._row_lines(raws):
                way = row.a_line_a_cell()
                if way is None:
                    break
                ways.append(way)
            if len(ways) == len(raws) and self._tells_more(raws):
                self.raws = raws
                return ways
        return None

    def _tells_more(self, raws: Sequence[Raw]) -> bool:
        """Whether what is done is said at greater length than its title: else the two are one broken cell."""
        if not self.manner.merges or self.manner.numbered:
            return True
        full = [raw.parts[0] for raw in raws if len(raw.parts[0]) == len(self.own)]
        return any(row[1].width > row[0].width for row in full)

    # -- cells broken over lines

    def _cut_last(self) -> None:
        """Cut what follows the table off the last row: it ends where least speaks against its lines."""
        *before, last = self.raws[-1].parts
        category = 1
        for row in self._row_lines(self.raws):
            category = row.category
        best: tuple[int, Lines] | None = None
        for size in range(min(len(last), MAX_LAST), 0, -1):
            parts = [*before, last[:size]]
            ways = RowLines(parts, self.manner, len(self.raws) == 1, category, self.patience).ways()
            if ways and (best is None or ways[0].cost < best[0]):
                best = (ways[0].cost, parts)
        if best is not None:
            self.raws[-1] = replace(self.raws[-1], parts=best[1])

    def _widths(self, shared: Sequence[Sequence[Way]]) -> tuple[int | None, ...]:
        """The widths of the columns in the rows that can be shared out in one best way."""
        seen: list[list[int]] = [[] for _ in self.own]
        for raw, ways in zip(self.raws, shared, strict=True):
            if ways and (len(ways) == 1 or ways[0].cost < ways[1].cost):
                for widths, atoms in zip(seen, ways[0].cells(raw.parts), strict=True):
                    if len(atoms) > 1:
                        widths.append(max(atom.width for atom in atoms))
        return tuple(sorted(widths)[len(widths) * 9 // 10] if len(widths) >= SAMPLE else None for widths in seen)

    def _is_titled(self, shared: Sequence[Sequence[Way]]) -> bool:
        """Whether most rows have a cell of their own in the first column, as far as that can be told."""
        votes = 0
        for ways in shared[1:]:
            filled = {any(way.cuts[1]) for way in ways if way.cost == ways[0].cost}
            votes += 0 if len(filled) != 1 else 1 if filled.pop() else -1
        return self.manner.merges and votes > 0

    def _tied(self, row: RowLines) -> list[Way]:
        """Of the best ways to share a row out those that differ in its bodies."""
        ways = row.ways()
        best: dict[tuple[tuple[int, ...], ...], Way] = {}
        for way in sorted(ways, key=lambda way: any(way.cuts[1]) != self.titled):
            if way.cost == ways[0].cost:
                cells = way.cells(row.parts)
                best.setdefault(tuple(tuple(atom.start for atom in cells[at]) for at in self.bodies), way)
        return [replace(way, cost=0) for way in best.values()]

    # -- rows as printed

    def _row(self, raw: Raw, ways: Sequence[Way]) -> Row:
        """The row, its bodies left out where it can be shared out in no way, or in two that are as good."""
        atoms = raw.atoms()
        end = max([raw.number.end, *(atom.end for atom in atoms)])
        torn = len(ways) > 1 and ways[0].cost == ways[1].cost
        if ways:
            cells = [[] if torn and at in self.bodies else cell for at, cell in enumerate(ways[0].cells(raw.parts))]
        else:
            stops = [at for at, atom in enumerate(atoms, 1) if SENTENCE_END.search(atom.text)]
            cells = [atoms[: stops[-1]] if stops and column.kind == "content" else [] for column in self.own]
        if torn or not ways:
            self.refused.append(Refusal(raw.number.start, end, TWO_WAYS if torn else NO_WAY))
        return printed(self.columns, [[raw.number], *cells], (raw.number.start, end), raw.band)


def printed(columns: Sequence[Column], cells: Lines, span: tuple[int, int], band: Atom | None = None) -> Row:
    """A row of these lines, those of several bodies kept apart where each has a line to itself."""
    made = []
    for column, atoms in zip(columns, cells, strict=True):
        cell = joined(atoms)
        apart = len(atoms) > 1 and cell and column.kind in BODIES and misfit(column, cell.text) is None
        made.append(joined(atoms, apart=True) if apart else cell)
    return Row(*span, tuple(made), joined([band]) if band else None)
