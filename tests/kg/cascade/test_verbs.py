"""The documented scale of policy verbs, and which verb of a clause counts."""

from __future__ import annotations

import pytest

from kg.cascade.clauses import tokens
from kg.cascade.verbs import FIRM, SOFT, Verb, main_verb, rank_of, scale, strength
from ontology.terms import concepts


def test_the_scale_is_the_vocabulary() -> None:
    assert set(scale().values()) == {int(rank) for rank in concepts("verbStrengths")} == set(range(SOFT, FIRM + 1))


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("鼓励", "推动"),
        ("探索", "加强"),
        ("支持", "落实"),
        ("完善", "实施"),
        ("推进", "开展"),
        ("落实", "确保"),
        ("建立", "实现"),
    ],
)
def test_verbs_are_ranked(weaker: str, stronger: str) -> None:
    assert scale()[weaker] < scale()[stronger]


@pytest.mark.parametrize(
    ("word", "rank"),
    [
        ("贯彻落实", 3),  # two verbs in one word
        ("切实做好", 3),  # with its adverb
        ("进一步提高", 2),  # a longer one
        ("落实好", 3),
        ("残疾人", None),
        ("建立健全", 2),  # a verb of its own: what exists is bettered
    ],
)
def test_rank_of_a_word(word: str, rank: int | None) -> None:
    assert rank_of(word) == rank


@pytest.mark.parametrize(
    ("clause", "verb"),
    [
        ("积极推动建立补贴制度", "推动"),  # the first leads on
        ("宣传贯彻落实条例", "贯彻落实"),  # the strongest of several on one level
        ("对超比例安排就业的单位给予奖励", "给予"),  # not the verb of whom it is given
        ("对难以通过市场实现就业的人员进行托底安置", "进行"),
        ("将残疾人纳入保障范围", "纳入"),
        ("为老年人提供服务", "提供"),  # 服务 is a noun here
        ("服务全区企业", "服务"),  # and a verb at the head
        ("根据需要给予相应的救助", "给予"),
        ("康复服务体系", None),
        ("将服务范围向社区延伸", "延伸"),  # a noun as often, but last behind 向
    ],
)
def test_the_verb_of_a_clause(clause: str, verb: str | None) -> None:
    found = main_verb(tokens(clause))
    assert (found.text if found else None) == verb


@pytest.mark.parametrize(
    ("clause", "rank", "expected"),
    [
        ("落实政策", 3, 3),
        ("严格落实政策", 3, FIRM),  # no exception
        ("全面推广发票", 2, FIRM),
        ("全面提升水平", 2, 2),  # 全面 of what has degrees allows for them
        ("逐步建立制度", 3, 2),  # room is left
        ("鼓励有条件的地区扩大范围", SOFT, SOFT),  # nothing is below the lowest
        ("对困难家庭应保尽保", None, FIRM),
        ("维修道路", None, None),  # unknown to the scale
    ],
)
def test_strength(clause: str, rank: int | None, expected: int | None) -> None:
    assert strength(clause, Verb("", rank, 0)) == expected
