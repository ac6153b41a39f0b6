"""Two plans go in, what the lower made of the upper comes out: tasks, measures, leads, indicators."""

from __future__ import annotations

from kg.cascade.indicators import compare_rows
from kg.cascade.leads import compare_leads
from kg.cascade.measures import compare_measures
from kg.cascade.tasks import Alignment, align_tasks
from kg.cascade.values import Comparison, Plan


def compare(
    child: Plan, parent: Plan, *, clause_by_clause: bool = True, aligned: Alignment | None = None
) -> Comparison:
    """What became of the parent in the child; without the measures, which take the longest, unless `clause_by_clause`.

    `aligned` tells which tasks are joined; without it they are found.
    """
    aligned = align_tasks(child, parent) if aligned is None else aligned
    return Comparison(
        child=child,
        parent=parent,
        links=aligned.links,
        new=aligned.new,
        missing=aligned.missing,
        measures=compare_measures(child, parent, aligned.links) if clause_by_clause else (),
        leads=compare_leads(aligned.links),
        rows=compare_rows(child, parent, aligned.links),
    )
