"""A text that is no SPARQL and what the engine says of it go in, the likeliest mistake comes out, with its place.

The engine tells the furthest place that it came to, and there it counts a keyword that it looked for as read
(`SELEC * {}`: "error at 1:10: expected CONSTRUCT"). So the text is read once more with wide blanks between its tokens:
no keyword reaches over them, and the place lies in the token that is wrong or right behind it. Mistakes that people
often make are looked for first, each of which is certain where it is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import pyoxigraph as ox

from api.protocol.places import offset_of
from kg.sparql import LETTER

_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATE_FORMS = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_OPENING = {"{": "}", "(": ")", "[": "]"}
_CLOSING = {close: opening for opening, close in _OPENING.items()}
_WIDE = dict(zip("，。；：（）｛｝［］“”‘’＜＞？", ",.;:(){}[]\"\"''<>?", strict=True))

_FURTHER = (
    *("WHERE", "FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "VALUES", "FROM", "NAMED", "DISTINCT"),
    *("GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"),
)
_MOST_READ, _MOST_PIECES = 20_000, 1_000  # beyond which what is read again could take long, or nest too deep
_BLANKS = " " * 40  # wider than any keyword
_BASE = "http://localhost/"
_NOTHING = "\x00"  # what no grammar takes, so that what is read again for its mistake is never carried out

_PLACE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SIGN = re.compile(r'"([^"\\]{1,3})"')
_PIECE = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*+)
    | (?P<variable>[?$][{LETTER}]++)
    | (?P<iri><[^<>"{{}}|^`\\\s]*+>)
    | (?P<name>(?P<prefix>(?:[{LETTER}][{LETTER}.-]{{0,64}}+)?+):[{LETTER}.:%-]*+)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
             |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
    | (?P<tag>@[A-Za-z0-9-]++)
    | (?P<number>\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+)
    | (?P<word>[{LETTER}]++)
    | (?P<operator>\^\^|&&|\|\||[<>!]=|<<\(|\)>>|<<|>>|\{{\||\|\}})
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_MESSAGES = {
    "Duplicated variable name in SELECT": ("a variable is selected twice", "SELECT 中有重复的变量"),
    "The SELECT contains a variable that is unbound": (
        "a selected variable is neither grouped by nor aggregated; put it into GROUP BY, or SAMPLE(…) it",
        "SELECT 中的变量既未出现在 GROUP BY 中，也未被聚合",
    ),
    "SELECT * is not authorized with GROUP BY": (
        "SELECT * goes with no GROUP BY; name the variables",
        "使用 GROUP BY 时不能写 SELECT *，请列出变量",
    ),
    "Variables are not allowed in INSERT DATA": (
        "INSERT DATA takes no variables; use INSERT { … } WHERE { … }",
        "INSERT DATA 中不能有变量，请改用 INSERT { … } WHERE { … }",
    ),
    "Variables and blank nodes are not allowed in DELETE DATA": (
        "DELETE DATA takes neither variables nor blank nodes; use DELETE { … } WHERE { … }",
        "DELETE DATA 中不能有变量或空节点，请改用 DELETE { … } WHERE { … }",
    ),
    "IRI parsing failed": (
        "the IRI before this place is not valid, or relative with no BASE",
        "此处之前的 IRI 无效，或为相对 IRI 而没有 BASE",
    ),
    "language tag parsing failed": ("the language tag is not valid", "语言标签无效"),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, where in the text, in two languages, without the final stop."""

    offset: int
    en: str
    zh: str


def diagnose(error: str, text: str, *, update: bool) -> Mistake:
    """The likeliest mistake. Of a long text it tells the engine's place and no more: it takes no time worth mentioning."""
    pieces = _pieces(text)
    if len(text) > _MOST_READ or len(pieces) > _MOST_PIECES:
        told = _PLACE.search(error)
        offset = offset_of(text, int(told[1]), int(told[2])) if told is not None else 0
        return Mistake(offset, "something before this place cannot stand there", "此处或之前有不合语法的内容")
    looked_for: tuple[Callable[[], Mistake | None], ...] = (
        lambda: _no_form(pieces, update),
        lambda: _open_text(pieces),
        lambda: _wide_sign(pieces),
        lambda: _unknown_prefix(pieces),
        lambda: _brackets(pieces, text),
    )
    found = (mistake for look in looked_for if (mistake := look()) is not None)
    return next(found, None) or _unexpected(error, pieces, text, update)


def _pieces(text: str) -> list[re.Match[str]]:
    """What it is made of, without comments, up to a quotation mark that opens no text."""
    pieces: list[re.Match[str]] = []
    for piece in _PIECE.finditer(text[:_MOST_READ]):
        if piece.lastgroup != "comment":
            pieces.append(piece)
        if piece.lastgroup == "sign" and piece.group() in "\"'":
            break
    return pieces


def _no_form(pieces: list[re.Match[str]], update: bool) -> Mistake | None:
    """Whether it is empty, an update where a query is asked for, or begins with a word that begins nothing."""
    forms, others = (_UPDATE_FORMS, _QUERY_FORMS) if update else (_QUERY_FORMS, _UPDATE_FORMS)
    first = next(_beginnings(pieces), None)
    if first is None:
        return Mistake(
            0, f"it is empty; begin with {', '.join(forms[:4])}", f"内容为空；请以 {'、'.join(forms[:4])} 开头"
        )
    word = first.group().upper()
    if word in others:
        if update:
            return Mistake(first.start(), f"{word} is a query; send it to /sparql", f"{word} 是查询，请发送到 /sparql")
        return Mistake(first.start(), f"{word} is an update; send it to /update", f"{word} 是更新，请发送到 /update")
    if first.lastgroup == "word" and not any(word.startswith(form) for form in (*forms, *_PROLOGUE)):
        near = get_close_matches(word, (*forms, *_PROLOGUE), n=1)
        hint, hint_zh = (f"; did you mean {near[0]}?", f"；是否应为 {near[0]}？") if near else ("", "")
        return Mistake(first.start(), f"{first.group()!r} begins no {'update' if update else 'query'}{hint.rstrip('?')}",
                       f"不能以“{first.group()}”开头{hint_zh.rstrip('？')}")  # fmt: skip
    return None


def _beginnings(pieces: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The first piece behind the prologue."""
    rest = iter(pieces)
    for piece in rest:
        word = piece.group().upper()
        if word == "PREFIX":
            next(rest, None)
        if word in _PROLOGUE:
            next(rest, None)
        else:
            yield piece


def _open_text(pieces: list[re.Match[str]]) -> Mistake | None:
    """A quotation mark that is never closed: the lexer is left with the mark alone."""
    for piece in pieces:
        if piece.lastgroup == "sign" and piece.group() in "\"'":
            mark, start = piece.group(), piece.start()
            if piece.string[:start].endswith(mark * 2):  # of three marks, two were taken for an empty text
                mark, start = mark * 3, start - 2
            return Mistake(start, f"the text that {mark} opens is not closed", f"由 {mark} 开始的文本没有结束引号")
    return None


def _wide_sign(pieces: list[re.Match[str]]) -> Mistake | None:
    """Punctuation of a Chinese keyboard, which SPARQL has no use for outside texts."""
    for piece in pieces:
        if piece.lastgroup in ("variable", "name", "word", "sign"):
            for offset, sign in enumerate(piece.group(), start=piece.start()):
                if sign in _WIDE:
                    plain = _WIDE[sign]
                    return Mistake(
                        offset, f"{sign} is a full-width sign; write {plain}", f"“{sign}”是全角符号，请改用半角 {plain}"
                    )
    return None


def _unknown_prefix(pieces: list[re.Match[str]]) -> Mistake | None:
    """A name whose prefix nothing declares."""
    declared: set[str] = set()
    before = ""
    for piece in pieces:
        if piece.lastgroup == "name":
            prefix = piece["prefix"]
            if before == "PREFIX":
                declared.add(prefix)
            elif prefix != "_" and prefix not in declared:
                if before == "<":
                    en = "the IRI that < opens has a blank or another sign that IRIs have not, or no > at its end"
                    return Mistake(piece.start() - 1, en, "由 < 开始的 IRI 含有空格等不允许的字符，或没有以 > 结束")
                return Mistake(
                    piece.start(),
                    f"the prefix {prefix}: is not declared; put PREFIX {prefix}: <…> before the query",
                    f"前缀 {prefix}: 未声明；请在查询之前写 PREFIX {prefix}: <…>",
                )
        before = piece.group().upper()
    return None


def _brackets(pieces: list[re.Match[str]], text: str) -> Mistake | None:
    """A bracket that closes nothing, or one that nothing closes."""
    opened: list[re.Match[str]] = []
    for piece in pieces:
        sign = piece.group()
        if sign in _OPENING:
            opened.append(piece)
        elif sign in _CLOSING:
            if not opened or opened[-1].group() != _CLOSING[sign]:
                return Mistake(piece.start(), *_stray(sign, opened[-1].group() if opened else None))
            opened.pop()
    if not opened:
        return None
    sign, end = opened[-1].group(), len(text.rstrip())
    close = _OPENING[sign]
    return Mistake(
        end,
        f"unexpected end: {close} is missing, {sign} is still open",
        f"内容提前结束：缺少 {close}，前面的 {sign} 未闭合",
    )


def _stray(sign: str, opened: str | None) -> tuple[str, str]:
    if opened is None:
        return (
            f"{sign} closes nothing; {_CLOSING[sign]} is missing before it",
            f"多余的 {sign}；之前缺少 {_CLOSING[sign]}",
        )
    return f"{sign} where {_OPENING[opened]} is missing first", f"{sign} 之前缺少 {_OPENING[opened]}"


def _unexpected(error: str, pieces: list[re.Match[str]], text: str, update: bool) -> Mistake:
    """What the engine says in words; else whatever stands where it could not go on."""
    said, number, at_its_start = _read_again(pieces, update)
    piece = pieces[number] if number < len(pieces) else None
    offset = piece.start() if piece is not None else len(text.rstrip())
    for message, (en, zh) in _MESSAGES.items():
        if message in error or message in said:
            return Mistake(offset, en, zh)
    if piece is None:
        return Mistake(offset, "unexpected end: something is missing here", "内容提前结束：此处缺少内容")
    shown = piece.group() if len(piece.group()) <= 40 else piece.group()[:40] + "…"
    wanted = list(dict.fromkeys(_SIGN.findall(said))) if at_its_start else []
    word = piece.group().upper()
    near = (
        get_close_matches(word, _FURTHER, n=1, cutoff=0.7) if piece.lastgroup == "word" and word not in _FURTHER else []
    )
    if near:
        return Mistake(
            offset, f"{shown!r} cannot stand here; did you mean {near[0]}", f"此处不能出现“{shown}”；是否应为 {near[0]}"
        )
    if 0 < len(wanted) <= 3:
        return Mistake(
            offset, f"expected {' or '.join(wanted)}, found {shown!r}", f"此处应为 {' 或 '.join(wanted)}，实为“{shown}”"
        )
    return Mistake(offset, f"{shown!r} cannot stand here", f"此处不能出现“{shown}”")


def _read_again(pieces: list[re.Match[str]], update: bool) -> tuple[str, int, bool]:
    """What the engine says of the tokens with wide blanks between, the number of the one that it could not take, and
    whether it stopped at its start.
    """
    words = [piece.group() for piece in pieces]
    spaced = _BLANKS.join([*words, _NOTHING])
    store = ox.Store()
    said = ""
    try:
        store.update(spaced, base_iri=_BASE) if update else store.query(spaced, base_iri=_BASE)
    except SyntaxError as error:
        said = str(error)
    told = _PLACE.search(said)
    reached = offset_of(spaced, int(told[1]), int(told[2])) if told is not None else 0
    start = 0
    for number, word in enumerate(words):
        if reached < start + len(word) + len(_BLANKS):
            return said, number, reached == start
        start += len(word) + len(_BLANKS)
    return said, len(words), reached == start
