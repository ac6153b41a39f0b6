"""A text and what was not understood in it go in; lines for people come out, each passage in its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import DocumentUnknown
from kg.store import Store
from loaders.account import Account, account
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


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a section begins: the passages up to the next one stand in it."""

    start: int
    path: str
    title: str


def of_file(path: Path) -> list[str]:
    """The report on a file that need not be loaded."""
    lines: list[str] = []
    for document in read_document(path):
        headings = [Heading(one.evidence.start, one.path, one.title) for one in document.sections]
        passages = [Passage(one.start, one.end, one.rule, one.reason) for one in document.rejects]
        lines += report(document.title, document.text, account(document), headings, passages)
    return lines


def of_loaded(store: Store, said: str) -> list[str]:
    """The report on the loaded document of that IRI, number or title."""
    given = {"document": [node.value for node in store.find_documents(said)]}
    texts = _rows(store, "document_text", given) if given["document"] else []
    if not texts:
        remedy = "`policykg query documents` lists them"
        raise DocumentUnknown(repr(said), "the IRI, number or title of a loaded document", "none", remedy)
    rejects, sections = _rows(store, "rejects", given), _rows(store, "sections", given)
    counts = {row[0]: row[2:9] for row in _rows(store, "coverage", given)}
    lines: list[str] = []
    for node, title, text, _ in texts:
        headings = [Heading(int(row[3]), row[1], row[2]) for row in sections if row[0] == node]
        passages = [Passage(int(row[1]), int(row[2]), row[4], row[5]) for row in rejects if row[0] == node]
        lines += report(title, text, Account(*(int(count or 0) for count in counts[node])), headings, passages)
    return lines


def _rows(store: Store, name: str, given: Mapping[str, list[str]]) -> list[list[str]]:
    return [[plain(term) or "" for term in row] for row in select(store, name, given).rows]


def report(
    title: str, text: str, told: Account, headings: Iterable[Heading], passages: Iterable[Passage]
) -> Iterator[str]:
    r"""What was understood in numbers, then each passage that was not, under its section, with the words around it.

    >>> passages = [Passage(9, 13, "clause", "no body is named")]
    >>> told = Account(sections=1, tasks=2, clauses=3, understood=1, bodies=4, resolved=4, rejects=1)
    >>> for line in report("某规划", "一、任务\n做好。由有关方面负责。", told, [Heading(0, "一", "任务")], passages):
    ...     print(line)
    某规划: 1 passage not understood
      1 section, 2 tasks, 4 bodies (4 of them known)
      1 of 3 clauses understood: 2 LOST
    一 任务
      line 2, characters 9-13: no body is named (clause)
        做好。由⟦有关方面⟧负责。
    """
    ordered = sorted(passages, key=lambda passage: (passage.start, passage.end))
    yield f"{title}: {_count(len(ordered), 'passage')} not understood"
    bodies = "1 body" if told.bodies == 1 else f"{told.bodies} bodies"
    counts = (_count(told.sections, "section"), _count(told.tasks, "task"), f"{bodies} ({told.resolved} of them known)")
    yield "  " + ", ".join(counts)
    lost = told.clauses - told.understood
    yield f"  {told.understood} of {_count(told.clauses, 'clause')} understood" + (f": {lost} LOST" if lost else "")
    places = sorted(headings, key=lambda heading: heading.start)
    before = None
    for one in ordered:
        at = bisect_right(places, one.start, key=lambda heading: heading.start) - 1
        if at != before:
            yield f"{places[at].path} {places[at].title}" if at >= 0 else "(before the first section)"
            before = at
        line = text.count("\n", 0, one.start) + 1
        yield f"  line {line}, characters {one.start}-{one.end}: {one.reason} ({one.rule})"
        around = f"{_before(text, one.start)}⟦{text[one.start : one.end]}⟧{_after(text, one.end)}"
        yield f"    {around}".replace("\n", " ")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _before(text: str, place: int) -> str:
    words = text[max(0, place - _AROUND) : place].rpartition("\n")[2]
    return words if len(words) < _AROUND else f"…{words}"


def _after(text: str, place: int) -> str:
    words = text[place : place + _AROUND].partition("\n")[0]
    return words if len(words) < _AROUND else f"{words}…"
