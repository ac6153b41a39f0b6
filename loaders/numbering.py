"""The beginning of a paragraph goes in, its outline number comes out: 四、, （一）, 1., 1.1, （1）, ①, 一是, 第一章, 专栏3.

A number is known by its form and place alone; whether it heads a section is for its neighbours to say (`loaders.sequence`).
Forms that prose begins with as easily (1 总则, 一 总体要求, 1) 加强) are loose: they count only where the next number of an
outline is expected.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from loaders.numerals import han

_HAN = "[一二三四五六七八九十百]{1,5}"
_VALUE = rf"(?:{_HAN}|\d{{1,3}})"
_GRADES = "[一二三四五六七八九十]+[、级类]"
_NAMES = "(?:重点|重大|主要|专项|攻坚|改革|具体|工作|提升|民生)*(?:任务|工程|行动|项目|举措|措施|计划|专题|板块|抓手)"
_QUANTITY = (
    r"[%％‰℃倍元岁吨亩米]|[万亿千百][亿元人户吨亩千平立个家台辆次株头只米公件套处左以余多，。]|[万亿]$|人次|公里|公顷|个?百分点|平方|立方|"
    r"小时|分钟|年(?!度|轻|龄)|个(?!人|体|性)"
)
"""What tells that a number counts things."""
_COUNTED = (
    _QUANTITY
    + r"|[月号级期届批套辆]|日(?!常)|人(?!才|民|口|居|工|文|大|社|力)|家(?!庭|政|长)|条(?!件)|座|所(?!有)|项(?!目)|户(?!籍|外)|名(?!优|牌|特|录)|"
    r"位(?!置)|处(?!理|置)|次(?!生)|类(?!别)|台(?!账)|件|天(?!然)|周(?!边)"
)
_FORMS: tuple[tuple[str, str], ...] = (
    ("part", rf"(?P<part>第{_VALUE}(?:编|篇|部分))[ 　、：:]*"),
    ("chapter", rf"(?P<chapter>第{_VALUE}章)[ 　、：:]*"),
    ("subchapter", rf"(?P<subchapter>第{_VALUE}节)[ 　、：:]*"),
    ("han", rf"(?P<han>{_HAN}) ?(?:、|．|\.)(?!{_GRADES})[ 　]*"),
    ("article", rf"(?P<article>第{_VALUE}条)(?![款项至到、和]|规定|措施)[ 　：:]*"),
    ("phan", rf"[（(] ?(?P<phan>{_HAN}) ?[)）][、.．]?[ 　]*|(?P<phan_>[㈠-㈩])[、.．]?[ 　]*"),
    ("named", rf"(?P<named>{_NAMES}{_VALUE})(?:[：:、.．]|[ 　]+)[ 　]*"),
    (
        "decimal",
        rf"(?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?!\d)[.．、]?(?![ 　]*(?:{_QUANTITY}))[ 　]*(?=[^\s\d.,，。、~～—-]|\d[A-Z])",
    ),
    ("num", r"(?P<num>\d{1,3}) ?(?:[.．、](?!\d)|(?=[　]))[ 　]*"),
    ("pnum", r"[（(] ?(?P<pnum>\d{1,3}) ?[)）][、.．]?[ 　]*|(?P<pnum_>[⑴-⒇])[ 　]*"),
    ("halfnum", r"(?P<halfnum>\d{1,3})[)）][ 　]*"),
    ("circled", r"(?P<circled>[①-⑳])[ 　]*"),
    ("roman", r"(?P<roman>[Ⅰ-Ⅻ])[ 　]*[.．、][ 　]*"),
    ("also", r"(?P<also>[一二三四五六七八九十]是)(?!否|以|为了)[，：:]?"),
)
_PATTERN = re.compile("|".join(form for _, form in _FORMS))
_LOOSE = re.compile(
    rf"(?P<han>{_HAN})(?:[ 　]+|[，：:] ?)(?=[一-鿿“])(?!{_GRADES})"
    rf"|(?P<num>\d{{1,2}}) *(?=[一-鿿“])(?!(?:{_COUNTED}))"
    rf"|(?P<phan>{_HAN})[)）][ 　]*"
)
_BOX = re.compile(rf"专栏[ 　]*(?P<number>\d{{1,3}}|{_HAN})?[ 　：:、.]*(?P<title>[^。；\n]{{0,60}})$")
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")
_FIRST = frozenset(
    "第一二三四五六七八九十百（(重主专攻改具工提民任行项举措计板抓0123456789０１２３４５６７８９"
) | frozenset(chr(code) for first, last in ("㈠㈩", "⑴⒇", "①⑳", "ⅠⅫ") for code in range(ord(first), ord(last) + 1))
"""What a number can begin with: nearly every paragraph is told by its first character."""
RANK = {kind: rank for rank, (kind, _) in enumerate(_FORMS)}
"""Which form stands above which where nothing else tells: 第一编 above 第一章 above 一、 above （一） above 1. above （1）."""
CHAPTERS = ("part", "chapter", "subchapter", "han")
"""The forms that never stand below an item."""


@dataclass(frozen=True, slots=True)
class Number:
    """`printed` is the part of a path (四, （一）, 1, 一是), `value` its count, `length` the characters it takes."""

    kind: str
    printed: str
    value: int
    length: int
    loose: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """The counts of a decimal number: 3.1.2 → (3, 1, 2); of any other number its value."""
        return tuple(map(int, self.printed.split("."))) if self.kind == "decimal" else (self.value,)


@dataclass(frozen=True, slots=True)
class BoxTitle:
    """The head of a 专栏; an unnumbered one has number None."""

    number: str | None
    title: str
    title_start: int


def number_of(text: str) -> Number | None:
    """The number that a paragraph begins with.

    >>> number_of("（三）主要目标。").printed, number_of("3.1.2 供水").parts
    ('（三）', (3, 1, 2))
    >>> number_of("三、四级智力残疾人") is None, number_of("2022年11月7日") is None, number_of("2.69万亿元") is None
    (True, True, True)
    """
    match = _PATTERN.match(text) if text[:1] in _FIRST else None
    return None if match is None else _number(match, loose=False)


def loose_number_of(text: str) -> Number | None:
    """The number that a paragraph may begin with, if an outline expects it there.

    >>> loose_number_of("1总则").printed, loose_number_of("二 重点任务").printed, loose_number_of("3个园区")
    ('1', '二', None)
    """
    match = _LOOSE.match(text) if text[:1] in _FIRST else None
    return None if match is None else _number(match, loose=True)


def _number(match: re.Match[str], loose: bool) -> Number | None:
    name = match.lastgroup
    if name is None:
        return None
    kind, token = name.rstrip("_"), match[name].translate(_WIDE)
    printed = {"phan": f"（{token}）", "pnum": f"（{token}）", "halfnum": f"{token}）"}.get(name, token)
    return Number(kind, printed, _value(kind, token), match.end(), loose)


def _value(kind: str, token: str) -> int:
    if kind == "decimal":
        return int(token.split(".")[-1])
    if len(token) == 1:
        return int(unicodedata.numeric(token))
    digits = re.search(r"\d+", token)
    return int(digits.group()) if digits else han("".join(char for char in token if char in "一二三四五六七八九十百"))


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
