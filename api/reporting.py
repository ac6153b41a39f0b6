"""A text and what was not understood in it go in; lines for people come out, each passage in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DocumentUnknown
from kg.store import Store
from loaders.pipeline import read_document
from queries.run import plain, select

_AROUND = 24


@dataclass(frozen=True, slots=True)
class Passage:
    """A span that looked like a fact and was not taken, and why."""

    start: int
    end: int
    rule: str
    reason: str


def of_file(path: Path) -> list[str]:
    """The report on a file that need not be loaded."""
    lines: list[str] = []
    for document in read_document(path):
        passages = (Passage(one.start, one.end, one.rule, one.reason) for one in document.rejects)
        lines += report(document.title, document.text, passages)
    return lines


def of_loaded(store: Store, said: str) -> list[str]:
    """The report on the loaded document of that IRI, number or title."""
    given = {"document": [node.value for node in store.find_documents(said)]}
    texts = select(store, "document_text", given).rows if given["document"] else ()
    if not texts:
        remedy = "`policykg query documents` lists them"
        raise DocumentUnknown(repr(said), "the IRI, number or title of a loaded document", "none", remedy)
    rejects = [[plain(term) or "" for term in row] for row in select(store, "rejects", given).rows]
    lines: list[str] = []
    for node, title, text, _ in ([plain(term) or "" for term in row] for row in texts):
        passages = (Passage(int(row[1]), int(row[2]), row[4], row[5]) for row in rejects if row[0] == node)
        lines += report(title, text, passages)
    return lines


def report(title: str, text: str, passages: Iterable[Passage]) -> Iterator[str]:
    """The passages in the order of the text, with the words around them and the line that they stand in.

    >>> for line in report("某规划", "第一行\\n由有关方面负责。", [Passage(5, 9, "clause", "no body is named")]):
    ...     print(line)
    某规划: 1 passage not understood
    line 2, characters 5-9: no body is named (clause)
        由⟦有关方面⟧负责。
    """
    ordered = sorted(passages, key=lambda passage: (passage.start, passage.end))
    yield f"{title}: {len(ordered)} passage{'s' * (len(ordered) != 1)} not understood"
    for one in ordered:
        line = text.count("\n", 0, one.start) + 1
        yield f"line {line}, characters {one.start}-{one.end}: {one.reason} ({one.rule})"
        yield f"    {_before(text, one.start)}⟦{text[one.start : one.end]}⟧{_after(text, one.end)}".replace("\n", " ")


def _before(text: str, place: int) -> str:
    words = text[max(0, place - _AROUND) : place].rpartition("\n")[2]
    return words if len(words) < _AROUND else f"…{words}"


def _after(text: str, place: int) -> str:
    words = text[place : place + _AROUND].partition("\n")[0]
    return words if len(words) < _AROUND else f"{words}…"
