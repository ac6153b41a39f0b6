"""The region and the level of a document, by its title, its issuer, its number or its text."""

from __future__ import annotations

import pytest

from loaders.rules.placecodes import region_of_code
from tests.loaders.helpers import read

BODY = "\n为促进就业，制定本规划。\n一、重点任务\n（一）做好服务。\n（二）做好救助。\n"
CASES: list[tuple[str, str | None, str | None, str | None, str]] = [
    ("“十四五”就业规划\n国务院\n2021年7月8日", "100000", "中国", "national", "a title without a place: the issuer"),
    ("民政部等七部门关于加强养老服务的意见", "100000", "中国", "national", "a ministry"),
    ("国家卫生健康委办公厅关于加强就业的意见", "100000", "中国", "national", "a ministry's office"),
    ("税务总局关于促进就业的意见", "100000", "中国", "national", "a body that leaves 国家 out"),
    ("就业工作要点\n国就办发〔2022〕2号", "100000", "中国", "national", "a national number"),
    ("2023年甘肃省就业工作要点", "620000", "甘肃省", "province", "a year before the place"),
    ("中共河北省委办公厅关于就业的意见", "130000", "河北省", "province", "a party committee"),
    ("新疆生产建设兵团“十四五”就业规划", "650000", "新疆维吾尔自治区", "province", "the 兵团 has no code of its own"),
    ("第八师石河子市就业规划", "659001", "石河子市", "county", "a division and its city"),
    ("怒江州就业规划", "533300", "怒江傈僳族自治州", "prefecture", "an autonomous prefecture, short"),
    ("锡林郭勒盟就业规划", "152500", "锡林郭勒盟", "prefecture", "a league"),
    ("喀什地区就业规划", "653100", "喀什地区", "prefecture", "an area under an office of the region"),
    ("苏尼特右旗就业规划", "152524", "苏尼特右旗", "county", "a banner"),
    ("老河口市就业规划", "420682", "老河口市", "county", "a city of county level"),
    ("神农架林区就业规划", "429021", "神农架林区", "county", "a forestry district"),
    ("浦东新区就业规划", "310115", "浦东新区", "county", "a new area that is a district"),
    (
        "广西壮族自治区人民政府办公厅关于印发自治区就业规划的通知",
        "450000",
        "广西壮族自治区",
        "province",
        "区 is the autonomous region",
    ),
    ("上海市嘉定区人民政府办公室关于印发就业规划的通知", "310114", "嘉定区", "county", "区 is a district"),
    (
        "河北雄安新区管理委员会关于印发《就业规划》的通知",
        "130000",
        "河北省",
        "prefecture",
        "a zone: the code of where it lies, one level below",
    ),
    ("苏州工业园区管理委员会关于印发就业规划的通知", "320500", "苏州市", "county", "a zone of a city"),
    ("郑州高新技术产业开发区“十四五”就业规划", "410100", "郑州市", "county", "a zone in a title"),
    ("重庆市开发区条例", "500000", "重庆市", "province", "a title about zones is of its city"),
    ("温州市鹿城区山福镇人民政府关于印发就业规划的通知", None, "山福镇", "township", "a township has no code"),
    ("鹿城区山福镇2023年就业规划", None, "山福镇", "township", "a township in a title"),
    (
        "鼓楼区就业规划\n根据《南京市就业规划》和江苏省的要求编制。",
        "320106",
        "鼓楼区",
        "county",
        "a name that four districts bear: the city that the text names",
    ),
    ("鼓楼区就业规划", None, None, None, "a name that four districts bear, and nothing more"),
    (
        "市人民政府关于促进就业的实施意见\n鄂州政发〔2016〕9号\n为了我市就业",
        "420700",
        "鄂州市",
        "prefecture",
        "a city by its number",
    ),
    (
        "省人民政府关于促进就业的意见\n鄂政发〔2018〕26号\n结合我省实际，我省各地照此执行。",
        "420000",
        "湖北省",
        "province",
        "a province by its number and 我省",
    ),
    (
        "市人民政府关于促进就业的意见\n宁政发〔2018〕26号\n结合我市实际。",
        None,
        None,
        None,
        "宁 is Ningxia and Nanjing, and the text speaks of its city",
    ),
    (
        "市人民政府办公室关于印发就业方案的通知\n六盘水的就业要结合六盘水实际。",
        "520200",
        "六盘水市",
        "prefecture",
        "市 of itself: the city that the text names",
    ),
    (
        "国家级经济技术开发区就业规划\n乌海市人民政府\n2022年3月4日",
        "150300",
        "乌海市",
        "prefecture",
        "国家级 is no issuer",
    ),
    (
        "内蒙古自治区就业规划乌海市实施方案\n乌海市人民政府\n2022年3月4日",
        "150300",
        "乌海市",
        "prefecture",
        "whoever issues stands in the title too",
    ),
    (
        "长治久安建设规划\n乌海市人民政府\n2022年3月4日",
        "150300",
        "乌海市",
        "prefecture",
        "a word that begins like a city",
    ),
]


@pytest.mark.parametrize(("front", "code", "name", "level", "reason"), CASES, ids=[case[4] for case in CASES])
def test_place(front: str, code: str | None, name: str | None, level: str | None, reason: str) -> None:
    document = read(front + BODY)
    assert (document.region, document.region_name, document.level) == (code, name, level)


@pytest.mark.parametrize(
    ("number", "text", "name"),
    [
        ("内政发〔2021〕17号", "我区 自治区", "内蒙古自治区"),
        ("内政发〔2021〕17号", "我市", None),
        ("沪府发〔2021〕1号", "本市", "上海市"),
        ("渝府办发〔2021〕1号", "全市", "重庆市"),
        ("国发〔2021〕10号", "", "中国"),
        ("国资委发〔2021〕1号", "", None),
        ("开州府发〔2023〕6号", "", "开州区"),
        ("某政发〔2021〕1号", "我省", None),
    ],
)
def test_the_code_of_a_number(number: str, text: str, name: str | None) -> None:
    region = region_of_code(number, text)
    assert (region.name if region else None) == name


def test_a_township_is_read_without_the_names_of_its_county() -> None:
    document = read("鹿城区山福镇2023年就业规划\n一、任务\n（一）做好服务。（镇党政办牵头）\n（二）做好救助。")
    canonical = {one.canonical for task in document.tasks for one in task.responsibilities}
    assert canonical == {None}
