"""A kind of resource and what tells it apart go in, its ASCII IRI comes out; `parse` is the inverse of `mint`.

The table `_FORMS` names every IRI of a store. A field is what stands in braces there: each has a pattern, an encoder
and a decoder, so that minting and parsing cannot drift apart.

>>> iris = Iris("http://localhost:8000/")
>>> iris.mint("task", document="150304-0123456789", path="四/（一）/1")
'http://localhost:8000/id/document/150304-0123456789/task/z4/k1/1'
>>> iris.parse(_)
Resource(kind='task', fields={'document': '150304-0123456789', 'path': '四/（一）/1'})
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, unquote

from kg.errors import IriError

DEFAULT_BASE = "http://localhost:8000/"
UNDETERMINED = "und"
"""Stands for the region of what has none, or none that is certain."""


class Span(NamedTuple):
    """A place in a document's text; `number` tells apart several facts of one kind that stand on the same span."""

    start: int
    end: int
    number: int = 1


Value = str | int | Span


@dataclass(frozen=True, slots=True)
class Resource:
    """What an IRI names."""

    kind: str
    fields: dict[str, Value]


def digest(text: str, length: int = 10) -> str:
    """The first hexadecimal digits of a text's SHA-256 sum."""
    return sha256(text.encode()).hexdigest()[:length]


def keyed(region: str | None, text: str) -> str:
    """What tells a document or a department apart: its region's code, or `und`, and the digest of its name.

    >>> keyed("150304", "残疾人事业发展规划"), keyed(None, "残疾人事业发展规划")
    ('150304-4a02e4757f', 'und-4a02e4757f')
    """
    return f"{region or UNDETERMINED}-{digest(text)}"


# ── Numbering ────────────────────────────────────────────────────────────────────────────────────────────────────────

_DIGITS = "零一二三四五六七八九"
_LETTERS = {"z": ("", ""), "k": ("（", "）"), "s": ("", "是"), "c": ("第", "章"), "j": ("第", "节"), "t": ("第", "条")}
_CIRCLED = [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)]  # ① to ⑳, ㉑ to ㉟, ㊱ to ㊿
_AGAIN = re.compile(r"~[1-9][0-9]*\Z")


@cache
def _han(number: int) -> str:
    """A number below 100 in Chinese numerals.

    >>> _han(4), _han(10), _han(12), _han(20), _han(35)
    ('四', '十', '十二', '二十', '三十五')
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


@cache
def _codes() -> dict[str, str]:
    """The code of each common outline number: 四 is z4, （一） k1, 一是 s1, 第一章 c1, 第一节 j1, （1） p1, ① o1."""
    codes = {f"（{n}）": f"p{n}" for n in range(1, 1000)}
    codes |= {chr(point): f"o{n}" for n, point in enumerate(_CIRCLED, start=1)}
    for letter, (before, behind) in _LETTERS.items():
        codes |= {f"{before}{_han(n)}{behind}": f"{letter}{n}" for n in range(1, 100)}
    return codes


@cache
def _numbers() -> dict[str, str]:
    return {code: token for token, code in _codes().items()}


def encode_token(token: str) -> str:
    """One outline number in ASCII; anything unusual as its UTF-8 bytes, behind an x if they begin with a letter.

    >>> [encode_token(token) for token in ("四", "（十二）", "1", "1.1", "（1）", "一是", "③", "第一章", "2~2")]
    ['z4', 'k12', '1', '1.1', 'p1', 's1', 'o3', 'c1', '2~2']
    >>> encode_token("附则"), encode_token("z4")
    ('%E9%99%84%E5%88%99', 'xz4')
    """
    again = _AGAIN.search(token)
    stem, rest = (token[: again.start()], again.group()) if again else (token, "")
    if stem in _codes():
        return _codes()[stem] + rest
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", stem):
        return stem + rest
    quoted = quote(stem, safe="")
    return (quoted if quoted.startswith("%") else f"x{quoted}") + rest


def decode_token(code: str) -> str:
    """The inverse of `encode_token`."""
    again = _AGAIN.search(code)
    stem, rest = (code[: again.start()], again.group()) if again else (code, "")
    if stem in _numbers():
        return _numbers()[stem] + rest
    return unquote(stem.removeprefix("x")) + rest


def encode_path(path: str) -> str:
    """A path of outline numbers in ASCII.

    >>> encode_path("四/（五）/1/一是"), decode_path("z4/k5/1/s1")
    ('z4/k5/1/s1', '四/（五）/1/一是')
    """
    return "/".join(map(encode_token, path.split("/")))


def decode_path(code: str) -> str:
    """The inverse of `encode_path`."""
    return "/".join(map(decode_token, code.split("/")))


# ── Fields ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Field(NamedTuple):
    pattern: str
    encode: Callable[[Value], str]
    decode: Callable[[str], Value]


def _text(pattern: str, encode: Callable[[str], str] = str, decode: Callable[[str], str] = str) -> _Field:
    return _Field(pattern, lambda value: encode(str(value)), decode)


def _encode_span(value: Value) -> str:
    if not isinstance(value, Span):
        raise TypeError(f"expected a Span, found {value!r}")
    return f"{value.start}-{value.end}" + (f".{value.number}" if value.number > 1 else "")


def _decode_span(text: str) -> Value:
    start, end, *number = map(int, re.split("[-.]", text))
    return Span(start, end, *number)


_TOKEN = r"(?:[A-Za-z0-9_.~-]|%[0-9A-F]{2})+"  # noqa: S105
_COUNT = r"0|[1-9][0-9]*"
_REGION = rf"(?:[0-9]{{6}}|[0-9]{{9}}|{UNDETERMINED})"
_FIELDS: dict[str, _Field] = {
    "document": _text(rf"{_REGION}-[0-9a-f]{{10}}(?:-[0-9a-f]{{6}})?"),
    "department": _text(rf"{_REGION}-[0-9a-f]{{10}}"),
    "digest": _text("[0-9a-f]{10}"),
    "code": _text("[0-9]{6}|[0-9]{9}"),
    "function": _text("[a-z][a-z0-9-]*"),
    "partner": _text("[a-z][a-z0-9-]*"),
    "level": _text(f"national|province|prefecture|county|township|{UNDETERMINED}"),
    "reform": _text("[a-z0-9][a-z0-9-]*"),
    "above": _text(rf"{_REGION}-[0-9a-f]{{10}}(?:-[0-9a-f]{{6}})?"),
    "link": _text("plan|task|measure|lead|indicator|unmatched|outcome|report"),
    "path": _text(rf"{_TOKEN}(?:/{_TOKEN})*", encode_path, decode_path),
    "number": _text(_TOKEN, encode_token, decode_token),
    "item": _text(_TOKEN, encode_token, decode_token),
    "aspect": _text(_TOKEN, encode_token, decode_token),
    "order": _Field("[1-9][0-9]*", str, int),
    "span": _Field(rf"(?:{_COUNT})-(?:{_COUNT})(?:\.(?:[2-9]|[1-9][0-9]+))?", _encode_span, _decode_span),
}

_DOCUMENT = "id/document/{document}"
_FORMS: dict[str, str] = {
    "document": _DOCUMENT,
    "source": _DOCUMENT + "/source",
    "section": _DOCUMENT + "/section/{path}",
    "task": _DOCUMENT + "/task/{path}",
    "responsibility": _DOCUMENT + "/task/{path}/responsibility/{order}",
    "measure": _DOCUMENT + "/task/{path}/measure/{order}",
    "box": _DOCUMENT + "/box/{number}",
    "box_item": _DOCUMENT + "/box/{number}/item/{item}",
    "project": _DOCUMENT + "/box/{number}/item/{item}/project/{order}",
    "indicator_target": _DOCUMENT + "/indicator/{span}",
    "target": _DOCUMENT + "/target/{span}",
    "figure": _DOCUMENT + "/figure/{span}",
    "program_mention": _DOCUMENT + "/program/{span}",
    "citation": _DOCUMENT + "/citation/{span}",
    "reject": _DOCUMENT + "/reject/{span}",
    "evidence": _DOCUMENT + "/evidence/{span}",
    "aspect_evidence": _DOCUMENT + "/evidence/{span}/{aspect}",
    "department_mention": _DOCUMENT + "/department/{department}",
    "contribution": _DOCUMENT + "/network",
    "region_mention": _DOCUMENT + "/region/{code}",
    "added": _DOCUMENT + "/added/{digest}",
    "added_evidence": _DOCUMENT + "/added/{digest}/evidence/{order}",
    "computation": _DOCUMENT + "/cascade",
    "link": _DOCUMENT + "/cascade/{above}/{link}/{digest}",
    "link_evidence": _DOCUMENT + "/cascade/{above}/evidence/{span}",
    "region": "id/region/{code}",
    "department": "id/department/{department}",
    "indicator": "id/indicator/{digest}",
    "program": "id/program/{digest}",
    "facility": "id/facility/{digest}",
    "function": "id/function/{function}",
    "change_event": "id/change/{code}/{reform}",
    "co_responsibility": "id/network/{function}/{partner}/{level}",
    "document_graph": "graph/document/{document}",
    "decision": "id/decision/{digest}",
    "cascade_graph": "graph/cascade/{document}",
    "shared_graph": "graph/shared",
    "decisions_graph": "graph/decisions",
    "network_graph": "graph/network",
    "ontology_graph": "graph/ontology",
    "dataset_graph": "graph/dataset",
    "dataset": "dataset",
}
_BRACES = re.compile(r"\{(\w+)\}")


@cache
def _names(kind: str) -> tuple[str, ...]:
    return tuple(_BRACES.findall(_FORMS[kind]))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each kind with the pattern of its IRIs below the base. The longer form first: a path may hold any token."""
    return tuple(
        (kind, re.compile(_BRACES.sub(lambda brace: f"(?P<{brace[1]}>{_FIELDS[brace[1]].pattern})", form)))
        for kind, form in sorted(_FORMS.items(), key=lambda entry: -entry[1].count("/"))
    )


class Iris:
    """The IRIs of a store: all begin with its base."""

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        if not re.fullmatch(r"https?://[!-~]+", base) or re.search(r"[\"<>\\^`{|}?#\s]", base):
            raise IriError(
                f"base {base!r}",
                "an absolute http or https IRI in ASCII, without ? and #",
                "none",
                "give one such as https://data.example.gov.cn/policy/",
            )
        self.base = base if base.endswith("/") else f"{base}/"

    def __repr__(self) -> str:
        return f"Iris({self.base!r})"

    def mint(self, kind: str, **fields: Value) -> str:
        """The IRI of a resource.

        >>> Iris("https://kg.example/").mint("evidence", document="und-0123456789", span=Span(12, 40))
        'https://kg.example/id/document/und-0123456789/evidence/12-40'
        """
        names = _names(kind)
        if set(fields) != set(names):
            raise TypeError(f"IRI of a {kind}: expected {', '.join(names) or 'no fields'}, found {', '.join(fields)}")
        coded = {name: _FIELDS[name].encode(value) for name, value in fields.items()}
        for name, text in coded.items():
            if not re.fullmatch(_FIELDS[name].pattern, text):
                raise IriError(
                    f"IRI of a {kind}", f"{name} of the form {_FIELDS[name].pattern}", repr(fields[name]), "correct it"
                )
        return self.base + _FORMS[kind].format_map(coded)

    def parse(self, iri: str) -> Resource | None:
        """What an IRI names; None for one that was not minted here.

        >>> Iris("https://kg.example/").parse("https://kg.example/id/region/150304")
        Resource(kind='region', fields={'code': '150304'})
        """
        if not iri.startswith(self.base):
            return None
        name = iri[len(self.base) :]
        for kind, pattern in _patterns():
            match = pattern.fullmatch(name)
            if match is None:
                continue
            fields = {field: _FIELDS[field].decode(text) for field, text in match.groupdict().items()}
            if self._is_exact(kind, fields, iri):
                return Resource(kind, fields)
        return None

    def _is_exact(self, kind: str, fields: dict[str, Value], iri: str) -> bool:
        """Whether the IRI is the one spelling that is minted: %34 for 4 is none."""
        try:
            return self.mint(kind, **fields) == iri
        except IriError:
            return False
