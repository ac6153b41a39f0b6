"""Each repair of cleaning, with a case that it must repair and a case that it must leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.clean import clean
from loaders.clean.mapped import Edit, Mapped, join

WRAPPED = (
    "本市把办好民生实事放在心上，街道和社区一户一户地问，一件一件地办，先难后易，先急后缓，能当天办完的",
    "决不拖到第二天，需要几家一起办的，由牵头的一家负责到底，另几家按时把自己的那一段做完，做完就告诉",
    "住户，住户说好才算好，说不好就再来一遍，一直办到大家都点头为止，每个季度还要把办过的事情列成单子",
    "贴出来。",
)
CASES = [
    ("\n".join(WRAPPED), "".join(WRAPPED), "wraps at a fixed width are joined"),
    ("\n".join([*WRAPPED[:2], "", "", *WRAPPED[2:]]), "".join(WRAPPED), "a page break inside a sentence is joined"),
    (
        "一、重点任务\n（一）提升康复水平\n1.做好服务。",
        "一、重点任务\n（一）提升康复水平\n1.做好服务。",
        "headings stay apart",
    ),
    (
        "\n".join([*WRAPPED[:2], WRAPPED[2][:47] + "。", "1.2提升康复水平。", *WRAPPED[:2], "3.4.1 做好服务。"]),
        "\n".join(
            [
                "".join(WRAPPED[:2]) + WRAPPED[2][:47] + "。",
                "1.2提升康复水平。",
                "".join(WRAPPED[:2]),
                "3.4.1做好服务。",
            ]
        ),
        "numbers of several levels begin a paragraph, behind a full line too",
    ),
    (
        "\n".join([*WRAPPED[:2], WRAPPED[2][:46] + "增加到", "2.69 万亿元，" + WRAPPED[0][:42]]),
        "".join([*WRAPPED[:2], WRAPPED[2][:46] + "增加到", "2.69万亿元，" + WRAPPED[0][:42]]),
        "a quantity at the beginning of a line goes on",
    ),
    ("[bookmark: _Toc1][bookmark: _Toc22]2. 提升服务。", "2. 提升服务。", "bookmarks are set aside"),
    ("# Page 95:\n各地区，\n各部门：", "各地区，各部门：", "page marks are set aside; a comma never ends a paragraph"),
    ("市级责任。\n— 12 —\n区级责任。", "市级责任。\n区级责任。", "folios are set aside"),
    ("2.改造数\n12\n约束性", "2.改造数\n12\n约束性", "a number alone is a cell, no folio"),
    ("2023 年，共 40 家", "2023年，共40家", "blanks between digits and characters are layout"),
    ("大爱北疆 温暖前行", "大爱北疆 温暖前行", "a blank in a short title is the title's"),
    ("进家庭“ 五 个 一 ”工程 ，惠及", "进家庭“五个一”工程，惠及", "characters spread over a line are drawn together"),
    ("某中心    1.5    22", "某中心    1.5    22", "columns stay columns"),
    (
        "项目名称                投资额度（亿元）    资金来源    用地面积（亩）\n某某康复医院（中心）      1.5       中央资金、自治区财政资金        22\n"
        "某某残疾人文化体育中心    7.18      自治区财政资金                  126\n某某残疾人托养中心        2.17      自治区财政资金                  56",
        "项目名称                投资额度（亿元）    资金来源    用地面积（亩）\n某某康复医院（中心）      1.5       中央资金、自治区财政资金        22\n"
        "某某残疾人文化体育中心    7.18      自治区财政资金                  126\n某某残疾人托养中心        2.17      自治区财政资金                  56",
        "rows of a table are no wrapped prose",
    ),
    ("\ufeff甲\u200b乙\r\n丙", "甲乙\n丙", "marks that nobody sees go, line breaks are one kind"),
]


@pytest.mark.parametrize(("raw", "expected", "reason"), CASES)
def test_repairs(raw: str, expected: str, reason: str) -> None:
    assert clean(raw).text == expected, reason


DOUBLED = [
    (
        "残疾人事业发展残疾人事业发展，，成效明显成效明显\n现有现有 55..62976297 万人万人，，得到服务得到服务。。",
        "残疾人事业发展，成效明显\n现有5.6297万人，得到服务。",
        "runs printed twice are folded, blanks and all",
    ),
    ("人人人人", "人人人人", "one short line proves nothing"),
    (
        "加强组织建设。加强组织建设要从基层做起。",
        "加强组织建设。加强组织建设要从基层做起。",
        "a sentence that opens like its heading",
    ),
    ("年年有余年年有余年年有余", "年年有余年年有余年年有余", "one doubled line in a text is left as it is"),
]


@pytest.mark.parametrize(("raw", "expected", "reason"), DOUBLED)
def test_doubled_runs(raw: str, expected: str, reason: str) -> None:
    assert clean(raw).text == expected, reason


HEADINGS = [
    (
        "三、总体要求\n（一）促进就业四、重点任务\n1.做好服务。",
        "三、总体要求\n四、重点任务\n（一）促进就业\n1.做好服务。",
        "a section's heading glued before its chapter's",
    ),
    (
        "（二）提高保障水平\n1.做好救助。（市残联负责）（二）提高保障水平\n2.做好帮扶。",
        "（二）提高保障水平\n1.做好救助。（市残联负责）\n2.做好帮扶。",
        "a heading printed again behind a clause",
    ),
    (
        "（一）促进就业\n1.做好服务。\n1.做好救助。（市残联负责）（二）提高保障水平\n2.做好帮扶。",
        "（一）促进就业\n1.做好服务。\n（二）提高保障水平\n1.做好救助。（市残联负责）\n2.做好帮扶。",
        "a heading that slid behind its first item",
    ),
    ("（二）提高水平\n（二）提高水平\n1.做好。", "（二）提高水平\n1.做好。", "a heading printed twice"),
    ("落实规定。参照（三）执行", "落实规定。参照（三）执行", "a reference is no heading"),
]


@pytest.mark.parametrize(("raw", "expected", "reason"), HEADINGS)
def test_headings(raw: str, expected: str, reason: str) -> None:
    assert clean(raw).text == expected, reason


def test_markdown_loses_its_marks_but_not_its_levels() -> None:
    cleaned = clean("# 某市规划\n\n## 重点任务\n\n**做好**服务。\n", markdown=True)
    assert cleaned.text == "某市规划\n重点任务\n做好服务。"
    assert [line.mark for line in cleaned.lines] == [1, 2, 0]


GENRE = st.text(
    alphabet="残疾人市区联牵头负责，。、；：（）〔〕《》“”一二三1234.%万人\n\t 　-—#党委局专栏是", max_size=300
)


@settings(max_examples=300, deadline=None)
@given(GENRE)
def test_any_text_is_cleaned_and_maps_back(raw: str) -> None:
    for markdown in (False, True):
        cleaned = clean(raw, markdown)
        assert len(cleaned.text) == len(cleaned.origin)
        assert all(0 <= origin <= len(raw) for origin in cleaned.origin)
        assert all(raw[o] == c for c, o in zip(cleaned.text, cleaned.origin, strict=True) if c not in "\n ")
        assert [cleaned.text[line.start : line.end] for line in cleaned.lines] == (
            cleaned.text.split("\n") if cleaned.lines else []
        )


@given(st.text(max_size=80), st.data())
def test_edits_keep_the_map(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    edits = [Edit(a, b, "+") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    edited = Mapped.whole(text).edit(edits)
    assert len(edited.text) == len(edited.origin)
    assert list(edited.origin) == sorted(edited.origin)
    assert join(edited.lines(), "\n").text == edited.text


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        Mapped.whole("甲乙丙").edit([Edit(0, 2), Edit(1, 3)])
