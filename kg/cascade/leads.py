"""Joined tasks go in, which functions lead on both sides, only below or only above comes out.

Bodies of different levels are compared by what they are for (部门职能), never by name: 民政厅 above and 民政局 below are the
same line. A body that joins several lines (文化旅游体育局) leads for those of them that lead on the other side too; its further
lines are no change. Where nobody leads (X、Y负责), those who answer for the task are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kg.cascade.values import Body, Item, LeadFinding, TaskLink
from ontology import functions

_ALL_LEVELS = re.compile(r"\A各(?:级|地)?(?P<stem>.+?)(?:党组|党委|党支部|党总支)?(?:（.*）)?\Z")


def compare_leads(links: Iterable[TaskLink]) -> tuple[LeadFinding, ...]:
    """The leading functions of each joined pair: those of the child first, in the order of its clause, then those dropped."""
    return tuple(finding for link in links for finding in _compare(link.child, link.parent))


def leads(item: Item) -> tuple[Body, ...]:
    """The bodies that lead a task, or that answer for it where nobody leads."""
    leading = tuple(body for body in item.bodies if body.role == "lead")
    return leading or tuple(body for body in item.bodies if body.role == "responsible")


def functions_of(body: Body) -> tuple[str, ...]:
    """The functions of a body; of all bodies of a kind (各级残联党组) those of the kind.

    >>> functions_of(Body("", "lead", "各级残联党组（党委）", (), ()))
    ('disabled-persons-federation',)
    """
    if body.functions:
        return body.functions
    match = _ALL_LEVELS.match(body.name)
    reading = functions.read(match["stem"]) if match else None
    return reading.functions if reading else ()


def _compare(child: Item, parent: Item) -> Iterator[LeadFinding]:
    below, above = leads(child), leads(parent)
    if not below or not above:  # a plan without clauses says nothing of who leads
        return
    upper = {function for body in above for function in functions_of(body)}
    lower = {function for body in below for function in functions_of(body)}
    told: set[str] = set()
    for body in below:
        own = functions_of(body)
        common = [function for function in own if function in upper]
        for function in common or own:
            if function not in told:
                told.add(function)
                proofs = (*body.proofs, *_proofs(function, above)) if common else body.proofs
                yield LeadFinding(child, parent, function, body.name, "same" if common else "added", proofs)
    for body in above:
        own = functions_of(body)
        if not lower.intersection(own):
            for function in own:
                if function not in told:
                    told.add(function)
                    yield LeadFinding(child, parent, function, body.name, "dropped", body.proofs)


def _proofs(function: str, bodies: Sequence[Body]) -> tuple[str, ...]:
    return tuple(proof for body in bodies if function in functions_of(body) for proof in body.proofs)
