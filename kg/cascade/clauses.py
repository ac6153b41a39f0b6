"""Sentences of a plan go in, their clauses come out: the smallest stretches with a verb and an object of their own.

Commas and semicolons cut, but not within brackets, quotation marks or titles. A fronted circumstance (按照…, 对…, 到2025年)
belongs to the clause that it introduces; what has no verb of its own belongs to the clause before it. Verbs joined by 、
make one clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kg.cascade.values import Item, Plan, Span
from kg.cascade.verbs import ADVERBS, FIRM, Verb, main_verb, strength
from kg.cascade.words import cutter

_OPEN, _CLOSE = "（(《〈“〔[【", "）)》〉”〕]】"
_MARKS = re.compile(rf"[，；,;。！？\n{re.escape(_OPEN + _CLOSE)}]")
_BLANK = " \t　，。；！？,;\n"
_COLUMNS = re.compile(r"\S(?: {2,}|\t)\S.*\S(?: {2,}|\t)\S")

_DATE = re.compile(
    r"(?:[到至]|截至|力争)?(?:\d{4}|每)年(?:\d{1,2}月)?(?:底|末)?(?:前|之前|起|以前)?|“?十[三四五六]五”?(?:期间|时期|末)?"
)
_WITHIN = re.compile(
    r"(?:在|经|待|自|于|随着).{1,70}(?:[中下上里内后前时]|期间|过程|基础上|同时|方面|领域|以来|环节|实际)"
)
_MANNER = re.compile(
    r"(?:按照?|根据|依据|依照|遵照|围绕|聚焦|结合|针对|通过|依托|充分利用|利用|运用|借助|本着|以|基于|对照|参照|鉴于|面向|随着|坚持以|采取|瞄准|立足|适应|切实围绕)"
    r"(?!后|前)"
)
_MODAL = re.compile(r"(?:并|又|还|既)?(?:要|应|须)?")
_MANNER_END = re.compile(
    r"(?:要求|规定|部署|安排|原则|方式|形式|方法|途径|基础|情况|实际|需要|需求|契机|导向|抓手|渠道|路径|目标|精神|特点|分工|职责|思路|手段|模式|机遇"
    r"|方向|因素|等|平台|标准|政策|作用|成果|优势|条件|计划|力量|区域|重点|领域|问题|环节|任务)"
)
_TOPIC = re.compile(r"(?:对于?|将|把|为了?|向|与|同|由|给|针对|除|关于|从)")
_TAIL = re.compile(r"(?:涵盖|包括|包含|覆盖(?!面)|其中|含|如|即|及(?!时|早)|以及|和|或|等|特别是|尤其是)")
_AFTER = re.compile(r".{1,40}(?:后|之后|的|时|之前|以前|前提下|期间)")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|〔[^〕]*〕|（[^）]*）")
_NO_VERB = re.compile(
    r"结合|依托|后续|居住|继续|用于|符合|属于|按照|根据|存在|具有|没有|经过|以及|坚持以|围绕|面向|聚焦"
)
_ALL = re.compile(r"应(.{1,2})尽\1")
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是)\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """A stretch of an item that can be kept, changed or dropped; `strength` is what it commits to, from 1 to 4."""

    item: Item
    span: Span
    order: int
    verb: Verb | None
    strength: int | None
    fronted: int
    """How many characters of the span come before the stretch that has the verb."""


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """All words and marks of a text in order."""
    return tuple(cutter().cut(text))


def clauses_of(item: Item) -> tuple[Clause, ...]:
    """The clauses of an item in order, with the verb of each; one that has none shares the verb that governs it."""
    found: list[Clause] = []
    for sentence in item.sentences:
        before: Clause | None = None
        for span, fronted in cut(sentence):
            verb = _verb(span.quote[fronted:]) or _verb(span.quote)
            if before is not None and _governed(before, span.quote, verb):
                verb = before.verb
            said = strength(span.quote[fronted:], verb)
            before = Clause(item, span, len(found), verb, said, fronted)
            found.append(before)
    return tuple(found)


def plan_clauses(plan: Plan) -> tuple[Clause, ...]:
    """The clauses of all tasks and box items of a plan."""
    return tuple(clause for item in (*plan.tasks, *plan.items) for clause in clauses_of(item))


def cut(sentence: Span) -> Iterator[tuple[Span, int]]:
    """The clauses of a sentence, and how many characters of each are fronted circumstances.

    >>> [span.quote for span, _ in cut(Span(0, 23, "按照部署要求，建立健全制度，对符合条件的，给予补贴。"))]
    ['按照部署要求，建立健全制度', '对符合条件的，给予补贴']
    """
    pieces = list(_pieces(sentence.quote))
    groups: list[list[tuple[int, int]]] = []
    heads: list[int] = []
    open_group = False
    for start, end in pieces:
        kind = _kind(sentence.quote[start:end])
        if open_group:
            groups[-1].append((start, end))
            heads[-1] = start
        elif kind == "tail" and groups:
            groups[-1].append((start, end))
            continue
        else:
            groups.append([(start, end)])
            heads.append(start)
        open_group = kind in ("fronted", "tail")
    if open_group and len(groups) > 1:
        groups[-2].extend(groups.pop())
        heads.pop()
    for group, head in zip(groups, heads, strict=True):
        start, end = group[0][0], group[-1][1]
        yield (
            Span(sentence.start + start, sentence.start + end, sentence.quote[start:end]),
            head - start,
        )


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between marks outside brackets, without blanks and marks around them."""
    depth, start = 0, 0
    for mark in _MARKS.finditer(text):
        if mark[0] in _OPEN:
            depth += _closed(text, mark.start())
        elif mark[0] in _CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0 or mark[0] in "。！？\n":
            depth = 0
            yield from _trimmed(text, start, mark.start())
            start = mark.end()
    yield from _trimmed(text, start, len(text))


def _closed(text: str, at: int) -> bool:
    """Whether a bracket is closed in the text at all."""
    return text.find(_CLOSE[_OPEN.index(text[at])], at) > 0


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in _BLANK:
        start += 1
    while start < end and text[end - 1] in _BLANK:
        end -= 1
    start += len(match[0]) if (match := _NUMBERED.match(text[start:end])) else 0
    if start < end and not _COLUMNS.search(text[start:end]):
        yield start, end


@lru_cache(maxsize=20_000)
def _kind(piece: str) -> str:
    """What a stretch between commas is: a clause, a circumstance fronted to the next, or the tail of the one before."""
    if _DATE.fullmatch(piece) or _WITHIN.fullmatch(piece) or (_AFTER.fullmatch(piece) and not _does(piece)):
        return "fronted"
    if piece.endswith(("的", "后")) or piece in ("同时", "其中"):
        return "fronted"
    modal = _MODAL.match(piece)
    manner = _MANNER.match(piece, modal.end() if modal else 0)
    if manner and _MANNER_END.search(piece, len(piece) - 3) and not _does(piece[manner.end() :], after=True):
        return "fronted"
    verb = _verb(piece)
    if _TAIL.match(piece) and not (verb and verb.rank and verb.rank > 1 and verb.head):
        return "tail"
    if verb is not None:
        return "clause"
    return "fronted" if manner or _TOPIC.match(piece) else "tail"


def _does(piece: str, *, after: bool = False) -> bool:
    """Whether a stretch has a verb of its own: behind a preposition, one that is not the first word."""
    verb = _verb(piece)
    return verb is not None and not (after and (verb.at == 0 or verb.head))


@lru_cache(maxsize=20_000)
def _verb(piece: str) -> Verb | None:
    """The verb of a stretch; where the scale knows none, the verb at its head."""
    piece = _QUOTED.sub(lambda match: "某" * len(match[0]), piece)
    known = main_verb(tokens(piece))
    if known is not None:
        return known
    if match := _ALL.search(piece):
        return Verb(match[0], FIRM, len(tokens(piece[: match.start()])), False)
    for at, (word, kind) in enumerate(cutter().tag(piece)):
        if kind == "v" and len(word) > 1 and not _NO_VERB.match(word):
            return Verb(word, None, at)
        if kind not in ("d", "ad", "a", "vd", "c") and word not in ADVERBS:
            return None
    return None


def _governed(before: Clause, text: str, verb: Verb | None) -> bool:
    """Whether the verb of the clause before governs this one too: 鼓励将甲向乙延伸，丙向丁延伸."""
    governs = before.verb is not None and before.verb.head and before.verb.rank is not None and before.verb.rank <= 2
    parallel = re.search("[将把向]", before.span.quote) and re.search("[将把向]", text)
    return bool(governs and parallel and (verb is None or not verb.head))
