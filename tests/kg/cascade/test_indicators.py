"""Rows of two plans go in, the findings that a reader wrote down beforehand are expected out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

import pyoxigraph as ox
import pytest

from kg.cascade.indicators import CHANGE_WORDS, compare_rows
from kg.cascade.values import Item, Plan, Row, RowFinding, Span, TaskLink
from kg.cascade.views import plan_of
from kg.iris import Iris
from kg.quads import document_quads
from loaders.pipeline import read_document
from ontology.terms import BASE, FOLDER, SKOS, concepts

Told = tuple[str, str | None, str | None]
"""A finding in short: the comparison, and a fragment by which the child's and the parent's row are known."""


def item(path: str) -> Item:
    return Item(node=f"t:{path}", path=path, title=path, text="", span=Span(0, 1, "x"), proofs=())


def linked(*pairs: tuple[str, str]) -> tuple[TaskLink, ...]:
    """Links between tasks that are known by their paths alone."""
    return tuple(
        TaskLink(child=item(child), parent=item(parent), relation="same", score=1.0) for child, parent in pairs
    )


def told(findings: Sequence[RowFinding], expected: Sequence[Told]) -> list[Told | str]:
    """The findings, each as it was expected; one that was not expected in words."""
    left = list(expected)
    said: list[Told | str] = []
    for finding in findings:
        hit = next((one for one in left if _fits(finding, one)), None)
        if hit is None:
            said.append(f"{finding.comparison}: {_quote(finding.child)} / {_quote(finding.parent)} ({finding.reason})")
        else:
            left.remove(hit)
            said.append(hit)
    return said


def _fits(finding: RowFinding, one: Told) -> bool:
    comparison, child, parent = one
    return finding.comparison == comparison and _known(finding.child, child) and _known(finding.parent, parent)


def _known(row: Row | None, fragment: str | None) -> bool:
    return (
        (row is None) if fragment is None else row is not None and fragment in f"{row.kind}|{row.name}|{row.span.quote}"
    )


def _quote(row: Row | None) -> str:
    return "-" if row is None else f"{row.kind} {row.name} {row.value:g}" if row.value is not None else row.name


# ── Real plans ───────────────────────────────────────────────────────────────────────────────────────────────────────
# Written by reading the three documents, before any two were compared by program.

TABLE = (
    "indicator|残疾人家庭人均收入年均增长|",
    "indicator|城乡残疾人职业技能培训人数|",
    "indicator|符合条件的残疾人纳入最低生活保障比例|",
    "indicator|困难残疾人生活补贴覆盖率|",
    "indicator|重度残疾人护理补贴覆盖率|",
    "indicator|残疾人基本养老保险参保率|",
    "indicator|残疾人基本医疗保险参保率|",
    "indicator|残疾儿童少年义务教育入学率|",
    "indicator|残疾人基本康复服务覆盖率|",
    "indicator|残疾人辅助器具适配率|",
    "indicator|困难重度残疾人家庭无障碍改造数|",
)
COUNTS = (1, 10)
"""Of these, absolute numbers: what a region trains or rebuilds says nothing of what one of its districts should."""

WUDA: list[Told] = [
    *(("incomparable" if place in COUNTS else "equal", name, name) for place, name in enumerate(TABLE)),
    # each number once, though boxes and texts of both plans repeat those of the tables
    ("equal", "“零就业”残疾人家庭至少有1人就业", "“零就业”残疾人家庭至少1人就业"),
    ("equal", "精准康复比例达到90%", "精准康复比例达到90%"),
    ("equal", "区残疾人联合会残疾人干部的比例", "旗县级以上残联残疾人干部的比例"),
    ("new", "每人每年不少于1元", None),
    ("new", "家庭医生签约率达到85%", None),
    ("new", "target|区残联兼职副理事长", None),
    ("new", "target|区残联选配1名兼职副理事长和挂职", None),
    ("new", "每村（社区）配备1名专职委员", None),
    ("new", "助残志愿者达到残疾人总数的3%", None),
    ("missing", None, "2025年前至少安排1名残疾人"),
    ("missing", None, "每个盟市至少建成1所"),
    ("missing", None, "实现每个盟市各有一所"),
]
WUDA_TASKS = linked(("四/（二）/3", "三/（二）/3"), ("四/（三）/5", "三/（三）/4"), ("四/（三）/4", "三/（三）/5"),
                    ("四/（四）/3", "三/（四）/3"), ("四/（五）/4", "三/（五）/4"), ("四/（六）/2", "三/（六）/2"),
                    ("四/（六）/3", "三/（六）/3"), ("四/（六）/4", "三/（六）/4"))  # fmt: skip

ERENHOT: list[Told] = [
    *(("missing", None, TABLE[place]) for place in (0, 1, 2, 3, 4, 5, 6, 10)),
    # the city has no table: its text answers three rows of the region's
    ("equal", "接受义务教育比例持续保持在97%以上", TABLE[7]),
    ("equal", "接受基本康复服务比例达到90%以上", TABLE[8]),
    ("equal", "接受基本辅助器具适配比例达到90%以上", TABLE[9]),
    ("equal", "“零就业”残疾人家庭至少1人就业", "“零就业”残疾人家庭至少1人就业"),
    ("equal", "市残联残疾人干部的比例", "旗县级以上残联残疾人干部的比例"),
    ("new", "target|就业|", None),
    ("new", "target|创业|", None),
    ("new", "担任康复协调员", None),
    ("new", "体育健身指导员", None),
    ("missing", None, "2025年前至少安排1名残疾人"),
    ("missing", None, "每个盟市至少建成1所"),
    ("missing", None, "精准康复比例达到90%"),  # served precisely is not served at all: no pair with the coverage
    ("missing", None, "实现每个盟市各有一所"),
]
ERENHOT_TASKS = linked(("四/（一）/2", "三/（二）/3"), ("四/（三）/5", "三/（三）/5"), ("四/（四）/6", "三/（四）/3"),
                       ("四/（五）/2/二是", "三/（五）/4"), ("四/（六）/2", "三/（六）/2"), ("四/（六）/3", "三/（六）/3"))  # fmt: skip


def read(path: Path) -> Plan:
    iris = Iris()
    return plan_of(document_quads(read_document(path)[0], iris.base), iris)


@pytest.mark.parametrize(
    ("name", "links", "expected"),
    [("wuda-plan-2022", WUDA_TASKS, WUDA), ("erenhot-plan-2022", ERENHOT_TASKS, ERENHOT)],
    ids=["a district with a table", "a city whose targets stand in its text"],
)
def test_real_plans(corpus: Path, name: str, links: tuple[TaskLink, ...], expected: list[Told]) -> None:
    child, parent = read(corpus / f"{name}.txt"), read(corpus / "neimenggu-plan-2021.txt")
    assert sorted(map(str, told(compare_rows(child, parent, links), expected))) == sorted(map(str, expected))


# ── One row below, one above ─────────────────────────────────────────────────────────────────────────────────────────

Number = tuple[str, str | None, float | None, str | None]
"""What is counted, the operator, the value and the unit."""


def plan(*rows: Row, region: str = "150000", title: str = "残疾人事业发展规划", end: int = 2025) -> Plan:
    text = "。".join(row.span.quote for row in rows)
    return Plan(
        node=region, name=region, title=title, revision="", text=text, region=region, period=(end - 4, end), rows=rows
    )


class Said(TypedDict, total=False):
    """What else a row says; one with a quote is a target in running text, others are rows of a table."""

    year: int
    change: str
    scope: str
    path: str
    quote: str


def row(number: Number, place: int = 0, said: Said | None = None) -> Row:
    name, operator, value, unit = number
    rest = said or {}
    span = Span(place, place + 1, rest.get("quote", name))
    return Row(
        node=f"t:{place}",
        kind="target" if "quote" in rest else "indicator",
        name=name,
        operator=operator,
        value=value,
        unit=unit,
        year=rest.get("year"),
        change=rest.get("change", "level"),
        scope=rest.get("scope"),
        path=rest.get("path"),
        span=span,
        proofs=(),
    )


SAME = [
    ("残疾人辅助器具适配率", "辅具适配率", "an abbreviation takes a character of each word"),
    ("残疾人辅助器具适配率", "接受基本辅助器具适配比例", "率 and 比例 are one, frames tell nothing"),
    ("残疾人基本康复服务覆盖率", "有需求的持证残疾人接受基本康复服务比例", "who needs a service is whom it is for"),
    ("残疾儿童少年义务教育入学率", "残疾儿童义务教育入学率", "children of one school age"),
    (
        "残联机关干部中残疾人干部比例",
        "残疾人联合会机关干部中残疾人干部的比例",
        "a body by its short name and by its full one",
    ),
    ("城镇调查失业率", "全市城镇调查失业率", "the place is no part of the measure"),
    ("森林覆盖率", "全区森林覆盖率", "覆盖 alone tells nothing, 森林 does"),
]

OTHER = [
    ("残疾人基本养老保险参保率", "残疾人基本医疗保险参保率", "one word of six, another insurance"),
    ("困难残疾人生活补贴覆盖率", "重度残疾人护理补贴覆盖率", "two subsidies"),
    ("残疾人基本康复服务覆盖率", "精准康复比例", "near in meaning, another measure: rather none than a false one"),
    ("城镇调查失业率", "城镇登记失业率", "surveyed and registered are two statistics"),
    ("义务教育巩固率", "义务教育入学率", "who comes and who stays"),
    ("高中阶段教育毛入学率", "学前教育毛入园率", "two schools"),
    ("城镇居民人均可支配收入增长", "农村居民人均可支配收入增长", "two groups side by side are two rows"),
    ("单位生产总值能源消耗降低", "单位生产总值二氧化碳排放降低", "two things per unit"),
    ("PM2.5平均浓度", "PM10平均浓度", "told apart by Latin letters alone"),
    ("空气质量优良天数比率", "地表水优良比例", "air and water"),
    ("残疾人就业率", "残疾人", "nothing in common but what the whole plan is about"),
]


@pytest.mark.parametrize(("above", "below", "why"), SAME)
def test_one_measure_under_two_names(above: str, below: str, why: str) -> None:
    upper, lower = plan(row((above, ">", 90, "%"))), plan(row((below, "≥", 90, "%")), region="150304")
    assert [finding.comparison for finding in compare_rows(lower, upper, ())] == ["equal"], why


@pytest.mark.parametrize(("above", "below", "why"), OTHER)
def test_two_measures_are_no_pair(above: str, below: str, why: str) -> None:
    upper, lower = plan(row((above, ">", 90, "%"))), plan(row((below, "≥", 90, "%")), region="150304")
    assert [finding.comparison for finding in compare_rows(lower, upper, ())] == ["missing", "new"], why


COMPARED: list[tuple[Number, Said, Number, Said, str, str | None, str]] = [
    (("康复服务率", ">", 90, "%"), {}, ("康复服务率", "≥", 90, "%"), {}, "equal", None, "one demand in two signs"),
    (("康复服务率", "=", 100, "%"), {}, ("康复服务率", ">", 100, "%"), {}, "equal", None, "a bare number is one too"),
    (("康复服务率", "≥", 95, "%"), {}, ("康复服务率", ">", 90, "%"), {}, "stricter", None, "more is asked"),
    (("康复服务率", "≥", 85, "%"), {}, ("康复服务率", ">", 90, "%"), {}, "looser", None, "less is asked"),
    (("城镇调查失业率", "<", 5, "%"), {}, ("城镇调查失业率", "≤", 5.5, "%"), {}, "stricter", None, "a smaller cap"),
    (("城镇调查失业率", "=", 6, "%"), {}, ("城镇调查失业率", "=", 5.5, "%"), {}, "looser", None, "less is better, unsaid"),
    (("能耗", "=", 16, "%"), {"change": "decrease"}, ("能耗", "=", 15, "%"), {"change": "decrease"}, "stricter", None,
     "a larger fall"),
    (("能耗", "=", 16, "%"), {"change": "decrease"}, ("能耗", "=", 15, "%"), {"change": "annual_average"}, "incomparable",
     "口径不同：下级为减少，上级为年均", "over five years, and each year"),
    (("企业开办时限", "≤", 0.5, "工作日"), {"quote": "企业开办时限压减至0.5个工作日以内"},
     ("企业开办时限", "=", 1, "工作日"), {"quote": "企业开办时限压减至1个工作日"}, "stricter", None, "a cap said by its verb"),
    (("每千人口执业医师数", "≥", 3.5, "人"), {}, ("每千人口执业医师数", "≥", 3.6, "人"), {}, "looser", None, "per head: places compare"),
    (("康复机构", "≥", 3, "个"), {}, ("康复机构", "≥", 200, "个"), {}, "incomparable", "绝对数属于不同地区", "of a region, of a county"),
    (("康复机构", "≥", 1, "所"), {}, ("康复机构", "≥", 1, "个"), {}, "equal", None, "a norm that is handed down; 所 and 个 are one"),
    (("职业技能培训人数", "≥", 335, "人次"), {}, ("职业技能培训人数", "≥", 40000, "人"), {}, "incomparable",
     "单位不同：下级为人次，上级为人；绝对数属于不同地区",
     "who comes twice is two"),
    (("职业技能培训人数", "≥", 335, "名"), {}, ("职业技能培训人数", "≥", 335, "人"), {}, "equal", None, "名 and 人 are one"),
    (("重度残疾人托养率", "≥", 90, "%"), {}, ("残疾人托养率", "≥", 90, "%"), {}, "incomparable",
     "统计对象不同：下级重度，上级全体", "some of them"),
    (("残疾人托养率", "≥", 90, "%"), {}, ("农村残疾人托养率", "≥", 90, "%"), {}, "incomparable",
     "统计对象不同：下级全体，上级农村", "all of them"),
    (("康复服务率", "≥", 80, "%"), {"year": 2023}, ("康复服务率", ">", 90, "%"), {}, "incomparable",
     "年份不同：下级2023年，上级2025年", "half way, and at the end"),
    (("改造面积", "≥", 20, "%"), {"scope": "零星"}, ("改造面积", "≥", 20, "%"), {"scope": "成片"}, "incomparable",
     "范围不同：下级零星，上级成片",
     "one row for each"),
    (("收入增长", None, None, "%"), {"change": "annual_average"}, ("收入增长", ">", 7.5, "%"), {"change": "annual_average"},
     "incomparable", "数值一方缺失", "与经济增长同步 is no number"),
    (("收入增长", None, None, "%"), {}, ("收入增长", None, None, "%"), {}, "incomparable", "数值双方缺失", "neither says one"),
    (("改造面积", "≥", 20, "%"), {"scope": "零星"}, ("改造面积", "≥", 20, "%"), {}, "incomparable", "范围不同：下级零星，上级未注明",
     "a part, and nobody says of what"),
    (("残疾人数", "≤", 5, "%"), {}, ("残疾人数", "≥", 5, "%"), {}, "incomparable", "方向不同：下级为上限，上级为下限", "two directions"),
    (("用电、用水、用气和互联网接入满意率", "≥", 98, "%"), {"quote": "实现用电、用水、用气和互联网接入满意率98%以上"},
     ("接入满意率", "≥", 98, "%"), {}, "equal", "一侧列出各组成部分：用电、用水、用气、互联网（视为相同）", "one of them spells out what the other gathers"),
    (("高新技术企业研发费用占比", "≥", 6, "%"), {}, ("企业研发费用占比", "≥", 5, "%"), {}, "incomparable", "下级所列更窄：高新技术",
     "a word that nobody knows: not the same for sure"),
]  # fmt: skip


@pytest.mark.parametrize(("below", "how", "above", "where", "comparison", "reason", "why"), COMPARED)
def test_how_two_numbers_compare(
    below: Number,
    how: Said,
    above: Number,
    where: Said,
    comparison: str,
    reason: str | None,
    why: str,
) -> None:
    (finding,) = compare_rows(plan(row(below, said=how), region="150304"), plan(row(above, said=where)), ())
    assert finding.comparison == comparison, (why, finding.reason)
    assert finding.reason == reason, why


def test_ways_of_change_are_called_as_in_the_vocabulary() -> None:
    quads = ox.parse(path=str(FOLDER / "vocab" / "changes.ttl"), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    chinese = {
        str(quad.subject): quad.object.value
        for quad in quads
        if quad.predicate.value == SKOS.prefLabel
        and isinstance(quad.object, ox.Literal)
        and quad.object.language == "zh"
    }
    assert {notation: chinese[f"<{iri}>"] for notation, iri in concepts("changes").items()} == CHANGE_WORDS


def test_a_successor_is_compared_at_the_end_of_its_own_period() -> None:
    number = ("残疾人托养机构", "≥", 300.0, "个")
    before = plan(row(("残疾人托养机构", "≥", 200.0, "个")), end=2020)
    (finding,) = compare_rows(plan(row(number)), before, ())
    assert finding.comparison == "stricter", "one region, so numbers compare; each for the end of its plan"


TITLED = [
    ("老龄事业发展和老年健康规划", "老年人健康管理率", "健康管理率", "in a plan for the old everything is for the old"),
    ("促进就业规划", "城镇新增就业人数增长", "全市城镇新增就业人数增长", "whose only word stands in the title"),
]


@pytest.mark.parametrize(("title", "above", "below", "why"), TITLED)
def test_words_of_the_titles_tell_nothing_apart(title: str, above: str, below: str, why: str) -> None:
    upper, lower = plan(row((above, "≥", 70, "%")), title=title), plan(row((below, "≥", 70, "%")), title=title)
    assert [finding.comparison for finding in compare_rows(lower, upper, ())] == ["equal"], why


# ── Several rows ─────────────────────────────────────────────────────────────────────────────────────────────────────

TABLE_ROW = row(("残疾人辅助器具适配率", ">", 90, "%"), 10)
REPEATED = row(("辅具适配率", "≥", 90, "%"), 90, {"quote": "辅具适配率达到90%", "path": "三/1"})
BOTH = row(
    ("生活补贴和护理补贴覆盖率", "=", 100, "%"), 120, {"quote": "困难残疾人生活补贴和重度残疾人护理补贴覆盖率达到100%"}
)
STRAY = row(("助残社工", "≥", 5, "人"), 150, {"quote": "配备助残社工5人", "path": "三/2"})
LINKS = linked(("四/1", "三/2"))

SEVERAL: list[tuple[tuple[Row, ...], tuple[Row, ...], list[Told], str]] = [
    ((REPEATED,), (TABLE_ROW, REPEATED), [("equal", "target|辅具", "indicator|")], "the row of the table is told, not its repetition"),
    ((TABLE_ROW, REPEATED), (REPEATED,), [("equal", "indicator|", "target|")], "so it is below; no repetition is new"),
    ((REPEATED,), (), [("new", "target|辅具", None)], "what only the text has, once"),
    ((), (STRAY,), [("missing", None, "助残社工")], "its task is taken up, its number is not"),
    ((), (REPEATED,), [], "its task is not taken up at all: told of the task"),
    ((), (TABLE_ROW, REPEATED), [("missing", None, "indicator|")], "rows of tables are missing wherever they stand"),
    ((BOTH,), (row(("困难残疾人生活补贴覆盖率", "=", 100, "%"), 1), row(("重度残疾人护理补贴覆盖率", "=", 100, "%"), 2)),
     [("equal", "生活补贴和护理", "生活补贴"), ("equal", "生活补贴和护理", "护理补贴")], "one number for two measures"),
    ((row(("托养率", "≥", 80, "%"), 1), row(("重度残疾人托养率", "≥", 90, "%"), 2)), (row(("重度残疾人托养率", "≥", 90, "%"), 1),),
     [("equal", "indicator|重度", "indicator|重度"), ("new", "indicator|托养率", None)], "the surest pair first"),
]  # fmt: skip


@pytest.mark.parametrize(("below", "above", "expected", "why"), SEVERAL)
def test_each_measure_is_told_once(
    below: tuple[Row, ...], above: tuple[Row, ...], expected: list[Told], why: str
) -> None:
    findings = compare_rows(plan(*below, region="150304"), plan(*above), LINKS)
    assert told(findings, expected) == expected, why


def test_a_clause_that_names_nothing_is_named_by_those_before_it() -> None:
    text = "推广无陪同查验作业，比例达到70%以上"
    rows = tuple(
        Row("t:1", "target", "比例", "≥", 70.0, "%", None, "level", None, "三/2", Span(10, 17, "比例达到70%以上"), ())
        for _ in range(2)
    )
    upper, lower = (
        Plan(region, region, "营商环境", "", text, region=region, rows=rows[:1]) for region in ("310000", "310101")
    )
    other = Plan("n", "n", "营商环境", "", "推广无纸化办理事项，比例达到70%以上", region="310101", rows=rows[:1])
    assert [finding.comparison for finding in compare_rows(lower, upper, LINKS)] == ["equal"]
    assert [finding.comparison for finding in compare_rows(other, upper, LINKS)] == ["missing", "new"]
