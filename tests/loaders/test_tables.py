"""Indicator tables and tables of projects, in the forms that Word, PDF and Markdown leave them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.pipeline import read_document
from loaders.rules.indicators import read_indicators
from ontology.model import IndicatorTarget


def _rows(text: str, year: int | None = 2025) -> list[IndicatorTarget]:
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    return read_indicators(text, lines, year)[0]


CASES: list[tuple[str, list[tuple[object, ...]], str]] = [
    (
        "指  标\n2025年\n属  性\n1.收入年均增长（%）\n>7.5\n预期性\n2.培训人数（万人）\n>4\n预期性\n3.纳入比例（%）\n100\n约束性\n4.改造数（万户）\n≥3\n约束性",
        [
            ("收入年均增长", ">", 7.5, "%", 2025, "预期性", None),
            ("培训人数", ">", 40000, "人", 2025, "预期性", None),
            ("纳入比例", "=", 100, "%", 2025, "约束性", None),
            ("改造数", "≥", 30000, "户", 2025, "约束性", None),
        ],
        "a cell a line, the unit in the name, a bare number equals",
    ),
    (
        "序号\t指标\t单位\t2020年\t2025年\t属性\n1\t参保率\t%\t85\t95\t预期性\n2\t床位数\t万张\t1.2\t2\t约束性",
        [("参保率", "=", 95, "%", 2025, "预期性", 85.0), ("床位数", "=", 20000, "张", 2025, "约束性", 12000.0)],
        "a row a line, the unit in a column, a baseline",
    ),
    (
        "| 指标 | 2025年 | 属性 |\n|---|---|---|\n| 1.覆盖率（%） | 90以上 | 约束性 |",
        [("覆盖率", "≥", 90, "%", 2025, "约束性", None)],
        "a Markdown table",
    ),
    ("指标\n目标值\n1.水平\n明显提高\n预期性", [], "no column of years: no table that is known"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CASES)
def test_indicator_tables(text: str, expected: list[tuple[object, ...]], reason: str) -> None:
    found = [(r.name, r.operator, r.value, r.unit, r.year, r.nature, r.baseline_value) for r in _rows(text)]
    assert found == expected, reason


def test_a_value_in_words_is_kept_as_printed() -> None:
    (row,) = _rows("指标\n2025年\n属性\n1.治理水平\n明显提高\n预期性")
    assert (row.value, row.operator, row.printed) == (None, None, "明显提高")


def test_the_table_of_projects_in_the_regional_plan(corpus: Path) -> None:
    (document,) = read_document(corpus / "neimenggu-plan-2021.txt")
    projects = [project for box in document.boxes for item in box.items for project in item.projects]
    assert [(p.name, p.investment, p.funding, p.area) for p in projects] == [
        ("内蒙古盲人按摩（康复）医院", 150_000_000, "中央资金、自治区财政资金", 22),
        ("内蒙古残疾人康复中心（医院）", 718_000_000, "自治区财政资金", 126),
        ("内蒙古残疾人托养中心", 217_000_000, "中央资金、自治区财政资金", 56),
        ("内蒙古残疾人文化体育康复中心", 138_000_000, "自治区财政资金", 29),
    ]
