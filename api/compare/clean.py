"""Any text goes in, text that every form can hold comes out: characters that XML forbids are replaced."""

from __future__ import annotations

import re
import unicodedata

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u0080-\u009f]")
_STEERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


def clean(text: str) -> str:
    r"""The text with U+FFFD for each character that stands for nothing.

    >>> clean("规划\x00\x1b[31m\ud800")
    '规划��[31m�'
    """
    return _FORBIDDEN.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def line(text: str) -> str:
    r"""The text on one line.

    >>> line("一、任务\n　做好。")
    '一、任务 做好。'
    """
    return _BREAKS.sub(" ", clean(text)).strip()


def calm(text: str) -> str:
    """The text on one line, without the characters that turn the direction of what follows: for plain text.

    >>> calm(" 规\u202e划")
    '规划'
    """
    return inner(text).strip()


def inner(text: str) -> str:
    """The same of a piece of a line, with the blanks around it."""
    return _STEERING.sub("", _BREAKS.sub(" ", clean(text)))


def width(text: str) -> int:
    """How many places a text takes where a Chinese character takes two.

    >>> width("规划 a")
    6
    """
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
