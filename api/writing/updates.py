"""The text of an update goes in, its operations come out: which graphs each writes to, and where its parts stand.

Only the frame of the grammar of SPARQL 1.1 Update is read; the engine reads the rest. What does not fit the frame is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from api.problems import Problem
from api.writing.lexing import Token, tokens, wrong

DEFAULT = ""
"""Stands for the unnamed graph among the graphs that are written to."""

_PLAIN = {"CLEAR", "DROP", "CREATE", "LOAD", "ADD", "MOVE", "COPY"}
_GLUED = re.compile(r"(?i)(?:graph|silent|default)[^:]*:")
_END = Token("end", "", -1)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: its name, the graphs that it writes to (None: any), and where it and its WHERE begin.

    `pattern` is where the braces of a DELETE WHERE stand, `own_dataset` says whether it has a WITH or USING.
    """

    name: str
    graphs: tuple[str | None, ...]
    start: int
    where: int | None = None
    pattern: tuple[int, int] | None = None
    own_dataset: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """A BASE, PREFIX or VERSION: what it names, the IRI that it stands for, where it stands, and whether operations go before."""

    name: str
    iri: str
    start: int
    end: int
    late: bool


@dataclass(frozen=True, slots=True)
class Parsed:
    """An update: its declarations and its operations, in order."""

    declarations: tuple[Declaration, ...]
    operations: tuple[Operation, ...]


def parse(text: str, base: str | None = None) -> Parsed:
    """The operations of an update. Raises Problem, with line and column, for what is none."""
    return _Reader(text, base).parsed()


class _Reader:
    """Goes through the tokens of an update."""

    def __init__(self, text: str, base: str | None) -> None:
        self.text, self.base = text, base
        self.prefixes: dict[str, str] = {}
        self.tokens: Iterator[Token] = tokens(text)
        self.now = next(self.tokens, _END)
        self.declarations: list[Declaration] = []
        self.operations: list[Operation] = []
        self._closed = 0  # where the last template ended

    def parsed(self) -> Parsed:
        self._prologue()
        while self.now is not _END:
            self.operations.append(self._operation())
            if self.now is _END:
                break
            self._sign(";")
            self._prologue()
        return Parsed(tuple(self.declarations), tuple(self.operations))

    # ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _next(self) -> Token:
        token, self.now = self.now, next(self.tokens, _END)
        return token

    def _wrong(self, expected: str, expected_zh: str, token: Token | None = None) -> Problem:
        at = (token or self.now).start
        return wrong(self.text, len(self.text) if at < 0 else at, expected, expected_zh)

    def _is(self, *words: str) -> bool:
        """Take the word if it is one of these."""
        if self.now.word in words:
            self._next()
            return True
        return False

    def _word(self, *words: str) -> str:
        if self.now.word not in words:
            raise self._wrong(" or ".join(words), " 或 ".join(words))
        return self._next().word

    def _sign(self, sign: str) -> Token:
        if self.now.kind != "sign" or self.now.text != sign:
            raise self._wrong(repr(sign), f"“{sign}”")
        return self._next()

    def _iri(self) -> str:
        token = self._next()
        if token.kind == "iri":
            return self._resolved(token)
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon or prefix == "_" or local.endswith("."):
            raise self._wrong("an IRI", "IRI", token)
        if prefix not in self.prefixes:
            raise self._wrong(f"an IRI, whose prefix {prefix}: is declared", "IRI（前缀须先声明）", token)
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)

    def _resolved(self, token: Token) -> str:
        try:
            return resolve(token.text, self.base)
        except SyntaxError:
            raise self._wrong("an IRI that is absolute or has a base", "绝对 IRI 或有 BASE 的 IRI", token) from None

    # ── Operations ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _prologue(self) -> None:
        while (word := self.now.word) in ("BASE", "PREFIX", "VERSION"):
            start, name = self._next().start, word
            if word == "PREFIX":
                name = self._next().text
                if not re.fullmatch(r"[^:\\]*:", name):
                    raise self._wrong("a prefix with its colon", "前缀和冒号")
            last = self.now
            if word == "VERSION":
                iri = self._next().text
            elif last.kind == "iri":
                iri = self._resolved(self._next())
            else:
                raise self._wrong("an IRI in angle brackets", "尖括号中的 IRI")
            if word == "BASE":
                self.base = iri
            elif word == "PREFIX":
                self.prefixes[name[:-1]] = iri
            self.declarations.append(Declaration(name, iri, start, last.end, bool(self.operations)))

    def _operation(self) -> Operation:
        start, word = self.now.start, self.now.word
        if word in _PLAIN:
            self._next()
            return Operation(word, tuple(self._managed(word)), start)
        if word in ("INSERT", "DELETE"):
            self._next()
            if self._is("DATA"):
                return Operation(f"{word} DATA", tuple(self._quads(DEFAULT)), start)
            if word == "DELETE" and self.now.word == "WHERE":
                where, opened = self._next().start, self.now.start
                graphs = tuple(self._quads(DEFAULT))
                return Operation("DELETE WHERE", graphs, start, where, (opened, self._closed))
            return self._modify(word, start, None)
        if word == "WITH":
            self._next()
            graph = self._iri()
            return self._modify(self._word("DELETE", "INSERT"), start, graph)
        raise self._wrong("an operation such as INSERT DATA", "INSERT DATA 等更新操作")

    def _modify(self, word: str, start: int, graph: str | None) -> Operation:
        home = DEFAULT if graph is None else graph
        graphs, name = self._quads(home), word
        if word == "DELETE" and self._is("INSERT"):
            graphs, name = graphs + self._quads(home), "DELETE INSERT"
        using = False
        while self._is("USING"):
            using = True
            self._is("NAMED")
            self._iri()
        where = self.now.start
        self._word("WHERE")
        self._group()
        return Operation(name, tuple(graphs), start, where, None, using or graph is not None)

    def _managed(self, word: str) -> list[str | None]:
        """The graphs that an operation on whole graphs writes to."""
        if word == "LOAD":
            self._is("SILENT")
            self._iri()
            if not self._is("INTO"):
                return [DEFAULT]
            self._word("GRAPH")
            return [self._iri()]
        self._is("SILENT")
        if word in ("ADD", "MOVE", "COPY"):
            source = self._graph_or_default()
            self._word("TO")
            target = self._graph_or_default()
            return [source, target] if word == "MOVE" else [target]
        if word != "CREATE":
            if self._is("DEFAULT"):
                return [DEFAULT]
            if self._is("NAMED", "ALL"):
                return [DEFAULT, None]
        self._word("GRAPH")
        return [self._iri()]

    def _graph_or_default(self) -> str:
        if self._is("DEFAULT"):
            return DEFAULT
        self._is("GRAPH")
        if self.now.kind == "name" and _GLUED.match(self.now.text):  # the engine needs no space behind a keyword
            raise self._wrong("an IRI in full", "完整的 IRI")
        return self._iri()

    def _quads(self, home: str) -> list[str | None]:
        """The graphs of a template or of data: `home` for what stands in none."""
        graphs: list[str | None] = []
        self._sign("{")
        while not (self.now.kind == "sign" and self.now.text == "}"):
            if self._is("GRAPH"):
                graphs.append(self._graph())
                self._group()
            elif self.now.kind == "sign" and self.now.text == "{" and not self._is_annotation():
                raise self._wrong("GRAPH and an IRI before '{'", "“{” 之前的 GRAPH 和 IRI")
            else:
                if self.now is _END:
                    raise self._wrong("'}'", "“}”")
                if home not in graphs and not (self.now.kind == "sign" and self.now.text == "."):
                    graphs.append(home)
                if self.now.text == "{":
                    self._group()  # an annotation, {| … |}
                else:
                    self._next()
        self._closed = self._next().end
        return graphs

    def _is_annotation(self) -> bool:
        return self.text[self.now.start : self.now.start + 2] == "{|"

    def _graph(self) -> str | None:
        """The graph that a template names; None for a variable."""
        if self.now.kind == "variable":
            self._next()
            return None
        return self._iri()

    def _group(self) -> None:
        """Pass over what stands in braces, and braces in it."""
        self._sign("{")
        depth = 1
        while depth:
            token = self._next()
            if token is _END:
                raise self._wrong("'}'", "“}”")
            if token.kind == "sign":
                depth += {"{": 1, "}": -1}.get(token.text, 0)


@lru_cache(maxsize=1000)
def resolve(iri: str, base: str | None) -> str:
    """The IRI that stands for one in angle brackets, as the engine resolves it. Raises SyntaxError.

    >>> resolve("<../b>", "http://kg.example/c/d")
    'http://kg.example/b'
    """
    (quad,) = ox.parse(f"{iri} <a:a> <a:a> .", ox.RdfFormat.TURTLE, base_iri=base)
    if not isinstance(quad.subject, ox.NamedNode):
        raise SyntaxError(iri)
    return quad.subject.value
