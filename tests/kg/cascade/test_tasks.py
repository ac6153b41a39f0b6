"""Tasks of made-up plans: who takes up what, and how."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kg.cascade.tasks import align_tasks
from kg.cascade.values import Item
from tests.kg.cascade.made import body, item, plan

CARE = "建立重度残疾人照护补贴制度。培育日间照料机构。对困难家庭上门评估需求。"
SPORT = "组织冬季运动会。培养轮椅篮球运动员。在社区开放健身场地。"
LAW = "开展法律援助服务。在学校举办普法讲座。编印手语普法读本。"
BOOKS = "在图书馆设立盲文阅览室。每年举办朗诵比赛。支持手语电影放映。"
LAUNCH = "推广火箭发射技术。开放卫星测控数据。扶持航天企业上市。组建深空探测实验室。引进遥感人才。修建着陆试验场。"


class Case(NamedTuple):
    why: str
    below: tuple[tuple[str, str, str], ...]
    above: tuple[tuple[str, str, str], ...]
    links: set[tuple[str, str, str]]


CASES = [
    Case(
        "the same text under another heading and in another place",
        (("一/1", "做好体育工作", SPORT), ("一/2", "加强照护", CARE)),
        (("三/1", "健全照护体系", CARE), ("三/2", "办好赛事", SPORT)),
        {("一/1", "三/2", "same"), ("一/2", "三/1", "same")},
    ),
    Case(
        "two upper tasks in one",
        (("一/1", "普法和文化", LAW + BOOKS), ("一/2", "照护", CARE)),
        (("三/1", "普法", LAW), ("三/2", "文化", BOOKS), ("三/3", "照护", CARE)),
        {("一/1", "三/1", "merged"), ("一/1", "三/2", "merged"), ("一/2", "三/3", "same")},
    ),
    Case(
        "one upper task in two",
        (("一/1", "普法", LAW), ("一/2", "文化", BOOKS), ("一/3", "照护", CARE)),
        (("三/1", "普法和文化", LAW + BOOKS), ("三/2", "照护", CARE)),
        {("一/1", "三/1", "split"), ("一/2", "三/1", "split"), ("一/3", "三/2", "same")},
    ),
    Case(
        "a part of the upper one",
        (("一/1", "体育", "组织冬季运动会。"), ("一/2", "照护", CARE)),
        (("三/1", "体育", SPORT + "组织残疾儿童游泳训练。修建盲道健身步道。聘请教练。"), ("三/2", "照护", CARE)),
        {("一/1", "三/1", "narrower"), ("一/2", "三/2", "same")},
    ),
    Case(
        "nothing in common",
        (("一/1", "航天", LAUNCH),),
        (("三/1", "照护", CARE), ("三/2", "体育", SPORT)),
        set(),
    ),
    Case(
        "the same heading over other work",
        (("一/1", "加强保障", LAUNCH), ("一/2", "照护", CARE)),
        (("三/1", "加强保障", SPORT + LAW), ("三/2", "照护", CARE)),
        {("一/2", "三/2", "same")},
    ),
]


def items(rows: tuple[tuple[str, str, str], ...], above: str) -> tuple[Item, ...]:
    return tuple(item(path, title, text, above=above) for path, title, text in rows)


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_tasks_are_joined_by_what_they_say(case: Case) -> None:
    found = align_tasks(plan("乙", *items(case.below, "c")), plan("甲", *items(case.above, "p")))
    assert {(one.child.path, one.parent.path, one.relation) for one in found.links} == case.links
    joined = {path for path, _, _ in case.links}
    assert [one.path for one in found.new] == [path for path, _, _ in case.below if path not in joined]
    taken = {path for _, path, _ in case.links}
    assert [one.path for one in found.missing] == [path for path, _, _ in case.above if path not in taken]


def test_a_plan_against_itself_is_the_same_all_through() -> None:
    rows = (("一/1", "照护", CARE), ("一/2", "体育", SPORT), ("一/3", "普法", LAW))
    found = align_tasks(plan("乙", *items(rows, "c")), plan("甲", *items(rows, "p")))
    assert [(one.child.path, one.parent.path, one.relation) for one in found.links] == [
        (path, path, "same") for path, _, _ in rows
    ]
    assert all(0.95 < one.score <= 1 for one in found.links)


def test_an_item_hides_its_heading() -> None:
    child = plan("乙", item("一/1", "照护", CARE))
    parent = plan("甲", item("三", "照护工作", "培育日间照料机构。", above="p"), item("三/1", "照护", CARE, above="p"))
    assert [(one.child.path, one.parent.path) for one in align_tasks(child, parent).links] == [("一/1", "三/1")]


def test_without_tasks_there_is_nothing() -> None:
    task = item("一/1", "照护", CARE)
    assert align_tasks(plan("乙"), plan("甲", task)).missing == (task,)
    assert align_tasks(plan("乙", task), plan("甲")).new == (task,)
    assert align_tasks(plan("乙"), plan("甲")).links == ()


def test_the_same_leads_support_a_pair() -> None:
    text, other = CARE + LAW, CARE + BOOKS
    with_leads = align_tasks(
        plan("乙", item("一/1", "健康", text, body("health"))),
        plan("甲", item("三/1", "健康", other, body("health"), above="p")),
    )
    without = align_tasks(plan("乙", item("一/1", "健康", text)), plan("甲", item("三/1", "健康", other, above="p")))
    assert with_leads.links[0].score > without.links[0].score
