"""The rows of a table of duties go in, the sections and tasks that they are come out.

A category that is merged over rows and has a number of its own is a section and a level of the path (1/3); a row is a task,
named by its task column or by the first sentence of what is to be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loaders.departments import identify
from loaders.rules.duties import DutyRow, DutyTable, Words
from loaders.rules.names import Distributor, Piece, split_alias
from loaders.spans import Span
from ontology.model import Evidence, Measure, Responsibility, Role, Section, Task
from ontology.regions import Region

_SENTENCE_END = re.compile("[。！？!?；;]")
RULE = "duty.row"


@dataclass(frozen=True, slots=True)
class TableTasks:
    """The sections and tasks of a document's tables; `texts` the stretches that say what is to be done, with their paths."""

    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    texts: tuple[tuple[Span, str], ...]


def tasks_of(text: str, tables: Iterable[DutyTable], region: Region | None, taken: Iterable[str]) -> TableTasks:
    """What the tables say; `taken` are the paths of the outline, which those of the tables must not be."""
    paths: dict[str, int] = dict.fromkeys(taken, 1)
    sections: list[Section] = []
    tasks: list[Task] = []
    texts: list[tuple[Span, str]] = []
    for table in tables:
        under = ""
        category: Words | None = None
        for count, row in enumerate(table.rows, 1):
            if row.category is not None and row.category != category and row.category_number:
                under = _unused(paths, row.category_number)
                evidence = _evidence(text, row.category.start, row.category.end, "duty.category")
                sections.append(Section(path=under, title=row.category.text, evidence=evidence))
            category = row.category
            number = row.number or str(count)
            path = _unused(paths, f"{under}/{number}" if under and row.category_number else number)
            task = _task(text, row, path, region)
            if task is not None:
                tasks.append(task)
                texts += [((part.start, part.end), path) for part in (row.title, row.content) if part is not None]
    return TableTasks(tuple(sections), tuple(tasks), tuple(texts))


def _unused(paths: dict[str, int], path: str) -> str:
    """The path, told apart (~2) where the document has it already."""
    paths[path] = paths.get(path, 0) + 1
    return path if paths[path] == 1 else f"{path}~{paths[path]}"


def _evidence(text: str, start: int, end: int, rule: str, aspect: str | None = None) -> Evidence:
    return Evidence(start=start, end=end, quote=text[start:end], rule=rule, aspect=aspect)


def _task(text: str, row: DutyRow, path: str, region: Region | None) -> Task | None:
    head = row.title or row.content
    if head is None:
        return None
    title = _SENTENCE_END.split(head.text, maxsplit=1)[0].strip(" 　，：:")
    rest = row.content.text if row.content and row.title else head.text[len(title) :].lstrip("。；：: ")
    return Task(
        path=path,
        title=title,
        text=rest,
        clause=None,
        responsibilities=tuple(_responsibilities(text, row, region)),
        measures=tuple(_measures(text, row.content)) if row.content else (),
        evidence=_evidence(text, head.start, head.end, RULE),
    )


def _responsibilities(text: str, row: DutyRow, region: Region | None) -> Iterator[Responsibility]:
    """The bodies of a row, each once; one that leads takes no other part."""
    cells: tuple[tuple[tuple[Piece, ...], Role, str], ...] = (
        (row.leads, "lead", row.lead_label),
        (row.others, row.other_role, row.other_label),
    )
    named: set[str] = set()
    for pieces, role, label in cells:
        distributor = Distributor()
        for piece in pieces:
            bare, _ = split_alias(piece.text)
            name = distributor.name(bare)
            if name in named:
                continue
            named.add(name)
            yield Responsibility(
                role=role,
                printed=piece.text,
                name=name,
                department=identify(name, region),
                role_printed=label,
                deadline=row.deadline.text if row.deadline else None,
                evidence=_evidence(text, row.start, row.end, RULE),
            )


def _measures(text: str, content: Words) -> Iterator[Measure]:
    """The sentences of a cell; a cell whose lines stand among those of others is one measure."""
    if text[content.start : content.end].replace("\n", "") != content.text:
        yield Measure(evidence=_evidence(text, content.start, content.end, "task.sentence"))
        return
    at = content.start
    for match in [*_SENTENCE_END.finditer(text, content.start, content.end), None]:
        stop = match.end() if match else content.end
        if stop - at >= 4:
            yield Measure(evidence=_evidence(text, at, stop, "task.sentence"))
        at = stop
