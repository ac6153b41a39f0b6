"""What became of each clause on its way down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.cascade.boxes import pair_items
from kg.cascade.changes import numbers
from kg.cascade.measures import compare_measures
from kg.cascade.values import Item, MeasureFinding, TaskLink
from tests.kg.cascade.made import item, plan

OTHERS = "完善公共图书馆借阅制度。开展全民健身运动会。提升河道防洪标准。规范农贸市场摊位管理。"
"""Clauses of other things, so that words have weights."""


def compared(below: str, above: str) -> list[MeasureFinding]:
    child, parent = item("1", "甲", below, above="c"), item("1", "甲", above, above="p")
    rest = [item("2", "乙", OTHERS, above=side) for side in "cp"]
    found = compare_measures(
        plan("下", child, rest[0]), plan("上", parent, rest[1], region="150000"), [TaskLink(child, parent, "same", 1.0)]
    )
    return list(found)


@pytest.mark.parametrize(
    ("below", "above", "change"),
    [
        (
            "加强镇（街道）残疾人联合会组织建设",
            "加强苏木乡镇（街道）残联组织建设",
            "kept",
        ),  # names of levels and bodies
        ("保障农区残疾人的宅基地、承包权", "保障农村牧区残疾人的宅基地和承包权", "kept"),
        ("助力健康乌达建设", "助力健康内蒙古建设", "kept"),  # names of the two regions
        ("落实《社区康复标准》", "落实中国残联、民政部《社区康复标准》", "kept"),  # who issued it
        ("做好残疾儿童筛查登记工作", "认真做好残疾儿童普查登记工作", "reworded"),
        ("家庭医生签约率达到85%", "家庭医生签约实现应签尽签", "number_changed"),  # a number for words
        ("对0—14岁残疾儿童给予康复救助", "对0-7岁残疾儿童给予康复救助", "number_changed"),
        ("对0—7岁残疾儿童给予康复救助", "对0-7岁残疾儿童给予康复救助", "kept"),  # the same range
        ("整合民政、残联等部门资源", "整合民政、卫生健康、残联等部门资源", "narrowed"),  # a member of the list
        ("为残疾人提供个性化、菜单式服务", "为残疾人提供个性化服务", "widened"),
        ("对符合条件的残疾人自主创业给予补助", "对残疾人自主创业给予补助", "narrowed"),  # a qualifier
        ("认真落实《按摩管理办法》《按摩培训规定》", "认真落实《按摩管理办法》", "widened"),  # titles are a list
        ("探索无障碍设施数字化升级", "推进无障碍设施数字化升级", "weakened"),
        ("开展无障碍环境体验活动", "鼓励开展无障碍环境体验活动", "strengthened"),
        ("公共汽车逐步安装字幕报站装置", "公共汽车安装字幕报站装置", "weakened"),  # room is left
        ("落实减税降费政策", "严格落实减税降费政策", "weakened"),  # an exception is allowed
        ("鼓励2家企业安装报站装置", "3家企业安装报站装置", "number_changed"),  # the number goes first
    ],
)
def test_change(below: str, above: str, change: str) -> None:
    (found,) = compared(below, above)
    assert (found.change, found.moved) == (change, False)
    assert found.child_span is not None
    assert found.parent_span is not None
    assert (found.child_span.quote, found.parent_span.quote) == (below, above)


def test_likeness_too_small_is_no_pair() -> None:
    found = compared("建设残疾人托养中心", "表彰助残先进个人")
    assert [one.change for one in found] == ["added", "dropped"]


def test_verbs_are_told() -> None:
    (found,) = compared("探索无障碍设施数字化升级", "积极推进无障碍设施数字化升级")
    assert (found.child_verb, found.parent_verb) == ("探索", "推进")


def test_every_clause_has_its_finding() -> None:
    found = compared("健全救助机制，加强寻亲服务。举办运动会。", "健全救助机制，开展普法宣传，加强寻亲服务。")
    said = [(one.change, span.quote) for one in found if (span := one.child_span or one.parent_span)]
    assert said == [
        ("kept", "健全救助机制"),
        ("kept", "加强寻亲服务"),
        ("added", "举办运动会"),
        ("dropped", "开展普法宣传"),
    ]


def test_what_a_sibling_takes_up_is_not_dropped() -> None:
    one, other = item("1", "甲", "健全低收入人口监测机制。"), item("2", "乙", "发放辅具适配补贴。")
    above = item("1", "甲", "健全低收入人口监测机制。发放辅具适配补贴。", above="p")
    found = compare_measures(
        plan("下", one, other),
        plan("上", above),
        [TaskLink(one, above, "split", 1), TaskLink(other, above, "split", 1)],
    )
    assert [(one.change, one.moved) for one in found] == [("kept", False), ("kept", False)]


def test_what_stands_elsewhere_has_moved() -> None:
    below, far = item("1", "甲", "健全监测机制。"), item("2", "乙", "按月向重度残疾人发放护理补贴。")
    above = item("1", "甲", "健全监测机制。按月向重度残疾人发放护理补贴。", above="p")
    found = compare_measures(plan("下", below, far), plan("上", above), [TaskLink(below, above, "same", 1)])
    assert [(one.change, one.moved, one.child and one.child.path) for one in found] == [
        ("kept", False, "1"),
        ("kept", True, "2"),
    ]


def box(path: str, title: str, text: str, side: str, under: str = "康复重点项目") -> Item:
    return replace(item(path, title, text, above=side), box=path[2], under=(under,))


def test_boxes_are_compared_with_boxes() -> None:
    below = [
        box("专栏4/1", "家庭医生", "家庭医生签约率达到85%。", "c"),
        box("专栏4/2", "康复能力", "加快人才培养。", "c"),
    ]
    above = [
        box("专栏3/1", "康复能力", "加快人才培养。", "p"),
        box("专栏3/2", "家庭医生", "家庭医生签约实现应签尽签。", "p"),
    ]
    child, parent = replace(plan("下"), items=tuple(below)), replace(plan("上"), items=tuple(above))
    assert [(one.path, other.path) for one, other in pair_items(child, parent)] == [
        ("专栏4/1", "专栏3/2"),
        ("专栏4/2", "专栏3/1"),
    ]
    assert {one.change for one in compare_measures(child, parent, ())} == {"number_changed", "kept"}


def test_unlike_boxes_share_no_items() -> None:
    child = replace(plan("下"), items=(box("专栏4/1", "人才", "加快人才培养。", "c", "康复重点项目"),))
    parent = replace(plan("上"), items=(box("专栏3/1", "人才", "加快人才培养。", "p", "体育赛事安排"),))
    assert pair_items(child, parent) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("落实《就业条例》（国务院令第488号）", set()),  # of a title
        ("举办第六届运动会", set()),  # an ordinal
        ("拨打12345热线", set()),
        ("到2025年建成", set()),  # a date
        ("实施“五个一”项目", set()),  # a name
        ("一户多残家庭", set()),  # no count
        ("至少配备一名指导员", {"1名"}),
        ("培训1.5万人次", {"15000"}),
        ("达到９０％以上", {"90%"}),
    ],
)
def test_numbers(text: str, found: set[str]) -> None:
    assert numbers(text) == found
