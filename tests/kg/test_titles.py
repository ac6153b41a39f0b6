"""Titles and numbers of one document meet in one key, those of two documents do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.titles import number_key, region_of, title_key, unwrapped

PLAN = "内蒙古自治区“十四五”残疾人事业发展规划"


@pytest.mark.parametrize(
    "title",
    [
        "内蒙古自治区人民政府关于印发自治区“十四五”残疾人事业发展规划的通知",  # the notice, the region named again
        "内蒙古自治区人民政府关于印发《内蒙古自治区“十四五”残疾人事业发展规划》的通知",
        "《内蒙古自治区 “十四五”残疾人事业发展规划》",  # quotation marks around it, a blank in it
        '内蒙古自治区"十四五"残疾人事业发展规划',  # ASCII quotation marks
        "内蒙古“十四五”残疾人事业发展规划",  # the region's short name
        "自治区“十四五”残疾人事业发展规划",  # the region as its own people call it
    ],
)
def test_forms_of_one_title_meet(title: str) -> None:
    assert title_key(title, "150000") == title_key(PLAN, "150000")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ((PLAN, "150000"), ("乌海市“十四五”残疾人事业发展规划", "150300")),  # of another region
        ((PLAN, "150000"), ("内蒙古自治区“十三五”残疾人事业发展规划", "150000")),  # of another period
        ((PLAN, "150000"), (PLAN, None)),  # of no certain region
        (("民政部关于救助的意见", "100000"), ("教育部关于救助的意见", "100000")),  # of another ministry
    ],
)
def test_other_titles_do_not(one: tuple[str, str | None], two: tuple[str, str | None]) -> None:
    assert title_key(*one) != title_key(*two)


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("国务院关于印发“十四五”残疾人保障和发展规划的通知", "“十四五”残疾人保障和发展规划"),
        ("乌海市人民政府印发〈关于建立制度的实施办法〉的通知", "关于建立制度的实施办法"),  # without 关于
        ("卫生健康委等5部门印发关于推进签约服务实施方案的通知", "关于推进签约服务实施方案"),
        ("关于发布行业标准《无障碍设计规范》的公告", "行业标准《无障碍设计规范》"),
        ("某会关于印发〈甲规范〉和〈乙规范〉的通知", "〈甲规范〉和〈乙规范〉"),  # two, not one in quotation marks
        (
            "国务院办公厅转发民政部关于救助的意见的通知",
            "国务院办公厅转发民政部关于救助的意见的通知",
        ),  # passing on is no wrapper
        ("关于进一步规范印发文件的通知", "关于进一步规范印发文件的通知"),
        ("《》", ""),
    ],
)
def test_wrappers(title: str, inner: str) -> None:
    assert unwrapped(title) == inner


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("国发〔2021〕10号", "国发〔2021〕10号"),
        ("国发﹝2021﹞10号", "国发〔2021〕10号"),
        ("国发【2021】 10 号", "国发〔2021〕10号"),
        ("国发(2021)第10号", "国发〔2021〕10号"),
        ("国发［２０２１］１０号", "国发〔2021〕10号"),
        ("国发2021〕10号", "国发〔2021〕10号"),  # a bracket lost in print
        ("国务院令第488号", "国务院令488号"),
        ("国务院令 488 号", "国务院令488号"),
        ("内蒙古自治区人民政府令第180号", "内蒙古自治区人民政府令180号"),
        ("GB 50763-2012", "GB50763-2012"),
        ("gb50763–2012", "GB50763-2012"),
    ],
)
def test_numbers(number: str, key: str) -> None:
    assert number_key(number) == key


@given(
    st.text(max_size=12),
    st.integers(1980, 2030),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "［］", "﹝﹞", "()"]),
)
def test_a_number_key_is_its_own_key(agency: str, year: int, serial: int, brackets: str) -> None:
    key = number_key(f"{agency}{brackets[0]}{year}{brackets[1]}{serial}号")
    assert number_key(key) == key


@pytest.mark.parametrize(
    ("title", "number", "within", "region"),
    [
        ("国务院关于建立制度的意见", None, None, "100000"),  # the issuer
        ("中共中央关于群团工作的意见", None, None, "100000"),
        ("民政部、中国残联关于工作的意见", None, None, "100000"),
        ("中华人民共和国残疾人保障法", None, None, "100000"),
        ("优化营商环境条例", None, "150304", "100000"),  # a region's own would begin with its name
        ("关于小康进程的意见", "国发〔2015〕7号", None, "100000"),  # only the number tells
        ("乌海市人民政府关于印发“十四五”规划的通知", None, None, "150300"),
        ("内蒙古残联关于工作的意见", None, None, "150000"),
        ("自治区“十四五”规划", None, "152501", "150000"),  # that of whoever writes
        ("自治区“十四五”规划", None, "440100", None),  # who has none
        ("条例", None, "150304", None),  # short for one that was named before
        ("宣传部关于宣讲的通知", None, "150304", None),  # each party committee has one
        ("鼓楼区助残方案", None, None, None),  # four cities have one
        ("鼓楼区助残方案", None, "320106", "320106"),
        ("盲人医疗按摩管理办法", None, "150304", None),  # nothing tells
        ("关于农机的实施意见", "沪农委〔2020〕60号", None, None),  # a short name of a place may be that of several
    ],
)
def test_regions(title: str, number: str | None, within: str | None, region: str | None) -> None:
    assert region_of(title, number, within) == region
