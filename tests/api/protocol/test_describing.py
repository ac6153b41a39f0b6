"""The description says what is true of this service, in the words of the recommendation."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from api.formats import GRAPHS, RESULTS
from api.protocol.describing import PREFIXES, Features, describe

HERE, UPDATE = "http://kg.test/sparql", "http://kg.test/update"
PROLOGUE = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())


def said(pattern: str, triples: list[ox.Triple]) -> bool:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    return bool(store.query(f"{PROLOGUE} ASK {{ {pattern} }}"))


GRAPH = [("http://kg.test/graph/a", 3), ("http://kg.test/graph/b", 4)]
SAID = [
    (f"?s a sd:Service ; sd:endpoint <{HERE}> ; sd:supportedLanguage sd:SPARQL11Query", True, "queries"),
    (f"?s a sd:Service ; sd:endpoint <{UPDATE}> ; sd:supportedLanguage sd:SPARQL11Update", True, "updates"),
    (f"?s sd:endpoint <{HERE}>, <{UPDATE}>", False, "each endpoint is a service of its own"),
    ("?s sd:feature sd:UnionDefaultGraph", True, "the union"),
    ("?s sd:feature sd:BasicFederatedQuery", False, "SERVICE is not allowed"),
    ("?s sd:feature sd:DereferencesURIs", False, "nothing is fetched"),
    (
        "?s sd:defaultDataset/sd:namedGraph [ sd:name <http://kg.test/graph/a> ; sd:graph/void:triples 3 ]",
        True,
        "a graph",
    ),
    ("?s sd:defaultDataset/sd:defaultGraph/void:triples 7", True, "all of them"),
    ("?s sd:resultFormat formats:SPARQL_Results_TSV, formats:Turtle", True, "formats"),
]


@pytest.mark.parametrize(("pattern", "true", "why"), SAID, ids=[row[2] for row in SAID])
def test_what_is_said(pattern: str, true: bool, why: str) -> None:
    assert said(pattern, describe(HERE, UPDATE, GRAPH)) is true


def test_what_differs_between_services() -> None:
    assert said("?s sd:feature sd:BasicFederatedQuery", describe(HERE, None, [], Features(federated=True)))
    assert not said("?s sd:feature sd:UnionDefaultGraph", describe(HERE, None, [], Features(union=False)))
    assert not said("?s sd:supportedLanguage sd:SPARQL11Update", describe(HERE, None, []))
    unknown = describe(HERE, None, [("http://kg.test/graph/a", 3), ("http://kg.test/graph/b", None)])
    assert not said("?s sd:defaultGraph/void:triples ?n", unknown), "unknown is not zero"
    assert said("?g sd:name <http://kg.test/graph/b> ; sd:graph ?graph", unknown)


def test_every_format_is_named() -> None:
    told = {str(triple.object) for triple in describe(HERE, None, []) if "resultFormat" in triple.predicate.value}
    iris = {one.engine.iri for one in RESULTS} | {one.engine.iri for one in GRAPHS}
    # The engine has another IRI for JSON-LD than W3C's list of formats.
    assert told == {f"<{iri}>".replace("https", "http").replace("formats/data/", "formats/") for iri in iris}


@pytest.mark.parametrize("form", GRAPHS, ids=lambda one: one.name)
def test_it_is_written_in_every_format(form: object) -> None:
    engine = next(one.engine for one in GRAPHS if one is form)
    triples = describe(HERE, UPDATE, GRAPH)
    written = ox.serialize(triples, format=engine, prefixes=PREFIXES)
    assert written is not None
    read = ox.Dataset(ox.parse(written, format=engine))
    wrote = ox.Dataset(ox.Quad(*triple) for triple in triples)
    for one in (read, wrote):
        one.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert read == wrote
