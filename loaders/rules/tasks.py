"""The outline and its clauses go in, the sections and tasks come out, sub-tasks (一是 …) with a clause of their own among them.

A task is the lowest numbered item of a chapter that sets work, or any heading with a clause of its own; a heading that has
items stays a section. Several clauses in one item make one task with the union of their bodies. An item that only
gathers sub-tasks (一是 …) is neither: it is named in their paths. The articles of a regulation are text, not headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from loaders.genre import begins_work
from loaders.numbering import CHAPTERS
from loaders.rules.clauses import Clause
from loaders.tree import Node, Outline
from ontology.model import Evidence, Measure, Responsibility, Task

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
_ALSO = re.compile(
    r"(?:^|(?<=[。！？；;：:）)〕】\n]))[ 　]*(?P<printed>(?P<count>[一二三四五六七八九十])是)(?!否|以|为了)[，：:]?"
)
_HEADLINE = re.compile(r"[。！？；\n]")
_COUNTS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading as what it is: a section, a task, or both."""

    node: Node
    path: str
    title: str
    section: bool
    task: Task | None


@dataclass(frozen=True, slots=True)
class _Sub:
    """A 一是 … with clauses of its own: where it starts, where its words do, where it ends."""

    path: str
    start: int
    title_start: int
    end: int
    clauses: list[Clause]


def read_parts(
    text: str, outline: Outline, clauses: dict[int, list[Clause]], sets_work: Callable[[Node], bool]
) -> list[Part]:
    """Every heading in order; `clauses` by the start of the heading that they stand under."""
    flat = all(not node.children for node in outline.nodes() if node.depth == 1)
    parts: list[Part] = []
    for node in outline.nodes():
        if node.kind != "annex":
            works = sets_work(node) and not _is_regulation(node)
            parts += _parts_of(text, node, clauses[node.start], works, flat)
    return parts


def _parts_of(text: str, node: Node, clauses: list[Clause], works: bool, flat: bool) -> Iterator[Part]:
    """A heading and its sub-tasks."""
    subs = _sub_tasks(text, node, clauses)
    inside = {clause.start for sub in subs for clause in sub.clauses}
    own = [clause for clause in clauses if clause.start not in inside]
    leaf = not node.children and not subs
    title = _title(text, node.title_start, node.title_end, own)
    lowest = leaf and works and (node.depth > 1 or flat or begins_work(title))
    task = _task(text, node.path, title, node.start, node.title_end, _end(node), own) if own or lowest else None
    gathers = bool(subs) and not node.children and task is None  # only 一是 … below: they carry its path
    section = _is_heading(node, works) and not gathers and (task is None or not leaf)
    yield Part(node, node.path, title, section, task)
    for sub in subs:
        match = _HEADLINE.search(text, sub.title_start, sub.end)
        head = match.start() if match else sub.end
        sub_title = _title(text, sub.title_start, head, sub.clauses)
        made = _task(text, sub.path, sub_title, sub.start, head, sub.end, sub.clauses)
        yield Part(node, sub.path, sub_title, False, made)


def _is_regulation(node: Node) -> bool:
    """Whether a heading stands among the articles of a chapter (第一章 … 第一条 …), the form of a regulation."""
    above = {one.kind for one in _upward(node)}
    return "article" in above and bool(above & {"part", "chapter"})


def _is_heading(node: Node, works: bool) -> bool:
    """Whether a number heads a part of the document: not the articles of a regulation, nor the entries of a glossary."""
    above = {one.kind for one in _upward(node)}
    entry = "annex" in above and node.kind not in CHAPTERS and not node.children
    return works or not ("article" in above or entry)


def _upward(node: Node) -> Iterator[Node]:
    """A heading and all above it."""
    at: Node | None = node
    while at is not None:
        yield at
        at = at.parent


def _end(node: Node) -> int:
    return max(line.end for line in node.lines)


def _title(text: str, start: int, end: int, clauses: list[Clause]) -> str:
    """The heading's words without a clause that stands in them."""
    stop = min([end, *(clause.start for clause in clauses if start < clause.start < end)])
    return text[start:stop].strip(" 　，：:")


def _sub_tasks(text: str, node: Node, clauses: list[Clause]) -> list[_Sub]:
    """What 一是 …, 二是 … set that have a clause each; a clause behind the last of them alone is the whole item's."""
    if not clauses or node.kind == "annex":
        return []
    heads = _also(text, node)
    if not heads:
        return []
    ends = [start for start, _, _ in heads[1:]] + [_end(node)]
    subs: list[_Sub] = []
    paths: dict[str, int] = {}
    for (start, title_start, printed), end in zip(heads, ends, strict=True):
        stop = end - 1 if end != _end(node) and text[end - 1] == "\n" else end
        found = [clause for clause in clauses if start <= clause.start < stop]
        if found:
            path = f"{node.path}/{printed}"
            paths[path] = paths.get(path, 0) + 1
            path = path if paths[path] == 1 else f"{path}~{paths[path]}"
            subs.append(_Sub(path, start, title_start, stop, found))
    last_alone = len(subs) == 1 and len(heads) > 1 and subs[0].start == heads[-1][0]
    return [] if last_alone else subs


def _also(text: str, node: Node) -> list[tuple[int, int, str]]:
    """The places of 一是, 二是 … in the text of a heading: start, start of the words, what is printed."""
    heads: list[tuple[int, int, str]] = []
    expected = 0
    for line in node.lines:
        begin = max(line.start, node.title_end)
        for match in _ALSO.finditer(text, begin, line.end):
            count = _COUNTS.index(match["count"])
            if count in (0, expected):
                heads.append((match.start("printed"), match.end(), match["printed"]))
                expected = count + 1
    return heads


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
