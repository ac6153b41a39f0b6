"""Clauses as printed, and the bodies, roles and official names that must come out; each row says why it is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.rules.clauses import find_clauses
from ontology.regions import by_code

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
    ("市", "（市残联、人社局）", [], "a list of bodies without a duty is no clause"),
    ("市", "（按照自愿原则负责）", [], "a duty without bodies is none"),
    ("市", "（由政府给予补贴，残联负责申请）", [], "prose in brackets"),
    ("市", "（市残联牵头", [], "brackets that never close"),
]


@pytest.mark.parametrize(("level", "text", "expected", "reason"), CASES)
def test_bodies_of_a_clause(level: str, text: str, expected: list[tuple[str, str]], reason: str) -> None:
    clauses, _ = find_clauses(text, 0, len(text), by_code(REGION[level]))
    assert [(body.role, body.name) for clause in clauses for body in clause.bodies] == expected, reason


def test_printed_forms_places_and_deadline_are_kept() -> None:
    text = "做好服务。（牵头单位：市农牧水务局（乡村振兴局）；完成时限：2025年底）"
    (clause,), refused = find_clauses(text, 0, len(text), by_code("152501"))
    body = clause.bodies[0]
    assert text[body.start : body.end] == body.printed == "市农牧水务局（乡村振兴局）"
    assert body.role_printed == "牵头单位"
    assert clause.deadline == "2025年底"
    assert text[clause.start : clause.end].startswith("（牵头单位")
    assert refused == []


def test_a_name_that_is_none_is_refused_with_its_reason() -> None:
    text = "（市残联牵头，加强协同推进、市财政局负责）"
    clauses, refused = find_clauses(text, 0, len(text), by_code("152501"))
    assert [body.name for body in clauses[0].bodies] == ["市残联", "市财政局"]
    assert [text[one.start : one.end] for one in refused] == ["加强协同推进"]
    assert "does not look like a body" in refused[0].reason


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="（）〔〕()市区残联局委、，；：牵头负责配合责任单位按照\n“”", max_size=120))
def test_any_text_gives_clauses_within_it(text: str) -> None:
    clauses, refused = find_clauses(text, 0, len(text), None)
    spans = [(one.start, one.end) for one in clauses] + [(one.start, one.end) for one in refused]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    for clause in clauses:
        assert clause.bodies
        assert all(clause.start <= body.start < body.end <= clause.end for body in clause.bodies)
