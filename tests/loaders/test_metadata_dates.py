"""Dates and numbers of a document: when it was signed, from when to when it is in force, and its own number."""

from __future__ import annotations

from datetime import date

import pytest

from loaders.dates import DATE, day_of, first_day
from loaders.docnumbers import own_number
from tests.loaders.helpers import read

TITLE = "乌海市就业办法\n"
BODY = "\n为促进就业，制定本办法。\n一、重点任务\n（一）做好服务。\n（二）做好救助。\n"


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2022年11月7日", date(2022, 11, 7)),
        ("2022 年 11 月 7 日", date(2022, 11, 7)),
        ("２０２２年１１月７日", date(2022, 11, 7)),
        ("二〇二二年十一月七日", date(2022, 11, 7)),
        ("二○○五年五月九日", date(2005, 5, 9)),
        ("二OO六年二月二十日", date(2006, 2, 20)),
        ("一九九四年十二月二十七日", date(1994, 12, 27)),
        ("2022年2月30日", None),
    ],
)
def test_days_in_prose(printed: str, day: date | None) -> None:
    match = DATE.fullmatch(printed)
    assert (day_of(match) if match else None) == day


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2022-11-07 10:30", date(2022, 11, 7)),
        ("2022/11/7", date(2022, 11, 7)),
        ("2022.11.07", date(2022, 11, 7)),
        ("20221107", date(2022, 11, 7)),
        ("2018年03月27", date(2018, 3, 27)),
        ("12022-11-07", None),
        ("1234567890", None),
    ],
)
def test_days_of_websites(printed: str, day: date | None) -> None:
    found = first_day(printed)
    assert (found[0] if found else None) == day


ISSUED: list[tuple[str, str | None, str]] = [
    ("乌海市人民政府关于印发就业办法的通知（2023年3月9日）\n" + TITLE, "2023-03-09", "in brackets behind the notice"),
    ("乌海市人民政府关于印发就业办法的通知（2023年3月9\n日）\n" + TITLE, "2023-03-09", "brackets over two lines"),
    (TITLE + "（2023年3月9日）", "2023-03-09", "in brackets below the title"),
    (TITLE + "（2001年10月17日市人民代表大会常务委员会通过）", "2001-10-17", "who adopted it when"),
    (
        TITLE + "2007年2月14日 某会议通过\n2007年2月25日 市人民政府令第8号公布\n2007年5月1日 施行",
        "2007-02-25",
        "the day of the order goes before those of adoption and of entry into force",
    ),
    ("现将《乌海市就业办法》印发给你们。\n二〇二三年三月九日\n" + TITLE, "2023-03-09", "a date without a signature"),
    (
        "现将《乌海市就业办法》印发给你们。\n乌海市人民政府 2023年3月9日\n" + TITLE,
        "2023-03-09",
        "on the signature's line",
    ),
    (TITLE + "乌海市人民政府\n2023年3月", None, "a month is no day"),
    (TITLE + "刊发日期：2023-03-09", None, "a newspaper's day"),
]


@pytest.mark.parametrize(("front", "issued", "reason"), ISSUED)
def test_day_of_signature(front: str, issued: str | None, reason: str) -> None:
    found = read(front + BODY).issued
    assert (str(found) if found else None) == issued, reason


def test_a_signature_below_the_text() -> None:
    document = read(
        "关于促进就业的意见\n一、任务\n（一）服务。\n（二）救助。\n乌海市民政局　乌海市财政局\n2023年3月9日\n"
    )
    assert (document.issuers, document.issued) == (("乌海市民政局", "乌海市财政局"), date(2023, 3, 9))


FORCE: list[tuple[str, str | None, str | None, str]] = [
    ("本办法自2023年1月1日起施行。", "2023-01-01", None, "a day"),
    ("本办法自2023年1月1日起施行，有效期5年。", "2023-01-01", "2027-12-31", "a term ends before its anniversary"),
    ("本办法自印发之日起实施，有效期至2025年12月31日。", "2022-03-04", "2025-12-31", "from the day of issue"),
    ("本办法自2024年2月29日起施行，试行期一年。", "2024-02-29", "2025-02-28", "from a day that next year lacks"),
    ("本办法自公布之日起30日后施行。", None, None, "days after are not computed"),
    ("《就业促进法》自2008年1月1日起施行以来，成效显著。", None, None, "another document's"),
    ("许可证有效期5年。", None, None, "another thing's"),
]


@pytest.mark.parametrize(("words", "effective", "expires", "reason"), FORCE)
def test_force(words: str, effective: str | None, expires: str | None, reason: str) -> None:
    document = read("乌海市人民政府\n2022年3月4日\n" + TITLE + BODY + "二、附则\n" + words)
    found = [str(day) if day else None for day in (document.effective, document.expires)]
    assert found == [effective, expires], reason


NUMBERS: list[tuple[str, str | None, str]] = [
    ("乌海政发﹝2022﹞11号\n" + TITLE, "乌海政发﹝2022﹞11号", "small brackets"),
    ("乌海政发［2022］11号\n" + TITLE, "乌海政发［2022］11号", "wide square brackets"),
    ("（乌海政办字〔2022〕 第11 号）\n" + TITLE, "乌海政办字〔2022〕第11号", "brackets around it, 第, blanks"),
    ("2022年第5号公告\n" + TITLE, "2022年第5号公告", "the year first, no agency"),
    ("乌海市人民政府令\n第 82 号\n" + TITLE, "乌海市人民政府令第82号", "an order on two lines"),
    ("政府令〔2010〕第15号\n" + TITLE, "政府令〔2010〕第15号", "an order with a year"),
    ("乌海市人民政府关于印发就业办法的通知（乌海政发〔2022〕11号）", "乌海政发〔2022〕11号", "behind the notice"),
    ("乌海政发〔2022〕11号《乌海市就业办法》", "乌海政发〔2022〕11号", "before the title"),
    (TITLE + "落实《某省就业办法》（某政发〔2022〕1号）。", None, "a number that is cited"),
    (TITLE + "第十一号", None, "no year and no agency"),
]


@pytest.mark.parametrize(("front", "number", "reason"), NUMBERS)
def test_own_number(front: str, number: str | None, reason: str) -> None:
    found = read(front + BODY).number
    assert (found.replace(" ", "") if found else None) == number, reason


@pytest.mark.parametrize(
    "words",
    [
        "国发〔2021〕10号",
        "国办函〔2022〕6 号",
        "国家税务总局公告2022年第9号",
        "交通运输部令2021年第5号",
        "（2022）15号",
        "GB 50763-2012",
    ],
)
def test_a_number_alone(words: str) -> None:
    assert own_number(words) is not None


@pytest.mark.parametrize("words", ["附件2", "2021年10月", "国发〔2021〕10号要求", "12345号令人", "第五届"])
def test_no_number(words: str) -> None:
    assert own_number(words) is None


@pytest.mark.parametrize(
    ("text", "period", "reason"),
    [
        ("乌海市就业规划\n规划期限为2021—2025年，展望至2035年。", (2021, 2025), "the text says for which years"),
        ("乌海市“十五五”就业规划", (2026, 2030), "a five-year plan"),
        ("乌海市就业“十五”计划", (2001, 2005), "an old one, in quotation marks"),
        ("乌海市第十个五年就业计划", (2001, 2005), "spelt out"),
        ("乌海市就业规划（2021－2035年）", (2021, 2035), "a wide dash"),
        ("2023年乌海市就业工作要点", (2023, 2023), "one year"),
        ("乌海市就业措施（2023年版）", None, "an edition is no period"),
        ("乌海市就业三年行动方案", None, "years without a beginning"),
    ],
)
def test_period(text: str, period: tuple[int, int] | None, reason: str) -> None:
    document = read(text + BODY)
    years = (document.period_start, document.period_end)
    assert years == (period or (None, None)), reason
