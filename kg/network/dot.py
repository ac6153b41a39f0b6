"""A graph goes in, the words of Graphviz come out: plans below point up to plans above, what is only cited is dashed.

>>> graph = nx.DiGraph([("a", "b")])
>>> graph.nodes["a"]["label"] = '《规划》"草案"'
>>> print(to_dot(graph))
digraph {
  graph [rankdir="BT"];
  node [shape="box"];
  "a" [label="《规划》\\"草案\\""];
  "b";
  "a" -> "b";
}
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx


def to_dot(graph: nx.Graph) -> str:
    """A graph in the DOT language; every name and value in quotes."""
    directed = graph.is_directed()
    name = f"{_quoted(graph.name)} " if graph.name else ""
    lines = [f"{'digraph' if directed else 'graph'} {name}{{"]
    if directed:
        lines.append(f"  graph{_attributes({'rankdir': 'BT'})};")
    lines.append(f"  node{_attributes({'shape': 'box'})};")
    for node, values in graph.nodes(data=True):
        dashed = {"style": "dashed"} if values.get("loaded") is False else {}
        lines.append(f"  {_quoted(node)}{_attributes(values | dashed)};")
    for one, other, values in graph.edges(data=True):
        lines.append(f"  {_quoted(one)} {'->' if directed else '--'} {_quoted(other)}{_attributes(values)};")
    return "\n".join([*lines, "}", ""])


def _attributes(values: Mapping[str, object]) -> str:
    listed = ", ".join(f"{name}={_quoted(value)}" for name, value in values.items() if value is not None)
    return f" [{listed}]" if listed else ""


def _quoted(value: object) -> str:
    """A value between quotes: a backslash is doubled, since Graphviz reads `\\N` and its like as something else.

    >>> print(_quoted('a "b" \\\\ c'), _quoted(True), _quoted(3))
    "a \\"b\\" \\\\ c" "true" "3"
    """
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
