"""Plans and reviews go in, which figures tell of which targets and tasks is expected out, as a reader wrote down beforehand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from kg.cascade.outcomes import match_outcomes, reported_tasks
from kg.cascade.values import Figure, Item, Plan, Row, Span
from kg.cascade.views import plan_of
from kg.iris import Iris
from kg.quads import document_quads
from loaders.pipeline import read_document


@cache
def read(path: Path) -> Plan:
    iris = Iris()
    return plan_of(document_quads(read_document(path)[0], iris.base), iris)


# ── Real documents ───────────────────────────────────────────────────────────────────────────────────────────────────

REGION: list[tuple[str, str, bool, str | None]] = [
    # both subsidies of the table are told of at once; a share at the end of 2023 lies in the plan's period
    ("困难残疾人生活补贴覆盖率", "“两项补贴”覆盖率达到100%", True, None),
    ("重度残疾人护理补贴覆盖率", "“两项补贴”覆盖率达到100%", True, None),
    # all households, counted from 2018, against those of severely disabled people from 2021
    (
        "困难重度残疾人家庭无障碍改造数",
        "4万余户",
        False,
        "统计对象不同：实际全体，规划困难、重度；实际自2018年起计，规划2021年开始",
    ),
]


def test_a_regions_review_against_its_plan(corpus: Path) -> None:
    plan, review = read(corpus / "neimenggu-plan-2021.txt"), read(corpus / "neimenggu-review-2018-2023.txt")
    findings = match_outcomes(plan, [review])
    assert [(one.target.name, one.comparable) for one in findings] == [(name, fits) for name, _, fits, _ in REGION]
    for finding, (_, quote, _, reason) in zip(findings, REGION, strict=True):
        assert quote in finding.figure.span.quote
        assert finding.reason == reason


@pytest.mark.parametrize("name", ["neimenggu-plan-2021", "wuda-plan-2022", "erenhot-plan-2022"])
def test_figures_of_another_place_tell_nothing(corpus: Path, name: str) -> None:
    assert match_outcomes(read(corpus / f"{name}.txt"), [read(corpus / "ordos-review.txt")]) == ()


def test_a_plans_own_figures_are_where_it_started(corpus: Path) -> None:
    plan = read(corpus / "neimenggu-plan-2021.txt")
    assert match_outcomes(plan, [plan]) == ()


REPORTED = [
    ("11.2万建档立卡", "三/（一）/1"),
    ("危房改造率", "三/（一）/3"),
    ("“两项补贴”", "专栏2/3"),
    ("4万余户", "专栏6/3"),
    ("助残志愿者1.76万人", "三/（七）/2"),
    ("法律援助站114个", "三/（五）/2"),
    ("工作协调机构115个", "三/（五）/2"),
    pytest.param(
        "4087.6万元",
        "三/（七）/2",
        marks=pytest.mark.xfail(
            reason="half of its words stand nowhere in the plan: too little to be sure", strict=True
        ),
    ),
]
"""Figures of the region's review, and the task or item of a box on which each reports."""


@pytest.mark.parametrize(("quote", "path"), REPORTED)
def test_tasks_that_a_review_reports_on(corpus: Path, quote: str, path: str) -> None:
    plan, review = read(corpus / "neimenggu-plan-2021.txt"), read(corpus / "neimenggu-review-2018-2023.txt")
    reports = [one for one in reported_tasks(plan, review) if quote in one.figure.span.quote]
    assert path in [one.item.path for one in reports]
    assert all(one.same_place and 0 < one.score <= 1 for one in reports)


@pytest.mark.parametrize("quote", ["158.58万残疾人", "8个部门", "提案75件", "30余万名"])
def test_figures_that_report_on_nothing_of_the_plan(corpus: Path, quote: str) -> None:
    plan, review = read(corpus / "neimenggu-plan-2021.txt"), read(corpus / "neimenggu-review-2018-2023.txt")
    assert not [one.item.path for one in reported_tasks(plan, review) if quote in one.figure.span.quote]


def test_a_city_reports_on_a_programme_of_its_region(corpus: Path) -> None:
    plan, review = read(corpus / "neimenggu-plan-2021.txt"), read(corpus / "ordos-review.txt")
    reports = [one for one in reported_tasks(plan, review) if "8000余" in one.figure.span.quote.replace(" ", "")]
    assert {(one.by, one.name, one.same_place) for one in reports} == {("programme", "五个一", False)}
    assert "专栏5/3" in [one.item.path for one in reports]


# ── One target, one figure ───────────────────────────────────────────────────────────────────────────────────────────


def plan(
    *rows: Row, region: str = "150000", period: tuple[int, int] = (2021, 2025), items: tuple[Item, ...] = ()
) -> Plan:
    return Plan("plan", "plan", "残疾人事业发展规划", "", "", region=region, period=period, rows=rows, tasks=items)


def review(
    *figures: Figure, region: str = "150000", period: tuple[int | None, int | None] = (2021, 2025), text: str = ""
) -> Plan:
    return Plan("review", "review", "五年回顾", "", text, region=region, period=period, figures=figures, kind="review")


def target(name: str, value: float | None, unit: str | None = "%") -> Row:
    return Row(
        f"t:{name}", "indicator", name, "≥", value, unit, None, "level", None, None, Span(0, len(name), name), ()
    )


def figure(quote: str, value: float, unit: str | None = "%", period: str | None = None, start: int = 0) -> Figure:
    return Figure("t:figure", quote, value, unit, period, None, Span(start, start + len(quote), quote), ())


RATE = target("残疾人基本康复服务覆盖率", 90)
HOMES = target("困难重度残疾人家庭无障碍改造数", 30000, "户")
TRAINED = target("城乡残疾人职业技能培训人数", 40000, "人")
SUBSIDIES = (target("困难残疾人生活补贴覆盖率", 100), target("重度残疾人护理补贴覆盖率", 100))

TOLD: list[tuple[tuple[Row, ...], Figure, list[tuple[bool, str | None]], str]] = [
    ((RATE,), figure("残疾人基本康复服务率达92%", 92), [(True, None)], "the same share under a shorter name"),
    ((RATE,), figure("残疾人基本康复服务率达80%", 80, period="2016-2020"), [], "before the plan: where it started"),
    ((RATE,), figure("残疾人基本康复服务率达88%", 88, period="2018-2023"), [(True, None)], "a share is of its last year"),
    ((RATE,), figure("残疾人基本康复服务人数达40.1万人次", 401000, "人次"), [(False, "口径不同：实际为总量，规划为比例")],
     "how many, not which share"),
    ((target("残疾人基本康复服务覆盖率", None),), figure("残疾人基本康复服务率达92%", 92), [(False, "规划未设数值")], "nothing to hold it to"),
    ((RATE,), figure("残疾儿童基本康复服务率达99%", 99), [(False, "统计对象不同：实际儿童，规划全体")], "of children only"),
    ((HOMES,), figure("为3.2万户困难重度残疾人家庭进行无障碍改造", 32000, "户"), [(True, None)], "the same homes, the same years"),
    ((HOMES,), figure("为4万余户残疾人家庭进行无障碍改造", 40000, "户"), [(False, "统计对象不同：实际全体，规划困难、重度")], "all households"),
    ((HOMES,), figure("困难重度残疾人家庭无障碍改造4万户", 40000, "户", "2018-2023"), [(False, "实际自2018年起计，规划2021年开始")],
     "three years too many"),
    ((HOMES,), figure("困难重度残疾人家庭无障碍改造1万户", 10000, "户", "2026"), [(False, "实际自2026年起计，规划2025年结束")],
     "one too late"),
    ((HOMES,), figure("农村残疾人家庭危房改造2000户", 2000, "户"), [], "another rebuilding"),
    ((TRAINED,), figure("开展残疾人职业技能培训5.1万人次", 51000, "人次"), [(False, "单位不同：实际为人次，规划为人")],
     "who comes twice is two"),
    ((TRAINED,), figure("组织4.2万名残疾人参加职业技能培训", 42000, "名"), [(True, None)], "名 and 人 are one"),
    ((TRAINED,), figure("投入残疾人职业技能培训资金800万元", 8000000, "元"), [], "money is another thing"),
    ((*SUBSIDIES, RATE), figure("“两项补贴”覆盖率达到100%", 100), [(True, None), (True, None)], "two of the table are called so"),
    ((*SUBSIDIES, target("托养补贴覆盖率", 90)), figure("“两项补贴”覆盖率达到100%", 100), [], "three are called so: which two?"),
    ((RATE, target("残疾人辅助器具适配率", 90)), figure("康复服务率和辅具适配率均达到90%以上", 90), [(True, None), (True, None)],
     "one figure for two targets"),
    ((RATE,), figure("全区有残疾人158万人", 1580000, "人"), [], "nothing in common but whom the plan is for"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "one", "expected", "why"), TOLD)
def test_what_a_figure_tells_of_targets(
    rows: tuple[Row, ...], one: Figure, expected: list[tuple[bool, str | None]], why: str
) -> None:
    findings = match_outcomes(plan(*rows), [review(one)])
    assert [finding.comparable for finding in findings] == [fits for fits, _ in expected], why
    assert [finding.reason for finding in findings] == [reason for _, reason in expected], why


def test_only_figures_of_the_plans_own_place_are_held_against_it() -> None:
    told = figure("残疾人基本康复服务率达92%", 92)
    assert match_outcomes(plan(RATE), [review(told, region="150600")]) == ()
    assert len(match_outcomes(plan(RATE), [review(told), review(told, region="150600")])) == 1


def test_a_figure_of_which_no_year_is_known_is_not_comparable() -> None:
    (finding,) = match_outcomes(plan(RATE), [review(figure("残疾人基本康复服务率达92%", 92), period=(None, None))])
    assert (finding.comparable, finding.reason) == (False, "数据年份不明")


# ── One task, one figure ─────────────────────────────────────────────────────────────────────────────────────────────


def task(path: str, title: str, text: str, *programs: str) -> Item:
    span = Span(0, 1, "x")
    return Item(f"t:{path}", path, title, text, span, (), programs=frozenset(programs))


TASKS = (
    task("三/1", "发展志愿助残服务", "壮大助残志愿者队伍。"),
    task("三/2", "丰富文化生活", "实施“书香万家”工程，建设阅览室。", "书香万家"),
    task("三/3", "加强法律服务", "建立法律援助站，提供法律援助。"),
    *(
        task(f"四/{number}", "健全工作机制", "加强统筹协调。") for number in range(30)
    ),  # what all plans say weighs little
)
REPORTS: list[tuple[str, str, list[tuple[str, str]], str]] = [
    ("", "登记助残志愿者1.7万人", [("三/1", "words")], "its own clause says it"),
    ("实施“书香万家”工程，", "惠及8000人", [("三/2", "programme")], "its sentence names the programme"),
    ("实施“书香万家”工程。", "惠及8000人", [], "another sentence does"),
    ("建成法律援助站，", "受理120件", [("三/3", "words")], "its sentence says it"),
    ("", "种植苹果树1.7万棵", [], "nothing of the plan"),
]


@pytest.mark.parametrize(("before", "quote", "expected", "why"), REPORTS)
def test_what_a_figure_reports_on(before: str, quote: str, expected: list[tuple[str, str]], why: str) -> None:
    told = figure(quote, 1, None, start=len(before))
    reports = reported_tasks(plan(items=TASKS), review(told, text=before + quote))
    assert [(one.item.path, one.by) for one in reports] == expected, why
