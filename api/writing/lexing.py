"""The text of an update goes in, its tokens come out; a text that can be read in two ways is refused.

The engine reads by its grammar, without tokens: `<` begins an IRI where one may stand and compares where an expression
goes on, so that `?a<b:c#>` may hold a comment and `?a<'''>` begin a text. And where `\"\"\"` begins no long text, it is an empty one
with another behind it. Who must know which graphs an update writes to cannot leave that open: no text may hide from one
reading what stands there in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from api.problems import Problem

_LETTER = r"0-9A-Za-z_\x80-\U0010ffff"  # more than names may have: the engine gives other characters no place at all
_ESCAPE = (
    r"""\\(?:[tbnrf"'\\]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|U000(?!0[dD][89a-fA-F])[0-9a-fA-F]{5}|U0010[0-9a-fA-F]{4})"""
)
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]++ | \#[^\r\n]*+)
    | (?P<variable>[?$][{_LETTER}]++)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9a-fA-F]{{4}}|\\U[0-9a-fA-F]{{8}})*+>)
    | (?P<name>(?:[{_LETTER}][{_LETTER}.-]*+)?+:(?:[{_LETTER}.:%-]|\\.)*+)
    | (?P<word>[{_LETTER}]++)
    | (?P<text>\"\"\"(?:[^"\\]|{_ESCAPE}|"(?!""))*+\"\"\" | '''(?:[^'\\]|{_ESCAPE}|'(?!''))*+''')
    | (?P<open>\"\"\"|''')
    | (?P<short>"(?:[^"\\\n\r]|{_ESCAPE})*+" | '(?:[^'\\\n\r]|{_ESCAPE})*+')
    | (?P<sign>[^"'\\])
    """,
    re.VERBOSE | re.DOTALL,
)
_SURELY_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")  # nothing that could be compared goes on with two slashes
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an update: its kind (variable, iri, name, word, text, sign), itself, and where it stands."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """A keyword in capitals; empty for what is none."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an update without spaces and comments. Raises Problem where they are not sure.

    >>> [token.text for token in tokens("DROP GRAPH <urn:g> # all of it")]
    ['DROP', 'GRAPH', '<urn:g>']
    """
    at, opened, before = 0, list[str](), Token("sign", "", 0)
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup == "open":
            raise wrong(text, at, "a text that ends, with escapes that there are", "不完整的文本或无效的转义")
        kind, at = match.lastgroup or "", match.end()
        if kind == "space":
            continue
        token = Token("text" if kind == "short" else kind, match.group(), match.start())
        if kind == "iri" and not _is_sure(text, token, opened, before):
            raise wrong(text, token.start, "an absolute IRI, or a space behind '<'", "绝对 IRI，或在 < 之后加空格")
        if token.text in "([{" and kind == "sign":
            opened.append(token.text)
        elif token.text in _PAIRS and (not opened or opened.pop() != _PAIRS[token.text]):
            raise wrong(text, token.start, "brackets that close what was opened", "匹配的括号")
        yield token
        before = token
    if opened:
        raise wrong(text, len(text), f"what closes {opened[-1]!r}", f"与 {opened[-1]} 匹配的括号")


def _is_sure(text: str, token: Token, opened: list[str], before: Token) -> bool:
    """Whether what looks like an IRI is one: else it might compare, and a comment or a text begin in it."""
    if not re.search("[#']", token.text) or _SURELY_IRI.match(token.text):
        return True
    if text[token.start - 1 : token.start] == "<":
        return False
    can_compare = before.kind != "sign" or before.text in ")]*?+}>"
    return not (can_compare and opened and opened[-1] == "(")


def wrong(text: str, at: int, expected: str, expected_zh: str) -> Problem:
    """What is told of a text that is no update: where, what was expected, what was found."""
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    found = text[at : at + 30].split("\n")[0]
    shown, shown_zh = (repr(found), f"“{found}”") if found else ("'the end'", "结尾")
    return Problem(
        HTTPStatus.BAD_REQUEST,
        f"The update cannot be read at line {line}, column {column}: expected {expected}, found {shown}.",
        detail_zh=f"更新语句第 {line} 行第 {column} 列无法解析：应为{expected_zh}，实为{shown_zh}。",
        line=line,
        column=column,
    )
