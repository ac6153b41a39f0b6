"""Two plans and their joined tasks go in, how the child's indicators and targets compare with the parent's comes out.

A plan says a number more than once: in its table, in a task, in a box. One measure is told once, by its row in the table where
there is one. Measures of two plans are paired by what they count (`kg.cascade.quantities`), each with at most one, the
surest pair first; a doubtful pair is none. Shares and what is counted per head compare between places, absolute numbers do not,
unless both plans name the same one: then it is a norm that is handed down (至少1人).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kg.cascade.quantities import Likeness, Subject, likeness, subjects_of
from kg.cascade.values import Comparability, Plan, Row, RowFinding, TaskLink

CHANGE_WORDS: Mapping[str, str] = MappingProxyType(
    {"level": "达到水平", "increase": "增加", "decrease": "减少", "annual_average": "年均", "cumulative": "累计"}
)
"""Ways of change as reasons name them, in the words of `ontology/vocab/changes.ttl`."""

_UNSAID = "未注明"
_AIM_WORDS = MappingProxyType({"cap": "上限", "floor": "下限"})
_CAP = re.compile(
    r"压[减缩](?:至|到)|缩[短减](?:至|到)|[降减](?:少|低)?(?:至|到)|下降(?:至|到)|控制在|不(?:超过|高于|多于)|以[内下]"
)
_FLOOR = re.compile(r"不(?:低于|少于)|以上|达到?|至少|提[高升](?:至|到)|增加到")
_LESS_IS_MORE = re.compile(r"失业率|死亡率|发生率|发病率|事故率|时限|时间|浓度")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, and one of the things that it counts."""

    row: Row
    subject: Subject


@dataclass(frozen=True, slots=True)
class Measure:
    """What a plan says of one measure, in its order."""

    entries: tuple[Entry, ...]

    @property
    def table(self) -> Entry | None:
        return next((entry for entry in self.entries if entry.row.kind == "indicator"), None)

    @property
    def first(self) -> Entry:
        return self.table or self.entries[0]


@dataclass(frozen=True, slots=True)
class _Pair:
    score: float
    below: int
    above: int
    child: Entry
    parent: Entry
    like: Likeness


def compare_rows(child: Plan, parent: Plan, links: Sequence[TaskLink]) -> tuple[RowFinding, ...]:
    """The pairs in the order of the parent, then what is missing below, then what is new there.

    A target in the parent's text is missing only if the child takes up the task in which it stands.
    """
    below, above = measures_of(child), measures_of(parent)
    pairs = _chosen(child, parent, below, above, links)
    carried = {link.parent.path for link in links}
    taken = {pair.above for pair in pairs}
    told = {id(entry.row) for pair in pairs for entry in below[pair.below].entries}
    return (
        *(_finding(child, parent, pair) for pair in sorted(pairs, key=lambda pair: pair.above)),
        *(
            RowFinding("missing", None, measure.first.row)
            for place, measure in enumerate(above)
            if place not in taken and (measure.table or any(entry.row.path in carried for entry in measure.entries))
        ),
        *(RowFinding("new", row, None) for row in _untold(below, told)),
    )


def _untold(measures: Sequence[Measure], told: set[int]) -> Iterator[Row]:
    """The first rows of measures of which nothing was told, each row once."""
    for measure in measures:
        if not any(id(entry.row) in told for entry in measure.entries):
            told.add(id(measure.first.row))
            yield measure.first.row


# ── What a plan says more than once ──────────────────────────────────────────────────────────────────────────────────


def measures_of(plan: Plan) -> tuple[Measure, ...]:
    """The measures of a plan: its rows and targets, each with its repetitions."""
    found: list[list[Entry]] = []
    rows = sorted(plan.rows, key=lambda row: (row.kind == "target", row.span.start))
    for entry in (Entry(row, subject) for row in rows for subject in subjects_of(row, plan.text)):
        home = next((known for known in found if any(_repeats(entry, one, plan) for one in known)), None)
        if home is None:
            found.append([entry])
        else:
            home.append(entry)
    return tuple(Measure(tuple(entries)) for entries in found)


def _repeats(entry: Entry, known: Entry, plan: Plan) -> bool:
    """Whether a target says again what a row says: the same number of the same thing, in fewer or more words."""
    row, other = entry.row, known.row
    if row.kind == "indicator" or row.span == other.span or not _may_pair(entry.subject, known.subject):
        return False
    if (
        row.value != other.value
        or row.unit != other.unit
        or row.scope != other.scope
        or year_of(row, plan) != year_of(other, plan)
    ):
        return False
    return likeness(entry.subject, known.subject, plan.title) is not None


def year_of(row: Row, plan: Plan) -> int | None:
    """The year by which a target is to be met: the end of the plan's period if it names none."""
    return row.year or plan.period[1]


# ── Pairs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _may_pair(one: Subject, other: Subject) -> bool:
    """Whether two numbers are of a kind: shares with shares, and what can be counted alike."""
    return one.kind == other.kind and countable(one, other)


def countable(one: Subject, other: Subject) -> bool:
    """Whether two units may measure one thing: money goes with money, and nothing with a number that has no unit."""
    money = one.unit is not None and "元" in one.unit, other.unit is not None and "元" in other.unit
    return money[0] == money[1] and (one.unit is None) == (other.unit is None)


def _chosen(
    child: Plan, parent: Plan, below: Sequence[Measure], above: Sequence[Measure], links: Sequence[TaskLink]
) -> list[_Pair]:
    """Each measure with at most one of the other plan, the surest pairs first."""
    joined = {(link.child.path, link.parent.path) for link in links}
    titles = child.title + parent.title
    pairs = [
        pair
        for lower, own in enumerate(below)
        for upper, other in enumerate(above)
        if (pair := _pair(own, other, (lower, upper), titles, joined)) is not None
    ]
    chosen: list[_Pair] = []
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.below, pair.above)):
        if all(pair.below != one.below and pair.above != one.above for one in chosen):
            chosen.append(pair)
    return chosen


def _pair(
    own: Measure, other: Measure, places: tuple[int, int], titles: str, joined: set[tuple[str, str]]
) -> _Pair | None:
    """The nearest words of two measures, told of their rows in the tables where they have them."""
    best: _Pair | None = None
    for one in own.entries:
        for upper in other.entries:
            like = _alike(one, upper, titles)
            if like is None:
                continue
            score = like.part + 0.2 * (one.row.value == upper.row.value) - 0.3 * (any(like.groups) or any(like.listed))
            score += 0.1 * ((one.row.path, upper.row.path) in joined) + 0.1 * (one.row.kind == upper.row.kind)
            if best is None or score > best.score:
                best = _Pair(score, *places, one, upper, like)
    if best is None:
        return None
    child, parent = own.table or best.child, other.table or best.parent
    return _Pair(best.score, *places, child, parent, _alike(child, parent, titles) or best.like)


def _alike(one: Entry, other: Entry, titles: str) -> Likeness | None:
    return likeness(one.subject, other.subject, titles) if _may_pair(one.subject, other.subject) else None


# ── What a pair tells ────────────────────────────────────────────────────────────────────────────────────────────────


def _finding(child: Plan, parent: Plan, pair: _Pair) -> RowFinding:
    row, other = pair.child.row, pair.parent.row
    reasons = list(_reasons(child, parent, pair))
    if row.value is None or other.value is None:
        reasons.append("数值双方缺失" if row.value is other.value else "数值一方缺失")
    elif not reasons:
        return RowFinding(_compared(pair, row.value, other.value), row, other, caveat(pair.like))
    return RowFinding("incomparable", row, other, "；".join(reasons))


def caveat(like: Likeness) -> str | None:
    """What to mind where one name spells out what the other gathers."""
    spelt = "、".join((*like.listed[0], *like.listed[1]))
    return f"一侧列出各组成部分：{spelt}（视为相同）" if spelt else None


def _reasons(child: Plan, parent: Plan, pair: _Pair) -> Iterator[str]:
    row, other = pair.child.row, pair.parent.row
    one, two = pair.child.subject, pair.parent.subject
    yield from naming_reasons(pair.like, "下级", "上级", same=row.value == other.value)
    if row.change != other.change:
        yield f"口径不同：下级为{CHANGE_WORDS[row.change]}，上级为{CHANGE_WORDS[other.change]}"
    if row.scope != other.scope:
        yield f"范围不同：下级{row.scope or _UNSAID}，上级{other.scope or _UNSAID}"
    if one.unit != two.unit:
        yield f"单位不同：下级为{row.unit or _UNSAID}，上级为{other.unit or _UNSAID}"
    if not _same_time(child, parent, row, other):
        yield f"年份不同：下级{year_of(row, child)}年，上级{year_of(other, parent)}年"
    if one.kind == "total" and child.region != parent.region and (row.value != other.value or one.unit != two.unit):
        yield "绝对数属于不同地区"
    aims = _aim(pair.child), _aim(pair.parent)
    if aims[0] and aims[1] and aims[0] != aims[1]:
        yield f"方向不同：下级为{_AIM_WORDS[aims[0]]}，上级为{_AIM_WORDS[aims[1]]}"


def naming_reasons(like: Likeness, here: str, there: str, same: bool) -> Iterator[str]:
    """Why two numbers are of different things, as their names tell; the same number excuses a word more or less."""
    if any(like.groups):
        yield f"统计对象不同：{here}{_said(like.groups[0])}，{there}{_said(like.groups[1])}"
    for side, words in zip((here, there), like.words, strict=True):
        if words and not (same or like.part >= 0.8):
            yield f"{side}所列更窄：{'、'.join(words)}"


def _said(groups: frozenset[str]) -> str:
    return "、".join(sorted(groups)) or "全体"


def _same_time(child: Plan, parent: Plan, row: Row, other: Row) -> bool:
    """Whether two targets are for one year, or each for the end of its own plan where one plan follows the other."""
    years = year_of(row, child), year_of(other, parent)
    if None in years or years[0] == years[1]:
        return True
    ends = child.period[1], parent.period[1]
    return child.region == parent.region and ends[0] != ends[1] and years == ends


def _aim(entry: Entry) -> str | None:
    """Whether a target is a cap or a floor; None where neither is said (= 100)."""
    row, quote = entry.row, entry.row.span.quote
    if row.change == "decrease":
        return "floor"
    if row.operator in ("<", "≤") or (row.operator == "=" and row.kind == "target" and _CAP.search(quote)):
        return "cap"
    if row.operator in (">", "≥") or (row.operator == "=" and row.kind == "target" and _FLOOR.search(quote)):
        return "floor"
    return None


def _compared(pair: _Pair, value: float, other: float) -> Comparability:
    """How two numbers of one thing compare: a larger fall and a smaller cap are stricter.

    > n, ≥ n and n are one demand.
    """
    if value == other:
        return "equal"
    aim = _aim(pair.child) or _aim(pair.parent)
    cap = aim == "cap" or (aim is None and bool(_LESS_IS_MORE.search(pair.child.subject.name)))
    return "stricter" if (value < other) == cap else "looser"
