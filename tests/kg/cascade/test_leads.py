"""Leads of joined tasks, compared by function."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from kg.cascade.leads import compare_leads
from kg.cascade.values import Body, TaskLink
from tests.kg.cascade.made import item


def bureau(name: str, *functions: str, role: str = "lead") -> Body:
    return Body(f"node:{name}", role, name, functions, (f"proof:{name}",))


class Case(NamedTuple):
    why: str
    below: tuple[Body, ...]
    above: tuple[Body, ...]
    found: list[tuple[str | None, str, str]]


CASES = [
    Case(
        "other names of one line",
        (bureau("乌达区民政局", "civil-affairs"),),
        (bureau("内蒙古自治区民政厅", "civil-affairs"),),
        [("civil-affairs", "乌达区民政局", "same")],
    ),
    Case(
        "a line that leads only above",
        (bureau("甲区残联", "disabled-persons-federation"),),
        (bureau("省残联", "disabled-persons-federation"), bureau("省发展改革委", "development-reform")),
        [
            ("disabled-persons-federation", "甲区残联", "same"),
            ("development-reform", "省发展改革委", "dropped"),
        ],
    ),
    Case(
        "a merged bureau leads for the line that leads above; its other line is no change",
        (bureau("市民社局", "civil-affairs", "human-resources"),),
        (bureau("省民政厅", "civil-affairs"),),
        [("civil-affairs", "市民社局", "same")],
    ),
    Case(
        "a merged bureau above, one of its lines below",
        (bureau("市数据局", "data"),),
        (bureau("省政府办公厅", "data", "government-office"),),
        [("data", "市数据局", "same")],
    ),
    Case(
        "a new lead",
        (bureau("市残联", "disabled-persons-federation"), bureau("市财政局", "finance")),
        (bureau("省残联", "disabled-persons-federation"),),
        [("disabled-persons-federation", "市残联", "same"), ("finance", "市财政局", "added")],
    ),
    Case(
        "the party group of the federations of all levels is the federation",
        (bureau("区残联", "disabled-persons-federation"),),
        (bureau("各级残联党组（党委）"),),
        [("disabled-persons-federation", "区残联", "same")],
    ),
    Case(
        "who takes part below has been dropped as lead",
        (bureau("市卫健委", "health"), bureau("市残联", "disabled-persons-federation", role="participating")),
        (bureau("省残联", "disabled-persons-federation"),),
        [("health", "市卫健委", "added"), ("disabled-persons-federation", "省残联", "dropped")],
    ),
    Case(
        "nobody leads: who answers for it is compared",
        (bureau("市教育局", "education", role="responsible"),),
        (bureau("省教育厅", "education", role="responsible"),),
        [("education", "市教育局", "same")],
    ),
    Case("a plan without clauses says nothing", (), (bureau("省教育厅", "education"),), []),
    Case(
        "bodies without a function cannot be compared",
        (bureau("各有关部门"),),
        (bureau("各市州政府"),),
        [],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_leads(case: Case) -> None:
    link = TaskLink(item("一/1", "甲", "", *case.below), item("三/1", "乙", "", *case.above), "same", 0.9)
    assert [(one.function, one.lead, one.change) for one in compare_leads([link])] == case.found


def test_both_sides_prove_what_is_the_same() -> None:
    below, above = bureau("市教育局", "education"), bureau("省教育厅", "education")
    link = TaskLink(item("一/1", "甲", "", below), item("三/1", "乙", "", above), "same", 0.9)
    (found,) = compare_leads([link])
    assert found.proofs == ("proof:市教育局", "proof:省教育厅")
