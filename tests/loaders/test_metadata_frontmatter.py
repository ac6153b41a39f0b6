"""The properties that a website prints above a text, in the forms that sites give them, and what they are worth."""

from __future__ import annotations

import pytest

from tests.loaders.helpers import read

TEXT = "\n乌海市“十四五”就业规划\n为促进就业，制定本规划。\n一、重点任务\n（一）做好服务。\n（二）做好救助。\n"
FORMS: list[tuple[str, str]] = [
    (
        "索 引 号：01/2022-1    主题分类：就业\n发文机关：乌海市人民政府    成文日期：2022年03月04日\n标　　题：乌海市“十四五”就业规划\n"
        "发文字号：乌海政发〔2022〕3号    发布日期：2022年03月08日\n有效性：有效    施行日期：2022-03-05",
        "pairs on a line, labels spaced out",
    ),
    (
        "索引号:\n01/2022-1\n发文机关:\n乌海市人民政府\n成文日期:\n2022-03-04\n发文字号:\n乌海政发〔2022〕3号\n发布日期:\n2022-03-08 10:20\n"
        "有 效 性:\n有效\n施行日期:\n2022-03-05",
        "the value on the line below",
    ),
    (
        "索引号 | 01/2022-1 | 发文机关 | 乌海市人民政府 |\n成文日期 | 2022-03-04 | 发文字号 | 乌海政发〔2022〕3号 |\n"
        "发布日期 | 2022-03-08 | 有效性 | 有效 |\n施行日期 | 2022-03-05 | | |",
        "a table whose rows came out with bars",
    ),
    (
        "| 索引号： | 01/2022-1 | 发文机关： | 乌海市人民政府 |\n| 成文日期： | 2022-03-04 | 发文字号： | 乌海政发〔2022〕3号 |\n"
        "| 发布日期： | 2022-03-08 | 有效性： | 现行有效 |\n| 施行日期： | 2022-03-05 |",
        "a table with colons in its cells",
    ),
    (
        "[ 索引号 ]01/2022-1 [ 发文字号 ]乌海政发〔2022〕3号 [ 发文机关 ]乌海市人民政府 [ 成文日期 ]2022-03-04 [ 发布日期 ]2022-03-08 "
        "[ 施行日期 ]2022-03-05 [ 有效性 ]有效",
        "labels in brackets",
    ),
    (
        "【发布文号】乌海政发〔2022〕3号\n【发文机关】乌海市人民政府\n【成文日期】2022.3.4\n【发布日期】2022.3.8\n【生效日期】2022.3.5\n【时效性】现行有效",
        "a database of laws",
    ),
    (
        "索  引  号 01/2022-1 公开方式 主动公开\n成文日期 2022-03-04 废止日期\n发文机关 乌海市人民政府 统一编号\n"
        "发文字号 乌海政发〔2022〕3号 有效性 有效\n发布日期 2022-03-08 施行日期 2022-03-05",
        "labels without a colon, empty values among them",
    ),
    (
        "索引号：01/2022-1主题分类：就业发文机关：乌海市人民政府成文日期：2022年03月04日标　　题：乌海市“十四五”就业规划"
        "发文字号：乌海政发〔2022〕3号发布日期：2022年03月08日施行日期：2022年3月5日有效性：有效",
        "line breaks lost",
    ),
    (
        "• 索引号:\n\n  01/2022-1\n\n• 发文机关:\n\n  乌海市人民政府\n\n• 成文日期:\n\n  2022-03-04\n\n• 文号:\n\n  乌海政发〔2022〕3号\n\n"
        "• 发布日期:\n\n  2022-03-08\n\n• 有效性:\n\n  有效\n\n• 实施日期:\n\n  2022-03-05",
        "a list with bullets",
    ),
]


@pytest.mark.parametrize(("above", "reason"), FORMS, ids=[reason for _, reason in FORMS])
def test_every_form_says_the_same(above: str, reason: str) -> None:
    document = read(above + TEXT)
    assert document.title == "乌海市“十四五”就业规划"
    assert document.number == "乌海政发〔2022〕3号"
    assert document.issuers == ("乌海市人民政府",)
    assert [str(day) for day in (document.issued, document.published, document.effective)] == [
        "2022-03-04",
        "2022-03-08",
        "2022-03-05",
    ]
    assert document.status == "现行有效"


ROWS: list[tuple[str, dict[str, object], str]] = [
    ("来源：乌海市人民政府网站\n信息来源：市就业局", {"issuers": ()}, "who hosts or sends a text in did not issue it"),
    ("发文机构：\n县政府网站", {"issuers": ()}, "a website is no body"),
    ("发布机构：乌海市人力资源和社会保障局", {"issuers": ("乌海市人力资源和社会保障局",)}, "better than nothing"),
    (
        "发布机构：市政府办\n乌海市人民政府\n2022年3月4日",
        {"issuers": ("乌海市人民政府",)},
        "the signature goes before the website's short form",
    ),
    ("文号：无", {"number": None}, "无 is no number"),
    ("发布日期：\n浏览次数：12", {"published": None}, "a label without a value"),
    ("成文日期：2022-13-40", {"issued": None}, "no such day"),
    ("成文日期：2022-03-09\n乌海市人民政府\n2022年3月4日", {"issued": "2022-03-04"}, "sites print the day of entry"),
    ("生成日期：2022-03-09", {"issued": "2022-03-09"}, "the day of making, where nothing else tells"),
    ("公开日期：2022-03-09", {"issued": None, "published": "2022-03-09"}, "published is not signed"),
    ("失效日期：-----", {"expires": None}, "dashes are no day"),
    ("有效性：阶段性文件", {"status": None}, "a word that is no status"),
    ("是否有效：是", {"status": "现行有效"}, "yes"),
    ("时效性：已被修改", {"status": "已修改"}, "one word for one thing"),
    ("效力状态：废止", {"status": "废止"}, "repealed"),
    ("生效时间：2022-07-23 | 终止时间：2027-07-23", {"effective": "2022-07-23", "expires": "2027-07-23"}, "a term"),
]


@pytest.mark.parametrize(("above", "expected", "reason"), ROWS)
def test_what_a_property_is_worth(above: str, expected: dict[str, object], reason: str) -> None:
    document = read(above + TEXT)
    for name, value in expected.items():
        found = getattr(document, name)
        assert (str(found) if isinstance(value, str) else found) == value, reason


def test_a_text_that_speaks_of_properties_has_none() -> None:
    document = read(
        "乌海市就业规划\n为提高文件的有效性，来源于实践的办法很多，发布日期也要公开。\n一、任务\n（一）服务。\n（二）救助。"
    )
    assert (document.status, document.published, document.issuers) == (None, None, ())
