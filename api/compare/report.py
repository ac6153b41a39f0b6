"""What a comparison shows, as frozen values that every writer takes: texts are clean, labels chosen, numbers counted.

`Report` is made once (`api.compare.making`); a writer never asks the comparison again, so that all files say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from api.compare.diff import Pieces
from api.compare.labels import CHANGES, LEADS, Label

MemberRole = Literal["child", "parent", "other"]
TaskState = Literal["linked", "new", "missing"]


@dataclass(frozen=True, slots=True)
class ChainMember:
    """A plan in the chain. `level` is a notation of the levels or None, `rank` 1 for the nearest of the same field above.

    `loaded` is False for a plan that is known from citations only.
    """

    title: str
    number: str | None
    level: str | None
    region_name: str | None
    loaded: bool
    same_field: bool
    rank: int | None
    role: MemberRole


@dataclass(frozen=True, slots=True)
class Review:
    """What a person decided of a link or fact: a notation of the statuses of links, who, when and why."""

    status: str
    reviewer: str | None = None
    date: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan as its heading shows it; `level` and `region` are words."""

    node: str
    title: str
    number: str | None
    region: str | None
    level: str | None
    period: str | None
    issued: str | None


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body in a task, with the word for its role."""

    name: str
    role: str
    label: Label


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task or box item in the list of its side. `key` is its name in the report; `pairs` are its pairs' numbers,
    the surest first."""

    key: str
    node: str
    path: str
    title: str
    under: tuple[str, ...]
    text: str
    bodies: tuple[BodyView, ...]
    state: TaskState
    pairs: tuple[int, ...]
    review: Review | None = None

    @property
    def leads(self) -> tuple[str, ...]:
        """The names of the bodies that lead, or that answer for it where nobody leads."""
        leading = tuple(body.name for body in self.bodies if body.role == "lead")
        return leading or tuple(body.name for body in self.bodies if body.role == "responsible")


@dataclass(frozen=True, slots=True)
class MeasureView:
    """What became of a clause, its differing words marked. An absent side has no path and no pieces."""

    change: str
    label: Label
    child_path: str | None
    child: Pieces
    parent_path: str | None
    parent: Pieces
    child_verb: str | None
    parent_verb: str | None
    moved: bool
    score: float | None
    iri: str | None
    review: Review | None = None

    @property
    def child_quote(self) -> str:
        return "".join(piece.text for piece in self.child)

    @property
    def parent_quote(self) -> str:
        return "".join(piece.text for piece in self.parent)

    @property
    def verbs(self) -> str:
        """The verbs of the scale, where both sides stand and they differ: 实现 → 鼓励."""
        if self.child_verb == self.parent_verb or not (self.child and self.parent):
            return ""
        return f"{self.parent_verb or '（无）'} → {self.child_verb or '（无）'}"


@dataclass(frozen=True, slots=True)
class LeadView:
    """Whether a line of work leads both tasks of a pair."""

    function: str | None
    function_label: Label
    lead: str
    change: str
    label: Label
    pair: int
    child_path: str
    parent_path: str
    iri: str | None
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two joined tasks, with all that was found in them; a clause of only one side stands in that task's surest pair."""

    number: int
    child: TaskView
    parent: TaskView
    relation: str
    label: Label
    score: float
    measures: tuple[MeasureView, ...]
    leads: tuple[LeadView, ...]
    iri: str | None
    review: Review | None = None
    elsewhere: tuple[int, ...] = ()

    @property
    def changes(self) -> dict[Label, int]:
        """How many clauses became what, in the order of the vocabulary."""
        found = [measure.label for measure in self.measures]
        return {label: found.count(label) for label in CHANGES.values() if label in found}

    @property
    def lead_changed(self) -> bool:
        return any(lead.change != "same" for lead in self.leads)


@dataclass(frozen=True, slots=True)
class RowView:
    """An indicator or target on both sides; a value is "" where there is none."""

    name: str
    kind: str
    kind_label: Label
    comparison: str
    label: Label
    parent_name: str
    parent_value: str
    parent_path: str | None
    parent_quote: str
    parent_number: float | None
    child_name: str
    child_value: str
    child_path: str | None
    child_quote: str
    child_number: float | None
    reason: str | None
    iri: str | None
    review: Review | None = None
    operators: tuple[str | None, str | None] = (None, None)
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A line of work over all pairs: where it leads on both sides, only here, only above."""

    label: Label
    same: tuple[LeadView, ...] = ()
    added: tuple[LeadView, ...] = ()
    dropped: tuple[LeadView, ...] = ()

    @property
    def all(self) -> tuple[LeadView, ...]:
        return (*self.same, *self.added, *self.dropped)

    @property
    def names(self) -> tuple[str, ...]:
        """The bodies that lead in it."""
        return tuple(dict.fromkeys(lead.lead for lead in self.all))


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the summary, each by its label."""

    child_tasks: int
    parent_tasks: int
    child_linked: int
    parent_linked: int
    relations: Mapping[Label, int] = field(hash=False)
    measures: Mapping[Label, int] = field(hash=False)
    leads: Mapping[Label, int] = field(hash=False)
    rows: Mapping[Label, int] = field(hash=False)

    @property
    def new(self) -> int:
        return self.child_tasks - self.child_linked

    @property
    def missing(self) -> int:
        return self.parent_tasks - self.parent_linked


@dataclass(frozen=True, slots=True)
class Report:
    """All that is shown of a comparison. `loose` are findings about clauses of tasks that are in no pair, by task key."""

    child: PlanHead
    parent: PlanHead
    chain: tuple[ChainMember, ...]
    counts: Counts
    child_tasks: tuple[TaskView, ...]
    parent_tasks: tuple[TaskView, ...]
    pairs: tuple[Pair, ...]
    functions: tuple[FunctionView, ...]
    rows: tuple[RowView, ...]
    loose: Mapping[str, tuple[MeasureView, ...]] = field(hash=False)
    made: date | None = None

    @property
    def new(self) -> tuple[TaskView, ...]:
        return tuple(task for task in self.child_tasks if task.state == "new")

    @property
    def missing(self) -> tuple[TaskView, ...]:
        return tuple(task for task in self.parent_tasks if task.state == "missing")

    @property
    def measures(self) -> tuple[tuple[MeasureView, int | None], ...]:
        """Every clause's finding, with the number of the pair in which it stands."""
        paired = [(measure, pair.number) for pair in self.pairs for measure in pair.measures]
        return (*paired, *((measure, None) for measures in self.loose.values() for measure in measures))

    @property
    def title(self) -> str:
        return f"{self.child.title} 对照 {self.parent.title}"


def by_function(leads: Iterable[LeadView]) -> tuple[FunctionView, ...]:
    """Leads by their line of work: those with changes first, then those that lead most."""
    grouped: dict[Label, list[LeadView]] = defaultdict(list)
    for lead in leads:
        grouped[lead.function_label].append(lead)
    views = (
        FunctionView(label, *(tuple(one for one in found if one.change == change) for change in LEADS))
        for label, found in grouped.items()
    )
    return tuple(sorted(views, key=lambda view: (-len(view.added) - len(view.dropped), -len(view.all), view.label.zh)))
