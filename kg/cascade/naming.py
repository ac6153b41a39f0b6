"""A finding goes in, the IRI of its link comes out: by what it is about, so that a new computation names it the same.

Where the same words stand twice in a task, the second link is told apart by a number, in the order of the findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import singledispatchmethod
from types import MappingProxyType

from kg.cascade.outcomes import Reported
from kg.cascade.values import (
    Comparison,
    Item,
    LeadFinding,
    MeasureFinding,
    OutcomeFinding,
    RowFinding,
    Span,
    TaskLink,
)
from kg.iris import Iris, digest

Finding = TaskLink | MeasureFinding | LeadFinding | RowFinding


class LinkNames:
    """Names the links of one plan, `child`, in the order in which they are asked for."""

    def __init__(self, iris: Iris, child: str) -> None:
        self.iris, self.child = iris, child
        self.count: Counter[tuple[str, str, str]] = Counter()

    def name(self, kind: str, above: str, key: str) -> str:
        """The IRI of a link of a kind to something in the document `above` (its name in IRIs)."""
        self.count[kind, above, key] += 1
        times = self.count[kind, above, key]
        told = key if times == 1 else f"{key}\n~{times}"
        return self.iris.mint("link", document=self.child, above=above, link=kind, digest=digest(told))

    def plan(self, above: str) -> str:
        return self.name("plan", above, "")

    def unmatched(self, side: str, item: Item, above: str) -> str:
        return self.name("unmatched", above, f"{side}\n{item.path}")

    @singledispatchmethod
    def finding(self, found: Finding | OutcomeFinding | Reported, above: str) -> str:
        """The IRI of a finding's link."""
        raise TypeError(f"no finding of the cascade: {found!r}")

    @finding.register
    def _(self, found: TaskLink, above: str) -> str:
        return self.name("task", above, f"{found.child.path}\n{found.parent.path}")

    @finding.register
    def _(self, found: MeasureFinding, above: str) -> str:
        sides = ((found.child, found.child_span), (found.parent, found.parent_span))
        return self.name("measure", above, "\n".join(_words(item, span) for item, span in sides))

    @finding.register
    def _(self, found: LeadFinding, above: str) -> str:
        return self.name("lead", above, f"{found.child.path}\n{found.parent.path}\n{found.function or found.lead}")

    @finding.register
    def _(self, found: RowFinding, above: str) -> str:
        sides = (found.child, found.parent)
        return self.name("indicator", above, "\n".join(f"{one.name} {one.span.quote}" if one else "" for one in sides))

    @finding.register
    def _(self, found: OutcomeFinding, above: str) -> str:
        sides = (found.target, found.figure)
        return self.name("outcome", above, "\n".join(f"{one.name} {one.span.quote}" for one in sides))

    @finding.register
    def _(self, found: Reported, above: str) -> str:
        figure = found.figure
        return self.name("report", above, f"{found.item.path}\n{figure.name} {figure.span.quote}\n{found.name or ''}")


def names_of(found: Comparison, iris: Iris) -> Mapping[int, str]:
    """The IRIs of the links of a comparison, by the identity (`id`) of their findings and of the items that are alone."""
    names, above = LinkNames(iris, found.child.name), found.parent.name
    findings: list[Finding] = [*found.links, *found.measures, *found.leads, *found.rows]
    named = {id(one): names.finding(one, above) for one in findings}
    for side, items in (("child", found.new), ("parent", found.missing)):
        named |= {id(item): names.unmatched(side, item, above) for item in items}
    return MappingProxyType(named)


def _words(item: Item | None, span: Span | None) -> str:
    return f"{item.path if item else ''}\n{span.quote if span else ''}"
