"""A document's graph goes in, who takes part in the same tasks by it comes out, counted.

What is counted are functions (部门职能), so that 民政部, 民政厅 and 民政局 are one; two of them share a task where two bodies do.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import pyoxigraph as ox

from kg import rdf
from kg.iris import Iris
from kg.rdf import Node, Subject, pol
from kg.said import value_of

Key = tuple[str, ...]
"""What is counted: (name,), or (name, name) in their order, or (function, function, level) in the sums of a store."""


class Count(NamedTuple):
    """How many tasks, in how many of them one concerned leads, and the first of them: by its IRI, in a contribution by
    its path."""

    tasks: int
    leads: int
    first: str

    def plus(self, other: Count) -> Count:
        return Count(self.tasks + other.tasks, self.leads + other.leads, min(self.first, other.first))


Counts = dict[Key, Count]
NONE = Count(0, 0, "")


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one document, which is of a level of government if that is known, adds to the network."""

    level: str | None
    counts: Mapping[Key, Count]


def contribution(quads: Iterable[ox.Quad], iris: Iris) -> Contribution:
    """What a document's graph adds to the network."""
    held = list(quads)
    levels = (quad.object for quad in held if quad.predicate == pol("level"))
    level = next((rdf.notation("levels", level) for level in levels if isinstance(level, Node)), None)
    counts = tally(participation(held), functions_of(held, iris))
    paths = {task: _path(task, iris) for task in {count.first for count in counts.values()}}
    return Contribution(level, {key: count._replace(first=paths[count.first]) for key, count in counts.items()})


def predicates() -> tuple[Node, ...]:
    """The properties from which a contribution is counted: no others need be read."""
    return (*roles(), rdf.REFERENCES, rdf.SUBJECT, pol("level"))


def roles() -> dict[Node, bool]:
    """The properties from a task to its bodies, and whether these lead it."""
    return {pol("leadDepartment"): True, pol("responsibleDepartment"): False, pol("participatingDepartment"): False}


def participation(quads: Iterable[ox.Quad]) -> dict[str, dict[str, bool]]:
    """The tasks of a document's graph with the bodies that take part in each, and whether they lead it."""
    leading = roles()
    tasks: dict[str, dict[str, bool]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate in leading:
            bodies, body = tasks[value_of(quad.subject)], value_of(quad.object)
            bodies[body] = leading[quad.predicate] or bodies.get(body, False)
    return tasks


def functions_of(quads: Iterable[ox.Quad], iris: Iris) -> dict[str, set[str]]:
    """The functions of the bodies of a document's graph, by what its mentions of them say."""
    bodies: dict[Subject, str] = {}
    said: dict[Subject, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == rdf.REFERENCES:
            bodies[quad.subject] = value_of(quad.object)
        elif quad.predicate == rdf.SUBJECT and (function := iris.parse(value_of(quad.object))) is not None:
            said[quad.subject].add(str(function.fields["function"]))
    return {bodies[mention]: functions for mention, functions in said.items() if mention in bodies}


def tally(tasks: Mapping[str, Mapping[str, bool]], names: Mapping[str, Iterable[str]]) -> Counts:
    """In how many tasks each name, and each two names of two bodies, take part.

    >>> tasks = {"t1": {"民政局": True, "文旅局": False}, "t2": {"文旅局": True}}
    >>> found = tally(tasks, {"民政局": ["affairs"], "文旅局": ["culture", "tourism"]})
    >>> found["culture",], found["affairs", "culture"], ("culture", "tourism") in found
    (Count(tasks=2, leads=1, first='t1'), Count(tasks=1, leads=1, first='t1'), False)
    """
    counts: list[Counts] = []
    for task, bodies in tasks.items():
        named = [(name, body) for body in bodies for name in names.get(body, ())]
        leading = {name for name, body in named if bodies[body]}
        keys: set[Key] = {(name,) for name, _ in named}
        keys |= {(min(a, b), max(a, b)) for (a, x), (b, y) in combinations(named, 2) if a != b and x != y}
        counts.append({key: Count(1, int(not leading.isdisjoint(key)), task) for key in keys})
    return total(counts)


def total(parts: Iterable[Mapping[Key, Count]]) -> Counts:
    """Counts added up."""
    found: Counts = {}
    for part in parts:
        for key, count in part.items():
            held = found.get(key)
            found[key] = count if held is None else held.plus(count)
    return found


def encode(what: Contribution) -> str:
    """A contribution as the store keeps it, always in the same words."""
    counts = {" ".join(key): list(count) for key, count in sorted(what.counts.items())}
    return json.dumps({"level": what.level, "counts": counts}, ensure_ascii=False, separators=(",", ":"))


def decode(kept: str) -> Contribution:
    """The inverse of `encode`.

    >>> decode('{"level":"county","counts":{"health":[2,1,"一/1"]}}').counts
    {('health',): Count(tasks=2, leads=1, first='一/1')}
    """
    said = json.loads(kept)
    return Contribution(said["level"], {tuple(key.split(" ")): Count(*count) for key, count in said["counts"].items()})


def _path(task: str, iris: Iris) -> str:
    resource = iris.parse(task)
    if resource is None or resource.kind != "task":
        raise ValueError(f"expected the IRI of a task, found {task}")
    return str(resource.fields["path"])
