"""Texts go in, weighted words and how alike they are come out.

Words are those of jieba's dictionary; what every plan says (推进, 加强, 按照 …) weighs little because every text has it: the
weight of a word is its rarity among the texts that are compared, so that no list of words is needed and no other
document has a say.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import rjieba

Vector = Mapping[str, float]

UNSEEN_TEXTS = 8
"""As many texts without a word are thought of, so that in short plans what two have in common is not common."""

_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{2,}|[0-9][0-9.]*%?")
_PLACE = re.compile(
    r"内蒙古自治区|中华人民共和国|自治区|自治州|自治县|自治旗|[省市区县旗盟镇乡]级|全[国省市区县旗盟]|[我本][国省市区县旗盟]"
    r"|旗县区?|盟市|苏木乡?镇?|嘎查村?|农村牧区|农牧区|农区|牧区"
)


@cache
def cutter() -> rjieba.Jieba:
    """The dictionary, which takes a fifth of a second to load."""
    return rjieba.Jieba()


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in order, without those of one character; names of levels are left out.

    >>> words_of("自治区健全困难残疾人救助保障机制。")
    ('健全', '困难', '残疾人', '救助', '保障机制')
    """
    return tuple(word for word in cutter().cut(_PLACE.sub("，", text)) if _WORD.fullmatch(word))


class Space:
    """The weights of words among texts that are compared with each other."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted: Counter[str] = Counter()
        size = 0
        for text in texts:
            counted.update(set(words_of(text)))
            size += 1
        self._weights = {word: math.log((UNSEEN_TEXTS + size) / (1 + count)) + 0.1 for word, count in counted.items()}
        self._unseen = math.log(UNSEEN_TEXTS + size) + 0.1

    def weight(self, word: str) -> float:
        return self._weights.get(word, self._unseen)

    def vector(self, text: str) -> Vector:
        """The words of a text with their weights, of length 1."""
        counted = Counter(words_of(text))
        weights = {word: (1 + math.log(count)) * self.weight(word) for word, count in counted.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()} if length else {}

    def mass(self, words: Iterable[str]) -> float:
        """The sum of the weights of words."""
        return sum(map(self.weight, words))


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors of length 1 are, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def likenesses(ones: Sequence[Vector], others: Sequence[Vector]) -> list[dict[int, float]]:
    """For each vector of `ones`, how alike it is to those of `others` with which it has a word in common, by their place.

    >>> likenesses([{"康复": 1.0}], [{"就业": 1.0}, {"康复": 0.6, "救助": 0.8}])
    [{1: 0.6}]
    """
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(others):
        for word, weight in vector.items():
            postings[word].append((place, weight))
    found = []
    for vector in ones:
        sums: dict[int, float] = defaultdict(float)
        for word, weight in vector.items():
            for place, other in postings.get(word, ()):
                sums[place] += weight * other
        found.append(dict(sums))
    return found
