"""The chain of plans goes in, a picture comes out as numbers: bands of levels, boxes with their lines of text, arrows.

The picture is drawn by the page; nothing here is markup. Plans of the compared field stand under each other in the first
column and are joined by arrows, the nearest last; other plans that were cited stand beside them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.compare.labels import LEVELS, Label
from api.compare.report import ChainMember

_UNKNOWN = Label("层级不明", "level unknown")
_LINE, _PAD, _HEAD, _GAP, _TAG = 22.0, 14.0, 34.0, 16.0, 20.0
_SIZE, _SMALL = 15.0, 12.5
"""Of a title's letters, and of those of a number."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide a picture is, and in how many columns; `indent` sets off what is not of the field in a single column."""

    width: float
    columns: int
    indent: float = 0.0

    @property
    def box(self) -> float:
        return (self.width - 2 * _PAD - (self.columns - 1) * _GAP) / self.columns


WIDE, NARROW = Shape(960, 3), Shape(320, 1, 26)


@dataclass(frozen=True, slots=True)
class Box:
    """A plan: its place, the words above its title, the lines of its title, and its number."""

    x: float
    y: float
    width: float
    height: float
    member: ChainMember
    tag: str
    lines: tuple[tuple[float, str], ...]
    number: str

    @property
    def kind(self) -> str:
        return self.member.role if self.member.role != "other" else "loaded" if self.member.loaded else "cited"

    @property
    def number_y(self) -> float:
        return self.y + self.height - _PAD


@dataclass(frozen=True, slots=True)
class Band:
    """A level, its place if all its plans are of one, and where its band begins and how high it is."""

    label: Label
    place: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a plan to the next below it."""

    x: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn."""

    width: float
    height: float
    label_x: float
    bands: tuple[Band, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def tag(member: ChainMember) -> str:
    """What a plan is in the chain, in words."""
    role = {"child": "本规划", "parent": "上位规划（对照）", "other": ""}[member.role]
    known = "" if member.loaded else "仅见引用"
    field = "" if member.same_field or member.role != "other" else "其他领域"
    return " · ".join(word for word in (role, known, field) if word) or "已载入"


def draw(chain: Sequence[ChainMember], shape: Shape) -> Picture:
    """The picture of a chain in a shape."""
    bands: list[Band] = []
    boxes: list[Box] = []
    y = 0.0
    for level in (*LEVELS, None):
        members = [member for member in chain if member.level == level]
        if not members:
            continue
        bottom = _fill(members, shape, y + _HEAD, boxes)
        places = {member.region_name for member in members}
        place = (places.pop() or "") if len(places) == 1 and level != "national" else ""
        place = _wrapped(place, 14, most=1)[0]
        bands.append(Band(LEVELS[level] if level else _UNKNOWN, place, y, bottom - y))
        y = bottom + _GAP
    return Picture(
        shape.width, max(y - _GAP, 0.0), shape.indent + _PAD, tuple(bands), tuple(boxes), _arrows(boxes, shape)
    )


def in_field(member: ChainMember) -> bool:
    """Whether a plan stands in the line of the compared field."""
    return member.role != "other" or member.rank is not None


def _fill(members: Iterable[ChainMember], shape: Shape, top: float, boxes: list[Box]) -> float:
    """Put a level's plans below `top`; where they end."""
    lined: list[ChainMember] = []
    beside: list[ChainMember] = []
    for member in members:
        (lined if in_field(member) else beside).append(member)
    lined.sort(key=lambda member: (member.role == "child", -(member.rank or 0)))
    foot = [top] * shape.columns
    for member in (*lined, *beside):
        side = member in beside
        first = 1 if side and shape.columns > 1 and lined else 0
        column = 0 if not side else min(range(first, shape.columns), key=lambda one: foot[one])
        indent = shape.indent if side else 0.0
        box = _box(member, _PAD + column * (shape.box + _GAP) + indent, foot[column], shape.box - indent)
        boxes.append(box)
        foot[column] = box.y + box.height + _GAP
    return max(foot) - _GAP + _PAD


def _box(member: ChainMember, x: float, y: float, width: float) -> Box:
    lines = _wrapped(member.title, (width - 2 * _PAD) / _SIZE)
    title = y + _PAD + _TAG
    placed = tuple((title + (at + 0.7) * _LINE, text) for at, text in enumerate(lines))
    height = _PAD * 2 + _TAG + len(lines) * _LINE + (_LINE if member.number else 0.0)
    number = _wrapped(member.number or "", (width - 2 * _PAD) / _SMALL, most=1)[0]
    return Box(x, y, width, height, member, tag(member), placed, number)


def _arrows(boxes: Iterable[Box], shape: Shape) -> tuple[Arrow, ...]:
    lined = sorted((box for box in boxes if in_field(box.member)), key=lambda box: box.y)
    x = _PAD + (shape.indent / 2 if shape.indent else shape.box - 2 * _PAD)
    return tuple(Arrow(x, upper.y + upper.height, lower.y) for upper, lower in pairwise(lined))


def _wrapped(text: str, places: float, most: int = 6) -> list[str]:
    """Lines of at most so many Chinese characters; what is too long for `most` lines ends in an ellipsis.

    >>> _wrapped("“十四五”残疾人保障和发展规划", 8)
    ['“十四五”残疾人', '保障和发展规划']
    """
    lines, line, used = [], "", 0.0
    for char in text:
        takes = 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.62
        if used + takes > places and char not in "，。、；：）》”】":
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += takes
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines
