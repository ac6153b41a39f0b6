"""The lines of a table that stand a cell a line, or broken over several, go in; its rows under their columns come out.

Nothing tells where such a cell ends. A row begins with its number, and its lines are shared out (`loaders.rules.dutysharing`);
where two ways are as good, its bodies are left out. A page break cuts all cells of a row at once: each goes on behind the
heads, which are printed again. Without numbers a table is read only if each cell has a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.clean.wraps import HAN_NUMBER
from loaders.rules.dutycells import MISSING, NUMBER, Atom, Grid, Refusal, Row, at_stops, leading_number, misfit
from loaders.rules.dutyheads import MAX_HEAD, Column, head_kind, read_heads
from loaders.rules.dutyshare import Patience, merges
from loaders.rules.dutysharing import MAX_LAST, Raw, Sharing, printed

MAX_HEADS = 12
TRIED, TRIED_EACH = 20_000, 8
"""How many places are tried in the tables of a text, and how many more for each of its lines."""
MAX_AGAIN = 3
"""How often the heads may be printed again before a row is."""
MAX_SKIPPED = 3
"""How far a row's number may be ahead of the one before."""
_HAN_ONLY = re.compile("[一-鿿（）()]{2,10}")
_BAND = re.compile(rf"(?:[（(]{HAN_NUMBER}[)）]|{HAN_NUMBER}、|第{HAN_NUMBER}[章节部]).{{2,40}}")
_STOPS = re.compile(rf"附件|附表|附录|(?:备?注|说明)[：:]|第{HAN_NUMBER}[章编]|{HAN_NUMBER}、|[（(]{HAN_NUMBER}[)）]")


def read_lines(atoms: Sequence[Atom]) -> Iterator[Grid]:
    """The tables of duties in the lines of a text."""
    patience = Patience(TRIED + TRIED_EACH * len(atoms))
    at = 0
    while at < len(atoms):
        heads = _heads(atoms, at)
        grid, after = _Table(atoms, heads[0], at, heads[1]).read(patience) if heads else (None, at)
        if grid is not None:
            yield grid
        at = after if grid else at + 1


# ---- The heads


def _heads(atoms: Sequence[Atom], at: int) -> tuple[tuple[Column, ...], int] | None:
    """The columns whose heads begin at `at`, and where the first row begins."""
    first = atoms[at].text
    if len(first) > MAX_HEAD or head_kind(first) not in ("number", "category", "task", "content"):
        return None
    heads: list[str] = []
    while at < len(atoms) and len(heads) < MAX_HEADS and (not heads or atoms[at].text != first):
        size = _head_size(atoms, at)
        words = atoms[at].text
        if not size and not (_HAN_ONLY.fullmatch(words) and not leading_number(words) and _head_follows(atoms, at + 1)):
            break
        heads.append(_words(atoms, at, size or 1))
        at += size or 1
    columns = read_heads(heads)
    return (columns, at) if columns else None


def _head_size(atoms: Sequence[Atom], at: int) -> int:
    """How many lines at `at` make a head that is known, 0 where none do."""
    size = next((n for n in (1, 2, 3) if head_kind(_words(atoms, at, n))), 0)
    while 0 < size < 3 and at + size < len(atoms) and not head_kind(atoms[at + size].text):
        if not head_kind(_words(atoms, at, size + 1)):
            break
        size += 1
    return size


def _words(atoms: Sequence[Atom], at: int, size: int) -> str:
    return "".join(atom.text for atom in atoms[at : at + size])


def _head_follows(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a short line that is no known head stands among heads: one follows, or the first row begins."""
    return at < len(atoms) and (head_kind(atoms[at].text) is not None or _number(atoms[at]) == 1)


def _number(atom: Atom) -> int | None:
    match = NUMBER.fullmatch(atom.text)
    return int(match[1]) if match else None


# ---- The rows


class _Table:
    """Reads one table, from its heads at `at` and its first row at `begin`."""

    def __init__(self, atoms: Sequence[Atom], columns: tuple[Column, ...], at: int, begin: int) -> None:
        self.atoms, self.columns, self.at, self.begin = atoms, columns, at, begin
        self.heads = [atom.text for atom in atoms[at:begin]]
        self.own = tuple(column for column in columns if column.kind != "number")

    def read(self, patience: Patience) -> tuple[Grid | None, int]:
        """The table, and where the text goes on behind it."""
        rows: list[Row] = []
        refused: list[Refusal] = []
        after = self.begin
        if len(self.own) == len(self.columns):
            rows, after = self._rows_by_count()
        elif self.columns[0].kind == "number":
            raws, after = self._split()
            rows, refused = Sharing(self.columns, raws, patience).rows() if raws else ([], [])
        if not rows:
            return None, self.begin
        start, end = self.atoms[self.at].start, rows[-1].end
        while self.atoms[after - 1].start >= end:
            after -= 1
        return Grid(start, end, self.columns, None, tuple(rows), tuple(refused), merges=False), after

    def _again(self, at: int) -> int:
        """How many lines at `at` are the heads printed again."""
        size = len(self.heads)
        if self.atoms[at].text != self.heads[0]:
            return 0
        return size if [atom.text for atom in self.atoms[at : at + size]] == self.heads else 0

    # -- without numbers

    def _rows_by_count(self) -> tuple[list[Row], int]:
        """Rows of as many lines as columns, or one fewer below a merged cell."""
        rows: list[Row] = []
        at, full = self.begin, len(self.own)
        while at < len(self.atoms):
            if again := self._again(at):
                at += again
                continue
            sizes = [full, full - 1] if rows and merges(self.own) else [full]
            size = next((size for size in sizes if self._fits(at, size)), 0)
            if not size:
                break
            atoms = self.atoms[at : at + size]
            cells: list[list[Atom]] = [[] for _ in range(full - size)] + [[atom] for atom in atoms]
            rows.append(printed(self.columns, cells, (atoms[0].start, atoms[-1].end)))
            at += size
        return rows, at

    def _fits(self, at: int, size: int) -> bool:
        atoms = self.atoms[at : at + size]
        if len(atoms) < size:
            return False
        fits = [misfit(column, atom.text) for column, atom in zip(self.own[-size:], atoms, strict=True)]
        return all(fit is not None and fit < MISSING for fit in fits)

    # -- with numbers

    def _split(self) -> tuple[list[Raw], int]:
        """The lines of each row; the last one takes what follows up to a heading."""
        raws: list[Raw] = []
        at, atoms = self.begin, self.atoms
        band: Atom | None = None
        while at < len(atoms):
            if again := self._again(at):
                if not raws and at > self.begin + MAX_AGAIN * again:
                    break
                if raws:
                    raws[-1].parts.append([])
                at += again
                continue
            if self._begins(at, raws):
                raws.append(Raw(atoms[at], [[]], band))
                band = None
            elif at + 1 < len(atoms) and _BAND.fullmatch(atoms[at].text) and self._begins(at + 1, raws):
                band = atoms[at]
            elif not raws or self._ends(raws[-1], at):
                break
            else:
                raws[-1].parts[-1].append(atoms[at])
            at += 1
        return [replace(raw, parts=[at_stops(part) for part in raw.parts if part] or [[]]) for raw in raws], at

    def _begins(self, at: int, raws: Sequence[Raw]) -> bool:
        """Whether the line is the number of a row: the next one, or 1 where the numbers begin again."""
        own = _number(self.atoms[at])
        last = _number(raws[-1].number) if raws else None
        if own is None or last is None:
            return own == 1
        return last < own <= last + MAX_SKIPPED or (own == 1 and last > 1 and self._two_follows(at + 1))

    def _two_follows(self, at: int) -> bool:
        numbers = (_number(atom) for atom in self.atoms[at : at + MAX_LAST])
        return next((number for number in numbers if number is not None), None) == 2

    def _ends(self, raw: Raw, at: int) -> bool:
        """Whether the table ends before this line."""
        taken = sum(map(len, raw.parts))
        if taken < len(self.own) - 2:
            return False
        words = self.atoms[at].text
        if taken > 4 * MAX_LAST or _STOPS.match(words):
            return True
        return head_kind(words) is not None and _heads(self.atoms, at) is not None
