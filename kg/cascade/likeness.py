"""Clauses of two plans go in, how alike each two of them are comes out: by their telling words, weighed by rarity."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from kg.cascade.clauses import Clause
from kg.cascade.folding import folded, pairs_of
from kg.cascade.verbs import ADVERBS

_COMMON = 0.25
"""Words in more than this share of the clauses bring no two together."""
_NEAR, _FAR, _HELD = 0.2, 0.5, 0.6
"""The share of words in common from which on two clauses are compared by letters too: in joined tasks, elsewhere, and by
what the lesser has in common with the other."""

_HOW_MUCH = re.compile(r"\d.*|%|达到?|实现|应.{1,2}尽.{0,2}|.尽.{1,2}|比例|率")
"""Words that tell how much of a thing is to be reached, not which: 85% and 应签尽签 are of the same thing."""


class Likeness:
    """How alike the clauses of two plans are; pairs are numbers of clauses, the child's first."""

    def __init__(
        self,
        below: Sequence[Clause],
        above: Sequence[Clause],
        codes: tuple[str, ...],
        joined: Callable[[int, int], bool],
    ) -> None:
        """`joined` tells whether the tasks of a pair are: elsewhere only what is much alike is of interest."""
        self._below, self._above, self._joined = below, above, joined
        self._words = [[_telling(folded(one.span.quote, codes)) for one in side] for side in (below, above)]
        counted = Counter(word for side in self._words for words in side for word in words)
        size = sum(map(len, self._words))
        self._weights = {word: math.log((1 + size) / count) for word, count in counted.items()}
        self._sets = [[frozenset(words) for words in side] for side in self._words]
        self._often = {word for word, count in counted.items() if count > max(_COMMON * size, 8)}
        self._mass = [[sum(map(self._weights.__getitem__, words)) for words in side] for side in self._words]
        self._letters: dict[tuple[int, int], frozenset[str]] = {}
        self.scores = self._scores()

    def _scores(self) -> dict[tuple[int, int], float]:
        where: dict[str, list[int]] = defaultdict(list)
        for at, words in enumerate(self._words[1]):
            for word in words:
                where[word].append(at)
        found: dict[tuple[int, int], float] = {}
        self._shared: dict[tuple[int, int], float] = {}
        for one, words in enumerate(self._words[0]):
            shared: dict[int, float] = defaultdict(float)
            for word in words:
                if word not in self._often:
                    for other in where.get(word, ()):
                        shared[other] += self._weights[word]
            for other, weight in shared.items():
                common = self._sets[0][one] & self._sets[1][other] & self._often
                weight += sum(self._weights[word] for word in sorted(common))
                if self._promises(one, other, weight):
                    self._shared[one, other] = weight
                    found[one, other] = self._score(one, other, weight)
        return found

    def _promises(self, one: int, other: int, weight: float) -> bool:
        """Whether the words in common are enough to look closer."""
        mass, mass_above = self._mass[0][one], self._mass[1][other]
        if 2 * weight >= _FAR * (mass + mass_above):
            return True
        near = 2 * weight >= _NEAR * (mass + mass_above) or weight >= _HELD * min(mass, mass_above)
        return near and self._joined(one, other)

    def _score(self, one: int, other: int, weight: float) -> float:
        mass, mass_above = self._mass[0][one], self._mass[1][other]
        by_words = 2 * weight / (mass + mass_above)
        mine, theirs = self._pairs(0, one), self._pairs(1, other)
        by_letters = 2 * len(mine & theirs) / (len(mine) + len(theirs))
        return 0.45 * by_words + 0.35 * by_letters + 0.2 * weight / min(mass, mass_above)

    def _pairs(self, side: int, at: int) -> frozenset[str]:
        key = (side, at)
        if key not in self._letters:
            self._letters[key] = pairs_of(self._words[side][at])
        return self._letters[key]

    def held(self, side: int) -> Mapping[tuple[int, int], float]:
        """How much of the clause of a side (0 the child's, 1 the parent's) the other one holds."""
        return {
            pair: weight / self._mass[side][pair[side]] for pair, weight in self._shared.items() if self.telling(*pair)
        }

    def telling(self, one: int, other: int) -> bool:
        """Whether both clauses have enough words to be known again among others."""
        return min(len(self._words[0][one]), len(self._words[1][other])) > 2

    def in_context(self) -> Mapping[tuple[int, int], float]:
        """The likeness with that of neighbours: what stands between the same measures is more likely the same."""
        return {
            (one, other): score
            + 0.1 * max(self._beside(one - 1, other - 1, one, other), self._beside(one + 1, other + 1, one, other))
            for (one, other), score in self.scores.items()
        }

    def _beside(self, one: int, other: int, by: int, by_other: int) -> float:
        if not (0 <= one < len(self._below) and 0 <= other < len(self._above)):
            return 0.0
        if (
            self._below[one].item is not self._below[by].item
            or self._above[other].item is not self._above[by_other].item
        ):
            return 0.0
        return self.scores.get((one, other), 0.0)


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words by which a clause is known again, each once; all where there are no others."""
    each = tuple(dict.fromkeys(word.removesuffix("率") if len(word) > 2 else word for word in words))
    return tuple(word for word in each if word not in ADVERBS and not _HOW_MUCH.fullmatch(word)) or each or ("",)
