"""A document's text goes in, the rules of responsibility that it declares once for all come out.

Two are known: the first of each list leads (列第一位者为牵头单位，下同); and some bodies answer for every task and are not listed
again (各区人民政府均为责任单位，以下不再列出). What is expanded from the second has the basis `default`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.rules.clause_forms import FIRST_LEADS, list_of_bodies
from loaders.rules.names import Piece
from loaders.rules.record import Rule

_NAMES = r"(?P<names>(?:[^。；：，\n（）()]|[（(][^（）()\n]{1,12}[）)]|，(?!均|都|皆|不)){2,60}?)"
_NOT_AGAIN = (
    r"[，,。；;]?[^。；\n]{0,16}?不再(?:一一|逐一|单独|重复|另行|分别)*(?:列|重复|赘述|标注|注明)[^。；，\n）)]{0,4}"
)
_DEFAULT = re.compile(
    rf"{_NAMES}(?:均|都|皆|同时|也)*(?:需|须|要|应)?(?:为|是|作为|列为)(?:[^。；，\n]{{0,16}}?)(?P<role>责任单位|责任部门|落实单位|配合单位|参与单位|责任主体)"
    rf"{_NOT_AGAIN}"
)
_ALL_DO = re.compile(
    rf"(?:均|都|皆)(?:需|须|要|应)?由?{_NAMES.replace('names', 'doers')}(?P<does>落实|负责|配合|参与){_NOT_AGAIN}"
)


@dataclass(frozen=True, slots=True)
class Default:
    """Bodies that answer for every task from `start` on: the declaration stands at `start:end`, its role as printed."""

    start: int
    end: int
    role_printed: str
    bodies: tuple[Piece, ...]


def first_leads_from(text: str) -> int | None:
    """Where a document declares once for all that the first of each list leads; None where it does not.

    It holds from the clause on that says 下同, else, where it stands outside any clause, for the whole text.

    >>> first_leads_from("一、（甲局、乙局负责。列第一位者为牵头单位，下同）"), first_leads_from("（甲局、乙局，列首位的为牵头单位）")
    (2, None)
    """
    for match in FIRST_LEADS.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        opened = max(text.rfind(mark, line, match.start() + 1) for mark in "（(〔[")
        inside = opened >= 0 and not any(mark in text[opened : match.end() - 1] for mark in "）)〕]")
        if match["on"]:
            return opened if inside else line
        if not inside:
            return 0
    return None


def defaults(text: str) -> tuple[list[Default], list[tuple[int, int, str]]]:
    """The bodies that are declared for every task, and declarations whose bodies are not understood, with the reason."""
    found: list[Default] = []
    refused: list[tuple[int, int, str]] = []
    if "不再" not in text:
        return found, refused
    for pattern, names, role in ((_DEFAULT, "names", "role"), (_ALL_DO, "doers", "does")):
        for match in pattern.finditer(text):
            at, bodies = _bodies(text, *match.span(names))
            if bodies:
                found.append(Default(at, match.end(), match[role], bodies))
            elif not any(one.start <= match.start() < one.end for one in found):
                refused.append((match.start(), match.end(), "a rule declared once for all whose bodies are not known"))
    return found, refused


def _bodies(text: str, start: int, end: int) -> tuple[int, tuple[Piece, ...]]:
    """The names at the end of a stretch, what opens the sentence (以上任务，…) left out; and where they begin."""
    while True:
        bodies = tuple(list_of_bodies(text[start:end], start))
        comma = text.find("，", start, end)
        if bodies or comma < 0:
            return start, bodies
        start = comma + 1


def _found(text: str) -> list[str]:
    names = [one.text for default in defaults(text)[0] for one in default.bodies]
    return names if names or first_leads_from(text) is None else [text]


RULES = (
    Rule(
        "clause.declared",
        "a rule of responsibility that a document declares once for all",
        _found,
        (
            "各区人民政府均为责任单位，以下不再列出。",
            "以上任务，各县（市、区）人民政府均为责任单位，不再单独列出。",
            "（民政部、财政部负责。列第一位者为牵头单位，下同）",
            "各项任务中，排在第一位的为牵头单位。",
        ),
        ("各区人民政府是责任单位，要抓好落实。", "以下不再列出名单。", "列第一位的项目优先安排。"),
    ),
)
