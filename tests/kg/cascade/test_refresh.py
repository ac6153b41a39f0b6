"""Graphs of links in a store: made with their plans, renewed only where something changed, gone with what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from kg import build, rdf
from kg.cascade import refresh as refreshing
from kg.cascade.chain import Place
from kg.cascade.compare import compare
from kg.cascade.library import Library
from kg.cascade.refresh import outdated, refresh
from kg.cascade.values import Comparison, Plan
from kg.check import check
from kg.decisions.deciding import apply
from kg.decisions.values import Judgement, moment_of
from kg.rdf import Node, pol
from kg.store import Store
from loaders.pipeline import read_document
from queries.run import plain, select

CARE = "建立重度残疾人照护补贴制度。培育日间照料机构3所。"
SPORT = "组织冬季运动会。鼓励社区开放健身场地。"
LAW = "开展法律援助服务。在学校举办普法讲座。"
REGION = f"""内蒙古自治区“十四五”残疾人事业发展规划
内政发〔2021〕17号
根据《国务院关于印发“十四五”残疾人保障和发展规划的通知》（国发〔2021〕10号），结合实际，制定本规划。
一、重点任务
1.健全照护体系。{CARE}（自治区残联牵头，自治区民政厅按职责分工负责）
2.发展体育。{SPORT}（自治区体育局牵头）
3.维护权益。{LAW}（自治区司法厅、残联牵头）
二、保障措施
加强领导。
"""
COUNTY = f"""乌达区“十四五”残疾人事业发展规划
根据《国务院关于印发“十四五”残疾人保障和发展规划的通知》（国发〔2021〕10号）《内蒙古自治区“十四五”残疾人事业发展规划》（内政发〔2021〕17号）《乌海市人民政府关于印发〈乌海市“十四五”残疾人事业发展规划〉的通知》（乌海政发〔2022〕11号），制定本规划。
一、重点任务
1.做好体育工作。{SPORT.replace("鼓励社区开放", "推动社区开放")}（区文化旅游体育局牵头）
2.加强照护。{CARE.replace("3所", "1所")}（区残联、民政局牵头）
3.扶持航天产业。推广卫星测控数据。
二、保障措施
加强领导。
"""
OTHER = COUNTY.replace("乌达区", "二连浩特市").replace("区残联", "市残联").replace("区文化", "市文化")
OLD = COUNTY.replace("“十四五”残疾人事业", "“十三五”残疾人事业").replace("十四五”残疾人保障", "十三五”残疾人保障")
BUSINESS = f"""乌达区优化营商环境行动方案
根据《内蒙古自治区“十四五”残疾人事业发展规划》（内政发〔2021〕17号），制定本方案。
一、重点任务
1.健全照护体系。{CARE}（区残联牵头）
"""

Load = Callable[..., tuple[build.Outcome, ...]]


@pytest.fixture
def load(store: Store, tmp_path: Path) -> Load:
    """Writes texts to files and loads them."""

    def loaded(**texts: str) -> tuple[build.Outcome, ...]:
        files = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.txt"
            path.write_text(text, "utf-8")
            files.append(build.File(path.read_bytes(), read_document(path), str(path)))
        return build.load(store, files)

    return loaded


def rows(store: Store, query: str, *columns: str) -> list[tuple[str | None, ...]]:
    table = select(store, query)
    places = [table.columns.index(column) for column in columns]
    return [tuple(plain(row[place]) for place in places) for row in table.rows]


def graphs(store: Store) -> set[str]:
    return {
        graph.value for graph in store.engine.named_graphs() if isinstance(graph, Node) and "/cascade/" in graph.value
    }


def test_a_county_is_joined_with_the_region_over_a_city_that_is_only_cited(store: Store, load: Load) -> None:
    load(region=REGION, county=COUNTY)
    chain = [
        row
        for row in rows(store, "plan_cascade", "child_title", "parent_title", "rank", "loaded")
        if row[0] == COUNTY.splitlines()[0]
    ]
    assert [row[1:] for row in chain] == [
        ("乌海市“十四五”残疾人事业发展规划", "1", "false"),
        ("内蒙古自治区“十四五”残疾人事业发展规划", "2", "true"),
        ("“十四五”残疾人保障和发展规划", "3", "false"),
    ]
    assert rows(store, "task_cascade", "child_path", "parent_path", "relation", "status", "distance") == [
        ("一/1", "一/2", "same", "proposed", "2"),
        ("一/2", "一/1", "same", "proposed", "2"),
    ]
    assert sorted(rows(store, "unmatched_tasks", "path", "side")) == [("一/3", "child"), ("一/3", "parent")]
    assert sorted(rows(store, "lead_cascade", "lead", "change")) == [
        ("乌达区文化旅游体育局", "same"),
        ("乌达区残疾人联合会", "same"),
        ("乌达区民政局", "added"),
    ]
    changes = set(rows(store, "measure_cascade", "change", "child_quote", "parent_quote"))
    assert ("strengthened", "推动社区开放健身场地", "鼓励社区开放健身场地") in changes
    assert ("number_changed", "培育日间照料机构1所", "培育日间照料机构3所") in changes
    assert ("kept", "组织冬季运动会", "组织冬季运动会") in changes


def test_what_is_stored_is_sound(store: Store, load: Load) -> None:
    load(region=REGION, county=COUNTY, other=OTHER)
    assert [str(offence) for offence in check(store)] == []


def test_every_link_shows_its_words(store: Store, load: Load) -> None:
    load(region=REGION, county=COUNTY)
    proved = {quad.subject for quad in store.match(None, pol("evidence"), None)}
    for kind in ("PlanLink", "TaskLink", "MeasureLink", "LeadLink", "Unmatched"):
        links = set(links_of(store, kind))
        assert links, kind
        assert links <= proved, kind


def test_the_order_of_loading_leaves_no_trace(new: Callable[[], Store], tmp_path: Path) -> None:
    found = []
    for order in (("region", "county", "other"), ("county", "other", "region"), ("other", "region", "county")):
        with new() as store:
            for name in order:
                path = tmp_path / f"{name}.txt"
                path.write_text({"region": REGION, "county": COUNTY, "other": OTHER}[name], "utf-8")
                build.load(store, [build.File(path.read_bytes(), read_document(path), str(path))])
            found.append({quad for graph in graphs(store) for quad in store.graph(Node(graph))})
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 100


def test_only_what_changed_is_computed_again(store: Store, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    load(region=REGION, county=COUNTY, other=OTHER)
    compared: list[tuple[str, str]] = []

    def noted(child: Plan, parent: Plan, *, clause_by_clause: bool = True) -> Comparison:
        compared.append((child.title, parent.title))
        return compare(child, parent, clause_by_clause=clause_by_clause)

    monkeypatch.setattr(refreshing, "compare", noted)
    load(county=COUNTY)
    assert compared == [], "nothing changed"
    load(county=COUNTY.replace("冬季运动会", "夏季运动会"))
    assert [child for child, _ in compared] == [COUNTY.splitlines()[0]]
    compared.clear()
    load(region=REGION.replace("3所", "5所"))
    assert sorted(child for child, _ in compared) == sorted([COUNTY.splitlines()[0], OTHER.splitlines()[0]])


def test_links_go_with_what_they_rest_on(store: Store, load: Load) -> None:
    load(region=REGION, county=COUNTY)
    build.remove(store, REGION.splitlines()[0])
    assert rows(store, "task_cascade", "fact") == []
    assert ("内蒙古自治区“十四五”残疾人事业发展规划", "false") in rows(store, "plan_cascade", "parent_title", "loaded")
    assert [str(offence) for offence in check(store)] == []
    build.remove(store, COUNTY.splitlines()[0])
    assert graphs(store) == set()


def test_a_stopped_process_leaves_no_link_to_what_is_not_there(
    store: Store, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the document's transaction and that of its links there are none, and the next load makes them."""
    load(region=REGION, county=COUNTY)
    before = {quad for graph in graphs(store) for quad in store.graph(Node(graph))}

    def stopped(store: Store) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "catch_up", stopped)
    with pytest.raises(KeyboardInterrupt):
        build.remove(store, REGION.splitlines()[0])
    assert rows(store, "task_cascade", "fact") == []
    assert list(outdated(store))
    monkeypatch.undo()
    load(region=REGION)
    assert list(outdated(store)) == []
    assert {quad for graph in graphs(store) for quad in store.graph(Node(graph))} == before


@pytest.mark.parametrize(
    ("why", "texts"),
    [
        ("another field", {"business": BUSINESS}),
        (
            "regions that are beside each other",
            {"other": OTHER, "county": COUNTY.replace("内蒙古自治区“", "二连浩特市“")},
        ),
    ],
)
def test_nothing_is_linked_that_has_nothing_in_common(
    store: Store, load: Load, why: str, texts: dict[str, str]
) -> None:
    texts = {"region": REGION, **texts} if why == "another field" else texts
    load(**texts)
    assert rows(store, "task_cascade", "fact") == [], why
    assert rows(store, "measure_cascade", "fact") == [], why


def test_an_earlier_plan_is_compared_and_is_not_above(store: Store, load: Load) -> None:
    load(old=OLD, county=COUNTY)
    relations = {
        str(plain(quad.object))
        for link in links_of(store, "PlanLink")
        for quad in store.match(link, pol("relation"), None)
    }
    assert "before" in relations
    assert rows(store, "task_cascade", "fact") == [], "that is about plans above"
    assert {row[0] for row in rows(store, "task_succession", "relation")} == {"same"}


def links_of(store: Store, kind: str) -> Iterator[Node]:
    for quad in store.match(None, rdf.TYPE, pol(kind)):
        if isinstance(quad.subject, Node):
            yield quad.subject


def test_a_rejected_link_is_kept_as_such_through_reloading(store: Store, load: Load) -> None:
    load(region=REGION, county=COUNTY)
    (link,) = (Node(str(fact)) for path, fact in rows(store, "task_cascade", "child_path", "fact") if path == "一/1")
    carried = len(list(store.match(None, pol("carriesOut"), None)))
    apply(store, Judgement("rejected", "王", moment_of("2026-11-22"), about=link, reason="不是一回事"))
    assert ("一/1", "rejected") in rows(store, "task_cascade", "child_path", "status")
    assert len(list(store.match(None, pol("carriesOut"), None))) == carried - 1
    load(county=COUNTY.replace("冬季运动会", "夏季运动会"))
    assert ("一/1", "rejected") in rows(store, "task_cascade", "child_path", "status")
    assert len(list(store.match(None, pol("carriesOut"), None))) == carried - 1
    assert [str(offence) for offence in check(store)] == []


def test_refreshing_again_does_nothing(store: Store, load: Load) -> None:
    load(region=REGION, county=COUNTY)
    assert refresh(store) == refreshing.Refreshed((), ())


def test_what_is_looked_at_is_enough(store: Store, load: Load) -> None:
    """However documents come, change and go in one process, the links are those that follow from what there is."""
    source = Random(20211)
    texts = {
        "region": (REGION, REGION.replace("冬季运动会", "夏季运动会"), REGION.replace("“十四五”", "“十三五”", 1)),
        "county": (COUNTY, COUNTY.replace("国发〔2021〕10号", "国发〔2021〕11号")),
        "city": (
            COUNTY.replace("乌达区", "乌海市")
            .replace("《乌海市人民政府关于印发", "《乌海市有关")
            .replace("乌海政发〔2022〕11号", "乌海政发〔2021〕1号"),
        ),
        "other": (OTHER,),
        "old": (OLD,),
        "business": (BUSINESS,),
    }
    computed = 0
    for _ in range(40):
        name = source.choice(sorted(texts))
        titles = [text.splitlines()[0] for text in texts[name] if store.find_documents(text.splitlines()[0])]
        loaded = [
            title for title in titles if any(store.match(store.find_documents(title)[0], pol("loaded"), rdf.TRUE))
        ]
        if loaded and source.random() < 0.4:
            build.remove(store, loaded[0])
        else:
            load(**{name: source.choice(texts[name])})
        assert list(outdated(store)) == []
        computed += len(graphs(store))
    assert computed > 60


def test_a_plan_that_has_nothing_to_do_with_the_new_one_is_not_looked_at(
    store: Store, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(region=REGION, county=COUNTY, business=BUSINESS)
    asked: list[str] = []
    place = Library.place

    def noted(library: Library, node: str) -> Place:
        asked.append(node)
        return place(library, node)

    monkeypatch.setattr(Library, "place", noted)
    load(other=OTHER)
    assert asked
    assert {node.rsplit("/", 1)[-1].split("-")[0] for node in asked} == {"152501"}
