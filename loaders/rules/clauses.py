"""A stretch of text goes in, its responsibility clauses come out: who leads, who takes part, as printed.

A clause stands in brackets (（市残联牵头，市财政局按照职能分工负责）, 〔…〕), or in lines with a label (牵头单位：…). Brackets may
nest. It is known by its end (牵头, 负责, 配合, 落实 …) or its labels, and taken only if what it lists are bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.bodynames import is_collective
from loaders.departments import identify
from loaders.rules.clause_forms import LABEL, LEADS, TAKES_PART, Parsed, list_of_bodies, listed, parse
from loaders.rules.names import Distributor, split_alias
from loaders.rules.record import Rule
from loaders.spans import Spans
from ontology.model import Department, Role
from ontology.regions import Region

_BRACKETS_OPEN, _BRACKETS_CLOSE = "（〔[(【﹝［", "）〕])】﹞］"
MAX_CLAUSE = 700
MAX_NAME = 60

_SAYS = re.compile("牵头|负责|责任单位|责任部门|配合")
_NAMES_A_BODY = re.compile("[局委厅部办会院]|政府|中心|公司|单位|残联")
_INLINE_LABEL = re.compile(rf"([。；])(?={LABEL.pattern})")
_OTHER_LABEL = re.compile(r"(?:完成时限|完成时间|时限|时间节点|时限要求|办结时限|完成期限)[:：](?P<value>.+)$")
_BARE_AFTER = re.compile(r"[。；]?(?:\n|$)")


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


@dataclass(frozen=True, slots=True)
class Found:
    """The clauses of a stretch, what was refused, and brackets at the end of a line that list bodies and say no duty."""

    clauses: tuple[Clause, ...]
    refused: tuple[Refused, ...]
    bare: tuple[Clause, ...]


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


def find_clauses(text: str, start: int, end: int, region: Region | None, first_leads: bool = False) -> Found:
    """The clauses within `start:end`; places are those of `text`.

    With `first_leads` the document declares that the first of a list leads where no clause says who does.
    """
    found: list[Clause] = []
    refused: list[Refused] = []
    bare: list[Clause] = []
    pairs = [pair for pair in brackets(text, start, end) if not LABEL.fullmatch(text, *pair)]
    covered = Spans(pairs)
    labelled = [span for span in _label_lines(text, start, end) if span[0] not in covered]
    for begin, stop in [*pairs, *labelled]:
        bracketed = text[begin] in _BRACKETS_OPEN and text[stop - 1] in _BRACKETS_CLOSE
        inner = (begin + 1, stop - 1) if bracketed else (begin, stop)
        rule = "clause.bracket" if bracketed else "clause.label-line"
        parsed = parse(text[inner[0] : inner[1]], inner[0], "" if bracketed else "；")
        if parsed is None and bracketed:
            bare += _bare(text, begin, stop, end, region)
            inside = text[inner[0] : inner[1]]
            if len(inside) > 4 and _SAYS.search(inside) and _NAMES_A_BODY.search(inside):
                refused.append(Refused(begin, stop, "says who does what, in no form that is known", rule))
        if parsed is None:
            continue
        bodies, losers = _bodies(parsed, region, rule, first_leads)
        refused += losers
        if bodies and len(bodies) >= len(losers):
            found.append(Clause(begin, stop, tuple(bodies), parsed.deadline, rule))
        elif bodies:
            refused.append(Refused(begin, stop, "more of it are no bodies than are", rule))
    return Found(tuple(found), tuple(refused), tuple(bare))


def _bare(text: str, begin: int, stop: int, end: int, region: Region | None) -> Iterator[Clause]:
    """Brackets that end a line after a sentence and list nothing but bodies that are known: （市发展改革委、各区政府）."""
    before = text[begin - 1] if begin else ""
    if before not in "。；！？\n" or not _BARE_AFTER.match(text, stop, min(stop + 2, end)):
        return
    distributor = Distributor()
    bodies = []
    for piece in list_of_bodies(text[begin + 1 : stop - 1], begin + 1):
        name, alias = split_alias(piece.text)
        name = distributor.name(name)
        department = identified(name, region, alias)
        if department.kind != "collective" and not department.functions:
            return
        bodies.append(Body(piece.text, name, "responsible", "", department, piece.start, piece.end))
    if bodies:
        yield Clause(begin, stop, tuple(bodies), None, "clause.bare")


def _label_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that each begin with a label (they make one clause), and a label after a full stop in a line."""
    at, run = start, (-1, -1)
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if LABEL.match(text, at) or (run[0] >= 0 and _OTHER_LABEL.match(text, at, stop)):
            run = (run[0] if run[0] >= 0 else at, stop)
        else:
            if run[0] >= 0:
                yield run
                run = (-1, -1)
            inline = _INLINE_LABEL.search(text, at, stop)
            if inline:
                full_stop = text.find("。", inline.end(), stop)
                yield inline.end(1), stop if full_stop < 0 else full_stop
        at = stop + 1
    if run[0] >= 0:
        yield run


def _bodies(parsed: Parsed, region: Region | None, rule: str, first_leads: bool) -> tuple[list[Body], list[Refused]]:
    """The bodies of a clause with their roles; a body that leads takes no other part in the same clause."""
    led = any(LEADS.search(group.role) for group in parsed.groups)
    distributor = Distributor()
    bodies: list[Body] = []
    refused: list[Refused] = []
    for group in parsed.groups:
        role: Role = "participating" if led or TAKES_PART.match(group.role) else "responsible"
        if LEADS.search(group.role):
            role = "lead"
        for piece in group.names:
            name, alias = split_alias(piece.text)
            if len(name) > MAX_NAME or not listed(name):
                refused.append(Refused(piece.start, piece.end, f"{name[:40]!r} does not look like a body", rule))
                continue
            name = distributor.name(name)
            department = identified(name, region, alias)
            bodies.append(Body(piece.text, name, role, group.role, department, piece.start, piece.end))
    if bodies and not led and (first_leads or parsed.first_leads) and not is_collective(bodies[0].name):
        bodies = [replace(one, role="participating" if at else "lead") for at, one in enumerate(bodies)]
    leads = {one.name for one in bodies if one.role == "lead"}
    return [one for one in bodies if one.role == "lead" or one.name not in leads], refused


def identified(name: str, region: Region | None, alias: str | None = None) -> Department:
    """The department of a name; the functions of its alias are its functions too."""
    department = identify(name, region)
    if alias is None:
        return department
    more = [f for f in identify(alias, region).functions if f not in department.functions]
    return department.model_copy(update={"functions": (*department.functions, *more)}) if more else department


def _found(text: str) -> list[str]:
    return [text[clause.start : clause.end] for clause in find_clauses(text, 0, len(text), None).clauses]


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
            "（负责部门：住房城乡建设部；适用范围：所有试点地区）",
            "（民政部、财政部负责。列第一位者为牵头单位，下同）",
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
        (
            "做好服务。\n牵头单位：市民政局\n责任单位：市财政局、市人社局",
            "做好工作。责任单位：市残联。",
            "【牵头单位】市民政局\n【配合单位】市财政局",
        ),
        ("各责任单位要认真落实。", "责任单位：认真履行职责"),
    ),
)
