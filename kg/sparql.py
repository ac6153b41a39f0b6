"""Changes of quads go in, SPARQL comes out; and queries go in, whether they name the graphs that they ask comes out."""

from __future__ import annotations

import re

from kg.change import Update

_TOKEN = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]* | [?$@][\w-]+ | (?:\w[\w.-]*)?:[\w.:%-]* | \w+
    | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | "(?:[^"\\\n\r]|\\.)*"
    | '''(?:[^'\\]|\\.|'(?!''))*''' | '(?:[^'\\\n\r]|\\.)*'""",
    re.VERBOSE | re.DOTALL,
)


def names_graphs(text: str) -> bool:
    """Whether a query names the graphs to ask: FROM as a keyword, not in a text, an IRI, a variable or a comment.

    >>> names_graphs("SELECT * FROM <http://kg/g> {}"), names_graphs('SELECT ?from { ?from ex:from "FROM" } # FROM')
    (True, False)
    """
    return any(token.group().upper() == "FROM" for token in _TOKEN.finditer(text))


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
