"""Where a service stands and what it holds goes in, its description comes out as triples: SPARQL 1.1 Service Description.

Graphs are counted in VoID's terms. Formats are named by W3C's IRIs, as the recommendation asks. Versions of the language are told
as the draft of SPARQL 1.2 Service Description has it: languages without a version beside those that have one, and `supportedVersion`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_VOID = "http://rdfs.org/ns/void#"
_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")

_SPARQL = "http://www.w3.org/ns/sparql#"
_SIMPLE = ox.NamedNode("http://www.w3.org/ns/entailment/Simple")

PREFIXES = {"sd": _SD, "formats": _FORMATS, "rdf": _RDF, "void": _VOID, "sparql": _SPARQL}
"""What makes the Turtle readable."""

_RESULT_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads", "N3"),
)
VERSIONS = ("1.0", "1.1", "1.2-basic", "1.2")
"""Of SPARQL, as far as the engine goes: what has a construct of its own in each of them is read and answered."""
_GEO = "http://www.opengis.net/def/function/geosparql/"
_RELATIONS = (
    *("sfContains", "sfCrosses", "sfDisjoint", "sfEquals", "sfIntersects", "sfOverlaps", "sfTouches", "sfWithin"),
    *("ehContains", "ehCoveredBy", "ehCovers", "ehDisjoint", "ehEquals", "ehInside", "ehMeet", "ehOverlap"),
    *("rcc8dc", "rcc8ec", "rcc8eq", "rcc8ntpp", "rcc8ntppi", "rcc8po", "rcc8tpp", "rcc8tppi", "relate"),
)
_MEASURES = (
    *("area", "asGeoJSON", "centroid", "convexHull", "coordinateDimension", "difference", "dimension", "distance"),
    *("envelope", "getSRID", "intersection", "isEmpty", "isSimple", "length", "perimeter", "spatialDimension"),
    *("symDifference", "union"),
)
FUNCTIONS = tuple(_GEO + name for name in (*_RELATIONS, *_MEASURES))
"""What the engine knows beside the functions of SPARQL: those of GeoSPARQL. It has no aggregates of its own."""
_INPUT_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads", "N3")


@dataclass(frozen=True, slots=True)
class Features:
    """What differs between one service and another.

    `federated`: SERVICE is allowed, at least for some endpoints. `union`: the default graph is the union of all graphs.
    `empty_graphs`: a graph without triples is still one.
    """

    federated: bool = False
    union: bool = True
    empty_graphs: bool = False


def describe(
    endpoint_url: str,
    update_url: str | None,
    graphs: Sequence[tuple[str, int | None]],
    features: Features | None = None,
    total: int | None = None,
) -> list[ox.Triple]:
    """The description of the service at an endpoint: languages, formats, features, and the graphs with their counts.

    Each endpoint is a service of its own; that for updates stands where there is one. The count of a graph is left out
    where it is None, and so is `total`, that of the default graph: a union has a triple of several graphs once.

    >>> sorted({triple.predicate.value.partition("#")[2] for triple in describe("http://kg.test/sparql", None, [])})
    ... # doctest: +NORMALIZE_WHITESPACE
    ['availableGraphs', 'defaultDataset', 'defaultEntailmentRegime', 'defaultGraph', 'endpoint', 'extensionFunction', 'feature',
     'resultFormat', 'supportedLanguage', 'supportedVersion', 'type']
    """
    return list(_described(endpoint_url, update_url, graphs, features or Features(), total))


def _described(
    endpoint_url: str,
    update_url: str | None,
    graphs: Sequence[tuple[str, int | None]],
    features: Features,
    total: int | None,
) -> Iterator[ox.Triple]:
    service, dataset = ox.BlankNode("service"), ox.BlankNode("dataset")
    yield from _service(service, endpoint_url, ("SPARQL10Query", "SPARQL11Query", "SPARQLQuery"), VERSIONS, dataset)
    yield from _of(service, "availableGraphs", [dataset])
    yield from _of(service, "extensionFunction", (ox.NamedNode(iri) for iri in FUNCTIONS))
    yield from (_is_a(ox.NamedNode(iri), _SD + "Function") for iri in FUNCTIONS)
    yield from _of(service, "resultFormat", (ox.NamedNode(_FORMATS + name) for name in _RESULT_FORMATS))
    yield from _of(service, "feature", (ox.NamedNode(_SD + name) for name in _names(features)))
    if update_url is not None:
        # By its IRI: some clients take the endpoint of any unnamed service for queries.
        updating = ox.NamedNode(update_url)
        yield from _service(updating, update_url, ("SPARQL11Update", "SPARQLUpdate"), VERSIONS[1:], dataset)
        yield from _of(updating, "inputFormat", (ox.NamedNode(_FORMATS + name) for name in _INPUT_FORMATS))
    yield from _dataset(dataset, graphs, total)


def _service(
    service: ox.BlankNode | ox.NamedNode,
    url: str,
    languages: Sequence[str],
    versions: Sequence[str],
    dataset: ox.BlankNode,
) -> Iterator[ox.Triple]:
    yield _is_a(service, _SD + "Service")
    yield from _of(service, "endpoint", [ox.NamedNode(url)])
    yield from _of(service, "supportedLanguage", (ox.NamedNode(_SD + name) for name in languages))
    yield from _of(service, "supportedVersion", (ox.NamedNode(f"{_SPARQL}version-{one}") for one in versions))
    yield from _of(service, "defaultEntailmentRegime", [_SIMPLE])
    yield from _of(service, "defaultDataset", [dataset])


def _names(features: Features) -> list[str]:
    given = {
        "UnionDefaultGraph": features.union,
        "BasicFederatedQuery": features.federated,
        "EmptyGraphs": features.empty_graphs,
    }
    return [name for name, has in given.items() if has]


def _dataset(dataset: ox.BlankNode, graphs: Sequence[tuple[str, int | None]], total: int | None) -> Iterator[ox.Triple]:
    default = ox.BlankNode("default")
    yield _is_a(dataset, _SD + "Dataset")
    yield from _of(dataset, "defaultGraph", [default])
    yield from _of(dataset, "namedGraph", (ox.BlankNode(f"named{number}") for number in range(len(graphs))))
    yield _is_a(default, _SD + "Graph")
    if total is not None:
        yield _counted(default, total)
    for number, (iri, count) in enumerate(graphs):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        yield _is_a(named, _SD + "NamedGraph")
        yield from _of(named, "name", [ox.NamedNode(iri)])
        yield from _of(named, "graph", [graph])
        yield _is_a(graph, _SD + "Graph")
        if count is not None:
            yield _counted(graph, count)


def _is_a(node: ox.BlankNode | ox.NamedNode, kind: str) -> ox.Triple:
    return ox.Triple(node, ox.NamedNode(_RDF + "type"), ox.NamedNode(kind))


def _counted(graph: ox.BlankNode, count: int) -> ox.Triple:
    return ox.Triple(graph, ox.NamedNode(_VOID + "triples"), ox.Literal(str(count), datatype=_INTEGER))


def _of(
    node: ox.BlankNode | ox.NamedNode, name: str, values: Iterable[ox.NamedNode | ox.BlankNode]
) -> Iterator[ox.Triple]:
    return (ox.Triple(node, ox.NamedNode(_SD + name), value) for value in values)
