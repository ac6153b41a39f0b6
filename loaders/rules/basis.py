"""A text goes in, the places of its basis clauses come out: the sentences that say on what it is based.

根据《…》，制定本规划; 为贯彻落实《…》，提出如下意见; 《本规划》根据《…》编制. The notice and the plan that it transmits may each have one.
"""

from __future__ import annotations

import re
from itertools import islice

Span = tuple[int, int]

_BASIS = re.compile(r"(?:根据|依据|按照|依照|为(?:了)?(?:贯彻|全面|深入|认真|落实|进一步))")
_AIM = re.compile(r"(?<![^\n。：！\s])为了?[^《。\n]{0,120}(?:落实|贯彻|执行)")
_MADE = re.compile(
    r"(?:制定|编制|制订|提出|起草|拟定|研究制定)(?:形成|完成)?(?:了)?(?:本|如下|以下|此|出?《)"
    r"|(?:通知|意见|决定|公告|通告|规定|措施)如下[：:。]"
    r"|(?<=》)(?:等[^，。；《]{0,8})?(?:制定|编制|制订)(?=[，。；])"
    r"|(?P<loose>制定|编制|制订)[^，。；：《》]{2,40}(?:规划|方案|计划|意见|措施|办法|要点|细则|纲要)(?=[。；：\n]|$)"
)
_OWN = re.compile(r"本(?:规划|方案|意见|办法|预案|计划|细则|规定|条例|纲要|措施|行动|实施|规则|要点|决定|通知)")
"""What a document calls itself."""
_OTHERS = re.compile(r"各[地级县市区旗盟部单有乡]|要(?!求|点)|应当|须")
"""Who is told to make something of his own."""
_MOST, _LONGEST, _FIRST = 40, 2000, 13
"""How many clauses are looked at in a stretch, how long a sentence may be, and in how many stretches any form will do:
further down, where tasks tell others to make something, only 制定本规划 does."""


def basis_spans(text: str, stretches: list[Span]) -> list[Span]:
    """The basis clauses of the first of the stretches that has any.

    >>> text = "根据《就业促进法》，结合实际，制定本规划。"
    >>> [text[start:end] for start, end in basis_spans(text, [(0, len(text))])]
    ['根据《就业促进法》，结合实际，制定本']
    """
    for at, (start, end) in enumerate(stretches):
        clauses = islice(_MADE.finditer(text, start, end), _MOST)
        own = (made for made in clauses if at < _FIRST or _OWN.match(text, made.end() - 1))
        found = [span for made in own if (span := _basis(text, start, made)) is not None]
        if found:
            return found
    return []


def _basis(text: str, start: int, made: re.Match[str]) -> Span | None:
    """The basis in the sentence that ends with 制定本…"""
    start = max(start, made.start() - _LONGEST)
    begin = max(max(text.rfind(mark, start, made.start()) + 1 for mark in "。：！"), start)
    if made["loose"] and _OTHERS.search(text, max(begin, made.start() - 20), made.start()):
        return None
    basis = _AIM.search(text, begin, made.start()) or _BASIS.search(text, begin, made.start())
    if basis and text.find("《", basis.start(), made.start()) >= 0:
        return basis.start(), made.end()
    return None
