"""An annotated document and a read one go in, precision, recall and the differences of each kind of fact come out.

Matching follows the conventions of the annotations: words are compared without punctuation, blanks and width; a body by its
printed, distributed or official name; a number by its value and its place; entries marked optional count neither way.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ontology.model import Document, Section, Task

_PUNCTUATION = re.compile(r"[^\w]|_")
Gold = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """What was found of one kind of fact; `missed` and `invented` in words."""

    kind: str
    found: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
        wrong = len(self.missed) + len(self.invented)
        return 1.0 if not wrong and not self.found else 2 * self.found / (2 * self.found + wrong)


def squash(text: str | None) -> str:
    """The words alone."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text or "")).lower()


def _match(kind: str, facts: Sequence[tuple[str, Callable[..., bool], bool]], said: Sequence[Any]) -> Score:
    """Pair each annotated fact with at most one that was read, the firm ones first."""
    left, found, missed = list(said), 0, []
    for label, fits, optional in sorted(facts, key=lambda fact: fact[2]):
        hit = next((one for one in left if fits(one)), None)
        if hit is not None:
            left.remove(hit)
            found += not optional
        elif not optional:
            missed.append(label)
    return Score(kind, found, tuple(missed), tuple(str(one) for one in left))


def _sets(kind: str, gold: Sequence[tuple[tuple[str, ...], bool]], said: Sequence[tuple[str, ...]]) -> Score:
    """Facts that are known by all of their columns, each with whether it is optional."""
    return _match(kind, [("|".join(one), partial(operator.eq, one), optional) for one, optional in gold], said)


def _path(path: str | None) -> str:
    return "/".join(squash(part) for part in (path or "").split("/"))


def _metadata(gold: Gold, read: Document) -> Score:
    want = gold["document"]
    period = want["period"] or [None, None]
    pairs = [
        ("kind", want["kind"], read.kind),
        ("number", want["number"], read.number),
        ("issuer", want["issuer"], "；".join(read.issuers) or None),
        ("issued", want["issued"], read.issued.isoformat() if read.issued else None),
        ("region", want["region"], read.region_name),
        ("region_code", want["region_code"], read.region),
        ("level", want["level"], read.level),
        ("from", period[0], read.period_start),
        ("to", period[1], read.period_end),
        ("title", want["title"], read.title),
    ]
    wrong = tuple(f"{name}: expected {a!r}, found {b!r}" for name, a, b in pairs if squash(str(a)) != squash(str(b)))
    return Score("metadata", len(pairs) - len(wrong), wrong, ())


def _responsibilities(gold: Gold, read: Document) -> Score:
    def fits(key: tuple[str, str], names: set[str], said: tuple[tuple[str, str], set[str]]) -> bool:
        return said[0] == key and bool(said[1] & names)

    facts = []
    for task in gold["tasks"]:
        for role in ("lead", "participating"):
            for body in task[role]:
                names = {squash(name) for name in (body["name"], body.get("canonical"), body["raw"]) if name}
                key = (_path(task["path"]), role)
                facts.append((f"{key} {body['name']}", partial(fits, key, names), bool(body.get("optional"))))
    said = []
    for read_task in read.tasks:
        for one in read_task.responsibilities:
            if one.basis == "default":
                continue
            role = "lead" if one.role == "responsible" else one.role
            said.append(((_path(read_task.path), role), {squash(one.name), squash(one.canonical)} - {""}))
    return _match("responsibilities", facts, said)


def _numbers(kind: str, gold: list[Gold], said: list[Any]) -> Score:
    def fits(value: float, quote: str, one: tuple[float, str]) -> bool:
        a, b = squash(one[1]), quote
        near = a in b or b in a or any(a[at : at + 8] in b for at in range(max(0, len(a) - 7)))
        return one[0] == value and near

    facts = [
        (
            f"{g['value']}{g['unit']} «{g['quote']}»",
            partial(fits, g["value"], squash(g["quote"])),
            bool(g.get("optional")),
        )
        for g in gold
    ]
    return _match(kind, facts, [(one.value, one.evidence.quote) for one in said])


def _citations(gold: Gold, read: Document) -> Score:
    def fits(relation: str, titles: set[str], number: str, said: tuple[str, str, str]) -> bool:
        return said[0] == relation and said[1] in titles and said[2] == number

    facts = []
    for relation in ("based_on", "cites"):
        for one in gold["document"][relation]:
            titles = {squash(title) for title in [one["title"], *one.get("also", [])]}
            label = f"{relation} {one['title']} {one['number']}"
            facts.append((label, partial(fits, relation, titles, squash(one["number"])), bool(one.get("optional"))))
    return _match("citations", facts, [(c.relation, squash(c.title), squash(c.number)) for c in read.citations])


def _programs(gold: Gold, read: Document) -> Score:
    firm = {squash(n) for t in gold["tasks"] for n in t.get("programs") or []}
    open_ = {squash(n) for t in gold["tasks"] for n in t.get("programs_optional") or []}
    for one in gold.get("programs") or []:
        (open_ if one.get("optional") else firm).add(squash(one["name"]))
    said = {squash(p.name) for p in read.programs}

    def hit(name: str, pool: set[str]) -> bool:
        return any(name in other or other in name for other in pool)

    found = [name for name in firm if hit(name, said)]
    invented = tuple(sorted(name for name in said if not hit(name, firm | open_)))
    return Score("programs", len(found), tuple(sorted(firm - set(found))), invented)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _indicators(gold: list[Gold], read: Document) -> Score:
    def key(one: Gold) -> tuple[str, ...]:
        words = (one["operator"] or "", _number(one["value"]), one["unit"] or "", str(one["year"]), one["nature"] or "")
        return (squash(one["name"]), *words)

    facts = [(key(one), bool(one.get("optional"))) for one in gold]
    said = [key(one.model_dump()) for one in read.indicators]
    return _sets("indicators", facts, said)


def _headings(kind: str, gold: list[Gold], read: Sequence[Section | Task], plan: bool) -> Score:
    """By path and title; by title alone in a review, whose outline is not numbered."""
    facts = [((_path(s["path"]) if plan else "", squash(s["title"])), bool(s.get("optional"))) for s in gold]
    return _sets(kind, facts, [(_path(s.path) if plan else "", squash(s.title)) for s in read])


def _boxes(gold: list[Gold], read: Document) -> Score:
    facts = [((str(b["number"]), str(i["number"]), squash(i["title"])), False) for b in gold for i in b["items"]]
    return _sets("boxes", facts, [(b.number, i.number, squash(i.title)) for b in read.boxes for i in b.items])


def scores(gold: Gold, read: Document) -> list[Score]:
    """Every kind of fact that is annotated; one that is null was not."""
    plan = gold["document"]["kind"] == "plan"
    found = [_metadata(gold, read), _citations(gold, read)]
    if gold["sections"] is not None:
        found.append(_headings("sections", gold["sections"], read.sections, plan))
    if gold["tasks"] is not None:
        found += [_headings("tasks", gold["tasks"], read.tasks, plan), _responsibilities(gold, read)]
        if gold.get("programs", ()) is not None:
            found.append(_programs(gold, read))
    if gold["boxes"] is not None:
        found.append(_boxes(gold["boxes"], read))
    if gold["indicators"] is not None:
        found.append(_indicators(gold["indicators"], read))
    for kind in ("targets", "figures"):
        if gold[kind] is not None:
            found.append(_numbers(kind, gold[kind], list(getattr(read, kind))))
    return found
