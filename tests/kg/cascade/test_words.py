"""Words and their weights; that they are cut as jieba cuts them."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import rjieba

from kg.cascade.words import Space, cosine, likenesses, words_of
from tests.kg.cascade.reading import plan


def test_rare_words_weigh_more() -> None:
    space = Space(["推进康复救助", "推进就业培训", "推进无障碍改造"])
    assert space.weight("康复") > space.weight("推进") > 0
    assert space.weight("从未见过") >= space.weight("康复")


def test_vectors_are_of_length_one_and_nothing_is_like_nothing() -> None:
    space = Space(["健全康复救助制度", "完善康复服务体系"])
    vector = space.vector("健全康复救助制度")
    assert cosine(vector, vector) == pytest.approx(1.0)
    assert cosine(vector, space.vector("")) == 0.0
    assert likenesses([space.vector("")], [vector]) == [{}]


def test_likenesses_are_cosines() -> None:
    texts = ["健全残疾人康复救助制度", "完善就业培训补贴", "残疾人就业培训"]
    space = Space(texts)
    vectors = [space.vector(text) for text in texts]
    for row, one in zip(likenesses(vectors, vectors), vectors, strict=True):
        assert row == {
            place: pytest.approx(cosine(one, other)) for place, other in enumerate(vectors) if cosine(one, other) > 0
        }


def test_places_and_levels_are_no_words() -> None:
    assert words_of("自治区推动农村牧区残疾人就业") == words_of("推动残疾人就业")


def test_words_are_cut_as_by_jieba(corpus: Path) -> None:
    """The dictionary and the procedure are jieba's: hardly a word differs, over a whole plan."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own code is old
        import jieba
    text = plan(corpus, "wuda-plan-2022").text
    ours, theirs = (boundaries(list(words)) for words in (rjieba.Jieba().cut(text), jieba.cut(text)))
    assert len(ours ^ theirs) / len(theirs) < 0.001


def boundaries(words: list[str]) -> set[int]:
    ends, at = set(), 0
    for word in words:
        at += len(word)
        ends.add(at)
    return ends
