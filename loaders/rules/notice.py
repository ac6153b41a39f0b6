"""The lines above a text go in, the notice that transmits it comes out: X关于印发Y的通知, who issues it and what it names.

A notice may run over several lines, and stand there more than once (the website's and the document's own): one whose issuer
is certain goes before one without. A notice that asks for opinions on a draft (关于征求《…》意见的公告) names a text too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.docnumbers import own_number
from loaders.rules.citations import closing, is_document
from loaders.rules.issuers import begins_like_body, named_bodies
from loaders.rules.record import Rule
from loaders.titles import bare_title

Span = tuple[int, int]

_SENDS = "印发|转发|批转|发布|下发|公布|颁布|颁发|印送"
_KINDS = "通知|函|公告|通报|决定|令"
_NOTICE = re.compile(
    rf"《?(?P<issuer>[^《》。；：:|]{{0,200}}?)\s*[《“]?\s*(?:关\s*于\s*(?:{_SENDS})|(?:{_SENDS})(?=\s*(?:关于|[《〈])))\s*"
    rf"(?P<inner>[^。；|]{{4,240}}?)\s*的?\s*(?P<kind>{_KINDS})[》”]?(?P<tail>\s*[（(][^（）()]{{2,40}}[)）]){{0,2}}\s*"
)
_BROKEN = re.compile(r"(?P<issuer>)《(?P<inner>[^《》\n]{4,120})》的(?P<kind>通知)\s*")
_CONSULT = re.compile(
    r"(?P<issuer>[^《》。；：:|]{0,80}?)\s*关于[^《》。]{0,20}(?P<inner>《[^\n]{4,160}》)[^《》。]{0,20}(?:意见|建议)[^《》。]{0,6}?"
    r"(?P<kind>公告|通知|函|启事|通告)"
)
_RUN_ON = re.compile(
    rf"(?P<issuer>[^《》。；：:|，]{{2,60}}?)(?:关于(?:{_SENDS})|(?:{_SENDS})(?=关于|《))"
    r"(?P<inner>(?:《[^《》]{4,120}》|[^。；：:，|]{4,120}?))的(?P<kind>通知)"
)
"""A notice at the head of a line that runs on, its line breaks lost."""
_SENT_OUT = re.compile(r"(?:《[^《》\n]{2,160}》|[^。\n《》]){0,200}?(?:印发|发给|公布|转发|发布|颁布|下发|征求|征询)")
_SENDING = re.compile(r"(?:将|制定|制订|编制|起草|形成|拟定|修订|修改|研究|印发)[^《》。]{0,24}$|^[\s《]*$")
DRAFT_MARK = r"(?:公开)?征求意见稿|征求意见(?:稿)?|草案(?:征求意见稿|公示稿|审议稿)?|送审稿|讨论稿|审议稿|报批稿|公示稿|评审稿|初稿|建议稿"
DRAFT = re.compile(rf"\s*[（(](?P<mark>{DRAFT_MARK})[)）]\s*$")
"""The mark of a text that is not adopted, behind its title."""
MAX_HEAD = 60
"""The longest line that is a title, a subtitle or a signature."""
_MAX_RUN, _RUN_LINES, _SEARCHED = 320, 5, 30


@dataclass(slots=True)
class Notice:
    """`words` and `span` of the notice, `issuer` the place of its head, `inner` the places of the titles that it names (in 《》
    where it has them); `transmits` is false of one that asks for opinions."""

    words: str
    span: Span
    issuer: Span | None
    inner: list[Span]
    transmits: bool


def find_notice(text: str, lines: list[Span], labelled: list[Span]) -> Notice | None:
    """The notice among the lines above a text, or among the titles that the front matter gives (`labelled`)."""
    spans = [*labelled, *runs(text, lines)]
    patterns = (_NOTICE, _CONSULT, _BROKEN)
    matches = [match for span in spans for pattern in patterns if (match := pattern.fullmatch(text, *span))]
    if not matches:
        long = (span for span in lines[:_SEARCHED] if span[1] - span[0] > MAX_HEAD)
        matches = [match for span in long if (match := _RUN_ON.match(text, *span))]
    best = surest(matches)
    if best is None:
        return None
    words = bare_title(text[best.start() : best.end("kind")])
    inner = quoted(text, *best.span("inner")) or [best.span("inner")]
    return Notice(words, best.span(), issuer_of(best), inner, best.re is not _CONSULT)


def runs(text: str, lines: list[Span]) -> Iterator[Span]:
    """Stretches of up to five neighbouring lines, each beginning first alone; a number or a sentence ends them."""
    for first in range(min(len(lines), _SEARCHED)):
        for last in range(first, min(first + _RUN_LINES, len(lines))):
            wide = lines[last][1] - lines[first][0] > _MAX_RUN
            closed = last > first and text[lines[last - 1][1] - 1] in "。；：:"
            if (wide and last > first) or closed or own_number(text[slice(*lines[last])]):
                break
            yield lines[first][0], lines[last][1]


def surest(matches: list[re.Match[str]]) -> re.Match[str] | None:
    """The first match whose issuer is certain, else probable, else any."""
    for fits in (_is_issuer, _may_be_issuer):
        for match in matches:
            if fits(match["issuer"]):
                return match
    return matches[0] if matches else None


def issuer_of(match: re.Match[str]) -> Span | None:
    """The place of the issuer that a title or notice begins with, None if it begins otherwise."""
    words = match["issuer"]
    start = match.start("issuer")
    return (start + len(words) - len(words.lstrip()), start + len(words.rstrip())) if _may_be_issuer(words) else None


def _is_issuer(words: str) -> bool:
    bodies, _ = named_bodies(words, 0, len(words))
    return bool(bodies) and all(begins_like_body(words[slice(*one)]) for one in bodies)


def _may_be_issuer(words: str) -> bool:
    return bool(named_bodies(words, 0, len(words))[0])


def quoted(text: str, start: int, end: int) -> list[Span]:
    """The outermost titles of documents in 《》, line breaks in them allowed."""
    found: list[Span] = []
    at = text.find("《", start, end)
    while at >= 0:
        stop = closing(text, at, end, over_lines=True)
        if stop is None:
            at = text.find("《", at + 1, end)
            continue
        if stop - at >= 6 and is_document(DRAFT.sub("", text[at + 1 : stop - 1]).strip(), ""):
            found.append((at + 1, stop - 1))
        at = text.find("《", stop, end)
    return found


def sent_out(text: str, lines: list[Span], *, behind_notice: bool) -> list[Span]:
    """The titles that the text above the plan sends out: 现将《…》印发, 《…》已经…同意，现予公布.

    A long line whose breaks are lost names other documents; behind a notice it may be longer.
    """
    found: list[Span] = []
    for start, end in lines:
        if end - start > (3 if behind_notice else 1) * _MAX_RUN:
            continue
        last = start
        for span in quoted(text, start, end):
            before = text[max(start, span[0] - 60) : span[0] - 1]
            listed = last > start and re.fullmatch(r"[》、，,和及与\s]*", text[last : span[0] - 1])
            if (listed or _SENDING.search(before)) and _SENT_OUT.match(text, span[1] + 1, end):
                found.append(span)
                last = span[1]
    return found


def _notices(text: str) -> list[str]:
    found = find_notice(text, [(0, len(text))], [])
    return [found.words] if found and found.transmits else []


RULES = (
    Rule(
        "metadata.notice",
        "a notice that transmits: X关于印发Y的通知",
        _notices,
        (
            "某市人民政府关于印发《某市规划》的通知",
            "某省人民政府办公厅关于转发某计划的通知",
            "某市人民政府办公厅印发关于促进就业实施方案的通知",
            "某市人民政府办公室关于印发某市2023年工作要点的通知（2023年3月1日）",
        ),
        ("关于某事的意见", "某市规划", "某省人民政府关于加强就业工作的通知"),
    ),
)
