"""Titles and notices in the forms that documents of governments give them: the title, who issues, the kind."""

from __future__ import annotations

import pytest

from loaders.titles import bare_title, field_of
from tests.loaders.helpers import read

BODY = "\n为促进就业，制定本方案。\n一、重点任务\n（一）做好服务。\n（二）做好救助。\n"
CASES: list[tuple[str, str, tuple[str, ...], str]] = [
    (
        "乌海市人民政府关于印发\n《乌海市就业工作\n实施方案》的通知\n乌海市就业工作实施方案",
        "乌海市就业工作实施方案",
        ("乌海市人民政府",),
        "a notice broken inside the title that it names",
    ),
    (
        "首页 > 政务公开 > 规划\n市人民政府办公室关于印发乌海市就业方案的通知\n乌海市人民政府办公室\n2022年3月4日\n乌海市就业方案",
        "乌海市就业方案",
        ("乌海市人民政府办公室",),
        "the place that the notice leaves out, and the path of a website",
    ),
    (
        "中共乌海市委\n乌海市人民政府\n关于印发《就业方案》的通知\n就业方案",
        "就业方案",
        ("中共乌海市委", "乌海市人民政府"),
        "issuers on lines of their own",
    ),
    (
        "乌海市民政局 乌海市财政局 关于印发乌海市就业实施方案的通知",
        "乌海市就业实施方案",
        ("乌海市民政局", "乌海市财政局"),
        "issuers with blanks between",
    ),
    (
        "乌海市民政局等3部门关于印发《就业方案》的通知\n乌海市民政局　乌海市财政局\n乌海市教育局\n2022年3月4日\n就业方案",
        "就业方案",
        ("乌海市民政局", "乌海市财政局", "乌海市教育局"),
        "等3部门: the signature tells who",
    ),
    (
        "乌海市民政局等3部门关于印发《就业方案》的通知\n就业方案",
        "就业方案",
        ("乌海市民政局",),
        "等3部门 and no signature: the one that is named",
    ),
    (
        "乌海市人民政府办公室印发《关于促进就业的实施意见》的通知（乌海政办发〔2022〕3号）",
        "关于促进就业的实施意见",
        ("乌海市人民政府办公室",),
        "印发《…》的通知, a number behind",
    ),
    (
        "乌海市人民政府关于促进就业的\n实施意见\n乌海政发〔2022〕3号",
        "乌海市人民政府关于促进就业的实施意见",
        ("乌海市人民政府",),
        "an opinion keeps its whole title",
    ),
    (
        "乌海政发〔2022〕3号 乌海市人民政府关于印发乌海市就业方案的通知",
        "乌海市就业方案",
        ("乌海市人民政府",),
        "the number before the title",
    ),
    (
        "关于印发乌海市就业方案的通知\n各区人民政府：\n现将《乌海市就业方案》印发给你们。\n乌海市就业工作\n领导小组办公室（代章）\n2022年3月4日",
        "乌海市就业方案",
        ("乌海市就业工作领导小组办公室",),
        "a notice without an issuer: the signature, on two lines",
    ),
    (
        "乌海市人民政府关于印发《进一步促进就业工作方案》的通知\n各区：\n乌海市进一步促进就业工作方案",
        "乌海市进一步促进就业工作方案",
        ("乌海市人民政府",),
        "the plan's own title line goes before the notice's words",
    ),
    (
        "乌海市人民政府关于印发甲、乙2个方案的通知\n现将《乌海市甲工程实施方案》《乌海市乙工程实施方案》印发给你们。\n乌海市乙工程实施方案",
        "乌海市乙工程实施方案",
        ("乌海市人民政府",),
        "one of several plans that a notice sends out",
    ),
    (
        "关于公开征求《乌海市就业规划（征求意见稿）》意见的公告\n乌海市民政局\n2022年3月4日\n乌海市就业规划\n（征求意见稿）",
        "乌海市就业规划",
        ("乌海市民政局",),
        "a draft is known by its mark, which is no part of its title",
    ),
    ("乌海市就业服务办法（试行）", "乌海市就业服务办法（试行）", (), "试行 is part of a title"),
    (
        "乌海市残疾人事业\n“十四五”发展规划\n（2021—2025年）\n乌海市残疾人联合会\n2021年9月",
        "乌海市残疾人事业“十四五”发展规划（2021—2025年）",
        ("乌海市残疾人联合会",),
        "a cover: title, years, who made it, a month",
    ),
    (
        "乌海市国民经济和社会发展第十四个五年规划\n和二〇三五年远景目标纲要",
        "乌海市国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要",
        (),
        "a line that begins with 和 goes on",
    ),
    (
        "《中共乌海市委办公室乌海市人民政府办公室印发〈关于促进就业的实施意见〉的通知》\n关于促进就业的实施意见",
        "关于促进就业的实施意见",
        ("中共乌海市委办公室", "乌海市人民政府办公室"),
        "a notice in quotation marks, issuers written together",
    ),
    ("附件：乌海市就业方案\n乌海市就业方案", "乌海市就业方案", (), "an attachment's label"),
    ("乌海市3D打印产业发展规划", "乌海市3D打印产业发展规划", (), "打印 is not always a button"),
    (
        "某某银行关于印发《就业贷款方案》的通知\n就业贷款方案",
        "就业贷款方案",
        ("某某银行",),
        "a body of no known place",
    ),
]


@pytest.mark.parametrize(("front", "title", "issuers", "reason"), CASES)
def test_title_and_issuers(front: str, title: str, issuers: tuple[str, ...], reason: str) -> None:
    document = read(front + BODY)
    assert (document.title, document.issuers) == (title, issuers), reason


def test_a_text_without_a_notice_gives_no_cited_title() -> None:
    document = read(
        "乌达区就业规划\n为促进就业，根据《国务院关于印发某规划的通知》（国发〔2021〕10号）《乌海市人民政府关于印发就业规划的通知》，制定本规划。\n"
        "一、任务\n（一）服务。\n（二）救助。"
    )
    assert (document.title, document.issuers, document.number) == ("乌达区就业规划", (), None)


@pytest.mark.parametrize(
    ("front", "kind", "reason"),
    [
        ("乌海市人民政府关于印发乌海市就业办法的通知", "other", "rules that a notice sends out are no law"),
        (
            "乌海市人民政府令\n第5号\n《乌海市就业办法》已经通过，现予公布，自2022年5月1日起施行。",
            "law",
            "an order makes law",
        ),
        ("乌海市就业条例", "law", "a regulation"),
        (
            "各区人民政府：\n现将《乌海市就业办法》印发给你们。\n2022年3月4日",
            "other",
            "sent out, the notice's title lost",
        ),
    ],
)
def test_rules_in_articles(front: str, kind: str, reason: str) -> None:
    articles = "\n乌海市就业办法\n第一条 为了就业，制定本办法。\n第二条 政府支持。\n第三条 本办法有效。\n"
    assert read(front + articles).kind == kind, reason


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("乌海市人民政府关于同意就业规划的批复", "other"),
        ("乌海市人民政府工作规则", "other"),
        ("乌海市防汛应急预案", "plan"),
        ("乌海市人民政府关于做好就业工作的通知", "plan"),
        ("政府工作报告", "review"),
    ],
)
def test_kinds_by_title(title: str, kind: str) -> None:
    assert read(title + BODY).kind == kind


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("“十四五”残疾人保障和发展规划", "残疾人保障和发展"),
        ("乌海市“十四五”养老服务业发展规划", "养老服务业"),
        ("国务院关于进一步做好就业工作的若干意见", "就业"),
        ("2023年全市优化营商环境工作要点", "营商环境"),
        ("乌海市国民经济和社会发展第十四个五年规划和2035年远景目标纲要", None),
        ("乌海市残疾人就业三年行动计划（2022—2024年）", "残疾人就业"),
        ("大爱北疆 温暖前行", None),
    ],
)
def test_field(title: str, field: str | None) -> None:
    assert field_of(title) == field


def test_blanks_in_titles() -> None:
    assert bare_title("乌海市“十四五” 就业\n规划（试 行）") == "乌海市“十四五”就业规划（试行）"
    assert bare_title("爱在北疆 温暖前行") == "爱在北疆 温暖前行"
    assert bare_title("《乌海市就业规划》") == "乌海市就业规划"
    assert bare_title("落实《甲规划》和《乙规划》") == "落实《甲规划》和《乙规划》"
