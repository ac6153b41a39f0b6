"""What a plan declares once for all, and lists of bodies alone: read in whole documents; each row says why it is there."""

from __future__ import annotations

import pytest

from loaders.rules.declared import defaults, first_leads_from
from tests.loaders.helpers import read

L, P, R = "lead", "participating", "responsible"
PLAN = "某市某工作方案\n一、重点任务\n{}"


def test_lists_of_bodies_are_clauses_where_the_plan_uses_them_so() -> None:
    items = [f"{n}.做好第{n}项服务。（市残联、市财政局）" for n in (1, 2, 3)]
    tasks = read(PLAN.format("\n".join(items))).tasks
    assert [[(one.role, one.name) for one in task.responsibilities] for task in tasks] == [
        [(R, "市残联"), (R, "市财政局")]
    ] * 3


def test_one_list_of_bodies_alone_is_none_and_is_reported() -> None:
    document = read(PLAN.format("1.做好服务。（市残联、市财政局）\n2.做好管理。"))
    assert all(not task.responsibilities for task in document.tasks)
    assert [one.quote for one in document.rejects if one.rule == "clause.bare"] == ["（市残联、市财政局）"]


def test_the_first_leads_from_where_the_document_says_so() -> None:
    items = "1.甲。（市残联、市财政局负责）\n2.乙。（市财政局、市残联负责。列第一位者为牵头单位，下同）\n3.丙。（市残联负责）"
    tasks = read(PLAN.format(items)).tasks
    roles = [[one.role for one in task.responsibilities] for task in tasks]
    assert roles == [[R, R], [L, P], [L]]


def test_what_is_declared_once_is_expanded_with_its_own_basis() -> None:
    items = "1.甲。（市残联牵头）\n2.乙。（各区人民政府负责）\n3.丙。"
    text = PLAN.format(items) + "\n以上任务，各区人民政府均为责任单位，不再单独列出。"
    found = [[(one.role, one.name, one.basis) for one in task.responsibilities] for task in read(text).tasks]
    everybody = "各区人民政府"
    assert found == [
        [(L, "市残联", "clause"), (P, everybody, "default")],
        [(R, everybody, "clause")],
        [(R, everybody, "default")],
    ]


def test_a_declaration_of_unknown_bodies_is_reported() -> None:
    document = read(PLAN.format("1.甲。\n2.乙。") + "\n上述工作均为责任单位，不再列出。")
    assert all(not task.responsibilities for task in document.tasks)
    assert "clause.declared" in {one.rule for one in document.rejects}


@pytest.mark.parametrize(
    ("text", "names", "reason"),
    [
        ("各区政府均为责任单位，不再列出。", ["各区政府"], "the plain form"),
        (
            "以上任务，各县（市、区）人民政府均为责任单位，不再单列。",
            ["各县（市、区）人民政府"],
            "what opens the sentence",
        ),
        ("各项任务中各区政府均为责任单位，以下不再重复列出。", ["各区政府"], "and no mark behind it"),
        ("（市残联负责。以下任务均涉及各区政府，不再做分工）", ["各区政府"], "a sentence in a clause"),
        ("（市残联负责；以上工作各区政府为共同责任单位，下文不再列出）", ["各区政府"], "behind a semicolon"),
        ("以下均需各县、区人民政府（管委会）落实，不再列出。", ["各县、区人民政府（管委会）"], "one group of places"),
        ("各项任务均需各区政府、市直有关部门共同落实，不再一一列出。", ["各区政府", "市直有关部门"], "two groups"),
        ("注：2.各区政府均为责任单位，不再单列。", ["各区政府"], "a numbered note"),
        ("各区政府均为责任单位。以下不再列出。", ["各区政府"], "in two sentences"),
        ("各区政府是责任单位，要抓好落实。", [], "no rule for the rest"),
        ("经费渠道不变，不再列出明细。", [], "of other things"),
    ],
)
def test_bodies_for_every_task(text: str, names: list[str], reason: str) -> None:
    assert [body.text for default in defaults(text)[0] for body in default.bodies] == names, reason


@pytest.mark.parametrize(
    ("text", "start", "reason"),
    [
        ("一、甲。（甲局、乙局负责，列第一位的为牵头单位，下同）", 4, "from the clause on that says so"),
        ("责任单位：甲局（首位单位为牵头单位，下同）、乙局", 7, "from a bracket in a list on"),
        ("说明：列首位的为牵头单位。\n一、甲。", 0, "outside any clause: the whole text"),
        ("（注：各任务的第一责任单位为牵头单位）\n一、甲。", 0, "a note in brackets: the whole text"),
        ("（除标明“分别牵头”外，排名第一的为牵头或汇总单位，下同）", 0, "with exceptions, and another word"),
        ("牵头单位列首位。", 0, "the other way round"),
        ("（甲局、乙局，第一个单位为牵头单位）", None, "of one clause only"),
        ("列第一位的项目优先安排。", None, "of other things"),
    ],
)
def test_the_first_leads_from_here_on(text: str, start: int | None, reason: str) -> None:
    assert first_leads_from(text) == start, reason


def test_a_list_alone_is_led_by_its_first_where_that_is_declared() -> None:
    items = "1.甲。（市残联、市财政局，排名第一的为牵头单位，下同）\n2.乙。（市民政局、市审计局）"
    tasks = read(PLAN.format(items)).tasks
    assert [[one.role for one in task.responsibilities] for task in tasks] == [[L, P], [L, P]]
    assert tasks[1].responsibilities[0].role_printed is None
