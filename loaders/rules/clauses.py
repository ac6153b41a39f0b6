"""A stretch of text goes in, its responsibility clauses come out: who leads, who takes part, as printed.

A clause stands in brackets (（市残联牵头，市财政局按照职能分工负责）, 〔…〕), or in lines with a label (牵头单位：…). Brackets may
nest. It is known by its end (牵头, 负责, 配合, 落实 …) or its labels, and taken only if what it lists are bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.departments import identify, is_body
from loaders.rules.names import Distributor, Piece, split_alias, split_list
from loaders.rules.record import Rule
from ontology.model import Department, Role
from ontology.regions import Region

_BRACKETS_OPEN, _BRACKETS_CLOSE = "（〔[(【﹝［", "）〕])】﹞］"
MAX_CLAUSE = 700
MAX_NAME = 60

_DUTY = re.compile(
    r"(?P<others>等(?:有关|相关|各)?(?:部门|单位|地区|部门和单位|部门单位)?)?"
    r"[，,]?(?P<how>(?:按照?|根据|依据|依)(?:照)?各?自?(?:的)?(?:职能|职责|工作职责|职责任务|任务)?(?:和)?(?:分工|职责)?)?"
    r"(?P<role>分别负责|共同负责|具体负责|牵头负责|负责落实|牵头落实|牵头组织|牵头实施|组织实施|牵头|负责|落实|配合|参与|参加|协助|协办|主办|承办)$"
)
_LABEL = re.compile(
    r"(?P<label>牵头(?:责任)?(?:单位|部门|领导|处室)|主责(?:单位|部门)|主办单位|责任(?:单位|部门|主体|处室)|配合(?:责任)?(?:单位|部门)|"
    r"协办单位|参与单位|参加单位|落实单位|实施单位)[:：]"
)
_OTHER_LABEL = re.compile(r"(?:完成时限|完成时间|时限|时间节点|办结时限)[:：](?P<value>.+)$")
_JOINING = re.compile(r"^(?:由|会同|联合|与|和|及|以及)")
_LEADS = re.compile("牵头|主办|主责|承办")


@dataclass(frozen=True, slots=True)
class Body:
    """One body of a clause: `printed` with its alias, `name` with the prefix distributed, its place in the text."""

    printed: str
    name: str
    role: Role
    role_printed: str
    department: Department
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as printed at `start:end`, its bodies in order, its deadline as printed."""

    start: int
    end: int
    bodies: tuple[Body, ...]
    deadline: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What looked like a clause, or a body of one, and was not taken."""

    start: int
    end: int
    reason: str
    rule: str


@dataclass(slots=True)
class _Group:
    """Names up to a word of duty, and that word."""

    names: list[Piece] = field(default_factory=list)
    role: str = ""
    how: str = ""


def brackets(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The outermost bracket pairs within `start:end`, brackets included; one that never closes is passed over.

    >>> list(brackets("甲（乙（丙）丁）戊（", 0, 9))
    [(1, 8)]
    """
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at in range(start, end):
        char = text[at]
        if char in _BRACKETS_OPEN:
            opened.append(at)
        elif char in _BRACKETS_CLOSE and opened:
            begin = opened.pop()
            if at - begin <= MAX_CLAUSE:
                while pairs and pairs[-1][0] > begin:
                    pairs.pop()
                pairs.append((begin, at + 1))
    yield from pairs


def find_clauses(text: str, start: int, end: int, region: Region | None) -> tuple[list[Clause], list[Refused]]:
    """The clauses within `start:end`, and what was refused; places are those of `text`."""
    found: list[Clause] = []
    refused: list[Refused] = []
    for begin, stop in [*brackets(text, start, end), *_label_lines(text, start, end)]:
        bracketed = text[begin] in _BRACKETS_OPEN
        inner = (begin + 1, stop - 1) if bracketed else (begin, stop)
        rule = "clause.bracket" if bracketed else "clause.label-line"
        groups, deadline = _groups(text[inner[0] : inner[1]], inner[0], "" if bracketed else "；")
        if groups is None:
            continue
        bodies, losers = _bodies(groups, region, rule)
        refused += losers
        if bodies and len(bodies) >= len(losers):
            found.append(Clause(begin, stop, tuple(bodies), deadline, rule))
        elif bodies:
            refused.append(Refused(begin, stop, "more of it are no bodies than are", rule))
    return found, refused


def _label_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that each begin with a label; they make one clause."""
    at, run = start, (-1, -1)
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if _LABEL.match(text, at) or (run[0] >= 0 and _OTHER_LABEL.match(text, at, stop)):
            run = (run[0] if run[0] >= 0 else at, stop)
        elif run[0] >= 0:
            yield run
            run = (-1, -1)
        at = stop + 1
    if run[0] >= 0:
        yield run


def _groups(inner: str, start: int, line_break: str) -> tuple[list[_Group] | None, str | None]:
    """The names of a clause grouped by the duty that follows or the label that precedes them; None: no clause.

    A line break inside brackets is a stray wrap (`line_break` ""); between lines of labels it separates.
    """
    if line_break:
        inner = inner.replace("\n", line_break)
    if len(inner) < 3 or not (_LABEL.search(inner) or _DUTY.search(inner.replace("\n", "").rstrip("。；; "))):
        return None, None
    groups: list[_Group] = []
    current, deadline = _Group(), None
    for piece in split_list(inner, start):
        other = _OTHER_LABEL.match(piece.text.strip())
        if other:
            deadline = other["value"].rstrip("。；")
            continue
        piece = Piece(piece.start, piece.end, piece.text.replace("\n", ""))
        label = _LABEL.match(piece.text)
        if label:
            current = _Group(role=label["label"], how="label")
            groups.append(current)
            piece = Piece(piece.start + label.end(), piece.end, piece.text[label.end() :])
        duty = None if current.how == "label" else _DUTY.search(piece.text.rstrip("。；"))
        name = piece.text[: duty.start()] if duty else re.sub(r"等(?:部门|单位)?。?$", "", piece.text)
        joining = _JOINING.match(name)
        at = piece.start + (joining.end() if joining else 0)
        name = name[joining.end() :] if joining else name
        if name.strip("。 "):
            current.names.append(Piece(at, at + len(name), name.strip("。 ")))
        if duty:
            current.role = duty["role"]
            groups.append(current)
            current = _Group()
    if current.names and current.how != "label":
        return None, None  # it does not end with a duty: a list, but no clause
    return groups, deadline


def _bodies(groups: list[_Group], region: Region | None, rule: str) -> tuple[list[Body], list[Refused]]:
    led = any(_LEADS.search(group.role) for group in groups)
    distributor = Distributor()
    bodies: list[Body] = []
    refused: list[Refused] = []
    for group in groups:
        role: Role = "participating" if led or re.match("配合|参与|参加|协", group.role) else "responsible"
        if _LEADS.search(group.role):
            role = "lead"
        for piece in group.names:
            name, alias = split_alias(piece.text)
            if len(name) > MAX_NAME or not is_body(name):
                refused.append(Refused(piece.start, piece.end, f"{name[:40]!r} does not look like a body", rule))
                continue
            name = distributor.name(name)
            bodies.append(
                Body(piece.text, name, role, group.role, _department(name, alias, region), piece.start, piece.end)
            )
    return bodies, refused


def _department(name: str, alias: str | None, region: Region | None) -> Department:
    """The department of a name; the functions of its alias are its functions too."""
    department = identify(name, region)
    if alias is None:
        return department
    more = [f for f in identify(alias, region).functions if f not in department.functions]
    return department.model_copy(update={"functions": (*department.functions, *more)}) if more else department


def _found(text: str) -> list[str]:
    clauses, _ = find_clauses(text, 0, len(text), None)
    return [text[clause.start : clause.end] for clause in clauses]


RULES = (
    Rule(
        "clause.bracket",
        "brackets that end with a duty (牵头, 负责, 配合 …) or hold labels, and list bodies",
        _found,
        (
            "做好服务。（市残联、人社局牵头，市财政局按照职能分工负责）",
            "〔各级残联党组（党委）牵头，各级残疾人工作委员会成员单位按照职能分工负责〕",
            "（区农牧水务局（乡村振兴局）牵头；区民政局按照职能分工负责）",
            "（牵头单位：市民政局；责任单位：市财政局；完成时限：2025年底）",
        ),
        (
            "嘎查村（社区）委员会",
            "（含50人）",
            "（以下简称市残联）",
            "（由政府给予补贴，残联申请）",
            "（市残联、市人社局）",
        ),
    ),
    Rule(
        "clause.label-line",
        "lines that begin with a label (牵头单位：, 责任单位：) and list bodies",
        _found,
        ("做好服务。\n牵头单位：市民政局\n责任单位：市财政局、市人社局",),
        ("各责任单位要认真落实。", "责任单位：认真履行职责"),
    ),
)
