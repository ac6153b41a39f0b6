"""The chains of real plans, and that nothing is linked but what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import build
from kg.store import Store
from loaders.pipeline import read_document
from queries.run import plain, select
from tests.kg.cascade.reading import gold

LOADED = [
    "neimenggu-plan-2021",
    "erenhot-plan-2022",
    "wuda-plan-2022",
    "neimenggu-review-2018-2023",
    "hulunbeier-plan-135-opening",
    "laohekou-plan-145-opening",
    "shanghai-business-2023",
    "huangpu-business-2023",
    "jinshan-business-2023",
    "gansu-reform-2023",
    "jinchang-reform-2023",
    "cn-supervision-2023",
    "yunnan-supervision-2023",
    "shanxi-costs-2023",
    "shanghai-farm-machinery-145",
]
NATIONAL = "国发〔2021〕10号"

CHAINS: dict[str, list[tuple[str | None, ...]]] = {
    # region of the plan: number or title above, rank, loaded, same field
    "乌达区": [
        ("乌海政发〔2022〕11号", "1", "false", "true"),
        ("内政发〔2021〕17号", "2", "true", "true"),
        (NATIONAL, "3", "false", "true"),
        ("乌海政发〔2021〕24号", None, "false", "false"),  # the outline of the city: another field
    ],
    "二连浩特市": [
        ("内政发〔2021〕17号", "1", "true", "true"),
        (NATIONAL, "2", "false", "true"),
    ],  # its own outline is none
    "内蒙古自治区": [
        (NATIONAL, "1", "false", "true"),
        ("中华人民共和国国民经济和社会发展第十四个五年规划和2035年远景目标纲要", None, "false", "false"),
    ],
    "呼伦贝尔市": [  # not the plan of the region for the years after
        ("内政办发〔2016〕193号", "1", "false", "true"),
        ("国发〔2015〕7号", "2", "false", "true"),
        ("国发〔2016〕47号", "3", "false", "true"),
    ],
    "黄浦区": [("沪府办规〔2023〕1号", "1", "true", "true")],
    "金山区": [("沪府办规〔2023〕1号", "1", "true", "true")],
    "金昌市": [("甘政办发〔2023〕29号", "1", "true", "true")],
    "云南省": [("国办发〔2023〕1号", "1", "true", "true")],
    "山西省": [("国办发〔2022〕30号", "1", "false", "true")],
}
"""The chains as a reader finds them; a plan that names none above it has none (老河口市: a law, and its own outline)."""

JOINED = {
    ("乌达区", "内蒙古自治区"),
    ("二连浩特市", "内蒙古自治区"),
    ("黄浦区", "上海市"),
    ("金山区", "上海市"),
    ("金昌市", "甘肃省"),
    ("云南省", "中国"),
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Iterator[Store]:
    """A store of fifteen real documents."""
    with Store.open(tmp_path_factory.mktemp("real") / "store", base="http://localhost:8000/") as store:
        paths = [path for name in LOADED for path in corpus.rglob(f"{name}.*")]
        assert len(paths) == len(LOADED)
        build.load(store, (build.File(path.read_bytes(), read_document(path), str(path)) for path in paths))
        yield store


def regions(store: Store) -> dict[str, str]:
    """The name of the region of each document."""
    table = select(store, "documents")
    at = (table.columns.index("document"), table.columns.index("region"), table.columns.index("kind"))
    return {plain(row[at[0]]) or "": plain(row[at[1]]) or "" for row in table.rows if plain(row[at[2]]) == "plan"}


def rows(store: Store, query: str) -> list[dict[str, str | None]]:
    table = select(store, query)
    return [dict(zip(table.columns, map(plain, row), strict=True)) for row in table.rows]


def test_chains_are_those_of_reading(real: Store) -> None:
    region = regions(real)
    found: dict[str, list[tuple[str | None, ...]]] = {}
    for row in rows(real, "plan_cascade"):
        above = row["parent_number"] or row["parent_title"]
        name = region[row["child"] or ""]
        if "农业机械化" not in (row["parent_title"] or ""):  # a plan that is known by its title alone: below
            found.setdefault(name, []).append((above, row["rank"], row["loaded"], row["same_field"]))
    assert {name: sorted(map(str, chain)) for name, chain in found.items()} == {
        name: sorted(map(str, chain)) for name, chain in CHAINS.items()
    }


def test_a_national_plan_known_by_its_title(real: Store) -> None:
    (row,) = [row for row in rows(real, "plan_cascade") if "农业机械化" in (row["parent_title"] or "")]
    assert (row["rank"], row["loaded"], row["same_field"]) == ("1", "false", "true")


def test_only_plans_of_a_chain_are_joined(real: Store) -> None:
    region = regions(real)
    for query in ("task_cascade", "measure_cascade", "lead_cascade", "indicator_cascade"):
        pairs = {
            (region[row["child_document"] or ""], region[row["parent_document"] or ""]) for row in rows(real, query)
        }
        assert pairs <= JOINED, query
    tasks = rows(real, "task_cascade")
    assert {(region[row["child_document"] or ""], region[row["parent_document"] or ""]) for row in tasks} == JOINED
    assert {row["distance"] for row in tasks if region[row["child_document"] or ""] == "乌达区"} == {"2"}


def test_the_table_of_the_region_against_a_city_without_one(real: Store) -> None:
    """Each of the eleven indicators, as a reader compares it with what stands in the city's text."""
    region = regions(real)
    found = {
        row["parent_name"]: row["comparison"]
        for row in rows(real, "indicator_cascade")
        if region[row["child_document"] or ""] == "二连浩特市" and row["kind"] == "indicator"
    }
    told = gold("erenhot-plan-2022--neimenggu-plan-2021")["indicators"]
    printed = {re.sub(r"^\d+\.|（[^（）]*）$", "", row["parent_name"]): row["comparison"] for row in told}
    assert len(printed) == 11
    assert found == printed


def test_what_the_review_reports_of_the_regions_indicators(real: Store) -> None:
    found = {(row["name"], row["figure_value"], row["comparable"]) for row in rows(real, "outcomes")}
    assert ("困难重度残疾人家庭无障碍改造数", "40000", "false") in found, (
        "of all households, not of severely disabled ones"
    )
    assert ("困难残疾人生活补贴覆盖率", "100", "true") in found
