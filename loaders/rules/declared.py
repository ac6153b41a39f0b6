"""A document's text goes in, the rules of responsibility that it declares once for all come out.

Two are known: the first of each list leads (列第一位者为牵头单位，下同); and some bodies answer for every task and are not listed
again (各区人民政府均为责任单位，以下不再列出). What is expanded from the second has the basis `default`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.rules.clause_forms import list_of_bodies
from loaders.rules.clause_words import FIRST_LEADS, LABEL, NOT_AGAIN
from loaders.rules.names import Piece
from loaders.rules.record import Rule

_ARE = re.compile(
    r"(?P<names>.+?)(?:均|都|皆|同时|同|也)*(?:需|须|要|应)?(?:为|是|作为|列为)[^。；，,]{0,16}?"
    r"(?P<role>责任单位|责任部门|落实单位|配合单位|参与单位|责任主体)"
)
_DO = re.compile(
    r"[^均都皆]*(?:均|都|皆)(?:需|须|要|应)?(?:由|请)?(?:(?P<names>.+?)(?:共同|负责|认真|组织|抓好|分别)*(?P<role>落实|负责|配合|参与)"
    r"|(?P<involves>涉及)到?(?P<involved>[^。；]+?)(?=[，,]))"
)
_OPENING = re.compile(
    r"(?:注[:：]?)?\d{0,2}[.、．)）]?\s*(?:(?:以上|以下|上述|下述|下列|所有|全部|具体|每项|其他|各项)[^，,、]{0,8}?"
    r"(?:任务|工作|事项|措施|内容|条款|分工|项目)(?:的?落实)?中?[，,]?)?"
)
_FARTHEST = 200
_A_BODY = re.compile("[局委厅办院]|部(?!门)|政府")


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
        inside = opened >= 0 and not any(mark in text[opened : match.start()] for mark in "）)〕]")
        if match["on"]:
            return opened if inside else line
        if not inside or _stands_alone(text, line, opened, match.start()):
            return 0
    return None


def _stands_alone(text: str, line: int, opened: int, declared: int) -> bool:
    """Whether brackets hold nothing but the declaration, and do not stand in a list of bodies."""
    return not _A_BODY.search(text, opened, declared) and not LABEL.search(text, line, opened)


def defaults(text: str) -> tuple[list[Default], list[tuple[int, int, str]]]:
    """The bodies that are declared for every task, and declarations whose bodies are not understood, with the reason."""
    found: list[Default] = []
    refused: list[tuple[int, int, str]] = []
    for again in NOT_AGAIN.finditer(text):
        begin = _sentence(text, again.start())
        said = _said(text, begin, again.end())
        if said is None and text[begin - 1 : begin] in ("。", "；"):
            begin = _sentence(text, begin - 1)
            said = _said(text, begin, again.end())
        if said is None:
            continue
        (start, end), role = said
        at, bodies = _bodies(text, start, end)
        if bodies:
            found.append(Default(at, again.end(), role, bodies))
        else:
            refused.append((begin, again.end(), "a rule declared once for all whose bodies are not known"))
    return found, refused


def _sentence(text: str, at: int) -> int:
    """Where the sentence that ends at `at` begins, in its line and in its brackets."""
    depth = 0
    for begin in range(at - 1, max(at - _FARTHEST, -1), -1):
        char = text[begin]
        if char in "）)〕]":
            depth += 1
        elif char in "（(〔[" and depth:
            depth -= 1
        elif char in "（(〔[\n" or (char in "。；;" and not depth):
            return begin + 1
    return max(at - _FARTHEST, 0)


def _said(text: str, begin: int, end: int) -> tuple[tuple[int, int], str] | None:
    """Where the bodies stand that a sentence declares, and their role as printed."""
    if are := _ARE.match(text, begin, end):
        return are.span("names"), are["role"]
    if does := _DO.match(text, begin, end):
        return does.span("names" if does["names"] else "involved"), does["role"] or does["involves"]
    return None


def _bodies(text: str, start: int, end: int) -> tuple[int, tuple[Piece, ...]]:
    """The names at the end of a stretch, what opens the sentence (以上任务，…) left out; and where they begin."""
    while True:
        opening = _OPENING.match(text, start, end)
        for at in dict.fromkeys((opening.end() if opening else start, start)):
            bodies = tuple(list_of_bodies(text[at:end], at))
            if bodies:
                return at, bodies
        comma = min((at for at in (text.find(mark, start, end) for mark in "，,") if at >= 0), default=-1)
        if comma < 0:
            return start, ()
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
