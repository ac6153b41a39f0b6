"""What is known of documents and of what they are based on goes in, the plans above each plan and before it come out.

A plan is made under those that its basis clause names (根据…制定本规划), or that it says it carries out, and that belong to a
region around its own; through a loaded one also under those that it is made under itself. The tree of regions alone never
adds one, and an outline of the own level (纲要) is cited and is none. What comes before a plan is the latest of its region
and field for an earlier period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kg.cascade.fields import likeness, same_field
from kg.registry import region_path
from kg.titles import unwrapped
from loaders.titles import LAW, PLAN

Period = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document, loaded or only cited. `region` is a code, `period` its first and last year."""

    node: str
    title: str
    region: str | None
    period: Period = (None, None)
    number: str | None = None
    kind: str | None = None
    loaded: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """A document is based on another, or carries it out; `proofs` are the IRIs of the evidence."""

    child: str
    parent: str
    proofs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Above:
    """A plan under which another is made.

    `rank` counts those of the same field from the nearest, `distance` their regions: several of one city are at the same
    distance. Both are None for a plan of another field. `direct` tells whether the plan itself names it.
    """

    child: Known
    parent: Known
    same_field: bool
    rank: int | None
    distance: int | None
    direct: bool
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan stands: those above it, the nearest of its field first, and the one before it."""

    above: tuple[Above, ...]
    before: Known | None


KnownOf = Callable[[str], Known | None]
BasesOf = Callable[[str], Sequence[Basis]]


def above(child: Known, known: KnownOf, bases: BasesOf) -> tuple[Above, ...]:
    """The plans above one: of its field by their nearness, then the others."""
    found = _reached(child, known, bases)
    depth = {code: at for at, code in enumerate(region_path(child.region))} if child.region else {}
    same = [one for one in found.values() if same_field(child.title, one[0].title)]
    same.sort(key=lambda one: (depth[one[0].region or ""], -likeness(child.title, one[0].title), one[0].node))
    others = [one for one in found.values() if one not in same]
    others.sort(key=lambda one: (depth[one[0].region or ""], one[0].title, one[0].node))
    result: list[Above] = []
    for distance, (_, group) in enumerate(groupby(same, key=lambda one: one[0].region), start=1):
        for parent, direct, proofs in group:
            result.append(Above(child, parent, True, len(result) + 1, distance, direct, proofs))
    return (*result, *(Above(child, parent, False, None, None, direct, proofs) for parent, direct, proofs in others))


def before(child: Known, beside: Iterable[Known]) -> Known | None:
    """The latest plan of the same region and field for a period that ended before this one begins."""
    start = child.period[0]
    earlier = [
        one
        for one in beside
        if one.node != child.node
        and start is not None
        and one.period[1] is not None
        and one.period[1] < start
        and same_field(child.title, one.title)
    ]
    return max(earlier, key=lambda one: (one.period[1] or 0, one.node), default=None)


_Reached = tuple[Known, bool, tuple[str, ...]]


def _reached(child: Known, known: KnownOf, bases: BasesOf) -> dict[str, _Reached]:
    """The plans that a plan names as its basis, and those that these name; with whether it does so itself, and the proofs."""
    found: dict[str, _Reached] = {}
    ways = [(basis, True) for basis in bases(child.node)]
    while ways:
        basis, direct = ways.pop(0)
        parent = known(basis.parent)
        if parent is None or basis.parent in found or not _is_above(child, parent):
            continue
        found[basis.parent] = (parent, direct, basis.proofs)
        if parent.loaded and same_field(child.title, parent.title):
            ways += [(further, False) for further in bases(parent.node) if _is_of_field(child, further, known)]
    return found


def _is_of_field(child: Known, basis: Basis, known: KnownOf) -> bool:
    """Through another plan only those of the same field are reached: its other bases are its own affair."""
    parent = known(basis.parent)
    return parent is not None and same_field(child.title, parent.title)


def _is_above(child: Known, parent: Known) -> bool:
    """Whether a document is a plan of a region around the child's, for a period that is not over when the child's begins."""
    if not _is_plan(parent):
        return False
    if child.region is None or parent.region is None or parent.region == child.region:
        return False
    start, end = child.period[0], parent.period[1]
    over = start is not None and end is not None and end < start
    return parent.region in region_path(child.region) and not over


def _is_plan(document: Known) -> bool:
    """Whether a document is a plan; one that is only cited is judged by its title."""
    if document.kind is not None:
        return document.kind == "plan"
    title = unwrapped(document.title)
    return bool(PLAN.search(title)) and not LAW.search(title)
