"""What an update would write and who wants it go in; whether that one may comes out, or the update for the dataset asked for.

Read-only but for the scope `admin` are the graphs below `{base}graph/`, which loaders and links make and the store keeps of
itself; that of people's decisions needs `review`. All other graphs take anything, the unnamed one too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import pyoxigraph as ox

from api.problems import Problem
from api.writing.lexing import wrong
from api.writing.tokens import Writer
from api.writing.updates import DEFAULT, Parsed, parse
from kg.iris import Iris
from kg.remote.hidden import is_hidden
from kg.store import describes_store


@dataclass(frozen=True, slots=True)
class Targets:
    """What a write may change: named graphs, the unnamed graph, or graphs that nothing names beforehand.

    `operations` are the names of the operations: INSERT DATA, LOAD, CLEAR and the like.
    """

    graphs: frozenset[str]
    default: bool = False
    unknown: bool = False
    operations: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """How they are told in the audit."""
        default, unknown = ("DEFAULT",) if self.default else (), ("ALL",) if self.unknown else ()
        return (*unknown, *default, *sorted(self.graphs))


def targets(text: str, base: str | None = None) -> Targets:
    """What an update may change: never less than it does. Raises Problem for what is no update.

    >>> targets("CLEAR DEFAULT ; INSERT { GRAPH <urn:g> { ?s a ?c } } WHERE { GRAPH ?h { ?s a ?c } }").names()
    ('DEFAULT', 'urn:g')
    """
    operations = parse(text, base).operations
    graphs = {graph for one in operations for graph in one.graphs}
    return Targets(
        frozenset(graph for graph in graphs if graph),
        DEFAULT in graphs,
        None in graphs,
        tuple(one.name for one in operations),
    )


def is_own(graph: str, iris: Iris) -> bool:
    """Whether a graph is the store's own: made by loaders and links, of decisions, or describing a store."""
    return graph.startswith(f"{iris.base}graph/") or describes_store(ox.NamedNode(graph))


def touches_own(wanted: Targets, iris: Iris) -> bool:
    """Whether a write may change graphs of the store's own: then other things follow from it."""
    return wanted.unknown or any(is_own(graph, iris) for graph in wanted.graphs)


def check(wanted: Targets, writer: Writer, iris: Iris, *, is_remote: bool = False) -> None:
    """Refuse a write that is not for this writer. Raises Problem: 403, which names the graphs."""
    if not writer.may("write"):
        raise _refused("any graph", "任何图", writer, "write")
    if is_remote and (closed := sorted(filter(is_hidden, wanted.graphs))):
        raise Problem(
            HTTPStatus.FORBIDDEN,
            f"Nobody writes to {_listed(closed, ' and others')}: the store and its writers keep their own notes there. "
            "Nothing was done.",
            detail_zh=f"{_listed(closed, ' 等')} 由存储及其写入者自用，任何人不得写入。未作任何更改。",
        )
    if writer.may("admin"):
        return
    if wanted.unknown:
        what = "ALL, NAMED or a graph that only a variable names"
        raise _refused(what, "ALL、NAMED 或仅由变量指定的图", writer, "admin")
    decisions = iris.mint("decisions_graph")
    closed = sorted(graph for graph in wanted.graphs if graph != decisions and is_own(graph, iris))
    if closed:
        raise _refused(_listed(closed, " and others"), _listed(closed, " 等"), writer, "admin")
    if decisions in wanted.graphs and not writer.may("review"):
        raise _refused(f"<{decisions}>", f"<{decisions}>", writer, "review")


def prepared(text: str, using: Sequence[str] = (), using_named: Sequence[str] = ()) -> str:
    """The update as the engine is given it: with the dataset that the protocol names, and all declarations at its head.

    Raises Problem where the update names a dataset itself, or declares a prefix or base anew.

    >>> prepared("DELETE WHERE { ?s a ?c }", ["urn:g"])
    'DELETE { ?s a ?c } USING <urn:g> WHERE { ?s a ?c }'
    """
    if not using and not using_named and ";" not in text:
        return text
    parsed = parse(text, "http://base.invalid/")  # where operations stand does not depend on the base
    return _edited(text, [*_hoisted(text, parsed), *_dataset(text, parsed, using, using_named)])


def _dataset(
    text: str, parsed: Parsed, using: Sequence[str], using_named: Sequence[str]
) -> Iterable[tuple[int, int, str]]:
    clauses = [f"USING {_node(iri)}" for iri in using] + [f"USING NAMED {_node(iri)}" for iri in using_named]
    clause = " ".join([*clauses, ""])
    for one in parsed.operations if clauses else ():
        if one.own_dataset:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                "The request names a dataset (using-graph-uri, using-named-graph-uri) and so does the update (WITH, USING): "
                "name it in one place.",
                detail_zh="请求参数和更新语句（WITH、USING）都指定了数据集，只能指定一处。",
            )
        if one.where is not None:
            pattern = "" if one.pattern is None else text[slice(*one.pattern)] + " "
            yield one.where, one.where, pattern + clause


def _hoisted(text: str, parsed: Parsed) -> Iterable[tuple[int, int, str]]:
    """The edits that put all declarations before the first operation: the engine takes them only there."""
    known = {one.name: one.iri for one in parsed.declarations if not one.late}
    for one in parsed.declarations:
        if not one.late:
            continue
        if known.get(one.name, one.iri) != one.iri or (one.name == "BASE" and one.name not in known):
            raise wrong(
                text, one.start, "each prefix and base declared once, at the head", "前缀和 BASE 只在开头声明一次"
            )
        if one.name not in known:
            known[one.name] = one.iri
            yield parsed.operations[0].start, parsed.operations[0].start, text[one.start : one.end] + " "
        yield one.start, one.end, ""


def _edited(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with pieces of it replaced."""
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def _node(iri: str) -> str:
    try:
        return str(ox.NamedNode(iri))
    except ValueError:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            f"The request names a graph by {iri!r}: expected an absolute IRI.",
            detail_zh=f"图名“{iri}”不是绝对 IRI。",
        ) from None


def _listed(graphs: Collection[str], others: str) -> str:
    return ", ".join(f"<{graph}>" for graph in list(graphs)[:5]) + (others if len(graphs) > 5 else "")


def _refused(what: str, what_zh: str, writer: Writer, scope: str) -> Problem:
    scopes = ", ".join(sorted(writer.scopes))
    return Problem(
        HTTPStatus.FORBIDDEN,
        f"Writing to {what} needs a token of scope {scope}; {writer.name!r} has {scopes}. Nothing was done.",
        detail_zh=f"写入 {what_zh} 需要 {scope} 权限的令牌，“{writer.name}”的权限是 {scopes}。未作任何更改。",
    )
