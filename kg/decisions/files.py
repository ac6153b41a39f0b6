"""Decisions go in, a file that people edit in a spreadsheet comes out: CSV, or JSON Lines for programs; and back.

A row tells a fact by what it says, never by an IRI, so that a file can be taken to another store of the same documents. What a
spreadsheet would take for a formula is written behind an apostrophe, which is taken away again in reading.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from kg.decisions.kinds import kinds
from kg.decisions.values import Decision, DecisionRefused, Fact, Pairs, moment_text

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


@dataclass(frozen=True, slots=True)
class Row:
    """One decision as a file tells it; what is empty is not said.

    `values` are the properties of the fact, `corrected` those that a correction sets: one a line, as property=value.
    """

    kind: str = ""
    document: str = ""
    number: str = ""
    path: str = ""
    quote: str = ""
    counterpart: str = ""
    counterpart_number: str = ""
    counterpart_path: str = ""
    values: str = ""
    verdict: str = ""
    corrected: str = ""
    reason: str = ""
    reviewer: str = ""
    date: str = ""
    before: str = ""
    after: str = ""
    nth: str = ""


COLUMNS = tuple(one.name for one in fields(Row))


def upper_end(kind: str) -> str:
    """The property of a link that names its upper end; empty for a fact."""
    known = kinds().get(kind)
    return next((one.name for one in known.properties if one.type == "upper end"), "") if known is not None else ""


def row_of(decision: Decision, document: tuple[str, str], counterpart: tuple[str, str]) -> Row:
    """A decision as a row; its documents are told by title and number."""
    fact, upper = decision.fact, upper_end(decision.fact.kind)
    place, places = fact.nth
    return Row(
        kind=fact.kind,
        document=document[0],
        number=document[1],
        path=fact.path or "",
        quote=fact.quote or "",
        counterpart=counterpart[0],
        counterpart_number=counterpart[1],
        counterpart_path=fact.get(upper) or "" if upper else "",
        values=pairs_text(tuple((name, value) for name, value in fact.values if name != upper)),
        verdict=decision.verdict,
        corrected=pairs_text(decision.changes),
        reason=decision.reason or "",
        reviewer=decision.reviewer,
        date=moment_text(decision.decided),
        before=fact.around[0],
        after=fact.around[1],
        nth=f"{place}/{places}",
    )


def fact_of(row: Row) -> Fact:
    """The fact that a row tells, as far as it tells it."""
    upper = upper_end(row.kind)
    values = dict(pairs_of(row.values, "values"))
    if upper and row.counterpart_path:
        values[upper] = row.counterpart_path
    place, _, places = row.nth.partition("/")
    if row.nth and not (place.isdecimal() and places.isdecimal()):
        raise DecisionRefused("nth", "which of how many places (2/3)", repr(row.nth), "leave it empty")
    nth = (int(place), int(places)) if row.nth else (0, 0)
    return Fact(
        row.kind, row.path or None, row.quote or None, tuple(sorted(values.items())), (row.before, row.after), nth
    )


# ── Properties in one cell ───────────────────────────────────────────────────────────────────────────────────────────


def pairs_text(pairs: Pairs) -> str:
    r"""Properties and values as the lines of a cell.

    >>> pairs_text((("text", "一行\n二行"), ("value", "90")))
    'text=一行\\n二行\nvalue=90'
    """
    return "\n".join(f"{name}={_escaped(value)}" for name, value in pairs)


def pairs_of(text: str, where: str) -> Pairs:
    """The inverse of `pairs_text`; a value may be empty, which takes a property away."""
    found: dict[str, str] = {}
    for line in filter(str.strip, text.replace("\r\n", "\n").split("\n")):
        name, equals, value = line.partition("=")
        if not equals or not name.strip() or name.strip() in found:
            raise DecisionRefused(where, "lines property=value, each property once", repr(line), "correct the line")
        found[name.strip()] = _unescaped(value)
    return tuple(sorted(found.items()))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def _unescaped(text: str) -> str:
    """The inverse of `_escaped`.

    >>> _unescaped(_escaped("C:\\\\n\\n"))
    'C:\\\\n\\n'
    """
    parts = [part.replace("\\n", "\n").replace("\\r", "\r") for part in text.split("\\\\")]
    return "\\".join(parts)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> neutral("=1+1"), neutral("'tis"), neutral("90%")
    ("'=1+1", "''tis", '90%')
    """
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def restored(cell: str) -> str:
    """The inverse of `neutral`.

    >>> [restored(neutral(cell)) for cell in ("=1+1", "'tis", "90%", "'")]
    ['=1+1', "'tis", '90%', "'"]
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def to_csv(rows: Iterable[Row]) -> str:
    """The file as CSV, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([neutral(value) for value in asdict(row).values()] for row in rows)
    return "\ufeff" + out.getvalue()


def to_jsonl(rows: Iterable[Row]) -> str:
    """The file as JSON Lines."""
    return "".join(json.dumps(as_json(row), ensure_ascii=False) + "\n" for row in rows)


def as_json(row: Row) -> dict[str, str]:
    """A row as an object, without what is not said."""
    return {name: value for name, value in asdict(row).items() if value}


def parse(text: str, name: str) -> Iterator[tuple[int, Row]]:
    """The rows of a file with the lines on which they begin; JSON Lines by the file's name, else CSV."""
    text = text.removeprefix("\ufeff")
    yield from _from_jsonl(text, name) if name.endswith((".jsonl", ".ndjson")) else _from_csv(text, name)


def _from_csv(text: str, name: str) -> Iterator[tuple[int, Row]]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)  # spreadsheets of some countries write semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [column.strip() for column in next(reader, [])]
        _known_columns(columns, name)
        before = reader.line_num
        for cells in reader:
            if any(map(str.strip, cells)):
                if len(cells) > len(columns) and any(cells[len(columns) :]):
                    raise DecisionRefused(
                        f"{name} line {before + 1}", f"{len(columns)} cells", str(len(cells)), "quote commas"
                    )
                yield before + 1, Row(**dict(zip(columns, map(restored, cells), strict=False)))
            before = reader.line_num
    except csv.Error as error:
        raise DecisionRefused(f"{name} line {reader.line_num}", "CSV", str(error), "save it as CSV, UTF-8") from None


def _known_columns(columns: list[str], name: str) -> None:
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or "kind" not in columns or "verdict" not in columns or len(set(columns)) != len(columns):
        found = ", ".join(columns) or "nothing"
        raise DecisionRefused(f"{name} line 1", f"columns among {', '.join(COLUMNS)}", found, "keep the first line")


def _from_jsonl(text: str, name: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                said = json.loads(line)
            except ValueError as error:
                raise DecisionRefused(f"{name} line {number}", "JSON", str(error), "correct the line") from None
            yield number, from_json(said, f"{name} line {number}")


def from_json(said: object, where: str) -> Row:
    """The row of an object; what is no text or no column is refused."""
    if not isinstance(said, Mapping):
        raise DecisionRefused(where, "an object", repr(said), "correct it")
    for name, value in said.items():
        if name not in COLUMNS or not isinstance(value, str):
            raise DecisionRefused(where, f"texts for {', '.join(COLUMNS)}", f"{name}: {value!r}", "correct it")
    return Row(**said)
