"""Numbers in text: what is counted, how much, in which unit, until or as of when; each row says why it is there."""

from __future__ import annotations

import pytest

from loaders.rules.quantities import read_figures
from loaders.rules.targets import read_targets
from loaders.spans import Spans

TARGETS: list[tuple[str, tuple[str, str, float, str | None, int | None], str]] = [
    (
        "到2025年，辅具适配率达到90%。",
        ("辅具适配率", "≥", 90, "%", 2025),
        "达到 is a minimum; the year governs the sentence",
    ),
    ("残疾人干部的比例达到15%以上。", ("残疾人干部的比例", "≥", 15, "%", None), "以上"),
    ("完成家庭无障碍改造3万户。", ("家庭无障碍改造", "=", 30000, "户", None), "万 is multiplied out"),
    ("2025年前至少安排1名残疾人。", ("残疾人", "≥", 1, "名", 2025), "the verb is no part of what is counted"),
    ("产业规模超过500亿元。", ("产业规模", ">", 5e10, "元", None), "超过 is more than"),
    ("审批时限压减至60个工作日内。", ("审批时限", "≤", 60, "工作日", None), "内 is at most"),
    ("建成5-8个示范基地。", ("示范基地", "≥", 5, "个", None), "the lower bound of a range"),
    ("在两地建设两个康复机构。", ("在两地康复机构", "=", 2, "个", None), "a numeral in characters"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), TARGETS)
def test_targets(text: str, expected: tuple[object, ...], reason: str) -> None:
    (target,), _ = read_targets(text, [(0, len(text))], lambda at: None, Spans())
    assert (target.metric, target.operator, target.value, target.unit, target.year) == expected, reason


def test_a_year_in_an_introduction_governs_the_bullets_below_it() -> None:
    lines = ["到2025年，实现以下目标：", "——覆盖率达到90%。", "——建成3个中心。", "全市培训200人。"]
    text = "\n".join(lines)
    spans, at = [], 0
    for line in lines:
        spans.append((at, at + len(line)))
        at += len(line) + 1
    targets, _ = read_targets(text, spans, lambda at: None, Spans())
    assert [target.year for target in targets] == [2025, 2025, None]


def test_both_numbers_of_a_quoted_goal() -> None:
    text = "实现“30就业+20创业”目标。"
    targets, _ = read_targets(text, [(0, len(text))], lambda at: None, Spans())
    assert [(target.metric, target.value) for target in targets] == [("就业", 30), ("创业", 20)]


FIGURES: list[tuple[str, list[tuple[str, float, str | None, str | None]], str]] = [
    ("31万困难残疾人得到补贴。", [("困难残疾人得到补贴", 310000, "人", None)], "people without a unit"),
    (
        "就业人数分别达到1.5万和12.8万。",
        [("就业人数", 15000, "人", None), ("就业人数", 128000, "人", None)],
        "two values in one phrase",
    ),
    ("截至2020年底，持证残疾人665人。", [("持证残疾人", 665, "人", "2020")], "截至 is the date of the figure"),
    ("获得79金、53银。", [("金", 79, "金", None), ("银", 53, "银", None)], "medals"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), FIGURES)
def test_figures(text: str, expected: list[tuple[object, ...]], reason: str) -> None:
    figures = read_figures(text, [(0, len(text))], lambda at: None, Spans(), None)
    assert [(one.value, one.unit, one.period) for one in figures] == [row[1:] for row in expected], reason
    if "金" not in text:
        assert [one.metric for one in figures] == [row[0] for row in expected], reason
