"""Raw text goes in, the text without what is not the document's comes out, with what was set aside.

Bookmarks of word processors, page marks of compilations, folios (those glued to a line as well), control characters and
invisible characters.
"""

from __future__ import annotations

import re

from loaders.clean.folios import folio_spans
from loaders.clean.mapped import Edit, Mapped

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("clean.bookmark", re.compile(r"\[bookmark: ?[^\]\n]{0,80}\]")),
    ("clean.page-mark", re.compile(r"(?m)^# Page \d{1,5}:[ \t]*(?:\n[ \t]*\d{1,4}[ \t]*$)?")),
    ("clean.folio", re.compile(r"(?m)^[ \t　]*[-—–－] ?\d{1,4} ?[-—–－][ \t　]*$")),
    ("clean.page-count", re.compile(r"(?m)^[ \t　]*第 ?\d{1,4} ?页(?:[ ，,/]*共 ?\d{1,4} ?页)?[ \t　]*$")),
)
_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u2060\u202a-\u202e\u00ad]|[\x00-\x08\x0e-\x1f\x7f]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\u0085\u2028\u2029]")
_BLANK = re.compile("[\u00a0\u2002-\u200a\u202f\u205f]")


def unify(text: Mapped) -> Mapped:
    """One kind of line break, one kind of narrow blank, nothing invisible."""
    plain = text.text
    edits = [Edit(m.start(), m.end(), "\n") for m in _BREAK.finditer(plain)]
    edits += [Edit(m.start(), m.end()) for m in _INVISIBLE.finditer(plain)]
    edits += [Edit(m.start(), m.end(), " ") for m in _BLANK.finditer(plain)]
    return text.edit(sorted(edits, key=lambda e: e.start)) if edits else text


def set_aside(text: Mapped) -> tuple[Mapped, list[tuple[str, Mapped]]]:
    """The text without marks, and each mark with the rule that knew it."""
    aside: list[tuple[str, Mapped]] = []
    for rule, pattern in _RULES:
        spans = [m.span() for m in pattern.finditer(text.text)]
        aside += [(rule, text[start:end]) for start, end in spans]
        text = text.edit(Edit(start, end) for start, end in spans)
    glued = folio_spans(text.text)
    aside += [("clean.folio", text[start:end]) for start, end in glued]
    return text.edit(Edit(start, end) for start, end in glued), aside
