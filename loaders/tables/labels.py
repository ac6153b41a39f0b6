"""The rows of a table go in one by one, each one's name, unit and nature come out: what is merged is kept from above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.tables.heads import Head, HeadKind
from loaders.tables.names import Name, is_part, measures, read_name, under
from loaders.tables.rows import Row
from loaders.tables.words import is_dash, nature, squeeze
from ontology.model import Nature

_SAYS_NATURE = re.compile(r"(约束性|预期性)(?:指标)?$")
_MARK_MEANS = re.compile(r"(?P<mark>[*＊※★☆▲△◆#])[^。；]{0,8}?(?P<nature>约束性|预期性)")
_ASIDE = ("category", "number", "other", "nature")


class Labels:
    """What the rows above leave to the next one: the name that it may be a part of, a merged unit, a merged nature."""

    def __init__(self, columns: Sequence[Head], unit: str | None, notes: str) -> None:
        """`unit` is said once for the whole table; `notes` may say what a mark at a name means."""
        self._columns = columns
        self._said_unit = unit
        self._meanings = {match["mark"]: nature(match["nature"]) for match in _MARK_MEANS.finditer(notes)}
        self._levels = [at for at, one in enumerate(columns) if one.kind == "name"]
        self._above: Name | None = None
        self._group: str | None = None
        self._unit: str | None = None
        self._nature: Nature | None = None

    def name(self, row: Row) -> Name | None:
        """The name of a row: that of its lowest level, with the level above it where it alone says nothing.

        None for a row that names no indicator, the heading of others (which may say their nature).
        """
        filled = [at for at in row.cells if row.words(at)]
        words = [row.words(at) for at in self._levels]
        leaf = next((one for one in reversed(words) if one), "")
        named = read_name(leaf) if leaf else None
        if len(words) > 1 and words[0]:
            self._group = words[0]
        said = (
            _SAYS_NATURE.search("".join(row.words(at) for at in filled)) if named is None or len(filled) == 1 else None
        )
        if said:
            self._nature = nature(said[1])
        if named is None or said or all(self._columns[at].kind in _ASIDE for at in filled):
            return None
        one = self._whole(row, named, leaf)
        self._above = self._above if one.sub else one
        return one

    def _whole(self, row: Row, named: Name, leaf: str) -> Name:
        if len(self._levels) > 1 and self._group and self._group != leaf:
            over = read_name(self._group)
            if over and measures(over.name) and (is_part(named.name) or not measures(named.name)):
                return under(replace(named, unit=named.unit or over.unit, sub=True), over.name)
        parent = self._above.name if self._above else None
        if is_part(named.name):
            over = next((one for words in self._of(row, "category") if words and (one := read_name(words))), None)
            parent = over.name if over else parent
        return under(named, parent)

    def unit(self, row: Row, named: Name) -> str | None:
        """The unit of a row: of its column, of its name, of the row above where the cell is merged, of the table."""
        at = next((n for n, one in enumerate(self._columns) if one.kind == "unit"), None)
        words = row.words(at) if at is not None else ""
        if words:
            self._unit = None if is_dash(words) else squeeze(words)
            return self._unit or named.unit
        counted = any(cell.kind in ("value", "int") for cells in row.cells.values() for cell in cells)
        merged = named.sub or (at is not None and at in row.cells and counted)
        self._unit = named.unit or (self._unit if merged else None)
        return self._unit or self._said_unit

    def nature(self, row: Row, named: Name) -> Nature | None:
        """The nature of a row: of its column, of a mark that the notes explain, of its name, of the rows above."""
        own = next((words for words in self._of(row, "nature") if words), None)
        if own is not None:
            self._nature = nature(own)
            return self._nature
        said = next((said for words in self._of(row, "category") if (said := _SAYS_NATURE.search(words))), None)
        if said:
            self._nature = nature(said[1])
        return self._meanings.get(named.mark or "") or named.nature or self._nature

    def _of(self, row: Row, kind: HeadKind) -> list[str]:
        """The words of a row under the columns of a kind, the nearest to the name first."""
        return [row.words(at) for at, one in enumerate(self._columns) if one.kind == kind][::-1]
