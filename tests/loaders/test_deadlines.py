"""Deadlines as printed, and the last day that they allow; each row says why it is there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.deadlines import deadline_date
from tests.loaders.helpers import read

CASES: list[tuple[str | None, int | None, str | None, str]] = [
    ("2023年6月底前并长期坚持", None, "2023-06-30", "a day, and work that goes on"),
    ("2023 年6 月底前", None, "2023-06-30", "blanks of a typesetter"),
    ("2023年12月31日前", None, "2023-12-31", "a full date"),
    ("2023年6月", None, "2023-06-30", "a month ends with its last day"),
    ("2024年2月底", None, "2024-02-29", "a leap year"),
    ("2023年11月中旬", None, "2023-11-20", "a third of a month"),
    ("2023年底", None, "2023-12-31", "the end of a year"),
    ("2023年年底前", None, "2023-12-31", "the end of a year, said twice"),
    ("2025年", None, "2025-12-31", "a year"),
    ("2025年内", None, "2025-12-31", "within a year"),
    ("2023—2025年", None, "2025-12-31", "years"),
    ("2023年9月至12月", None, "2023-12-31", "months of one year"),
    ("2023年6—9月", None, "2023-09-30", "months that share a word"),
    ("2023.6.30", None, "2023-06-30", "digits"),
    ("2023年上半年", None, "2023-06-30", "half a year"),
    ("第三季度", 2022, "2022-09-30", "a quarter"),
    ("三季度末", 2022, "2022-09-30", "the end of a quarter"),
    ("年底前", 2022, "2022-12-31", "the document's year"),
    ("年底前", None, None, "which is not known"),
    ("6月底前完成", 2022, "2022-06-30", "a month of the document's year"),
    ("6月30日前", None, None, "a day without a year"),
    ("今年年底", 2022, "2022-12-31", "this year"),
    ("明年6月底", 2022, "2023-06-30", "next year"),
    ("2023年6月底前出台方案，12月底前完成", None, "2023-12-31", "the latest counts, its year the one before"),
    ("2023年12月底前；2022年6月底前", None, "2023-12-31", "the latest, not the last printed"),
    ("长期坚持", 2022, None, "work without end"),
    ("持续推进", 2022, None, "work without end"),
    ("立即", 2022, None, "no day"),
    ("每年", 2022, None, "every year"),
    ("每年12月底前", 2022, None, "a day of every year"),
    ("2023年1月起", 2022, None, "a beginning is no end"),
    ("12月前", 2022, None, "the first of the month, or its last?"),
    ("2025年前", None, None, "the first of the year, or its last?"),
    ("2023年初", None, None, "no certain day"),
    ("2023年2月29日前", None, None, "a day that no calendar has"),
    ("2023年13月", None, None, "a month that no calendar has"),
    ("5个工作日内", 2022, None, "a duration"),
    ("", 2022, None, "nothing"),
    (None, 2022, None, "nothing"),
]


@pytest.mark.parametrize(("printed", "year", "expected", "reason"), CASES)
def test_the_last_day(printed: str | None, year: int | None, expected: str | None, reason: str) -> None:
    assert deadline_date(printed, year) == (date.fromisoformat(expected) if expected else None), reason


@given(st.text(alphabet="0123456789年月日底前末至—.上下半第三季度每起", max_size=24), st.integers(1990, 2050))
def test_any_words_give_a_day_or_none(words: str, year: int) -> None:
    found = deadline_date(words, year)
    assert found is None or 1900 <= found.year <= 2099


PLAN = """某市人民政府办公室关于印发某市{}服务工作方案的通知
某市{}服务工作方案
一、重点任务
1.做好服务。（市残联牵头，年底前完成）
2.做好管理。（市残联牵头，长期坚持）
{}"""


@pytest.mark.parametrize(
    ("years", "below", "expected", "reason"),
    [
        ("2023年", "", date(2023, 12, 31), "the only year of the title"),
        (
            "2021—2025年",
            "某市人民政府办公室\n2022年3月1日",
            date(2022, 12, 31),
            "of several years: that of its signature",
        ),
        ("", "", None, "a document that tells no year"),
    ],
)
def test_a_document_gives_its_year(years: str, below: str, expected: date | None, reason: str) -> None:
    done, lasting = (task.responsibilities[0] for task in read(PLAN.format(years, years, below)).tasks)
    assert (done.deadline, done.deadline_date) == ("年底前完成", expected), reason
    assert (lasting.deadline, lasting.deadline_date) == ("长期坚持", None)
