"""The head of a title or notice goes in (A、B等4部门关于…), the bodies that it names come out, and their names with the place.

Bodies are separated by blanks, line breaks or 、, or written one behind the other. Of 某局等4部门 only 某局 is named: the
others are known if the document is signed. A government that leaves its place out (市人民政府) is given it.
"""

from __future__ import annotations

import re

from loaders.departments import identify
from loaders.rules.record import Rule
from loaders.rules.signature import is_body
from ontology.regions import COUNTRY, Region, leading

Span = tuple[int, int]

AND_OTHERS = re.compile(
    r"等\s?(?:[一二三四五六七八九十\d]{1,3}\s?个?)?(?:省直|市直|县直|区直|中央)?(?:部门|单位|厅局|委办局|机构|部委)?$"
)
_JOINT = re.compile(r"(?<=[室厅府委会局部院联署])")
_HEADS = re.compile(r"国|中共|中央|中华|全国|最高人民|新疆生产建设兵团|兵团|共青团|第[一二三四五六七八九十]+师")
_LEVEL_WORD = re.compile(
    r"(?P<kind>自治[区州县旗]|[省市县区旗盟州])(?P<rest>(?:人民政府|政府|委(?!员会)|行政公署|行署).*|[^委政人].+)"
)


def named_bodies(text: str, start: int, end: int) -> tuple[list[Span], bool]:
    """The places of the bodies in the words, and whether 等部门 says that there are more.

    >>> text = "中共通辽市委办公室通辽市人民政府办公室"
    >>> [text[a:b] for a, b in named_bodies(text, 0, len(text))[0]]
    ['中共通辽市委办公室', '通辽市人民政府办公室']
    """
    others = AND_OTHERS.search(text[start:end].rstrip())
    more = others is not None and others.group() != ""
    if others and more:
        end = start + others.start()
    found: list[Span] = []
    open_at: int | None = None
    for match in re.finditer(r"[^\s　、]+", text[start:end]):
        a, b = start + match.start(), start + match.end()
        first = a if open_at is None else open_at
        if is_body(re.sub(r"\s", "", text[first:b])):
            found += _apart(text, first, b)
            open_at = None
        else:
            open_at = first  # a line break cut the name
    return found, more


def _apart(text: str, start: int, end: int) -> list[Span]:
    """Bodies written without anything between them: the next begins with a place or 中共."""
    found: list[Span] = []
    for match in _JOINT.finditer(text, start + 4, end - 3):
        rest = text[match.start() : end]
        if match.start() - start >= 4 and is_body(text[start : match.start()]) and _begins_body(rest):
            found.append((start, match.start()))
            start = match.start()
    return [*found, (start, end)]


def _begins_body(words: str) -> bool:
    return (leading(words)[1] >= 2 or words.startswith("中共")) and is_body(words)


def begins_like_body(name: str) -> bool:
    """Whether a name begins as those of issuers do: with a place or its level, the country, or as a national body.

    >>> [begins_like_body(name) for name in ("乌海市人民政府", "市人民政府", "民政部办公厅", "检索结果乌海市人民政府")]
    [True, True, True, False]
    """
    bare = re.sub(r"\s", "", name)
    if (
        leading(bare.removeprefix("中共").removeprefix("共青团"))[1] >= 2
        or _LEVEL_WORD.fullmatch(bare)
        or _HEADS.match(bare)
    ):
        return True
    return identify(re.sub(r"(?:办公厅|办公室|综合司)$", "", bare), None).region == COUNTRY


def is_partial(name: str) -> bool:
    """Whether a name leaves its place out.

    >>> is_partial("市人民政府办公室"), is_partial("某市人民政府"), is_partial("区民政局")
    (True, False, True)
    """
    return _LEVEL_WORD.fullmatch(name) is not None and leading(name)[1] == 0


def with_place(name: str, region: Region | None) -> str:
    """The name with its place, where it leaves it out and the place is of that kind.

    >>> from ontology.regions import by_code
    >>> with_place("市人民政府", by_code("420700")), with_place("自治区人民政府", by_code("150000"))
    ('鄂州市人民政府', '内蒙古自治区人民政府')
    """
    match = _LEVEL_WORD.fullmatch(name)
    if match is None or region is None or leading(name)[1] > 0 or not region.name.endswith(match["kind"]):
        return name
    return region.name + match["rest"]


def _found(text: str) -> list[str]:
    return [text[a:b] for a, b in named_bodies(text, 0, len(text))[0]]


RULES = (
    Rule(
        "metadata.issuer",
        "the bodies at the head of a title or notice",
        _found,
        ("某市民政局、某市财政局", "某省残联等4部门", "中共某县委 某县人民政府"),
        ("就业规划", "各县区"),
    ),
)
