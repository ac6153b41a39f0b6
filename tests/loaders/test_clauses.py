"""Clauses as printed, and the bodies, roles and official names that must come out; each row says why it is there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.rules.clauses import find_clauses
from loaders.rules.declared import first_leads_from
from ontology.regions import by_code

REGION = {"自治区": "150000", "市": "152501", "区": "150304", "": "100000"}
L, P, R = "lead", "participating", "responsible"
ROLES = {"L": L, "P": P, "R": R}
# The level of the document's region; the text; the bodies that must come out, after L, P or R for their role; the reason.
CASES: list[tuple[str, str, str, str]] = [
    (
        "市",
        "（市残联、人社局牵头，市财政局按照职能分工负责）",
        "L 市残联+市人社局 P 市财政局",
        "the prefix is distributed",
    ),
    (
        "自治区",
        "（自治区乡村振兴局牵头，自治区党委组织部、民政厅、党委网信办按照职能分工负责）",
        "L 自治区乡村振兴局 P 自治区党委组织部+自治区民政厅+自治区党委网信办",
        "the prefix is 自治区, not 自治区党委",
    ),
    (
        "自治区",
        "（自治区民政厅牵头，自治区财政厅、医疗保障局，内蒙古银保监局按照职能分工负责）",
        "L 自治区民政厅 P 自治区财政厅+自治区医疗保障局+内蒙古银保监局",
        "a name with its own place keeps it; ， separates too",
    ),
    (
        "区",
        "（区农牧水务局（乡村振兴局）牵头；区委组织部、民政局按照职能分工负责）",
        "L 区农牧水务局 P 区委组织部+区民政局",
        "an alias in nested brackets",
    ),
    ("市", "（市农牧水务局“乡村振兴局”牵头，残联负责）", "L 市农牧水务局 P 市残联", "an alias in quotation marks"),
    (
        "市",
        "（市残联牵头，市民社局、市场监督管理局、市市场监督管理局负责）",
        "L 市残联 P 市民社局+市市场监督管理局+市市场监督管理局",
        "市场 is no prefix",
    ),
    (
        "自治区",
        "〔各级残联党组（党委）牵头，各级残疾人工作委员会成员单位按照职能分工负责〕",
        "L 各级残联党组（党委） P 各级残疾人工作委员会成员单位",
        "other brackets, collective bodies",
    ),
    (
        "自治区",
        "（自治区体育局牵头，自治区卫生健康委等部门按照职能分工负责）",
        "L 自治区体育局 P 自治区卫生健康委",
        "等部门 adds nobody",
    ),
    ("市", "（市教科局、卫健委按职责分工负责）", "R 市教科局+市卫健委", "nobody leads: all are responsible"),
    ("市", "（责任单位：市民政局、财政局）", "R 市民政局+市财政局", "label form without a leader"),
    (
        "市",
        "（牵头单位：市民政局；责任单位：市财政局，市残联；完成时限：2025年底）",
        "L 市民政局 P 市财政局+市残联",
        "label form with a leader and a deadline",
    ),
    (
        "市",
        "（市委组织部、宣传部牵头，市残联配合）",
        "L 市委组织部+市委宣传部 P 市残联",
        "a bare party organ after one",
    ),
    (
        "市",
        "（市残联牵头，市财政局、中国人民银行二连浩特支行、税务局负责）",
        "L 市残联 P 市财政局+中国人民银行二连浩特支行+市税务局",
        "a bank keeps its name and leaves the prefix",
    ),
    ("市", "（市残联\n牵头，市财\n政局负责）", "L 市残联 P 市财政局", "a wrap inside a name"),
    ("市", "（市残联、市财政局等按职责分工负责，2023年底前完成）", "R 市残联+市财政局", "a deadline behind the duty"),
    ("市", "（市残联牵头；时限：2025年底）", "L 市残联", "a labelled deadline behind a duty"),
    ("市", "（市残联牵头，市财政局配合，长期坚持）", "L 市残联 P 市财政局", "a work without end"),
    ("市", "（牵头考核单位：市残联）", "L 市残联", "a label with a word inside"),
    ("市", "（市残联会同市财政局负责）", "R 市残联+市财政局", "会同 joins two bodies"),
    ("市", "做好工作。责任单位：市残联。", "R 市残联", "a label after a full stop"),
    (
        "市",
        "（负责部门：民政局；适用范围：全市）",
        "R 民政局",
        "a label that begins with the duty, and one of another matter",
    ),
    ("市", "【牵头单位】市残联\n【配合单位】市财政局", "L 市残联 P 市财政局", "labels in brackets of their own"),
    ("市", "（市残联、财政局负责。列第一位者为牵头单位）", "L 市残联 P 市财政局", "the first leads, says the clause"),
    ("市", "（各区政府、市残联负责。列首位的为牵头单位）", "R 各区政府+市残联", "many bodies cannot lead"),
    ("市", "（市残联牵头，市财政局、市残联负责）", "L 市残联 P 市财政局", "who leads takes no other part"),
    ("市", "（市残联牵头，各市、县级政府负责）", "L 市残联 P 各市、县级政府", "one group of governments"),
    ("市", "（市残联等市级相关部门和单位及各区县负责）", "R 市残联+各区县", "等 … 部门和单位 adds nobody"),
    ("市", "（市残联、开发区、科尔沁区负责）", "R 市残联+开发区+科尔沁区", "places take no 市"),
    ("市", "（5月底见效并持续推进，牵头单位：市残联）", "L 市残联", "a time before the label"),
    ("市", "（牵头单位：市残联；\n责任单位：市财政局）", "L 市残联 P 市财政局", "labels on two lines of one bracket"),
    ("市", "（市残联、人社局）", "", "a list of bodies without a duty is no clause"),
    ("市", "（按照自愿原则负责）", "", "a duty without bodies is none"),
    ("市", "（由政府给予补贴，残联负责申请）", "", "prose in brackets"),
    ("市", "（市残联牵头", "", "brackets that never close"),
    ("市", "（市残联、市民政局分别牵头，市财政局配合）", "L 市残联+市民政局 P 市财政局", "each leads its own part"),
    ("市", "（市残联牵头督导，市民政局结合实际落实）", "L 市残联 P 市民政局", "words around the duty belong to it"),
    ("市", "（由市残联牵头，会同市财政局制定并组织实施）", "L 市残联 P 市财政局", "由 and 会同 belong to no name"),
    ("市", "（市残联、市民政局各负其责）", "R 市残联+市民政局", "a duty without 负责 at its end"),
    ("市", "（市残联、市政协办按职责分工负责）", "R 市残联+市政协办", "协办 at the end of a name is none"),
    ("市", "（市残联负责，市民政局协助）", "R 市残联 P 市民政局", "who helps takes part"),
    (
        "市",
        "（市残联牵头，市民政局、市财政局）",
        "L 市残联 P 市民政局+市财政局",
        "the bodies beside a leader need no word",
    ),
    ("市", "（牵头：市残联；配合：市民政局）", "L 市残联 P 市民政局", "labels without a noun"),
    ("市", "（主要责任单位：市残联；共同责任单位：市民政局）", "R 市残联+市民政局", "labels with a word before"),
    ("市", "（区级牵头单位：区残联；区级配合单位：区民政局）", "L 区残联 P 区民政局", "labels that name the level"),
    (
        "市",
        "（牵头单位：市残联 责任单位：市民政局 完成时限：年底）",
        "L 市残联 P 市民政局",
        "blanks separate labels too",
    ),
    ("市", "（责任领导：某某；牵头单位：市残联）", "L 市残联", "a person is no body"),
    ("市", "（分管副市长负责，市残联牵头，市民政局配合）", "L 市残联 P 市民政局", "nor is one before a duty"),
    ("市", "（责任单位及责任人：市残联 张三、市民政局 李四）", "R 市残联+市民政局", "nor one beside a body"),
    ("市", "（责任单位：市残联（牵头）、市民政局）", "L 市残联 P 市民政局", "a duty in brackets behind its name"),
    (
        "市",
        "（责任单位：市残联（列第一位的为牵头单位，下同）、市民政局）",
        "L 市残联 P 市民政局",
        "a declaration amid the names",
    ),
    (
        "市",
        "（市残联、市民政局，排名第一的为牵头单位，下同）",
        "L 市残联 P 市民政局",
        "a list and a declaration are a clause",
    ),
    (
        "市",
        "（责任单位：市残联；各区政府〈含管委会，下同〉）",
        "R 市残联+各区政府",
        "what explains a name is no part of it",
    ),
    (
        "市",
        "（市残联牵头，市民政局配合。各区均需落实，不再列出）",
        "L 市残联 P 市民政局",
        "what is said for all is cut",
    ),
    ("市", "（市残联、市民政局负责。2023年6月底前完成）", "R 市残联+市民政局", "a deadline in a sentence of its own"),
    ("市", "（2023年6月底前完成；市残联牵头）", "L 市残联", "a deadline before the names"),
    ("市", "（市残联、各区、县级市负责）", "R 市残联+各区、县级市", "one group of places"),
    ("市", "（市残联、各市、州、县人民政府负责）", "R 市残联+各市、州、县人民政府", "one group of three levels"),
    ("市", "（市残联，各县（市、区）党委和政府负责）", "R 市残联+各县（市、区）党委和政府", "和 inside a group"),
    ("市", "（市残联，各县（市、区）党委、政府负责）", "R 市残联+各县（市、区）党委、政府", "、 inside a group"),
    ("市", "（市残联、市水务局等行业主管部门负责）", "R 市残联+市水务局", "等 … 部门 with words between"),
    ("市", "（市残联，职业学院、某某大学等高校负责）", "R 市残联+市职业学院+某某大学", "等高校 adds nobody"),
    (
        "市",
        "（责任单位：市残联、老街办、第一中学）",
        "R 市残联+市老街办+市第一中学",
        "names that are not known, beside one that is",
    ),
    ("市", "（市残联、各项目牵头单位，各区负责）", "R 市残联+各项目牵头单位+各区", "a group named by its duty"),
    (
        "",
        "（发展改革委牵头，财政部等国务院相关部门及各地区按职责分工负责）",
        "L 发展改革委 P 财政部+各地区",
        "a national list takes no prefix",
    ),
    (
        "市",
        "做好服务。\n牵头单位：市残联\n责任领导：某某\n责任单位：市民政局",
        "L 市残联 P 市民政局",
        "another label between two lines",
    ),
    ("市", "做好服务。\n责任单位：\n市残联、市民政局", "R 市残联+市民政局", "a label on a line of its own"),
    ("市", "做好服务。\n责任单位：市残联、\n市民政局", "R 市残联+市民政局", "a list that goes on in the next line"),
    ("市", "做好服务。\n部门分工：市残联牵头，各地配合。", "L 市残联 P 各地", "a label that gives no duty itself"),
    (
        "市",
        "做好服务。\n（牵头单位：市残联）\n（责任单位：市民政局）",
        "L 市残联 P 市民政局",
        "two brackets are one clause",
    ),
    (
        "市",
        "做好服务。牵头单位：市残联。责任单位：市民政局。好。",
        "L 市残联 P 市民政局",
        "labels in a line, each with a full stop",
    ),
    ("市", "做好服务。\n由市残联牵头，市民政局等配合。", "L 市残联 P 市民政局", "a line of its own without brackets"),
    ("市", "做好服务。\n加强与市残联的联系，抓好落实。", "", "a line that says more"),
    ("市", "（市残联、市民政局负责人参加）", "", "people who attend"),
    ("市", "（党委领导、政府负责）", "", "a principle names no body"),
    ("市", "（行业主管部门负责）", "", "nor does a word for any body"),
    ("市", "（无牵头单位的，责任单位即为牵头单位）", "", "a rule of roles without bodies"),
    ("市", "（由市残联牵头组织实施，具体办法另行制定）", "", "a clause that goes on as prose"),
    ("市", "牵头领导：某副市长", "", "a label of persons"),
    ("市", "责任单位：认真履行职责，主动作为。", "", "a label before a phrase"),
    ("市", "主办单位：市残联\n承办单位：市大数据局\n网站标识码：5201", "", "the foot of a web page"),
]


@pytest.mark.parametrize(("level", "text", "expected", "reason"), CASES)
def test_bodies_of_a_clause(level: str, text: str, expected: str, reason: str) -> None:
    assert _read(text, level) == _expected(expected), reason


@pytest.mark.parametrize("text", [text for _, text, expected, _ in CASES if expected])
def test_narrow_marks_say_the_same(text: str) -> None:
    """Many websites print ASCII brackets, commas and colons: the bodies are the same."""
    wide, narrow = _read(text, "市"), _read(text.translate(str.maketrans("（），：；", "(),:;")), "市")
    assert [(role, name.translate(str.maketrans("（）", "()"))) for role, name in wide] == narrow


def _read(text: str, level: str) -> list[tuple[str, str]]:
    found = find_clauses(text, 0, len(text), by_code(REGION[level]), first_leads_from(text) is not None)
    return [(body.role, body.name) for clause in found.clauses for body in clause.bodies]


def _expected(said: str) -> list[tuple[str, str]]:
    words = said.split()
    return [
        (ROLES[role], name) for role, names in zip(words[::2], words[1::2], strict=True) for name in names.split("+")
    ]


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
