"""The number that a paragraph begins with: every form that plans print, and the prose that begins like one."""

from __future__ import annotations

import pytest

from loaders.numbering import box_title, loose_number_of, number_of

NUMBERS: list[tuple[str, str | None, str]] = [
    ("第一编 总论", "第一编", "part"),
    ("第二部分 任务", "第二部分", "part called 部分"),
    ("第一章 总则", "第一章", "chapter"),
    ("第3章总则", "第3章", "chapter in digits, without a blank"),
    ("第一节 做好服务", "第一节", "section of a chapter"),
    ("第十条 支持就业", "第十条", "article"),
    ("第三条规定的补贴", None, "an article that is cited"),
    ("第五条和第六条执行", None, "articles that are cited"),
    ("四、重点任务", "四", "chapter in Chinese numerals"),
    ("一. 工作思路", "一", "with a stop"),
    ("一 、总体要求", "一", "a blank before the mark"),
    ("三、四级残疾人", None, "a list of grades is no number"),
    ("一级残疾人", None, "nor is a grade"),
    ("（一）促进就业", "（一）", "section"),
    ("(二)促进就业", "（二）", "ASCII brackets"),
    ("（一百二十九）做好服务", "（一百二十九）", "what runs on grows long"),
    ("㈢做好服务", "㈢", "one character"),
    ("任务一：做好服务", "任务一", "named"),
    ("重点工程二  做好服务", "重点工程二", "named, with blanks"),
    ("行动3. 做好服务", "行动3", "named, in digits"),
    ("工程一期完工", None, "a stage of works is no number"),
    ("1.做好服务", "1", "item"),
    ("3、做好服务", "3", "item with 、"),
    ("12．做好服务", "12", "full-width stop"),
    ("２．做好服务", "2", "full-width digit, folded"),
    ("1 .做好服务", "1", "a blank before the stop"),
    ("1　做好服务", "1", "a wide blank for a stop"),
    ("2.5万人受益", None, "a decimal is no number of an outline"),
    ("2025年前完成", None, "a year is none"),
    ("1.1 编制依据", "1.1", "decimal"),
    ("3.1.2供水", "3.1.2", "decimal without a blank"),
    ("3．1 供水", "3.1", "full-width stop in it"),
    ("4.1 5G网络", "4.1", "followed by a digit"),
    ("2.69万亿元", None, "an amount"),
    ("2.69 万亿元", None, "an amount after a blank"),
    ("4.5%左右", None, "a rate"),
    ("8.5 平方米", None, "an area"),
    ("3.2 个百分点", None, "points"),
    ("（3）做好服务", "（3）", "item in brackets"),
    ("⑴做好服务", "⑴", "one character"),
    ("1)做好服务", "1）", "half a bracket"),
    ("①做好服务", "①", "circled, not folded to 1"),
    ("Ⅱ.做好服务", "Ⅱ", "Roman"),
    ("一是做好服务", "一是", "sub-task"),
    ("一是否合格", None, "a question"),
]


@pytest.mark.parametrize(("text", "printed", "reason"), NUMBERS)
def test_numbers(text: str, printed: str | None, reason: str) -> None:
    number = number_of(text)
    assert (number.printed if number else None) == printed, reason


VALUES = [
    ("四、做", 4, "one numeral"),
    ("（二十一）做", 21, "several"),
    ("第十二章 做", 12, "within 第…章"),
    ("第3章 做", 3, "in digits"),
    ("任务三：做", 3, "after its name"),
    ("⑶做", 3, "bracketed in one character"),
    ("⑩做", 10, "two digits in one character"),
    ("㈡做", 2, "a numeral in one character"),
    ("Ⅳ.做", 4, "Roman"),
    ("12.做", 12, "digits"),
    ("3.1.2做", 2, "the last of a decimal"),
]


@pytest.mark.parametrize(("text", "value", "reason"), VALUES)
def test_values(text: str, value: int, reason: str) -> None:
    number = number_of(text)
    assert number is not None, reason
    assert number.value == value, reason


LOOSE: list[tuple[str, str | None, str]] = [
    ("1总则", "1", "a bare digit"),
    ("2 建设平台", "2", "a bare digit and a blank"),
    ("一 总体要求", "一", "a numeral and a blank"),
    ("二，重点任务", "二", "a comma for the mark"),
    ("一）做好服务", "（一）", "the bracket lost"),
    ("3个园区建成", None, "a count"),
    ("2 类地区", None, "a class"),
    ("1月底前完成", None, "a month"),
    ("2020年完成", None, "a year"),
    ("12345热线", None, "a hotline"),
    ("一体化发展", None, "a word"),
    ("1 人才队伍", "1", "人 begins a word here"),
]


@pytest.mark.parametrize(("text", "printed", "reason"), LOOSE)
def test_loose_numbers(text: str, printed: str | None, reason: str) -> None:
    number = loose_number_of(text)
    assert (number.printed if number else None) == printed, reason


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [("专栏2  重点项目", "2", "重点项目"), ("专栏三：重点项目", "3", "重点项目"), ("专栏 12 项目", "12", "项目")],
)
def test_box_titles(text: str, number: str, title: str) -> None:
    box = box_title(text)
    assert box is not None
    assert (box.number, box.title) == (number, title)
