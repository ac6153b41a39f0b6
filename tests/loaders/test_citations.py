"""What a text says of other documents: on what it is based, what it amends, repeals or implements, what it cites."""

from __future__ import annotations

import pytest

from loaders.rules.basis import basis_spans
from loaders.rules.citations import named, read_citations
from tests.loaders.helpers import read

BASIS: list[tuple[str, list[str], str]] = [
    ("根据《甲法》《乙条例》，结合实际，制定本规划。", ["甲法", "乙条例"], "two of a list"),
    ("为落实《甲规划》，推进就业，根据《乙意见》，制定本方案。", ["甲规划", "乙意见"], "the aim and the basis"),
    ("为巩固成果，落实《甲规划》要求，提出如下意见。", ["甲规划"], "an aim that begins with other words"),
    ("根据《甲规划》，我委编制了《乙规划》，现印发给你们。", ["甲规划"], "the notice says how it came about"),
    ("《乙纲要》根据《甲建议》编制，是行动纲领。", ["甲建议"], "made from, told of the document itself"),
    ("根据《甲意见》精神，现就有关问题通知如下：", ["甲意见"], "a notice of its own"),
    ("根据《甲意见》精神，现就有关事项通知如下。", ["甲意见"], "the same, with a full stop"),
    ("根据《甲意见》，制定乌海市就业实施方案。", ["甲意见"], "made by its name"),
    ("各地要根据《甲意见》制定具体实施方案。", [], "others are told to make something"),
    ("落实《甲意见》。制定本规划。", [], "another sentence"),
    ("根据工作安排，制定本规划。", [], "no document"),
]


@pytest.mark.parametrize(("text", "titles", "reason"), BASIS)
def test_basis(text: str, titles: list[str], reason: str) -> None:
    basis = basis_spans(text, [(0, len(text))])
    found, _ = read_citations(text, {"乙规划", "乙纲要"}, basis)
    assert [one.title for one in found if one.relation == "based_on"] == titles, reason


def test_the_notice_and_the_plan_each_have_a_basis() -> None:
    text = "根据《甲法》，制定本方案，现印发。\n某市方案\n根据《乙法》，制定本方案。"
    assert len(basis_spans(text, [(0, len(text))])) == 2


def test_a_basis_behind_a_table_of_contents() -> None:
    contents = "\n".join(f"{n}.1 目的\n{n}.2 依据" for n in range(1, 9))
    document = read(
        f"乌海市防汛应急预案\n{contents}\n1.1 目的\n做好防汛。\n1.2 依据\n依据《防洪法》等，制定本预案。\n1.3 范围\n"
    )
    assert [(one.relation, one.title) for one in document.citations] == [("based_on", "防洪法")]


def test_what_a_task_is_made_from_is_no_basis() -> None:
    text = "乌海市就业规划\n" + "".join(f"（{n}）做好服务。\n" for n in range(1, 20))
    stretches = [(at, at + 3) for at in range(20)] + [(0, len(text))]
    text += "依据《甲办法》，制定《乙办法》。"
    assert basis_spans(text, [*stretches, (0, len(text))]) == []


RELATIONS: list[tuple[str, set[str], dict[str, str], str]] = [
    (
        "乌海市关于修改《乌海市就业办法》的决定\n对《乌海市就业办法》作如下修改。",
        {"乌海市关于修改《乌海市就业办法》的决定"},
        {"乌海市就业办法": "amends"},
        "the title says so",
    ),
    ("关于废止《甲办法》等文件的决定", {"关于废止《甲办法》等文件的决定"}, {"甲办法": "repeals"}, "the title says so"),
    (
        "关于贯彻落实《甲规划》的实施意见\n落实《甲规划》。",
        {"关于贯彻落实《甲规划》的实施意见"},
        {"甲规划": "implements"},
        "the title says so",
    ),
    (
        "乌海市实施《就业促进法》办法\n落实《就业促进法》。",
        {"乌海市实施《就业促进法》办法"},
        {"就业促进法": "implements"},
        "a measure under a law",
    ),
    ("落实《甲规划》。", {"乌海市就业规划"}, {"甲规划": "cites"}, "the text alone does not say so"),
    (
        "本办法自2022年1月1日起施行。《甲办法》（某政发〔2010〕1号）、《乙规定》同时废止。",
        set(),
        {"甲办法": "repeals", "乙规定": "repeals"},
        "a list that is repealed",
    ),
    (
        "《甲办法》已经废止，《乙办法》仍然有效。",
        set(),
        {"甲办法": "cites", "乙办法": "cites"},
        "repealed by somebody else",
    ),
    (
        "按照《村庄建设条例》（以下简称《条例》）办理。《条例》第三条规定，《条例》适用于村庄。",
        set(),
        {"村庄建设条例": "cites"},
        "a name for short",
    ),
    ("落实《规划》和《实施意见》。", set(), {}, "names for short that nobody gave"),
    (
        "落实《残疾人保障法》和《中华人民共和国残疾人保障法》。",
        set(),
        {"中华人民共和国残疾人保障法": "cites"},
        "short and long",
    ),
]


@pytest.mark.parametrize(("text", "own", "relations", "reason"), RELATIONS)
def test_relations(text: str, own: set[str], relations: dict[str, str], reason: str) -> None:
    found, _ = read_citations(text, own, [])
    assert {one.title: one.relation for one in found} == relations, reason


def test_a_basis_goes_before_the_own_title() -> None:
    text = "关于贯彻落实《甲规划》的实施意见\n为贯彻《甲规划》，提出如下意见。"
    found, _ = read_citations(text, {text.split("\n")[0]}, basis_spans(text, [(0, len(text))]))
    assert [one.relation for one in found] == ["based_on"]


@pytest.mark.parametrize(
    ("text", "title", "number"),
    [
        ("《甲办法》（某政发〔2010〕1号）", "甲办法", "某政发〔2010〕1号"),
        ("《甲办法》(某政发[2010]1号)", "甲办法", "某政发[2010]1号"),
        ("《关于印发〈甲办法〉的通知》（以下简称《通知》）", "关于印发〈甲办法〉的通知", None),
        ("《进口食品消毒\n工作指引》", "进口食品消毒工作指引", None),
    ],
)
def test_named(text: str, title: str, number: str | None) -> None:
    one = named(text, 0, len(text))[0]
    assert (one.title, one.number) == (title, number)
    assert text[one.start] == "《"
