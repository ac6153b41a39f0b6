"""Tables of duties in the forms that Word, PDF, web pages and Markdown leave them in; hostile ones; two real ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.clean import Cleaned, clean
from loaders.clean.wraps import width
from loaders.formats import read
from loaders.rules.duties import DutyRow, DutyTable, Words, read_duty_tables
from loaders.rules.dutybodies import read_bodies
from loaders.rules.dutyheads import read_heads
from loaders.rules.names import Piece
from tests.loaders.scoring import squash

GOLD = Path(__file__).resolve().parent.parent / "gold" / "wider"
Short = tuple[str | None, str | None, str | None, tuple[str, ...], tuple[str, ...]]


def _tables(text: str) -> list[DutyTable]:
    return read_duty_tables(clean(text, markdown=text.startswith("|")))


def _names(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    return tuple(piece.text for piece in pieces)


def _short(row: DutyRow) -> Short:
    """Number, category, what is done, who leads, who else acts."""
    done = row.title or row.content
    category = row.category.text if row.category else None
    return row.number, category, done.text if done else None, _names(row.leads), _names(row.others)


def _rows(text: str) -> list[Short]:
    return [_short(row) for table in _tables(text) for row in table.rows]


FORMS: list[tuple[str, list[Short], str]] = [
    (
        "| 序号 | 重点任务 | 牵头单位 | 责任单位 |\n|---|---|---|---|\n"
        "| 1 | 办好窗口。 | 市财政局 | 市民政局、市人社局 |\n| 2 | 修好道路。 | 市交通局 | — |",
        [
            ("1", None, "办好窗口", ("市财政局",), ("市民政局", "市人社局")),
            ("2", None, "修好道路", ("市交通局",), ()),
        ],
        "rows between bars; a dash is nobody",
    ),
    (
        "| 分工表 |  |  |  |\n| 重点任务 | 具体举措 | 责任分工 |  |\n|  |  | 牵头单位 | 配合单位 |\n"
        "| 办好窗口 | 增设窗口。 | 市财政局 | 市民政局 |\n|  | 延长时间。 | 市人社局 | 市民政局 |",
        [
            (None, "办好窗口", "增设窗口。", ("市财政局",), ("市民政局",)),
            (None, "办好窗口", "延长时间。", ("市人社局",), ("市民政局",)),
        ],
        "heads on two levels; a task that heads two rows is their category",
    ),
    (
        "| 序号 | 任务 | 工作内容 | 责任单位 | 配合单位 |\n| 1 | 办好窗口 | 增设窗口。 | 市财政局 | 市民政局 |\n"
        "|  |  | 延长时间。 | 市人社局 | 市财政局 |",
        [("1", None, "办好窗口", ("市财政局", "市人社局"), ("市民政局",))],
        "a row without a number goes on in the one above; who leads once does not take part; 责任 leads where 配合 helps",
    ),
    (
        "| 序号 | 工作任务 | 责任单位 |\n| 一 | 优化服务 |  |\n| 1 | 办好窗口 | 市财政局 |\n| （二）便利出行 |  |  |\n| 2 | 修路 | 市交通局 |",
        [("1", "优化服务", "办好窗口", (), ("市财政局",)), ("2", "便利出行", "修路", (), ("市交通局",))],
        "rows that only name those below them",
    ),
    (
        "| 类别 | 序号 | 任务 | 牵头单位 |\n| 政务 | 1 | 办好窗口 | 市财政局 |\n|  | 2 | 修路 |  |\n| 民生 | 3 | 建校 | 市教育局 |",
        [
            ("1", "政务", "办好窗口", ("市财政局",), ()),
            ("2", "政务", "修路", ("市财政局",), ()),
            ("3", "民生", "建校", ("市教育局",), ()),
        ],
        "merged cells between bars: a category, and the bodies of a row that has none of its own",
    ),
    (
        "序号\t重点任务\t具体措施\t牵头部门\t责任部门\n1\t办好窗口\t增设窗口。\t市财政局\t市民政局\n\t\t延长时间。\t市财政局\t—\n2\t修路\t修十公里。\t市交通局",
        [("1", None, "办好窗口", ("市财政局",), ("市民政局",)), ("2", None, "修路", ("市交通局",), ())],
        "cells between tabs; those at the ends of a line are lost",
    ),
    (
        "序号  事项  责任单位  备注\n1  办好窗口  市财政局、市民政局\n2  修好道路  市交通局牵头，市财政局配合\n负责人：张三",
        [("1", None, "办好窗口", (), ("市财政局", "市民政局")), ("2", None, "修好道路", ("市交通局",), ("市财政局",))],
        "cells between blanks; the cell itself says who leads; a line behind the table",
    ),
    (
        "工作清单\n序号\n工作任务\n牵头单位\n配合单位\n1\n办好窗口\n市财政局\n市民政局\n2\n修好道路\n市交通局\n—\n以上请认真落实。",
        [("1", None, "办好窗口", ("市财政局",), ("市民政局",)), ("2", None, "修好道路", ("市交通局",), ())],
        "a line for each cell; prose behind the table",
    ),
    (
        "任务\n责任单位\n办好窗口\n市财政局\n修好道路\n市交通局、市民政局\n一、其他\n认真落实。",
        [(None, None, "办好窗口", (), ("市财政局",)), (None, None, "修好道路", (), ("市交通局", "市民政局"))],
        "a line for each cell, no numbers",
    ),
    (
        "序号\n重点\n任务\n牵头单\n位\n责任单位\n（一）优化服务\n1\n办好综合窗口，推行一窗受理\n和集成服务。\n市政务服\n务局\n"
        "市财政局、市市场\n监管局\n（二）便利出行\n2\n修好农村道路。\n市交通运\n输局\n各区人民政府",
        [
            ("1", "优化服务", "办好综合窗口，推行一窗受理和集成服务", ("市政务服务局",), ("市财政局", "市市场监管局")),
            ("2", "便利出行", "修好农村道路", ("市交通运输局",), ("各区人民政府",)),
        ],
        "heads, tasks and names broken over lines; headings across the table",
    ),
    (
        "序号\n重点任务\n主要内容\n牵头部门\n责任单位\n1\n1.优化企业服\n务\n推行一窗受理、集成服务，实现企业开办全程网上\n办理，压缩\n市政务服\n市财政局、市市场\n"
        "序号\n重点任务\n主要内容\n牵头部门\n责任单位\n办理时间。\n务局\n监管局\n2\n推广电子证照。\n市公安局\n—",
        [
            (
                "1",
                "优化企业服务",
                "推行一窗受理、集成服务，实现企业开办全程网上办理，压缩办理时间。",
                ("市政务服务局",),
                ("市财政局", "市市场监管局"),
            ),
            ("2", "优化企业服务", "推广电子证照。", ("市公安局",), ()),
        ],
        "a page break cuts all cells of a row at once, the heads are printed again",
    ),
    (
        "序号\n任务\n责任单位\n1\n办好综合窗口。\n市财政局\n市民政局\n市人社局\n2\n修好道路。\n市交通局",
        [
            ("1", None, "办好综合窗口", (), ("市财政局", "市民政局", "市人社局")),
            ("2", None, "修好道路", (), ("市交通局",)),
        ],
        "several bodies, a line each, in the one column of bodies",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), FORMS, ids=[form[2][:40] for form in FORMS])
def test_forms_of_tables(text: str, expected: list[Short], reason: str) -> None:
    assert _rows(text) == expected, reason


@pytest.mark.parametrize(("text", "expected", "reason"), FORMS, ids=[form[2][:40] for form in FORMS])
def test_forms_stand_among_prose_as_well(text: str, expected: list[Short], reason: str) -> None:
    if text.startswith("|"):
        text = f"一、总体要求\n按照序号逐项落实重点任务，明确责任单位。\n\n{text}\n\n各单位要认真抓好落实。\n二、其他\n没有了。"
    else:
        text = f"一、总体要求\n按照序号逐项落实重点任务，明确责任单位。\n{text}\n附件2\n各单位要认真抓好落实。"
    assert _rows(text) == expected, reason


LEFT_OUT: list[tuple[str, list[Short], list[str], str]] = [
    (
        "序号\n任务\n牵头单位\n配合单位\n1\n办好窗口。\n市财政局\n市民政局\n市人社局\n2\n修路。\n市交通局\n—",
        [("1", None, "办好窗口", (), ()), ("2", None, "修路", ("市交通局",), ())],
        ["told apart in two ways"],
        "three lines of bodies for two columns",
    ),
    (
        "序号\n任务\n责任单位\n1\n办好窗口。\n各方面共同努力\n2\n修路。\n市交通局",
        [("1", None, "办好窗口。各方面共同努力", (), ()), ("2", None, "修路", (), ("市交通局",))],
        ["no body"],
        "a row that no body ends",
    ),
    (
        "| 序号 | 任务 | 牵头单位 | 责任单位 |\n| 1 | 办好窗口 | 市财政局 | 市民政局 |\n| 2 | 修路 |  | 市交通局 |",
        [("1", None, "办好窗口", ("市财政局",), ("市民政局",)), ("2", None, "修路", (), ("市交通局",))],
        ["an empty cell"],
        "an empty cell of those who lead: merged, or nobody",
    ),
    (
        "| 序号 | 任务 | 责任单位 |\n| 1 | 办好窗口 | 市财政局、做好服务 |\n| 2 | 修路 | 多 | 了 | 两格 |",
        [("1", None, "办好窗口", (), ("市财政局",))],
        ["no name", "cannot be put"],
        "words that are no name; a row with more cells than the table",
    ),
    (
        "序号  任务  牵头部门  责任单位\n1  办好综合  市财政  市民政局、市委\n   窗口  局  网信办\n2  修路  市交通局  市财政局",
        [("2", None, "修路", ("市交通局",), ("市财政局",))],
        ["set apart by blanks"],
        "cells broken over lines, set apart by blanks alone",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reasons", "why"), LEFT_OUT, ids=[case[3] for case in LEFT_OUT])
def test_what_is_not_certain_is_left_out(text: str, expected: list[Short], reasons: list[str], why: str) -> None:
    (table,) = _tables(text)
    assert [_short(row) for row in table.rows] == expected, why
    assert len(table.refused) == len(reasons), table.refused
    assert all(part in refused[2] for part, refused in zip(reasons, table.refused, strict=True)), table.refused


NONE: list[tuple[str, str]] = [
    ("序号\n重点任务\n责任单位", "heads alone"),
    ("序号\n重点任务\n责任单位\n" * 50, "heads again and again"),
    ("各责任单位要按序号、重点任务、牵头部门逐项落实。\n序号见附件。", "prose with the words of heads"),
    ("| 指标 | 2025年 | 属性 | 责任单位 |\n| 覆盖率（%） | 90 | 约束性 | 市民政局 |", "a table of indicators"),
    ("序号\t项目名称\t建设内容\t总投资\t责任单位\n1\t新校\t建教学楼\t3亿元\t市教育局", "a table of projects"),
    ("| 序号 | 重点任务 | 完成时限 |\n| 1 | 办好窗口 | 2025年 |", "no column of bodies"),
    ("| 序号 | 单位 | 牵头单位 |\n| 1 | 个 | 市财政局 |", "no column of tasks"),
    ("牵头单位：市财政局\n责任单位：市民政局", "labels, no heads"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "why"), NONE, ids=[case[1] for case in NONE])
def test_other_texts_hold_no_table(text: str, why: str) -> None:
    assert _tables(text) == [], why


def test_a_row_tells_its_heads_roles_date_and_divisions() -> None:
    text = (
        "某市重点工作任务分工表（2025年）\n| 序号 | 重点任务 | 牵头部门（单位） | 参与单位 | 时间节点 | 责任处室 |\n"
        "| 1 | 办好窗口 | 市财政局 | 市民政局 | 2025年6月底前。 | 预算处、法规处 |\n| 2 | 修路 | / | 市交通局 | 长期 | / |"
    )
    (table,) = read_duty_tables(clean(text, markdown=True))
    first, second = table.rows
    assert table.title is not None
    assert table.title.text == "某市重点工作任务分工表（2025年）"
    assert (first.lead_label, first.other_label, first.other_role) == ("牵头部门", "参与单位", "participating")
    assert first.deadline is not None
    assert (first.deadline.text, _names(first.divisions)) == ("2025年6月底前", ("预算处", "法规处"))
    assert (second.leads, second.other_role, second.divisions) == ((), "responsible", ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("| 任务 | 责任单位（列第一位者为牵头单位） |\n| 办好窗口 | 市财政局、市民政局 |", "said in the heads"),
        ("| 任务 | 责任单位 |\n| 办好窗口 | 市财政局、市民政局 |\n\n注：责任单位列第一位的为牵头单位。", "said below"),
        ("| 任务 | 责任单位 |\n| 办好窗口 | 市财政局（牵头）、市民政局 |", "marked behind the name"),
    ],
)
def test_the_first_of_several_bodies_leads_where_the_table_says_so(text: str, why: str) -> None:
    assert _rows(text) == [(None, None, "办好窗口", ("市财政局",), ("市民政局",))], why


def test_a_number_before_a_task_is_its_own_where_no_column_has_numbers() -> None:
    text = "| 重点任务 | 责任单位 |\n| 1.办好窗口 | 市财政局 |\n| 2.修路 | 市交通局 |"
    assert _rows(text) == [("1", None, "办好窗口", (), ("市财政局",)), ("2", None, "修路", (), ("市交通局",))]


CELLS: list[tuple[str, list[tuple[str, str | None]], str]] = [
    ("市财政局等有关部门", [("市财政局", None)], "等部门 adds nobody"),
    (
        "市人社局等市委人才工作领导小组有关成员单位",
        [("市人社局", None), ("市委人才工作领导小组有关成员单位", None)],
        "等 before a group that is named",
    ),
    (
        "各县、区人民政府，市直有关部门、单位",
        [("各县、区人民政府", None), ("市直有关部门、单位", None)],
        "、 in a name",
    ),
    ("市“双随机、一公开”联席会议成员单位", [("市“双随机、一公开”联席会议成员单位", None)], "、 in quotation marks"),
    ("牵头单位：市财政局 配合单位：市民政局", [("市财政局", "lead"), ("市民政局", "other")], "labels in the cell"),
    ("市委组织部和市财政局", [("市委组织部", None), ("市财政局", None)], "和 between two bodies"),
    ("市和平区政府", [("市和平区政府", None)], "和 in a name"),
    ("市财政局市民政局", [("市财政局", None), ("市民政局", None)], "nothing between two names that are known"),
]


@pytest.mark.parametrize(("text", "expected", "why"), CELLS, ids=[cell[2] for cell in CELLS])
def test_cells_of_bodies(text: str, expected: list[tuple[str, str | None]], why: str) -> None:
    assert [(text[name.start : name.end], name.role) for name in read_bodies(text).names] == expected, why


def test_a_list_between_separators_that_never_ends_is_no_name() -> None:
    assert read_bodies("市财政局和" * 5000).names == ()


@pytest.mark.parametrize(
    ("heads", "kinds"),
    [
        ("序 号|重点任务|主要内容|牵头部门|责任单位", "number task content lead other"),
        (
            "编号|领域|改革任务|改革举措|主责单位|配合部门|完成时限|备注",
            "number category task content lead other deadline note",
        ),
        ("工作事项|责任单位|协同单位", "task lead other"),
        ("重点任务|具体任务|责任领导|责任单位", "task content note other"),
        ("重点工作|任务名称|责任部门", "task content other"),
        ("重点领域|工作任务|具体工作|市级牵头单位|责任处室", "category task content lead division"),
    ],
)
def test_heads(heads: str, kinds: str) -> None:
    columns = read_heads(heads.split("|"))
    assert columns is not None
    assert " ".join(column.kind for column in columns) == kinds


# ---- Broken cells, whatever the widths of the columns

WORK = [
    ("1.优化企业开办服务", "推行企业开办全程网上办理，申请人在一个平台填一次表，当天办完。", "市市场监管局", "市公安局、市税务局、市人力资源社会保障局"),
    ("", "推广电子印章。", "市政务服务局", "—"),
    ("", "把社会保险登记和公积金缴存登记并入同一流程，数据由后台推送。", "市人力资源社会保障局、市住房公积金管理中心", "市政务服务局"),
    ("2.提高项目开工效率", "土地供应以后由专人全程帮办。对分期建设的项目，分期验收。", "市自然资源局", "市住房城乡建设局、各县区人民政府"),
    ("", "施工图审查改为事后抽查，抽查比例每年公布。", "—", "市住房城乡建设局"),
    ("3.改善纳税服务", "申报表由系统预先填好，纳税人核对后提交。", "市税务局", "市财政局、人民银行某市分行"),
    ("", "发票额度按信用动态调整，守信的企业不必再到窗口申请。", "市税务局", "—"),
    ("4.方便获得水电气", "水电气报装一次踏勘、同步施工，占道审批当天办结。", "市城市管理局、市水务局", "市公安局、国网某市供电公司、市大数据中心等市级有关单位"),
]  # fmt: skip
HEADS = ["序号", "重点任务", "主要内容", "牵头部门", "责任单位"]
WIDTHS = [(6, 14, 6, 9), (7, 20, 8, 11), (5, 12, 5, 7), (8, 17, 10, 8)]
_CLOSING = "，。、；：”）"


def _wrapped(words: str, columns: int) -> Iterator[str]:
    """Lines of a cell so many characters wide; no line begins with a mark."""
    line = ""
    for char in words:
        if line and width(line + char) > 2 * columns + 2 * (char in _CLOSING):
            yield line
            line = ""
        line += char
    if line:
        yield line


def _broken(widths: tuple[int, ...], page: int) -> str:
    """The table cell by cell as a PDF gives it, its pages so many lines long."""
    lines, left = ["某市优化营商环境责任清单", *HEADS], page
    for number, row in enumerate(WORK, 1):
        cells = [list(_wrapped(cell, columns)) for cell, columns in zip(row, widths, strict=True)]
        lines.append(str(number))
        lines += [line for cell in cells for line in cell[:left]]
        if max(map(len, cells)) > left:
            lines += ["", *HEADS, *(line for cell in cells for line in cell[left:])]
            left += page
        left -= max(map(len, cells))
    return "\n".join(lines)


@pytest.mark.parametrize("page", [5, 8, 100])
@pytest.mark.parametrize("widths", WIDTHS)
def test_cells_broken_at_any_width_and_over_pages(widths: tuple[int, ...], page: int) -> None:
    expected: list[Short] = []
    category = ""
    for number, (own, done, leads, others) in enumerate(WORK, 1):
        category = own[2:] or category
        names = others.removesuffix("等市级有关单位")
        expected.append((str(number), category, done, _split(leads), _split(names)))
    assert _rows(_broken(widths, page)) == expected


def _split(names: str) -> tuple[str, ...]:
    return tuple(name for name in names.split("、") if name != "—")


def test_every_name_and_word_has_its_place() -> None:
    cleaned = clean(_broken((6, 14, 6, 9), 8))
    (table,) = read_duty_tables(cleaned)
    for row in table.rows:
        for piece in (*row.leads, *row.others):
            assert _found_in(cleaned, piece.text, piece.start, piece.end)
        assert row.content is not None
        assert _found_in(cleaned, row.content.text, row.content.start, row.content.end)
        assert table.start <= row.start < row.end <= table.end


def _found_in(cleaned: Cleaned, words: str, start: int, end: int) -> bool:
    """Whether the words stand in order, other cells between them, from the first letter of the place to its last."""
    place = cleaned.text[start:end]
    letters = iter(place)
    return place[0] == words[0] and place[-1] == words[-1] and all(char in letters for char in words)


# ---- Anything

TOKENS = [*HEADS, "配合单位", "完成时限", "1", "2", "。", "、", "市财政局", "市民政局", "市委", "办", "—", "|", "\t", "  ", "\n", "\n", "办好窗口",
          "2025年", "<br>", "（", "）", "（一）优化", "等有关部门", "牵头", "牵头单位：", "1.", "“", "处室", "|---|"]  # fmt: skip


@given(
    st.permutations(HEADS),
    st.lists(st.lists(st.sampled_from(TOKENS), max_size=3).map("".join), max_size=40),
    st.sampled_from(["\n", "\t", "  ", " | "]),
    st.integers(1, 7),
)
def test_whatever_stands_in_a_table_the_places_are_those_of_the_words(
    heads: list[str], cells: list[str], between: str, columns: int
) -> None:
    rows = [heads, *(cells[at : at + columns] for at in range(0, len(cells), columns))]
    edge = "|" if "|" in between else ""
    cleaned = clean("\n".join(edge + between.join(row) + edge for row in rows))
    for table in read_duty_tables(cleaned):
        assert all(0 <= start < end <= len(cleaned.text) for start, end, _ in table.refused)
        for row in table.rows:
            places: list[Piece | Words | None] = [*row.leads, *row.others, *row.divisions]
            for one in [*places, row.title, row.content, row.category, row.deadline]:
                assert one is None or _found_in(cleaned, one.text.replace("\n", ""), one.start, one.end)


# ---- Many rows


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("| 序号 | 任务 | 责任单位 |", "| {n} | 办好第{n}件事 | 市财政局、市民政局 |"),
        ("序号\t任务\t责任单位", "{n}\t办好第{n}件事\t市财政局、市民政局"),
        ("序号\n任务\n责任单位", "{n}\n办好第{n}件事\n市财政局、市民政局"),
        ("任务\n责任单位", "办好第{n}件事\n市财政局、市民政局"),
    ],
)
def test_ten_thousand_rows(head: str, row: str) -> None:
    (table,) = _tables("\n".join([head, *(row.format(n=n) for n in range(1, 10_001))]))
    assert len(table.rows) == 10_000
    assert {_names(one.others) for one in table.rows} == {("市财政局", "市民政局")}
    assert table.refused == ()


@pytest.mark.parametrize(
    "text",
    [
        "序号\n任务\n责任单位\n" + "\n".join(map(str, range(1, 5000))),
        "序号\n任务\n责任单位\n1\n" + "市财政局、\n" * 5000,
        "序号\n任务\n责任单位\n1\n" + "办好\n序号\n任务\n责任单位\n" * 2000,
        "序号\n任务\n牵头单位\n责任单位\n配合单位\n" + "".join(f"{n}\n" + "市财政局\n" * 20 for n in range(1, 51)),
        "| 序号 | 任务 | 责任单位 |\n| 1 |" + " 市财政局 |" * 5000,
        "| 序号 | 任务 | 责任单位 |\n| 1 | 办好 | " + "市财政局<br>" * 5000 + "|",
        "| 序号 | 任务 | 责任单位 |\n| 1 | 办好 | " + "（" * 5000 + "|",
    ],
    ids=["numbers", "one list", "pages", "lists", "cells", "line breaks", "brackets"],
)
def test_broken_tables_invent_nobody(text: str) -> None:
    names = {name for table in _tables(text) for row in table.rows for name in _names((*row.leads, *row.others))}
    assert names <= {"市财政局"}


# ---- Real tables


def _facts(rows: list[DutyRow], of_category: bool) -> set[tuple[str, str, str]]:
    facts = set()
    for row in rows:
        path = f"{row.category_number}/{row.number}" if of_category else str(row.number)
        role = "lead" if row.other_role == "responsible" else row.other_role
        facts |= {(path, "lead", squash(piece.text)) for piece in row.leads}
        facts |= {(path, role, squash(piece.text)) for piece in row.others}
    return facts


@pytest.mark.parametrize(
    ("name", "rows", "of_category"),
    [("tianjin-duty-table-2023.txt", 129, True), ("guangzhou-family-doctor-2023.html", 24, False)],
)
def test_real_tables_are_read_as_a_reader_did(corpus: Path, name: str, rows: int, of_category: bool) -> None:
    text, source = read(corpus / "wider" / name)
    (table,) = read_duty_tables(clean(text, markdown=source.media_type != "text/plain"))
    gold = json.loads((GOLD / name).with_suffix(".json").read_text(encoding="utf-8"))
    tasks = [task for task in gold["tasks"] if of_category or task["path"].isdigit()]
    said = {
        (task["path"], role, squash(body["raw"]))
        for task in tasks
        for role in ("lead", "participating")
        for body in task[role]
    }
    assert len(table.rows) == rows
    assert _facts(list(table.rows), of_category) == said
    assert table.refused == ()
    for row, task in zip(table.rows, tasks, strict=True):
        done = row.title or row.content
        assert done is not None
        assert squash(done.text).startswith(squash(task["title"]))


def test_no_table_is_found_in_the_other_documents(corpus: Path) -> None:
    known = ("tianjin-duty-table-2023", "guangzhou-family-doctor-2023")
    found = []
    for path in sorted(corpus.rglob("*")):
        if path.suffix in (".txt", ".html", ".md") and path.stem not in (*known, "INDEX"):
            text, source = read(path)
            if read_duty_tables(clean(text, markdown=source.media_type != "text/plain")):
                found.append(path.name)
    assert found == []
