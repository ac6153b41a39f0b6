"""Sentences cut into clauses: the smallest stretches with a verb and an object of their own."""

from __future__ import annotations

import pytest

from kg.cascade.clauses import clauses_of, cut
from kg.cascade.values import Span
from tests.kg.cascade.made import item


def quotes(sentence: str) -> list[str]:
    return [span.quote for span, _ in cut(Span(0, len(sentence), sentence))]


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        ("健全机制，加强监测。", ["健全机制", "加强监测"]),
        (
            "按照部署要求，建立台账，到2025年，实现全覆盖。",
            ["按照部署要求，建立台账", "到2025年，实现全覆盖"],
        ),  # fronted
        ("对符合条件的困难家庭，根据实际需要给予救助。", ["对符合条件的困难家庭，根据实际需要给予救助"]),
        ("对困难家庭给予救助，对单位给予奖励。", ["对困难家庭给予救助", "对单位给予奖励"]),  # each with its verb
        ("在实现全覆盖基础上，推动协会活起来。", ["在实现全覆盖基础上，推动协会活起来"]),
        ("已建立机制的，要完善规则。", ["已建立机制的，要完善规则"]),
        ("清单公布后，及时更新指南。", ["清单公布后，及时更新指南"]),
        ("提供场地、经费、人员。", ["提供场地、经费、人员"]),  # a list is one object
        (
            "落实《甲办法，乙规定》（第1号，第2号），做好服务。",
            ["落实《甲办法，乙规定》（第1号，第2号）", "做好服务"],
        ),  # commas inside
        ("构建覆盖城乡，涵盖孕前、孕期的防治体系。", ["构建覆盖城乡，涵盖孕前、孕期的防治体系"]),  # a tail
        ("及时对困难家庭给予帮扶。", ["及时对困难家庭给予帮扶"]),  # no tail, though it begins with 及
        ("（一）完善制度；2.开展培训。", ["完善制度", "开展培训"]),  # numbers are no words
        ("建设中心      1.5     中央资金", []),  # a row of a table
        ("落实（政策，加强宣传。", ["落实（政策", "加强宣传"]),  # a bracket that nobody closes
    ],
)
def test_cut(sentence: str, clauses: list[str]) -> None:
    assert quotes(sentence) == clauses


def test_offsets_are_those_of_the_text() -> None:
    text = "序言。健全机制， 加强监测。"
    spans = [span for span, _ in cut(Span(3, len(text), text[3:]))]
    assert [text[span.start : span.end] for span in spans] == [span.quote for span in spans] == ["健全机制", "加强监测"]


def test_a_verb_governs_what_is_parallel() -> None:
    """鼓励 is said once and holds for both."""
    found = clauses_of(item("1", "补贴", "鼓励各地将甲补贴范围向低保家庭延伸，乙补贴范围向困难家庭延伸。"))
    assert [clause.verb.text if clause.verb else None for clause in found] == ["鼓励", "鼓励"]
