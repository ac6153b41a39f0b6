"""The table of bodies whose names follow from no rule is sound, and says in which documents a name means one."""

from __future__ import annotations

from collections import Counter

import pytest

from ontology.bodies import Body, _body, bodies, by_name, by_stem
from ontology.functions import BadTable, by_id
from ontology.regions import by_code

ALL = bodies()


@pytest.mark.parametrize("body", ALL, ids=lambda body: body.name)
def test_a_row_is_sound(body: Body) -> None:
    assert by_code(body.region).code == body.region
    assert all(by_id(function) for function in body.functions)
    assert body.name not in body.printed
    assert len(set(body.printed)) == len(body.printed)


def test_the_rows_stand_by_region_and_agree() -> None:
    regions = [body.region for body in ALL]
    assert regions == sorted(regions)
    assert max(Counter(body.name for body in ALL).values()) == 1
    printed = Counter((body.region, form.removeprefix("*")) for body in ALL for form in body.printed)
    assert [form for form, times in printed.items() if times > 1] == [], "a printed name means one body of a region"


ANYWHERE = [
    ("上海市国有资产监督管理委员会", "上海市国有资产监督管理委员会", "printed in full"),
    ("深圳金融监管局", "国家金融监督管理总局深圳监管局", "says its place"),
    ("拱北海关", "中华人民共和国拱北海关", "marked"),
    ("中科院", "中国科学院", "the country's"),
    ("国资委", None, "any region's"),
    ("银监会", None, "only in a text of the State Council"),
]


@pytest.mark.parametrize(("name", "expected", "reason"), ANYWHERE)
def test_a_name_in_any_document(name: str, expected: str | None, reason: str) -> None:
    body = by_name(name)
    assert (body.name if body else None) == expected, reason


BEHIND = [
    ("310000", "国资委", "上海市国有资产监督管理委员会", "one region's"),
    ("310000", "国有资产监督管理委员会", "上海市国有资产监督管理委员会", "what is left of the official name"),
    ("320500", "国资委", None, "another's"),
    ("440400", "拱北海关", "中华人民共和国拱北海关", "the mark is no part of the name"),
    ("100000", "银监会", "中国银行业监督管理委员会", "the country's"),
]


@pytest.mark.parametrize(("code", "stem", "expected", "reason"), BEHIND)
def test_a_name_behind_its_place(code: str, stem: str, expected: str | None, reason: str) -> None:
    body = by_stem(code, stem)
    assert (body.name if body else None) == expected, reason


def test_a_bad_row_is_refused() -> None:
    assert _body(3, ["310000", "甲", "乙、丙", "health water"]).printed == ("乙", "丙")
    with pytest.raises(BadTable, match=r"bodies\.tsv, line 3: expected 4 cells parted by tabs, found 3"):
        _body(3, ["310000", "甲", "乙"])
