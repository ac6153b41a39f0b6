"""The signatures, the headline and the front matter go in, the day on which the document was signed comes out.

The signature tells it; else the date of it that the website names, a date in brackets by the title, the day that made a
law, the day on which the website says that the text was made, a date among the last lines. Sites print the day of entry
as 成文日期, which is why the signature goes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from loaders.dates import DATE, day_of, first_day
from loaders.rules.frontmatter import FrontMatter
from loaders.rules.notice import MAX_HEAD
from loaders.rules.signature import Signature

Span = tuple[int, int]
Day = tuple[date, Span]

_BEHIND = re.compile(rf"[（(](?P<day>{DATE.pattern})[^（）()\d]{{0,30}}[)）]?$")
_ADOPTED = re.compile(
    rf"[（(]?[^（）()\n]{{0,20}}(?P<day>{DATE.pattern})[^（）()\n]{{0,60}}(?:通过|公布|批准|签发|修订|发布)[)）]?"
)
_LAST_LINES, _NEAR, _LONGEST = 6, 120, 400


def told_days(text: str, matter: FrontMatter, name: str) -> list[Day]:
    """The days of a property of the front matter."""
    found = [(first_day(text, *span), span) for span in matter.values(name)]
    return [(day[0], span) for day, span in found if day]


def find_issued(
    text: str, above: list[Span], body: list[Span], signatures: list[Signature], near: Span | None, matter: FrontMatter
) -> Day | None:
    """The day of signature; `above` are the lines above the text, `near` is the place of the notice's title, or the title's."""
    return next(_days(text, above, body, signatures, near, matter), None)


def _days(
    text: str, above: list[Span], body: list[Span], signatures: list[Signature], near: Span | None, matter: FrontMatter
) -> Iterator[Day]:
    alone = [(one.day, one.day_span) for one in signatures if not one.issuers and one.day]
    yield from ((one.day, one.day_span) for one in signatures if one.issuers and one.day)
    yield from (one for one in alone if not above or one[1][0] <= above[-1][1])
    yield from told_days(text, matter, "signed")
    if near:
        heads = [span for span in above if near[0] <= span[0] <= near[1] + _NEAR]
        yield from (day for span in [*heads, near] if (day := _behind(text, span)))
    yield from _adopted(text, [span for span in above if span[1] - span[0] <= 2 * MAX_HEAD])
    yield from told_days(text, matter, "made")
    last = body[-_LAST_LINES:]
    yield from (one for one in alone if last and one[1][0] >= last[0][0])


def _behind(text: str, span: Span) -> Day | None:
    """A date in brackets at the end of a title line; the closing bracket may be lost."""
    match = _BEHIND.search(text[slice(*span)]) if span[1] - span[0] < _LONGEST else None
    day = day_of(match) if match else None
    return (day, (span[0] + match.start("day"), span[0] + match.end("day"))) if match and day else None


def _adopted(text: str, lines: list[Span]) -> Iterator[Day]:
    """The line that tells who adopted a law when: the last one that says 公布, else the first."""
    made = [span for span in lines if "公布" in text[slice(*span)] and DATE.search(text, *span)]
    for span in made[-1:] or lines:
        words = text[slice(*span)]
        match = _ADOPTED.fullmatch(words) or (_ADOPTED.match(words) if words[0] in "（(" else None)
        day = day_of(match) if match else None
        if match and day:
            yield day, (span[0] + match.start("day"), span[0] + match.end("day"))
