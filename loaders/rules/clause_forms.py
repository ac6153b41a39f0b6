"""The words of one clause go in, the names in it come out, grouped by the duty that is printed for them.

The duty follows its names (市残联牵头，市财政局按照职能分工负责) or stands before them as a label (牵头单位：市残联；责任单位：…);
labels may stand in brackets of their own (【牵头单位】市残联). A deadline among them is kept as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.clean.mapped import Edit, Mapped
from loaders.departments import is_body
from loaders.rules.names import Piece, split_list
from ontology.regions import leading

_LABEL_WORDS = (
    r"(?:牵头|主责|主办|主管|首要|责任|配合|协办|协同|协作|参与|参加|落实|实施|承办|负责|承担)"
    r"[一-鿿]{0,4}?(?:单位|部门|处室|科室|主体|领导|机构|地区)"
)
LABEL = re.compile(rf"(?:[【\[〔](?P<boxed>{_LABEL_WORDS})[】\]〕][:：]?|(?P<label>{_LABEL_WORDS})[:：])")
"""What stands before the names that it gives a duty: 牵头单位：, 【责任单位】."""

LEADS = re.compile("牵头|主办|主责|承办|首要")
TAKES_PART = re.compile("配合|参与|参加|协")
FIRST_LEADS = re.compile(
    r"[，,。；;（(]?(?:其中)?[，,]?(?:责任单位中)?(?:排名?|列|位列|位于|居|排列)?在?(?:第一|首)(?:位|个|名)?(?:的|者)*(?:责任)?(?:单位|部门)?"
    r"(?:为|是|系)(?:本项)?(?:任务)?(?:的)?牵头(?:责任)?(?:单位|部门)?(?:[，,、]?(?P<on>(?:以)?下(?:均)?同))?[）)]?"
)
"""A declaration that the first of a list leads: 列第一位者为牵头单位, 下同 where it holds from there on."""

_DUTY = re.compile(
    r"(?P<others>等(?:有关|相关|各)*(?:部门|单位|地区|部门和单位|部门单位)?)?"
    r"[，,]?(?P<how>(?:按照?|根据|依据|依)(?:照)?各?自?(?:的)?(?:职能|职责|工作职责|职责任务|任务)?(?:和)?(?:分工|职责)?)?"
    r"(?P<role>分别负责|共同负责|具体负责|牵头负责|负责落实|牵头落实|牵头组织|牵头实施|组织实施|牵头|负责|落实|配合|参与|参加|协助|协办|主办|承办)$"
)
_ANY_LABEL = re.compile(
    rf"{LABEL.pattern}|(?:完成|办结)?(?:时限|时间(?:节点)?)[:：]|目标[一-鿿]{{0,4}}[:：]|(?:(?<=[，；。、,; ])|^)[一-鿿]{{2,8}}[:：]"
)
_SAYS_DUTY = re.compile("负责|牵头|落实|配合|参与|参加|协助|协办|主办|承办|组织实施")
_DEADLINE = re.compile("完成|时限|时间|办结|期限|进度")
_JOINT = re.compile(
    r"(?P<others>等[一-鿿]{0,4}?(?:有关|相关|各)?(?:部门和单位|部门单位|部门|单位|地区)(?=及|和|以及|与))?(?:以及|及其|及|和|与|会同|联合)"
)
_WHEN = re.compile(
    r"(?:\d{4}年|每年|长期|持续|年内|全年|常态|\d{1,2}月)[^、]{0,20}$|[^、]{0,16}(?:前|底)(?:完成|取得[^、]{2,8}|启动|见效)[^、]{0,8}$"
)
_OTHERS = re.compile(
    r"等(?:[省市县区]政府)?(?:有关|相关|各|[省市县区]直|[省市县区]级各?)*(?:部门|单位|地区)?(?:和单位|单位)?$"
)
_ZONE = re.compile(r"[一-鿿]{2,12}(?:新片区|新区|高新区|经开区|开发区|自贸区|示范区|试验区|保税区|园区)")
_COUNTY = re.compile(r"[一-鿿]{2,9}[县旗区市盟州]")
_INNER = re.compile(r"[（(][^（）()]*[)）]")
_KINDS = frozenset(["单位", "企业", "地区"])
_LEVEL_WORDS = frozenset(["县", "市", "区", "旗", "盟", "州", "乡", "镇"])
_EACH = re.compile("各(?:市|县|区|旗|盟|州|市州|市（州）|盟市|旗县|县区|县（市、区）)")
_GOVERNMENTS = re.compile(
    "(?:[省市县区旗盟州]|[（(][^（）()]*[)）])+级?(?:人民)?政府|[市县区旗乡级]+(?:各?(?:有关|相关)部门|人民政府)"
)
_JOINING = re.compile(r"^(?:由|会同|联合|与|和|及|以及)")


@dataclass(slots=True)
class Group:
    """Names up to a word of duty, and that word."""

    names: list[Piece] = field(default_factory=list)
    role: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A clause taken apart: its groups in order, its deadline as printed, whether the first that is named leads."""

    groups: tuple[Group, ...]
    deadline: str | None
    first_leads: bool


def parse(inner: str, start: int, line_break: str) -> Parsed | None:
    """The clause whose words stand at `start`; None where they are no clause.

    A line break inside brackets is a stray wrap (`line_break` ""); between lines of labels it separates.
    """
    flat = Mapped.whole(inner.replace("\n", line_break) if line_break else inner)
    flat = flat.edit(Edit(at, at + 1) for at, char in enumerate(flat.text) if char == "\n")
    first = FIRST_LEADS.search(flat.text)
    if first:
        flat = flat.edit([Edit(*first.span())])
    words = flat.text
    if len(words) < 3 or not (LABEL.search(words) or _SAYS_DUTY.search(words)):
        return None
    labels = list(_ANY_LABEL.finditer(words))
    groups: list[Group] = []
    before = words[: labels[0].start()] if labels else words
    rest, deadline = _verb_form(split_list(before), groups)
    if labels and not groups:
        deadline = next((piece.text for piece in rest if _WHEN.match(piece.text)), deadline)
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(words)
        pieces = split_list(words[label.end() : end], label.end())
        if name := label["label"] or label["boxed"]:
            groups += _label_form(name, pieces)
        elif _DEADLINE.match(label.group()):
            deadline = words[label.end() : end].strip("，。；、,; ") or None
    if not groups or (rest and not (labels and groups)):
        return None  # it does not end with a duty: a list, but no clause
    for group in groups:
        group.names = [_placed(piece, flat, start) for piece in _merged(group.names, words)]
    return Parsed(tuple(groups), deadline, first is not None)


def list_of_bodies(inner: str, start: int) -> list[Piece]:
    """The names in brackets that hold nothing but names, each with its place; none where something else stands there."""
    flat = Mapped.whole(inner)
    flat = flat.edit(Edit(at, at + 1) for at, char in enumerate(flat.text) if char == "\n")
    pieces = split_list(flat.text)
    names = [name for piece in pieces for name in _names(piece, piece.text)]
    if "。" in inner or not names or not all(listed(name.text) for name in _merged(names, flat.text)):
        return []
    return [_placed(piece, flat, start) for piece in _merged(names, flat.text)]


def _verb_form(pieces: list[Piece], groups: list[Group]) -> tuple[list[Piece], str | None]:
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
            groups.append(Group(names, duty["role"]))
            names = []
    return names, deadline


def _label_form(label: str, pieces: list[Piece]) -> list[Group]:
    """责任单位：X牵头；Y、Z落实: the label's duty, but for names that carry one of their own."""
    own = Group([], label)
    groups = [own]
    for piece in pieces:
        duty = _DUTY.search(piece.text.rstrip("。； "))
        own.names += _names(piece, piece.text[: duty.start()] if duty else piece.text)
        if duty and LEADS.search(duty["role"]):
            own.role = duty["role"]
            own = Group([], label)
            groups.append(own)
    return groups


def _names(piece: Piece, words: str) -> list[Piece]:
    """The names in a stretch between separators: 等部门 adds nobody, 及 joins two bodies, 由 and 会同 belong to none."""
    names: list[Piece] = []
    at = 0
    for joint in [*_JOINT.finditer(words), None]:
        end = joint.start() if joint else len(words)
        if joint and not joint["others"] and not (listed(words[at:end]) and listed(words[joint.end() :])):
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


def listed(name: str) -> bool:
    """Whether a name may stand in a clause: a body, a zone, a region named in full."""
    bare = _INNER.sub("", name)
    if is_body(bare) or _ZONE.fullmatch(bare):
        return True
    if "、" in bare:
        parts = bare.split("、")
        return all(part in _LEVEL_WORDS or part in _KINDS or listed(part) for part in parts)
    place, length = leading(name)
    return (place is not None and length == len(name)) or bool(_COUNTY.fullmatch(name))


def _merged(names: list[Piece], words: str) -> list[Piece]:
    """县、区政府, 各市、县级政府 and 有关部门、单位 are one collective each, though 、 stands in them."""
    merged: list[Piece] = []
    for piece in names:
        last = merged[-1] if merged else None
        each = last is not None and _EACH.fullmatch(last.text) and _GOVERNMENTS.fullmatch(piece.text)
        if last is not None and (each or last.text in _LEVEL_WORDS or piece.text in _KINDS):
            merged[-1] = Piece(last.start, piece.end, words[last.start : piece.end])
        else:
            merged.append(piece)
    return merged


def _placed(piece: Piece, flat: Mapped, start: int) -> Piece:
    """The piece with its place in the document."""
    return Piece(start + flat.origin[piece.start], start + flat.origin[piece.end - 1] + 1, piece.text)
