"""A stretch of text goes in, the places in it where labels outside brackets name who does what come out.

Lines that each begin with a label (牵头单位：… / 责任单位：…) make one place, lines of other labels among them (责任领导：,
完成时限：) and bodies that go on in the next line included; so do labels behind a full stop in a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders.rules.clause_forms import list_of_bodies
from loaders.rules.clause_words import ALONE, LABEL, TIME_LABEL
from loaders.spans import Span

_INLINE = re.compile(rf"(?:[。；;！!）)]|(?<=\S)\s)[ 　]*(?={LABEL.pattern})")
_OTHER = re.compile(r"[一-鿿]{1,10}[:：][^\n]{0,60}")
_BLANKS = re.compile(r"[ 　\t*]*")
_UNFINISHED = "、，,：:"


def label_places(text: str, start: int, end: int) -> Iterator[Span]:
    """The places within `start:end`, in order; offsets are those of `text`.

    >>> text = "做好服务。\\n牵头单位：市民政局\\n责任人：某某\\n责任单位：市残联\\n做好管理。责任单位：市残联。完。"
    >>> [text[place[0] : place[1]] for place in label_places(text, 0, len(text))]
    ['牵头单位：市民政局\\n责任人：某某\\n责任单位：市残联', '责任单位：市残联']
    """
    run: Span | None = None
    before: int | None = None
    for at, stop in _lines(text, start, end):
        other = _OTHER.fullmatch(text, at, stop)
        if _begins(text, at, stop, end) or (run and _goes_on(text, run, at, stop)):
            finish = _full_stop(text, at, stop)
            run = (run[0] if run else at if before is None else before, finish)
            if finish < stop:  # what follows in the line is no part of it
                yield run
                run = None
                yield from _inline(text, finish, stop)
            before = None
        elif other and run:
            run = (run[0], stop) if TIME_LABEL.match(text, at) else run
        elif other:
            before = at if before is None and TIME_LABEL.match(text, at) else before
        else:
            if run:
                yield run
            run = before = None
            yield from _inline(text, at, stop)
    if run:
        yield run


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """The lines, without the blanks before them; empty ones left out."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        blanks = _BLANKS.match(text, at, stop)
        begin = blanks.end() if blanks else at
        if begin < stop:
            yield begin, stop
        at = stop + 1


def _begins(text: str, at: int, stop: int, end: int) -> bool:
    """Whether the line begins with a label; or is one, with bodies in the next line."""
    if ALONE.fullmatch(text, at, stop):
        after = text.find("\n", stop + 1, end)
        return bool(list_of_bodies(text[stop + 1 : end if after < 0 else after], 0))
    return LABEL.match(text, at, stop) is not None


def _goes_on(text: str, run: Span, at: int, stop: int) -> bool:
    """Whether bodies go on in this line: the last one ended in a separator or in a label."""
    if at - run[1] > 2:
        return False
    line = text.rfind("\n", run[0], run[1]) + 1
    unfinished = text[run[1] - 1] in _UNFINISHED or ALONE.fullmatch(text, max(line, run[0]), run[1])
    return bool(unfinished and list_of_bodies(text[at:stop].rstrip("。；、，"), at))


def _full_stop(text: str, at: int, stop: int) -> int:
    """Where the labels of a line end: at the full stop that no other label follows."""
    while (at := text.find("。", at, stop)) >= 0:
        if at + 1 < stop and not LABEL.match(text, at + 1, stop) and _is_text(text[at + 1 : stop]):
            return at
        at += 1
    return stop


def _is_text(words: str) -> bool:
    """Whether words behind a full stop are a sentence of their own, and no remark (不再列出, 下同, a bracket)."""
    return len(words) > 8 and not re.match(r"[）)〕\]】]", words) and "不再" not in words and "牵头单位" not in words


def _inline(text: str, at: int, stop: int) -> Iterator[Span]:
    """A label behind a full stop in a line, up to the next one."""
    inline = _INLINE.search(text, at, stop)
    if inline:
        full_stop = text.find("。", inline.end(), stop)
        while 0 <= full_stop < stop - 1 and LABEL.match(text, full_stop + 1, stop):
            full_stop = text.find("。", full_stop + 1, stop)
        yield inline.end(), stop if full_stop < 0 else full_stop
