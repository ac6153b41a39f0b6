"""The nodes and weighted edges of a network go in, what each node is in it comes out.

Nothing depends on the order in which they are given, and nothing needs numpy.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Around = list[list[tuple[int, int]]]
"""The neighbours of each node, with the weights."""

_DAMPING = 0.85
_POWERS = 20
_ROUNDS = 100
_SEED = 1


@dataclass(frozen=True, slots=True)
class Measure:
    """What a node is in its network.

    `strength` is the sum of its edges' weights. `centrality` is greater the nearer it is to others that are well connected:
    Katz's, which every network has, with a damping of 0.85; its squares add up to one. `community` is the number of its
    group by the method of Louvain, the largest being 1.
    """

    strength: int
    centrality: float
    community: int


def measures(nodes: Iterable[str], weights: Mapping[tuple[str, str], int]) -> dict[str, Measure]:
    """The measures of each node; every end of an edge must be among the nodes.

    >>> found = measures("abcd", {("a", "b"): 3, ("b", "c"): 1})
    >>> [(node, one.strength, one.centrality, one.community) for node, one in found.items()]
    [('a', 3, 0.654415, 1), ('b', 4, 0.696108, 1), ('c', 1, 0.280196, 1), ('d', 0, 0.093086, 2)]
    """
    import networkx as nx  # a quarter of a second, for nothing where no network is measured

    names = sorted(set(nodes))
    numbers = {name: number for number, name in enumerate(names)}  # unlike texts, they have one order in every set
    graph = nx.Graph()
    graph.add_nodes_from(range(len(names)))
    graph.add_weighted_edges_from(
        (numbers[one], numbers[other], weight) for (one, other), weight in sorted(weights.items())
    )
    strengths, central = dict(graph.degree(weight="weight")), _centralities(graph)
    groups = nx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    communities = {
        node: number
        for number, group in enumerate(sorted(groups, key=lambda group: (-len(group), min(group))), start=1)
        for node in group
    }
    return {
        name: Measure(strengths[number], round(central[number], 6), communities[number])
        for name, number in numbers.items()
    }


def _centralities(graph: nx.Graph) -> list[float]:
    """Katz's centrality of each node: one, and what its neighbours have, by weight and damped.

    Made here, since that of networkx takes ten times as long without numpy.
    """
    around: Around = [[(other, edge["weight"]) for other, edge in graph[node].items()] for node in graph]
    factor = _DAMPING / (_greatest_eigenvalue(around) or 1.0)
    vector = [1.0] * len(around)
    for _ in range(_ROUNDS):
        vector = [1.0 + factor * length for length in _image(vector, around)]
    whole = math.hypot(*vector)
    return [length / whole for length in vector]


def _greatest_eigenvalue(around: Around) -> float:
    """A number that the greatest eigenvalue of the weights does not exceed, and is close to.

    By Collatz and Wielandt, no eigenvalue exceeds the greatest ratio of a positive vector's image to the vector itself;
    powers bring the vector close to where that ratio is the eigenvalue.
    """
    vector, ratio = [1.0] * len(around), 0.0
    for _ in range(_POWERS if any(around) else 0):
        image = _image(vector, around)
        ratio = max(map(operator.truediv, image, vector))
        vector = [length * ratio + moved for length, moved in zip(vector, image, strict=True)]  # always positive
        longest = max(vector)
        vector = [length / longest for length in vector]
    return ratio


def _image(vector: list[float], around: Around) -> list[float]:
    return [sum([vector[other] * weight for other, weight in near]) for near in around]
