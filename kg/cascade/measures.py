"""Two plans and their joined tasks go in, what became of each clause comes out.

Clauses are paired within joined tasks first, best likeness first, each once; then what is left over is joined with a clause
that holds it; then it is looked for in all other tasks and boxes of the other plan. What is found nowhere is added below,
or dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.cascade.boxes import pair_items
from kg.cascade.changes import change_of
from kg.cascade.clauses import Clause, plan_clauses
from kg.cascade.likeness import Likeness
from kg.cascade.values import Item, MeasureFinding, Plan, TaskLink

JOINED, LOOSE, HELD, SIBLING, MOVED, SURE = 0.44, 0.39, 0.72, 0.55, 0.66, 0.80
"""How alike two clauses must be: in joined tasks; there where nothing better was found for either anywhere; to share a
clause that is taken already, or taken by a sibling of the task; anywhere else; and there before a loose pair is made."""


def compare_measures(
    child: Plan, parent: Plan, links: Sequence[TaskLink], pairs_of_items: Iterable[tuple[Item, Item]] | None = None
) -> tuple[MeasureFinding, ...]:
    """What became of every clause of joined tasks and of boxes, in the order of the child, then what was dropped.

    `pairs_of_items` are items of boxes that correspond, the child's first; without them they are found here.
    """
    boxes = pair_items(child, parent) if pairs_of_items is None else pairs_of_items
    joined = [*((link.child, link.parent) for link in links), *boxes]
    return _Comparison(child, parent, joined).findings()


class _Comparison:
    """Holds the clauses of two plans and the pairs found so far."""

    def __init__(self, child: Plan, parent: Plan, joined: Sequence[tuple[Item, Item]]) -> None:
        self.codes = tuple(code for code in dict.fromkeys((child.region, parent.region)) if code)
        self.below, self.above = plan_clauses(child), plan_clauses(parent)
        self.joined = {(one.node, other.node) for one, other in joined}
        self.likeness = Likeness(self.below, self.above, self.codes, self._are_joined)
        boxes = [item.node for plan in (child, parent) for item in plan.items]
        self.asked = {node for pair in self.joined for node in pair} | set(boxes)
        self.pairs: dict[tuple[int, int], float] = {}
        self.by_clause: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def findings(self) -> tuple[MeasureFinding, ...]:
        self._pair_joined(JOINED)
        self._pair_held()
        moved = self._pair_moved(SURE)
        self._pair_joined(LOOSE)
        moved |= self._pair_moved(MOVED)
        self.by_clause = defaultdict(list)
        for pair in self.pairs:
            for side in (0, 1):
                self.by_clause[side, pair[side]].append(pair)
        found = [self._finding(one, other, score, (one, other) in moved) for (one, other), score in self.pairs.items()]
        taken_below, taken_above = {one for one, _ in self.pairs}, {other for _, other in self.pairs}
        found += [
            MeasureFinding("added", one.item, one.span, None, None, child_verb=_printed(one))
            for at, one in enumerate(self.below)
            if at not in taken_below and one.item.node in self.asked
        ]
        found.sort(key=_place)
        return (
            *found,
            *(
                MeasureFinding("dropped", None, None, one.item, one.span, parent_verb=_printed(one))
                for at, one in enumerate(self.above)
                if at not in taken_above and one.item.node in self.asked
            ),
        )

    def _pair_joined(self, least: float) -> None:
        """Pairs within joined tasks, each clause once, the most alike first."""
        scored = [
            (score, one, other)
            for (one, other), score in self.likeness.in_context().items()
            if score >= least and self._are_joined(one, other)
        ]
        below, above = {one for one, _ in self.pairs}, {other for _, other in self.pairs}
        for score, one, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
            if one not in below and other not in above:
                self.pairs[one, other] = score
                below.add(one)
                above.add(other)

    def _pair_held(self) -> None:
        """What is left over in joined tasks, and held by a clause that has its pair already, or taken up by siblings too."""
        taken = ({one for one, _ in self.pairs}, {other for _, other in self.pairs})
        items = [{pair[1 - side]: pair[side] for pair in self.pairs} for side in (0, 1)]
        best: dict[tuple[int, int], tuple[float, int, int]] = {}
        for side, clauses in enumerate((self.below, self.above)):
            for pair, held in self.likeness.held(side).items():
                mine, its = pair[side], pair[1 - side]
                if mine in taken[side] or not self._are_joined(*pair):
                    continue
                score, rival = self.likeness.scores[pair], items[side].get(its)
                sibling = rival is not None and clauses[rival].item is not clauses[mine].item and score >= SIBLING
                if held >= HELD or sibling:
                    best[side, mine] = max(best.get((side, mine), (0.0, 0, 0)), (max(held, score), *pair))
        for held, one, other in best.values():
            self.pairs[one, other] = held * self.likeness.scores[one, other] ** 0.5

    def _pair_moved(self, least: float) -> set[tuple[int, int]]:
        """What is left over and stands elsewhere in the other plan."""
        below, above = {one for one, _ in self.pairs}, {other for _, other in self.pairs}
        best: dict[tuple[str, int], tuple[float, int, int]] = defaultdict(lambda: (0.0, 0, 0))
        for (one, other), score in self.likeness.scores.items():
            if score < least or self._are_joined(one, other) or not self.likeness.telling(one, other):
                continue
            for key, free in ((("below", one), one not in below), (("above", other), other not in above)):
                if free and (self.below[one] if key[0] == "below" else self.above[other]).item.node in self.asked:
                    best[key] = max(best[key], (score, -one, -other))
        moved = {(-one, -other): score for score, one, other in best.values()}
        self.pairs.update(moved)
        return set(moved)

    def _partners(self, side: int, at: int) -> list[int]:
        """What a clause of a side is paired with in joined tasks."""
        return [pair[1 - side] for pair in self.by_clause[side, at] if self._are_joined(*pair)]

    def _are_joined(self, one: int, other: int) -> bool:
        return (self.below[one].item.node, self.above[other].item.node) in self.joined

    def _finding(self, one: int, other: int, score: float, moved: bool) -> MeasureFinding:
        child, parent = self.below[one], self.above[other]
        return MeasureFinding(
            change=change_of(
                child,
                parent,
                self.codes,
                below=[self.below[at] for at in self._partners(1, other) if at != one],
                above=[self.above[at] for at in self._partners(0, one) if at != other],
            ),
            child=child.item,
            child_span=child.span,
            parent=parent.item,
            parent_span=parent.span,
            child_verb=_printed(child),
            parent_verb=_printed(parent),
            score=round(min(score, 1.0), 3),
            moved=moved,
        )


def _place(finding: MeasureFinding) -> tuple[int, int]:
    """Where a finding stands in the child, then in the parent."""
    below, above = finding.child_span, finding.parent_span
    return below.start if below else -1, above.start if above else -1


def _printed(clause: Clause) -> str | None:
    return clause.verb.text if clause.verb and clause.verb.rank else None
