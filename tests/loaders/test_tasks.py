"""Which headings are sections, which tasks: by what their chapter does, by the clauses that they carry."""

from __future__ import annotations

import pytest

from tests.loaders.helpers import read

WORK = "某市行动方案\n一、重点任务\n"

KINDS: list[tuple[str, list[str], list[str], str]] = [
    (
        WORK
        + "（一）做好。（市残联牵头）\n1.做优。\n2.做强。\n二、保障措施\n（一）经费。（市财政局负责）\n（二）宣传。",
        ["一", "一/（一）", "二", "二/（二）"],
        ["一/（一）", "一/（一）/1", "一/（一）/2", "二/（一）"],
        "a heading with a clause is a task; with items it stays a section",
    ),
    (
        "某市工作方案\n一、提高认识\n各级要重视。\n二、落实巡查\n每天巡查。\n三、工作要求\n加强领导。",
        ["三"],
        ["一", "二"],
        "a plan of chapters alone: those that set work are its tasks",
    ),
    (
        "某市工作方案\n一、总体要求\n（一）指导思想。好。\n二、加强道路改造\n推进改造。\n三、空间结构\n一核两翼。\n四、提升服务\n（一）出行。做好。",
        ["一", "一/（一）", "三", "四"],
        ["二", "四/（一）"],
        "a chapter without items is a task where its title says what to do",
    ),
    (
        "某市养犬条例\n第一章 总则\n第一条 为了规范养犬，制定本条例。\n第二章 申请\n第二条 申请人应当符合规定。\n（一）有户籍；\n（二）有住所。",
        ["第一章", "第二章"],
        [],
        "articles of a regulation are text",
    ),
    (
        "某市扶持办法\n第一章 总则\n第一条 为了促进发展，制定本办法。\n第二章 扶持政策\n第二条 支持技改。（市工信局负责）\n第三条 支持研发。",
        ["第一章", "第二章"],
        ["第二章/第二条"],
        "unless they carry a clause",
    ),
]


@pytest.mark.parametrize(("text", "sections", "tasks", "reason"), KINDS)
def test_sections_and_tasks(text: str, sections: list[str], tasks: list[str], reason: str) -> None:
    document = read(text)
    assert [s.path for s in document.sections] == sections, reason
    assert [t.path for t in document.tasks] == tasks, reason


ALSO: list[tuple[str, list[str], str]] = [
    (
        "（一）权益。\n一是做好。（市残联负责）\n二是做优。（市司法局负责）",
        ["一/（一）/一是", "一/（一）/二是"],
        "on lines of their own",
    ),
    (
        "（一）权益。分步推进。一是做好。（市残联负责）二是做优。（市司法局负责）",
        ["一/（一）/一是", "一/（一）/二是"],
        "inside a paragraph",
    ),
    (
        "（一）权益。一是做好。二是做优。（市司法局负责）",
        ["一/（一）"],
        "a clause behind the last of them is the item's",
    ),
    ("（一）权益。一是做好。二是做优。", ["一/（一）"], "without clauses they are text"),
    (
        "（一）权益。（市残联牵头）\n一是做好。（市财政局负责）\n二是做优。（市司法局负责）",
        ["一/（一）", "一/（一）/一是", "一/（一）/二是"],
        "beside a clause of the item",
    ),
    (
        "（一）权益。\n一是做好。（市残联负责）\n二是做优。（市司法局负责）\n还要做到：一是做强。（市财政局负责）二是做大。（市民政局负责）",
        ["一/（一）/一是", "一/（一）/二是", "一/（一）/一是~2", "一/（一）/二是~2"],
        "counted twice in one item",
    ),
]


@pytest.mark.parametrize(("text", "tasks", "reason"), ALSO)
def test_sub_tasks(text: str, tasks: list[str], reason: str) -> None:
    assert [t.path for t in read(WORK + text).tasks] == tasks, reason


def test_a_sub_task_has_its_own_words_and_bodies() -> None:
    document = read(WORK + "（一）权益。分步推进。一是推动机关安置，公布计划。（市残联负责）二是做优。（市司法局负责）")
    first = document.tasks[0]
    assert first.title == "推动机关安置，公布计划"
    assert [one.name for one in first.responsibilities] == ["市残联"]
    assert first.text == "（市残联负责）"
