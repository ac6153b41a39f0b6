"""What people say of facts, as frozen values: what a fact says, what was judged of it, and what is wrong with a judgement.

A *fact* is anything that a document was read to say, and any link of the cascade. What it says tells it apart, not its
IRI, which holds offsets: so it is found again after its document was read anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from kg.errors import GraphError
from kg.rdf import Node

Verdict = Literal["confirmed", "rejected", "corrected", "added"]
Pairs = tuple[tuple[str, str], ...]


class DecisionRefused(GraphError):
    """A judgement that cannot be kept; nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact says: its kind, the path at which it stands, the words that prove it, and its properties as text.

    `around` are the words before and after the quote, or the titles of the two tasks that a link joins; `nth` tells at
    which of how many places of the text the quote stands.
    """

    kind: str
    path: str | None = None
    quote: str | None = None
    values: Pairs = ()
    around: tuple[str, str] = ("", "")
    nth: tuple[int, int] = (1, 1)

    def get(self, name: str) -> str | None:
        return dict(self.values).get(name)

    def changed(self, changes: Mapping[str, str]) -> Fact:
        """The fact with other values; an empty one takes its property away. `path` and `quote` may be among them."""
        values = {**dict(self.values), **{name: value for name, value in changes.items() if name != "quote"}}
        path = changes.get("path", self.path)
        quote = changes.get("quote", self.quote)
        kept = tuple(sorted((name, value) for name, value in values.items() if value and name != "path"))
        moved = "quote" in changes or self.quote is None  # a link has no quote: it may join others now
        return Fact(
            self.kind,
            path or None,
            quote or None,
            kept,
            ("", "") if moved else self.around,
            (0, 0) if moved else self.nth,
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A fact where it is held now: its node, its document, the upper document of a link, and the rule that found it."""

    node: Node
    fact: Fact
    document: Node | None = None
    parent: Node | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says: of `about`, or of an `addition` in a document (and an upper one, for a link)."""

    verdict: Verdict
    reviewer: str
    decided: datetime
    about: Node | None = None
    reason: str | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    addition: Fact | None = None
    document: Node | None = None
    parent: Node | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A judgement as it is kept. `about` is None while nothing is found that says what was judged: it is a stray then."""

    node: Node
    verdict: Verdict
    reviewer: str
    decided: datetime
    fact: Fact
    about: Node | None
    reason: str | None = None
    document: Node | None = None
    parent: Node | None = None
    rule: str | None = None
    changes: Pairs = ()
    replacement: Node | None = None

    @property
    def addition(self) -> Fact | None:
        """What the person says that the document says, where the reader found nothing or something else."""
        if self.verdict == "added":
            return self.fact
        return self.fact.changed(dict(self.changes)) if self.verdict == "corrected" else None

    @property
    def order(self) -> tuple[datetime, str]:
        """By which the newest decision is the last one."""
        return self.decided, self.node.value


def moment_text(moment: datetime) -> str:
    """A moment as it is stored: in UTC, to the millisecond where that says something.

    >>> moment_text(datetime(2026, 11, 22, 13, 30, tzinfo=UTC))
    '2026-11-22T13:30:00Z'
    """
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
    return (text.rstrip("0").removesuffix(".") if "." in text else text) + "Z"


def moment_of(text: str) -> datetime:
    """The inverse of `moment_text`; a day alone is its beginning, and what tells no zone is in UTC.

    >>> moment_of("2026-11-22"), moment_of("2026-11-22T21:30:00+08:00")
    (datetime.datetime(2026, 11, 22, 0, 0, tzinfo=datetime.timezone.utc), datetime.datetime(2026, 11, 22, 13, 30, tzinfo=datetime.timezone.utc))
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def anchor_text(fact: Fact, changes: Pairs) -> str:
    """What a decision keeps of the fact that it is about, as JSON without any IRI of a document."""
    said: dict[str, Any] = {
        "kind": fact.kind,
        "path": fact.path,
        "quote": fact.quote,
        "values": dict(fact.values),
        "around": list(fact.around),
        "nth": list(fact.nth),
        "changes": dict(changes),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def anchor_of(text: str) -> tuple[Fact, Pairs]:
    """The inverse of `anchor_text`."""
    said = json.loads(text)
    before, after = said["around"]
    place, places = said["nth"]
    fact = Fact(
        said["kind"],
        said["path"],
        said["quote"],
        tuple(sorted(said["values"].items())),
        (before, after),
        (place, places),
    )
    return fact, tuple(sorted(said["changes"].items()))
