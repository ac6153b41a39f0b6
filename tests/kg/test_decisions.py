"""What people decide: how it is kept, what is refused, and that it is found again when documents are read anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.build import File, load
from kg.change import Update
from kg.decisions import decided_tasks, exchange, files, marks_of, status_of
from kg.decisions.deciding import apply, follow, merged, plan, reattach, withdraw
from kg.decisions.held import Held
from kg.decisions.kinds import kinds
from kg.decisions.ledger import decisions_of, is_stray
from kg.decisions.overlay import Overlay
from kg.decisions.values import Decision, DecisionRefused, Fact, Judgement, Known, moment_of, moment_text
from kg.iris import digest
from kg.rdf import Node, pol
from kg.store import Store
from kg.update import plan as plan_change
from kg.validate import Validator
from loaders.pipeline import read_document
from tests.kg.helpers import replace as hold

ROOT = Path(__file__).resolve().parents[2]
WUDA, REGION = "乌达区“十四五”残疾人事业发展规划", "内政发〔2021〕17号"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NAMES = ("wuda-plan-2022.txt", "neimenggu-plan-2021.txt")
VALIDATOR = Validator()


# ── A store of two plans, and the lower one read anew ────────────────────────────────────────────────────────────────


def file_of(path: Path) -> File:
    return File(path.read_bytes(), read_document(path), f"/plans/{path.name}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store of a district's plan and its region's; nobody writes to it."""
    folder = tmp_path_factory.mktemp("plans") / "store"
    with Store.open(folder) as store:
        load(store, [file_of(ROOT / "examples" / name) for name in NAMES], validator=VALIDATOR)
        for name in store.document_names():  # links are stated by the tests that speak of them
            hold(store, Node(store.iris.mint("cascade_graph", document=name)), [])
    return folder


@pytest.fixture
def opened(folder: Path, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens a copy of the store, each time another one."""
    numbers, stores = count(), list[Store]()

    def one() -> Store:
        target = tmp_path / f"store-{next(numbers)}"
        shutil.copytree(folder, target)
        stores.append(Store.open(target))
        return stores[-1]

    yield one
    for store in stores:
        store.close()


@pytest.fixture(autouse=True)
def nothing_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Links are stated by the tests that speak of them: no others are computed when a document is loaded."""
    monkeypatch.setattr("kg.following.refresh", lambda store, around=None: None)


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    return opened()


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., File]:
    """Reads the district's plan after its text was edited."""
    folder = tmp_path_factory.mktemp("edited")

    def read(*changes: tuple[str, str]) -> File:
        text = (ROOT / "examples" / NAMES[0]).read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = folder / NAMES[0]
        path.write_text(text, encoding="utf-8")
        return file_of(path)

    return read


def root(store: Store, said: str = WUDA) -> Node:
    (found,) = store.find_documents(said)
    return found


def facts(store: Store, kind: str, said: str = WUDA) -> list[Known]:
    return Held(store, store.iris).document(root(store, said)).of_kind(kind)


def graph(store: Store) -> frozenset[ox.Quad]:
    return store.graph(Node(store.iris.mint("decisions_graph")))


def says(known: Known, **changes: str) -> Judgement:
    if changes:
        return Judgement("corrected", "王", NOON, known.node, "读错", changes=changes)
    return Judgement("confirmed", "王", NOON, known.node)


def link(
    store: Store, child: str = "四/（一）/1", parent: str = "三/（一）/1", relation: str = "narrower"
) -> Judgement:
    fact = Fact("TaskLink", child, values=(("parent", parent), ("relation", relation)))
    return Judgement("added", "李", NOON, addition=fact, document=root(store), parent=root(store, REGION))


def target(store: Store, quote: str, path: str | None = None, **values: str) -> Judgement:
    told = {"metric": "培训", "operator": "≥", "value": "9"} | values
    fact = Fact("Target", path, quote, tuple(sorted(told.items())))
    return Judgement("added", "李", NOON, addition=fact, document=root(store))


def value(store: Store, node: Node | None, name: str) -> str | None:
    assert node is not None
    return next((str(quad.object.value) for quad in store.match(node, pol(name), None)), None)  # type: ignore[union-attr]


# ── Deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_fact_of_every_kind_can_be_judged(store: Store) -> None:
    held = Held(store, store.iris)
    for kind in ("Section", "Task", "Measure", "Responsibility", "Box", "BoxItem", "IndicatorTarget", "Target", "Figure",
                 "ProgramMention", "Citation", "Reject"):  # fmt: skip
        (made,) = apply(store, says(held.document(root(store)).of_kind(kind)[0]))
        assert made.about is not None
        assert marks_of(store)[made.about] == "confirmed"
    (made,) = apply(store, Judgement("rejected", "王", NOON, root(store), "非规划"))
    assert (made.fact.kind, made.document) == ("Document", root(store))
    (event,) = apply(store, Judgement("confirmed", "王", NOON, next(iter(events(store)))))
    assert event.document is None


def events(store: Store) -> Iterator[Node]:
    yield from sorted(
        (quad.subject for quad in store.match(None, rdf.TYPE, pol("ChangeEvent")) if isinstance(quad.subject, Node)),
        key=str,
    )


def test_what_is_added_has_the_shape_of_what_is_read(store: Store) -> None:
    clause = facts(store, "Task")[0].fact
    assert clause.quote
    lead = Fact(
        "Responsibility",
        "四/（一）/1",
        clause.quote,
        (("name", "区新设局"), ("printed", "新设局"), ("roleName", "lead")),
    )
    program = Fact("ProgramMention", "四/（一）/1", clause.quote, (("name", "新春计划"), ("programKind", "programme")))
    made = apply(
        store,
        target(store, clause.quote, "四/（一）/1"),
        Judgement("added", "李", NOON, addition=lead, document=root(store)),
        Judgement("added", "李", NOON, addition=program, document=root(store)),
        link(store),
        says(facts(store, "IndicatorTarget")[0], value="8"),
        says(facts(store, "BoxItem")[0], title="另题"),
    )
    nodes = [one.about if one.verdict == "added" else one.replacement for one in made]
    assert all(node is not None and "/added/" in node.value for node in nodes)
    texts = [
        quad for quad in store.match(None, pol("text"), None) if quad.subject in (root(store), root(store, REGION))
    ]
    stated = {quad for quad in graph(store) if quad.predicate != rdf.TYPE or quad.object != pol("Decision")}
    stated = {quad for quad in stated if "/id/decision/" not in str(quad.subject)}
    assert VALIDATOR.offences([*stated, *texts]) == ()
    for node in nodes:
        assert next(store.match(node, pol("evidence"), None), None) is not None, node
    order = [
        int(one.fact.get("order") or 0) for one in facts(store, "Responsibility") if one.fact.path == "四/（一）/1"
    ]
    assert value(store, made[1].about, "order") == str(max(order) + 1)
    assert next(store.match(next(store.match(made[2].about, pol("program"), None)).object, rdf.PREF_LABEL, None))  # type: ignore[arg-type]
    for quad in graph(store):
        assert len({one.graph_name for one in store.match(quad.subject, quad.predicate, quad.object)}) == 1


def test_a_correction_marks_the_old_and_states_the_new(store: Store) -> None:
    old = facts(store, "Target")[0]
    (made,) = apply(store, says(old, value="2", unit="", year="2025"))
    marks = marks_of(store)
    assert made.replacement is not None
    assert (marks[old.node], marks[made.replacement]) == ("corrected", "added")
    assert [value(store, made.replacement, name) for name in ("value", "unit", "year", "metric")] == [
        "2", None, "2025", old.fact.get("metric"),
    ]  # fmt: skip
    assert value(store, old.node, "value") == old.fact.get("value")
    (again,) = apply(store, Judgement("confirmed", "赵", NOON + timedelta(hours=1), old.node))
    marks = marks_of(store)
    assert (marks[old.node], marks[made.replacement]) == ("confirmed", "rejected"), "its correction is overruled"
    assert again.reviewer == "赵"


def test_the_newest_decision_counts_and_all_are_kept(store: Store) -> None:
    known = facts(store, "Target")[0]
    late = Judgement("rejected", "赵", NOON + timedelta(days=1), known.node, "不是目标")
    apply(store, late)
    apply(store, says(known))
    assert marks_of(store)[known.node] == "rejected", "what is entered later may be older"
    assert [one.verdict for one in decisions_of(store, store.iris)] == ["confirmed", "rejected"]
    before = graph(store)
    apply(store, late, says(known))
    assert graph(store) == before, "the same again is the same"


REFUSED: list[tuple[str, Callable[[Store], Judgement], str]] = [
    ("no reason", lambda store: Judgement("rejected", "王", NOON, facts(store, "Target")[0].node), "why it is rejected"),
    ("a blank reason", lambda store: Judgement("rejected", "王", NOON, facts(store, "Target")[0].node, " "), "found none"),
    ("no name", lambda store: Judgement("confirmed", " ", NOON, facts(store, "Target")[0].node), "the reviewer"),
    ("no zone", lambda store: Judgement("confirmed", "王", datetime(2026, 3, 1), facts(store, "Target")[0].node), "zone"),
    ("nothing there", lambda store: Judgement("confirmed", "王", NOON, Node("urn:x")), "expected the IRI of a fact"),
    ("evidence is no fact", lambda store: Judgement("confirmed", "王", NOON, proof_of(store)), "the IRI of a fact"),
    ("a word for a number", lambda store: says(facts(store, "Target")[0], value="很多"), "a plain number .*'很多'"),
    ("no operator", lambda store: says(facts(store, "Target")[0], operator="约"), "one of <, =, >"),
    ("a needed value away", lambda store: says(facts(store, "Target")[0], metric=""), "Target.metric: expected a value"),
    ("no such property", lambda store: says(facts(store, "Target")[0], vale="1"), "properties among path, metric"),
    ("nothing changed", lambda store: says(facts(store, "Target")[0], value=facts(store, "Target")[0].fact.get("value") or ""),
     "at least one that differs"),
    ("no such path", lambda store: says(facts(store, "Target")[0], path="九/9"), "a path that the document has"),
    ("another task's path", lambda store: says(facts(store, "Task")[0], path=facts(store, "Task")[1].fact.path or ""),
     "one that no Task has"),
    ("a unit with its factor", lambda store: says(facts(store, "Target")[0], unit="万人"), "unit"),  # by the shapes
    ("words that are not there", lambda store: target(store, "此处没有这句话"), "stand so in the document's text"),
    ("no words", lambda store: target(store, " "), "the words that prove it"),
    ("words that stand twice", lambda store: target(store, "残疾人"), r"stand there once, found \d+ places"),
    ("what was read", lambda store: Judgement("added", "李", NOON, addition=facts(store, "Target")[0].fact, document=root(store)),
     "confirm that one"),
    ("a link to no task", lambda store: link(store, parent="九/9"), "TaskLink.parent"),
    ("a link of another kind", lambda store: link(store, relation="like"), "one of merged, narrower, same, split"),
    ("a fixed kind", lambda store: Judgement("corrected", "王", NOON, root(store), "x", {"title": "y"}), "reject it, and say"),
    ("a control character", lambda store: says(facts(store, "Target")[0], metric="a\x00b"), "without control characters"),
]  # fmt: skip


def proof_of(store: Store) -> Node:
    term = next(store.match(facts(store, "Target")[0].node, pol("evidence"), None)).object
    assert isinstance(term, Node)
    return term


@pytest.mark.parametrize(("case", "said", "complaint"), REFUSED, ids=[case for case, _, _ in REFUSED])
def test_what_is_refused(store: Store, case: str, said: Callable[[Store], Judgement], complaint: str) -> None:
    with pytest.raises(DecisionRefused, match=complaint):
        apply(store, says(facts(store, "Task")[0]), said(store))
    assert graph(store) == frozenset(), f"{case}: all or nothing"


def test_withdrawing(store: Store) -> None:
    empty = graph(store)
    known = facts(store, "Target")[0]
    one, two = apply(store, says(known, value="2"), link(store))
    with pytest.raises(DecisionRefused, match="expected one of 赵, found one of 王; decide anew"):
        withdraw(store, one.node, "赵")
    assert two.about is not None
    (other,) = apply(store, Judgement("confirmed", "赵", NOON, two.about))
    with pytest.raises(DecisionRefused, match="judgements of 赵; reject the added fact"):
        withdraw(store, two.node, "李")
    for node, reviewer in ((other.node, "赵"), (one.node, "王"), (two.node, "李")):
        withdraw(store, node, reviewer)
    assert graph(store) == empty
    with pytest.raises(DecisionRefused, match="the IRI of one that is kept"):
        withdraw(store, one.node, "王")


# ── Links ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def propose(store: Store, child: str, parent: str, relation: str = "same") -> Node:
    """State a link as a computation does."""
    lower, upper = root(store), root(store, REGION)
    names = [home.value.rsplit("/", 1)[-1] for home in (lower, upper)]
    node = Node(store.iris.mint("link", document=names[0], above=names[1], link="task", digest=digest(child + parent)))
    ends = [
        Held(store, store.iris).document(home).part(path, ("Task",)) for home, path in ((lower, child), (upper, parent))
    ]
    said = {
        "document": lower, "parentDocument": upper, "child": ends[0], "parent": ends[1],
        "relation": ox.Literal(relation), "score": rdf.decimal(0.5), "method": ox.Literal("text"),
        "linkStatus": ox.Literal("proposed"),
    }  # fmt: skip
    where = Node(store.iris.mint("cascade_graph", document=names[0]))
    quads = {ox.Quad(node, pol(name), term, where) for name, term in said.items() if term is not None}
    quads |= {ox.Quad(said["child"], pol("carriesOut"), said["parent"], where)}  # type: ignore[arg-type]
    types = {ox.Quad(node, rdf.TYPE, pol(name), where) for name in ("CascadeLink", "TaskLink")}
    store.write(Update(frozenset(), frozenset(), frozenset(quads | types)))
    return node


def test_links_are_decided_and_outlive_their_computation(store: Store) -> None:
    right, wrong = propose(store, "四/（一）/1", "三/（一）/1"), propose(store, "四/（一）/2", "三/（一）/1")
    apply(store, says(known_of(store, right)), Judgement("rejected", "王", NOON, wrong, "另一事"))
    assert status_of(store) == {right: "confirmed", wrong: "rejected"}
    assert [value(store, node, "linkStatus") for node in (right, wrong)] == ["confirmed", "rejected"]
    carried = {value(store, quad.subject, "path") for quad in store.match(None, pol("carriesOut"), None)}  # type: ignore[arg-type]
    assert carried == {"四/（一）/1"}, "a rejected link joins nothing"
    hold(store, Node(store.iris.mint("cascade_graph", document=root(store).value.rsplit("/", 1)[-1])), [])
    assert len(reattach(store, [root(store)]).strays) == 2
    told = {(one.holds, one.relation, value(store, one.child, "path")) for one in decided_tasks(store, root(store))}
    assert told == {(True, "same", "四/（一）/1"), (False, "same", "四/（一）/2")}
    propose(store, "四/（一）/1", "三/（一）/1", "split")
    propose(store, "四/（一）/2", "三/（一）/1", "split")
    report = reattach(store, [root(store, REGION)])
    assert [one.verdict for one in report.returned] == ["rejected"], "what was confirmed was another relation"


def test_a_corrected_link(store: Store) -> None:
    node = propose(store, "四/（一）/1", "三/（一）/2")
    (made,) = apply(store, says(known_of(store, node), parent="三/（一）/1", relation="merged"))
    pairs = {(value(store, one.parent, "path"), one.holds) for one in decided_tasks(store, root(store))}
    assert pairs == {("三/（一）/2", False), ("三/（一）/1", True)}
    assert [value(store, made.replacement, name) for name in ("method", "score")] == ["person", "1"]
    with pytest.raises(DecisionRefused, match="at least one that differs"):
        apply(store, says(known_of(store, node), relation="same"))
    apply(store, Judgement("confirmed", "赵", NOON + timedelta(hours=1), node))
    pairs = {(value(store, one.parent, "path"), one.holds) for one in decided_tasks(store, root(store))}
    assert pairs == {("三/（一）/2", True)}


def test_an_added_link_that_is_computed_later_is_that(store: Store) -> None:
    (made,) = apply(store, link(store, relation="same"))
    node = propose(store, "四/（一）/1", "三/（一）/1")
    (moved,) = reattach(store).moved
    assert (made.about != node, moved.about) == (True, node)
    assert marks_of(store) == {node: "added"}
    assert not [quad for quad in graph(store) if "/added/" in str(quad.subject)]


@pytest.mark.parametrize(
    ("said", "above", "told"),
    [
        ({}, 2, "2"),  # as far as the chain has the two plans apart
        ({"distance": "1"}, 2, "1"),  # as the person says
        ({}, None, None),  # no chain joins the two
    ],
)
def test_how_far_apart_an_added_link_is(
    store: Store, said: dict[str, str], above: int | None, told: str | None
) -> None:
    lower, upper = root(store), root(store, REGION)
    if above is not None:
        chained(store, lower, upper, above)
        chained(store, upper, lower, 7)
    one = link(store)
    assert one.addition is not None
    (made,) = apply(store, replace(one, addition=one.addition.changed(said)))
    assert value(store, made.about, "distance") == told
    if above is not None and not said:
        hold(store, Node(store.iris.mint("cascade_graph", document=lower.value.rsplit("/", 1)[-1])), [])
        reattach(store)
        assert value(store, made.about, "distance") is None, "it follows the chain"


def chained(store: Store, child: Node, parent: Node, distance: int) -> None:
    """State that a plan is made under another."""
    name, above = (one.value.rsplit("/", 1)[-1] for one in (child, parent))
    node = Node(store.iris.mint("link", document=name, above=above, link="plan", digest=digest("")))
    where = Node(store.iris.mint("cascade_graph", document=name))
    said = {"document": child, "child": child, "parent": parent, "distance": rdf.integer(distance)}
    quads = {ox.Quad(node, pol(key), term, where) for key, term in said.items() if term is not None}
    store.write(Update(frozenset(), frozenset(), frozenset(quads | {ox.Quad(node, rdf.TYPE, pol("PlanLink"), where)})))


def known_of(store: Store, node: Node) -> Known:
    known = Held(store, store.iris).known(node)
    assert known is not None
    return known


# ── Documents that are read anew ─────────────────────────────────────────────────────────────────────────────────────

JUDGED = [name for name, kind in kinds().items() if not kind.link]
PARAGRAPH = "为便于查阅，本规划另附一段说明文字。\n"
BEFORE = ["一、发展基础", "四、", "（二）"]


def reload(store: Store, file: File) -> None:
    assert [one.status for one in load(store, [file], validator=VALIDATOR)] == ["replaced"]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_decisions_are_found_again(
    opened: Callable[[], Store], edited: Callable[..., File], data: st.DataObject
) -> None:
    """Random decisions on random facts; then the document with a paragraph more, then as it was."""
    with opened() as store:
        every = [one for kind in JUDGED for one in facts(store, kind)]
        chosen = data.draw(st.lists(st.sampled_from(every), min_size=5, max_size=30, unique_by=lambda one: one.node))
        made = apply(
            store, *(judged(one, data.draw(st.sampled_from(["confirmed", "rejected", "corrected"]))) for one in chosen)
        )
        before, was = graph(store), {one.node: told(store, one) for one in made}
        heading = data.draw(st.sampled_from(BEFORE))
        text = (ROOT / "examples" / NAMES[0]).read_text("utf-8")
        line = next(line for line in text.splitlines() if line.startswith(heading))
        reload(store, edited((f"\n{line}\n", f"\n{PARAGRAPH}{line}\n")))
        after = decisions_of(store, store.iris)
        assert {one.node: told(store, one) for one in after} == was
        assert not any(is_stray(one) for one in after)
        assert_quotes_stand(store)
        reload(store, file_of(ROOT / "examples" / NAMES[0]))
        assert graph(store) == before


CHANGES = {"Target": {"value": "7"}, "Figure": {"value": "7"}, "IndicatorTarget": {"value": "7"}, "Task": {"title": "另题"},
           "Section": {"title": "另题"}, "Responsibility": {"roleName": "responsible"}, "BoxItem": {"title": "另题"},
           "Citation": {"number": "国发〔2000〕1号"}, "ProgramMention": {"organiser": "某局"}, "Box": {"title": "另题"}}  # fmt: skip


def judged(known: Known, verdict: str) -> Judgement:
    changes = CHANGES.get(known.fact.kind)
    if verdict == "corrected" and changes and all(known.fact.get(name) != new for name, new in changes.items()):
        return says(known, **changes)
    if verdict == "confirmed":
        return says(known)
    return Judgement("rejected", "王", NOON, known.node, "不对")


def told(store: Store, decision: Decision) -> tuple[object, ...]:
    """What a decision is about now, as the documents say it, and what stands in its place."""
    nodes = (decision.about, decision.replacement)
    said = [
        dict(known_of(store, node).fact.values) if node is not None and "/added/" not in node.value else None
        for node in nodes
    ]
    return decision.verdict, decision.fact.kind, decision.fact.path, decision.fact.quote, *said


def assert_quotes_stand(store: Store) -> None:
    """Evidence of what people added is the text at its place."""
    where = Node(store.iris.mint("decisions_graph"))
    for quad in store.match(None, rdf.TYPE, pol("Evidence"), where):
        assert isinstance(quad.subject, Node)
        start, end = int(value(store, quad.subject, "start") or 0), int(value(store, quad.subject, "end") or 0)
        home = next(store.match(quad.subject, pol("document"), None)).object
        assert isinstance(home, Node)
        assert (value(store, home, "text") or "")[start:end] == value(store, quad.subject, "quote")


def test_what_is_read_differently_is_a_stray_until_it_is_read_so_again(
    store: Store, edited: Callable[..., File]
) -> None:
    known = next(one for one in facts(store, "Target") if one.fact.get("metric") == "精准康复比例")
    quote = known.fact.quote or ""
    apply(store, says(known), target(store, quote, "四/（三）/3"))
    before = graph(store)
    reload(store, edited((quote, quote.replace("90", "95"))))
    assert {(one.verdict, one.about) for one in strays(store)} == {("confirmed", None), ("added", None)}
    assert marks_of(store) == {}, "nothing else is marked in its place"
    assert not reattach(store), "loading has done it"
    reload(store, file_of(ROOT / "examples" / NAMES[0]))
    assert strays(store) == []
    assert graph(store) == before


def strays(store: Store) -> list[Decision]:
    return [one for one in decisions_of(store, store.iris) if is_stray(one)]


def test_what_a_person_added_and_the_reader_finds_later(store: Store, edited: Callable[..., File]) -> None:
    """A correction whose replacement is read meanwhile has done its work."""
    known = next(one for one in facts(store, "Target") if one.fact.get("metric") == "精准康复比例")
    quote = known.fact.quote or ""
    (made,) = apply(store, says(known, value="95"))
    reload(store, edited((quote, quote.replace("90", "95"))))
    (after,) = decisions_of(store, store.iris)
    assert made.replacement != after.replacement
    assert (value(store, after.replacement, "value") if after.replacement else None) in (None, "95")


def test_twins_are_told_apart(store: Store, edited: Callable[..., File]) -> None:
    """The same sentence twice: each decision stays with its own, whatever comes before."""
    sentence = "建成康复站点3个。"
    heads = ["1. 巩固拓展残疾人脱贫攻坚成果", "2. 辅助器具适配"]
    text = (ROOT / "examples" / NAMES[0]).read_text("utf-8")
    lines = [next(line for line in text.splitlines() if line.startswith(head)) for head in heads]
    twice = [(line, f"{line}\n{sentence}") for line in lines]
    reload(store, edited(*twice))
    twins = [
        one
        for kind in ("Target", "Figure", "Measure")
        for one in facts(store, kind)
        if one.fact.quote and "3个" in one.fact.quote
    ]
    if len(twins) < 2:
        pytest.fail("the reader takes the sentence for nothing: choose another")
    first, last = twins[0], twins[-1]
    apply(store, says(first), Judgement("rejected", "王", NOON, last.node, "重复"))
    was = {one.verdict: told(store, one) for one in decisions_of(store, store.iris)}
    reload(store, edited(("\n一、发展基础", f"\n{PARAGRAPH}一、发展基础"), *twice))
    assert {one.verdict: told(store, one) for one in decisions_of(store, store.iris)} == was


def test_a_removed_document_takes_no_decision_with_it(store: Store) -> None:
    from kg.build import remove

    apply(store, says(facts(store, "Target")[0], value="2"), link(store))
    before = graph(store)
    remove(store, WUDA)
    assert len(strays(store)) == 2
    assert not [quad for quad in graph(store) if "/added/" in str(quad.subject)], "what is added has no place now"
    load(store, [file_of(ROOT / "examples" / NAMES[0])], validator=VALIDATOR)
    assert strays(store) == []
    assert graph(store) == before


def test_following_a_change_within_its_transaction(store: Store, edited: Callable[..., File]) -> None:
    """`follow` makes of a change what the change and `reattach` make after each other."""
    from kg.change import Change
    from kg.quads import document_quads

    apply(store, says(facts(store, "Target")[0], value="2"), says(facts(store, "Task")[3]))
    (document,) = edited(("\n一、发展基础", f"\n{PARAGRAPH}一、发展基础")).documents
    name = root(store).value.rsplit("/", 1)[-1]
    old = store.graph(Node(store.iris.mint("document_graph", document=name)))
    change = plan_change(store, store.iris, [Change(old, frozenset(document_quads(document, store.base, name)))])
    whole, report = follow(store, store.iris, change)
    assert len(report.moved) == 1, "a target's IRI holds offsets, a task's does not"
    store.write(whole)
    held = graph(store)
    assert not reattach(store)
    assert graph(store) == held


def test_one_change_after_another_is_one_change(store: Store) -> None:
    one, two, three = (ox.Quad(Node(f"urn:{name}"), pol("path"), ox.Literal("x"), Node("urn:g")) for name in "abc")
    store.write(Update(frozenset(), frozenset(), frozenset({one})))
    first = Update(frozenset(), frozenset({one}), frozenset({two}))
    assert set(Overlay(store, first).match(None, pol("path"), ox.Literal("x"), Node("urn:g"))) == {two}
    then = Update(frozenset(), frozenset({two}), frozenset({three}))
    store.write(merged(first, then))
    assert store.graph(Node("urn:g")) == {three}


# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def everything(store: Store) -> None:
    """One decision of each verdict, with texts that are hard to keep."""
    some = facts(store, "Target")
    (made,) = apply(store, target(store, some[0].fact.quote or "", "四/（二）/2", metric="=HYPERLINK(1)"))
    assert made.about is not None
    apply(
        store,
        says(some[0]),
        Judgement("rejected", "=王", NOON, some[1].node, '=1+1\n第二行, "引号"；\''),
        Judgement("corrected", "'李", NOON, some[2].node, "@x", {"value": "2", "unit": "", "metric": "-a\\nb=c"}),
        Judgement("confirmed", "赵", NOON + timedelta(hours=1), made.about),
        Judgement("confirmed", "赵", NOON, next(events(store))),
        Judgement("rejected", "赵", NOON, root(store), "不是规划"),
        link(store),
    )


@pytest.mark.parametrize("name", ["decisions.csv", "decisions.jsonl"])
def test_a_file_loses_nothing(opened: Callable[[], Store], name: str) -> None:
    store, other = opened(), opened()
    everything(store)
    rows = exchange.export(store)
    text = files.to_csv(rows) if name.endswith("csv") else files.to_jsonl(rows)
    read = list(files.parse(text, name))
    assert [row for _, row in read] == rows
    taken = exchange.take(other, read, name, "nobody", NOON)
    assert (taken.refused, taken.new, taken.known) == ((), len(rows), 0)
    other.write(taken.update)
    assert graph(other) == graph(store)
    again = exchange.take(other, read, name, "nobody", NOON)
    assert (bool(again.update), again.new, again.known) == (False, 0, len(rows))


def test_no_cell_is_a_formula(store: Store) -> None:
    everything(store)
    import csv
    import io

    for cells in csv.reader(io.StringIO(files.to_csv(exchange.export(store)), newline="")):
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
        min_size=17,
        max_size=17,
    )
)
def test_any_cell_comes_back(cells: list[str]) -> None:
    row = files.Row(*cells)
    if any(cell.strip() for cell in cells):
        assert [one for _, one in files.parse(files.to_csv([row]), "x.csv")] == [row]
        assert [one for _, one in files.parse(files.to_jsonl([row]), "x.jsonl")] in ([row], [])


def test_a_row_by_hand_need_not_tell_all(store: Store) -> None:
    known = next(one for one in facts(store, "Target") if one.fact.get("metric") == "精准康复比例")
    text = f"kind;document;path;quote;verdict\nTarget;{WUDA};{known.fact.path};精准康复;confirmed\n"
    taken = exchange.take(store, files.parse(text, "x.csv"), "x.csv", "李", NOON)
    assert (taken.refused, taken.new) == ((), 1)
    store.write(taken.update)
    assert marks_of(store) == {known.node: "confirmed"}
    later = exchange.take(store, files.parse(text, "x.csv"), "x.csv", "李", NOON + timedelta(days=1))
    assert (later.new, later.known) == (0, 1), "a row without a date is the same on another day"


LINES = [
    ("Sentence,{w},,,confirmed,", "line 2, kind: expected one of Section"),
    (
        "Target,没有的规划,,,confirmed,",
        "line 2, document: expected the title or number of one loaded document, found 0",
    ),
    ("Target,{w},九/9,,confirmed,", "line 2, row: expected one Target that says so, found 0"),
    ("Target,{w},,,confirmed,", r"line 2, row: expected one Target that says so, found \d+; give path, quote"),
    ("Target,{w},,精准康复,maybe,", "line 2, verdict: expected confirmed, rejected, corrected, added, found 'maybe'"),
    ("Target,{w},,精准康复,rejected,", "line 2, the reason: expected why it is rejected"),
    ("Target,{w},,精准康复,confirmed,昨天", "line 2, date: expected a day or moment"),
    ("Target,{w},,精准康复,corrected,", "line 2, the reason"),
]


@pytest.mark.parametrize(("line", "complaint"), LINES)
def test_what_cannot_be_attached_is_told_by_line(store: Store, line: str, complaint: str) -> None:
    text = "kind,document,path,quote,verdict,date\n" + line.format(w=WUDA)
    taken = exchange.take(store, files.parse(text, "x.csv"), "x.csv", "李", NOON)
    assert len(taken.refused) == 1
    with pytest.raises(DecisionRefused, match=complaint):
        raise taken.refused[0]


BROKEN = [
    ("x.csv", "kind,verdit\n", "line 1: expected columns among kind"),
    ("x.csv", "", "line 1: expected columns"),
    ("x.csv", 'kind,verdict\n"a', "expected CSV"),
    ("x.csv", "kind,verdict\na,b,c\n", "line 2: expected 2 cells, found 3"),
    ("x.jsonl", "{", "line 1: expected JSON"),
    ("x.jsonl", '{"kind": 1}', "expected texts for"),
    ("x.jsonl", "[]", "expected an object"),
]


@pytest.mark.parametrize(("name", "text", "complaint"), BROKEN)
def test_files_that_are_none(name: str, text: str, complaint: str) -> None:
    with pytest.raises(DecisionRefused, match=complaint):
        list(files.parse(text, name))


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)))
def test_moments_keep_their_milliseconds(moment: datetime) -> None:
    exact = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
    assert moment_of(moment_text(exact)) == exact


def test_planning_writes_nothing(store: Store) -> None:
    update, made = plan(store, store.iris, [says(facts(store, "Task")[0])])
    assert update
    assert made
    assert not graph(store)
