"""Two plans go in, which task of the lower takes up which of the upper, and how, comes out.

A pair is judged by what the two tasks say: the likeness of their whole texts first, then their headings, the best pair of
their sentences, and the functions that lead. Position is no evidence: plans swap, split and merge. A pair is kept where it
is the nearest for one of the two and sure enough, or where it comes close to the nearest one: such a task takes up several.

The weights are the same for all plans. They were chosen with eight cascades of five fields at hand, and moving any of them
changes little (tests/kg/cascade/test_alignments.py).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.cascade.values import Item, Plan, TaskLink, TaskRelation
from kg.cascade.words import UNSEEN_TEXTS, Space, Vector, cosine, likenesses, words_of

METHOD = "task-likeness/1"
"""What found the links: goes into each of them. Another number with every change of what is found."""

SURE = 0.25
"""The evidence from which on a pair is kept."""

SURE_SECOND = 0.30
"""The same for a pair that is the nearest for neither of the two."""

CLOSE = 0.55
"""The share of the nearest pair's likeness from which on a task takes up a second one too."""

_HEADING, _SENTENCE, _LEADS = 0.12, 0.35, 0.04
_SENTENCE_FROM = 0.45
_MOST = 1 + _HEADING + _SENTENCE * (1 - _SENTENCE_FROM) + _LEADS
"""The evidence of a pair that agrees in everything: its score is 1."""

_LOW = 0.10
"""A likeness below which nothing else is looked at."""

_PART, _SHORT = 0.38, 0.75
"""A task is narrower if it has less than this share of the upper one's words, and is shorter by this much."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The joined tasks, the tasks that are new below, and those that are missing below; each in the order of the plan."""

    links: tuple[TaskLink, ...]
    new: tuple[Item, ...]
    missing: tuple[Item, ...]


def align_tasks(child: Plan, parent: Plan) -> Alignment:
    """Which tasks of the child take up which of the parent's."""
    return _Aligner(child.tasks, parent.tasks).alignment()


class _Aligner:
    def __init__(self, children: Sequence[Item], parents: Sequence[Item]) -> None:
        self.children, self.parents = children, parents
        whole = [_whole(item) for item in (*children, *parents)]
        self.space = Space(whole)
        self.words = [frozenset(words_of(text)) for text in whole]
        vectors = [self.space.vector(text) for text in whole]
        self.rows = likenesses(vectors[: len(children)], vectors[len(children) :])
        self.best_row = [max(row.values(), default=0.0) for row in self.rows]
        self.best_column: dict[int, float] = defaultdict(float)
        for row in self.rows:
            for place, likeness in row.items():
                self.best_column[place] = max(self.best_column[place], likeness)
        self.headings = Counter(pair for item in (*children, *parents) for pair in _pairs(item.title))
        self._sentences: dict[str, list[Vector]] = {}

    def alignment(self) -> Alignment:
        evidence = self.without_headings_of_linked(self.kept())
        below, above = Counter(c for c, _ in evidence), Counter(p for _, p in evidence)
        links = tuple(
            TaskLink(
                self.children[c],
                self.parents[p],
                self.relation(c, p, below[c], above[p]),
                round(evidence[c, p] / _MOST, 3),
            )
            for c, p in sorted(evidence)
        )
        return Alignment(
            links,
            tuple(item for place, item in enumerate(self.children) if not below[place]),
            tuple(item for place, item in enumerate(self.parents) if not above[place]),
        )

    # ── Which pairs ──────────────────────────────────────────────────────────────────────────────────────────────────

    def kept(self) -> dict[tuple[int, int], float]:
        """The pairs of places that are joined, with their evidence."""
        found = {}
        for c, row in enumerate(self.rows):
            for p, likeness in row.items():
                if likeness < _LOW:
                    continue
                nearest = likeness in (self.best_row[c], self.best_column[p])
                if nearest or likeness >= CLOSE * self.best_row[c]:
                    evidence = self.evidence(c, p, likeness)
                    if evidence >= (SURE if nearest else SURE_SECOND):
                        found[c, p] = evidence
        return found

    def evidence(self, c: int, p: int, likeness: float) -> float:
        child, parent = self.children[c], self.parents[p]
        return (
            likeness
            + _HEADING * self.heading(child, parent)
            + _SENTENCE * max(self.sentence(child, parent) - _SENTENCE_FROM, 0.0)
            + _LEADS * _leads(child, parent)
        )

    def heading(self, child: Item, parent: Item) -> float:
        """The share of the lighter heading's pairs of characters that the other has; what all headings have weighs little."""
        one, other = _pairs(child.title), _pairs(parent.title)
        mass = min(self.mass(one), self.mass(other))
        return self.mass(one & other) / mass if mass else 0.0

    def mass(self, pairs: Iterable[str]) -> float:
        size = len(self.children) + len(self.parents)
        return sum(math.log((UNSEEN_TEXTS + size) / (1 + self.headings[pair])) for pair in pairs)

    def sentence(self, child: Item, parent: Item) -> float:
        """How alike the most alike sentences of the two are."""
        pairs = ((one, other) for one in self.vectors(child) for other in self.vectors(parent))
        return max((cosine(one, other) for one, other in pairs), default=0.0)

    def vectors(self, item: Item) -> list[Vector]:
        if item.node not in self._sentences:
            self._sentences[item.node] = [self.space.vector(one.quote) for one in item.sentences]
        return self._sentences[item.node]

    def without_headings_of_linked(self, evidence: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
        """The pairs without those of a heading one of whose items is joined with the same task, and better."""

        def is_shadowed(c: int, p: int) -> bool:
            return any(
                (other == p and _is_under(self.children[c], self.children[one]))
                or (one == c and _is_under(self.parents[p], self.parents[other]))
                for one, other in evidence
                if (one, other) != (c, p) and evidence[one, other] >= evidence[c, p]
            )

        return {pair: score for pair, score in evidence.items() if not is_shadowed(*pair)}

    # ── How ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def relation(self, c: int, p: int, taken_up: int, carried_by: int) -> TaskRelation:
        if taken_up > 1:
            return "merged"
        if carried_by > 1:
            return "split"
        below, above = self.words[c], self.words[len(self.children) + p]
        common, whole = self.space.mass(below & above), self.space.mass(above)
        if common < _PART * whole and self.space.mass(below) < _SHORT * whole:
            return "narrower"
        return "same"


def _whole(item: Item) -> str:
    return f"{item.title}。{item.text}"


def _is_under(heading: Item, item: Item) -> bool:
    return item.path.startswith(f"{heading.path}/")


def _pairs(heading: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a heading."""
    return frozenset(heading[at : at + 2] for at in range(len(heading) - 1))


def _leads(child: Item, parent: Item) -> float:
    """The share of leading functions that both have."""
    one, other = (
        {function for body in item.bodies if body.role != "participating" for function in body.functions}
        for item in (child, parent)
    )
    return len(one & other) / len(one | other) if one | other else 0.0
