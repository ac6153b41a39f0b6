"""What a fact said goes in, where it is found now comes out: by its kind, values, path and words; None where unsure.

What must agree grows looser step by step, and each step must give one fact. A fact of other values is another fact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.decisions.held import Held
from kg.decisions.kinds import Kind, kinds
from kg.decisions.values import Fact, Known, Pairs
from kg.rdf import Node

BY_WHOM = frozenset({"method", "score"})
"""What tells who says that a link holds, and how surely."""

_Test = Callable[[Known], bool]


def find(
    held: Held, fact: Fact, document: Node | None, parent: Node | None = None, *, rejected: bool = False
) -> Known | None:
    """The fact that says now what was judged. Where a link was `rejected`, its relation may be another one."""
    kind = kinds()[fact.kind]
    if document is None:
        iri = fact.get("iri")
        return held.known(Node(held.iris.base + iri)) if iri else None
    if kind.name == "Document":
        return held.known(document)
    same = [one for one in held.document(document).of_kind(kind.name) if _is_same(kind, one, fact, parent, rejected)]
    for step in _steps(kind, fact):
        found = narrowed([one for one in same if step(one)], fact)
        if found is not None:
            return found
    return None


def find_read(held: Held, fact: Fact, document: Node, parent: Node | None, changes: Pairs = ()) -> Known | None:
    """The fact that says what a person added, if there is one; where it was a correction, also all that was changed."""
    kind = kinds()[fact.kind]
    upper = _upper(kind)
    for one in held.document(document).of_kind(kind.name):
        if (
            _is_same(kind, one, fact, parent, False)
            and (one.fact.path, one.fact.get(upper)) == (fact.path, fact.get(upper))
            and _overlap(one.fact.quote, fact.quote)
            and all(_value(one.fact, name) == value for name, value in changes if name not in BY_WHOM)
        ):
            return one
    return None


def _value(fact: Fact, name: str) -> str:
    match name:
        case "path":
            return fact.path or ""
        case "quote":
            return fact.quote or ""
    return fact.get(name) or ""


def narrowed(found: Sequence[Known], fact: Fact) -> Known | None:
    """The one among facts that say the same whose surroundings agree, or which is as many-th of as many."""
    if len(found) < 2:
        return found[0] if found else None
    before, after = fact.around
    tests: tuple[_Test, ...] = (
        lambda one: one.fact.around == fact.around,
        lambda one: bool(before) and one.fact.around[0] == before,
        lambda one: bool(after) and one.fact.around[1] == after,
        lambda one: one.fact.nth == fact.nth,
    )
    for test in tests:
        left = [one for one in found if test(one)]
        if len(left) == 1:
            return left[0]
    return None


def _is_same(kind: Kind, one: Known, fact: Fact, parent: Node | None, rejected: bool) -> bool:
    """Whether a fact has the values that tell what was judged; what a link joins is looked at step by step."""
    values, judged = dict(one.fact.values), dict(fact.values)
    if kind.link:
        if one.parent != parent:
            return False
        loose = {_upper(kind)} | ({"relation"} if rejected else set())
        values, judged = ({name: said for name, said in side.items() if name not in loose} for side in (values, judged))
    return kind.telling(values) == kind.telling(judged)


def _steps(kind: Kind, fact: Fact) -> tuple[_Test, ...]:
    def path(one: Known) -> bool:
        return one.fact.path == fact.path

    def quote(one: Known) -> bool:
        return one.fact.quote == fact.quote

    if kind.link:
        upper = _upper(kind)

        def ends(one: Known) -> bool:
            return path(one) and one.fact.get(upper) == fact.get(upper)

        def titles(one: Known) -> bool:
            return any(fact.around) and one.fact.around == fact.around

        return (lambda one: ends(one) and titles(one), titles) if any(fact.around) else (ends,)
    steps: list[_Test] = [lambda one: quote(one) and path(one), quote]
    if any(kind.telling(dict(fact.values))):
        steps.append(lambda one: path(one) and fact.path is not None)
    if kind.titled:
        steps.append(lambda one: True)
    return tuple(steps)


def _upper(kind: Kind) -> str:
    """The property of a link that is its upper end."""
    return next((one.name for one in kind.properties if one.type == "upper end"), "")


def _overlap(one: str | None, other: str | None) -> bool:
    return one == other or (one is not None and other is not None and (one in other or other in one))
