"""What an outline is: a tree of headings with the text under each, the 专栏 apart, and what looked like a heading and is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.clean import Line


@dataclass(slots=True)
class Node:
    """A heading: `title_start:title_end` its words, `lines` its own paragraphs (those of its items excluded).

    `start:end` spans those that follow the heading without a break. An annex (`kind` "annex") holds what stands in it and
    is no heading itself: its name is in no path.
    """

    kind: str
    printed: str
    value: int
    start: int
    title_start: int
    title_end: int
    end: int
    path: str = ""
    lines: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def depth(self) -> int:
        """1 for a chapter, 0 for an annex."""
        above = 0 if self.parent is None else self.parent.depth
        return above + (self.kind != "annex")

    @property
    def prefix(self) -> str:
        """What the paths of its items begin with."""
        return "" if self.kind == "annex" else f"{self.path}/"


@dataclass(slots=True)
class BoxNode:
    """A 专栏: its head, its lines, its items; `path` is where it stands."""

    number: str | None
    start: int
    title_start: int
    title_end: int
    end: int
    path: str | None
    items: list[Node] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """`front` are the lines before the first heading, `captions` lines that stand outside the text, `refused` lines that
    begin like a heading and are none, each with the reason."""

    front: list[Line]
    roots: list[Node]
    boxes: list[BoxNode]
    captions: list[Line]
    numbered: bool
    refused: list[tuple[Line, str]] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """All headings in order."""
        for root in self.roots:
            yield from root.walk()
