"""SPARQL goes in, its words come out; and changes of quads go in, SPARQL comes out.

The words are read without a grammar, which `<` has need of: it opens an IRI (`<urn:a#b>`) or compares (`?a<?b#`, with a
comment behind it). `words` reads as people write, IRIs first; `lexemes` reads in every way that some grammar allows,
for who must overlook nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.change import Update

LETTER = r"0-9A-Za-z_\x80-\U0010ffff"
"""What may stand in a name, inside brackets: more than SPARQL has, which gives other characters no place at all."""

TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*+)
    | (?P<variable>[?$][{LETTER}]++)
    | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9a-fA-F]{{4}}|\\U[0-9a-fA-F]{{8}})*+>)
    | (?P<tag>@[{LETTER}-]++)
    | (?P<name>(?:[{LETTER}][{LETTER}.-]{{0,64}}+)?+:(?:[{LETTER}.:%-]|\\[_~.\-!$&'()*+,;=/?\#@%])*+)
    | (?P<word>[{LETTER}]++)
    | (?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+''')
    | (?P<short>"(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+')
    | (?P<quote>["'])
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
"""A token as people write it; `lastgroup` is its kind."""
_SURELY_IRI = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")  # nothing that could be compared begins so
_CHANGES = re.compile("[#']")
_MOST_READINGS = 100


class AmbiguousError(ValueError):
    """A text that can be read in more ways than anybody would write it."""


def words(text: str) -> Iterator[str]:
    """The bare words, in capitals: keywords and names of functions, as people write.

    They end at a quotation mark that opens no text: no grammar goes on from there.

    >>> list(words("SELECT ?from { ?from a ex:From ; ex:says 'from' } # FROM"))
    ['SELECT', 'A']
    """
    for token in TOKEN.finditer(text):
        if token.lastgroup == "word":
            yield token.group().upper()
        elif token.lastgroup == "quote":
            return


def lexemes(text: str) -> Iterator[re.Match[str]]:
    """The tokens of every reading, `lastgroup` being the kind of each; AmbiguousError where there are too many.

    A reading ends at a quotation mark that opens no text, as above.

    >>> [token.group() for token in lexemes("?a<b:c#>") if token.lastgroup in ("iri", "comment")]
    ['<b:c#>', '#>']
    """
    starts, seen, readings = [0], set[int](), 0
    while starts:
        token = TOKEN.search(text, starts.pop())
        while token is not None and token.start() not in seen and token.lastgroup != "quote":
            seen.add(token.start())
            yield token
            if (other := _other_reading(token)) is not None:
                starts.append(other)
                readings += 1
                if readings > _MOST_READINGS:
                    raise AmbiguousError(f"more than {_MOST_READINGS} places that can be read in two ways")
            token = TOKEN.search(text, token.end())


def _other_reading(token: re.Match[str]) -> int | None:
    """Where to read on if the token is not what it looks like.

    What looks like an IRI may be `<` and something to compare with; only a comment (`#`)
    or a text (`'`) that begins in it changes what follows. A
    long text with an escape that does not exist is taken for an empty text, with a short one behind it.
    """
    if token.lastgroup == "iri" and _CHANGES.search(token.group()) and not _SURELY_IRI.match(token.group()):
        return token.start() + 1
    if token.lastgroup == "long" and "\\" in token.group():
        return token.start() + 2
    return None


def names_graphs(text: str) -> bool:
    """Whether a query names the graphs to ask: FROM as a keyword, not in a text, an IRI, a variable or a comment.

    >>> names_graphs("SELECT * FROM <http://kg/g> {}"), names_graphs('SELECT ?from { ?from ex:from "FROM" } # FROM')
    (True, False)
    """
    return "from" in text.lower() and any("FROM" in word for word in words(text))  # ASKFROM<urn:g>{} is a query


def update_text(update: Update) -> str:
    """A change as one SPARQL update; terms are written as the engine itself writes them."""
    parts = [f"DROP SILENT GRAPH {graph}" for graph in sorted(update.drop, key=str)]
    for verb, quads in (("DELETE", update.delete), ("INSERT", update.insert)):
        graphs: dict[str, list[str]] = {}
        for quad in quads:
            graphs.setdefault(str(quad.graph_name), []).append(f"{quad.subject} {quad.predicate} {quad.object} .")
        blocks = [f"GRAPH {graph} {{ {' '.join(lines)} }}" for graph, lines in graphs.items()]
        if blocks:
            parts.append(f"{verb} DATA {{ {' '.join(blocks)} }}")
    return " ; ".join(parts)
