"""A programme is one under all names that certainly mean it, and hangs together with others by its name alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.build import remove
from kg.check import check
from kg.iris import Iris
from kg.programs import KINDS, heads, namesake, program_key, program_node
from kg.rdf import BROADER, RELATED
from kg.store import Store
from kg.validate import Validator
from ontology.model import Document, Evidence, ProgramKind, ProgramMention
from tests.kg import samples
from tests.kg.helpers import derived, held, put_documents, shared
from tests.kg.samples import COUNTRY, ERENHOT, INNER_MONGOLIA, WUDA, WUHAI

SHANGHAI, HUANGPU, HOHHOT_NEW_CITY, ANHUI = "310000", "310101", "150102", "340000"

ONE: list[tuple[str, list[tuple[str, str | None]]]] = [
    ("quotation marks", [("“春雨”计划", None), ("春雨计划", None), ("“春雨计划”", None), ("春雨", None)]),
    (
        "a separator is none of the name",
        [("书香某地·人人来读", None), ("书香某地、人人来读", None), ("书香某地 人人来读", None)],
    ),
    (
        "whom it is for, and 服务",
        [
            ("残疾人精准康复行动", None),
            ("残疾人精准康复服务行动", None),
            ("精准康复行动", None),
            ("内蒙古残疾人精准康复行动", None),
            ("全市残疾人精准康复服务行动", WUDA),
        ],
    ),
    ("a brand, and what it is", [("五个一", None), ("“五个一”文化项目", None), ("“五个一”活动", None)]),
    ("a month and its campaign", [("就业援助月", None), ("就业援助月活动", None)]),
    (
        "one place, said from the region and from its counties; the short form of an event",
        [
            ("全区第六届残运会暨特奥会", INNER_MONGOLIA),
            ("全区第六届残运会暨特奥会", ERENHOT),
            ("第六届全区残疾人运动会暨特奥会", WUHAI),
            ("自治区第六届残运会暨特奥会", WUDA),
            ("自治区第6届残运会暨特奥会", "150304100"),
            ("内蒙古自治区第六届残疾人运动会暨特奥会", None),
        ],
    ),
    ("the country", [("全国第十二届残运会暨特奥会", ERENHOT), ("第十二届全国残运会暨特奥会", None)]),
    (
        "a city's, said in its district",
        [("全市职业技能竞赛", HUANGPU), ("上海市职业技能竞赛", None), ("本市职业技能竞赛", SHANGHAI)],
    ),
]
OTHERS: list[tuple[str, tuple[str, str | None], tuple[str, str | None]]] = [
    ("another number", ("第六届全区残运会", INNER_MONGOLIA), ("第五届全区残运会", INNER_MONGOLIA)),
    ("a number and none", ("第六届全区残疾人职业技能竞赛", INNER_MONGOLIA), ("全区残疾人职业技能竞赛", INNER_MONGOLIA)),
    ("the country is no region", ("全国残疾人艺术汇演", INNER_MONGOLIA), ("全区残疾人艺术汇演", INNER_MONGOLIA)),
    ("全区 of a district may be the district", ("全区运动会", WUDA), ("全区运动会", INNER_MONGOLIA)),
    ("two districts", ("全区运动会", WUDA), ("全区运动会", HOHHOT_NEW_CITY)),
    ("two provinces", ("全省服务企业大调研活动", ANHUI), ("全省服务企业大调研活动", "220000")),
    ("an unknown place", ("全省艺术节", None), ("全国艺术节", None)),
    ("no province in 自治区", ("全省艺术节", INNER_MONGOLIA), ("全区艺术节", INNER_MONGOLIA)),
    ("a contest of all is none of disabled people", ("残疾人职业技能竞赛", None), ("职业技能竞赛", None)),
    ("a week of all", ("残疾人健身周", None), ("健身周", None)),
    ("an improvement of services", ("精准康复服务提升行动", None), ("残疾人精准康复服务行动", None)),
    ("a works programme of a city", ("上海粮食安全保障能力工程", None), ("粮食安全保障能力工程", None)),
    ("a wish that is the name of a city too", ("安康艺术节", None), ("安康市艺术节", None)),
    ("二 and 二十", ("第二届艺术节", None), ("第二十届艺术节", None)),
    ("what stands above is another", ("大爱北疆", None), ("大爱北疆、助康圆梦", None)),
]


@pytest.mark.parametrize(("reason", "names"), ONE, ids=[row[0] for row in ONE])
def test_one_programme_under_its_names(reason: str, names: list[tuple[str, str | None]]) -> None:
    assert len({program_key(*name) for name in names}) == 1, reason


@pytest.mark.parametrize(("reason", "one", "other"), OTHERS, ids=[row[0] for row in OTHERS])
def test_when_in_doubt_two(reason: str, one: tuple[str, str | None], other: tuple[str, str | None]) -> None:
    assert program_key(*one) != program_key(*other), reason


def test_no_two_rows_of_one_programme_meet() -> None:
    keys = [program_key(*names[0]) for _, names in ONE]
    assert all(one != other for one, other in combinations(keys, 2))


@given(st.text(min_size=1), st.sampled_from([None, WUDA, ERENHOT, INNER_MONGOLIA, COUNTRY, "999999", "150304100"]))
def test_every_name_has_a_key(name: str, region: str | None) -> None:
    assert program_key(name, region) == program_key(name, region)
    heads([name])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("大爱北疆、助康圆梦", ["大爱北疆"]),
        ("“大爱北疆”—康复系列行动", ["大爱北疆"]),  # quotation marks do not hide it
        ("甲乙·丙丁·戊己", ["甲乙·丙丁", "甲乙"]),  # the nearest first
        ("甲乙 丙丁", ["甲乙"]),
        ("甲乙丙丁", []),  # nothing tells where a name ends
        ("大爱北疆、", []),
        ("甲、乙丙", []),  # one character is no name
    ],
)
def test_what_a_name_begins_with(name: str, expected: list[str]) -> None:
    iris = Iris(samples.BASE)
    keys = [program_node(head, "brand", None, iris).value.rsplit("/", 1)[-1] for head in expected]
    assert heads([name]) == keys


def test_a_facility_is_no_programme_of_its_name() -> None:
    iris = Iris(samples.BASE)
    programme, facility = (program_node("阳光家园", kind, WUDA, iris) for kind in ("programme", "facility"))
    assert programme != facility
    assert (namesake(programme, iris), namesake(facility, iris)) == (facility, programme)
    assert program_node("残疾人阳光家园", "facility", None, iris) == facility
    assert program_node("阳光家园计划", "programme", None, iris) == programme
    assert {iris.parse(one.value).kind for one in (programme, facility)} == set(KINDS)  # type: ignore[union-attr]


# ── In a store ───────────────────────────────────────────────────────────────────────────────────────────────────────


def plan(title: str, *named: tuple[str, ProgramKind], region: str = WUDA) -> Document:
    writer = samples.Writer(title, region)
    for name, kind in named:
        words: Evidence = writer.line(f"开展{name}。")
        writer.add("programs", ProgramMention(path=None, name=name, kind=kind, evidence=words))
    return writer.document(f"{title}.txt")


PLANS = {
    "one": plan("甲规划", ("大爱北疆", "brand"), ("阳光家园", "facility"), region=INNER_MONGOLIA),
    "two": plan("乙规划", ("大爱北疆、助康圆梦", "brand"), ("大爱北疆·多彩人生", "project")),
    "three": plan("丙规划", ("“阳光家园”计划", "programme"), ("大爱北疆", "programme"), region=ERENHOT),
    "four": plan("丁规划", ("大爱北疆 助康圆梦", "brand"), ("大爱北疆、助康圆梦—春天里", "campaign"), region=WUHAI),
    "five": plan("戊规划", ("共享芬芳·文化助残", "campaign"), ("共享芬芳·共铸美好", "campaign")),
    "six": plan("己规划", ("阳光家园、某某站", "facility"), ("阳光家园", "facility"), region=WUHAI),
}
New = Callable[[], Store]


def node(name: str, kind: ProgramKind = "programme") -> str:
    return program_node(name, kind, None, Iris(samples.BASE)).value


def stated(store: Store) -> set[tuple[str, str]]:
    """The pairs that the shared graph relates: upwards as they are, equals in both directions."""
    quads = [*store.match(None, BROADER, None), *store.match(None, RELATED, None)]
    return {(quad.subject.value, quad.object.value) for quad in quads}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        (["two"], []),  # nobody names 大爱北疆 alone
        (["one", "two"], [("大爱北疆、助康圆梦", "大爱北疆"), ("大爱北疆·多彩人生", "大爱北疆")]),
        (["two", "four"], [("大爱北疆、助康圆梦—春天里", "大爱北疆、助康圆梦")]),
        (["one", "four"], [("大爱北疆、助康圆梦", "大爱北疆"), ("大爱北疆、助康圆梦—春天里", "大爱北疆、助康圆梦")]),
        (["five"], []),  # siblings of what nobody names
    ],
    ids=lambda value: " + ".join(map(str, value)) if value and isinstance(value[0], str) else None,
)
def test_a_broader_programme_is_one_that_is_named(names: list[str], pairs: list[tuple[str, str]], store: Store) -> None:
    put_documents(store, *(PLANS[name] for name in names))
    assert stated(store) == {(node(below), node(above)) for below, above in pairs}


def test_a_facility_and_a_programme_of_one_name_are_related(store: Store) -> None:
    put_documents(store, PLANS["one"], PLANS["three"])
    programme, facility = node("阳光家园"), node("阳光家园", "facility")
    assert stated(store) == {(programme, facility), (facility, programme)}
    remove(store, "甲规划.txt")
    assert stated(store) == set()


def test_a_facility_stands_under_a_facility(store: Store) -> None:
    put_documents(store, PLANS["six"], PLANS["three"])
    assert (node("阳光家园、某某站", "facility"), node("阳光家园", "facility")) in stated(store)
    assert (node("阳光家园、某某站", "facility"), node("阳光家园")) not in stated(store)


def test_the_store_is_sound(store: Store) -> None:
    put_documents(store, *PLANS.values())
    assert not list(check(store))
    assert not list(Validator().offences(shared(store)))


def test_order_leaves_no_trace(new: New) -> None:
    found = set()
    for order in permutations(["one", "two", "three"]):
        with new() as store:
            for name in order:
                put_documents(store, PLANS[name])
                assert shared(store) == derived(store)
            found.add(held(store))
    assert len(found) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.sets(st.sampled_from(sorted(PLANS)), min_size=1)), max_size=8))
def test_history_leaves_no_trace(new: New, steps: list[tuple[bool, set[str]]]) -> None:
    """Plans come, several at once, and go: at each step the relations are those that follow from what is there."""
    loaded: set[str] = set()
    with new() as store:
        for comes, names in steps:
            if comes:
                put_documents(store, *(PLANS[name] for name in sorted(names)))
                loaded |= names
            for name in () if comes else sorted(names & loaded):
                remove(store, PLANS[name].source.name)
                loaded.discard(name)
            assert shared(store) == derived(store)
    with new() as again:
        put_documents(again, *(PLANS[name] for name in sorted(loaded)))
        assert shared(again) == derived(again)
