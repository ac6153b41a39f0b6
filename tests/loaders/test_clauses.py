"""Clauses as printed, and the bodies, roles and official names that must come out; each row says why it is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.rules.clauses import find_clauses
from ontology.regions import by_code
from tests.loaders.helpers import read

REGION = {"自治区": "150000", "市": "152501", "区": "150304", "": "150000"}
L, P, R = "lead", "participating", "responsible"
CASES: list[tuple[str, str, list[tuple[str, str]], str]] = [
    (
        "市",
        "（市残联、人社局牵头，市财政局按照职能分工负责）",
        [(L, "市残联"), (L, "市人社局"), (P, "市财政局")],
        "the prefix is distributed",
    ),
    (
        "自治区",
        "（自治区乡村振兴局牵头，自治区党委组织部、民政厅、党委网信办按照职能分工负责）",
        [(L, "自治区乡村振兴局"), (P, "自治区党委组织部"), (P, "自治区民政厅"), (P, "自治区党委网信办")],
        "the prefix is 自治区, not 自治区党委",
    ),
    (
        "自治区",
        "（自治区民政厅牵头，自治区财政厅、医疗保障局，内蒙古银保监局按照职能分工负责）",
        [(L, "自治区民政厅"), (P, "自治区财政厅"), (P, "自治区医疗保障局"), (P, "内蒙古银保监局")],
        "a name with its own place keeps it; ， separates too",
    ),
    (
        "区",
        "（区农牧水务局（乡村振兴局）牵头；区委组织部、民政局按照职能分工负责）",
        [(L, "区农牧水务局"), (P, "区委组织部"), (P, "区民政局")],
        "an alias in nested brackets",
    ),
    (
        "市",
        "（市农牧水务局“乡村振兴局”牵头，残联负责）",
        [(L, "市农牧水务局"), (P, "市残联")],
        "an alias in quotation marks",
    ),
    (
        "市",
        "（市残联牵头，市民社局、市场监督管理局、市市场监督管理局负责）",
        [(L, "市残联"), (P, "市民社局"), (P, "市市场监督管理局"), (P, "市市场监督管理局")],
        "市场 is no prefix",
    ),
    (
        "自治区",
        "〔各级残联党组（党委）牵头，各级残疾人工作委员会成员单位按照职能分工负责〕",
        [(L, "各级残联党组（党委）"), (P, "各级残疾人工作委员会成员单位")],
        "other brackets, collective bodies",
    ),
    (
        "自治区",
        "（自治区体育局牵头，自治区卫生健康委等部门按照职能分工负责）",
        [(L, "自治区体育局"), (P, "自治区卫生健康委")],
        "等部门 adds nobody",
    ),
    (
        "市",
        "（市教科局、卫健委按职责分工负责）",
        [(R, "市教科局"), (R, "市卫健委")],
        "nobody leads: all are responsible",
    ),
    ("市", "（责任单位：市民政局、财政局）", [(R, "市民政局"), (R, "市财政局")], "label form without a leader"),
    (
        "市",
        "（牵头单位：市民政局；责任单位：市财政局，市残联；完成时限：2025年底）",
        [(L, "市民政局"), (P, "市财政局"), (P, "市残联")],
        "label form with a leader and a deadline",
    ),
    (
        "市",
        "（市委组织部、宣传部牵头，市残联配合）",
        [(L, "市委组织部"), (L, "市委宣传部"), (P, "市残联")],
        "a bare party organ after one",
    ),
    (
        "市",
        "（市残联牵头，市财政局、中国人民银行二连浩特支行、税务局负责）",
        [(L, "市残联"), (P, "市财政局"), (P, "中国人民银行二连浩特支行"), (P, "市税务局")],
        "a bank keeps its name and leaves the prefix",
    ),
    ("市", "（市残联\n牵头，市财\n政局负责）", [(L, "市残联"), (P, "市财政局")], "a wrap inside a name"),
    (
        "市",
        "（市残联、市财政局等按职责分工负责，2023年底前完成）",
        [(R, "市残联"), (R, "市财政局")],
        "a deadline behind the duty",
    ),
    ("市", "（市残联牵头；时限：2025年底）", [(L, "市残联")], "a labelled deadline behind a duty"),
    ("市", "（市残联牵头，市财政局配合，长期坚持）", [(L, "市残联"), (P, "市财政局")], "a work without end"),
    ("市", "（牵头考核单位：市残联）", [(L, "市残联")], "a label with a word inside"),
    ("市", "（市残联会同市财政局负责）", [(R, "市残联"), (R, "市财政局")], "会同 joins two bodies"),
    ("市", "做好工作。责任单位：市残联。", [(R, "市残联")], "a label after a full stop"),
    (
        "市",
        "（负责部门：民政局；适用范围：全市）",
        [(R, "民政局")],
        "a label that begins with the duty, and one of another matter",
    ),
    (
        "市",
        "【牵头单位】市残联\n【配合单位】市财政局",
        [(L, "市残联"), (P, "市财政局")],
        "labels in brackets of their own",
    ),
    (
        "市",
        "（市残联、财政局负责。列第一位者为牵头单位）",
        [(L, "市残联"), (P, "市财政局")],
        "the first leads, says the clause",
    ),
    ("市", "（各区政府、市残联负责。列首位的为牵头单位）", [(R, "各区政府"), (R, "市残联")], "many bodies cannot lead"),
    ("市", "（市残联牵头，市财政局、市残联负责）", [(L, "市残联"), (P, "市财政局")], "who leads takes no other part"),
    ("市", "（市残联牵头，各市、县级政府负责）", [(L, "市残联"), (P, "各市、县级政府")], "one group of governments"),
    ("市", "（市残联等市级相关部门和单位及各区县负责）", [(R, "市残联"), (R, "各区县")], "等 … 部门和单位 adds nobody"),
    ("市", "（市残联、开发区、科尔沁区负责）", [(R, "市残联"), (R, "开发区"), (R, "科尔沁区")], "places take no 市"),
    ("市", "（5月底见效并持续推进，牵头单位：市残联）", [(L, "市残联")], "a time before the label"),
    (
        "市",
        "（牵头单位：市残联；\n责任单位：市财政局）",
        [(L, "市残联"), (P, "市财政局")],
        "labels on two lines of one bracket",
    ),
    ("市", "（市残联、人社局）", [], "a list of bodies without a duty is no clause"),
    ("市", "（按照自愿原则负责）", [], "a duty without bodies is none"),
    ("市", "（由政府给予补贴，残联负责申请）", [], "prose in brackets"),
    ("市", "（市残联牵头", [], "brackets that never close"),
]


@pytest.mark.parametrize(("level", "text", "expected", "reason"), CASES)
def test_bodies_of_a_clause(level: str, text: str, expected: list[tuple[str, str]], reason: str) -> None:
    clauses = find_clauses(text, 0, len(text), by_code(REGION[level])).clauses
    assert [(body.role, body.name) for clause in clauses for body in clause.bodies] == expected, reason


def test_printed_forms_places_and_deadline_are_kept() -> None:
    text = "做好服务。（牵头单位：市农牧水务局（乡村振兴局）；完成时限：2025年底）"
    found = find_clauses(text, 0, len(text), by_code("152501"))
    (clause,) = found.clauses
    body = clause.bodies[0]
    assert text[body.start : body.end] == body.printed == "市农牧水务局（乡村振兴局）"
    assert body.role_printed == "牵头单位"
    assert clause.deadline == "2025年底"
    assert text[clause.start : clause.end].startswith("（牵头单位")
    assert found.refused == ()


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


def test_a_name_that_is_none_is_refused_with_its_reason() -> None:
    text = "（市残联牵头，加强协同推进、市财政局负责）"
    found = find_clauses(text, 0, len(text), by_code("152501"))
    assert [body.name for body in found.clauses[0].bodies] == ["市残联", "市财政局"]
    assert [text[one.start : one.end] for one in found.refused] == ["加强协同推进"]
    assert "does not look like a body" in found.refused[0].reason


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="（）〔〕()市区残联局委、，；：牵头负责配合责任单位按照\n“”", max_size=120))
def test_any_text_gives_clauses_within_it(text: str) -> None:
    found = find_clauses(text, 0, len(text), None)
    spans = [(one.start, one.end) for one in (*found.clauses, *found.bare)]
    spans += [(one.start, one.end) for one in found.refused]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    for clause in (*found.clauses, *found.bare):
        assert clause.bodies
        assert all(clause.start <= body.start < body.end <= clause.end for body in clause.bodies)
