"""A plan and a made-up review in a store: the tasks on which its figures report are linked, shown, judged, and let go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import build, rdf
from kg.cascade.links import METHODS, REPORT_METHODS
from kg.cascade.refresh import outdated
from kg.check import check
from kg.decisions.deciding import apply
from kg.decisions.held import Held
from kg.decisions.values import Judgement, moment_of
from kg.rdf import Node, pol
from kg.store import Store
from loaders.pipeline import read_document
from queries.run import plain, select

TASKS = "".join(f"{number}.健全工作机制。加强统筹协调。（自治区残联牵头）\n" for number in range(4, 24))
"""What all plans say, so that it weighs little."""

PLAN = f"""内蒙古自治区“十四五”残疾人事业发展规划
内政发〔2021〕17号
一、重点任务
1.发展志愿助残服务。壮大助残志愿者队伍。（自治区残联牵头）
2.丰富文化生活。实施“书香万家”工程，建设阅览室。（自治区文化和旅游厅牵头）
3.加强法律服务。建立法律援助站，提供法律援助。（自治区司法厅牵头）
{TASKS}二、保障措施
加强领导。
"""
REVIEW = """携手前行
2021年—2023年内蒙古自治区残疾人事业发展回顾
三年间，全区建起法律援助站120个。实施“书香万家”工程，惠及8000名残疾人。全区帮助1.7万人种植果树。
"""
ELSEWHERE = REVIEW.replace("携手前行", "并肩前行").replace("内蒙古自治区", "鄂尔多斯市").replace("全区", "全市")
EXPECTED = [
    ("一/2", "丰富文化生活", "8000", "书香万家"),
    ("一/3", "加强法律服务", "120", None),
]
"""What the query says of them, in the order of the tasks: by a programme's name, and by words."""
COLUMNS = ("path", "title", "value", "programme")

Load = Callable[..., None]


@pytest.fixture
def load(store: Store, tmp_path: Path) -> Load:
    """Writes texts to files and loads them."""

    def loaded(**texts: str) -> None:
        for name, text in texts.items():
            path = tmp_path / f"{name}.txt"
            path.write_text(text, "utf-8")
            (outcome,) = build.load(store, [build.File(path.read_bytes(), read_document(path), str(path))])
            assert outcome.status in ("loaded", "replaced"), outcome.reasons

    return loaded


def rows(store: Store, *columns: str, **given: str) -> list[tuple[str | None, ...]]:
    table = select(store, "reported_tasks", {name: [value] for name, value in given.items()})
    places = [table.columns.index(column) for column in columns]
    return [tuple(plain(row[place]) for place in places) for row in table.rows]


def said(store: Store, subject: Node, name: str) -> list[str]:
    return sorted(plain(quad.object) or "" for quad in store.match(subject, pol(name), None))


def links(store: Store) -> Iterator[Node]:
    for quad in store.match(None, rdf.TYPE, pol("ReportLink")):
        assert isinstance(quad.subject, Node)
        yield quad.subject


def by_path(store: Store) -> dict[str | None, Node]:
    """The links by the paths of their tasks."""
    return {path: Node(str(fact)) for path, fact in rows(store, "path", "fact")}


@pytest.mark.parametrize("order", [("plan", "review"), ("review", "plan")])
def test_figures_are_joined_with_the_tasks_they_report_on(store: Store, load: Load, order: tuple[str, ...]) -> None:
    for name in order:
        load(**{name: {"plan": PLAN, "review": REVIEW}[name]})
    assert rows(store, *COLUMNS) == EXPECTED
    assert rows(store, *COLUMNS, path="一/2") == EXPECTED[:1]
    by_name, by_words = (float(score or 0) for (score,) in rows(store, "score"))
    assert by_name == 1 > by_words > 0
    assert [str(offence) for offence in check(store)] == []


def test_each_link_names_its_method_and_shows_both_sides(store: Store, load: Load) -> None:
    load(plan=PLAN, review=REVIEW)
    found = list(links(store))
    assert sorted(one for link in found for one in said(store, link, "method")) == sorted(REPORT_METHODS.values())
    assert set(REPORT_METHODS.values()) < set(METHODS), "another version computes every link anew"
    for link in found:
        (figure,), (task,) = said(store, link, "figure"), said(store, link, "parent")
        both = [*said(store, Node(figure), "evidence"), *said(store, Node(task), "evidence")]
        assert said(store, link, "evidence") == sorted(both)
        assert said(store, link, "comparable") == []


def test_a_review_of_a_place_within_is_no_report_on_the_plan(store: Store, load: Load) -> None:
    load(plan=PLAN, elsewhere=ELSEWHERE)
    assert rows(store, "fact") == []


def test_links_follow_their_review(store: Store, load: Load) -> None:
    load(plan=PLAN, review=REVIEW)
    kept = by_path(store)
    load(review=REVIEW.replace("120个", "130个"))
    now = by_path(store)
    assert now["一/2"] == kept["一/2"], "what is said as before has the same name"
    assert now["一/3"] != kept["一/3"]
    build.remove(store, REVIEW.splitlines()[0])
    assert rows(store, "fact") == []
    assert list(outdated(store)) == []


def test_a_person_judges_a_link(store: Store, load: Load) -> None:
    """The decision knows the task as the end in the plan, the figure as that in the review, and outlives a new reading."""
    load(plan=PLAN, review=REVIEW)
    link = by_path(store)["一/2"]
    known = Held(store, store.iris).known(link)
    assert known is not None
    assert (known.fact.path, known.fact.around[0]) == ("一/2", "丰富文化生活")
    assert known.fact.get("programName") == "书香万家"
    assert known.parent is not None
    assert said(store, known.parent, "kind") == ["review"]
    apply(store, Judgement("rejected", "王", moment_of("2026-11-22"), about=link, reason="不是该工程"))
    assert rows(store, "path", "status") == [("一/2", "rejected"), ("一/3", "proposed")]
    load(review=REVIEW.replace("1.7万人", "1.8万人"))
    assert rows(store, "path", "status") == [("一/2", "rejected"), ("一/3", "proposed")]
    assert [str(offence) for offence in check(store)] == []


def test_a_person_corrects_the_task_of_a_link(store: Store, load: Load) -> None:
    load(plan=PLAN, review=REVIEW)
    link = by_path(store)["一/3"]
    changes = {"parent": "一/1"}
    (made,) = apply(store, Judgement("corrected", "王", moment_of("2026-11-22"), link, "另一任务", changes))
    assert made.replacement is not None
    (task,) = said(store, made.replacement, "parent")
    assert said(store, Node(task), "path") == ["一/1"]
    assert len(said(store, made.replacement, "evidence")) == 2
    assert [str(offence) for offence in check(store)] == []
