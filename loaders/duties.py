"""The outline goes in, who does what under each heading comes out: its clauses, and what the document declares once for all.

Brackets that list bodies and say no duty are clauses only where the document uses them as such: several times at the end of
an item, beside clauses that say their duty, or under a declaration that the first of a list leads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.clean import Line
from loaders.deadlines import deadline_date
from loaders.outline import Outline
from loaders.rules.clauses import Clause, Found, Refused, find_clauses, identified
from loaders.rules.declared import Default, defaults, first_leads_from
from loaders.rules.names import Distributor
from loaders.spans import Span
from ontology.model import Evidence, Responsibility, Role, Task
from ontology.regions import Region

BARE_ENOUGH = 3
"""How many brackets of bodies alone, or clauses beside one, show that the document means them as clauses."""


@dataclass(slots=True)
class Duties:
    """Clauses by the start of the heading that they stand under; the defaults of the document; what was refused."""

    clauses: dict[int, list[Clause]] = field(default_factory=dict)
    defaults: list[Default] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_duties(text: str, outline: Outline, region: Region | None) -> Duties:
    """Everything that the document says of who does what, apart from tables of duties."""
    duties = Duties()
    leads_from = first_leads_from(text)
    bare: list[tuple[int, Clause]] = []
    for node in outline.nodes():
        own = duties.clauses.setdefault(node.start, [])
        for start, end in runs(node.lines):
            begin = max(start, node.title_start)
            found = _found(text, begin, end, region, leads_from)
            own += found.clauses
            duties.refused += found.refused
            bare += [(node.start, clause) for clause in found.bare]
    said = sum(map(len, duties.clauses.values()))
    if len(bare) >= BARE_ENOUGH or said >= BARE_ENOUGH or leads_from is not None:
        for at, clause in bare:
            duties.clauses[at] = sorted([*duties.clauses[at], clause], key=lambda one: one.start)
    else:
        duties.refused += [Refused(c.start, c.end, "lists bodies and says no duty", c.rule) for _, c in bare]
    duties.defaults, losers = defaults(text)
    duties.refused += [Refused(start, end, reason, "clause.declared") for start, end, reason in losers]
    return duties


def _found(text: str, start: int, end: int, region: Region | None, leads_from: int | None) -> Found:
    return find_clauses(text, start, end, region, leads_from is not None and leads_from <= end)


def with_defaults(task: Task, text: str, declared: list[Default], region: Region | None) -> Task:
    """The task with the bodies that the document declares for every task and that its own clauses do not name."""
    added: list[Responsibility] = []
    named = {one.name for one in task.responsibilities}
    led = any(one.role == "lead" for one in task.responsibilities)
    role: Role = "participating" if led else "responsible"
    for default in declared:
        evidence = Evidence(
            start=default.start, end=default.end, quote=text[default.start : default.end], rule="clause.declared"
        )
        distributor = Distributor(region)
        for body in default.bodies:
            name = distributor.name(body.text)
            if name not in named:
                named.add(name)
                added.append(
                    Responsibility(
                        role=role,
                        printed=body.text,
                        name=name,
                        department=identified(name, region),
                        role_printed=default.role_printed,
                        basis="default",
                        evidence=evidence,
                    )
                )
    return task.model_copy(update={"responsibilities": (*task.responsibilities, *added)}) if added else task


def with_dates(task: Task, year: int | None) -> Task:
    """The task with the last day of each deadline, in a document of the year."""
    if not any(one.deadline for one in task.responsibilities):
        return task
    dated = (
        one.model_copy(update={"deadline_date": deadline_date(one.deadline, year)}) for one in task.responsibilities
    )
    return task.model_copy(update={"responsibilities": tuple(dated)})


def runs(lines: list[Line]) -> list[Span]:
    """Neighbouring lines as one stretch of text."""
    found: list[Span] = []
    for line in lines:
        if found and line.start == found[-1][1] + 1:
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.start, line.end))
    return found
