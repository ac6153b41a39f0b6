"""A stretch of text goes in, its responsibility clauses come out: who leads, who takes part, as printed.

A clause stands in brackets (（市残联牵头，市财政局按照职能分工负责）, 〔…〕), or in lines with a label (牵头单位：…). Brackets may
nest. It is known by its end (牵头, 负责, 配合, 落实 …) or its labels, and taken only if what it lists are bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.clean.mapped import Edit, Mapped
from loaders.departments import identify, is_body
from loaders.rules.names import Distributor, Piece, split_alias, split_list
from loaders.rules.record import Rule
from ontology.model import Department, Role
from ontology.regions import Region, leading

_BRACKETS_OPEN, _BRACKETS_CLOSE = "（〔[(【﹝［", "）〕])】﹞］"
MAX_CLAUSE = 700
MAX_NAME = 60

_DUTY = re.compile(
    r"(?P<others>等(?:有关|相关|各)*(?:部门|单位|地区|部门和单位|部门单位)?)?"
    r"[，,]?(?P<how>(?:按照?|根据|依据|依)(?:照)?各?自?(?:的)?(?:职能|职责|工作职责|职责任务|任务)?(?:和)?(?:分工|职责)?)?"
    r"(?P<role>分别负责|共同负责|具体负责|牵头负责|负责落实|牵头落实|牵头组织|牵头实施|组织实施|牵头|负责|落实|配合|参与|参加|协助|协办|主办|承办)$"
)
_LABEL = re.compile(
    r"(?P<label>(?:牵头|主责|主办|责任|配合|协办|协同|参与|参加|落实|实施|承办)[一-鿿]{0,3}?(?:单位|部门|处室|主体|领导))[:：]"
)
_ANY_LABEL = re.compile(
    rf"{_LABEL.pattern}|(?:完成|办结)?(?:时限|时间(?:节点)?)[:：]|目标[一-鿿]{{0,4}}[:：]|(?:(?<=[，；。、,; ])|^)[一-鿿]{{2,8}}[:：]"
)
_SAYS_DUTY = re.compile("负责|牵头|落实|配合|参与|参加|协助|协办|主办|承办|组织实施")
_DEADLINE = re.compile("完成|时限|时间|办结")
_JOINT = re.compile(
    r"(?P<others>等[一-鿿]{0,4}?(?:有关|相关|各)?(?:部门|单位|地区)(?=及|和|以及|与))?(?:以及|及其|及|和|与|会同|联合)"
)
_WHEN = re.compile(r"(?:\d{4}年|每年|长期|持续|年内|全年|常态)[^、]{0,20}$|[^、]{0,16}(?:前|底)完成$")
_SAYS = re.compile("牵头|负责|责任单位|责任部门|配合")
_NAMES_A_BODY = re.compile("[局委厅部办会院]|政府|中心|公司|单位|残联")
_DECLARED = re.compile(r"列第一位[^。；]{0,12}牵头|以下不再列出|(?:牵头|责任)[^。；]{0,20}下同")
_OTHERS = re.compile(
    r"等(?:[省市县区]政府)?(?:有关|相关|各|[省市县区]直|[省市县区]级各?)*(?:部门|单位|地区)?(?:和单位|单位)?$"
)
_ZONE = re.compile(r"[一-鿿]{2,12}(?:新片区|新区|高新区|经开区|开发区|自贸区|示范区|试验区|保税区|园区)")
_COUNTY = re.compile(r"[一-鿿]{2,9}[县旗区市盟州]")
_INLINE_LABEL = re.compile(rf"(。)(?={_LABEL.pattern})")
_INNER = re.compile(r"[（(][^（）()]*[)）]")
_KINDS = frozenset(["单位", "企业", "地区"])
_LEVEL_WORDS = frozenset(["县", "市", "区", "旗", "盟", "州", "乡", "镇"])
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
            inside = text[inner[0] : inner[1]]
            if bracketed and len(inside) > 4 and _SAYS.search(inside) and _NAMES_A_BODY.search(inside):
                refused.append(Refused(begin, stop, "says who does what, in no form that is known", rule))
            continue
        bodies, losers = _bodies(groups, region, rule)
        refused += losers
        if bodies and len(bodies) >= len(losers):
            found.append(Clause(begin, stop, tuple(bodies), deadline, rule))
        elif bodies:
            refused.append(Refused(begin, stop, "more of it are no bodies than are", rule))
    for match in _DECLARED.finditer(text, start, end):
        refused.append(Refused(*match.span(), "a rule declared once for the whole document is not expanded", rule))
    return found, refused


def _label_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that each begin with a label (they make one clause), and a label after a full stop in a line."""
    at, run = start, (-1, -1)
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if _LABEL.match(text, at) or (run[0] >= 0 and _OTHER_LABEL.match(text, at, stop)):
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


def _groups(inner: str, start: int, line_break: str) -> tuple[list[_Group] | None, str | None]:
    """The names of a clause grouped by the duty that follows or the label that precedes them; None: no clause.

    A line break inside brackets is a stray wrap (`line_break` ""); between lines of labels it separates.
    """
    flat = Mapped.whole(inner.replace("\n", line_break) if line_break else inner)
    flat = flat.edit(Edit(at, at + 1) for at, char in enumerate(flat.text) if char == "\n")
    words = flat.text
    if len(words) < 3 or not (_LABEL.search(words) or _SAYS_DUTY.search(words)):
        return None, None
    labels = list(_ANY_LABEL.finditer(words))
    groups: list[_Group] = []
    before = words[: labels[0].start()] if labels else words
    rest, deadline = _verb_form(split_list(before), groups)
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(words)
        pieces = split_list(words[label.end() : end], label.end())
        if _LABEL.fullmatch(label.group()):
            groups += _label_form(label.group()[:-1], pieces)
        elif _DEADLINE.match(label.group()):
            deadline = words[label.end() : end].strip("，。；、,; ") or None
    if not groups or (rest and not (labels and groups)):
        return None, None  # it does not end with a duty: a list, but no clause
    for group in groups:
        group.names = [_placed(piece, flat, start) for piece in _merged(group.names, words)]
    return groups, deadline


def _verb_form(pieces: list[Piece], groups: list[_Group]) -> tuple[list[Piece], str | None]:
    """X、Y牵头，Z配合，年底前完成: names up to each duty make a group; the names after the last duty are left.

    Also gives the deadline that stands among them.
    """
    names: list[Piece] = []
    deadline: str | None = None
    for piece in pieces:
        if groups and not names and _WHEN.match(piece.text):
            deadline = piece.text.strip("。； ")
            continue
        duty = _DUTY.search(piece.text.rstrip("。； "))
        names += _names(piece, piece.text[: duty.start()] if duty else piece.text)
        if duty:
            groups.append(_Group(names, duty["role"]))
            names = []
    return names, deadline


def _label_form(label: str, pieces: list[Piece]) -> list[_Group]:
    """责任单位：X牵头；Y、Z落实: the label's duty, but for names that carry one of their own."""
    own = _Group([], label)
    groups = [own]
    for piece in pieces:
        duty = _DUTY.search(piece.text.rstrip("。； "))
        own.names += _names(piece, piece.text[: duty.start()] if duty else piece.text)
        if duty and _LEADS.search(duty["role"]):
            own.role = duty["role"]
            own = _Group([], label)
            groups.append(own)
    return groups


def _names(piece: Piece, words: str) -> list[Piece]:
    """The names in a stretch between separators: 等部门 adds nobody, 及 joins two bodies, 由 and 会同 belong to none."""
    names: list[Piece] = []
    at = 0
    for joint in [*_JOINT.finditer(words), None]:
        end = joint.start() if joint else len(words)
        if joint and not joint["others"] and not (_listed(words[at:end]) and _listed(words[joint.end() :])):
            continue
        name = words[at:end]
        skip = _JOINING.match(name)
        begin = at + (skip.end() if skip else 0)
        name = words[begin:end].rstrip("。 ")
        name = _OTHERS.sub("", name)
        if name:
            names.append(Piece(piece.start + begin, piece.start + begin + len(name), name))
        at = joint.end() if joint else end
    return names


def _listed(name: str) -> bool:
    """Whether a name may stand in a clause: a body, a zone, a region named in full."""
    bare = _INNER.sub("", name)
    if is_body(bare) or _ZONE.fullmatch(bare):
        return True
    if "、" in bare:
        parts = bare.split("、")
        return all(part in _LEVEL_WORDS or part in _KINDS or _listed(part) for part in parts)
    place, length = leading(name)
    return (place is not None and length == len(name)) or bool(_COUNTY.fullmatch(name))


def _merged(names: list[Piece], words: str) -> list[Piece]:
    """县、区政府 and 有关部门、单位 are one collective each, though 、 stands in them."""
    merged: list[Piece] = []
    for piece in names:
        last = merged[-1] if merged else None
        if last is not None and (last.text in _LEVEL_WORDS or piece.text in _KINDS):
            merged[-1] = Piece(last.start, piece.end, words[last.start : piece.end])
        else:
            merged.append(piece)
    return merged


def _placed(piece: Piece, flat: Mapped, start: int) -> Piece:
    """The piece with its place in the document."""
    return Piece(start + flat.origin[piece.start], start + flat.origin[piece.end - 1] + 1, piece.text)


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
            if len(name) > MAX_NAME or not _listed(name):
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
        ("做好服务。\n牵头单位：市民政局\n责任单位：市财政局、市人社局", "做好工作。责任单位：市残联。"),
        ("各责任单位要认真落实。", "责任单位：认真履行职责"),
    ),
)
