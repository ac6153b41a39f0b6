"""Values go in, the cells and columns of tables come out.

A coded value keeps its notation beside its word, so that a program reads the one and people the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from api.compare.diff import Pieces
from api.compare.labels import STATUSES, Label
from api.compare.report import Review


@dataclass(frozen=True, slots=True)
class Coded:
    """A value of a vocabulary: its notation, and the word that people read."""

    notation: str
    word: str


Cell = str | int | float | None | Coded | Pieces


class Column(NamedTuple):
    """A column: its name, its heading, and how wide it is in characters."""

    name: str
    heading: str
    width: int = 16


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the name of its file and its title."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def plain(cell: Cell, *, words: bool = False) -> str | int | float | None:
    """A value as a program reads it, or as people do (`words`): marks fall away.

    >>> plain(Coded("kept", "保留")), plain(Coded("kept", "保留"), words=True), plain(40000.0)
    ('kept', '保留', 40000)
    """
    if isinstance(cell, Coded):
        return cell.word if words else cell.notation
    if isinstance(cell, tuple):
        return text_of(cell)
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def text_of(pieces: Pieces) -> str:
    """The text of pieces."""
    return "".join(piece.text for piece in pieces)


REVIEW = (
    Column("status", "复核状态", 10),
    Column("reviewer", "复核人", 10),
    Column("decided", "复核日期", 12),
    Column("decision_reason", "复核理由", 24),
)
FACT = Column("fact", "标识", 20)


def reviewed(review: Review | None) -> tuple[Cell, ...]:
    """The cells of the columns of `REVIEW`; without a decision a finding is but proposed."""
    if review is None:
        return (coded("proposed", STATUSES), None, None, None)
    return (coded(review.status, STATUSES), review.reviewer, review.date, review.reason)


def coded(value: str, labels: Mapping[str, Label]) -> Coded:
    """A notation with its word, or itself where it has none."""
    return Coded(value, labels[value].zh if value in labels else value)


def yes(value: bool) -> Coded:
    """A truth value."""
    return Coded("true", "是") if value else Coded("false", "否")
