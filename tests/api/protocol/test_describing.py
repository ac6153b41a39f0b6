"""The description says what is true of this service, in the words of the recommendation."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from api.formats import GRAPHS, RESULTS
from api.protocol.describing import FUNCTIONS, PREFIXES, VERSIONS, Features, describe

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
    ("?s sd:defaultDataset/sd:defaultGraph/void:triples 6", True, "all of them: one stands in both"),
    ("?s sd:resultFormat formats:SPARQL_Results_TSV, formats:Turtle", True, "formats"),
]


@pytest.mark.parametrize(("pattern", "true", "why"), SAID, ids=[row[2] for row in SAID])
def test_what_is_said(pattern: str, true: bool, why: str) -> None:
    assert said(pattern, describe(HERE, UPDATE, GRAPH, total=6)) is true


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


MORE = [
    ("?s sd:supportedLanguage sd:SPARQLQuery ; sd:supportedVersion <http://www.w3.org/ns/sparql#version-1.2>", "the draft"),
    (f"<{UPDATE}> sd:supportedLanguage sd:SPARQLUpdate ; sd:supportedVersion <http://www.w3.org/ns/sparql#version-1.2>", "it"),
    ("?s sd:defaultEntailmentRegime <http://www.w3.org/ns/entailment/Simple>", "nothing is entailed"),
    ("?s sd:availableGraphs/sd:namedGraph/sd:name <http://kg.test/graph/a>", "any of them may be named"),
    ("?s sd:extensionFunction <http://www.opengis.net/def/function/geosparql/sfWithin>", "GeoSPARQL"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "why"), MORE, ids=[row[1] for row in MORE])
def test_what_else_is_said(pattern: str, why: str) -> None:
    assert said(pattern, describe(HERE, UPDATE, GRAPH))


POINT = "'POINT(1 1)'^^<http://www.opengis.net/ont/geosparql#wktLiteral>"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_known(function: str) -> None:
    """With one argument, two or three, as each takes; the engine refuses what it has not."""
    given = (POINT, f"{POINT}, {POINT}", f"{POINT}, {POINT}, <http://www.opengis.net/def/uom/OGC/1.0/metre>")
    for arguments in given:
        rows = ox.Store().query(f"SELECT (<{function}>({arguments}) AS ?x) {{}}")
        assert isinstance(rows, ox.QuerySolutions)
        list(rows)
    with pytest.raises(RuntimeError, match="not supported"):
        list(ox.Store().query(f"SELECT (<{function}Not>({POINT}) AS ?x) {{}}"))  # type: ignore[arg-type]


# ── SPARQL 1.2 ───────────────────────────────────────────────────────────────────────────────────────────────────────

DATA = """
PREFIX : <urn:>
INSERT DATA {
  :s :p :o ~ :r {| :since 2026 |} .
  :t :says <<( :a :b 'x'@ar--rtl )>> .
}
"""
NEW = [
    ("VERSION '1.2' ASK {}", "VERSION"),
    ("ASK { :r rdf:reifies <<( :s :p :o )>> }", "triple terms in patterns"),
    ("ASK { :s :p :o ~ :r }", "reifiers"),
    ("ASK { :s :p :o {| :since 2026 |} }", "annotations"),
    ("ASK { << :s :p :o >> :since 2026 }", "reified triples"),
    ("ASK { :t :says ?t FILTER(isTRIPLE(?t) && SUBJECT(?t) = :a && PREDICATE(?t) = :b && LANG(OBJECT(?t)) = 'ar') }", "parts"),
    ("ASK { BIND(TRIPLE(:a, :b, 'x'@ar--rtl) AS ?t) :t :says ?t }", "TRIPLE"),
    ("ASK { VALUES ?t { <<( :a :b 1 )>> } FILTER(?t = <<( :a :b 1.0 )>> && !sameTerm(?t, <<( :a :b 1.0 )>>)) }", "equality"),
    ("ASK { :t :says <<( :a :b ?x )>> FILTER(LANGDIR(?x) = 'rtl' && hasLANGDIR(?x) && hasLANG(?x)) }", "directions"),
    ("ASK { FILTER(STRLANGDIR('x', 'ar', 'rtl') = 'x'@ar--rtl && !('x'@ar = 'x'@ar--rtl)) }", "STRLANGDIR"),
    ("ASK { FILTER(DATATYPE('x'@ar--rtl) = rdf:dirLangString) }", "its type"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "why"), NEW, ids=[row[1] for row in NEW])
def test_what_is_new_in_sparql_12_is_known(query: str, why: str) -> None:
    """As is told: the versions of the description hold as long as these do."""
    assert "1.2" in VERSIONS
    store = ox.Store()
    store.update(DATA)
    prologue = "PREFIX : <urn:> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
    assert store.query(prologue + query), why


@pytest.mark.parametrize("form", [one for one in RESULTS if one.name != "csv"], ids=lambda one: one.name)
def test_rows_keep_triple_terms_and_directions(form: object) -> None:
    """CSV tells no kinds of terms at all."""
    engine = next(one.engine for one in RESULTS if one is form)
    store = ox.Store()
    store.update(DATA)
    rows = store.query("SELECT ?t { <urn:t> <urn:says> ?t }")
    assert isinstance(rows, ox.QuerySolutions)
    read = ox.parse_query_results(rows.serialize(format=engine) or b"", engine)
    assert isinstance(read, ox.QuerySolutions)
    term = ox.Literal("x", language="ar", direction=ox.BaseDirection.RTL)
    assert [row["t"] for row in read] == [ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), term)]


CARRY = [(one, one.name not in ("jsonld", "n3")) for one in GRAPHS]


@pytest.mark.parametrize(("form", "carries"), CARRY, ids=lambda one: getattr(one, "name", one))
def test_graphs_keep_triple_terms_and_directions(form: object, carries: bool) -> None:
    engine = next(one.engine for one in GRAPHS if one is form)
    store = ox.Store()
    store.update(DATA)
    triples = {quad.triple for quad in store}
    if not carries:
        with pytest.raises((OSError, SyntaxError)):
            list(ox.parse(ox.serialize(triples, format=engine) or b"", engine))
        return
    assert {quad.triple for quad in ox.parse(ox.serialize(triples, format=engine) or b"", engine)} == triples
