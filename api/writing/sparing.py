"""An update that clears or drops ALL or NAMED goes in; one that clears or drops the graphs alone that a writer may write to
comes out.

So these words have a meaning for every token: all that is the writer's to change.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import pyoxigraph as ox

from api.writing.lexing import tokens
from api.writing.updates import Operation, parse

_SWEEPING = ("CLEAR", "DROP")


def sweeps(text: str, base: str | None) -> bool:
    """Whether all that an update does not name of what it writes to, it sweeps away.

    >>> sweeps("DROP ALL ; INSERT DATA { <urn:a> <urn:b> 1 }", None)
    True
    >>> sweeps("DROP ALL ; INSERT { GRAPH ?g { <urn:a> <urn:b> 1 } } WHERE { GRAPH ?g {} }", None)
    False
    """
    unnamed = [one for one in parse(text, base).operations if None in one.graphs]
    return bool(unnamed) and all(map(_is_sweeping, unnamed))


def spared(text: str, base: str | None, graphs: Sequence[str]) -> str:
    """The update, with these named graphs in place of ALL and NAMED.

    >>> spared("CLEAR ALL ; DROP SILENT NAMED", None, ["urn:g"])
    'CLEAR DEFAULT ; CLEAR SILENT GRAPH <urn:g> ; DROP SILENT GRAPH <urn:g>'
    >>> spared("DROP NAMED", None, [])
    'INSERT DATA {}'
    """
    starts = [one.start for one in parse(text, base).operations if _is_sweeping(one)]
    written = list(tokens(text))
    for start in reversed(starts):
        at = next(at for at, token in enumerate(written) if token.start == start)
        words = list(islice(written, at, at + 3))
        last = words[1] if words[1].word != "SILENT" else words[2]
        done = [f"{words[0].word} DEFAULT"] if last.word == "ALL" else []
        done += [f"{words[0].word} SILENT GRAPH {ox.NamedNode(graph)}" for graph in graphs]
        text = text[:start] + (" ; ".join(done) or "INSERT DATA {}") + text[last.end :]
    return text


def _is_sweeping(operation: Operation) -> bool:
    return operation.name in _SWEEPING and None in operation.graphs
