"""A cell of a table of duties goes in, its words come out with their place: a title, a category and its number, a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.rules.dutycells import Cell, leading_number
from loaders.rules.names import Piece, split_list


@dataclass(frozen=True, slots=True)
class Words:
    """Words joined over line breaks; `start:end` spans them in the text, other cells between them where cells are broken."""

    text: str
    start: int
    end: int


def words_of(cell: Cell, text: str, start: int = 0) -> Words:
    """Words of a cell from `start` on."""
    return Words(text[start:].replace("\n", ""), *cell.place(start, len(text)))


def numbered(cell: Cell) -> tuple[Words, str | None]:
    """The words of a category or a title, and the number that they begin with."""
    words = cell.text.rstrip("。；;，, ") or cell.text
    number, start = leading_number(words) or (None, 0)
    start += len(words[start:]) - len(words[start:].lstrip())
    return (words_of(cell, words, start), number) if start < len(words) else (words_of(cell, words), None)


def lines_of(cells: Sequence[Cell]) -> Words | None:
    """What several rows say is done, each on a line of its own."""
    if not cells:
        return None
    return Words(
        "\n".join(cell.text.replace("\n", "") for cell in cells), cells[0].start, max(cell.end for cell in cells)
    )


def pieces_of(cell: Cell) -> list[Piece]:
    """The names of a list that need not be those of bodies."""
    return [Piece(*cell.place(piece.start, piece.end), piece.text) for piece in split_list(cell.text)]


def once(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Each name where it stands first."""
    return tuple({piece.text: piece for piece in reversed(list(pieces))}.values())[::-1]
