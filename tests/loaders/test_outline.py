"""Outlines of every form, the sections and tasks that come of them, and what a 专栏 holds."""

from __future__ import annotations

import pytest

from tests.loaders.helpers import PLAN, read


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


PROSE = (
    "这项工作坚持因地制宜、循序渐进，注重实效，不断总结经验，逐步形成机制，让广大群众感受到变化，"
    "同时听取各方意见，及时发现问题，认真研究解决办法，让好的做法留下来、传下去。"
)
"""For ※: a paragraph as long as those of real plans."""
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
    (
        "某市发展规划\n第一篇 背景\n第一章 意义\n好。\n第二篇 振兴产业\n第二章 农业\n第一节 粮食\n做好。\n第二节 蔬菜\n做优。",
        ["第一篇", "第一篇/第一章", "第二篇", "第二篇/第二章"],
        ["第二篇/第二章/第一节", "第二篇/第二章/第二节"],
        "parts above chapters that run on",
    ),
    (
        "某市发展规划\n1总则\n1.1编制依据\n依法编制。\n1.2规划期限\n五年。\n2建设任务\n2.1水厂\n2.1.1新建水厂\n2.6亿元到位。\n"
        "2.1.2改造水厂\n做好。\n2.2管网\n做优。",
        ["1", "1/1.1", "1/1.2", "2", "2/2.1"],
        ["2/2.1/2.1.1", "2/2.1/2.1.2", "2/2.2"],
        "decimals below bare digits; an amount is no number",
    ),
    (
        "某市发展规划\n一、基础\n1.1 现状\n好。\n1.2 形势\n急。\n二、建设任务\n2.1 水厂\n2.1.1 新建。\n2.1.2 改造。",
        ["一", "一/1.1", "一/1.2", "二", "二/2.1"],
        ["二/2.1/2.1.1", "二/2.1/2.1.2"],
        "decimals below 一、",
    ),
    (
        "某市行动方案\n一、总体要求\n（一）指导思想\n好。\n二、行动任务\n任务一：线网\n（一）优化线路。\n（二）统一标识。\n任务二：场站\n（一）建设场站。",
        ["一", "一/（一）", "二", "二/任务一", "二/任务二"],
        ["二/任务一/（一）", "二/任务一/（二）", "二/任务二/（一）"],
        "named tasks above （一）, though （一） stood below 一、 before",
    ),
    (
        "某市行动方案\n一、重点任务\n（1）做好。\n（2）做优。\n二、主要任务\n（3）做强。\n（4）做大。",
        ["一", "二"],
        ["一/（1）", "一/（2）", "二/（3）", "二/（4）"],
        "（1） to （4） across sections",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）就业\n①做好。\n②做优。\n（二）康复\n①做强。",
        ["一", "一/（一）", "一/（二）"],
        ["一/（一）/①", "一/（一）/②", "一/（二）/①"],
        "circled items",
    ),
    (
        "某市行动方案\n一、重点任务\n1.就业\n（1）做好。\n（2）做优。\n2.康复。做强。\n二、主要任务\n（一）教育\n1.做好。",
        ["一", "一/1", "二", "二/（一）"],
        ["一/1/（1）", "一/1/（2）", "一/2", "二/（一）/1"],
        "a level skipped in one chapter and not in the next",
    ),
    (
        "某市行动方案\n一、基础\n机制更加公平统\n一、可持续的网络建成。※\n二、重点任务\n（一）做好。",
        ["一", "二"],
        ["二/（一）"],
        "一、 again, where only one chapter has begun, is prose after a wrap",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）就业\n1.做好。\n2.做优。\n4.做强。\n19.8亿元到位。\n（三）康复\n1.做大。\n四、保障措施\n好。",
        ["一", "一/（一）", "一/（三）", "四"],
        ["一/（一）/1", "一/（一）/2", "一/（一）/4", "一/（三）/1"],
        "numbers that were lost leave gaps",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）做好。\n37.做优。\n（二）做强。",
        ["一"],
        ["一/（一）", "一/（二）"],
        "a lone number far from any row is text",
    ),
    (
        "某市行动方案\n一 总体要求\n坚持以人为本，保障民生。\n二 重点任务\n（一）做好。\n（二）做优。\n三 保障措施\n加强领导。",
        ["一", "二", "三"],
        ["二/（一）", "二/（二）"],
        "chapters without a mark behind the numeral",
    ),
    (
        "某市行动方案\n一、重点任务\n1 建设平台。※\n2 建设网络。※\n3 建设场景。※",
        ["一"],
        ["一/1", "一/2", "一/3"],
        "items without a mark behind the digit",
    ),
    (
        "某市若干措施\n第一条 支持技改。给予补助。\n第二条 支持上市。标准如下：\n（一）境内上市奖励；\n（二）境外上市奖励。\n第三条 支持研发。给予补助。",
        [],
        ["第一条", "第二条", "第三条"],
        "articles as tasks; what a sentence enumerates is no item",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）规范准入。申请应当符合下列条件：\n1.有本市户籍；\n2.住房困难。\n（二）规范分配。摇号。",
        ["一"],
        ["一/（一）", "一/（二）"],
        "conditions that a sentence enumerates are no items",
    ),
    (
        "某市实施方案\n为做好服务，制定本方案。\n扛牢粮食安全责任\n（一）稳定面积。※\n（二）提高单产。※\n强化基础支撑\n（三）保护耕地。※\n（四）建设设施。※",
        ["1", "2"],
        ["1/（一）", "1/（二）", "2/（三）", "2/（四）"],
        "chapters without numbers above items that run on are counted from 1",
    ),
    (
        "某市为民办实事清单\n1.新建学校5所。\n责任单位：市教育局\n2.新建公园3个。\n责任单位：市园林局\n3.新增车位。\n责任单位：市城管局",
        [],
        ["1", "2", "3"],
        "lines of a clause between items are no chapters",
    ),
    (
        "某市行动方案\n一、\n\n总体要求\n\n好。\n\n二、\n\n重点任务\n\n（一）\n\n做好服务\n\n好。\n\n（二）\n\n做优服务\n\n好。",
        ["一", "二"],
        ["二/（一）", "二/（二）"],
        "numbers on lines of their own",
    ),
]


@pytest.mark.parametrize(("text", "sections", "tasks", "reason"), OUTLINES)
def test_outlines(text: str, sections: list[str], tasks: list[str], reason: str) -> None:
    document = read(text.replace("※", PROSE))
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
