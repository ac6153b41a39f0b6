"""Lists of bodies as printed, and the names that come out, their level prefix distributed; each row says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.rules.names import Distributor, split_alias, split_list
from ontology.regions import by_code

COUNTY = by_code("130634")
"""曲阳县."""
CASES: list[tuple[str, str, str]] = [
    ("市残联、人社局", "市残联 市人社局", "the prefix is shared"),
    ("市残联、县残联、教育局", "市残联 县残联 县教育局", "until a name brings its own"),
    ("州残联、教育局", "州残联 州教育局", "a prefecture of its own kind"),
    ("兵团教育局、财政局", "兵团教育局 兵团财政局", "a corps has levels too"),
    ("地区教育局、财政局", "地区教育局 地区财政局", "and so has a prefecture without a city"),
    ("市残联、市民服务中心", "市残联 市市民服务中心", "市民 is a word, and no prefix"),
    ("市残联、市场监管局", "市残联 市市场监管局", "市场 is a word, and no prefix"),
    ("区残联、区块链中心", "区残联 区区块链中心", "区块链 is a word, and no prefix"),
    ("省残联、内蒙古税务局、统计局", "省残联 内蒙古税务局 省统计局", "a name with its own place changes none"),
    ("省残联、证监会某某监管局", "省残联 证监会某某监管局", "a branch of the centre"),
    ("市残联、海关总署广州分署", "市残联 海关总署广州分署", "a branch, its place inside"),
    ("市残联、中国人民银行某某支行、税务局", "市残联 中国人民银行某某支行 市税务局", "a bank"),
    ("市残联、开发区管委会、审计局", "市残联 开发区管委会 市审计局", "a zone is no body of the level"),
    ("市残联、功能板块、园区管委会", "市残联 功能板块 园区管委会", "nor are other zones"),
    ("市残联、某某合作区管委会", "市残联 某某合作区管委会", "a zone by its name"),
    ("市残联、某某大学、开放大学", "市残联 某某大学 市开放大学", "a university is its own; an open one is the level's"),
    ("县教育局、曲阳一中", "县教育局 曲阳一中", "a short name of the document's place"),
    ("县残联、全县各学校、财政局", "县残联 全县各学校 县财政局", "全县 opens a group"),
    ("市残联、各区残联、民政局", "市残联 各区残联 各区民政局", "a body of each place shares its places"),
    ("市残联、各区政府、民政局", "市残联 各区政府 市民政局", "but the governments of places do not"),
    ("市委组织部、宣传部、财政局", "市委组织部 市委宣传部 市财政局", "a party organ after a party organ"),
    ("市委组织部、教育工委", "市委组织部 市委教育工委", "a working committee"),
    (
        "自治区党委组织部、网信办、民政厅",
        "自治区党委组织部 自治区党委网信办 自治区民政厅",
        "the committee is 自治区党委, the prefix 自治区",
    ),
    ("发展改革委、财政部", "发展改革委 财政部", "no prefix, nothing to share"),
]


@pytest.mark.parametrize(("printed", "expected", "reason"), CASES)
def test_prefixes_are_shared(printed: str, expected: str, reason: str) -> None:
    names = Distributor(COUNTY)
    assert [names.name(piece.text) for piece in split_list(printed)] == expected.split(), reason


@pytest.mark.parametrize(
    ("printed", "expected", "reason"),
    [
        ("区农牧局（乡村振兴局）", ("区农牧局", "乡村振兴局"), "another plate of the same body"),
        ("区农牧局“乡村振兴局”", ("区农牧局", "乡村振兴局"), "in quotation marks"),
        ("各级残联党组（党委）", ("各级残联党组（党委）", None), "a group has no alias"),
        ("某某嘎查（社区）", ("某某嘎查（社区）", None), "nor is a kind of place one"),
        ("市残联", ("市残联", None), "no brackets"),
    ],
)
def test_aliases_are_split_off(printed: str, expected: tuple[str, str | None], reason: str) -> None:
    assert split_alias(printed) == expected, reason


@given(st.text(alphabet="市区县残联局委、，；（）“” 各全", max_size=60))
def test_any_list_is_cut_into_pieces_of_it(text: str) -> None:
    names = Distributor()
    for piece in split_list(text):
        assert text[piece.start : piece.end] == piece.text
        assert names.name(piece.text).endswith(piece.text)
