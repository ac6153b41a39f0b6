"""The parts that need no server: the mirror against what it mirrors, and changes cut into requests."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pyoxigraph as ox
import pytest

from kg.change import Update
from kg.errors import StoreUnusable
from kg.rdf import Node
from kg.remote.datasets import graphs_of, using_apart, without_graphs
from kg.remote.dialect import Limits
from kg.remote.mirror import AFTER, SMALL, Mirror, Pattern, Place
from kg.remote.steps import steps
from kg.remote.texts import must_be_query, must_be_update

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


A, B, C = (Node(f"urn:u/{one}") for one in "abc")

UPDATES: dict[str, tuple[str, str, tuple[list[Node], list[Node]]]] = {
    "one graph": (
        "PREFIX u: <urn:u/> DELETE { ?s a u:x } USING u:a WHERE { ?s a u:y }",
        "PREFIX u: <urn:u/> DELETE { ?s a u:x }  WHERE { ?s a u:y }",
        ([A], []),
    ),
    "several, in any spelling, relative": (
        "INSERT{?s ?p ?o}using<a>UsingNamed<b># USING <z>\nUSING NAMED<c>WHERE{?s ?p ?o}",
        "INSERT{?s ?p ?o}# USING <z> WHERE{?s ?p ?o}",
        ([A], [B, C]),
    ),
    "operations that name the same, beside one that asks nothing": (
        "INSERT DATA { u: a 'USING ;' } ; DELETE {} USING <a> WHERE {} ; INSERT {} USING <a> WHERE { ?a ?b ?c ; ?d ?e }",
        "INSERT DATA { u: a 'USING ;' } ; DELETE {}  WHERE {} ; INSERT {}  WHERE { ?a ?b ?c ; ?d ?e }",
        ([A], []),
    ),
}
AS_THEY_ARE = {
    "no graphs": "INSERT { ?using a ?o } WHERE { ?using a 'USING <a>' }",
    "others each time": "DELETE {} USING <a> WHERE {} ; DELETE {} USING <b> WHERE {}",
    "in one place only": "DELETE {} USING <a> WHERE {} ; DELETE WHERE { ?s ?p ?o }",
    "beside WITH": "WITH <a> DELETE { ?s ?p ?o } USING <b> WHERE { ?s ?p ?o }",
}


@pytest.mark.parametrize("name", [*UPDATES, *AS_THEY_ARE])
def test_using_is_taken_apart(name: str) -> None:
    """Where that means the same: Oxigraph's server takes it beside the text only."""
    text, plain, graphs = UPDATES[name] if name in UPDATES else (AS_THEY_ARE[name], AS_THEY_ARE[name], ([], []))
    found, meant = using_apart(text, "urn:u/base")
    assert (" ".join(found.split()), meant) == (" ".join(plain.split()), graphs)


FROMS: dict[str, tuple[str, tuple[list[Node], list[Node]]]] = {
    "none": ("SELECT ?from { ?from ?p 'FROM <a>' } # FROM <a>", ([], [])),
    "by a prefix": ("PREFIX u: <urn:u/> SELECT * FROM u:a FROM NAMED u:b { ?s ?p ?o }", ([A], [B])),
    "relative, and glued": ("ASKFROM<a>FROM#<z>\n<b>FROMNAMED<c>{}", ([A, B], [C])),
    "relative to its own base": ("BASE <urn:u/> DESCRIBE <x> FROM <a>", ([A], [])),
    "of SPARQL 1.2": ("VERSION '1.2' SELECT * FROM <a> { << ?s ?p ?o >> ?q ?r }", ([A], [])),
}


@pytest.mark.parametrize("name", FROMS)
def test_from_is_read(name: str) -> None:
    text, graphs = FROMS[name]
    assert graphs_of(text, "urn:u/base") == graphs
    left = without_graphs(text)
    assert graphs_of(left, "urn:u/base") == ([], [])
    ox.Store().query(left, base_iri="urn:u/base")


MISTAKES = ("", "SELECT * {", "DROP ALL", "ASK { ?s a u:x }", "SELECT ?s { ?s ?p <\\u> }")


@pytest.mark.parametrize("text", MISTAKES)
def test_what_is_no_query(text: str) -> None:
    with pytest.raises(SyntaxError) as mine:
        must_be_query(text)
    with pytest.raises(SyntaxError) as engines:
        ox.Store().query(text)
    assert str(mine.value) == str(engines.value)


def test_a_query_is_read_and_not_carried_out() -> None:
    """Neither what takes for ever, nor what asks others: nobody listens there."""
    ten = " ".join(f"VALUES ?{one} {{ {' '.join(map(str, range(10)))} }}" for one in "abcdefghijkl")
    must_be_query(f"SELECT (COUNT(*) AS ?n) {{ {ten} }}")
    for form in ("SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE ?s"):
        must_be_query(f"{form} {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}")


def test_what_is_no_update() -> None:
    for wrong in ("SELECT * {}", "DROP GRAPH", "INSERT DATA { ?s ?p ?o }", "INSERT DATA { <a> <b> <c> }"):
        with pytest.raises(SyntaxError):
            must_be_update(wrong)
    for right in (
        "DROP GRAPH <urn:g>",
        "CREATE GRAPH <urn:g> ; CREATE GRAPH <urn:g>",
        "PREFIX a: <b:>",
        "",
        "LOAD <u:x>",
    ):
        must_be_update(right)
    must_be_update("INSERT DATA { <a> <b> <c> }", "urn:u/base")


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
