"""The table of functions is sound, and a stem stands for the lines of work that its words name, or for nothing."""

from __future__ import annotations

import re
from collections import defaultdict

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.functions import (
    BadTable,
    DepartmentFunction,
    _function,
    abbreviates,
    by_id,
    functions,
    patterns,
    read,
)
from ontology.model import Level

ALL = functions()
EXAMPLE = re.compile(r".+（\d{6} .+）→ .+")
SHARED = {
    "教育体育局": "one bureau for schools and sport",
    "教育和体育局": "the same with its joint",
    "教体局": "short for either",
    "文体旅游广电局": "one bureau for culture, tourism, broadcasting and sport",
    "政务服务和数据管理局": "one bureau for services and data",
    "政务服务和数字化建设管理局": "the same in another province",
    "政务服务和数字化局": "short for it",
    "纪委监委": "two commissions in one house, named together",
    "中央纪委国家监委": "the same of the country",
    "台港澳办": "one office for Taiwan, Hong Kong and Macao",
    "台港澳事务办公室": "the same in full",
}
"""Printed forms of more than one function, and why."""


def official(function: DepartmentFunction) -> set[str]:
    return {name for names in function.names.values() for name in names}


@pytest.mark.parametrize("function", ALL, ids=lambda function: function.id)
def test_a_function_is_whole(function: DepartmentFunction) -> None:
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", function.id)
    assert all([function.label, function.label_en, function.definition])
    forms = official(function) | set(function.short_forms)
    assert forms, "a function that no body has"
    assert {brace for form in forms for brace in re.findall(r"\{.*?\}", form)} <= {
        "{region}",
        "{short}",
        "{place}",
        "{full}",
        "{city}",
    }
    assert all(form.count("{") <= 1 for form in forms), "a name has one place"
    assert not official(function) & set(function.short_forms), "an official name is no short form"
    words = function.words + function.clipped
    assert len(words) == len(set(words)), "SKOS: a label is preferred, alternative or hidden"
    assert function.examples
    assert all(EXAMPLE.fullmatch(example) for example in function.examples)


def test_the_table_covers_the_usual_bodies() -> None:
    assert len(ALL) >= 150
    assert len({function.id for function in ALL}) == len(ALL)
    kinds = {function.kind for function in ALL}
    assert kinds == {"government", "party", "mass_organisation", "court", "branch", "enterprise", "internal", None}


def test_a_printed_form_has_one_function_unless_shared() -> None:
    owners = defaultdict(list)
    for function in ALL:
        for form in official(function) | set(function.short_forms):
            owners[form].append(function.id)
    assert {form for form, ids in owners.items() if len(ids) > 1} == set(SHARED)


LEVELS = [
    ("民政部", "national", "civil-affairs", "a ministry"),
    ("民政厅", "province", "civil-affairs", "a province's department"),
    ("民政局", "prefecture", "civil-affairs", "a city's bureau"),
    ("民政局", "county", "civil-affairs", "a county's bureau: the same line at every level"),
    ("农牧厅", "province", "agriculture", "pastoral regions say 农牧"),
    ("农业农村厅", "province", "agriculture", "others say 农业农村"),
    ("卫生和计划生育委员会", "county", "health", "a former name stays in the line"),
]


@pytest.mark.parametrize(("name", "level", "identifier", "reason"), LEVELS)
def test_official_names_by_level(name: str, level: Level, identifier: str, reason: str) -> None:
    assert name in by_id(identifier).names[level], reason


STEMS = [
    ("残联", ["disabled-persons-federation"], False, "a short form"),
    ("残疾人联合会", ["disabled-persons-federation"], True, "an official name"),
    ("人力资源社会保障局", ["human-resources"], False, "without its joint: a short form"),
    ("教体局", ["education", "sports"], False, "a short form that two lines share"),
    ("文体旅游广电局", ["culture-tourism", "radio-television", "sports"], True, "an official name that three share"),
    ("民社局", ["civil-affairs", "human-resources"], False, "merged, clipped to a character each"),
    ("教科局", ["education", "science-technology"], False, "merged and clipped"),
    ("工信和科技局", ["industry-information", "science-technology"], False, "merged: 工信 is clipped"),
    ("农牧水务局", ["agriculture", "water"], True, "merged of full words"),
    ("文化旅游体育局", ["culture-tourism", "sports"], True, "merged of full words; 文化旅游 is one"),
    ("行政审批和政务服务局", ["government-services"], True, "an official name with a joint"),
    ("政务服务和公共资源交易中心", ["government-services", "public-resources"], True, "a centre of full words"),
    ("民族宗教事务委员会", ["ethnic-affairs", "religion"], True, "a filler word (事务) adds nothing"),
    ("民宗委", ["ethnic-affairs", "religion"], False, "民 is 民族 here, for 民宗 is longer than 民"),
    ("水文局", ["water"], False, "not 水 + 文: the longer word wins"),
    ("政务大数据局", ["government-services", "data"], False, "政务 is clipped from 政务服务"),
]


@pytest.mark.parametrize(("stem", "ids", "full", "reason"), STEMS)
def test_a_stem_is_read(stem: str, ids: list[str], full: bool, reason: str) -> None:
    reading = read(stem)
    assert reading is not None, reason
    assert (sorted(reading.functions), reading.full) == (sorted(ids), full), reason


NOT_READ = [
    ("", "nothing"),
    ("局", "an ending without words"),
    ("统筹协调局", "no word of it is in the table"),
    ("民生局", "民 is, 生 is not: the words must cover the name"),
    ("教育", "a line of work is no body"),
    ("文体中心", "a centre of clipped words may be anything"),
    ("管理局", "fillers alone name no line"),
    ("市残联", "the place is no part of a stem"),
]


@pytest.mark.parametrize(("stem", "reason"), NOT_READ)
def test_a_stem_is_not_read(stem: str, reason: str) -> None:
    assert read(stem) is None, reason


POSSIBLE = [
    ("卫健委", "county", ["卫生健康委员会"], "one name is abbreviated"),
    ("卫计委", "county", ["卫生和计划生育委员会"], "the former name, and only that"),
    (
        "住房城乡建设委",
        "province",
        ["住房和城乡建设委员会"],
        "but for joints it is this name, not 住房和城乡建设管理委员会",
    ),
    ("住建委", "province", ["住房和城乡建设委员会", "住房和城乡建设管理委员会"], "either"),
    ("城管局", "county", None, "several bureaus are called so"),
    ("外事办", "province", None, "the offices bear several names"),
    ("政府外办", "province", ["人民政府外事办公室"], "the government's office is one of them"),
    (
        "税务局",
        "county",
        ["国家税务总局{full}税务局"],
        "what stands behind the region, and not 国家税务局 of before 2018",
    ),
    ("建设局", "county", None, "住房和城乡建设局, or 城乡建设局"),
    ("扶贫办", "county", None, "the offices bore several names"),
    ("质监局", "county", ["质量技术监督局"], "a former name"),
    ("编办", "county", ["中共{region}委员会机构编制委员会办公室"], "a party organ has its committee in the name"),
    ("统计局", "national", ["国家统计局"], "an official name below is a short form at the centre"),
]


@pytest.mark.parametrize(("stem", "level", "names", "reason"), POSSIBLE)
def test_what_a_stem_may_stand_for(stem: str, level: Level, names: list[str] | None, reason: str) -> None:
    reading = read(stem)
    assert reading is not None
    found = reading.names[level]
    assert len(found) > 1 if names is None else sorted(found) == sorted(names), reason


@pytest.mark.parametrize(
    ("short", "name", "expected", "reason"),
    [
        ("卫健委", "卫生健康委员会", True, "its characters in their order"),
        ("财政局", "财政厅", False, "局 is not in it"),
        ("监市局", "市场监督管理局", False, "the order is another"),
        ("银保监局", "中国银行保险监督管理委员会{short}监管局", True, "braces are no characters"),
        ("", "民政局", True, "nothing abbreviates anything"),
    ],
)
def test_abbreviates(short: str, name: str, expected: bool, reason: str) -> None:
    assert abbreviates(short, name) is expected, reason


def test_patterns_have_the_place_inside() -> None:
    found = {(head, tail): reading.functions for head, tail, reading in patterns()}
    assert found["国家税务总局", "税务局"] == ("taxation",)
    assert found["中国人民银行", "中心支行"] == ("central-bank",)
    assert found["中共", "委员会组织部"] == ("party-organisation",)
    assert all(head and reading.names for head, _, reading in patterns())


@given(st.text(alphabet="民政教育科技文化旅游体广电农牧水务局委办会和与管理中心残联", max_size=14))
def test_any_text_is_read_or_not(stem: str) -> None:
    reading = read(stem)
    assert reading is None or all(by_id(identifier) for identifier in reading.functions)


def test_an_unknown_id_is_an_error_that_names_the_table() -> None:
    with pytest.raises(LookupError, match=r"'civil': not in ontology/vocab/functions\.ttl"):
        by_id("civil")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"departmentKind": [ox.Literal("ministry")]}, "departmentKind"),
        ({"prefLabel": [ox.Literal("民政", language="zh")]}, "one prefLabel@en"),
        ({"definition": []}, "one definition@zh"),
    ],
)
def test_a_bad_concept_is_refused(change: dict[str, list[ox.Literal]], message: str) -> None:
    good = {
        "prefLabel": [ox.Literal("民政", language="zh"), ox.Literal("Civil affairs", language="en")],
        "definition": [ox.Literal("社会救助。", language="zh")],
        "departmentKind": [ox.Literal("government")],
    }
    assert _function("civil-affairs", good).label == "民政"
    with pytest.raises(BadTable, match=message):
        _function("civil-affairs", good | change)
