"""Plans as they are compared, and what is found: frozen values that the modules of the cascade take and return.

Offsets are characters of a document's cleaned text. A `node` is the IRI of the thing in the store, `proofs` are the IRIs of
its evidence there. Paths are printed numbering; an item of a box has the path `专栏4/5`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

TaskRelation = Literal["same", "narrower", "merged", "split"]
MeasureChange = Literal[
    "kept", "reworded", "narrowed", "widened", "weakened", "strengthened", "number_changed", "added", "dropped"
]
LeadChange = Literal["same", "added", "dropped"]
Comparability = Literal["equal", "stricter", "looser", "incomparable", "missing", "new"]
Side = Literal["child", "parent"]
RowKind = Literal["indicator", "target"]


# ── Plans as they are compared ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's cleaned text, with its words; `proof` is the IRI of the evidence that covers it, if any."""

    start: int
    end: int
    quote: str
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A body's role in a task. `name` is the official one where it is certain; `functions` are ids of the vocabulary."""

    node: str
    role: str
    name: str
    functions: tuple[str, ...]
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A task, or an item of a box (`box` tells which): what can be taken up below.

    `span` is all of it, heading and clauses of responsibility included; `text` is what follows the heading, without the
    clauses; `sentences` are its measures in order, `under` the headings above it, the outermost first.
    """

    node: str
    path: str
    title: str
    text: str
    span: Span
    proofs: tuple[str, ...]
    under: tuple[str, ...] = ()
    sentences: tuple[Span, ...] = ()
    bodies: tuple[Body, ...] = ()
    programs: frozenset[str] = frozenset()
    box: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an indicator table, or a target in running text; `path` is the task or box item in which it stands."""

    node: str
    kind: RowKind
    name: str
    operator: str | None
    value: float | None
    unit: str | None
    year: int | None
    change: str
    scope: str | None
    path: str | None
    span: Span
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A result or statistic that a document reports."""

    node: str
    name: str
    value: float
    unit: str | None
    period: str | None
    path: str | None
    span: Span
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A loaded document as it is compared. `name` is its name in IRIs, `region` a code, `above` the headings' words.

    `revision` changes with anything that its graph says. Boxes' items are apart from tasks.
    """

    node: str
    name: str
    title: str
    revision: str
    text: str
    number: str | None = None
    region: str | None = None
    level: str | None = None
    field: str | None = None
    period: tuple[int | None, int | None] = (None, None)
    issued: str | None = None
    kind: str = "plan"
    tasks: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()
    figures: tuple[Figure, ...] = ()


# ── Findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TaskLink:
    """The child's task takes up the parent's. `score` is how sure that is, from 0 to 1."""

    child: Item
    parent: Item
    relation: TaskRelation
    score: float


@dataclass(frozen=True, slots=True)
class MeasureFinding:
    """What became of a clause. A side that has none is None; `moved` where it stands in a task or box item that its task is
    not joined with. Verbs are those that the scale of the vocabulary knows, as printed."""

    change: MeasureChange
    child: Item | None
    child_span: Span | None
    parent: Item | None
    parent_span: Span | None
    child_verb: str | None = None
    parent_verb: str | None = None
    score: float | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class LeadFinding:
    """Whether a function leads both joined tasks; `lead` is the name of the body that does, below if it can be."""

    child: Item
    parent: Item
    function: str | None
    lead: str
    change: LeadChange
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowFinding:
    """How the child's indicator or target compares with the parent's; one side is None where it is new or missing.

    `reason` says in a few words why not, or what to mind; in Chinese.
    """

    comparison: Comparability
    child: Row | None
    parent: Row | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeFinding:
    """A figure that tells of a target; `comparable` says whether the one can be held against the other.

    `reason` says in a few words why not, or what to mind; in Chinese.
    """

    target: Row
    figure: Figure
    comparable: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the child made of the parent."""

    child: Plan
    parent: Plan
    links: tuple[TaskLink, ...] = ()
    new: tuple[Item, ...] = ()
    missing: tuple[Item, ...] = ()
    measures: tuple[MeasureFinding, ...] = ()
    leads: tuple[LeadFinding, ...] = ()
    rows: tuple[RowFinding, ...] = field(default=())
