"""A stretch of text goes in, its responsibility clauses come out: who leads, who takes part, as printed.

A clause stands in brackets (（市残联牵头，市财政局按照职能分工负责）, 〔…〕), in lines with a label (牵头单位：…), or is a line of its
own. Brackets may nest. Its end (牵头, 负责, 落实 …) or its labels tell it, and it is taken only if what it lists are bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.bodynames import is_collective
from loaders.departments import identify
from loaders.rules.clause_forms import Group, Parsed, list_of_bodies, listed, parse, plausible
from loaders.rules.clause_words import LABEL, LEADS, NOBODY, PERSON, TAKES_PART
from loaders.rules.label_lines import label_places
from loaders.rules.names import Distributor, Piece, split_alias
from loaders.rules.record import Rule
from loaders.spans import Span, Spans
from ontology.model import Department, Role
from ontology.regions import Region

_BRACKETS_OPEN, _BRACKETS_CLOSE = "（〔[(【﹝［", "）〕])】﹞］"
_BRACKET = re.compile(rf"[{re.escape(_BRACKETS_OPEN + _BRACKETS_CLOSE)}]")
MAX_CLAUSE = 700
MAX_NAME = 60

_SAYS = re.compile("牵头|负责|责任单位|责任部门|配合")
_NAMES_A_BODY = re.compile("[局委厅部办会院]|政府|中心|公司|单位|残联")
_PLAIN_LINE = re.compile(r"(?m)^[^\n。：:]{4,300}(?:牵头|负责|落实|配合|参与|参加|协办|主办|承办)(?=[。；;]?$)")
_FOOT, _FOOT_WITHIN = re.compile("ICP备|公网安备|网站标识码|版权所有|技术支持"), 150
"""The foot of a web page (主办：…, 承办：…) says who runs the site; these words stand in it."""
_BARE_AFTER = re.compile(r"[。；]?(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Body:
    """One body of a clause: `printed` with its alias, `name` with the prefix distributed, its place in the text."""

    printed: str
    name: str
    role: Role
    role_printed: str | None
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
    for match in _BRACKET.finditer(text, start, end):
        at = match.start()
        if text[at] in _BRACKETS_OPEN:
            opened.append(at)
        elif opened:
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
    for begin, stop in _places(text, start, end):
        bracketed = text[begin] in _BRACKETS_OPEN and text[stop - 1] in _BRACKETS_CLOSE
        inner = (begin + 1, stop - 1) if bracketed else (begin, stop)
        rule = "clause.bracket" if bracketed else "clause.label-line"
        parsed = parse(text[inner[0] : inner[1]], inner[0], "" if bracketed else "；")
        if parsed is None:
            if bracketed:
                bare += _bare(text, begin, stop, end, region, first_leads)
                refused += _unknown_form(text, begin, stop, rule)
            continue
        bodies, losers = _bodies(parsed, region, rule, first_leads)
        refused += losers
        if all(NOBODY.fullmatch(one.name) for one in bodies):
            refused += [Refused(begin, stop, "names no body in particular", rule)] if bodies else []
        elif len(bodies) >= len(losers):
            found.append(Clause(begin, stop, tuple(bodies), parsed.deadline, rule))
        else:
            refused.append(Refused(begin, stop, "more of it are no bodies than are", rule))
    found += _plain_lines(text, start, end, region, [*found, *refused])
    found.sort(key=lambda clause: clause.start)
    return Found(tuple(_as_one(text, found)), tuple(refused), tuple(bare))


def _places(text: str, start: int, end: int) -> list[Span]:
    """Where clauses may stand: brackets, and labels outside them."""
    pairs = [
        pair for pair in brackets(text, start, end) if text[pair[0]] not in "【[〔" or not LABEL.fullmatch(text, *pair)
    ]
    covered = Spans(pairs)
    labelled = [
        place
        for place in label_places(text, start, end)
        if place[0] not in covered and not _FOOT.search(text, place[0], min(place[1] + _FOOT_WITHIN, len(text)))
    ]
    inside = Spans(labelled)
    return [*(pair for pair in pairs if pair[0] not in inside), *labelled]


def _plain_lines(
    text: str, start: int, end: int, region: Region | None, taken: list[Clause | Refused]
) -> Iterator[Clause]:
    """Lines that are a clause and nothing else (由市财政局牵头，市民政局等配合。): every name that of a body, one of them known.

    The heading that the stretch begins with is none.
    """
    covered = Spans((one.start, one.end) for one in taken)
    for line in _PLAIN_LINE.finditer(text, start, end):
        if line.start() == start or covered.touches(*line.span()):
            continue
        parsed = parse(line.group(), line.start(), "")
        if parsed is None or not all(_is_listed(piece) for group in parsed.groups for piece in group.names):
            continue
        bodies, losers = _bodies(parsed, region, "clause.line", False)
        if not losers and any(one.department.functions for one in bodies):
            yield Clause(line.start(), line.end(), tuple(bodies), parsed.deadline, "clause.line")


def _unknown_form(text: str, begin: int, stop: int, rule: str) -> Iterator[Refused]:
    inside = text[begin + 1 : stop - 1]
    if len(inside) > 4 and _SAYS.search(inside) and _NAMES_A_BODY.search(inside):
        yield Refused(begin, stop, "says who does what, in no form that is known", rule)


def _as_one(text: str, clauses: list[Clause]) -> Iterator[Clause]:
    """Clauses with nothing between them are one in what they say: bodies beside a leader in the other take part."""
    for at, clause in enumerate(clauses):
        near = [
            other
            for other in (*clauses[max(at - 1, 0) : at], *clauses[at + 1 : at + 2])
            if not text[min(clause.end, other.end) : max(clause.start, other.start)].strip()
        ]
        leads = {one.name for other in near for one in other.bodies if one.role == "lead"}
        if not leads or any(one.role == "lead" for one in clause.bodies):
            yield clause
        else:
            bodies = tuple(replace(one, role="participating") for one in clause.bodies if one.name not in leads)
            yield replace(clause, bodies=bodies or clause.bodies)


def _bare(text: str, begin: int, stop: int, end: int, region: Region | None, first_leads: bool) -> Iterator[Clause]:
    """Brackets that end a line after a sentence and list nothing but bodies that are known: （市发展改革委、各区政府）."""
    before = text[begin - 1] if begin else ""
    if before not in "。；！？\n" or not _BARE_AFTER.match(text, stop, min(stop + 2, end)):
        return
    distributor = Distributor(region)
    bodies = []
    for piece in list_of_bodies(text[begin + 1 : stop - 1], begin + 1):
        name, alias = split_alias(piece.text)
        name = distributor.name(name)
        department = identified(name, region, alias)
        if department.kind != "collective" and not department.functions and not first_leads:
            return
        bodies.append(Body(piece.text, name, "responsible", None, department, piece.start, piece.end))
    if bodies:
        yield Clause(begin, stop, tuple(_first_leads(bodies) if first_leads else bodies), None, "clause.bare")


def _bodies(parsed: Parsed, region: Region | None, rule: str, first_leads: bool) -> tuple[list[Body], list[Refused]]:
    """The bodies of a clause with their roles; a body that leads takes no other part in the same clause."""
    led = any(LEADS.search(group.role) for group in parsed.groups)
    known = sum(_is_listed(piece) for group in parsed.groups for piece in group.names)
    distributor = Distributor(region)
    bodies: list[Body] = []
    refused: list[Refused] = []
    for group in parsed.groups:
        role = _role(group, led)
        people = bool(group.names) and PERSON.fullmatch(group.names[-1].text) is not None
        for piece in group.names:
            name, alias = split_alias(piece.text)
            if people or len(name) > MAX_NAME or not (listed(name) or (known and plausible(name) and not group.people)):
                if not group.people:
                    refused.append(Refused(piece.start, piece.end, f"{name[:40]!r} does not look like a body", rule))
                continue
            name = distributor.name(name)
            department = identified(name, region, alias)
            bodies.append(Body(piece.text, name, role, group.role or None, department, piece.start, piece.end))
    if not led and (first_leads or parsed.first_leads):
        bodies = _first_leads(bodies)
    leads = {one.name for one in bodies if one.role == "lead"}
    return [one for one in bodies if one.role == "lead" or one.name not in leads], refused


def _is_listed(piece: Piece) -> bool:
    return len(piece.text) <= MAX_NAME and listed(split_alias(piece.text)[0])


def _role(group: Group, led: bool) -> Role:
    if LEADS.search(group.role):
        return "lead"
    return "participating" if led or TAKES_PART.search(group.role) else "responsible"


def _first_leads(bodies: list[Body]) -> list[Body]:
    """The bodies where the first is declared to lead; a group of bodies cannot."""
    if not bodies or is_collective(bodies[0].name):
        return bodies
    return [replace(one, role="participating" if at else "lead") for at, one in enumerate(bodies)]


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
        ("各责任单位要认真落实。", "责任单位：认真履行职责", "牵头领导：某副市长"),
    ),
    Rule(
        "clause.line",
        "a line that is a clause and nothing else: bodies, and their duties",
        _found,
        ("做好服务。\n由市财政局牵头，市民政局、市残联等配合。", "做好工作。\n市残联、市民政局按职责分工负责"),
        ("做好服务。\n市财政局负责资金安排，市审计局配合审计。", "做好工作。\n各部门共同参与，社会各界积极配合。"),
    ),
)
