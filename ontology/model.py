"""The typed values that a document is read into: frozen, one class per class of the ontology, no I/O.

Offsets are characters of the document's cleaned text (`Document.text`); every fact carries the `Evidence` that proves
it, and `text[start:end] == quote` holds for each. An absent value is None, never "" or "unknown".
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

DocumentKind = Literal["plan", "review", "law", "other"]
DocumentStatus = Literal["现行有效", "部分有效", "失效", "废止", "已修改", "尚未生效", "试行", "草案"]
Level = Literal["national", "province", "prefecture", "county", "township"]
Role = Literal["lead", "responsible", "participating"]
Basis = Literal["clause", "default"]
Operator = Literal[">", "≥", "=", "<", "≤"]
Nature = Literal["预期性", "约束性"]
Change = Literal["level", "increase", "decrease", "annual_average", "cumulative"]
Relation = Literal["based_on", "cites", "implements", "amends", "repeals"]
ProgramKind = Literal["programme", "project", "campaign", "brand", "facility"]
DepartmentKind = Literal[
    "government", "party", "mass_organisation", "court", "branch", "enterprise", "internal", "collective"
]
ReformKind = Literal["renamed", "merged", "split", "abolished", "transferred"]
DateMeaning = Literal["decided", "opened", "from"]


class Value(BaseModel):
    """Base of all values: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Value):
    """Where a fact stands: a span of the cleaned text, the words themselves, and the rule that read them.

    `aspect` names the property that the span proves where a fact has several spans (a document's metadata).
    `page` is the page of the source, counted from 1, where the source has pages.
    """

    start: int
    end: int
    quote: str
    rule: str
    aspect: str | None = None
    page: int | None = None

    @model_validator(mode="after")
    def _span_fits_quote(self) -> Evidence:
        if self.start < 0 or self.end - self.start != len(self.quote) or not self.quote:
            raise ValueError(f"evidence {self.start}-{self.end} does not span its quote {self.quote!r}")
        return self


class Department(Value):
    """A body of a region (机构). `name` is the official name, or the printed name with its level prefix where no
    official name is certain (`official` False). `functions` are ids of ontology/vocab/functions.ttl."""

    name: str
    official: bool
    region: str | None
    kind: DepartmentKind | None
    functions: tuple[str, ...] = ()


class Responsibility(Value):
    """A body's role in a task, as printed. `name` has the level prefix distributed; `role_printed` is 牵头, 配合 …, None
    where a list of bodies alone gives the role.

    `basis` is "default" where a rule that the document declares once for all was expanded. `deadline` is as printed,
    `deadline_date` the last day that it allows.
    """

    role: Role
    printed: str
    name: str
    department: Department
    role_printed: str | None
    basis: Basis = "clause"
    deadline: str | None = None
    deadline_date: date | None = None
    evidence: Evidence

    @property
    def canonical(self) -> str | None:
        """The official name with its region, or None when it is not certain."""
        return self.department.name if self.department.official else None


class Section(Value):
    """A heading and its place. `path` is the printed numbering, level by level (四/（一）)."""

    path: str
    title: str
    evidence: Evidence


class Measure(Value):
    """One sentence of a task: the smallest thing that can be kept, changed or dropped on the way down."""

    evidence: Evidence


class Task(Value):
    """Something to be done: the lowest numbered item of a chapter that sets work, or any item with a clause of its own.

    `title` is the heading without number and final stop; `text` the words after it, clause included; `clause` the
    responsibility clause as printed, `clauses` the places of all its clauses.
    """

    path: str
    title: str
    text: str
    clause: str | None
    clauses: tuple[Evidence, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    measures: tuple[Measure, ...] = ()
    evidence: Evidence


class Project(Value):
    """A row of a project table in a box: investment in yuan, funding as printed, area in mu (亩)."""

    name: str
    investment: float | None
    funding: str | None
    area: float | None
    evidence: Evidence


class BoxItem(Value):
    """A numbered item of a 专栏."""

    number: str
    title: str
    text: str
    projects: tuple[Project, ...] = ()
    evidence: Evidence


class Box(Value):
    """A 专栏: `number` as printed (专栏3 → "3"); `path` is the section or task that it follows."""

    number: str
    title: str
    path: str | None
    items: tuple[BoxItem, ...] = ()
    evidence: Evidence


class IndicatorTarget(Value):
    """A row of an indicator table: the plan's target for an indicator.

    `value` is None where the cell is words (kept in `printed`); 万 and 亿 are multiplied out of value and unit.
    """

    name: str
    unit: str | None
    operator: Operator | None
    value: float | None
    year: int | None
    nature: Nature | None
    baseline_value: float | None = None
    baseline_year: int | None = None
    change: Change = "level"
    scope: str | None = None
    printed: str
    evidence: Evidence


class Target(Value):
    """A numeric commitment in running text."""

    path: str | None
    metric: str
    operator: Operator
    value: float
    unit: str | None
    year: int | None
    evidence: Evidence


class Figure(Value):
    """A result or statistic reported in running text. `period` is a year ("2020") or years ("2016-2020")."""

    path: str | None
    metric: str
    value: float
    unit: str | None
    period: str | None
    evidence: Evidence


class Citation(Value):
    """A document named in 《》 (or a standard by its number): title and number as printed."""

    relation: Relation
    title: str
    number: str | None
    evidence: Evidence


class ProgramMention(Value):
    """A named programme, project, campaign or brand, where it is named. `since` is a year."""

    path: str | None
    name: str
    kind: ProgramKind
    organiser: str | None = None
    since: int | None = None
    evidence: Evidence


class Reject(Value):
    """What looked like a fact and was not taken: place, words and reason."""

    start: int
    end: int
    quote: str
    rule: str
    reason: str


class Source(Value):
    """The file that was read."""

    name: str
    sha256: str
    media_type: str
    encoding: str | None = None
    bytes: int


class Document(Value):
    """A published text and all that was read from it.

    `issuers` in printed order; `issued` the date of signature (成文日期), `published` of publication, `effective` and
    `expires` the first and the last day in force; `region` a GB/T 2260 code, of a development zone that of the place it lies
    in, of a township none (`region_name` is its name); `status` its force; `notice` the title of the notice that transmits it; `field` the field of work that the title names (残疾人事业); `evidence` proves the
    metadata, one span per property (`aspect`). `clauses_in_text` counts the places that look like clauses of
    responsibility, `clauses_understood` those of them that gave a body (see `loaders.account`).
    """

    title: str
    kind: DocumentKind
    number: str | None = None
    issuers: tuple[str, ...] = ()
    issued: date | None = None
    published: date | None = None
    effective: date | None = None
    expires: date | None = None
    region: str | None = None
    region_name: str | None = None
    level: Level | None = None
    period_start: int | None = None
    period_end: int | None = None
    field: str | None = None
    status: DocumentStatus | None = None
    notice: str | None = None
    source: Source
    text: str
    clauses_in_text: int | None = None
    clauses_understood: int | None = None
    evidence: tuple[Evidence, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    boxes: tuple[Box, ...] = ()
    indicators: tuple[IndicatorTarget, ...] = ()
    targets: tuple[Target, ...] = ()
    figures: tuple[Figure, ...] = ()
    citations: tuple[Citation, ...] = ()
    programs: tuple[ProgramMention, ...] = ()
    rejects: tuple[Reject, ...] = ()

    def all_evidence(self) -> list[Evidence]:
        """The evidence of every fact of the document, in no particular order."""
        found = [*self.evidence, *(section.evidence for section in self.sections)]
        for task in self.tasks:
            found += [task.evidence, *task.clauses]
            found += [one.evidence for one in task.responsibilities]
            found += [one.evidence for one in task.measures]
        for box in self.boxes:
            found.append(box.evidence)
            for item in box.items:
                found += [item.evidence, *(project.evidence for project in item.projects)]
        found += [one.evidence for one in self.indicators]
        found += [one.evidence for one in self.targets]
        found += [one.evidence for one in self.figures]
        found += [one.evidence for one in self.citations]
        return found + [one.evidence for one in self.programs]
