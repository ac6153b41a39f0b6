"""Several plans in one notice."""

from __future__ import annotations

from loaders.clean import clean
from loaders.pipeline import read_text
from loaders.plans import split_plans
from ontology.model import Document, Source

NOTICE = """某省人民政府办公厅关于印发两个方案的通知
某政办发〔2023〕2号
各市人民政府：
现将《吉林省政务服务实施方案》《吉林省法治环境实施方案》印发给你们，请认真落实。
吉林省人民政府办公厅
2023年1月19日
"""
ONE = """吉林省政务服务实施方案
为做好服务，制定本方案。
一、重点任务
（一）规范服务。根据《某条例》，做好服务。（省民政厅牵头，省财政厅配合）
二、保障措施
（一）抓好落实。
"""
TWO = """吉林省法治环境实施方案
为改善环境，制定本方案。
一、重点任务
（一）完善立法。做好立法。（省司法厅负责）
"""


def _read(text: str) -> tuple[Document, ...]:
    source = Source(name="a.txt", sha256="0" * 64, media_type="text/plain", encoding="utf-8", bytes=len(text.encode()))
    return read_text(text, source, "a.txt")


def test_each_plan_is_a_document_with_the_notice_before_it() -> None:
    first, second = _read(NOTICE + ONE + TWO)
    assert [one.title for one in (first, second)] == ["吉林省政务服务实施方案", "吉林省法治环境实施方案"]
    assert {one.number for one in (first, second)} == {"某政办发〔2023〕2号"}
    assert {str(one.issued) for one in (first, second)} == {"2023-01-19"}
    assert [task.path for task in first.tasks] == [task.path for task in second.tasks] == ["一/（一）"]
    assert [task.responsibilities[0].name for task in (*first.tasks, *second.tasks)] == ["省民政厅", "省司法厅"]
    assert "法治环境实施方案\n" not in first.text
    assert "省民政厅" not in second.text


def test_evidence_of_each_plan_lies_in_its_own_text() -> None:
    for document in _read(NOTICE + ONE + TWO):
        assert all(document.text[one.start : one.end] == one.quote for one in document.all_evidence())


def test_the_plans_of_one_notice_do_not_cite_each_other() -> None:
    titles = [one.title for document in _read(NOTICE + ONE + TWO) for one in document.citations]
    assert titles == ["某条例"]


def test_a_notice_of_one_plan_is_one_document() -> None:
    assert len(_read(NOTICE.replace("《吉林省法治环境实施方案》", "") + ONE)) == 1


def test_a_plan_that_is_named_and_not_printed_cuts_nothing() -> None:
    assert len(_read(NOTICE + ONE)) == 1


def test_the_parts_keep_their_places_in_the_original() -> None:
    raw = NOTICE + ONE + TWO
    for part in split_plans(clean(raw)):
        assert all(raw[part.origin[at]] == char for at, char in enumerate(part.text) if char != "\n")
        assert all(part.text[line.start : line.end] == part.line_text(line) for line in part.lines)
