"""A printed name and a region stand for one department, whose official name is given only where it is certain."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.bodynames import is_collective
from loaders.departments import identify, is_body
from ontology.functions import functions
from ontology.regions import Region, by_code

PROVINCE, CITY, DISTRICT, LEAGUE = "150000", "152501", "150304", "152500"


def region(code: str | None) -> Region | None:
    return by_code(code) if code else None


def official(name: str, code: str | None) -> str | None:
    department = identify(name, region(code))
    if not department.official:
        assert department.name == name, "an uncertain name stays as it is printed"
        return None
    return department.name


# The bodies of a region's plan, as two readers of it took them.
REGIONAL_PLAN = {
    "内蒙古税务局": "国家税务总局内蒙古自治区税务局",
    "内蒙古通信管理局": "内蒙古自治区通信管理局",
    "内蒙古银保监局": "中国银行保险监督管理委员会内蒙古监管局",
    "各级残疾人工作委员会成员单位": None,
    "各级残联": None,
    "各级残联党组（党委）": None,
    "自治区乡村振兴局": "内蒙古自治区乡村振兴局",
    "自治区交通运输厅": "内蒙古自治区交通运输厅",
    "自治区人力资源社会保障厅": "内蒙古自治区人力资源和社会保障厅",
    "自治区人民检察院": "内蒙古自治区人民检察院",
    "自治区住房城乡建设厅": "内蒙古自治区住房和城乡建设厅",
    "自治区体育局": "内蒙古自治区体育局",
    "自治区信访局": "内蒙古自治区信访局",
    "自治区党委宣传部": "中共内蒙古自治区委员会宣传部",
    "自治区党委组织部": "中共内蒙古自治区委员会组织部",
    "自治区党委编办": "中共内蒙古自治区委员会机构编制委员会办公室",
    "自治区党委网信办": "中共内蒙古自治区委员会网络安全和信息化委员会办公室",
    "自治区公安厅": "内蒙古自治区公安厅",
    "自治区农牧厅": "内蒙古自治区农牧厅",
    "自治区医疗保障局": "内蒙古自治区医疗保障局",
    "自治区卫生健康委": "内蒙古自治区卫生健康委员会",
    "自治区发展改革委": "内蒙古自治区发展和改革委员会",
    "自治区司法厅": "内蒙古自治区司法厅",
    "自治区外事办": None,
    "自治区大数据中心": "内蒙古自治区大数据中心",
    "自治区妇联": "内蒙古自治区妇女联合会",
    "自治区工业和信息化厅": "内蒙古自治区工业和信息化厅",
    "自治区市场监管局": "内蒙古自治区市场监督管理局",
    "自治区广电局": "内蒙古自治区广播电视局",
    "自治区应急管理厅": "内蒙古自治区应急管理厅",
    "自治区总工会": "内蒙古自治区总工会",
    "自治区政务服务局": "内蒙古自治区政务服务局",
    "自治区教育厅": "内蒙古自治区教育厅",
    "自治区文化和旅游厅": "内蒙古自治区文化和旅游厅",
    "自治区文明办": None,
    "自治区残疾人工作委员会各成员单位": None,
    "自治区残联": "内蒙古自治区残疾人联合会",
    "自治区民政厅": "内蒙古自治区民政厅",
    "自治区科技厅": "内蒙古自治区科学技术厅",
    "自治区自然资源厅": "内蒙古自治区自然资源厅",
    "自治区财政厅": "内蒙古自治区财政厅",
    "自治区退役军人事务厅": "内蒙古自治区退役军人事务厅",
}


@pytest.mark.parametrize(("name", "expected"), REGIONAL_PLAN.items())
def test_the_bodies_of_a_regional_plan(name: str, expected: str | None) -> None:
    assert official(name, PROVINCE) == expected
    assert is_body(name)


EXAMPLES = [(function.id, example) for function in functions() for example in function.examples]


@pytest.mark.parametrize(("identifier", "example"), EXAMPLES)
def test_the_examples_of_the_table(identifier: str, example: str) -> None:
    match = re.fullmatch(r"(?P<name>.+)（(?P<code>\d{6}) (?P<place>.+)）→ (?P<official>.+)", example)
    assert match
    place = by_code(match["code"])
    assert place.name == match["place"]
    department = identify(match["name"], place)
    assert (department.name if department.official else "？") == match["official"]
    assert identifier in department.functions or department.kind == "collective"


PLACES = [
    ("市残联", CITY, "二连浩特市残疾人联合会", "a county-level city is 市 itself"),
    ("市残联", DISTRICT, "乌海市残疾人联合会", "市 of a district's plan is the city above it"),
    ("区残联", DISTRICT, "乌达区残疾人联合会", "区 is the district"),
    ("区残联", PROVINCE, "内蒙古自治区残疾人联合会", "区 of an autonomous region's plan is the region"),
    ("自治区残联", CITY, "内蒙古自治区残疾人联合会", "two levels up"),
    ("盟残联", CITY, "锡林郭勒盟残疾人联合会", "the league above the city"),
    ("省残联", "371400", "山东省残疾人联合会", "the province above the city"),
    ("市残联", "310101", "上海市残疾人联合会", "the municipality above the district"),
    ("残联", CITY, "二连浩特市残疾人联合会", "without a place it is the document's"),
    ("北京市残联", CITY, "北京市残疾人联合会", "a place named is that place"),
    ("乌海市残联", DISTRICT, "乌海市残疾人联合会", "named in full"),
    ("通辽市科尔沁区残联", "150500", "科尔沁区残疾人联合会", "a chain of places is the last of them"),
    ("市残联", PROVINCE, None, "a region's plan has many cities"),
    ("县残联", CITY, None, "no county is around a city"),
    ("区残联", CITY, None, "no district either, and the region above is not called 区 there"),
    ("市残联", None, None, "no region is known"),
    ("内蒙古残联", None, "内蒙古自治区残疾人联合会", "a place named needs no document"),
    ("市市场监督管理局", CITY, "二连浩特市市场监督管理局", "both 市 are kept"),
    ("市场监督管理局", CITY, "二连浩特市市场监督管理局", "市 belongs to 市场"),
    ("市民政局", CITY, "二连浩特市民政局", "市民 is no word here"),
    ("区政务服务局", DISTRICT, "乌达区政务服务局", "printed in full"),
    ("市政府办公室", DISTRICT, "乌海市人民政府办公室", "the level word before 政府"),
]


@pytest.mark.parametrize(("name", "code", "expected", "reason"), PLACES)
def test_the_place(name: str, code: str | None, expected: str | None, reason: str) -> None:
    assert official(name, code) == expected, reason


NAMES = [
    ("市人社局", CITY, "二连浩特市人力资源和社会保障局", "a short form with one long one"),
    ("区人力资源社会保障局", DISTRICT, "乌达区人力资源和社会保障局", "the joint is put back"),
    ("区农牧水务局", DISTRICT, "乌达区农牧水务局", "merged, but of full words"),
    ("区农牧水务局（乡村振兴局）", DISTRICT, "乌达区农牧水务局", "the alias is no part of the name"),
    ("市农牧水务局“乡村振兴局”", CITY, "二连浩特市农牧水务局", "nor is one in quotation marks"),
    ("市民社局", CITY, None, "clipped: nobody knows in which words it is written in full"),
    ("市教科局", CITY, None, "the same"),
    ("区工信和科技局", DISTRICT, None, "工信 is clipped"),
    ("农牧水务局", PROVINCE, None, "a province has no such bureau of its own"),
    ("农业农村局", PROVINCE, None, "a bureau without place in a province's plan is a lower one's"),
    ("市财政局", "310000", "上海市财政局", "a municipality has bureaus, as cities have"),
    ("区消防支队", "310101", "黄浦区消防救援支队", "and its districts have what cities have"),
    ("区政务服务办", "310101", None, "but not what provinces have"),
    ("市住建委", "310000", None, "two commissions are called so"),
    ("区城管局", DISTRICT, None, "two bureaus are called so"),
    ("自治区外事办公室", PROVINCE, "内蒙古自治区外事办公室", "printed in full, though the short form decides none"),
    ("市政府外事办公室", CITY, "二连浩特市人民政府外事办公室", "the government's office, not the party committee's"),
    ("市外事办", CITY, None, "either"),
    ("市统筹协调局", CITY, None, "a bureau that the table does not know"),
    ("区公安分局", DISTRICT, None, "cities call their district branches differently"),
    # party
    ("市委组织部", CITY, "中共二连浩特市委员会组织部", "an organ of the committee"),
    ("市组织部", CITY, "中共二连浩特市委员会组织部", "委 left out"),
    ("区委宣传部", DISTRICT, "中共乌达区委员会宣传部", "区委 is the district's committee"),
    ("区机构编制委员会办公室", DISTRICT, "中共乌达区委员会机构编制委员会办公室", "委 left out of a long name"),
    ("党委网信办", PROVINCE, "中共内蒙古自治区委员会网络安全和信息化委员会办公室", "the place left out"),
    ("中共二连浩特市委员会组织部", PROVINCE, "中共二连浩特市委员会组织部", "printed in full"),
    ("盟委宣传部", LEAGUE, "中共锡林郭勒盟委员会宣传部", "a league has a committee"),
    # bodies with the place inside
    ("税务局", CITY, "国家税务总局二连浩特市税务局", "a branch by its short form"),
    ("区税务局", DISTRICT, "国家税务总局乌海市乌达区税务局", "a district's tax office names its city"),
    ("县税务局", "152527", None, "太仆寺旗 is no 县"),
    ("国家税务总局内蒙古自治区税务局", CITY, "国家税务总局内蒙古自治区税务局", "printed in full"),
    ("区人民法院", DISTRICT, "乌海市乌达区人民法院", "so does a district's court"),
    ("内蒙古金融监管局", PROVINCE, "国家金融监督管理总局内蒙古监管局", "the place is short: the central body's branch"),
    ("自治区金融监管局", PROVINCE, None, "the place is a level: perhaps the region's own bureau"),
    ("人行金昌市中心支行", "620300", "中国人民银行金昌市中心支行", "the place stays as it is printed"),
    ("中国人民银行二连浩特支行", CITY, None, "a county's branch is not named after a rule"),
    ("人民银行", "150500", None, "the place is not printed"),
    ("盟检察院", LEAGUE, None, "a league has a branch of the region's procuratorate"),
    ("盟人民政府", LEAGUE, None, "a league has no people's government"),
    ("盟行署", LEAGUE, "锡林郭勒盟行政公署", "but an administrative office"),
    # mass organisations
    ("市工会", CITY, "二连浩特市总工会", "工会 of a place is its 总工会"),
    ("团市委", CITY, "共青团二连浩特市委员会", "the level stands inside"),
    ("武装部", CITY, "二连浩特市人民武装部", "no place, clipped"),
    # national
    ("民政部", CITY, "民政部", "no region below has one"),
    ("国家发展改革委", CITY, "国家发展和改革委员会", "国家 is the place"),
    ("中华人民共和国民政部", CITY, "民政部", "so is the country's full name"),
    ("中国残联", CITY, "中国残疾人联合会", "and 中国"),
    ("中组部", CITY, "中共中央组织部", "and 中"),
    ("国务院扶贫办", CITY, "国务院扶贫开发领导小组办公室", "a leading group's office"),
    ("市扶贫办", CITY, None, "offices of towns bore several names"),
    ("国土资源部", "100000", "国土资源部", "a former ministry is itself, and not its successor"),
    ("国家林业局", CITY, "国家林业局", "so is a former bureau"),
    ("国防部", "100000", "国防部", "its ending is a word's too (安全部, 内部)"),
    ("安全部", "100000", "国家安全部", "全部 is a word"),
    ("中央财办", "100000", "中央财经委员会办公室", "the centre is the place"),
    ("中央网信办", "100000", "中央网络安全和信息化委员会办公室", "not the office of the state"),
    ("网信办", "100000", "国家互联网信息办公室", "that is the office of the state"),
    # former names
    ("县质监局", "410323", "新安县质量技术监督局", "before 2018"),
    ("县国税局", "410323", None, "two names have its characters"),
    ("县税务局", "410323", "国家税务总局新安县税务局", "since 2018"),
    ("县建设局", "410323", None, "two bureaus are called so"),
    # the table of bodies
    ("市国资委", "310000", "上海市国有资产监督管理委员会", "no 人民政府 in its name"),
    ("省国资委", "140000", "山西省人民政府国有资产监督管理委员会", "the rule of provinces"),
    ("市国资委", "320500", None, "cities do not agree"),
    ("市住房建设局", "440300", "深圳市住房和建设局", "without 城乡"),
    ("深圳金融监管局", "440000", "国家金融监督管理总局深圳监管局", "a city that has a bureau as provinces do"),
    ("拱北海关", "440000", "中华人民共和国拱北海关", "named after no region"),
    ("人行广州分行", "440000", "中国人民银行广州分行", "for several provinces, named after the city without 市"),
    ("首都绿化办", "110000", "首都绿化委员会办公室", "首都 is no region's name"),
    ("新疆生产建设兵团财政局", "650000", "新疆生产建设兵团财政局", "the corps has bureaus as a prefecture has"),
    ("兵团发展改革委", "650000", "新疆生产建设兵团发展和改革委员会", "the corps by its short name"),
    # branches and special courts
    ("市公安局西湖区分局", "330106", "杭州市公安局西湖区分局", "the body above, and the place of the branch"),
    ("市生态环境局寿光分局", "370783", None, "市 is the city above, whose name is not printed"),
    ("潍坊市生态环境局寿光分局", "370783", "潍坊市生态环境局寿光分局", "printed in full"),
    ("公安西湖分局", "330106", None, "局 left out"),
    ("广州海事法院", "440000", "广州海事法院", "named after the city without 市"),
    ("税务总局", CITY, "国家税务总局", "only the centre has a 总局"),
    ("发展改革委", "100000", "国家发展和改革委员会", "a text of the State Council"),
    ("知识产权局", "100000", "国家知识产权局", "the same, of a name that is full below"),
    # enterprises
    ("中国移动乌达分公司", DISTRICT, None, "a branch of a company, clipped"),
    ("农业银行二连分行", CITY, None, "a branch of a bank, clipped"),
    ("中国铁路太原局集团有限公司", "140000", "中国铁路太原局集团有限公司", "a company's full name"),
    ("公共交通运输集团有限公司", "150500", None, "its place is missing"),
    ("市水务（集团）有限公司", "440300", "深圳市水务（集团）有限公司", "its place is a level"),
    ("广东电网有限责任公司", "440000", "广东电网有限责任公司", "named after the province without 省"),
]


@pytest.mark.parametrize(("name", "code", "expected", "reason"), NAMES)
def test_the_official_name(name: str, code: str | None, expected: str | None, reason: str) -> None:
    assert official(name, code) == expected, reason


FACTS = [
    ("市民社局", CITY, CITY, "government", {"civil-affairs", "human-resources"}, "merged at county level"),
    (
        "区住房和城乡建设局（交通运输局）",
        DISTRICT,
        DISTRICT,
        "government",
        {"housing-construction", "transport"},
        "alias",
    ),
    (
        "区农牧水务局（乡村振兴局）",
        DISTRICT,
        DISTRICT,
        "government",
        {"agriculture", "water", "rural-revitalisation"},
        "alias",
    ),
    ("市文体旅游广电局", CITY, CITY, "government", {"culture-tourism", "sports", "radio-television"}, "three lines"),
    ("自治区文明办", PROVINCE, PROVINCE, "party", {"civic-virtue"}, "an uncertain name has its line"),
    ("自治区残联", CITY, PROVINCE, "mass_organisation", {"disabled-persons-federation"}, "the region is the body's"),
    ("民政部", CITY, "100000", "government", {"civil-affairs"}, "a ministry is the country's"),
    ("人民银行长春中心支行", "220000", "220100", "branch", {"central-bank"}, "the place inside is the region"),
    ("市残联", PROVINCE, None, "mass_organisation", {"disabled-persons-federation"}, "which city is not known"),
    ("市残联党支部", CITY, CITY, "internal", {"disabled-persons-federation"}, "a unit of a body"),
    ("市公安局交警支队", "150500", "150500", "internal", {"traffic-police"}, "a unit that the table knows"),
    ("中国移动乌达分公司", DISTRICT, DISTRICT, "enterprise", {"telecom-operators"}, "中国 is a brand's, not the place"),
    ("通盛集团", "150500", "150500", "enterprise", set(), "a company of no known trade"),
    ("格苏木", CITY, CITY, "government", {"township-government"}, "a township"),
    ("科尔沁区", "150500", "150502", "government", {"people-government"}, "a district stands for its government"),
    ("市法院", CITY, CITY, "court", {"court"}, "a court"),
    ("省金融监管局", "620000", "620000", "government", set(), "two lines may be meant: none is taken"),
    ("市工程建设项目审批制度改革领导小组办公室", CITY, CITY, None, set(), "a leading group's office is of no kind"),
    ("市行政审批制度改革领导小组办公室", CITY, CITY, None, {"government-services"}, "but may say what it is for"),
    ("天津滨海国际机场", "120000", "120116", "enterprise", {"airports"}, "an airport, by its ending"),
    ("市人民医院", CITY, CITY, None, {"hospitals"}, "an institution, by its ending"),
    ("高新区管委会", "620300", "620300", "government", {"development-zone"}, "a zone"),
    ("平原示范区", "410700", "410700", "government", {"development-zone"}, "a zone stands for its administration"),
    ("县、区政府", "620300", "620300", "collective", set(), "levels joined, and no name"),
    (
        "长白山管委会",
        "220000",
        "220000",
        "government",
        {"development-zone"},
        "长白 is a county's name, and no place here",
    ),
    ("县交通运输综合行政执法大队", "410323", "410323", "internal", {"transport"}, "enforces the law for a bureau"),
    ("县人大法制委", "410323", "410323", None, {"peoples-congress"}, "a committee of the congress"),
    ("县委信访局", "410323", "410323", "party", {"petitions"}, "a party's office for what was government's"),
    ("生态环境西湖分局", "330106", "330106", "government", {"ecology-environment"}, "a branch, 局 left out"),
    ("县移民局", "410323", "410323", "government", {"resettlement"}, "for people moved by reservoirs"),
    ("国家移民局", "410323", "100000", "branch", {"immigration"}, "for those who cross the border"),
    ("县市场监管局", "410323", "410323", "government", {"market-regulation"}, "县市 is no collective here"),
    ("各级残联", PROVINCE, PROVINCE, "collective", set(), "no body of its own"),
    ("各社区（嘎查）", CITY, CITY, "collective", set(), "brackets are no alias here"),
    ("各旗县区人民政府", None, None, "collective", set(), "without a region"),
]


@pytest.mark.parametrize(("name", "code", "place", "kind", "ids", "reason"), FACTS)
def test_region_kind_and_functions(
    name: str, code: str | None, place: str | None, kind: str | None, ids: set[str], reason: str
) -> None:
    department = identify(name, region(code))
    assert (department.region, department.kind, set(department.functions)) == (place, kind, ids), reason


COLLECTIVE = [
    ("各旗县区人民政府", True, "各"),
    ("各级残联", True, "各级"),
    ("自治区残疾人工作委员会各成员单位", True, "members of a committee"),
    ("市直有关部门", True, "市直"),
    ("市政府有关部门及各县", True, "各 inside"),
    ("旗县市区", True, "levels and no name"),
    ("县级政府", True, "a level"),
    ("开发区", True, "which one is not said"),
    ("市直属机关工委", False, "one committee"),
    ("各类学校", False, "kinds, not bodies"),
    ("金昌经开区管委会", False, "one zone"),
    ("乡镇企业局", False, "one bureau"),
]


@pytest.mark.parametrize(("name", "expected", "reason"), COLLECTIVE)
def test_is_collective(name: str, expected: bool, reason: str) -> None:
    assert is_collective(name) is expected, reason


BODIES = [
    ("市残联", "a short form"),
    ("融媒体中心", "a centre of the table"),
    ("公用事业发展中心", "a centre without its place"),
    ("格苏木", "a township"),
    ("长三角区域合作办公室", "an office that nobody knows"),
    ("市推进政府职能转变和“放管服”改革协调小组办公室", "a committee says what it does"),
    ("市营商办", "办 behind a place"),
    ("临港新片区管委会", "a zone's administration"),
    ("人行太原中心支行", "a bank"),
    ("市直各相关部门", "a group"),
    ("各社区（嘎查）", "a group with brackets"),
    ("区住房和城乡建设局（交通运输局）", "an alias"),
    ("市“12345”市民热线服务中心", "quotation marks and a number inside"),
    ("和平区民政局", "和 begins a place"),
    ("霍林郭勒市", "a city stands for its government"),
    ("高等法院", "高等 is a word"),
]
PHRASES = [
    ("", "nothing"),
    ("部", "one character"),
    ("部门", "no name"),
    ("持续推进", "what is done"),
    ("加强市残联", "what is done to a body"),
    ("推动医院", "the same"),
    ("建成市残疾人托养中心", "a clause that goes on to a body"),
    ("在街道", "a preposition"),
    ("与自治区体育局", "a conjunction"),
    ("优化产业布局", "布局 is no bureau"),
    ("跨省通办", "通办 is no office"),
    ("领导干部", "干部 is no department"),
    ("决策部署", "部署 is no administration"),
    ("以人民为中心", "中心 is no centre"),
    ("市残联，市人社局", "a comma"),
    ("市残联的", "的 stands in no name"),
    ("2025年12月", "a date"),
    ("市商务局等", "others follow"),
    ("市商务局市财政局", "two bodies"),
    ("各类残疾人", "of all kinds, and no bodies"),
    ("6月底完成", "a deadline"),
    ("残疾人", "people"),
    ("市" + "残疾人联合会" * 7, "too long for a name"),
]


@pytest.mark.parametrize(("name", "reason"), BODIES)
def test_is_a_body(name: str, reason: str) -> None:
    assert is_body(name), reason


@pytest.mark.parametrize(("name", "reason"), PHRASES)
def test_is_no_body(name: str, reason: str) -> None:
    assert not is_body(name), reason


@given(st.text(alphabet="市区盟旗自治县内蒙古乌达委党政府残联局办厅中国人民银行支团（）“”各级", max_size=16))
def test_any_text_is_identified(name: str) -> None:
    """Whatever is printed is a department: uncertain under its own name, certain under one that names the place."""
    department = identify(name, by_code(CITY))
    if not department.official:
        assert department.name == name
        return
    assert department.region
    place = by_code(department.region)
    assert place.code == "100000" or place.short in department.name
    assert is_body(name, by_code(CITY))


OFFICIAL = sorted({name for name in (official(name, code) for name, code, _, _ in NAMES) if name})


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_official_name_stands_for_itself(name: str) -> None:
    """Printed in full and without a document's region it is the same body."""
    assert official(name, None) == name
