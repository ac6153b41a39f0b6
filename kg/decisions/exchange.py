"""A store goes in, the rows of a file with its decisions come out; rows go in, the change of the store that keeps them comes out.

Reading a file twice changes nothing. What cannot be attached is told line by line, and then nothing of the file is kept
unless that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

import pyoxigraph as ox

from kg import rdf
from kg.change import Update
from kg.decisions.deciding import Maker
from kg.decisions.files import Row, fact_of, pairs_of, row_of
from kg.decisions.finding import find, narrowed
from kg.decisions.held import Held
from kg.decisions.kinds import kinds
from kg.decisions.ledger import NOBODYS, decisions_of
from kg.decisions.values import Decision, DecisionRefused, Fact, Judgement, Known, Verdict, moment_of
from kg.rdf import Node, pol
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a file: how many are new, how many were kept before, and what is wrong with others."""

    update: Update
    new: int
    known: int
    refused: tuple[DecisionRefused, ...]


def export(store: Store, decisions: Iterable[Decision] | None = None) -> list[Row]:
    """All decisions as rows, the oldest first; what somebody added stands before what is said of it."""
    chosen = decisions_of(store, store.iris) if decisions is None else list(decisions)
    return [row_of(one, called(store, one.document), called(store, one.parent)) for one in chosen]


def called(store: Store, document: Node | None) -> tuple[str, str]:
    """The title and number of a document; its IRI below the base where it has no title any more."""
    if document is None:
        return "", ""
    title, number = (
        next(
            (
                quad.object.value
                for quad in store.match(document, pol(name), None)
                if isinstance(quad.object, ox.Literal)
            ),
            "",
        )
        for name in ("title", "number")
    )
    return title or document.value.removeprefix(store.base), number


def take(store: Store, rows: Iterable[tuple[int, Row]], name: str, reviewer: str, now: datetime) -> Taken:
    """The change that keeps the rows that can be attached. Who and when are told by the caller where a row does not."""
    kept = set(export(store))
    known, refused, left = 0, list[DecisionRefused](), list[_Line]()
    reader = _Reader(store, reviewer, now)
    for number, row in rows:
        if row in kept:
            known += 1
            continue
        try:
            left.append(reader.line(f"{name} line {number}", row))
        except DecisionRefused as error:
            refused.append(_at(f"{name} line {number}", error))
    maker = Maker(store, store.iris, {node for one in left for node in (one.document, one.parent) if node is not None})
    before, new = set(maker.decisions), set[Node]()
    for one in sorted(left, key=lambda one: one.order):
        try:
            node = maker.take(reader.judgement(maker.held, one), dated=bool(one.row.date))
        except DecisionRefused as error:
            refused.append(_at(one.where, error))
            continue
        known += node in before or node in new
        new |= {node} - before
    return Taken(maker.update(), len(new), known, tuple(refused))


@dataclass(frozen=True, slots=True)
class _Line:
    """A row whose documents and date are known."""

    where: str
    row: Row
    verdict: Verdict
    fact: Fact
    decided: datetime
    document: Node | None
    parent: Node | None

    @property
    def order(self) -> tuple[datetime, int]:
        """What is added stands before what is said of it."""
        return self.decided, ("added", "corrected").index(self.verdict) if self.verdict in ("added", "corrected") else 2


class _Reader:
    """Makes judgements of rows."""

    def __init__(self, store: Store, reviewer: str, now: datetime) -> None:
        self.store = store
        self.reviewer = reviewer
        self.now = now

    def line(self, where: str, row: Row) -> _Line:
        """The row with its documents found."""
        kind = kinds().get(row.kind)
        if kind is None:
            raise DecisionRefused("kind", f"one of {', '.join(kinds())}", repr(row.kind), "correct it")
        if row.verdict not in get_args(Verdict):
            raise DecisionRefused("verdict", ", ".join(get_args(Verdict)), repr(row.verdict), "correct it")
        document = parent = None
        if row.document or row.number or row.kind not in NOBODYS:
            document = self.document("document", row.document, row.number)
        if kind.link:
            parent = self.document("counterpart", row.counterpart, row.counterpart_number, loaded=False)
        verdict = cast("Verdict", row.verdict)
        return _Line(where, row, verdict, fact_of(row), self.date(row.date), document, parent)

    def date(self, said: str) -> datetime:
        try:
            return moment_of(said.strip()) if said.strip() else self.now
        except ValueError:
            raise DecisionRefused(
                "date", "a day or moment (2026-03-01, 2026-03-01T09:30:00+08:00)", repr(said), "correct it"
            ) from None

    def document(self, column: str, title: str, number: str, *, loaded: bool = True) -> Node:
        """The document of a title and number, or of one of them; a plan above may be known from citations only."""
        found = [set(self.store.find_documents(said)) for said in (number.strip(), title.strip()) if said]
        if title.startswith("id/document/"):
            found = [set(self.store.find_documents(self.store.base + title))]
        nodes = set.intersection(*found) if found else set()
        nodes = nodes or set().union(*found)
        read = {node for node in nodes if any(self.store.match(node, pol("loaded"), rdf.TRUE))}
        chosen = read if read or loaded else nodes
        if len(chosen) != 1:
            told = f"{len(chosen)} for {' '.join(filter(None, (title, number)))!r}"
            raise DecisionRefused(
                column, "the title or number of one loaded document", told, "load it, or correct the cell"
            )
        return chosen.pop()

    def judgement(self, held: Held, line: _Line) -> Judgement:
        """What the row says of the fact that it means, or of what it adds."""
        row, added = line.row, line.verdict == "added"
        about = None if added else self.about(held, line)
        return Judgement(
            verdict=line.verdict,
            reviewer=row.reviewer or self.reviewer,
            decided=line.decided,
            about=about,
            reason=row.reason or None,
            changes=dict(pairs_of(row.corrected, "corrected")),
            addition=line.fact if added else None,
            document=line.document if added else None,
            parent=line.parent if added else None,
        )

    @staticmethod
    def about(held: Held, line: _Line) -> Node:
        """The fact that a row means: what it tells must be so, what it does not tell may be anything."""
        fact, kind = line.fact, kinds()[line.fact.kind]
        same: list[Known] = []
        if line.document is not None:
            every = held.document(line.document).of_kind(kind.name)
            same = [one for one in every if one.parent == line.parent and _tells(one.fact, fact)]
        exact = [one for one in same if fact.quote is None or one.fact.quote == fact.quote] or same
        found = narrowed(exact, fact) or (
            find(held, fact, line.document, line.parent, rejected=line.verdict == "rejected")
            if len(exact) < 2
            else None
        )
        if found is None:
            expected = f"one {kind.name} that says so"
            raise DecisionRefused("row", expected, f"{len(exact)}", "give path, quote and values as the store has them")
        return found.node


def _tells(one: Fact, said: Fact) -> bool:
    """Whether a fact is as a row says, as far as it says."""
    kind = kinds()[one.kind]
    telling = {each.name for each in kind.properties if each.tells or each.type == "upper end"}
    return (
        (said.path is None or one.path == said.path)
        and (said.quote is None or said.quote in (one.quote or ""))
        and all(one.get(name) == value for name, value in said.values if name in telling)
    )


def _at(where: str, error: DecisionRefused) -> DecisionRefused:
    if error.where.startswith(where):
        return error
    return DecisionRefused(f"{where}, {error.where}", error.expected, error.found, error.remedy)
