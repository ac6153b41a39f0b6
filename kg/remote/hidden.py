"""The name of a graph of a remote store goes in, whether it is none of the data comes out: our marks, or what the store needs itself."""

from __future__ import annotations

from kg.rdf import Node

MARKS = "https://w3id.org/policykg/store#marks"
"""The graph of what writers note of themselves."""

_OF_STORES = (
    "http://www.openlinksw.com/schemas/",
    "http://localuriqaserver/",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
)
"""How the names of graphs begin in which Virtuoso keeps what it needs itself."""


def is_hidden(graph: object) -> bool:
    """Whether a graph, or the graph of a name, is none of the data.

    >>> is_hidden(Node(MARKS)), is_hidden("http://www.openlinksw.com/schemas/virtrdf#"), is_hidden("urn:notes")
    (True, True, False)
    """
    name = graph.value if isinstance(graph, Node) else graph
    return isinstance(name, str) and (name == MARKS or name.startswith(_OF_STORES))
