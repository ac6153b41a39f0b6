"""The words of a clause go in, the verb that says how much it commits to comes out, with its rank on the documented scale.

The scale is `ontology/vocab/verbs.ttl`: 1 探索、鼓励 < 2 推动、加强 < 3 落实、开展 < 4 确保、实现. Verbs that are nouns as often
(服务, 建设) count only at the head of a clause or behind an adverb.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from ontology.terms import BASE, FOLDER, SKOS

FIRM, SOFT = 4, 1
"""The highest and the lowest rank."""

_TABLE = "verbs.ttl"


def word_set(text: str) -> frozenset[str]:
    """A set of words, written with blanks between them."""
    return frozenset(text.split())


ADVERBS = word_set(
    "积极 大力 全面 严格 认真 切实 深入 持续 继续 进一步 不断 逐步 稳步 普遍 广泛 着力 重点 合理 科学 充分 及时 有效 妥善 依法 依规 主动"
    " 要 应 应当 可 须 需 并 也 均 都 再次 再 同步 率先 统一 定期 稳妥 适度 适当 更好 好 尽快 大幅 有序 扎实 高效 精准 不得 就 多 共同 最大限度"
    " 坚决 严厉 加快 优先 深度 着重 稳定 抓紧 创新性 全力 强力 坚持 还 同时 还要 分别 按规定 依规 大胆 更 更加 努力 自觉"
    " 及早 实时 重点 常态化 规范 全方位 合力 确需 能 能够 会 会同 按要求 聚焦聚力"
)
"""Words that may stand before a verb without being it."""

_LEADS_ON = word_set("推动 促进 配合 协助 帮助 督促 指导 引导 推进 争取 力争")
"""Verbs that another one follows without adding to what they commit to: 推动建立 is no 建立."""

_TAKES_OBJECT_BEFORE = word_set(
    "对 将 把 为 与 向 从 由 给 以 在 按 按照 根据 依据 针对 面向 通过 对于 依托 结合 围绕 使 让"
)
_GOES_LAST = word_set("对 将 把 为 与 向 从 由 使 让")
"""Prepositions after whose object the verb may end the clause: 向社区延伸."""

_ADDS = word_set("贯彻 落实 实施 执行 完善 健全 壮大 建成 建立 贯彻落实 开展 推行")
"""Verbs that add to the one before them: 宣传贯彻落实 is as strong as 落实."""

_LIGHT = word_set("给予 予以 纳入 列入 记入 作为 提供 实行 进行 实施 开展 享受 采取")
"""Verbs that follow what a preposition brings, even where a 的 follows them."""

_WITHOUT_GAP = re.compile(r"应(.{1,2})尽(?:\1|.{1,2})")
_FIRM_WORD = re.compile(
    r"严格|全面(?=落实|实施|推[行广进开]|建[立成]|实行|达到|执行|开展|覆盖|清理)|必须|一律|坚决|不得|务必|确保|达到?(?=\d)|不低于|不少于|应.{1,2}尽|全覆盖"
)
_SOFT_WORD = re.compile(
    r"逐步|稳步|稳定(?=发展)|有条件的|适度|适当|原则上|力争|可(?=按|再|由|通过|单独|根据|申请|享受|优先)|条件成熟|研究(?=制定|出台|推进|建立|将)|稳妥|试点"
)


@dataclass(frozen=True, slots=True)
class Verb:
    """The verb of a clause. `rank` is None where the scale does not know it; `at` counts words."""

    text: str
    rank: int | None
    at: int
    head: bool = True


@cache
def scale() -> Mapping[str, int]:
    """The verbs of the scale with their ranks.

    >>> scale()["鼓励"] < scale()["推动"] < scale()["落实"] < scale()["确保"]
    True
    """
    return {**_ranked(SKOS.altLabel), **_ranked(SKOS.hiddenLabel)}


@cache
def _nouns_too() -> frozenset[str]:
    return frozenset(_ranked(SKOS.hiddenLabel))


@cache
def _ranked(label: str) -> Mapping[str, int]:
    """The verbs under a label of the vocabulary, with the rank of their concept."""
    said = [
        (quad.subject, quad.predicate.value, quad.object.value)
        for quad in ox.parse(path=str(FOLDER / "vocab" / _TABLE), format=ox.RdfFormat.TURTLE, base_iri=BASE)
        if isinstance(quad.object, ox.Literal)
    ]
    ranks = {concept: int(value) for concept, term, value in said if term == SKOS.notation}
    return {value: ranks[concept] for concept, term, value in said if term == label}


@cache
def rank_of(word: str) -> int | None:
    """The rank of a verb, also of several in one word: 贯彻落实 has that of the strongest.

    >>> rank_of("贯彻落实"), rank_of("落实好"), rank_of("残疾人")
    (3, 3, None)
    """
    known = scale()
    if word in known:
        return known[word]
    for cut in (2, 3):
        if word[:cut] in ADVERBS and len(word) > cut + 1 and not (word[:cut] in known and rank_of(word[cut:]) is None):
            return rank_of(word[cut:])
    if word.endswith("好") and len(word) > 2:
        return rank_of(word[:-1])
    for cut in range(2, len(word) - 1):
        first, rest = known.get(word[:cut]), rank_of(word[cut:])
        if first and rest:
            return first if word[:cut] in _LEADS_ON or first == SOFT else max(first, rest)
    return None


def main_verb(words: Sequence[str]) -> Verb | None:
    """The verb of the clause that the words make, or None.

    >>> main_verb(("积极", "推动", "建立", "补贴", "制度")).text
    '推动'
    >>> main_verb(("对", "开展", "服务", "的", "机构", "给予", "补贴")).text
    '给予'
    """
    brought = None
    for at, word in enumerate(words):
        head = all(one in ADVERBS for one in words[:at])
        if word in _TAKES_OBJECT_BEFORE and (head or brought is None):
            brought = at
        rank = rank_of(word)
        if rank is None or (word in ADVERBS and _verb_follows(words, at)):
            continue
        if not head and (_noun(words, at, brought) or _attributive(words, at, brought)):
            continue
        if brought is not None and not head and word in _LIGHT:
            at = _last_light(words, at)
        return _run(words, at, rank_of(words[at]) or rank, head)
    return None


def _last_light(words: Sequence[str], at: int) -> int:
    """Of several verbs behind a preposition the one that no 的 separates from the end, else the first."""
    ends = len(words) - 1 - list(words)[::-1].index("的") if "的" in words[at:] else at
    later = [other for other in range(ends, len(words)) if words[other] in _LIGHT]
    return later[0] if later and ends > at + 1 and words[at] not in ("开展", "给予") else at


def _verb_follows(words: Sequence[str], at: int) -> bool:
    rest = words[at + 1 : at + 3]
    return any(rank_of(word) is not None for word in rest[:1]) or (
        len(rest) == 2 and rest[0] in ADVERBS and rank_of(rest[1]) is not None
    )


def _noun(words: Sequence[str], at: int, brought: int | None) -> bool:
    """Whether a verb that is a noun as often is one here: neither behind an adverb nor at the end, as in 向社区延伸."""
    last = at == len(words) - 1 and brought is not None and words[brought] in _GOES_LAST
    return words[at] in _nouns_too() and words[at - 1] not in ADVERBS and not last


def _attributive(words: Sequence[str], at: int, brought: int | None) -> bool:
    """Whether a verb belongs to what a preposition brings, or stands before 的."""
    after = words[at + 1 :]
    if after and after[0] == "的":
        return True
    if brought is None:
        return False
    return "的" in after and (at - brought <= 1 or words[at] not in _LIGHT)


def _run(words: Sequence[str], at: int, rank: int, head: bool) -> Verb:
    """The verb at `at`; of verbs that follow one another (宣传贯彻落实) the strongest, unless the first leads on."""
    best, strongest = words[at], rank
    if words[at] not in _LEADS_ON and rank > SOFT:
        for word in words[at + 1 :]:
            other = rank_of(word)
            if other is None or word not in _ADDS:
                break
            if other > strongest:
                best, strongest = word, other
    return Verb(_without_adverb(best), strongest, at, head)


def _without_adverb(word: str) -> str:
    """The verb of a word that has its adverb in it: 切实做好 is 做好."""
    if word not in scale():
        for cut in (2, 3):
            if word[:cut] in ADVERBS and rank_of(word[cut:]) is not None:
                return word[cut:]
    return word


def strength(text: str, verb: Verb | None) -> int | None:
    """How much a clause commits to: the rank of its verb, lifted by what allows no exception, lowered by what leaves room.

    >>> strength("严格落实年审制度", Verb("落实", 3, 1)), strength("逐步建立补贴制度", Verb("建立", 3, 1))
    (4, 2)
    """
    if _WITHOUT_GAP.search(text):
        return FIRM
    if verb is None or verb.rank is None:
        return None
    if verb.rank > SOFT and _FIRM_WORD.search(text):
        return FIRM
    return max(verb.rank - bool(_SOFT_WORD.search(text)), SOFT)
