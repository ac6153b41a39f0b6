"""A graph goes in, or a store and the name of a view of it, the bytes of a file come out: GraphML, GEXF, JSON or DOT."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import IO, Literal, get_args

import networkx as nx

from kg.errors import BadQuestion
from kg.network.cascade import cascade_dag
from kg.network.dot import to_dot
from kg.network.joint import By, co_responsibility
from kg.store import Store

Form = Literal["graphml", "gexf", "json", "dot"]
View = Literal["cascade", "co-responsibility"]

_DAY = re.compile(rb' lastmodifieddate="[0-9-]*"')
"""The day of writing, which is nothing of the graph's."""


def export(
    store: Store,
    view: View,
    form: Form,
    *,
    document: str | None = None,
    region: str | None = None,
    by: By = "function",
    tasks: bool = False,
    rejected: bool = False,
) -> bytes:
    """A view of a store as the bytes of a file.

    `document`, `region` and `by` belong to the view of co-responsibility, `tasks` and `rejected` to the cascade.

    Raises BadQuestion for a view or form that there is not, DocumentUnknown for a document that is not loaded.
    """
    _one_of("view", view, get_args(View))
    _one_of("form", form, get_args(Form))
    _one_of("by", by, get_args(By))
    graph = cascade_dag(store, tasks, rejected) if view == "cascade" else co_responsibility(store, document, region, by)
    return to_bytes(graph, form)


def write(graph: nx.Graph, target: Path | str | IO[bytes], form: Form) -> None:
    """Write a graph to a path, or to a file that is open for bytes."""
    data = to_bytes(graph, form)
    if isinstance(target, Path | str):
        Path(target).write_bytes(data)
    else:
        target.write(data)


def to_bytes(graph: nx.Graph, form: Form) -> bytes:
    """A graph in one of the forms: the same graph always gives the same bytes, and what is None is left out."""
    clean = _without_none(graph)
    match form:
        case "graphml":
            return _written(nx.write_graphml_xml, clean)
        case "gexf":
            return _DAY.sub(b"", _written(nx.write_gexf, clean), count=1)
        case "json":
            data = nx.node_link_data(clean, edges="edges")
            return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
        case "dot":
            return to_dot(clean).encode()


def _written(writer: object, graph: nx.Graph) -> bytes:
    buffer = BytesIO()
    writer(graph, buffer)  # type: ignore[operator]
    return buffer.getvalue()


def _without_none(graph: nx.Graph) -> nx.Graph:
    """The graph without values that are None, which no form can write."""
    clean = graph.__class__(**{name: value for name, value in graph.graph.items() if value is not None})
    for node, values in graph.nodes(data=True):
        clean.add_node(node, **_known(values))
    for one, other, values in graph.edges(data=True):
        clean.add_edge(one, other, **_known(values))
    return clean


def _known(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise BadQuestion(f"network {what}", ", ".join(known), repr(given), "give one of these")
