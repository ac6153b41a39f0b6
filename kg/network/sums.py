"""What each document of a store contributes goes in, what the store's network says comes out.

The sums are of functions over all levels, and of two functions for each level of government.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from kg import rdf
from kg.iris import UNDETERMINED, Iris
from kg.network.counts import Contribution, Count, Counts, Key, encode, total
from kg.network.measures import Measure, measures
from kg.rdf import Node, concept, decimal, integer, pol, text
from kg.registry import Triple


class Counted(NamedTuple):
    """The contribution of the document of a name, and the revision of its graph from which it was counted."""

    name: str
    revision: str | None
    contribution: Contribution


def derive(documents: Iterable[Counted], iris: Iris) -> set[Triple]:
    """The whole network of a store, from what all its documents contribute."""
    told = list(documents)
    sums = total(placed(one, iris) for one in told)
    triples = {triple for one in told for triple in describe_contribution(one, iris)}
    triples |= {triple for key, count in sums.items() for triple in describe(key, count, iris)}
    weights: Counter[tuple[str, str]] = Counter()
    for key, count in sums.items():
        if len(key) > 1:
            weights[key[0], key[1]] += count.tasks
    functions = [key[0] for key in sums if len(key) == 1]
    return triples | describe_measures(measures(functions, weights), iris)


def placed(one: Counted, iris: Iris) -> Counts:
    """What a document contributes to the sums of a store: pairs by its level, tasks by their IRIs."""
    level = one.contribution.level or UNDETERMINED
    tasks = cache(lambda path: iris.mint("task", document=one.name, path=path))
    return {
        key if len(key) == 1 else (*key, level): count._replace(first=tasks(count.first))
        for key, count in one.contribution.counts.items()
    }


def describe(key: Key, count: Count, iris: Iris) -> set[Triple]:
    """What the network says of a function, but for its measures, or of two on a level."""
    node, first = node_of(key, iris), Node(count.first)
    if len(key) == 1:
        values = {"taskCount": integer(count.tasks), "leadCount": integer(count.leads), "firstTask": first}
        return _triples(node, values)
    one, other, level = key
    values = {
        "functionA": function_node(one, iris),
        "functionB": function_node(other, iris),
        "level": None if level == UNDETERMINED else concept("levels", level),
        "weight": integer(count.tasks),
        "leadWeight": integer(count.leads),
        "firstTask": first,
    }
    return {(node, rdf.TYPE, pol("CoResponsibility")), *_triples(node, values)}


def describe_measures(found: Mapping[str, Measure], iris: Iris) -> set[Triple]:
    """What functions are in the network."""
    return {
        triple
        for function, one in found.items()
        for triple in _triples(
            function_node(function, iris),
            {
                "strength": integer(one.strength),
                "centrality": decimal(one.centrality),
                "community": integer(one.community),
            },
        )
    }


def describe_contribution(one: Counted, iris: Iris) -> set[Triple]:
    """What is kept of a document's contribution."""
    node = contribution_node(one.name, iris)
    values = {"contribution": text(encode(one.contribution)), "revision": text(one.revision)}
    return {(node, rdf.TYPE, pol("Contribution")), *_triples(node, values)}


def node_of(key: Key, iris: Iris) -> Node:
    """The node of what is counted."""
    if len(key) == 1:
        return function_node(key[0], iris)
    return Node(iris.mint("co_responsibility", function=key[0], partner=key[1], level=key[2]))


def function_node(function: str, iris: Iris) -> Node:
    return Node(iris.mint("function", function=function))


def contribution_node(document: str, iris: Iris) -> Node:
    return Node(iris.mint("contribution", document=document))


def _triples(node: Node, values: Mapping[str, Node | ox.Literal | None]) -> set[Triple]:
    return {(node, pol(name), value) for name, value in values.items() if value is not None}
