"""What was read of a document, beside what stands in it."""

from __future__ import annotations

import pytest

from loaders.account import account, looks_like_clauses
from tests.loaders.helpers import read

PLAN = """某市某工作方案
一、重点任务
1.做好服务。（市残联牵头，市财政局负责）
2.做好管理。（由群众代表共同配合社区完成）
3.做好宣传。
责任单位：市残联
"""


def test_what_was_lost_is_counted_and_reported_in_its_place() -> None:
    document = read(PLAN)
    told = account(document)
    assert (told.sections, told.tasks, told.clauses, told.understood) == (1, 3, 3, 2)
    assert (told.bodies, told.resolved) == (3, 3)
    assert told.rejects == len(document.rejects) == 1
    (lost,) = document.rejects
    assert (lost.rule, lost.quote) == ("clause.lost", "（由群众代表共同配合社区完成）")
    assert document.text[lost.start : lost.end] == lost.quote


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("（市残联牵头）", 1, "brackets that say who leads"),
        ("〔市残联（残疾人工作委员会）牵头〕", 1, "nested brackets are one"),
        ("（市\n残联牵头）", 1, "a wrap inside"),
        ("牵头单位：市残联\n责任单位：市财政局", 2, "each line of labels counts"),
        ("（牵头单位：市残联；\n责任单位：市财政局）", 1, "a label inside brackets is not counted again"),
        ("（以下简称牵头部门）", 0, "an abbreviation"),
        ("（市残联）", 0, "no duty"),
        ("（牵头）", 0, "no body"),
        ("（市残联牵头" + "甲" * 800 + "）", 0, "a bracket that closes too late"),
        ("责任单位要负责。", 0, "a label needs its colon"),
    ],
)
def test_what_looks_like_a_clause(text: str, expected: int, reason: str) -> None:
    assert len(looks_like_clauses(text)) == expected, reason
