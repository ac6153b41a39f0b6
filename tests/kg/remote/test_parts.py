"""The parts that need no server: the mirror against what it mirrors, and changes cut into requests."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pyoxigraph as ox
import pytest

from kg.change import Update
from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote.dialect import Limits
from kg.remote.mirror import AFTER, SMALL, Mirror, Pattern, Place
from kg.remote.steps import steps

TERMS = [Node(f"urn:{one}") for one in "abcdef"]
PREDICATES, GRAPHS = TERMS[:3], TERMS[:3]
UNLIMITED = Limits()


class Far:
    """A store that counts how often it is asked; `size` is what it says it has."""

    def __init__(self, size: int) -> None:
        self.quads = ox.Store()
        self.asked = 0
        self.size = size

    def fetch(self, pattern: Pattern) -> Iterable[ox.Quad]:
        self.asked += 1
        return self.quads.quads_for_pattern(*pattern)

    def is_small(self, graph: Place | None, limit: int) -> bool:
        self.asked += 1
        return self.size <= limit


@pytest.mark.parametrize("size", [SMALL, SMALL + 1], ids=["small enough to hold all", "too large"])
@pytest.mark.parametrize("seed", range(8))
def test_the_mirror_gives_what_the_store_has(size: int, seed: int) -> None:
    random, far = Random(seed), Far(size)
    mirror = Mirror(far)

    def some() -> frozenset[ox.Quad]:
        quads = (map(random.choice, (TERMS, PREDICATES, TERMS, GRAPHS)) for _ in range(random.randrange(6)))
        return frozenset(ox.Quad(*terms) for terms in quads)

    for _ in range(300):
        if random.random() < 0.2:
            drop = frozenset(random.sample(GRAPHS, 1)) if random.random() < 0.2 else frozenset()
            update = Update(drop, some(), some())
            for graph in update.drop:
                far.quads.remove_graph(graph)
            for quad in update.delete:
                far.quads.remove(quad)
            far.quads.extend(update.insert)
            mirror.write(update)
        pattern: Pattern = tuple(  # type: ignore[assignment]
            random.choice([None, random.choice(terms)]) for terms in (TERMS, PREDICATES, TERMS, GRAPHS)
        )
        assert set(mirror.match(pattern)) == set(far.quads.quads_for_pattern(*pattern))


def test_the_mirror_asks_once() -> None:
    far = Far(SMALL)
    mirror = Mirror(far)
    for predicate in PREDICATES:
        list(mirror.match((TERMS[0], predicate, None, None)))
    assert far.asked == 1, "what a thing says is asked for in one"
    for at in range(AFTER + 50):
        list(mirror.match((Node(f"urn:{at}"), None, None, None)))
    assert mirror.has_all()
    assert far.asked == AFTER + 2, "after many look-ups, whether all is small enough, and all"
    mirror.forget()
    assert not mirror.has_all()


def quads(count: int, graph: str = "g", text: str = "x") -> frozenset[ox.Quad]:
    place = Node(f"urn:{graph}")
    return frozenset(ox.Quad(Node(f"urn:{at}"), TERMS[0], ox.Literal(text), place) for at in range(count))


NOTHING: frozenset[ox.Quad] = frozenset()
DROP = frozenset({Node("urn:old")})


@pytest.mark.parametrize(
    ("update", "limits", "operations"),
    [
        (Update(DROP, quads(9), quads(9, "h")), UNLIMITED, [["DROP", "DELETE", "INSERT"]]),
        (Update(DROP, quads(2), quads(2, "h")), Limits(quads=4, size=9999), [["DROP", "DELETE", "INSERT"]]),
        (Update(DROP, quads(2), quads(3, "h")), Limits(quads=4, size=9999), [["DROP", "DELETE"], ["INSERT"]]),
        (Update(frozenset(), NOTHING, quads(5)), Limits(quads=2, size=9999), [["INSERT"]] * 3),
        (Update(frozenset(), NOTHING, quads(2, text="长" * 100)), Limits(quads=9, size=500), [["INSERT"]] * 2),
        # Virtuoso deletes no text with a language from the first of two graphs in one operation.
        (Update(frozenset(), quads(1) | quads(1, "h"), NOTHING), Limits(quads=9, size=9999), [["DELETE", "DELETE"]]),
        (Update(frozenset(), NOTHING, NOTHING), Limits(quads=9, size=9999), []),
    ],
)
def test_steps(update: Update, limits: Limits, operations: list[list[str]]) -> None:
    texts = steps(update, limits, "here")
    assert [[part.split()[0] for part in text.split(" ; ")] for text in texts] == operations
    store = ox.Store()
    store.extend([*quads(9), ox.Quad(TERMS[0], TERMS[0], TERMS[0], Node("urn:old"))])
    wanted = {quad for quad in store if quad.graph_name not in update.drop} - update.delete | update.insert
    for _ in range(2):  # done again, they leave the same
        for text in texts:
            store.update(text)
        assert set(store) == wanted


def test_steps_for_a_store_without_blank_nodes() -> None:
    knot = ox.Quad(ox.BlankNode("k"), TERMS[0], ox.BlankNode("l"), Node("urn:g"))
    update = Update(frozenset(), NOTHING, frozenset({knot}))
    assert "_:k" in steps(update, UNLIMITED, "here")[0]
    assert "_:" not in steps(update, Limits(quads=9, size=999, blank=False), "here")[0]


def test_a_literal_that_is_too_long() -> None:
    update = Update(frozenset(), NOTHING, quads(1, text="长" * 10))
    assert steps(update, Limits(literal=30), "here")
    with pytest.raises(StoreUnusable, match="here: expected literals of at most 29 bytes, found one of 30"):
        steps(update, Limits(literal=29), "here")
