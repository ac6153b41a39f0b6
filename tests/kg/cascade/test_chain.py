"""The chain of plans: which are above, the nearest first; and which came before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest

from kg.cascade.chain import Above, Basis, Known, above, before
from kg.cascade.fields import same_field

NATION, REGION, CITY, DISTRICT, OTHER = "100000", "150000", "150300", "150304", "152501"


def known(node: str, title: str, region: str | None, *, loaded: bool = True, **more: object) -> Known:
    years = more.pop("period", (2021, 2025))
    kind = more.pop("kind", "plan" if loaded else None)
    return Known(node, title, region, years, None, kind, loaded)  # type: ignore[arg-type]


DISTRICT_PLAN = known("d", "乌达区“十四五”残疾人事业发展规划", DISTRICT)
CITY_PLAN = known("c", "乌海市“十四五”残疾人事业发展规划", CITY, loaded=False)
REGION_PLAN = known("r", "内蒙古自治区“十四五”残疾人事业发展规划", REGION)
NATIONAL = known("n", "“十四五”残疾人保障和发展规划", NATION, loaded=False)
OUTLINE = known("o", "乌海市国民经济和社会发展第十四个五年规划和2035年远景目标纲要", CITY, loaded=False)
OWN_OUTLINE = known("oo", "乌达区国民经济和社会发展第十四个五年规划和2035年远景目标纲要", DISTRICT, loaded=False)
LAW = known("l", "中华人民共和国残疾人保障法", NATION, loaded=False)
OLD = known("old", "乌达区“十三五”残疾人事业发展规划", DISTRICT, period=(2016, 2020))
OLDER = known("older", "乌达区“十二五”残疾人事业发展规划", DISTRICT, period=(2011, 2015))
OLD_ABOVE = known("ra", "内蒙古自治区残疾人事业发展“十三五”规划", REGION, loaded=False, period=(2016, 2020))
STRANGER = known("s", "锡林郭勒盟“十四五”残疾人事业发展规划", "152500")
UNPLACED = known("u", "“十四五”残疾人事业发展规划", None, loaded=False)
DIRECTLY = [Basis("d", one, (f"p{one}",)) for one in "cnro"]


class Case(NamedTuple):
    why: str
    documents: tuple[Known, ...]
    bases: list[Basis]
    above: list[tuple[str, int | None, int | None, bool]]  # node, rank, distance, named by the plan itself


CASES = [
    Case(
        "the nearest first, cited ones too; an outline of another field behind",
        (DISTRICT_PLAN, CITY_PLAN, REGION_PLAN, NATIONAL, OUTLINE),
        DIRECTLY,
        [("c", 1, 1, True), ("r", 2, 2, True), ("n", 3, 3, True), ("o", None, None, True)],
    ),
    Case(
        "through a loaded plan those above it are reached",
        (DISTRICT_PLAN, REGION_PLAN, NATIONAL),
        [Basis("d", "r"), Basis("r", "n")],
        [("r", 1, 1, True), ("n", 2, 2, False)],
    ),
    Case(
        "what another field's plan rests on is its own affair",
        (
            DISTRICT_PLAN,
            REGION_PLAN,
            OUTLINE,
            known("no", "中华人民共和国国民经济和社会发展第十四个五年规划纲要", NATION),
        ),
        [Basis("d", "r"), Basis("d", "o"), Basis("o", "no"), Basis("r", "no")],
        [("r", 1, 1, True), ("o", None, None, True)],
    ),
    Case("an outline of the own level is none", (DISTRICT_PLAN, OWN_OUTLINE), [Basis("d", "oo")], []),
    Case("a law is none", (DISTRICT_PLAN, LAW), [Basis("d", "l")], []),
    Case("the region tree adds nothing", (DISTRICT_PLAN, REGION_PLAN), [], []),
    Case("a region that is not above", (DISTRICT_PLAN, STRANGER), [Basis("d", "s")], []),
    Case("a plan whose place is not known", (DISTRICT_PLAN, UNPLACED), [Basis("d", "u")], []),
    Case("a plan for years that are over", (DISTRICT_PLAN, OLD_ABOVE), [Basis("d", "ra")], []),
    Case(
        "a circle of citations ends",
        (DISTRICT_PLAN, REGION_PLAN, known("n2", "国家“十四五”残疾人事业发展规划", NATION)),
        [Basis("d", "r"), Basis("r", "n2"), Basis("n2", "r"), Basis("n2", "d")],
        [("r", 1, 1, True), ("n2", 2, 2, False)],
    ),
    Case(
        "two of one city are at one distance",
        (DISTRICT_PLAN, CITY_PLAN, known("c2", "乌海市残疾人保障和发展规划", CITY), REGION_PLAN),
        [Basis("d", "c"), Basis("d", "c2"), Basis("d", "r")],
        [("c", 1, 1, True), ("c2", 2, 1, True), ("r", 3, 2, True)],
    ),
]


def above_the_district(documents: Iterable[Known], bases: Iterable[Basis]) -> tuple[Above, ...]:
    known = {one.node: one for one in documents}
    return above(known["d"], known.get, lambda node: [one for one in bases if one.child == node])


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_plans_above(case: Case) -> None:
    found = above_the_district(case.documents, case.bases)
    assert [(one.parent.node, one.rank, one.distance, one.direct) for one in found] == case.above


def test_the_citation_proves_it() -> None:
    assert above_the_district((DISTRICT_PLAN, CITY_PLAN), DIRECTLY[:1])[0].proofs == ("pc",)


def test_the_latest_earlier_plan_comes_before() -> None:
    beside = (DISTRICT_PLAN, OLD, OLDER, OWN_OUTLINE)
    assert before(DISTRICT_PLAN, beside) == OLD
    assert before(OLD, beside) == OLDER
    assert before(OLDER, beside) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("通辽市“十四五”残疾人事业发展规划", "“十四五”残疾人保障和发展规划", True),
        ("通辽市残疾人事业发展“十三五”规划", "“十三五”加快残疾人小康进程规划纲要", True),
        ("通辽市残疾人事业发展规划", "吉林省促进残疾人就业行动方案", False),
        ("通辽市残疾人事业发展规划", "通辽市国民经济和社会发展第十四个五年规划纲要", False),
        ("吉林省国民经济和社会发展第十四个五年规划纲要", "中华人民共和国国民经济和社会发展第十四个五年规划纲要", True),
        ("通辽市推进电子证照互通互认实施方案", "吉林省政务服务事项“免证可办”工作方案", False),
        ("黄浦区优化营商环境行动方案", "通辽市优化营商环境2023年工作方案", True),
        ("黄浦区垃圾分类实施方案", "通辽市燃气安全整治实施方案", False),
    ],
)
def test_fields(one: str, other: str, same: bool) -> None:
    assert same_field(one, other) is same
    assert same_field(other, one) is same
