"""Texts of a page go in, words as they are read come out: blanks of the source gone, marks of Markdown written as themselves."""

from __future__ import annotations

import re

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…·"
_SOURCE_BLANKS = re.compile(r"[ \t\n\r\f]++")
_ASIAN = re.compile(f"[{_HAN}]")
_HARD = str.maketrans({"\u00a0": " ", "\u2002": " ", "\u2003": "　", "\u200b": None, "\ufeff": None})
_BLANKS = " 　\t\n\r\f"
_INDENT = re.compile(r"[ \n]*(?:　{2}|\u00a0{4}|(?:[\u00a0\u2002\u2003] ?){4})")
INDENT = "　　"
_MARKUP = re.compile(r"\*\*|__|\\(?=[\\*_#>])|^#{1,6}(?=[ \t])|^>")
_PUNCTUATION = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """The words of a paragraph: blanks of the source are one, none where a line of the source was broken in Chinese.

    Blanks that the page prints (&nbsp;, full-width ones) stay inside: they are columns.

    >>> tidy(" 做好\\n    残疾人 工作 of\\n 2025年。")
    '做好残疾人 工作 of 2025年。'
    """
    return _SOURCE_BLANKS.sub(_blank, text).translate(_HARD).strip(_BLANKS)


def _blank(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if "\n" not in match[0] and "\r" not in match[0]:
        return " "
    inside = start > 0 and end < len(text)
    return "" if inside and _ASIAN.match(text[start - 1]) and _ASIAN.match(text[end]) else " "


def indented(text: str) -> bool:
    """Whether a paragraph begins with the blanks of an indentation.

    >>> indented("　　一、目标"), indented("\\u00a0 一、目标")
    (True, False)
    """
    return _INDENT.match(text) is not None


def joined(lines: list[str]) -> str:
    """Lines as one: joined without a blank between Chinese characters.

    >>> joined(["市残联", "市民政局", "", "A", "B"])
    '市残联市民政局A B'
    """
    whole = ""
    for line in filter(None, lines):
        glue = whole and not (_ASIAN.match(whole[-1]) or _ASIAN.match(line[0]))
        whole += f" {line}" if glue else line
    return whole


def escaped(text: str) -> str:
    """Words that Markdown must not read as its marks.

    >>> escaped("> 90"), escaped("# 号"), escaped("2 * 3")
    ('\\\\> 90', '\\\\# 号', '2 * 3')
    """
    text = _MARKUP.sub(lambda match: "".join(f"\\{char}" for char in match[0]), text)
    return f"｜{text[1:]}" if text.startswith("|") else text


def cell(text: str) -> str:
    """Words for a cell of a row, in which a bar would end the cell."""
    return escaped(text.replace("|", "｜"))


def squashed(text: str) -> str:
    """The letters, digits and characters alone.

    >>> squashed("某市“十四五”规划（2021 年）")
    '某市十四五规划2021年'
    """
    return _PUNCTUATION.sub("", text)
