"""Outlines of every form, the sections and tasks that come of them, and what a 专栏 holds."""

from __future__ import annotations

import pytest

from loaders.numbering import box_title, number_of
from tests.loaders.helpers import PLAN, read

NUMBERS: list[tuple[str, str | None, str]] = [
    ("四、重点任务", "四", "chapter"),
    ("（一）促进就业", "（一）", "section"),
    ("(二)促进就业", "（二）", "ASCII brackets"),
    ("1.做好服务", "1", "item"),
    ("3、做好服务", "3", "item with 、"),
    ("12．做好服务", "12", "full-width stop"),
    ("1 .做好服务", "1", "a blank before the stop"),
    ("（3）做好服务", "（3）", "item in brackets"),
    ("①做好服务", "①", "circled, not folded to 1"),
    ("第一章 总则", "第一章", "chapter of an outline"),
    ("一是做好服务", "一是", "sub-task"),
    ("2.5万人受益", None, "a decimal is no number of an outline"),
    ("2025年前完成", None, "a year is none"),
    ("三、四级残疾人", None, "a list of grades is none"),
    ("一级残疾人", None, "a word is none"),
]


@pytest.mark.parametrize(("text", "printed", "reason"), NUMBERS)
def test_numbers(text: str, printed: str | None, reason: str) -> None:
    number = number_of(text)
    assert (number.printed if number else None) == printed, reason


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [("专栏2  重点项目", "2", "重点项目"), ("专栏三：重点项目", "3", "重点项目"), ("专栏 12 项目", "12", "项目")],
)
def test_box_titles(text: str, number: str, title: str) -> None:
    box = box_title(text)
    assert box is not None
    assert (box.number, box.title) == (number, title)


def test_sections_and_tasks_of_a_plan() -> None:
    document = read(PLAN)
    assert [s.path for s in document.sections] == [
        "一", "二", "二/（一）", "三", "三/（一）", "三/（二）", "四", "四/（一）",
    ]  # fmt: skip
    assert [(t.path, t.title) for t in document.tasks] == [
        ("三/（一）/1", "做好服务"),
        ("三/（一）/2", "办好“助康工程”"),
        ("三/（二）/1", "做好救助"),
    ]


OUTLINES: list[tuple[str, list[str], list[str], str]] = [
    (
        "某市发展规划\n第一章 总体要求\n第一节 指导思想\n好。\n第二章 重点任务\n第一节 促进就业\n1.做好。\n2.做优。",
        ["第一章", "第一章/第一节", "第二章", "第二章/第一节"],
        ["第二章/第一节/1", "第二章/第一节/2"],
        "chapters and sections in 第",
    ),
    (
        "某市发展规划\n一、重点任务\n1.做好。\n2.做优。\n二、主要任务\n3.做强。",
        ["一", "二"],
        ["一/1", "一/2", "二/3"],
        "numbers that run on keep what is printed",
    ),
    (
        "某市发展规划\n一、重点任务\n（一）就业\n1.做好。\n1.做优。",
        ["一", "一/（一）"],
        ["一/（一）/1", "一/（一）/1~2"],
        "a path printed twice",
    ),
    (
        "某市发展规划\n一、重点任务\n（一）权益\n1.保障权益\n一是做好。（市残联负责）\n二是做优。（市司法局负责）",
        ["一", "一/（一）"],
        ["一/（一）/1/一是", "一/（一）/1/二是"],
        "sub-tasks with clauses of their own",
    ),
    (
        "某市发展规划\n一、重点任务\n（一）权益\n1.分步推进。\n一是做好。\n二是做优。",
        ["一", "一/（一）"],
        ["一/（一）/1"],
        "一是 without clauses is text",
    ),
    (
        "某市发展规划\n一、重点任务\n（一）就业。（市残联牵头）\n1.做好。\n二、保障措施\n（一）经费。（市财政局负责）",
        ["一", "一/（一）", "二"],
        ["一/（一）", "一/（一）/1", "二/（一）"],
        "a heading with a clause is a task; with items it stays a section",
    ),
    (
        "某市发展规划\n一、困难和问题\n一是基础薄弱。\n二是投入不足。\n二、重点任务\n（一）做好。",
        ["一", "二"],
        ["二/（一）"],
        "problems are no tasks",
    ),
]


@pytest.mark.parametrize(("text", "sections", "tasks", "reason"), OUTLINES)
def test_outlines(text: str, sections: list[str], tasks: list[str], reason: str) -> None:
    document = read(text)
    assert [s.path for s in document.sections] == sections, reason
    assert [t.path for t in document.tasks] == tasks, reason


BOX = """某市发展规划
一、重点任务
（一）就业
1.做好。
专栏1 重点项目
1.按比例安排。安排1名。
2.创业扶持。扶持基地。
2.做优。（市残联牵头，市财政局负责）
（二）康复
1.救助。
"""


def test_items_of_a_box_are_no_tasks_and_the_outline_goes_on_behind_it() -> None:
    document = read(BOX)
    assert [(i.number, i.title) for box in document.boxes for i in box.items] == [
        ("1", "按比例安排"),
        ("2", "创业扶持"),
    ]
    assert [t.path for t in document.tasks] == ["一/（一）/1", "一/（一）/2", "一/（二）/1"]


def test_an_unnumbered_review_is_counted_from_one() -> None:
    text = (
        "# 温暖前行\n\n## 兜底补短\n\n五年来，11.2万人脱贫。\n\n## 未来五年工作思路\n\n"
        "五年来，扎实工作。\n\n### 夯实基础\n\n- 加强队伍建设\n- 加强数字建设\n"
    )
    document = read(text, markdown=True)
    assert [(s.path, s.title) for s in document.sections] == [
        ("1", "兜底补短"),
        ("2", "未来五年工作思路"),
        ("2/1", "夯实基础"),
    ]
    assert [(t.path, t.title) for t in document.tasks] == [("2/1/1", "加强队伍建设"), ("2/1/2", "加强数字建设")]
