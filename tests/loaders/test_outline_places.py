"""Where a body begins and ends: notices, tables of contents, annexes, headings inside paragraphs, 专栏 in the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.clean import clean
from loaders.outline import read_outline
from tests.loaders.helpers import read

PROSE = (
    "这项工作坚持因地制宜、循序渐进，注重实效，不断总结经验，逐步形成机制，让广大群众感受到变化，"
    "同时听取各方意见，及时发现问题，认真研究解决办法，让好的做法留下来、传下去。"
)
"""For ※: a paragraph as long as those of real plans."""
BODY = "一、总体要求\n好。\n二、重点任务\n（一）做好。\n（二）做优。\n三、保障措施\n加强领导。"
SECTIONS, TASKS = ["一", "二", "三"], ["二/（一）", "二/（二）"]
NOTICE = "某市人民政府关于印发某市供水方案的通知\n各区人民政府：\n现将方案印发给你们，请认真执行。\n"

PLACES: list[tuple[str, list[str], list[str], str]] = [
    (
        "某市发展规划\n目录\n一、总体要求……………1\n二、重点任务…………… 2\n（一）做好…………2\n（二）做优…………3\n三、保障措施……………1 2\n"
        + BODY,
        SECTIONS,
        TASKS,
        "a table of contents with leaders",
    ),
    (
        "某市发展规划\n目  录\n一、总体要求\n二、重点任务\n（一）做好\n（二）做优\n三、保障措施\n结语\n" + BODY,
        SECTIONS,
        TASKS,
        "one without leaders",
    ),
    (
        "某市发展规划\n目录\n一、总体要求\t1\t二、重点任务\t3\n三、保障措施\t5\n" + BODY,
        SECTIONS,
        TASKS,
        "one in two columns",
    ),
    (
        "某市应急规划\n总则\n1.1编制目的\n1.2编制依据\n建设任务\n2.1水厂\n1总则\n1.1编制目的\n※\n1.2编制依据\n※\n2建设任务\n2.1水厂\n※",
        ["1", "1/1.1", "1/1.2", "2"],
        ["2/2.1"],
        "one whose chapters lost their numbers",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）修路\n1.做好\n2.做优\n（二）修桥\n1.做好\n二、保障措施\n好。",
        ["一", "一/（一）", "一/（二）", "二"],
        ["一/（一）/1", "一/（一）/2", "一/（二）/1"],
        "short items are no table of contents",
    ),
    (
        NOTICE + "一、提高认识。※\n二、压实责任。※\n三、加强督查。※\n某市人民政府\n2023年5月6日\n某市供水方案\n" + BODY,
        SECTIONS,
        TASKS,
        "a notice counts its own points before the plan",
    ),
    (
        "某市人民政府办公厅\n关于印发某市供水方案的通知\n各区人民政府：\n一、提高认识。※\n二、压实责任。※\n某市人民政府办公厅\n2023年5月6日\n供水工作方案（2023版）\n"
        + BODY,
        SECTIONS,
        TASKS,
        "the same, its title printed in other words behind the date",
    ),
    (
        NOTICE
        + "2023年5月6日\n某市供水方案\n一、总体要求\n※\n某市供水方案\n二、重点任务\n（一）做好。※\n某市供水方案\n（二）做优。※\n三、保障措施\n※",
        SECTIONS,
        TASKS,
        "the title as the head of every page",
    ),
    (
        "某市行动方案\n" + BODY + "\n附件：1.任务分解表\n2.物资储备表\n3.联系人",
        SECTIONS,
        TASKS,
        "the list of annexes is no row of items",
    ),
    (
        "某市行动方案\n"
        + BODY
        + "\n附件1\n重点任务分工\n一、财政\n1.做好。（市财政局牵头）\n二、金融\n2.做优。（市人民银行牵头）",
        [*SECTIONS, "一~2", "二~2"],
        [*TASKS, "一~2/1", "二~2/2"],
        "an annex that sets work: its paths are the second of their kind",
    ),
    (
        "某市行动方案\n" + BODY + "\n附件\n名词解释\n1.海洋牧场：指养殖的系统。\n2.蓝色碳汇：指吸收的过程。",
        SECTIONS,
        TASKS,
        "the entries of a glossary are neither sections nor tasks",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）强化源头。1.净化环境。开展调查。\n2.规范农资。※\n3.加强检测。※\n（二）强化过程。1.严格许可。※\n2.严格检查。※",
        ["一", "一/（一）", "一/（二）"],
        ["一/（一）/1", "一/（一）/2", "一/（一）/3", "一/（二）/1", "一/（二）/2"],
        "the first item on the line of its section",
    ),
    (
        "某市行动方案\n一、重点任务\n（一）拓宽渠道。1.机关安置，公布计划。（市委组织部负责）2.企业安置，落实补贴。（市国资委负责）3.扶持创业。（市人社局负责）\n（二）培训。1.技能。2.创业。※",
        ["一", "一/（一）"],
        ["一/（一）/1", "一/（一）/2", "一/（一）/3", "一/（二）"],
        "items in one paragraph, each with its clause; without clauses they are text",
    ),
    (
        "某市就业意见\n各区人民政府：为贯彻落实上级部署，现提出以下意见：一、实施优先战略 1.坚持优先。※（市发改委牵头）2.发挥作用。※（市财政局牵头）"
        "二、推进创业就业 3.放宽准入。※（市工商局牵头）4.培育载体。※（市人社局牵头）",
        ["一", "二"],
        ["一/1", "一/2", "二/3", "二/4"],
        "a text without line breaks",
    ),
]


@pytest.mark.parametrize(("text", "sections", "tasks", "reason"), PLACES)
def test_places(text: str, sections: list[str], tasks: list[str], reason: str) -> None:
    document = read(text.replace("※", PROSE))
    assert [s.path for s in document.sections] == sections, reason
    assert [t.path for t in document.tasks] == tasks, reason


TITLES: list[tuple[str, str, str]] = [
    ("（一）完善制度。健全政策，落实扶持。", "完善制度", "run in, with a stop"),
    ("（一）完善制度：健全政策，落实扶持政策。", "完善制度", "run in, with a colon"),
    ("（一）完善制度：健全政策和扶持", "完善制度：健全政策和扶持", "a heading of two halves on a line of its own"),
    ("（一）完善制度", "完善制度", "on a line of its own"),
    ("（一）完善制度，健全政策，落实扶持；", "完善制度，健全政策，落实扶持", "one sentence that ends in a semicolon"),
    ("（一）责任单位：市民政局、市财政局牵头。", "责任单位：市民政局、市财政局牵头", "a label is no heading"),
]


@pytest.mark.parametrize(("line", "title", "reason"), TITLES)
def test_titles(line: str, title: str, reason: str) -> None:
    cleaned = clean("某市行动方案\n一、重点任务\n" + line + "\n（二）做优。")
    node = next(node for node in read_outline(cleaned).nodes() if node.path == "一/（一）")
    assert cleaned.text[node.title_start : node.title_end] == title, reason


def test_a_title_that_the_contents_list_ends_where_they_say() -> None:
    text = "某市发展规划\n目录\n一、提升服务能级……3\n二、完善保障体系……9\n一、提升服务能级以改革为动力，※\n二、完善保障体系\n※"
    cleaned = clean(text.replace("※", PROSE))
    titles = [cleaned.text[node.title_start : node.title_end] for node in read_outline(cleaned).nodes()]
    assert titles == ["提升服务能级", "完善保障体系"]


def test_text_goes_on_behind_a_box_that_cut_it_in_two() -> None:
    text = (
        "某市发展规划\n一、重点任务\n（一）健全体系\n1.加强疾控。改革机构，提升检测能力，建设\n专栏1 重点项目\n1.疾控中心。建筑面积2万平方米。\n"
        "2.急救中心。建筑面积1万平方米。\n区域检测中心，配齐设备。（市卫生健康委牵头）\n2.加强急救。增加站点。"
    )
    document = read(text)
    assert [(t.path, len(t.responsibilities)) for t in document.tasks] == [("一/（一）/1", 1), ("一/（一）/2", 0)]
    assert [item.number for box in document.boxes for item in box.items] == ["1", "2"]


def test_what_begins_like_a_heading_and_is_none_is_kept_with_its_reason() -> None:
    outline = read_outline(clean("某市行动方案\n一、重点任务\n（一）做好。\n37.做优。\n（二）做强。"))
    assert [reason for _, reason in outline.refused] == ["a number that follows no other of its row"]


_HEADS = st.sampled_from(
    [
        "一、",
        "二、",
        "三、",
        "（一）",
        "（二）",
        "1.",
        "2.",
        "1.1 ",
        "1.2 ",
        "2.1 ",
        "（1）",
        "①",
        "第一章 ",
        "第二章 ",
        "第一条 ",
        "任务一：",
        "附件1",
        "专栏1 ",
        "一是",
        "1",
        "一 ",
        "",
    ]
)
_WORDS = st.sampled_from(
    [
        "总则",
        "重点任务",
        "做好服务。",
        "健全机制，落实责任",
        "2.69万亿元",
        "目录",
        "……12",
        PROSE,
        "（市残联负责）",
        "下列条件：",
    ]
)


@given(st.lists(st.tuples(_HEADS, _WORDS), max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_outline_holds_together(rows: list[tuple[str, str]]) -> None:
    cleaned = clean("某市发展规划\n" + "\n".join(head + words for head, words in rows))
    outline = read_outline(cleaned)
    nodes = list(outline.nodes())
    assert len({node.path for node in nodes}) == len(nodes), "every path is its own"
    starts = [node.start for node in nodes]
    assert starts == sorted(starts), "headings stand in the order of the text"
    taken = [line.start for node in nodes for line in node.lines] + [
        line.start for box in outline.boxes for line in box.lines
    ]
    assert len(taken) == len(set(taken)), "a line belongs to one heading"
    for node in nodes:
        assert node.start <= node.title_start <= node.title_end <= len(cleaned.text)
        assert all(child.parent is node and child.start >= node.start for child in node.children)
