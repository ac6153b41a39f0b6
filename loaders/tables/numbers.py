"""What a cell says and its column go in, the number in its unit proper and what it measures come out."""

from __future__ import annotations

import re

from loaders.tables.heads import Head
from loaders.tables.values import Reading
from loaders.tables.words import is_unit
from loaders.units import normalise
from ontology.model import Change

LONGEST_UNIT = 14
_NO_UNIT = re.compile(r"[约预][束期]性|\d\.\d")
_CHANGES: tuple[tuple[Change, re.Pattern[str]], ...] = (
    ("annual_average", re.compile(r"年均(?!浓度|气温|降水|值|水平|质量)|年平均增")),
    ("cumulative", re.compile("累计")),
    ("decrease", re.compile(r"(?:下降|降低|减少|削减|减排|降幅)(?:率|比例|幅度|量|比)?$")),
    ("increase", re.compile(r"(?:增长|提高|提升|增加|增幅|增速|上升)(?:率|比例|幅度|速度)?$")),
)


def unit_of(column: Head, one: Reading, unit: str | None, level: bool) -> str | None:
    """The unit of a cell in a row of `unit`: a rate of growth beside a `level` is in per cent."""
    unit = unit or column.unit
    if column.kind not in ("annual", "either") or one.change == "cumulative" or one.value is None:
        return unit
    return "%" if column.names_rate or level else unit


def in_unit(one: Reading, unit: str | None) -> tuple[str | None, float | None]:
    """The unit proper and the plain number: the cell's own unit or 万 goes before that of the row.

    >>> from loaders.tables.values import readings
    >>> in_unit(readings("2.5")[0], "万人"), in_unit(readings("2万")[0], "人"), in_unit(readings("95%")[0], "万人")
    (('人', 25000.0), ('人', 20000.0), ('%', 95.0))
    """
    proper, factor = normalise(unit)
    if one.value is None:
        return proper, None
    if one.unit is not None and one.unit != proper:
        return one.unit, round(one.value * one.factor, 6)
    return proper, round(one.value * (one.factor if one.factor != 1 else factor), 6)


def may_be_unit(words: str) -> bool:
    """Whether words of a column of units may be one: no cell that ran together with others is."""
    return is_unit(words) or (len(words) <= LONGEST_UNIT and not _NO_UNIT.search(words))


def change_of(column: Head, one: Reading, name: str) -> Change:
    """What a number measures: a level, or a change of the level."""
    if one.change == "cumulative" or column.kind == "cumulative":
        return "cumulative"
    if column.kind in ("annual", "either"):
        return "increase" if column.is_whole_growth else "annual_average"
    if one.change is not None:
        return one.change
    for change, pattern in _CHANGES:
        if pattern.search(name):
            return change
    return "level"
