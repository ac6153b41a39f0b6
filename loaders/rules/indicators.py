"""The lines of a document go in, the rows of its indicator tables come out: name, unit, target, year, nature, baseline.

What a table's columns and rows are is told by `loaders.tables`. A row makes one target for each column of targets and for
each tier of a cell. `100` means `= 100`; a cell in words is kept as printed; a row without a value is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from loaders.rules.record import Rule
from loaders.spans import Span
from loaders.tables.cells import Cell
from loaders.tables.find import Table, find_tables
from loaders.tables.heads import Head, settle
from loaders.tables.labels import Labels
from loaders.tables.names import Name
from loaders.tables.numbers import change_of, in_unit, may_be_unit, unit_of
from loaders.tables.rows import Row
from loaders.tables.values import Reading, commitments, readings
from ontology.model import Evidence, IndicatorTarget, Nature

__all__ = ["NO_NAME", "NO_VALUE", "RUN_TOGETHER", "Cell", "read_indicators"]

NO_VALUE = "a row of an indicator table without a value"
NO_NAME = "a row of an indicator table without a name"
RUN_TOGETHER = "a row of an indicator table whose cells run together"
_RUN_TOGETHER = re.compile(r"[约预][束期]性|\d[)）\]]?[一-鿿]+.*\d.*[%％].*\d")
_COUNTED = re.compile(r"\d{1,3}[一-鿿]")
LONGEST_NAME = 80
LONGEST_WORDS = 60
"""The longest cell that is a value in words: what is longer is a text."""


def read_indicators(
    text: str, lines: Sequence[Span], period_end: int | None, period_start: int | None = None
) -> tuple[list[IndicatorTarget], list[tuple[Cell, str]]]:
    """The rows of all tables of indicators within these lines, and the rows that make no target, with the reason.

    `period_start` and `period_end` are the plan's years: they tell a baseline from a target where the header does not, and
    the last is the year of a target whose column names none.
    """
    found: list[IndicatorTarget] = []
    refused: list[tuple[Cell, str]] = []
    for table in find_tables(text, lines):
        reader = _Reader(text, table, settle(table.columns, period_start, period_end), period_end)
        if reader.is_convincing():
            found += reader.found
            refused += reader.refused
    return found, refused


class _Reader:
    """Reads the rows of one table from top to bottom."""

    def __init__(self, text: str, table: Table, columns: Sequence[Head], year: int | None) -> None:
        self.text, self.columns = text, columns
        self.labels = Labels(columns, table.unit, table.notes)
        self.year = year or max((one.year for one in columns if one.kind == "target" and one.year), default=None)
        self.bases = sorted(
            (at for at, one in enumerate(columns) if one.kind == "baseline"),
            key=lambda at: columns[at].year or 0,
            reverse=True,
        )
        self.found: list[IndicatorTarget] = []
        self.refused: list[tuple[Cell, str]] = []
        if any(one.holds_values and one.kind != "baseline" for one in columns):
            for row in table.rows:
                self._row(row)

    def is_convincing(self) -> bool:
        """Whether it is a table of indicators: its header names the year of a target, or a cell holds a number."""
        dated = any(one.holds_values and one.year for one in self.columns)
        return bool(self.found) and (dated or any(one.value is not None for one in self.found))

    def _row(self, row: Row) -> None:
        named = self.labels.name(row)
        if named is None:
            if any(row.words(at) for at in row.cells if self.columns[at].holds_values):
                self._refuse(row, NO_NAME)
            return
        unit, kind = self.labels.unit(row, named), self.labels.nature(row, named)
        together = len(named.name) > LONGEST_NAME or _RUN_TOGETHER.search(named.name) or self._out_of_count(row, named)
        if together or (unit is not None and not may_be_unit(unit)):
            self._refuse(row, RUN_TOGETHER)
            return
        targets = list(self._targets(row, named, unit, kind))
        self.found += targets
        if not targets:
            self._refuse(row, NO_VALUE)

    def _out_of_count(self, row: Row, named: Name) -> bool:
        """Whether a row of a counted table has its number in its name: the rows before it were lost."""
        at = next((at for at, one in enumerate(self.columns) if one.kind == "number"), None)
        return at is not None and not row.words(at) and _COUNTED.match(named.name) is not None

    def _refuse(self, row: Row, reason: str) -> None:
        start, end = row.span(self.columns)
        self.refused.append((Cell(self.text[start:end], start, end), reason))

    def _targets(self, row: Row, named: Name, unit: str | None, kind: Nature | None) -> Iterator[IndicatorTarget]:
        """One target for each reading of each cell of targets."""
        start, end = row.span(self.columns)
        evidence = Evidence(start=start, end=end, quote=self.text[start:end], rule="indicator.row")
        bases, base_column = self._baseline(row)
        level = bool(bases) or any(
            self._numbers(row, at) for at, one in enumerate(self.columns) if one.kind == "target"
        )
        for column, one in self._readings(row):
            proper, value = in_unit(one, unit_of(column, one, unit, level))
            base = _base_of(bases, one)
            yield IndicatorTarget(
                name=named.name,
                unit=proper,
                operator=one.operator,
                value=value,
                year=one.year or column.year or self.year,
                nature=kind,
                baseline_value=in_unit(base, unit or base_column.unit)[1] if base and base_column else None,
                baseline_year=base_column.year if base and base_column else None,
                change=change_of(column, one, named.name),
                scope=one.scope or named.scope,
                printed=one.printed,
                evidence=evidence,
            )

    def _readings(self, row: Row) -> Iterator[tuple[Head, Reading]]:
        """What the cells of targets say, each with its column; a text is no value in words."""
        for at, column in enumerate(self.columns):
            if column.holds_values and column.kind != "baseline":
                words = row.words(at)
                for one in commitments(words) if column.kind == "criteria" else readings(words):
                    if one.value is not None or len(one.printed) <= LONGEST_WORDS:
                        yield column, one

    def _baseline(self, row: Row) -> tuple[list[Reading], Head | None]:
        """The numbers of the latest baseline of a row, and its column."""
        for at in self.bases:
            numbers = self._numbers(row, at)
            if numbers:
                return numbers, self.columns[at]
        return [], None

    def _numbers(self, row: Row, at: int) -> list[Reading]:
        return [one for one in readings(row.words(at)) if one.value is not None]


def _base_of(bases: Sequence[Reading], one: Reading) -> Reading | None:
    """The baseline of a value: of the same tier where the cell has tiers."""
    return next((base for base in bases if base.scope == one.scope), bases[0] if len(bases) == 1 else None)


def _found(text: str) -> list[str]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    return [row.name for row in read_indicators(text, lines, None)[0]]


RULES = (
    Rule(
        "indicator.row",
        "a row of a table whose header names 指标 and a column of values",
        _found,
        (
            "指  标\n2025年\n属  性\n1.参保率（%）\n>90\n预期性\n2.改造数（万户）\n≥3\n约束性",
            "序号\t指标\t单位\t2020年\t2025年\t属性\n1\t参保率\t%\t85\t95\t预期性",
            "| 指标 | 单位 | 2025年 |\n|---|---|---|\n| 参保率 | % | 95以上 |",
            "序号 指标 单位 2025年 属性\n1 参保率 % 95 预期性\n2 改造数 万户 3 约束性",
        ),
        (
            "1.最低生活保障。应保尽保。\n2.专项救助。",
            "指标\n没有表头的文字",
            "2025年\n100\n约束性",
            "| 序号 | 重点任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n| 1 | 建站 | 民政局 | 2025年 |",
            "| 指标 | 2019年 | 2020年 | 比上年增长 |\n|---|---|---|---|\n| 参保人数 | 30 | 32 | 6.7 |",
        ),
    ),
)
