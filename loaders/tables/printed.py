"""Printed lines of a table go in, its rows come out: a row a line, its tall cells wrapped above and below it.

Text of a PDF prints a row's cells side by side. The line that holds a row's number, nature or values is its own line; what
stands between two such lines is a piece of a tall cell of either (`loaders.tables.tall`), or a heading of the rows below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.spans import Span
from loaders.tables.align import align_row
from loaders.tables.cells import Cell, blank_cells
from loaders.tables.heads import Head, HeadKind, heads
from loaders.tables.names import measures
from loaders.tables.rows import Row
from loaders.tables.tall import MOST_BESIDE, Line, Pieces, put_together, share

_NUMBER = re.compile(r"(\d{1,3})(?:[.．、]?$|[.．、][ 　]*(?=\D)|(?=[一-鿿“《（(]))")
_FORMULA = re.compile(r"(?<![A-Za-z])(?:PM|SO|NO|CO|NH|CH|O|N|P)(?![A-Za-z\d])")
_NUMBERS = ("value", "int")
_WORDS = ("text", "long", "section")
_SUB_ROW = re.compile("其中|#")
_COUNTS = re.compile(r"\d")
HEADING = 12
"""The longest line that is a heading of rows (民生福祉), not a piece of a name."""


def in_order(text: str, lines: Sequence[Span], columns: Sequence[Head]) -> tuple[Head, ...]:
    """The columns with the nature before or after the numbers, as the rows have it: a header of several lines does not tell."""
    natures = [one for one in columns if one.kind == "nature"]
    if natures and _place(columns, "nature") < _place(columns, "name"):
        return tuple(columns)
    votes = 0
    for start, end in lines:
        kinds = [cell.kind for cell in blank_cells(text, start, end)]
        if natures and "nature" in kinds:
            at = kinds.index("nature")
            votes += any(kind in _NUMBERS for kind in kinds[at + 1 :]) - any(kind in _NUMBERS for kind in kinds[1:at])
    if not votes:
        return tuple(columns)
    rest = [one for one in columns if one.kind != "nature"]
    places = [at for at, one in enumerate(rest) if one.holds_values]
    at = places[0] if votes > 0 else places[-1] + 1
    return (*rest[:at], *natures, *rest[at:])


def _place(columns: Sequence[Head], kind: HeadKind) -> int:
    """Where the first column of a kind stands; after all others where there is none."""
    return next((at for at, one in enumerate(columns) if one.kind == kind), len(columns))


def printed_rows(text: str, lines: Sequence[Span], columns: Sequence[Head]) -> tuple[list[Row], tuple[Head, ...], int]:
    """The rows, the columns with one for headings of rows, and how many of the lines they take."""
    if not any(one.kind == "category" for one in columns):
        columns = (Head("category", ""), *columns)
    parts = _parts(text, lines, columns)
    last = max((at for at, (_, part) in enumerate(parts) if isinstance(part, Line)), default=None)
    if last is None:
        return [], tuple(columns), 0
    full = max(len(part.name(columns)) for _, part in parts if isinstance(part, Line)) - 1
    rows: list[Row] = []
    mains: list[Line] = []
    gaps: list[Pieces] = [[]]
    for at, (_, part) in enumerate(parts):
        if isinstance(part, Line):
            mains.append(part)
            gaps.append([])
        elif at < last and _is_heading(parts, at, columns, full):
            share(mains, gaps, columns, MOST_BESIDE)
            rows += [put_together(main, columns) for main in mains]
            rows.append(Row({_place(columns, "category"): part}))
            mains, gaps = [], [[]]
        else:
            gaps[-1].append(part)
    taken = share(mains, gaps, columns, _goes_on(mains[-1].name(columns), gaps[-1], full))
    rows += [put_together(main, columns) for main in mains]
    return rows, tuple(columns), parts[last + taken][0] + 1


def _parts(text: str, lines: Sequence[Span], columns: Sequence[Head]) -> list[tuple[int, Line | list[Cell]]]:
    """The lines, each with its place: a row's own, or the cells of a line beside it."""
    found: list[tuple[int, list[Cell]]] = []
    for at, (start, end) in enumerate(lines):
        cells = [] if heads(text[start:end]) else blank_cells(text, start, end)
        if cells and found:
            cells = _without_subscripts(cells, found[-1][1])
        if cells:
            found.append((at, cells))
    parts: list[tuple[int, Line | list[Cell]]] = []
    expected = 1
    for at, cells in found:
        main = _main(cells, columns, expected)
        if main is not None and main.number is not None:
            expected = int(re.sub(r"\D", "", main.number.text)) + 1
        parts.append((at, main or cells))
    return parts


def _without_subscripts(cells: list[Cell], before: list[Cell]) -> list[Cell]:
    """The cells of a line without the small digits of formulas in the line before (PM, and 2.5 below it), put back there."""
    count = next((n for n, cell in enumerate(cells) if cell.kind not in _NUMBERS), len(cells))
    small = [cell.text for cell in cells[:count]]
    formulas = sum(len(_FORMULA.findall(cell.text)) for cell in before)
    if not small or formulas < len(small):
        return cells
    for at, cell in enumerate(before):
        words = _FORMULA.sub(lambda match: match.group() + (small.pop(0) if small else ""), cell.text)
        before[at] = Cell(words, cell.start, cell.end)
    return cells[count:]


def _main(cells: list[Cell], columns: Sequence[Head], expected: int) -> Line | None:
    """A row's own line: it has a nature or a number beside a name, or the number that is next."""
    number, rest = _numbered(cells, expected)
    known = any(cell.kind in ("nature", *_NUMBERS) for cell in rest)
    if number is not None:
        return _line(rest, columns, number) if known or len(rest) > 2 else None
    counted = any(one.kind == "number" for one in columns)
    if counted and len(cells) > 1 and cells[1].text.rstrip(".．、") == str(expected):
        return _line(cells[:1] + cells[2:], columns, cells[1], category=True)
    named = _first_words(cells) in _WORDS
    middle = not counted and len(cells) > 2 and cells[0].kind == "unit"
    few = counted and expected > 1 and len(cells) < 3 and not _SUB_ROW.match(cells[0].text)
    return _line(cells, columns, None) if known and not few and (named or middle) else None


def _first_words(cells: Sequence[Cell]) -> str | None:
    """What the first cell holds that is no nature."""
    return next((cell.kind for cell in cells if cell.kind != "nature"), None)


def _numbered(cells: list[Cell], expected: int) -> tuple[Cell | None, list[Cell]]:
    """The number that a line begins with, where it is the next (or the one after it), and the other cells."""
    first = cells[0]
    match = _NUMBER.match(first.text)
    if match is None or not expected <= int(match[1]) <= expected + 1:
        return None, cells
    number = Cell(match[1], first.start, first.start + len(match[1]))
    words = first.text[match.end() :]
    return number, [Cell(words, first.end - len(words), first.end), *cells[1:]] if words else cells[1:]


def _line(cells: list[Cell], columns: Sequence[Head], number: Cell | None, category: bool = False) -> Line:
    """A row's own line with its cells under their columns; one that begins with no words is the middle of a tall row."""
    nameless = _first_words(cells) not in _WORDS
    left_out = {"number"} | ({"name", "category"} if nameless else set())
    open_ = [at for at, one in enumerate(columns) if one.kind not in left_out]
    placed: dict[int, list[Cell]] = {}
    if category:
        placed[_place(columns, "category")] = cells[:1]
        open_ = [at for at in open_ if columns[at].kind != "category"]
    rest = cells[1:] if category else cells
    where = align_row(tuple(cell.kind for cell in rest), tuple(columns[at] for at in open_))
    for cell, at in zip(rest, where, strict=True):
        placed.setdefault(open_[at], []).append(cell)
    return Line(cells, placed, number)


def _is_heading(parts: Sequence[tuple[int, Line | list[Cell]]], at: int, columns: Sequence[Head], full: int) -> bool:
    """Whether a line between rows is a heading of those below it: marked as one, or short before a row that lacks nothing.

    A name of `full` characters fills its column: what stands beside it is the rest of it.
    """
    cells = parts[at][1]
    if isinstance(cells, Line) or len(cells) > 1:
        return False
    if cells[0].kind in ("section", "nature"):
        return True
    words = cells[0].text
    if cells[0].kind != "text" or len(words) > HEADING or _COUNTS.search(words) or words[-1] in "，、（":
        return False
    above = parts[at - 1][1] if at else None
    below, after = parts[at + 1][1], parts[at + 2][1] if at + 2 < len(parts) else None
    if not isinstance(below, Line) or below.lacks(columns):
        return False
    ends = above is None or (isinstance(above, Line) and _is_whole(above.name(columns), words, full))
    return ends and (after is None or isinstance(after, Line) or len(below.name(columns)) < full)


def _goes_on(name: str, after: Pieces, full: int) -> int:
    """How many lines after the last row are the rest of its name: one, in brackets or of a name that is cut."""
    if not after or len(after[0]) > 1:
        return 0
    words = after[0][0].text
    return int(words.startswith(("（", "(")) or not _is_whole(name, words, full))


def _is_whole(name: str, after: str, full: int) -> bool:
    """Whether a name ends with its line: it leaves room, closes with its unit, or says what is measured and `after` not."""
    return bool(name) and (len(name) < full or name.endswith((")", "）")) or (measures(name) and not measures(after)))
