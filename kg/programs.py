"""A programme's name as printed goes in, what it goes by comes out, and how programmes hang together by their names.

One programme is printed in many ways: with and without quotation marks, 书香中国·阅读有我 and 书香中国、阅读有我,
残疾人精准康复行动 and 残疾人精准康复服务行动, 全区第六届残运会 in a region and 自治区第六届残运会 in its counties. A key
is a function of the name and the place of whoever writes, so that it does not matter which documents there are. Where
it is not certain that two names mean one thing, they have two keys.

A facility (“阳光家园”等机构) and a programme (“阳光家园”计划) of one name are two things, with IRIs of two kinds that
end in the same key. What a name begins with, before a separator, may be the name of a broader programme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import pyoxigraph as ox

from kg import rdf
from kg.iris import Iris, digest
from kg.rdf import Node
from kg.titles import folded
from loaders.numerals import HAN, han
from ontology.model import ProgramKind
from ontology.regions import COUNTRY, Region, UnknownRegion, ancestors, by_code, leading

KINDS = ("program", "facility")
"""The kinds of IRIs that programmes have."""

_MARKS = "“”\"‘’'「」『』《》〈〉"
_GENERIC = "行动|计划|工程|项目|活动|品牌"
_BRAND = re.compile(rf"[“\"「『](?P<brand>[^{_MARKS}]{{2,}})[”\"」』][一-鿿]{{0,12}}(?:{_GENERIC})")
"""A brand with a word for what it is behind it: “五个一”文化项目."""
_SEPARATOR = re.compile(r"[、·•・‧∙—–―－\-~～:：|｜\s]+")

_ORDINAL = re.compile(rf"第([{HAN}]{{1,5}}|\d{{1,3}})([届次])")
_UNIT = "省市盟州区县旗"
_RELATIVE = re.compile(
    rf"全(?P<all>[国{_UNIT}])(?![域场土])性?|(?P<own>自治区)(?!级)|[我本](?P<our>[{_UNIT}])|(?P<of>[{_UNIT}])(?=第\d+[届次])"
)
"""Places that are told by who writes: 全区 is 自治区 in all of its counties, but its own 区 in a district."""
_EVENT = re.compile(r"(?:[赛节会月周日季]|[会汇展]演|演出)(?:活动)?$|\d[届次]")
_LONG = (("残运会", "残疾人运动会"), ("特奥会", "特殊奥林匹克运动会"))
_DISABLED = re.compile("康复|辅助器具|辅具|助残|助听|助行|托养|照料|无障碍|特殊教育|特教|盲|聋|手语|家园|特奥|展能")
"""Words after which 残疾人 tells nothing more."""
_SERVICE = re.compile(rf"(?<=..)服务(?=(?:{_GENERIC})$)")
_HELD = re.compile("(?<=[赛节会月周日季演])(?:系列)?活动$")
_SHORT = re.compile(rf"(?P<brand>.{{2,4}})(?:{_GENERIC})")
"""A short name with a generic word, which may as well stand outside the quotation marks: 助康工程, “助康”工程."""


def program_node(name: str, kind: ProgramKind, region: str | None, iris: Iris) -> Node:
    """The programme or facility that a document of the region means by a name."""
    return _node("facility" if kind == "facility" else "program", digest(program_key(name, region)), iris)


@lru_cache(maxsize=16384)
def program_key(name: str, region: str | None = None) -> str:
    """What a programme goes by: its place and number where the name tells them, and what is left of the name.

    >>> program_key("残疾人精准康复服务行动"), program_key("“残疾人精准康复”行动")
    ('精准康复', '精准康复')
    >>> program_key("全区第六届残运会", "150000") == program_key("自治区第六届残疾人运动会", "150304")
    True
    >>> program_key("全国第十二届残运会"), program_key("内蒙古残疾人艺术汇演"), program_key("残疾人艺术汇演")
    ('100000/12/残疾人运动会', '150000/残疾人艺术汇演', '残疾人艺术汇演')
    """
    brand = _BRAND.fullmatch(name.strip())
    rest = _ORDINAL.sub(_digits, folded(brand["brand"] if brand else name))
    for short, long in _LONG:
        rest = rest.replace(short, long)
    place, number, rest = _placed(rest, region)
    if not (number or _EVENT.search(rest)):
        if rest.startswith("残疾人") and _DISABLED.search(rest, 3):
            place, rest = "", rest[3:]  # each place carries out what bears this name everywhere
        rest = _SERVICE.sub("", rest)
        short_name = _SHORT.fullmatch(rest)
        rest = short_name["brand"] if short_name else rest
    return "/".join(part for part in (place, number, _HELD.sub("", rest)) if part)


def _digits(match: re.Match[str]) -> str:
    return f"第{match[1] if match[1].isdecimal() else han(match[1])}{match[2]}"


def _placed(text: str, region: str | None) -> tuple[str, str, str]:
    """The code of the place and the number with which a name begins, in either order, and what follows them."""
    place = number = ""
    for _ in range(2):
        if not number and (match := _ORDINAL.match(text)):
            number, text = match[1], text[match.end() :]
        if not place:
            place, text = _place(text, region)
    return place, number, text


def _place(text: str, region: str | None) -> tuple[str, str]:
    match = _RELATIVE.match(text)
    if match:
        code, length = _meant(next(filter(None, match.groups())), region), match.end()
    else:
        found, length = leading(text)
        code = found.code if found is not None and _is_plain(found, text[:length]) else ""
    return (code, text[length:]) if code and len(text) - length >= 3 else ("", text)


def _is_plain(region: Region, said: str) -> bool:
    """Whether words are certainly the name of a region: 安康 is a wish too, 安康市 is none."""
    return len(said) > 1 and (region.level in ("national", "province") or said[-1] in _UNIT)


def _meant(unit: str, region: str | None) -> str:
    """The code of the nearest place of a unit around whoever writes; nothing where it is not known."""
    if unit == "国":
        return COUNTRY
    try:
        around = (by_code(region[:6]), *ancestors(region[:6])) if region else ()
    except UnknownRegion:
        return ""
    return next((one.code for one in around if one.name.endswith(unit)), "")


# ── How programmes hang together ─────────────────────────────────────────────────────────────────────────────────────


def heads(names: Iterable[str]) -> list[str]:
    """The digests of what names begin with, before a separator, the longest first; none is that of a name itself.

    >>> heads(["大爱北疆、助康圆梦"]) == [digest(program_key("大爱北疆"))], heads(["“大爱北疆”"])
    (True, [])
    """
    plain = {name: "".join(char for char in name if char not in _MARKS).strip() for name in names}
    found = {
        text[: match.start()].strip()
        for text in plain.values()
        for match in _SEPARATOR.finditer(text)
        if match.start() > 1 and match.end() < len(text)
    }
    own = {digest(program_key(name)) for name in plain}
    keys = [digest(program_key(head)) for head in sorted(found, key=lambda head: (-len(folded(head)), head))]
    return [key for key in dict.fromkeys(keys) if key not in own]


def relations(
    program: Node, names: Iterable[str], is_described: Callable[[Node], bool], iris: Iris
) -> set[tuple[Node, Node, Node]]:
    """What a programme has to do with others that are described: the one next above it, and the facility of its name."""
    kind, key = kind_and_key(program, iris)
    stated = set()
    twin = namesake(program, iris)
    if is_described(twin):
        stated.add((program, rdf.RELATED, twin))
    above = (_node(kind, head, iris) for head in heads(names) if head != key)
    broader = next((node for node in above if is_described(node)), None)
    if broader is not None:
        stated.add((program, rdf.BROADER, broader))
    return stated


def namesake(program: Node, iris: Iris) -> Node:
    """The facility of the name of a programme, or the programme of the name of a facility."""
    kind, key = kind_and_key(program, iris)
    return _node(next(other for other in KINDS if other != kind), key, iris)


def kind_and_key(program: Node, iris: Iris) -> tuple[str, str]:
    """The kind of a programme's IRI and the digest of its key."""
    resource = iris.parse(program.value)
    if resource is None or resource.kind not in KINDS:
        raise ValueError(f"not the IRI of a programme of this store: {program.value}")
    return resource.kind, str(resource.fields["digest"])


def head_literals(names: Iterable[str]) -> list[ox.Literal]:
    """By what a programme is found when one appears that is broader."""
    return [ox.Literal(key) for key in heads(names)]


def _node(kind: str, key: str, iris: Iris) -> Node:
    return Node(iris.mint(kind, digest=key))
