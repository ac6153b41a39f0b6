"""SPARQL goes in; a Problem comes out where it would make the service ask an address that it may not ask.

The engine reads without tokens: it takes SERVICE for a keyword wherever it may stand, also where it touches a number
(`1SERVICE`) or what is left of a name whose whole is no IRI (`x:SERVICE`). Hence every reading of the text counts, and
so does the text with its codepoint escapes resolved, as an engine by the letter of SPARQL 1.1 (19.2) would read it.
What cannot be told for certain is refused.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from api.problems import Problem
from api.protocol.places import place
from kg.sparql import LETTER, AmbiguousError, lexemes

ANY = "*"
"""In a list of allowed endpoints: every one that is not plainly private."""

_BLANK = r"(?:[ \t\r\n]|\#[^\r\n]*+)*+"
_TARGET = rf"(?P<target><[^>]*+>|[?$][{LETTER}]++|[{LETTER}.-]*+:(?:[{LETTER}.:%-]|\\.)*+)"
_CALLED = re.compile(rf"{_BLANK}(?:silent{_BLANK})?(?:{_TARGET}{_BLANK})?(?P<group>\{{)?", re.IGNORECASE | re.ASCII)
_WITH_TARGET = re.compile(r"service[^:]*:", re.IGNORECASE | re.ASCII)
_LOAD = re.compile(rf"load{_BLANK}(?:silent{_BLANK})?{_TARGET}{_BLANK}(?:;|into|\Z)", re.IGNORECASE | re.ASCII)
_PREFIX = re.compile(rf"(?i:prefix){_BLANK}(?P<prefix>[^\s:<>#]*+):{_BLANK}<(?P<iri>[^>]*+)>", re.ASCII)
_MOST = 100  # places to judge: nobody writes more, and each may take as long as the text
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def refuse_service(text: str, allowed: frozenset[str]) -> None:
    """Refuse a query that could ask an endpoint that is not allowed: constant, named by a prefix or in a variable.

    `allowed` are absolute IRIs, compared by the letter; with `*` among them every public address is allowed, but none
    in a variable, which could hold any.

    >>> refuse_service("SELECT ?service { ?service a ex:SERVICE ; ex:says 'SERVICE' } # SERVICE", frozenset())
    >>> refuse_service("ASK { SERVICE <http://192.0.2.1/> {} }", frozenset())
    Traceback (most recent call last):
        ...
    api.problems.Problem: SERVICE is not allowed for <http://192.0.2.1/>: queries reach this store only.
    """
    for reading in _escaped_or_not(text, "service"):
        try:
            for start, target in _calls(reading):
                if target is None or not _permitted(target, reading, allowed):
                    raise _refused(reading, start, target, allowed)
        except AmbiguousError as error:
            raise _unsure("SERVICE", error) from None


def refuse_load(text: str, allowed: frozenset[str] = frozenset()) -> None:
    """Refuse an update that could fetch a document (LOAD), or ask an endpoint that is not allowed (SERVICE).

    >>> refuse_load("INSERT DATA { <urn:load> <urn:says> 'LOAD' }")
    >>> refuse_load("load silent <http://192.0.2.1/>")
    Traceback (most recent call last):
        ...
    api.problems.Problem: LOAD is not allowed: send the document itself to the graph store (PUT or POST).
    """
    for reading in _escaped_or_not(text, "load"):
        try:
            for start in _loads(reading):
                line, column = place(reading, start)
                raise Problem(
                    HTTPStatus.FORBIDDEN,
                    "LOAD is not allowed: send the document itself to the graph store (PUT or POST).",
                    detail_zh="不允许 LOAD：请把文件内容直接发送到图存储接口（PUT 或 POST）。",
                    line=line,
                    column=column,
                )
        except AmbiguousError as error:
            raise _unsure("LOAD", error) from None
    refuse_service(text, allowed)


def _escaped_or_not(text: str, word: str) -> Iterator[str]:
    """The text as it stands and with its codepoint escapes resolved, so far as it has the word."""
    lowered = text.lower()
    if word in lowered:
        yield text
    if "\\u" in lowered:
        resolved = _resolved(text)
        if word in resolved.lower():
            yield resolved


def _calls(text: str) -> Iterator[tuple[int, str | None]]:
    """Where the engine may take SERVICE for a keyword, with its target where that is plain.

    A bare word that has it in it is a call. A name or a language tag is one if what follows is a target and a brace, or
    if it may have the target in it (`SERVICEx:y {`).
    """
    judged = 0
    for token in lexemes(text):
        if token.lastgroup not in ("word", "name", "tag") or "service" not in token.group().lower():
            continue
        judged += 1
        if judged > _MOST:
            raise AmbiguousError(f"more than {_MOST} names with the word in them")
        called = _CALLED.match(text, token.end())
        target, group = (called["target"], called["group"]) if called is not None else (None, None)
        if token.lastgroup == "word" or (group and (target or _WITH_TARGET.search(token.group()))):
            yield token.start(), target


def _loads(text: str) -> Iterator[int]:
    """Where LOAD begins: a bare word, or a name that begins with it and stands where an operation may (`;LOADx:y`)."""
    before = ";"
    for token in lexemes(text):
        if token.lastgroup == "word":
            found = "load" in token.group().lower()
        else:
            may_begin = token.lastgroup == "name" and before in (";", "iri", "short", "long")
            found = may_begin and _LOAD.match(text, token.start()) is not None
        if found:
            yield token.start()
        if token.lastgroup != "comment":
            before = ";" if token.group() == ";" else token.lastgroup or ""


def _permitted(target: str, text: str, allowed: frozenset[str]) -> bool:
    if target.startswith("<"):
        return _reachable(_resolved(target[1:-1]), allowed)
    if target[0] in "?$":
        return False
    prefix, _, local = target.partition(":")
    local = re.sub(r"\\(.)", r"\1", local)
    # Whatever looks like a declaration counts, wherever it stands: the guard must not take another one for the true one.
    declared = {_resolved(found["iri"]) for found in _declarations(text) if found["prefix"] == prefix}
    return bool(declared) and all(_reachable(iri + local, allowed) for iri in declared)


def _declarations(text: str) -> Iterator[re.Match[str]]:
    for judged, word in enumerate(re.finditer("prefix", text, re.IGNORECASE | re.ASCII)):
        if judged > _MOST:
            raise AmbiguousError(f"more than {_MOST} prefixes")
        if (found := _PREFIX.match(text, word.start())) is not None:
            yield found


def _reachable(iri: str, allowed: frozenset[str]) -> bool:
    return iri != ANY and (iri in allowed or (ANY in allowed and _is_public(iri)))


def _is_public(iri: str) -> bool:
    """Whether an IRI is not plainly of a private host; a name that resolves to a private address is not found out."""
    try:
        parts = urlsplit(iri)
        host = unicodedata.normalize("NFKC", unquote(parts.hostname or "")).rstrip(".").lower()
        if parts.scheme not in ("http", "https") or parts.username is not None or "[" in host:
            return False
        return ipaddress.ip_address(host if ":" in host else socket.inet_aton(host)).is_global
    except (ValueError, UnicodeError):
        return False
    except OSError:  # no address, hence a name
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".arpa"))


def _resolved(text: str) -> str:
    """The text with its codepoint escapes resolved; one that stands for no character is left.

    >>> _resolved(r"\\u0053ERVICE \\U00000053 \\uD800")
    'SERVICE S \\\\uD800'
    """

    def character(escape: re.Match[str]) -> str:
        code = int(escape[1] or escape[2], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else escape[0]

    return _ESCAPE.sub(character, text)


def _unsure(word: str, why: AmbiguousError) -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        f"Whether {word} is used here cannot be told: {why}.",
        detail_zh=f"无法判断此处是否使用了 {word}，因此拒绝；请改用更清楚的写法。",
    )


def _refused(text: str, start: int, target: str | None, allowed: frozenset[str]) -> Problem:
    line, column = place(text, start)
    aim = f" for {target}" if target else ""
    if not allowed:
        why, why_zh = "queries reach this store only", "查询只能访问本库"
    elif target and target[0] in "?$":
        why, why_zh = "write the endpoint as an IRI, not as a variable", "端点须写成 IRI，不能用变量"
    elif ANY in allowed:
        why, why_zh = "only absolute IRIs of public hosts are allowed", "只允许公共主机的绝对 IRI"
    else:
        why = f"allowed are {', '.join(f'<{iri}>' for iri in sorted(allowed))}"
        why_zh = f"允许的端点为 {'、'.join(f'<{iri}>' for iri in sorted(allowed))}"
    return Problem(
        HTTPStatus.FORBIDDEN,
        f"SERVICE is not allowed{aim}: {why}.",
        detail_zh=f"不允许 SERVICE{aim and f'（{target}）'}：{why_zh}。",
        line=line,
        column=column,
    )
