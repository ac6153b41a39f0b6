"""The outline and its clauses go in, the sections and tasks come out, sub-tasks (一是 …) with a clause of their own among them.

A task is the lowest numbered item of a chapter that sets work, or any heading with a clause of its own; a heading that has
items stays a section. Several clauses in one item make one task with the union of their bodies. An item that only
gathers sub-tasks (一是 …) is neither: it is named in their paths.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from loaders.numbering import number_of
from loaders.outline import Node, Outline
from loaders.rules.clauses import Clause
from ontology.model import Evidence, Measure, Responsibility, Task

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading as what it is: a section, a task, or both."""

    node: Node
    path: str
    title: str
    section: bool
    task: Task | None


def read_parts(
    text: str, outline: Outline, clauses: dict[int, list[Clause]], sets_work: Callable[[Node], bool]
) -> list[Part]:
    """Every heading in order; `clauses` by the start of the heading that they stand under."""
    flat = all(not root.children for root in outline.roots)
    parts: list[Part] = []
    for node in outline.nodes():
        subs = _sub_tasks(text, node, clauses[node.start])
        inside = {clause.start for sub in subs for clause in sub[2]}
        own = [clause for clause in clauses[node.start] if clause.start not in inside]
        leaf = not node.children and not subs
        lowest = leaf and (node.depth > 1 or flat) and sets_work(node)
        title = _title(text, node.title_start, node.title_end, own)
        task = _task(text, node.path, title, node.start, node.title_end, _end(node), own) if own or lowest else None
        gathers = bool(subs) and not node.children and task is None  # only 一是 … below: they carry its path
        parts.append(Part(node, node.path, title, not gathers and (task is None or not leaf), task))
        for path, start, found, end in subs:
            head = _sub_title_end(text, start, end)
            sub_title = _title(text, _sub_title_start(text, start), head, found)
            made = _task(text, path, sub_title, start, head, end, found)
            parts.append(Part(node, path, sub_title, False, made))
    return parts


def _end(node: Node) -> int:
    return max(line.end for line in node.lines)


def _title(text: str, start: int, end: int, clauses: list[Clause]) -> str:
    """The heading's words without a clause that stands in them."""
    stop = min([end, *(clause.start for clause in clauses if start < clause.start < end)])
    return text[start:stop].strip(" 　，：:")


def _sub_tasks(text: str, node: Node, clauses: list[Clause]) -> list[tuple[str, int, list[Clause], int]]:
    """The lines 一是 …, 二是 … that have a clause of their own: path, start, clauses, end."""
    heads = []
    for line in node.lines[1:]:
        number = number_of(text[line.start : line.start + 8])
        if number is not None and number.kind == "also":
            heads.append((line.start, number.printed))
    if not heads:
        return []
    subs = []
    ends = [start for start, _ in heads[1:]] + [_end(node)]
    for (start, printed), end in zip(heads, ends, strict=True):
        stop = end if end == _end(node) else end - 1
        found = [clause for clause in clauses if start <= clause.start < stop]
        if found:
            subs.append((f"{node.path}/{printed}", start, found, stop))
    return subs


def _sub_title_start(text: str, start: int) -> int:
    number = number_of(text[start : start + 8])
    return start + (number.length if number else 0)


def _sub_title_end(text: str, start: int, end: int) -> int:
    match = re.search(r"[。！？；\n]", text[start:end])
    return start + match.start() if match else end


def _task(text: str, path: str, title: str, start: int, title_end: int, end: int, clauses: list[Clause]) -> Task:
    evidence = Evidence(start=start, end=title_end, quote=text[start:title_end], rule="outline.task")
    responsibilities = [one for clause in clauses for one in _responsibilities(text, clause)]
    leads = {one.name for one in responsibilities if one.role == "lead"}
    unique = {(one.role, one.name): one for one in reversed(responsibilities)}
    kept = [
        one
        for one in responsibilities
        if unique[(one.role, one.name)] is one and not (one.role == "responsible" and one.name in leads)
    ]
    return Task(
        path=path,
        title=title,
        text=text[title_end:end].lstrip("。；：: \n"),
        clause="；".join(text[clause.start : clause.end] for clause in clauses) or None,
        clauses=tuple(_evidence(text, clause, "clause") for clause in clauses),
        responsibilities=tuple(kept),
        measures=tuple(_measures(text, title_end, end, clauses)),
        evidence=evidence,
    )


def _responsibilities(text: str, clause: Clause) -> list[Responsibility]:
    evidence = _evidence(text, clause)
    return [
        Responsibility(
            role=body.role,
            printed=body.printed,
            name=body.name,
            department=body.department,
            role_printed=body.role_printed,
            deadline=clause.deadline,
            evidence=evidence,
        )
        for body in clause.bodies
    ]


def _evidence(text: str, clause: Clause, aspect: str | None = None) -> Evidence:
    quote = text[clause.start : clause.end]
    return Evidence(start=clause.start, end=clause.end, quote=quote, rule=clause.rule, aspect=aspect)


def _measures(text: str, start: int, end: int, clauses: list[Clause]) -> list[Measure]:
    """The sentences of a task, its clauses left out."""
    measures = []
    for match in _SENTENCE.finditer(text, start, end):
        begin, stop = match.span()
        for clause in clauses:
            if begin <= clause.start < stop:
                stop = clause.start
            elif clause.start < begin < clause.end:
                begin = min(clause.end, stop)
        while begin < stop and text[begin] in " 　。":
            begin += 1
        if stop - begin >= 4:
            measures.append(
                Measure(evidence=Evidence(start=begin, end=stop, quote=text[begin:stop], rule="task.sentence"))
            )
    return measures
