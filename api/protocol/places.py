"""A text and an offset in it go in; the line, the column and an excerpt with a caret come out."""

from __future__ import annotations

from unicodedata import east_asian_width

_MOST_SHOWN = 100


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and the column, both from 1; a column is a character.

    >>> place("ASK {\\n  ?s }", 8)
    (2, 3)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, line: int, column: int) -> int:
    """The inverse of `place`, never beyond the text.

    >>> offset_of("ASK {\\n  ?s }", 2, 3)
    8
    """
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def excerpt(text: str, offset: int) -> str:
    """The line around an offset, and below it a caret; a wide character before it takes a wide blank.

    >>> print(excerpt("ASK {\\n  ?城市 ?p }", 8))
      ?城市 ?p }
      ^
    """
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)].rstrip("\r").replace("\t", " ")
    at = offset - start
    cut = max(0, at - _MOST_SHOWN // 2)
    shown = line[cut : cut + _MOST_SHOWN]
    blanks = "".join("\u3000" if east_asian_width(one) in "WF" else " " for one in shown[: at - cut])
    return f"{shown}\n{blanks}^"
