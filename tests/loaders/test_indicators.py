"""Tables of indicators in all the forms that documents leave them in, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.clean import clean
from loaders.rules.indicators import NO_NAME, NO_VALUE, RUN_TOGETHER, read_indicators
from loaders.tables.lines import table_lines
from ontology.model import IndicatorTarget
from tests.loaders.indicator_cases import CASES, NOTHING, Case, Row

Read = tuple[list[IndicatorTarget], list[str]]


def _read(text: str, period: tuple[int | None, int | None] = (2021, 2025)) -> Read:
    """The rows in a text whose lines are as printed, and the reasons of the refused ones."""
    spans, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    rows, refused = read_indicators(text, spans, period[1], period[0])
    for one in rows:
        assert text[one.evidence.start : one.evidence.end] == one.evidence.quote
    return rows, [reason for _, reason in refused]


def _compared(one: IndicatorTarget) -> Row:
    base = (one.baseline_value, one.baseline_year)
    return (one.name, one.operator, one.value, one.unit, one.year, one.nature, *base, one.change, one.scope)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.reason[:40])
def test_tables_are_read_as_a_reader_does(case: Case) -> None:
    assert tuple(_compared(one) for one in _read(case.text, case.period)[0]) == case.rows, case.reason


@pytest.mark.parametrize(("reason", "text"), NOTHING, ids=[reason for reason, _ in NOTHING])
def test_what_is_no_table_of_targets_gives_none(reason: str, text: str) -> None:
    assert _read(text)[0] == [], reason


REFUSED = (
    ("| 指标 | 2025年 |\n|---|---|\n| 甲率 | 90 |\n| 乙率 | — |", NO_VALUE, "a row whose cells are all open"),
    ("| 指标 | 2025年 |\n|---|---|\n| 甲率 | 90 |\n| | 80 |", NO_NAME, "a number without a name"),
    (
        "| 指标 | 2025年 |\n|---|---|\n| 甲率 | 90 |\n| 乙率 % 预期性 45 - 3丙率 | 80 |",
        RUN_TOGETHER,
        "a name that swallowed the cells of other rows",
    ),
    (
        "主要指标\n序号 指标 单位 2025年\n1 甲率 % 90\n9乙率 % 80",
        RUN_TOGETHER,
        "a row whose number is not the next: those between were lost",
    ),
)


@pytest.mark.parametrize(("text", "reason", "why"), REFUSED, ids=[why for _, _, why in REFUSED])
def test_what_is_not_understood_is_refused_with_its_reason(text: str, reason: str, why: str) -> None:
    rows, reasons = _read(text)
    assert ([one.name for one in rows], reasons) == (["甲率"], [reason]), why


def test_a_row_proves_itself_from_its_number_to_its_last_cell() -> None:
    text = "主要指标\n序号 指标 单位 2025年 属性\n万元/\n1 人均产值 预期性 36\n人\n2 覆盖率 % 预期性 90"
    first, second = _read(text)[0]
    assert first.evidence.quote == "万元/\n1 人均产值 预期性 36\n人"
    assert (second.evidence.quote, second.evidence.rule) == ("2 覆盖率 % 预期性 90", "indicator.row")


def test_a_value_is_kept_as_printed() -> None:
    rows, _ = _read(
        "| 指标 | 2025年 |\n|---|---|\n| 甲率 | 85.5%以上 |\n| 乙水平 | 明显提高 |\n| 丙量 | [整片：8 零散：2] |"
    )
    assert [one.printed for one in rows] == ["85.5%以上", "明显提高", "整片：8", "零散：2"]


def test_a_table_is_read_wherever_cleaning_leaves_its_lines_alone() -> None:
    """Text between bars passes through cleaning; so do a table's cells on lines of their own."""
    texts = [case.text for case in CASES if case.text.startswith("|") or "\n" + "2025年\n" in case.text]
    assert len(texts) > 5
    for case in (case for case in CASES if case.text in texts):
        cleaned = clean(case.text)
        spans = [(line.start, line.end) for line in cleaned.lines]
        rows, _ = read_indicators(cleaned.text, spans, case.period[1], case.period[0])
        assert tuple(_compared(one) for one in rows) == case.rows, case.reason


def test_the_lines_of_a_table_are_known_before_lines_are_joined() -> None:
    lines = [
        "总体要求。",
        "主要指标",
        "序号 指标 单位 2025年",
        "1 甲率 % 90",
        "2 乙率 % 80",
        "注：略",
        "| 甲 | 乙 |",
        "三、任务",
    ]
    assert table_lines(lines) == [False, False, True, True, True, False, True, False]


PIECES = st.sampled_from(
    ["指标", "单位", "2020年", "2025年", "属性", "序号", "|", "\t", " ", "  ", "\n", "1", "2.", "甲率", "万人", "%", "95", "≥9", "[5]", "〔", "-", "预期性",
     "约束性", "其中：农村", "（", "）", "约3-5", "注：", "一、生态", "PM", "“十四五”目标", "年均增长", "1" * 30, "评价标准", "2023年达到3%", "\u00b2"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_any_text_is_read_and_every_row_proves_itself(pieces: list[str]) -> None:
    for one in _read("指标\n" + "".join(pieces))[0]:
        assert one.name.strip()
        assert one.printed.strip()
