"""The words of one clause go in, the names in it come out, grouped by the duty that is printed for them.

The duty follows its names (市残联牵头，市财政局按照职能分工负责) or stands before them as a label (牵头单位：市残联；责任单位：…);
labels may stand in brackets of their own (【牵头单位】市残联). A deadline among them is kept as printed. What a clause
says besides (列第一位者为牵头单位, 以下不再列出, 含开发区) is cut before its names are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from loaders.bodynames import is_phrase
from loaders.clean.mapped import Edit, Mapped
from loaders.departments import is_body
from loaders.rules.clause_words import (
    ANY_LABEL,
    DECLARED,
    DUTY,
    FIRST_LEADS,
    LABEL,
    LEADS,
    NOBODY,
    NOT_AGAIN,
    NOTE,
    REMARK,
    ROLE_NOTE,
    SAME_BELOW,
    SAYS_DUTY,
    TIME_LABEL,
    WHEN,
)
from loaders.rules.names import Piece, split_list
from ontology.regions import leading

_JOINT = re.compile(
    r"(?P<others>等[一-鿿]{0,4}?(?:有关|相关|各)?(?:部门和单位|部门单位|部门|单位|地区)(?=及|和|以及|与))?(?:以及|及其|及|和|与|会同|联合)"
)
_OTHERS = re.compile(
    r"(?<![高中初平同])等(?:[^、]{0,6}?(?:部门|单位|企业|机构|地区|地方|方面|[高院学]校|医院|协会|银行))?(?:和单位|单位)?(?:分工)?$"
)
_ZONE = re.compile(
    r"[一-鿿]{2,12}(?:新片区|新区|高新区|经开区|综保区|开发区|自贸区|示范区|试验区|保税区|园区)|(?:各)?(?:功能板块|功能区|开发园区|园区)"
)
_COUNTY = re.compile(r"[一-鿿]{2,9}[县旗区市盟州]")
_INNER = re.compile(r"[（(〈〔][^（）()〈〉〔〕]*[)）〉〕]")
_KINDS = frozenset(["单位", "企业", "地区"])
_LEVEL_WORDS = frozenset(["县", "市", "区", "旗", "盟", "州", "乡", "镇"])
_LEVELS = r"(?:[省市县区旗盟州乡镇地]|县级市|街道|[（(][^（）()]{1,12}[）)])"
_EACH = re.compile(rf"各(?:有关|相关)?{_LEVELS}{{1,4}}(?:、{_LEVELS}{{1,3}})*(?:行政公署)?")
_EACH_GOVERNMENT = re.compile(rf"{_EACH.pattern}级?(?:行署|(?:人民)?政府|管委会|党委(?:和政府)?)?")
_GOVERNMENTS = re.compile(
    rf"{_LEVELS}+级?(?:(?:人民)?政府|行政公署|管委会)(?:[（(][^（）()]*[）)])?|县级市|[市县区旗盟州乡镇]|[市县区旗乡级]+(?:各?(?:有关|相关)部门|人民政府)"
)
_JOINING = re.compile(r"^[。；，]*(?:由|会同|联合|与|和|及|以及)?")
_PLAUSIBLE = re.compile(
    r".*(?:[局委厅部办院会站所队校馆社团台网园场处科室组庭署]|中[心学]|小学|[一二三四五六七八九十]中|公司|集团|[银支分]行|单位|部门|机构|企业|"
    r"专班|机关|街道|[镇乡村区县市州旗盟]|联盟|公署)"
)
_SO_MANY_UNITS = re.compile("各?(?:项目|任务)?(?:牵头|责任|配合|成员|参与)(?:责任)?单位")


@dataclass(slots=True)
class Group:
    """Names up to a word of duty, and that word."""

    names: list[Piece] = field(default_factory=list)
    role: str = ""
    people: bool = False


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
    if not SAYS_DUTY.search(inner.replace("\n", "")) and not LABEL.search(inner):
        return None
    flat = _replaced(Mapped.whole(inner), "\n", line_break)
    flat, first = _without_remarks(flat)
    flat = _replaced(flat, "。", "；")
    words = flat.text
    labels = list(ANY_LABEL.finditer(words))
    groups: list[Group] = []
    before = words[: labels[0].start()] if labels else words
    rest, deadline = _verb_form(split_list(before), groups)
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(words)
        pieces = split_list(words[label.end() : end], label.end())
        if name := label["label"] or label["boxed"] or label["spaced"]:
            made, when = _label_form(name, pieces)
            groups += made
            deadline = when or deadline
            groups[-1].people = any(label[f"person_{form}"] for form in "bcs")
        elif TIME_LABEL.match(label.group()):
            deadline = words[label.end() : end].strip("，。；、,;( ") or None
    if rest and not labels:
        if not _goes_on(groups, rest, first):
            return None  # it does not end with a duty: a list, but no clause
        groups.append(Group(rest))
    if not groups:
        return None
    for group in groups:
        group.names = [_placed(piece, flat, start) for piece in _merged(group.names, words)]
    return Parsed(tuple(groups), deadline, first)


def list_of_bodies(inner: str, start: int) -> list[Piece]:
    """The names in brackets that hold nothing but names, each with its place; none where something else stands there."""
    flat = _replaced(Mapped.whole(inner), "\n", "")
    pieces = split_list(flat.text)
    names = [name for piece in pieces for name in _names(piece, piece.text)]
    if "。" in inner or not names or not all(listed(name.text) for name in _merged(names, flat.text)):
        return []
    return [_placed(piece, flat, start) for piece in _merged(names, flat.text)]


@lru_cache(maxsize=16384)
def listed(name: str) -> bool:
    """Whether a name may stand in a clause: a body, a zone, a region named in full."""
    bare = _INNER.sub("", name)
    if is_body(bare) or _ZONE.fullmatch(bare) or _EACH_GOVERNMENT.fullmatch(bare):
        return True
    if "、" in bare:
        parts = bare.split("、")
        return all(part in _LEVEL_WORDS or part in _KINDS or listed(part) for part in parts)
    place, length = leading(name)
    return (place is not None and length == len(name)) or bool(_COUNTY.fullmatch(name))


def plausible(name: str) -> bool:
    """Whether a name that is not known may be a body beside others that are: it ends like one, and is no phrase."""
    if _SO_MANY_UNITS.fullmatch(name):
        return True
    return (
        len(name) > 2 and _PLAUSIBLE.fullmatch(name) is not None and (not is_phrase(name) or name[0] in "市县区省州旗")
    )


# ---- What a clause says besides


def _replaced(flat: Mapped, mark: str, other: str) -> Mapped:
    """The words with a mark replaced."""
    if mark not in flat.text:
        return flat
    return flat.edit(Edit(at, at + 1, other) for at, char in enumerate(flat.text) if char == mark)


def _without_remarks(flat: Mapped) -> tuple[Mapped, bool]:
    """The clause without what it says of other clauses, and whether it says that its first body leads."""
    if NOT_AGAIN.search(flat.text):
        flat = flat.edit(Edit(*match.span()) for match in DECLARED.finditer(flat.text))
    first = FIRST_LEADS.search(flat.text)
    if first:
        flat = flat.edit([Edit(*_around(flat.text, *first.span()))])
    flat = flat.edit(Edit(*match.span()) for match in REMARK.finditer(flat.text))
    flat = flat.edit(Edit(*match.span()) for match in NOTE.finditer(flat.text))
    flat = flat.edit(Edit(*match.span(), match["does"]) for match in ROLE_NOTE.finditer(flat.text))
    same = SAME_BELOW.search(flat.text)
    return flat.edit([Edit(*same.span())] if same else []), first is not None


def _around(words: str, start: int, end: int) -> tuple[int, int]:
    """From the mark before a remark to its end; all of the bracket that it stands in."""
    begin = max(words.rfind(mark, 0, start) for mark in "，,。；;：:（(〔[")
    opened = max(words.rfind(mark, 0, start) for mark in "（(〔[")
    closing = re.search("[）)〕\\]]", words[end:])
    if opened >= 0 and closing and not re.search("[）)〕\\]]", words[opened:start]):
        return opened, end + closing.end()
    return max(begin, 0), end


# ---- The two forms


def _verb_form(pieces: list[Piece], groups: list[Group]) -> tuple[list[Piece], str | None]:
    """X、Y牵头，Z配合，年底前完成: names up to each duty make a group; the names after the last duty are left.

    Also gives the deadline that stands among them.
    """
    names: list[Piece] = []
    deadline: str | None = None
    for piece in pieces:
        if when := _when(piece):
            deadline = deadline or when
            continue
        duty = DUTY.search(piece.text.rstrip("。； "))
        names += _names(piece, piece.text[: duty.start()] if duty else piece.text)
        if duty:
            groups.append(Group(names, duty["role"] or duty["shared"]))
            names = []
    return names, deadline


def _label_form(label: str, pieces: list[Piece]) -> tuple[list[Group], str | None]:
    """责任单位：X牵头；Y、Z落实: the label's duty, but for names that carry one of their own; and a deadline among them."""
    if label.endswith("分工"):
        groups: list[Group] = []
        rest, deadline = _verb_form(pieces, groups)
        return ([*groups, Group(rest, label)] if rest or not groups else groups), deadline
    own = Group([], label)
    groups, deadline = [own], None
    for piece in pieces:
        if when := _when(piece):
            deadline = deadline or when
            continue
        duty = DUTY.search(piece.text.rstrip("。； "))
        own.names += _names(piece, piece.text[: duty.start()] if duty else piece.text)
        if duty and duty["role"] and LEADS.search(duty["role"]):
            own.role = duty["role"]
            own = Group([], label)
            groups.append(own)
    return groups, deadline


def _goes_on(groups: list[Group], rest: list[Piece], first: bool) -> bool:
    """Whether bodies without a duty end the clause: somebody leads (X牵头，Y、Z), or the first of them does."""
    if not all(listed(piece.text) for piece in rest):
        return False
    return any(LEADS.search(group.role) for group in groups) or (first and not groups)


def _when(piece: Piece) -> str | None:
    """The piece as a time; None where it is none, or a duty stands behind it."""
    words = piece.text.strip("。； ")
    if not WHEN.match(words) or listed(words):
        return None
    duty = DUTY.search(words)
    return None if duty and listed(words[: duty.start()]) else words


# ---- Names


def _names(piece: Piece, words: str) -> list[Piece]:
    """The names in a stretch between separators: 等部门 adds nobody, 及 joins two bodies, 由 and 会同 belong to none."""
    names: list[Piece] = []
    at = 0
    for joint in [*_JOINT.finditer(words), None]:
        end = joint.start() if joint else len(words)
        if joint and not joint["others"] and not _joins(words[at:end], words[joint.end() :]):
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


def _joins(name: str, other: str) -> bool:
    """Whether 和 or 及 between the two joins two bodies, and is no part of one (各县党委和政府)."""
    return listed(name) and listed(other) and not NOBODY.fullmatch(other)


def _merged(names: list[Piece], words: str) -> list[Piece]:
    """县、区政府, 各市、县级政府 and 有关部门、单位 are one collective each, though 、 stands in them."""
    merged: list[Piece] = []
    for piece in names:
        last = merged[-1] if merged else None
        near = last is not None and words[last.end : piece.start] == "、"
        each = last is not None and near and _EACH.fullmatch(last.text) and _GOVERNMENTS.fullmatch(piece.text)
        both = last is not None and near and last.text.endswith("党委") and piece.text in ("政府", "人民政府")
        if last is not None and (each or both or last.text in _LEVEL_WORDS or piece.text in _KINDS):
            merged[-1] = Piece(last.start, piece.end, words[last.start : piece.end])
        else:
            merged.append(piece)
    return merged


def _placed(piece: Piece, flat: Mapped, start: int) -> Piece:
    """The piece with its place in the document."""
    return Piece(start + flat.origin[piece.start], start + flat.origin[piece.end - 1] + 1, piece.text)
