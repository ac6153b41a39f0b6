"""A plan and what was reported later go in, which figure tells of which target or task comes out.

A figure is held against a target only if both count the same: the same group of people, in the same unit, of the same place, and
within the plan's period (a count that began before it counts too much; a share is that of its last year). One that counts
something near is told with the reason why not; one that counts something else is not told. What was achieved before the plan
began is no outcome of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from kg.cascade.indicators import Entry, Measure, caveat, countable, measures_of, naming_reasons
from kg.cascade.quantities import FRAMES, Kind, Likeness, Subject, likeness, phrase_of, subjects_of, without_numbers
from kg.cascade.values import Figure, Item, OutcomeFinding, Plan
from kg.cascade.words import Space, words_of

HELD, PART, LOW, LETTERS, CLOSE, MANY = 2.4, 0.5, 0.25, 4, 0.85, 3
"""A report has words of this weight in common with an item, which are this part of what it says and so many characters, or at least
the second part and none too few where the item's heading has some of them. Items as close as that to the nearest are told too, but
none of more than so many: what is said of everything tells of nothing."""

_KIND_WORDS: Mapping[Kind, str] = MappingProxyType(
    {"share": "比例", "change": "增减幅度", "ratio": "平均水平", "total": "总量"}
)
_STOP = re.compile(r"[。；;！？\n]")
_YEARS = re.compile(r"(?:19|20)\d\d")
_SOME = re.compile(r"([两二三四五六七八九])[项类种个]([\u4e00-\u9fff]{2,4})")
_HOW_MANY = {digit: place for place, digit in enumerate("二三四五六七八九", 2)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure that reports on a task or an item of a box; `by` says how that is known, `score` how surely (0 to 1).

    `programme`: its sentence names the programme `name`, which the item names too; `words`: its clause, or at least its sentence,
    speaks of what the item is about. `same_place` is false for the figure of a place within the plan's own. A report is no measure
    of success: where the plan sets a number for it, that is told by `match_outcomes`.
    """

    item: Item
    figure: Figure
    by: Literal["programme", "words"]
    score: float
    same_place: bool
    name: str | None = None


def match_outcomes(plan: Plan, reviews: Sequence[Plan]) -> tuple[OutcomeFinding, ...]:
    """What later documents of the same place report of the plan's targets, in the order of its measures."""
    measures = measures_of(plan)
    found: list[tuple[int, OutcomeFinding]] = []
    for review in reviews:
        if review.node == plan.node or review.region is None or review.region != plan.region:
            continue
        for figure in review.figures:
            if _is_before(figure, review, plan):
                continue
            span = period_of(figure, review)
            for place, entry, like, subject in _told_of(figure, review, plan, measures):
                reasons = "；".join(_reasons(entry, like, subject, span, plan))
                found.append((place, OutcomeFinding(entry.row, figure, not reasons, reasons or caveat(like))))
    return tuple(finding for _, finding in sorted(found, key=lambda one: one[0]))


def period_of(figure: Figure, review: Plan) -> tuple[int, int] | None:
    """The first and the last year of which a figure tells: its own, else those of its document; None if unknown."""
    years = [int(year) for year in _YEARS.findall(figure.period or "")] or [year for year in review.period if year]
    return (years[0], years[-1]) if years else None


def _is_before(figure: Figure, review: Plan, plan: Plan) -> bool:
    """Whether a figure is of a time before the plan."""
    span, start = period_of(figure, review), plan.period[0]
    return span is not None and start is not None and span[1] < start


# ── Targets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _told_of(
    figure: Figure, review: Plan, plan: Plan, measures: Sequence[Measure]
) -> Iterator[tuple[int, Entry, Likeness, Subject]]:
    """The measures of which a figure tells: the nearest for each thing that it counts."""
    some = _some(figure, review, measures)
    for subject in subjects_of(figure, review.text):
        if some:
            for place in some:
                entry = measures[place].first
                if subject.kind == entry.subject.kind:
                    yield place, entry, Likeness(1.0, ((), ()), (frozenset(), frozenset()), ((), ())), subject
            return
        near = [
            (like.part - 0.3 * any(like.groups), -place, entry, like)
            for place, measure in enumerate(measures)
            for entry in measure.entries
            if (like := likeness(subject, entry.subject, plan.title)) and _near(subject, entry.subject, like)
        ]
        if near:
            _, place, entry, like = max(near, key=lambda one: one[:2])
            first = measures[-place].first
            yield -place, first, likeness(subject, first.subject, plan.title) or like, subject


def _some(figure: Figure, review: Plan, measures: Sequence[Measure]) -> tuple[int, ...]:
    """The rows of the table that a figure gathers (两项补贴): just as many as it says are called so."""
    match = _SOME.search(phrase_of(figure, review.text))
    if match is None:
        return ()
    rows = [place for place, measure in enumerate(measures) if measure.table and match[2] in measure.table.row.name]
    return tuple(rows) if len(rows) == _HOW_MANY[match[1]] else ()


def _near(subject: Subject, target: Subject, like: Likeness) -> bool:
    """Whether a figure is worth telling: one of another kind only where the very same is counted."""
    return countable(subject, target) and (subject.kind == target.kind or (like.exact and len(subject.words) > 1))


def _reasons(entry: Entry, like: Likeness, subject: Subject, span: tuple[int, int] | None, plan: Plan) -> Iterator[str]:
    target = entry.subject
    yield from naming_reasons(like, "实际", "规划", same=False)
    if subject.kind != target.kind:
        yield f"口径不同：实际为{_KIND_WORDS[subject.kind]}，规划为{_KIND_WORDS[target.kind]}"
    elif subject.unit != target.unit:
        yield f"单位不同：实际为{subject.unit}，规划为{target.unit}"
    if entry.row.value is None:
        yield "规划未设数值"
    start, end = plan.period
    if span is None:
        yield "数据年份不明"
    elif target.kind != "share" and start is not None and span[0] < start:
        yield f"实际自{span[0]}年起计，规划{start}年开始"
    elif target.kind != "share" and end is not None and span[0] > end:
        yield f"实际自{span[0]}年起计，规划{end}年结束"


# ── Tasks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def reported_tasks(plan: Plan, review: Plan) -> tuple[Reported, ...]:
    """The tasks and box items of a plan on which figures of a review report, in the order of the figures.

    The review is of the plan's place or of one within it, and of its time or a later one.
    """
    if review.node == plan.node or not _lies_in(review.region, plan.region):
        return ()
    teller = _Teller(plan, review)
    same = review.region == plan.region
    return tuple(
        Reported(item, figure, by, round(score, 3), same, name)
        for figure in review.figures
        if not _is_before(figure, review, plan)
        for item, by, score, name in teller.items_of(figure, review.text)
    )


def _lies_in(place: str | None, other: str | None) -> bool:
    """Whether one place is the other, or lies within it.

    >>> _lies_in("150600", "150000"), _lies_in("150600", "150600"), _lies_in("150000", "150600")
    (True, True, False)
    """
    if place is None or other is None:
        return False
    return place == other or place.startswith(re.sub(r"(?:00)+\Z", "", other))


class _Teller:
    """Holds a plan's tasks and box items with the weights of their words, and where figures end in a review."""

    def __init__(self, plan: Plan, review: Plan) -> None:
        self.ends = sorted({figure.span.end for figure in review.figures})
        self.items = (*plan.tasks, *plan.items)
        whole = [f"{item.title}\n{item.text}" for item in self.items]
        self.title = plan.title
        self.space = Space(whole)
        self.words = [frozenset(words_of(text)) for text in whole]
        self.headings = [frozenset(words_of(item.title)) for item in self.items]
        self.known = frozenset[str]().union(*self.words)
        names = {name for item in self.items for name in item.programs if len(name) > 2}
        self.programs = [
            {name for name in names if name in item.programs or name in text}
            for item, text in zip(self.items, whole, strict=True)
        ]

    def items_of(
        self, figure: Figure, text: str
    ) -> Iterator[tuple[Item, Literal["programme", "words"], float, str | None]]:
        """What a figure reports on: by a programme's name if there is one, else by its clause, else by its sentence."""
        context = _context(figure, text, self.ends)
        named = [
            (place, name) for place, names in enumerate(self.programs) for name in sorted(names) if name in context
        ]
        if named:
            yield from ((self.items[place], "programme", 1.0, name) for place, name in named)
            return
        near = self.near(phrase_of(figure, text), LOW) or self.near(context, PART)
        yield from ((self.items[place], "words", score, None) for place, score in near)

    def near(self, said: str, low: float) -> list[tuple[int, float]]:
        """The items that what is said is about, with the part of it that each has: the nearest, and those close to it."""
        words = {
            word for word in words_of(said) if word not in FRAMES and word not in self.title and not word[0].isdigit()
        }
        whole = self.space.mass(words & self.known) + self.space.mass(words - self.known) / 2
        found: list[tuple[float, float, int]] = []
        for place, known in enumerate(self.words):
            common = words & known
            held, heading = self.space.mass(common), self.space.mass(words & self.headings[place])
            part = held / whole if whole else 0.0
            enough = part >= PART and sum(map(len, common)) >= LETTERS
            if held >= HELD and (enough or (heading and part >= low)):
                found.append((held + heading, part, place))
        best = max((score for score, _, _ in found), default=0.0)
        near = [(place, min(part, 1.0)) for score, part, place in sorted(found, reverse=True) if score >= CLOSE * best]
        return near if len(near) <= MANY else []


def _context(figure: Figure, text: str, ends: Sequence[int]) -> str:
    """What a sentence says up to a figure, from the figure before it on."""
    span = figure.span
    start = max([span.start - 200, 0, *(end for end in ends if end <= span.start)])
    return _STOP.split(text[start : span.start])[-1] + without_numbers(span.quote, figure.unit)
