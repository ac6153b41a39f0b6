"""What a document says of itself, in the forms that notices, titles, numbers and signatures take."""

from __future__ import annotations

import pytest

from ontology.model import Document
from tests.loaders.helpers import read

BODY = "\n一、重点任务\n（一）做好服务。\n（二）做好救助。\n"
CASES: list[tuple[str, dict[str, object], str]] = [
    (
        "内蒙古自治区人民政府关于印发\n自治区“十四五”残疾人事业发展规划的通知\n内政发〔2021〕17号\n各盟市：\n内蒙古自治区“十四五”残疾人事业发展规划",
        {
            "title": "内蒙古自治区“十四五”残疾人事业发展规划",
            "number": "内政发〔2021〕17号",
            "issuers": ("内蒙古自治区人民政府",),
            "region": "150000",
            "level": "province",
            "period_start": 2021,
            "period_end": 2025,
            "field": "残疾人事业",
            "kind": "plan",
            "issued": None,
        },
        "a notice on two lines, the number on a line of its own",
    ),
    (
        "二连浩特市人民政府关于印发《二连浩特市“十四五”残疾人事业发展规划》的通知\n2022年11月7日\n二连浩特市“十四五”残疾人事业发展规划\n依据《规划》（国发〔2021〕10号），制定本规划。",
        {"region": "152501", "level": "county", "number": None, "issuers": ("二连浩特市人民政府",)},
        "a number that is cited is not its own",
    ),
    (
        "中共通辽市委办公室通辽市人民政府办公室关于印发《通辽市2023年行动方案》的通知\n通辽市2023年行动方案",
        {"issuers": ("中共通辽市委办公室", "通辽市人民政府办公室"), "region": "150500", "period_start": 2023},
        "joint issuers written together",
    ),
    (
        "国务院办公厅关于深入推进监管的指导意见\n国办发〔2023〕1号",
        {
            "title": "国务院办公厅关于深入推进监管的指导意见",
            "region": "100000",
            "level": "national",
            "issuers": ("国务院办公厅",),
        },
        "an opinion without a notice",
    ),
    (
        "乌达区“十四五”残疾人事业发展规划",
        {"issuers": (), "number": None, "region": "150304", "level": "county"},
        "nothing but a title: what is not printed is absent",
    ),
    (
        "某区发展规划\n2022年13月45日",
        {"issued": None, "region": None},
        "no such day; no such place",
    ),
]


@pytest.mark.parametrize(("front", "expected", "reason"), CASES)
def test_metadata(front: str, expected: dict[str, object], reason: str) -> None:
    document = read(front + BODY)
    assert {name: getattr(document, name) for name in expected} == expected, reason


def test_each_property_shows_its_words() -> None:
    document = read(CASES[0][0] + BODY)
    aspects = {evidence.aspect: evidence.quote for evidence in document.evidence}
    assert aspects["number"] == "内政发〔2021〕17号"
    assert aspects["issuer"] == "内蒙古自治区人民政府"
    assert aspects["period"] == "“十四五”"
    assert set(aspects) == {"title", "number", "issuer", "region", "period"}


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("某市残疾人事业五年成就\n\n过去5年来，5403人就业。这5年来，49场招聘会。", "review", "a report on years past"),
        ("残疾人就业条例\n第一章 总则\n第一条 为了就业。\n第二条 国家扶持。\n第三条 本条例施行。", "law", "articles"),
        ("初春的早晨\n\n第一章 归来\n他推开了门。\n第二章 远行\n他又走了。", "other", "a novel"),
    ],
)
def test_kinds(text: str, kind: str, reason: str) -> None:
    document: Document = read(text)
    assert document.kind == kind, reason
    assert document.tasks == (), "no document but a plan sets tasks without a clause"
