"""What is said behind a name in quotation marks, else its own last word, tells what kind of thing bears the name."""

from __future__ import annotations

import pytest

from loaders.rules.programs import read_programs
from loaders.spans import Spans
from ontology.model import ProgramMention


def read(text: str, path: str | None = "一/1") -> list[ProgramMention]:
    mentions, _ = read_programs(text, [(0, len(text))], lambda _: path, Spans())
    assert all(text[one.evidence.start : one.evidence.end] == one.name for one in mentions)
    return mentions


KINDS = [
    ("继续实施“阳光家园”计划，", [("阳光家园", "programme")], "the word behind the marks, not the one within"),
    (
        "加大残疾人“阳光家园”“温馨家园”等日间照料机构的扶持",
        [("阳光家园", "facility"), ("温馨家园", "facility")],
        "a list",
    ),
    ("扶持“温馨家园”“阳光家园”等机构", [("温馨家园", "facility"), ("阳光家园", "facility")], "any bodies"),
    ("建设“阳光家园”，方便群众", [("阳光家园", "facility")], "its own last word"),
    ("建成“残疾人之家”三处", [("残疾人之家", "facility")], "a kind of place"),
    ("实施“阳光家园”项目，", [("阳光家园", "project")], "项目"),
    ("建立残疾人温馨家园2个", [("温馨家园", "facility")], "without marks, behind those for whom it is"),
    ("守护残疾人精神家园", [], "a figure of speech"),
    ("实施“助康工程”，", [("助康工程", "programme")], "工程 is a programme"),
    ("推进甲乙码头改造工程，", [("甲乙码头改造工程", "project")], "but works are a project"),
    (
        "实施“大爱某地、多彩人生”、“五个一”文化项目",
        [("大爱某地、多彩人生", "project"), ("五个一", "project")],
        "a chain",
    ),
    ("发挥“大爱某地”公益助残品牌作用", [("大爱某地", "brand")], "品牌"),
    ("办好“艺术交易月”等品牌活动", [("艺术交易月", "campaign")], "品牌活动 are 活动"),
    ("推进“八五”普法，", [("八五", "campaign")], "普法 goes from campaign to campaign"),
    ("开展“邀访·倾听”，", [("邀访·倾听", "brand")], "two halves and no word"),
    ("开展“就业援助月”“专场招聘会”等专项服务活动", [("就业援助月", "campaign"), ("专场招聘会", "campaign")], "活动"),
]
TRIMMED = [
    ("积极备战第十二届全国残运会暨特奥会", ["第十二届全国残运会暨特奥会"], "the verb goes, the number stays"),
    ("继续办好中国某某博览会", ["中国某某博览会"], "a verb"),
    ("收集素材，整理历届某城文化艺术节", ["某城文化艺术节"], "all of them"),
    ("成功举办三届中国某某博览会", ["中国某某博览会"], "how many, not which"),
    ("举办残疾人线上、线下专场招聘会", ["专场招聘会"], "where"),
    ("盯紧任务，确保我市优化营商环境三年行动落实", ["优化营商环境三年行动"], "whose"),
    ("参加特奥日和冰雪季活动", ["特奥日", "冰雪季"], "two events under one verb"),
    ("参加评选和竞赛活动", [], "plain words"),
    ("作为“一号工程”推进，作为“一把手工程”落实", [], "ways of stressing"),
    ("让环保深入人心、成为自觉行动", [], "conduct"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), KINDS, ids=[row[2] for row in KINDS])
def test_the_last_word_tells_the_kind(text: str, expected: list[tuple[str, str]], reason: str) -> None:
    assert [(one.name, one.kind) for one in read(text)] == expected, reason


@pytest.mark.parametrize(("text", "expected", "reason"), TRIMMED, ids=[row[2] for row in TRIMMED])
def test_a_name_is_no_more_than_a_name(text: str, expected: list[str], reason: str) -> None:
    assert [one.name for one in read(text)] == expected, reason


def test_a_programme_and_a_facility_of_one_name_in_one_task_are_two() -> None:
    text = "实施“阳光家园”计划，扶持“阳光家园”等机构，用好“阳光家园”计划资金。"
    assert [one.kind for one in read(text)] == ["programme", "facility"]
