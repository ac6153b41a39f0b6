"""Which graphs an update writes to: never fewer than it does, whatever it is spelled like; and who may write to them."""

from __future__ import annotations

import random
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareUpdate

from api.problems import Problem
from api.writing.permissions import Targets, check, is_own, prepared, targets, touches_own
from api.writing.tokens import Writer
from kg.iris import Iris

BASE = "http://kg.example/"
IRIS = Iris(BASE)
DOCUMENT = IRIS.mint("document_graph", document="150304-0123456789")
HEAD = f"PREFIX k: <{BASE}graph/> PREFIX e: <urn:e:> "

TARGETS = [
    ("INSERT DATA { <a:a> <a:b> 1 }", "DEFAULT", "the unnamed graph"),
    ("INSERT DATA { GRAPH <urn:g> { <a:a> <a:b> 1 } }", "urn:g", "a named one only"),
    ("INSERT DATA{GRAPH<urn:g>{<a:a><a:b>1}GRAPH e:h{}<a:a><a:b>1.}", "DEFAULT urn:e:h urn:g", "no spaces"),
    ("DELETE DATA { GRAPH e:a\\#b%41 { <a:a> <a:b> 1 } }", "urn:e:a#b%41", "an escape of a local name"),
    ("INSERT DATA { GRAPH <\\u0075rn:\\U00000067> { <a:a> <a:b> 1 } }", "urn:g", "escaped code points"),
    ("BASE <http://x/a/> INSERT DATA { GRAPH <../b> { <a:a> <a:b> 1 } }", "http://x/b", "a relative IRI"),
    ("INSERT DATA { GRAPH <g> { <a:a> <a:b> 1 } }", f"{BASE}g", "relative to the request's base"),
    ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", "ALL", "a variable names any graph"),
    ("DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }", "urn:g", "a pattern that is a template too"),
    ("INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH <urn:h> { ?s ?p ?o } }", "ALL", "in a template"),
    ("INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { GRAPH ?h { ?s ?p ?o } }", "urn:g", "WHERE only reads"),
    (
        "WITH <urn:w> DELETE { ?s ?p ?o } INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "urn:g urn:w",
        "WITH",
    ),
    ("WITH <urn:w> INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", "urn:g", "WITH, unused"),
    ("INSERT { ?s ?p ?o } USING <urn:u> USING NAMED <urn:v> WHERE { ?s ?p ?o }", "DEFAULT", "USING only reads"),
    ("CLEAR GRAPH <urn:g>", "urn:g", "one graph"),
    ("DROP SILENT DEFAULT", "DEFAULT", "the unnamed graph"),
    ("DROP ALL", "ALL DEFAULT", "everything"),
    ("CLEAR NAMED", "ALL DEFAULT", "every named graph"),
    ("CREATE SILENT GRAPH <urn:g>", "urn:g", "it is there then"),
    ("LOAD SILENT <http://x/> INTO GRAPH <urn:g>", "urn:g", "loading"),
    ("LOAD <http://x/>", "DEFAULT", "loading into the unnamed graph"),
    ("COPY <urn:a> TO GRAPH <urn:b>", "urn:b", "its source is only read"),
    ("ADD DEFAULT TO <urn:b>", "urn:b", "its source is only read"),
    ("MOVE GRAPH <urn:a> TO DEFAULT", "DEFAULT urn:a", "its source is emptied"),
    ("DROP GRAPH <urn:a> ; CLEAR GRAPH <urn:b> ;", "urn:a urn:b", "several, the last semicolon too"),
    (
        'INSERT DATA { <a:a> <a:b> """GRAPH <urn:x> { "} \\"""" , \'{\' }  # GRAPH <urn:y> {',
        "DEFAULT",
        "texts, comments",
    ),
    ("INSERT DATA { <a:a> <a:b> <a:c> {| <a:d> 1 |} . << <a:a> <a:b> <a:c> >> <a:d> 2 }", "DEFAULT", "RDF 1.2"),
    ("INSERT { <a:a> <a:b> ?x } WHERE { BIND(1 AS ?x) FILTER(?x<2 && 2>?x) }", "DEFAULT", "comparing"),
    ("INSERT { <a:a> <a:b> <#x> } WHERE { ?s (<#p>|<urn:q#'r>)* <#o> }", "DEFAULT", "IRIs that hold # and '"),
    ("", "", "nothing"),
    (" # nothing", "", "a comment"),
]


@pytest.mark.parametrize(("text", "names", "reason"), TARGETS)
def test_what_an_update_writes_to(text: str, names: str, reason: str) -> None:
    assert " ".join(targets(HEAD + text, BASE).names()) == names, reason


UNSURE = [
    ("CLEAR XYZ", "no update"),
    ("INSERTDATA { <a:a> <a:b> 1 }", "the engine takes it, nobody writes it"),
    ("INSERT DATA { GRAPHk:shared { <a:a> <a:b> 1 } }", "a keyword glued to a name"),
    ("PREFIX GRAPHk: <urn:x> MOVE GRAPHk:shared TO <urn:y>", "a name that begins like a keyword"),
    ("PREFIX SILENTk: <urn:x> COPY SILENTk:shared TO <urn:y>", "a name that begins like a keyword"),
    ("DROP GRAPH x:shared", "a prefix that nobody declared"),
    ("DROP ALL ; ; DROP ALL", "nothing between semicolons"),
    ("INSERT DATA { <a:a> <a:b> 1 } DROP ALL", "no semicolon"),
    ("INSERT DATA { GRAPH _:x { <a:a> <a:b> 1 } }", "a blank graph"),
    ("INSERT DATA { <a:a> <a:b> 1 ", "no end"),
    ("INSERT DATA { <a:a> <a:b> 'x }", "a text without end"),
    ("DROP GRAPH <rel\nx>", "a broken IRI"),
    # Each of these hides a DROP from one of two readings.
    ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER(1<2#>''')\n) } ; DROP ALL # '''", "an IRI or a comment"),
    ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER('a'<'''> ) } ; DROP ALL # ''') }", "an IRI or a text"),
    ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER('a'<'>#') } ; DROP ALL #'>\n) }", "an IRI or a text, with a comment"),
    ('INSERT DATA { <a:a> <a:b> ("""a") } ; DROP ALL # \\x """) }', "a long text or two short ones"),
    ('INSERT DATA { <a:a> <a:b> ("""a") } ; DROP ALL # \\uD800 """) }', "the same by a code point that is none"),
    ("INSERT { <a:a> <a:b> 1 } WHERE { BIND(<<(e:a e:b'''>)>> AS ?x) } ; DROP ALL # ''' }", "an IRI or a triple"),
]


@pytest.mark.parametrize(("text", "reason"), UNSURE)
def test_what_is_not_surely_an_update_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Problem) as refused:
        targets(HEAD + text, None)
    assert refused.value.status == 400, reason
    assert refused.value.members["line"] in (1, 2)


MAY = [
    ("write", "urn:g", False, None, "any other graph"),
    ("write", f"{BASE}graphs/mine", False, None, "a graph of one's own, by its URL"),
    ("write", "", False, None, "the unnamed graph"),
    ("write", DOCUMENT, False, 403, "a document's"),
    ("write", IRIS.mint("shared_graph"), False, 403, "what documents share"),
    ("write", IRIS.mint("ontology_graph"), False, 403, "the ontology"),
    ("write", IRIS.mint("dataset_graph"), False, 403, "the dataset's description"),
    ("write", f"{BASE}graph/another", False, 403, "one that a later version may make"),
    ("write", "urn:x:graph/dataset", False, 403, "what would describe another store"),
    ("write", IRIS.mint("decisions_graph"), False, 403, "decisions"),
    ("write review", IRIS.mint("decisions_graph"), False, None, "decisions"),
    ("write review", IRIS.mint("cascade_graph", document="150304-0123456789"), False, 403, "links"),
    ("write review", "", True, 403, "graphs that nothing names"),
    ("review", "urn:g", False, 403, "deciding is not writing"),
    ("admin", DOCUMENT, True, None, "an administrator"),
]


@pytest.mark.parametrize(("scopes", "graph", "unknown", "status", "reason"), MAY)
def test_who_may_write(scopes: str, graph: str, unknown: bool, status: int | None, reason: str) -> None:
    writer = Writer("1", "x", frozenset(scopes.split()))
    wanted = Targets(frozenset({graph} - {""}), not graph, unknown)
    if status is None:
        check(wanted, writer, IRIS)
        return
    with pytest.raises(Problem) as refused:
        check(wanted, writer, IRIS)
    assert refused.value.status == status, reason
    if graph and "write" in scopes:
        assert graph in refused.value.detail
    assert touches_own(wanted, IRIS) == (unknown or (bool(graph) and is_own(graph, IRIS)))


# ── Against rdflib and the engine ────────────────────────────────────────────────────────────────────────────────────

GRAPHS = ["<urn:g:1>", "<urn:g:2>", "e:3", "<../r>", "<urn:\\u0067:4>", "e:\\#5"]
graphs = st.sampled_from(GRAPHS)
quads = st.one_of(
    st.just("<a:a> <a:b> 1 ."),
    st.builds("GRAPH {} {{ <a:a> <a:b> '}}' }}".format, graphs),
    st.builds("<a:a> <a:b> \"GRAPH\" . GRAPH {} {{ <a:a> <a:b> 1, '#' }} # {{\n".format, graphs),
)
templates = st.one_of(quads, st.just("GRAPH ?g { ?s ?p ?o }"), st.just("?s ?p ?o ."))
wheres = st.sampled_from(["?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", "GRAPH ?g { ?s ?p ?o FILTER(1 < 2 && 3 > 2) }"])
either = st.one_of(st.just("DEFAULT"), graphs, st.builds("GRAPH {}".format, graphs))
operations = st.one_of(
    st.builds("{} DATA {{ {} }}".format, st.sampled_from(["INSERT", "delete"]), quads),
    st.builds("INSERT {{ {} }} WHERE {{ {} }}".format, templates, wheres),
    st.builds("DELETE {{ {} }} INSERT {{ {} }} WHERE {{ {} }}".format, templates, templates, wheres),
    st.builds("WITH {} DELETE {{ {} }} WHERE {{ {} }}".format, graphs, templates, wheres),
    st.builds("WITH {} INSERT {{ {} }} USING {} WHERE {{ {} }}".format, graphs, templates, graphs, wheres),
    st.builds("DELETE WHERE {{ {} }}".format, templates),
    st.builds("{} SILENT {}".format, st.sampled_from(["CLEAR", "DROP"]), st.sampled_from(["ALL", "NAMED", "DEFAULT"])),
    st.builds("{} SILENT GRAPH {}".format, st.sampled_from(["CLEAR", "DROP", "CREATE"]), graphs),
    st.builds("{} SILENT {} TO {}".format, st.sampled_from(["ADD", "MOVE", "COPY"]), either, either),
)
updates = st.lists(operations, min_size=1, max_size=3).map(" ;\n".join)
PROLOGUE = "PREFIX e: <urn:e:>\n"


def filled() -> ox.Store:
    store = ox.Store()
    for graph in ["urn:g:1", "urn:g:2", "urn:e:3", f"{BASE}r", "urn:e:#5", "urn:other"]:
        for value in (ox.Literal(1), ox.Literal(graph)):
            store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), value, ox.NamedNode(graph)))
    store.add(ox.Quad(ox.NamedNode("a:x"), ox.NamedNode("a:b"), ox.Literal("}")))
    return store


def state(store: ox.Store) -> dict[str, frozenset[str]]:
    held: dict[str, set[str]] = {graph.value: set() for graph in store.named_graphs()}
    for quad in store:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "DEFAULT"
        held.setdefault(name, set()).add(str(quad.triple))
    return {name: frozenset(triples) for name, triples in held.items()}


def assert_told(text: str, base: str | None) -> None:
    """What the engine changes by an update is among its targets, or the update was refused."""
    store = filled()
    before = state(store)
    try:
        store.update(text, base_iri=base)
    except (SyntaxError, OSError, ValueError):
        return
    after = state(store)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    try:
        wanted = targets(text, base)
    except Problem:
        return
    assert wanted.unknown or changed <= {*wanted.graphs, *(["DEFAULT"] if wanted.default else [])}, text


@settings(max_examples=300, deadline=None)
@given(updates)
def test_nothing_changes_that_is_not_told(text: str) -> None:
    targets(PROLOGUE + text, f"{BASE}x/y")  # none of these is refused
    assert_told(PROLOGUE + text, f"{BASE}x/y")


PIECES = [
    "<a:b#>", "<#", "#>", "'", "'''", '"', '"""', "<", ">", "<<(", ")>>", "(", ")", "{", "}", "\n", " ", "?a", "1", "e:x",
    "\\'", "\\#", "\\uD800", "\\u0022", "#", "FILTER", "BIND", "AS", "INSERT", "DATA", "WHERE", "GRAPH", "DROP ALL",
    "GRAPH <urn:g:1>", ";", ".", ",", "=", "&&", "<urn:g:2>", "e:", "a", "[", "]", "VALUES", "{|", "|}", "CLEAR DEFAULT",
]  # fmt: skip
HIDING = [
    ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER(1<1#>", "\n) } ; DROP ALL #", ") }"),
    ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER('a'<'>", "') } ; DROP ALL #", "\n) }"),
    ("INSERT { <a:a> <a:b> 1 } WHERE { FILTER(1<", ") } ; DROP ALL #", ") }"),
    ('INSERT DATA { <a:a> <a:b> ("""', '") } ; DROP ALL #', '""") }'),
    ("INSERT { <a:a> <a:b> 1 } WHERE { BIND(1 AS ?a) FILTER(?a<", ") } ; CLEAR GRAPH <urn:g:1> #", ") }"),
    ("INSERT { GRAPH e:n { ?s <a:b> 1 } } WHERE { ?s ?p ", "} ; DROP DEFAULT #", "}"),
]


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(HIDING),
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.lists(st.sampled_from(PIECES), max_size=5),
)
def test_nothing_hides(hiding: tuple[str, str, str], one: list[str], two: list[str]) -> None:
    first, middle, last = hiding
    assert_told(f"{PROLOGUE}{first}{''.join(one)}{middle}{''.join(two)}{last}", f"{BASE}x/y")


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=100, deadline=None)
@given(updates)
def test_rdflib_finds_the_same_graphs(text: str) -> None:
    algebra = prepareUpdate(PROLOGUE + text, base=f"{BASE}x/y").algebra
    wanted = targets(PROLOGUE + text, f"{BASE}x/y")
    for one in algebra:
        for graph in (graph.replace("\\", "") for graph in _written(one)):  # it keeps the escapes of local names
            assert wanted.unknown or graph == "DEFAULT" or graph in wanted.graphs, text
            assert graph != "DEFAULT" or wanted.default, text


def _written(one: Any) -> list[str]:
    """The graphs that an operation of rdflib's algebra names in what it writes."""
    if one.name in ("Clear", "Drop", "Create"):
        return [str(one["graphiri"])] if str(one["graphiri"]) not in ("ALL", "NAMED") else []
    if one.name in ("Add", "Move", "Copy"):
        named = one["graph"] if one.name == "Move" else one["graph"][1:]
        return [str(graph) for graph in named]
    values = dict(one)  # its own `get` gives the key where there is no value
    parts = [values, *(dict(values[name]) for name in ("insert", "delete") if values.get(name))]
    home = str(values.get("withClause") or "DEFAULT")
    quads = [str(graph) for part in parts for graph in part.get("quads", {})]
    return [*quads, *(home for part in parts if part.get("triples"))]


# ── The dataset of the protocol ──────────────────────────────────────────────────────────────────────────────────────

PREPARED = [
    ("DROP ALL", ["urn:g"], [], "DROP ALL", "nothing to read"),
    ("INSERT { ?s a ?c } WHERE { ?s a ?c }", ["urn:g", "urn:h"], ["urn:n"],
     "INSERT { ?s a ?c } USING <urn:g> USING <urn:h> USING NAMED <urn:n> WHERE { ?s a ?c }", "all of them"),
    ("DELETE WHERE { ?s a 'WHERE {' }", [], ["urn:n"],
     "DELETE { ?s a 'WHERE {' } USING NAMED <urn:n> WHERE { ?s a 'WHERE {' }", "the short form"),
    ("CLEAR ALL ; PREFIX a: <urn:a> PREFIX b: <urn:b> INSERT { ?s a a:c } WHERE { ?s a b:c }", [], [],
     "PREFIX a: <urn:a> PREFIX b: <urn:b> CLEAR ALL ;   INSERT { ?s a a:c } WHERE { ?s a b:c }", "declared late"),
    ("PREFIX a: <urn:a> CLEAR ALL ; PREFIX a: <urn:a> DROP GRAPH a:b", [], [],
     "PREFIX a: <urn:a> CLEAR ALL ;  DROP GRAPH a:b", "declared twice"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "using", "named", "expected", "reason"), PREPARED)
def test_an_update_as_the_engine_takes_it(
    text: str, using: list[str], named: list[str], expected: str, reason: str
) -> None:
    assert prepared(text, using, named) == expected, reason
    store = ox.Store()
    store.add_graph(ox.NamedNode("urn:ab"))
    store.update(expected)


REFUSED = [
    ("INSERT { ?s a ?c } USING <urn:h> WHERE { ?s a ?c }", ["urn:g"], "two datasets"),
    ("WITH <urn:h> DELETE { ?s a ?c } WHERE { ?s a ?c }", ["urn:g"], "two datasets"),
    ("INSERT { ?s a ?c } WHERE { ?s a ?c }", ["g"], "a relative IRI"),
    ("INSERT { ?s a ?c } WHERE { ?s a ?c }", ["urn:g> WHERE {} ; DROP ALL #"], "no IRI"),
    ("PREFIX a: <urn:a> CLEAR ALL ; PREFIX a: <urn:b> DROP GRAPH a:b", [], "a prefix that changes"),
    ("CLEAR GRAPH <a:b> ; BASE <urn:b> DROP GRAPH <a:b>", [], "a base that comes late"),
]


@pytest.mark.parametrize(("text", "using", "reason"), REFUSED)
def test_what_cannot_be_prepared(text: str, using: list[str], reason: str) -> None:
    with pytest.raises(Problem) as refused:
        prepared(text, using)
    assert refused.value.status == 400, reason


def test_the_dataset_is_what_is_read() -> None:
    store = filled()
    store.update(prepared("INSERT { GRAPH <urn:n> { ?s ?p ?o } } WHERE { ?s ?p ?o }", ["urn:other"], []))
    assert len(state(store)["urn:n"]) == 2


def test_a_long_update_is_read_in_steps() -> None:
    triples = [f"<a:{number}> <a:b> 'x {{', {random.Random(number).random()} ." for number in range(20_000)]
    assert targets(f"INSERT DATA {{ GRAPH <urn:g> {{ {' '.join(triples)} }} }}").names() == ("urn:g",)
