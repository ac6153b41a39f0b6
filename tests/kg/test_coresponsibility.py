"""Who takes part in the same tasks: counted by document, summed up in the store, and what follows from the documents."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.change import Update
from kg.coresponsibility import rebuild, stale, update
from kg.iris import Iris
from kg.network.counts import Contribution, Count, contribution, decode, encode, tally
from kg.quads import document_quads
from kg.rdf import Node, pol
from kg.said import value_of
from kg.store import Store
from kg.validate import Validator
from ontology.model import Department, Document, Role
from tests.kg import samples
from tests.kg.samples import Writer, body

COUNTY = samples.WUDA
CIVIL, HEALTH = body("民政局", COUNTY, ("civil-affairs",)), body("卫健委", COUNTY, ("health",))
CULTURE_TOURISM = body("文旅局", COUNTY, ("culture", "tourism"))
CULTURE = body("文化馆", COUNTY, ("culture",))
UNKNOWN = body("有关单位", COUNTY)
BODIES = (CIVIL, HEALTH, CULTURE_TOURISM, CULTURE, UNKNOWN, body("教育局", COUNTY, ("education",)))

Roles = tuple[tuple[Role, str, Department], ...]


def plan(number: int, *tasks: Iterable[tuple[Role, Department]], level: str | None = "county") -> Document:
    """A plan of some tasks, each with its bodies and their roles."""
    writer = Writer(f"第{number}号规划", COUNTY, level=level)
    for order, bodies in enumerate(tasks, start=1):
        roles: Roles = tuple((role, one.name, one) for role, one in bodies)
        writer.task(f"一/{order}", f"任务{order}", *roles)
    return writer.document(f"{number}.txt")


def hold(store: Store, document: Document | None, root: Node, name: str | None = None) -> None:
    """Let a document's graph be what is given, and nothing where nothing is."""
    graph = Node(root.value.replace("/id/", "/graph/"))
    quads = frozenset(document_quads(document, store.base, name)) if document else frozenset[ox.Quad]()
    store.write(Update(frozenset({graph}), frozenset(), quads))


def root_of(document: Document) -> Node:
    return Node(document_quads(document, samples.BASE)[0].subject.value)  # type: ignore[union-attr]


def refresh(store: Store, *documents: Node) -> bool:
    """Bring the network up to date; whether it changed comes back."""
    change = update(store, documents or None)
    if change is not None:
        store.write(change)
    return change is not None


def network(store: Store) -> frozenset[ox.Quad]:
    return store.graph(Node(store.iris.mint("network_graph")))


def told(store: Store, name: str, kind: str, **fields: str) -> str | None:
    """What the network says of a node."""
    node = Node(store.iris.mint(kind, **fields))
    return next((quad.object.value for quad in store.match(node, pol(name), None)), None)  # type: ignore[union-attr]


# ── One document ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tasks", "found"),
    [
        ({"t": {"民政局": True, "卫健委": False}}, {"甲 乙": (1, 1), "甲": (1, 1), "乙": (1, 0)}),  # one leads
        ({"t": {"民政局": False, "卫健委": False}}, {"甲 乙": (1, 0), "甲": (1, 0), "乙": (1, 0)}),  # nobody leads
        ({"t": {"民政局": True, "卫健委": True}}, {"甲 乙": (1, 1), "甲": (1, 1), "乙": (1, 1)}),  # both: one task
        ({"t": {"教育局": True, "民政局": False, "卫健委": False}}, {"甲 乙": (1, 0)}),  # a third leads
        ({"t": {"文旅局": True}}, {"丁 戊": None, "丁": (1, 1), "戊": (1, 1)}),  # one body works with nobody
        ({"t": {"文旅局": False, "文化馆": True}}, {"丁 戊": (1, 1)}),  # the second body has one of its functions
        ({"t": {"民政局": True, "社会局": False}}, {"甲 甲": None, "甲": (1, 1)}),  # two bodies of one function
        ({"t": {"有关单位": True, "民政局": False}}, {"甲": (1, 0)}),  # of no known function: nothing to count
        ({"t": {"民政局": True}, "u": {"民政局": True}}, {"甲": (2, 2)}),  # several tasks
        ({}, {"甲": None}),  # no task
    ],
)
def test_tasks_are_counted(tasks: dict[str, dict[str, bool]], found: dict[str, tuple[int, int] | None]) -> None:
    functions = {"民政局": "甲", "社会局": "甲", "卫健委": "乙", "教育局": "丙", "文旅局": "丁戊", "文化馆": "丁"}
    counts = tally(tasks, functions)
    for names, numbers in found.items():
        pair = tuple(sorted(names.split(" ")))
        count = counts.get(pair)
        assert (count and count[:2]) == numbers, names


def test_a_contribution_is_read_from_a_document() -> None:
    document = plan(
        1, [("lead", CIVIL), ("participating", HEALTH)], [("responsible", HEALTH), ("responsible", UNKNOWN)]
    )
    assert contribution(document_quads(document, samples.BASE), Iris()) == Contribution(
        "county",
        {
            ("civil-affairs",): Count(1, 1, "一/1"),
            ("health",): Count(2, 0, "一/1"),
            ("civil-affairs", "health"): Count(1, 1, "一/1"),
        },
    )


def test_a_body_that_leads_and_takes_part_leads() -> None:
    document = plan(1, [("lead", CIVIL), ("participating", CIVIL)], [("participating", HEALTH), ("lead", HEALTH)])
    counts = contribution(document_quads(document, samples.BASE), Iris()).counts
    assert counts == {("civil-affairs",): Count(1, 1, "一/1"), ("health",): Count(1, 1, "一/2")}


def test_without_tasks_and_level_there_is_nothing_to_add() -> None:
    assert contribution(document_quads(plan(1, level=None), samples.BASE), Iris()) == Contribution(None, {})


NAMES = st.sampled_from(["health", "civil-affairs", "culture"])
COUNTS = st.builds(Count, st.integers(1, 99), st.integers(0, 99), st.sampled_from(["一/1", "四/（一）/2", "附则"]))
KEYS = st.one_of(NAMES.map(lambda name: (name,)), st.tuples(NAMES, NAMES))


@given(st.builds(Contribution, st.sampled_from(["county", None]), st.dictionaries(KEYS, COUNTS)))
def test_what_is_kept_is_read_back(one: Contribution) -> None:
    assert decode(encode(one)) == one
    assert encode(decode(encode(one))) == encode(one)


# ── The store ────────────────────────────────────────────────────────────────────────────────────────────────────────


def random_plan(number: int, source: random.Random) -> Document:
    tasks = [
        [
            (source.choice(["lead", "participating", "responsible"]), one)
            for one in source.sample(BODIES, source.randint(1, 4))
        ]
        for _ in range(source.randint(0, 4))
    ]
    return plan(number, *tasks, level=source.choice(["county", "province", None]))  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_changes_leaves_no_trace(new: Callable[[], Store], seed: int) -> None:
    """Documents come, change and go in any order, one or several at a time, named or found out by their revisions."""
    source, held = random.Random(seed), dict[Node, Document]()
    with new() as store:
        for _ in range(15):
            changed = []
            for number in source.sample(range(4), source.randint(1, 2)):
                document = random_plan(number, source)
                root = root_of(document)
                if root in held and source.random() < 0.4:
                    del held[root]
                    hold(store, None, root)
                else:
                    held[root] = document
                    hold(store, document, root)
                changed.append(root)
            refresh(store, *(changed if source.random() < 0.5 else ()))
            assert not list(stale(store))
            assert not update(store)
            assert not rebuild(store)
        with new() as other:
            for root in sorted(held, key=str):
                hold(other, held[root], root)
            refresh(other)
            assert network(other) == network(store)


def test_the_network_satisfies_the_shapes(store: Store) -> None:
    source = random.Random(1)
    for number in range(4):
        document = random_plan(number, source)
        hold(store, document, root_of(document))
    refresh(store)
    assert len(network(store)) > 50
    assert not Validator().offences(network(store))


def test_what_two_functions_share_is_kept_by_level(store: Store) -> None:
    both: list[tuple[Role, Department]] = [("lead", CIVIL), ("participating", HEALTH)]
    for document in (plan(1, both, both), plan(2, [("responsible", CIVIL), ("responsible", HEALTH)], level="province")):
        hold(store, document, root_of(document))
    refresh(store)
    pair = {"function": "civil-affairs", "partner": "health"}
    assert [told(store, name, "co_responsibility", **pair, level="county") for name in ("weight", "leadWeight")] == [
        "2",
        "2",
    ]
    assert [told(store, name, "co_responsibility", **pair, level="province") for name in ("weight", "leadWeight")] == [
        "1",
        "0",
    ]
    assert told(store, "strength", "function", function="health") == "3"
    assert told(store, "leadCount", "function", function="civil-affairs") == "2"


def test_the_first_task_is_another_once_it_is_gone(store: Store) -> None:
    both: list[tuple[Role, Department]] = [("lead", CIVIL), ("participating", HEALTH)]
    documents = sorted((plan(number, both) for number in range(3)), key=lambda one: root_of(one).value)
    for document in documents:
        hold(store, document, root_of(document))
    refresh(store)
    for document in documents:
        assert told(store, "firstTask", "function", function="health") == f"{root_of(document).value}/task/z1/1"
        hold(store, None, root_of(document))
        refresh(store, root_of(document))
    assert not network(store)


@pytest.mark.parametrize("moved", [False, True])
def test_a_document_that_is_named_anew(store: Store, moved: bool) -> None:
    """Its tasks may come later in order than others now; that holds too where what speaks of them was renamed with it."""
    document = plan(1, [("lead", CIVIL), ("participating", HEALTH)])
    old, twin, new = (Node(f"{root_of(document).value}-{letter * 6}") for letter in "abc")
    for root in (old, twin):
        hold(store, document, root, root.value.rpartition("/")[2])
    refresh(store)
    hold(store, None, old)
    hold(store, document, new, new.value.rpartition("/")[2])
    if moved:
        firsts = frozenset(store.match(None, pol("firstTask"), Node(f"{old.value}/task/z1/1")))
        after = {
            ox.Quad(quad.subject, quad.predicate, Node(f"{new.value}/task/z1/1"), quad.graph_name) for quad in firsts
        }
        store.write(Update(frozenset(), firsts, frozenset(after)))
    assert refresh(store)
    assert not list(stale(store))
    assert told(store, "firstTask", "function", function="health") == f"{twin.value}/task/z1/1"


def test_nothing_changes_where_nothing_changed(store: Store) -> None:
    document = plan(1, [("lead", CIVIL)])
    assert not refresh(store)
    hold(store, document, root_of(document))
    assert refresh(store)
    assert not refresh(store)
    assert not refresh(store, root_of(document))


def test_another_text_with_the_same_bodies_changes_the_revision_alone(store: Store) -> None:
    document = plan(1, [("lead", CIVIL), ("participating", HEALTH)])
    hold(store, document, root_of(document))
    refresh(store)
    hold(store, document.model_copy(update={"status": "现行"}), root_of(document))
    change = update(store)
    assert change is not None
    assert {quad.predicate for quad in (*change.delete, *change.insert)} == {pol("revision")}


def test_a_network_that_does_not_follow_is_told_and_made_anew(store: Store) -> None:
    document = plan(1, [("lead", CIVIL), ("participating", HEALTH)])
    hold(store, document, root_of(document))
    refresh(store)
    (weight,) = store.match(None, pol("weight"), None)
    wrong = ox.Quad(weight.subject, weight.predicate, ox.Literal(7), weight.graph_name)
    store.write(Update(frozenset(), frozenset({weight}), frozenset({wrong})))
    assert [offence.node for offence in stale(store)] == [value_of(weight.subject)] * 2, "one too much, one missing"
    change = rebuild(store)
    assert change is not None
    assert (change.delete, change.insert) == (frozenset({wrong}), frozenset({weight}))
