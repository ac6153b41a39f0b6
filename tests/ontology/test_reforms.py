"""The table of reforms is sound, holds the reforms that plans tell of, and a body's name leads to its reforms and back."""

from __future__ import annotations

import re
from datetime import date

import pytest

from ontology.functions import BadTable
from ontology.reforms import Reform, _reform, forms, parts, reforms
from ontology.regions import Region, by_code

ALL = reforms()
LOCAL = [reform for reform in ALL if not reform.national]
PLACES = [by_code(code) for code in ("150000", "310000", "150500", "152500", "152501", "150304", "410323", "522300")]
"""A region, a municipality, a city, a league, a county-level city, a district, a county, an autonomous prefecture."""


@pytest.mark.parametrize("reform", ALL, ids=lambda reform: reform.id)
def test_a_row_is_sound(reform: Reform) -> None:
    year = reform.id[:4]
    assert reform.date.startswith(year), "the id begins with the year"
    if len(reform.date) == 10:
        date.fromisoformat(reform.date)
    assert 1998 <= int(year) <= 2024
    assert reform.source
    assert reform.number
    assert (reform.when == "from") <= (not reform.national), "what is done everywhere at once has a date of its own"
    before, after = ({name for names in side for name in names} for side in reform.sides)
    assert not before & after, "a body does not become itself"
    assert len(before) == sum(map(len, reform.before)), "a name stands once"
    assert len(after) == sum(map(len, reform.after))
    braces = {brace for name in before | after for brace in re.findall(r"\{.*?\}", name)}
    assert braces <= (set() if reform.national else {"{region}", "{short}", "{full}"})


def test_the_rows_stand_in_order_and_have_ids_of_their_own() -> None:
    keys = [(reform.date, reform.id) for reform in ALL]
    assert keys == sorted(keys)
    assert len({reform.id for reform in ALL}) == len(ALL)


HAPPENED = [
    ("国土资源部", "自然资源部", "2018-03-17", "merged"),
    ("环境保护部", "生态环境部", "2018-03-17", "renamed"),
    ("国家卫生和计划生育委员会", "国家卫生健康委员会", "2018-03-17", "renamed"),
    ("卫生部", "国家卫生和计划生育委员会", "2013-03-14", "merged"),
    ("铁道部", "国家铁路局", "2013-03-14", "split"),
    ("人事部", "人力资源和社会保障部", "2008-03-15", "merged"),
    ("国家发展计划委员会", "国家发展和改革委员会", "2003-03-10", "merged"),
    ("国家计划委员会", "国家发展计划委员会", "1998-03-10", "renamed"),
    ("国务院扶贫开发领导小组办公室", "国家乡村振兴局", "2021-02-25", "renamed"),
    ("国家乡村振兴局", "农业农村部", "2023-03-10", "merged"),
    ("中国银行业监督管理委员会", "中国银行保险监督管理委员会", "2018-03-17", "merged"),
    ("中国银行保险监督管理委员会", "国家金融监督管理总局", "2023-05-18", "renamed"),
    ("监察部", "国家监察委员会", "2018-03-21", "merged"),
    ("民政部", "中央社会工作部", "2023-03-16", "transferred"),
    ("国家发展和改革委员会", "国家数据局", "2023-10-25", "transferred"),
]


@pytest.mark.parametrize(("before", "after", "day", "kind"), HAPPENED)
def test_what_happened_to_national_bodies(before: str, after: str, day: str, kind: str) -> None:
    found = {
        (reform.date, reform.kind)
        for reform in ALL
        if reform.national and (before,) in reform.before and (after,) in reform.after
    }
    assert found == {(day, kind)}


FOLLOWED = [
    ("市扶贫办", "150500", "2021-local-rural-revitalisation", "before", "printed by its level"),
    ("通辽市扶贫开发办公室", "150500", "2021-local-rural-revitalisation", "before", "printed in full"),
    ("内蒙古自治区乡村振兴局", "150000", "2021-local-rural-revitalisation", "after", "a region's"),
    ("新安县质量技术监督局", "410323", "2018-local-market", "before", "one of several that were merged"),
    ("新安县市场监督管理局", "410323", "2018-local-market", "after", "what they became"),
    ("上海市卫生和计划生育委员会", "310000", "2018-local-health", "before", "a municipality's"),
    ("国家税务总局乌海市乌达区税务局", "150304", "2018-county-taxation", "after", "the place inside, with its city"),
    ("通辽市地方税务局", "150500", "2018-prefecture-taxation", "before", "cities had a day of their own"),
    ("中国银行保险监督管理委员会内蒙古监管局", "150000", "2023-province-financial-regulation", "before", "{short}"),
    ("国家金融监督管理总局通辽监管分局", "150500", "2023-prefecture-financial-regulation", "after", "{short}"),
    ("中国人民银行通辽市中心支行", "150500", "2023-prefecture-central-bank", "before", "{region}"),
    ("中共通辽市委员会社会工作部", "150500", "2023-local-social-work", "after", "a party organ"),
]


@pytest.mark.parametrize(("name", "code", "reform", "side", "reason"), FOLLOWED)
def test_a_name_leads_to_its_reforms(name: str, code: str, reform: str, side: str, reason: str) -> None:
    found = {(part.reform.id, part.side) for part in parts(name, by_code(code))}
    assert (reform, side) in found, reason


NOT_REFORMED = [
    ("通辽市民族事务委员会", "150500", "nothing happened to it"),
    ("北京市扶贫办", "150500", "another region's office"),
    ("国家税务总局通辽市税务局", "150000", "another region's branch"),
    ("新安县药品监督管理局", "410323", "counties have none since 2018"),
    ("扶贫", "150500", "a word, and no body"),
]


@pytest.mark.parametrize(("name", "code", "reason"), NOT_REFORMED)
def test_other_names_lead_nowhere(name: str, code: str, reason: str) -> None:
    assert list(parts(name, by_code(code))) == [], reason


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.code)
def test_every_form_leads_back(place: Region) -> None:
    for reform in LOCAL:
        if place.level in reform.levels:
            for side, bodies in zip(("before", "after"), reform.sides, strict=True):
                for pattern in [name for names in bodies for name in names]:
                    for name in forms(pattern, place):
                        assert (reform.id, side) in {(part.reform.id, part.side) for part in parts(name, place)}, name


GOOD = {
    "id": "2018-x",
    "date": "2018-03",
    "when": "decided",
    "level": "national",
    "kind": "merged",
    "from": "甲部、甲；乙部",
    "to": "丙部",
    "source": "方案",
    "number": "",
    "note": "",
}


def test_bodies_and_their_names_are_parted() -> None:
    reform = _reform(1, list(GOOD.values()))
    assert reform.before == (("甲部", "甲"), ("乙部",))
    assert reform.after == (("丙部",),)
    assert _reform(1, list((GOOD | {"level": "local"}).values())).levels == ("province", "prefecture", "county")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "2018 X"}, "as id small letters"),
        ({"date": "2018年3月"}, "as date a day, month or year"),
        ({"date": "2018-13"}, "as date a day, month or year"),
        ({"when": "later"}, "as when one of decided, opened, from, found 'later'"),
        ({"kind": "founded"}, "as kind one of renamed, merged"),
        ({"level": "township"}, "as level national, local or some of province"),
        ({"level": ""}, "as level national, local"),
        ({"level": "national county"}, "as level national, local"),
        ({"from": ""}, "as from the bodies before the reform"),
        ({"to": ""}, "the bodies after the reform, unless it abolished"),
        ({"kind": "abolished"}, "the bodies after the reform, unless it abolished"),
        ({"source": ""}, "as source a source"),
    ],
)
def test_a_bad_row_is_refused(change: dict[str, str], message: str) -> None:
    with pytest.raises(BadTable, match=rf"reforms\.tsv, line 7: expected {message}"):
        _reform(7, list((GOOD | change).values()))


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(BadTable, match="line 7: expected 10 cells parted by tabs, found 9"):
        _reform(7, list(GOOD.values())[:9])
