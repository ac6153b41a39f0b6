"""The beginning of a paragraph goes in, its outline number comes out: 四、, （一）, 1., （1）, ①, 一是, 第一章, 专栏3.

A number is known by its form and place alone; whether it heads a section is the outline's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.numerals import han

_HAN = "[一二三四五六七八九十百]{1,4}"
_FORMS: tuple[tuple[str, str], ...] = (
    ("part", rf"(?P<part>第{_HAN}[编篇])(?:[ 　]+|(?=[^一-鿿])|(?=[一-鿿]))"),
    ("chapter", rf"(?P<chapter>第{_HAN}章)[ 　、：:]*"),
    ("subchapter", rf"(?P<subchapter>第{_HAN}节)[ 　、：:]*"),
    ("article", rf"(?P<article>第{_HAN}条)[ 　、：:]*"),
    ("han", rf"(?P<han>{_HAN})(?:、|．|\.)(?![一二三四五六七八九十]+[、级类])[ 　]*"),
    ("phan", rf"[（(](?P<phan>{_HAN})[)）][、.]?[ 　]*"),
    ("named", rf"(?P<named>(?:任务|工程|行动|重点任务|重点工程|专项行动){_HAN})(?:[：:、]|[ 　]+)"),
    ("decimal", r"(?P<decimal>\d{1,2}(?:[.．]\d{1,2}){1,3})(?![\d%％万亿年个元人])[ 　、]*(?=[一-鿿“《])"),
    ("num", r"(?P<num>\d{1,3}) ?(?:[.．、](?!\d)|(?=[　]))[ 　]*"),
    ("pnum", r"[（(](?P<pnum>\d{1,3})[)）][ 　]*"),
    ("halfnum", r"(?P<halfnum>\d{1,3})[)）][ 　]*"),
    ("circled", r"(?P<circled>[①-⑳])[ 　]*"),
    ("also", r"(?P<also>[一二三四五六七八九十]是)(?!否|以|为了)[，：:]?"),
)
_PATTERN = re.compile("|".join(form for _, form in _FORMS))
_BOX = re.compile(rf"专栏[ 　]*(?P<number>\d{{1,3}}|{_HAN})?[ 　：:、.]*(?P<title>[^。；\n]{{0,60}})$")
RANK = {kind: rank for rank, (kind, _) in enumerate(_FORMS)}
"""Which form stands above which where both are used: 第一编 above 第一章 above 一、 above （一） above 1. above （1）."""


@dataclass(frozen=True, slots=True)
class Number:
    """`printed` is the part of a path (四, （一）, 1, 一是), `value` its count, `length` the characters it takes."""

    kind: str
    printed: str
    value: int
    length: int


@dataclass(frozen=True, slots=True)
class BoxTitle:
    """The head of a 专栏; an unnumbered one has number None."""

    number: str | None
    title: str
    title_start: int


def number_of(text: str) -> Number | None:
    """The number that a paragraph begins with.

    >>> number_of("（三）主要目标。").printed
    '（三）'
    >>> number_of("三、四级智力残疾人") is None, number_of("2022年11月7日") is None
    (True, True)
    """
    match = _PATTERN.match(text)
    if match is None or match.lastgroup is None:
        return None
    kind = match.lastgroup
    token = match[kind]
    printed = {"phan": f"（{token}）", "pnum": f"（{token}）", "halfnum": f"{token}）"}.get(kind, token)
    return Number(kind, printed.replace("．", "."), _value(kind, token), match.end())


def _value(kind: str, token: str) -> int:
    if kind in ("num", "pnum", "halfnum"):
        return int(token)
    if kind == "circled":
        return ord(token) - ord("①") + 1
    if kind == "decimal":
        return int(re.split("[.．]", token)[-1])
    return han("".join(char for char in token if char in "一二三四五六七八九十百"))


def box_title(text: str) -> BoxTitle | None:
    """The head of a 专栏.

    >>> box_title("专栏2  残疾人社会保障重点项目").number
    '2'
    """
    match = _BOX.match(text)
    if match is None or (match["number"] is None and not match["title"]):
        return None
    number = match["number"]
    if number and not number.isdigit():
        number = str(han(number))
    return BoxTitle(number, match["title"].strip(), match.start("title"))
