"""A document's text goes in, the places that look like responsibility clauses come out, found apart from every rule.

They are the denominator of coverage: what stands here and not among the clauses that were understood was lost. The way of
counting is rough on purpose (it knows brackets, labels and a few words, and nothing of bodies), so that it fails in other
places than the rules do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.spans import Span, Spans
from ontology.model import Department, Document, Reject

_OPEN, _CLOSE = "（〔[(【﹝［", "）〕])】﹞］"
_MARK = re.compile(rf"[{re.escape(_OPEN + _CLOSE)}]")
_WIDEST = 700
_SHORTEST, _LONGEST = 4, 600
_SAYS = re.compile("牵头|负责|责任单位|责任部门|责任处室|主责单位|配合|落实")
_BODY = re.compile("[局委厅部办院会社行署联处科区县市镇]|中心|政府|公司|单位")
_NONE = re.compile(r"以下简称|下称|简称|含|此件|联系人|附件|见附|试行|草案|\d+$")
_LABEL = re.compile(r"(?m)^[ \t　]*(?:牵头单位|牵头部门|责任单位|责任部门|配合单位|主责单位)[:：]")
LOST = "looks like a clause of responsibility, and no body was read from it"
_BLANKS = re.compile(r"[\s　]+")


@dataclass(frozen=True, slots=True)
class Account:
    """What was read of a document, beside what stands in it.

    `clauses` counts the places that look like a clause (brackets, and lines that begin with a label), `understood` those
    of them that gave a body; `bodies` are responsibilities, `resolved` those whose department is known by its official
    name or its function, or is a collective.
    """

    sections: int
    tasks: int
    clauses: int
    understood: int
    bodies: int
    resolved: int
    rejects: int


def looks_like_clauses(text: str) -> list[Span]:
    """The places that look like clauses, in order: bracket pairs, and lines that begin with a label.

    >>> text = "做好服务。（市残联牵头）补贴（含10元）。\\n责任单位：市财政局"
    >>> [text[start:end] for start, end in looks_like_clauses(text)]
    ['（市残联牵头）', '责任单位：市财政局']
    """
    found = list(_bracketed(text))
    inside = set(found)
    for match in _LABEL.finditer(text):
        if not any(start <= match.start() < end for start, end in inside):
            stop = text.find("\n", match.end())
            found.append((match.start(), len(text) if stop < 0 else stop))
    return sorted(found)


def _bracketed(text: str) -> Iterator[Span]:
    depth = start = 0
    for match in _MARK.finditer(text):
        at = match.start()
        if depth and at - start > _WIDEST:
            depth = 0
        if text[at] in _OPEN:
            if depth == 0:
                start = at
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and _is_clause(_BLANKS.sub("", text[start + 1 : at])):
                yield start, at + 1


def _is_clause(words: str) -> bool:
    if not _SHORTEST <= len(words) <= _LONGEST or _NONE.match(words):
        return False
    return bool(_SAYS.search(words) and _BODY.search(words))


def account(document: Document) -> Account:
    """The account of a document."""
    bodies = [one for task in document.tasks for one in task.responsibilities]
    return Account(
        sections=len(document.sections),
        tasks=len(document.tasks),
        clauses=document.clauses_in_text or 0,
        understood=document.clauses_understood or 0,
        bodies=len(bodies),
        resolved=sum(_is_resolved(one.department) for one in bodies),
        rejects=len(document.rejects),
    )


def lost_clauses(document: Document, clauses: list[Span]) -> list[Span]:
    """Those of the places that look like clauses that gave no body, in order."""
    read = Spans((one.start, one.end) for task in document.tasks for one in task.clauses)
    return [span for span in clauses if not read.touches(*span)]


def with_lost(document: Document) -> Document:
    """The document with the count of its clauses, and a reject for each place that looks like one, gave no body and was
    refused by no rule."""
    said = Spans((one.start, one.end) for one in document.rejects)
    clauses = looks_like_clauses(document.text)
    lost = lost_clauses(document, clauses)
    unsaid = [
        Reject(start=start, end=end, quote=document.text[start:end], rule="clause.lost", reason=LOST)
        for start, end in lost
        if not said.touches(start, end)
    ]
    rejects = sorted((*document.rejects, *unsaid), key=lambda one: (one.start, one.end, one.rule))
    counted = {"clauses_in_text": len(clauses), "clauses_understood": len(clauses) - len(lost)}
    return document.model_copy(update={**counted, "rejects": tuple(rejects)})


def _is_resolved(department: Department) -> bool:
    return department.official or department.kind == "collective" or bool(department.functions)
