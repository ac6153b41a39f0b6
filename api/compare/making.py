"""A comparison, the chain of plans and what people decided go in; the report that all writers take comes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from api.compare.clean import clean, line
from api.compare.diff import differing, whole
from api.compare.labels import CHANGES, COMPARISONS, KINDS, LEADS, LEVELS, RELATIONS, ROLES, Label, value_text
from api.compare.report import (
    BodyView,
    ChainMember,
    Counts,
    LeadView,
    MeasureView,
    Pair,
    PlanHead,
    Report,
    Review,
    RowView,
    TaskState,
    TaskView,
    by_function,
)
from kg.cascade.values import Body, Comparison, Item, LeadFinding, MeasureFinding, Plan, Row, RowFinding, TaskLink
from ontology.functions import functions
from ontology.regions import UnknownRegion, by_code

Finding = TaskLink | MeasureFinding | LeadFinding | RowFinding | Item
"""What a link tells of; an item is one that nothing was joined with."""

Naming = Callable[[Finding], str | None]
"""Gives the IRI of a finding's link, or None where it has none."""


def make_report(
    comparison: Comparison,
    chain: Iterable[ChainMember] = (),
    reviews: Mapping[str, Review] | None = None,
    naming: Naming = lambda _: None,
    made: date | None = None,
) -> Report:
    """The report on a comparison.

    `reviews` is by IRI, of links (`naming` tells a finding's) and of facts (tasks). `made` is printed if given.
    """
    return _Maker(comparison, reviews or {}, naming).report(tuple(map(_member, chain)), made)


class _Maker:
    """Numbers the pairs and puts each finding into its place."""

    def __init__(self, comparison: Comparison, reviews: Mapping[str, Review], naming: Naming) -> None:
        self.comparison, self.naming = comparison, naming
        self.reviews = {line(iri): _review(review) for iri, review in reviews.items()}
        order = {item.node: item.span.start for item in (*comparison.parent.tasks, *comparison.parent.items)}
        self.links = sorted(
            comparison.links, key=lambda link: (order.get(link.parent.node, 0), link.child.span.start, link.child.path)
        )
        self.numbers = {(link.child.node, link.parent.node): at for at, link in enumerate(self.links, start=1)}
        self.of: dict[str, list[int]] = defaultdict(list)
        for number, link in sorted(enumerate(self.links, start=1), key=lambda pair: (-pair[1].score, pair[0])):
            self.of[link.child.node].append(number)
            self.of[link.parent.node].append(number)
        self.functions = {one.id: Label(one.label, one.label_en) for one in functions()}

    def report(self, chain: tuple[ChainMember, ...], made: date | None) -> Report:
        compared = self.comparison
        child = self.side(compared.child, compared.new, "c", "new")
        parent = self.side(compared.parent, compared.missing, "p", "missing")
        homes: dict[int, list[MeasureView]] = defaultdict(list)
        loose: dict[str, list[MeasureView]] = defaultdict(list)
        for finding in compared.measures:
            home = self.home(finding)
            if home is not None:
                homes[home].append(self.measure(finding))
            else:
                item = finding.child or finding.parent
                side = child if finding.child else parent
                if item is not None and item.node in side:
                    loose[side[item.node].key].append(self.measure(finding))
        leads = [lead for lead in map(self.lead, compared.leads) if lead is not None]
        pairs = tuple(
            self.pair(number, link, child[link.child.node], parent[link.parent.node], homes[number], leads)
            for number, link in enumerate(self.links, start=1)
        )
        rows = tuple(map(self.row, compared.rows))
        return Report(
            child=_head(compared.child),
            parent=_head(compared.parent),
            chain=chain,
            counts=Counts(
                child_tasks=len(child),
                parent_tasks=len(parent),
                child_linked=sum(task.state == "linked" for task in child.values()),
                parent_linked=sum(task.state == "linked" for task in parent.values()),
                relations=_counted(RELATIONS, (pair.label for pair in pairs)),
                measures=_counted(CHANGES, (CHANGES[one.change] for one in compared.measures)),
                leads=_counted(LEADS, (LEADS[one.change] for one in compared.leads)),
                rows=_counted(COMPARISONS, (row.label for row in rows)),
            ),
            child_tasks=tuple(child.values()),
            parent_tasks=tuple(parent.values()),
            pairs=pairs,
            functions=by_function(leads),
            rows=rows,
            loose={key: tuple(measures) for key, measures in loose.items()},
            made=made,
        )

    def side(self, plan: Plan, alone: Iterable[Item], letter: str, state: TaskState) -> dict[str, TaskView]:
        """The tasks of a plan, and those items of boxes that are spoken of, in the order of the document."""
        spoken = [link.child if letter == "c" else link.parent for link in self.links]
        items = {item.node: item for item in (*plan.tasks, *spoken, *alone)}
        ordered = sorted(items.values(), key=lambda item: (item.span.start, item.path))
        return {
            item.node: TaskView(
                key=f"{letter}{number}",
                node=line(item.node),
                path=line(item.path),
                title=line(item.title),
                under=tuple(map(line, item.under)),
                text=clean(item.text).strip(),
                bodies=tuple(_body(body) for body in item.bodies),
                state="linked" if self.of[item.node] else state,
                pairs=tuple(self.of[item.node]),
                review=self.reviews.get(line(item.node)) or (None if self.of[item.node] else self.review(item)),
            )
            for number, item in enumerate(ordered, start=1)
        }

    def home(self, finding: MeasureFinding) -> int | None:
        """The pair in which a clause is shown: that of its two tasks, else the surest of its child's, or parent's."""
        child, parent = finding.child, finding.parent
        if child and parent and (child.node, parent.node) in self.numbers:
            return self.numbers[child.node, parent.node]
        for item in (child, parent):
            if item and self.of[item.node]:
                return self.of[item.node][0]
        return None

    def pair(
        self,
        number: int,
        link: TaskLink,
        child: TaskView,
        parent: TaskView,
        measures: list[MeasureView],
        leads: list[LeadView],
    ) -> Pair:
        others = {*child.pairs, *parent.pairs} - {number}
        return Pair(
            number=number,
            child=child,
            parent=parent,
            relation=link.relation,
            label=RELATIONS[link.relation],
            score=link.score,
            measures=tuple(measures),
            leads=tuple(lead for lead in leads if lead.pair == number),
            elsewhere=tuple(sorted(others)),
            iri=self.iri(link),
            review=self.review(link),
        )

    def measure(self, finding: MeasureFinding) -> MeasureView:
        ours = clean(finding.child_span.quote).strip() if finding.child_span else ""
        theirs = clean(finding.parent_span.quote).strip() if finding.parent_span else ""
        child, parent = differing(ours, theirs) if ours and theirs else (whole(ours), whole(theirs))
        return MeasureView(
            change=finding.change,
            label=CHANGES[finding.change],
            child_path=line(finding.child.path) if finding.child else None,
            child=child,
            parent_path=line(finding.parent.path) if finding.parent else None,
            parent=parent,
            child_verb=_word(finding.child_verb),
            parent_verb=_word(finding.parent_verb),
            moved=finding.moved,
            score=finding.score,
            iri=self.iri(finding),
            review=self.review(finding),
        )

    def lead(self, finding: LeadFinding) -> LeadView | None:
        number = self.numbers.get((finding.child.node, finding.parent.node))
        if number is None:
            return None
        name = line(finding.lead)
        return LeadView(
            function=finding.function,
            function_label=self.functions.get(finding.function or "", Label(name, "")),
            lead=name,
            change=finding.change,
            label=LEADS[finding.change],
            pair=number,
            child_path=line(finding.child.path),
            parent_path=line(finding.parent.path),
            iri=self.iri(finding),
            review=self.review(finding),
        )

    def row(self, finding: RowFinding) -> RowView:
        child, parent = finding.child, finding.parent
        either = child or parent
        if either is None:
            raise ValueError(f"{finding!r}: expected a row of one side at least, found none")
        return RowView(
            name=line(either.name),
            kind=either.kind,
            kind_label=KINDS[either.kind],
            comparison=finding.comparison,
            label=COMPARISONS[finding.comparison],
            parent_name=line(parent.name) if parent else "",
            parent_value=_value(parent),
            parent_path=line(parent.path) if parent and parent.path else None,
            parent_quote=line(parent.span.quote) if parent else "",
            parent_number=parent.value if parent else None,
            child_name=line(child.name) if child else "",
            child_value=_value(child),
            child_path=line(child.path) if child and child.path else None,
            child_quote=line(child.span.quote) if child else "",
            child_number=child.value if child else None,
            reason=_word(finding.reason),
            operators=(_word(child.operator) if child else None, _word(parent.operator) if parent else None),
            unit=_word(either.unit),
            iri=self.iri(finding),
            review=self.review(finding),
        )

    def review(self, finding: Finding) -> Review | None:
        """What was decided of a finding's link."""
        return self.reviews.get(self.iri(finding) or "")

    def iri(self, finding: Finding) -> str | None:
        return _word(self.naming(finding))


def _member(member: ChainMember) -> ChainMember:
    return ChainMember(
        title=line(member.title),
        number=_word(member.number),
        level=member.level if member.level in LEVELS else None,
        region_name=_word(member.region_name),
        loaded=member.loaded,
        same_field=member.same_field,
        rank=member.rank,
        role=member.role,
    )


def _review(review: Review) -> Review:
    return Review(line(review.status), _word(review.reviewer), _word(review.date), _word(review.reason))


def _body(body: Body) -> BodyView:
    role = line(body.role)
    return BodyView(line(body.name), role, ROLES.get(role, Label(role, role)))


def _head(plan: Plan) -> PlanHead:
    start, end = plan.period
    years = f"{start}—{end}年" if start and end else f"{start or end}年" if start or end else None
    return PlanHead(
        node=line(plan.node),
        title=line(plan.title),
        number=_word(plan.number),
        region=_region(plan.region),
        level=LEVELS[plan.level].zh if plan.level and plan.level in LEVELS else None,
        period=years,
        issued=_word(plan.issued),
    )


def _region(code: str | None) -> str | None:
    try:
        return by_code(code).name if code else None
    except UnknownRegion:
        return None


def _word(text: str | None) -> str | None:
    return (line(text) or None) if text else None


def _value(row: Row | None) -> str:
    return line(value_text(row.change, row.operator, row.value, row.unit, row.year)) if row else ""


def _counted(labels: Mapping[str, Label], found: Iterable[Label]) -> dict[Label, int]:
    """How often each label was found, all of them in the order of the vocabulary."""
    counted = dict.fromkeys(labels.values(), 0)
    for label in found:
        counted[label] += 1
    return counted
