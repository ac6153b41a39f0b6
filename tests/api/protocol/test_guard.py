"""No text that passes the guard makes the real engine call anybody; what only looks like it passes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.problems import Problem
from api.protocol.caching import is_stable
from api.protocol.guard import refuse_load, refuse_service
from tests.api.protocol.listening import Listener, listening

NONE: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with listening() as one:
        yield one


# What reaches the engine's client, each by another way; U stands for the listener's address.
CALLING = [
    ("SELECT * { SERVICE <U> { ?s ?p ?o } }", "plain"),
    ("SELECT * { sErViCe sIlEnT <U> { ?s ?p ?o } }", "odd case"),
    ("SELECT * { SERVICESILENT<U>{ ?s ?p ?o } }", "no blanks"),
    ("PREFIX u: <U> SELECT * { SERVICE u: { ?s ?p ?o } }", "a prefixed name"),
    ("PREFIX u: <U> SELECT * { SERVICEu:{ ?s ?p ?o } }", "one that touches the keyword"),
    ("PREFIX u: <U> SELECT * { SERVICEu:a·b{ ?s ?p ?o } }", "one with a character that is no letter"),
    ("BASE <U> SELECT * { SERVICE <> { ?s ?p ?o } }", "relative to the base"),
    ("SELECT * { ?s <urn:at> ?x LATERAL { SERVICE ?x { ?a ?b ?c } } }", "a variable"),
    ("SELECT * { VALUES ?x { <U> } LATERAL { SERVICE ?x { ?a ?b ?c } } }", "a variable from the query"),
    ("SELECT * { FILTER EXISTS { SERVICE <U> { ?s ?p ?o } } }", "nested"),
    ("SELECT * { { SELECT * { { } UNION { SERVICE <U> { ?s ?p ?o } } } } }", "nested deeper"),
    ("SELECT * { SERVICE#\r#\n<U>{ ?s ?p ?o } }", "comments between"),
    ("SELECT * { { ?s ?p 1SERVICE <U> { ?a ?b ?c } } }", "it touches a number"),
    ("SELECT * { { ?s ?p trueSERVICE <U> { ?a ?b ?c } } }", "it touches a word"),
    ("SELECT * { { ?s ?p 'a'SERVICE <U> { ?a ?b ?c } } }", "it touches a text"),
    ("PREFIX x: <urn:> SELECT * { { ?s ?p x:.SERVICE <U> { ?a ?b ?c } } }", "it touches a dot"),
    ("SELECT * { # a\r SERVICE <U> { ?s ?p ?o } \n}", "a carriage return ends a comment"),
    ("SELECT * { # '''\n SERVICE <U> { ?s ?p ?o } # '''\n}", "what opens a text in a comment"),
    ("SELECT * { FILTER(1<2)SERVICE <U> { ?s ?p ?o } FILTER(2>1) }", "no IRI between < and >"),
    ("SELECT * { FILTER(1<2#>'''\n) SERVICE <U> { ?s ?p ?o } #'''\n}", "what looks like an IRI, then like a text"),
    ("SELECT * { FILTER(1<2#>\n) SERVICE <U> { ?s ?p ?o } }", "what looks like an IRI is a comment"),
    ("SELECT * { FILTER('a'<'>#') SERVICE <U> { ?s ?p ?o } }", "what looks like an IRI begins a text"),
    ("PREFIX u: <urn:> SELECT * { BIND(1<u:a#>'''\n AS ?x) SERVICE <U> { } #'''\n}", "a prefixed name there"),
    (r"PREFIX x: <urn:x> SELECT * { BIND(x:\' AS ?z) SERVICE <U> { } #'" + "\n}", "a quotation mark in a name"),
    (r"PREFIX x: <urn:x> SELECT * { BIND(x:\# AS ?z) SERVICE <U> { } }", "a number sign in a name"),
    (
        r"SELECT * { VALUES ?x { '''a' } SERVICE <U> { } #\q'''" + "\n}",
        "a long text with a bad escape is two short ones",
    ),
    (r"SELECT * { VALUES ?x { '''a' } SERVICE <U> { } #\uD800'''" + "\n}", "the same with half a character"),
    (r"SELECT * { SERVICE <\u0068ttpU> { ?s ?p ?o } }", "an escape in the IRI"),
    (r"SELECT * { SERVICE <U\u0061> { ?s ?p ?o } }", "an escape at its end"),
]

# What the engine refuses but an engine by the letter of SPARQL 1.1 carries out, or a later one may.
DOUBTFUL = [
    (r"SELECT * { \u0053ERVICE <U> { ?s ?p ?o } }", "an escaped keyword"),
    (r"SELECT * { SER\U00000056ICE <U> { ?s ?p ?o } }", "the same, long"),
    (r"SELECT * { ?s ?p 'a\u0027 . \u0053ERVICE <U> {} #' }", "an escaped end of a text"),
    ("PREFIX x: <http://127.0.0.1:> SELECT * { ?s ?p x:SERVICE <U> { } }", "a name whose whole is no IRI"),
    ("PREFIX x: <urn:> SELECT * { ?s ?p x:a.b.SERVICE <U> { } }", "a name with two dots"),
    ("SELECT * { ?s ?p 'a'@enSERVICE <U> { } }", "a language"),
    ("SELECT * { ?s ?p _:a.SERVICE <U> { } }", "a blank node"),
    ("SELECT * { SERVICE ?x { ?s ?p ?o } }", "a variable that is not bound"),
    ("SELECT * { SERVICE", "no target"),
]

HARMLESS = [
    ("SELECT ?service { ?service a ?SERVICE . $service ?myservice 1 }", "variables"),
    ("SELECT * { ?s ?p 'SERVICE <http://x/> {}', \"SERVICE\", '''SERVICE\n'SERVICE' ''' }", "texts"),
    (r"SELECT * { ?s ?p 'it\'s SERVICE <http://x/> {}' }", "a text with an escape"),
    (r"SELECT * { ?s ?p '''a\nSERVICE <http://x/> { }''' }", "a long text with an escape"),
    ("SELECT * { ?s a <http://example.org/SERVICE#SERVICE>, <urn:SERVICE#SERVICE>, <SERVICE> }", "IRIs"),
    ("PREFIX ex: <urn:> SELECT * { ?s a ex:SERVICE ; ex:service ex:a.service }", "prefixed names"),
    ("PREFIX service: <urn:> SELECT * { ?s service:p ?o }", "a prefix"),
    ("PREFIX ex: <urn:> SELECT * { GRAPH ex:service { ?s ?p ?o } }", "a graph"),
    ("SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}", "a comment"),
    ("ASK { ?s ?p ?service } # it's in SERVICE", "a comment with a quotation mark"),
    ("ASK { ?s <urn:a#b> ?o FILTER(?o < 3 && ?s > 2) . ?o ?p 'SERVICE' }", "an IRI with a number sign, then <"),
    ("DESCRIBE <http://x/service>", "an IRI alone"),
]


def at(text: str, listener: Listener) -> str:
    return text.replace("<U", f"<{listener.url}").replace("ttpU", listener.url[1:])


@pytest.mark.parametrize(("text", "why"), CALLING, ids=[why for _, why in CALLING])
def test_what_calls_is_refused(listener: Listener, text: str, why: str) -> None:
    text = at(text, listener)
    assert listener.is_called_by(text), f"the engine no longer takes this for a call ({why}): the row proves nothing"
    with pytest.raises(Problem, match="SERVICE") as refused:
        refuse_service(text, NONE)
    assert refused.value.status == 403
    assert "SERVICE" in str(refused.value.members["detail_zh"])


@pytest.mark.parametrize(("text", "why"), DOUBTFUL, ids=[why for _, why in DOUBTFUL])
def test_what_could_call_is_refused(text: str, why: str) -> None:
    with pytest.raises(Problem, match="SERVICE"):
        refuse_service(text.replace("U>", "http://192.0.2.1/>"), NONE)


@pytest.mark.parametrize(("text", "why"), HARMLESS, ids=[why for _, why in HARMLESS])
def test_what_only_looks_like_it_passes(listener: Listener, text: str, why: str) -> None:
    refuse_service(text, NONE)
    refuse_load(f"INSERT {{ }} WHERE {{ {text[text.find('{') + 1 :] if '{' in text else '}'}")
    assert not listener.is_called_by(text)


ONE = "https://sparql.example.org/query"

ALLOWED = [
    (f"SELECT * {{ SERVICE <{ONE}> {{}} }}", {ONE}, True, "listed"),
    (f"SELECT * {{ service silent <{ONE}> {{}} }}", {ONE}, True, "listed, SILENT"),
    (f"SELECT * {{ SERVICE <{ONE}/> {{}} }}", {ONE}, False, "another by one letter"),
    (f"SELECT * {{ SERVICE <{ONE}> {{ SERVICE <{ONE}2> {{}} }} }}", {ONE}, False, "another inside"),
    (rf"SELECT * {{ SERVICE <{ONE[:-1]}\u0079> {{}} }}", {ONE}, True, "an escape in it"),
    ("PREFIX e: <https://sparql.example.org/> SELECT * { SERVICE e:query {} }", {ONE}, True, "a prefixed name"),
    ("PREFIX e: <https://sparql.example.org/> SELECT * { SERVICE e:que {} }", {ONE}, False, "another prefixed name"),
    ("SELECT * { SERVICE e:query {} }", {ONE}, False, "no such prefix"),
    (
        "PREFIX e: <http://127.0.0.1/> SELECT * { SERVICE e:query {} } # PREFIX e: <https://sparql.example.org/>",
        {ONE},
        False,
        "the prefix is declared once more where it does not count",
    ),
    (
        "#>PREFIX e: #\nPREFIX e: <http://127.0.0.1/>\nSELECT * { SERVICE e:query {} } #<https://sparql.example.org/>",
        {ONE},
        False,
        "declarations that overlap",
    ),
    ("BASE <https://sparql.example.org/> SELECT * { SERVICE <query> {} }", {ONE}, False, "relative: write it out"),
    ("SELECT * { ?s ?p ?x SERVICE ?x {} }", {ONE}, False, "a variable holds any"),
    ("SELECT * { ?s ?p ?x SERVICE ?x {} }", {"*"}, False, "a variable holds any, private ones too"),
    ("SELECT * { SERVICE <*> {} }", {"*"}, False, "the sign is no IRI"),
    ("SELECT * { SERVICE <http://127.0.0.1:3030/q> {} }", {"http://127.0.0.1:3030/q"}, True, "loopback that is listed"),
]


@pytest.mark.parametrize(("text", "allowed", "passes", "why"), ALLOWED, ids=[row[3] for row in ALLOWED])
def test_only_listed_endpoints(text: str, allowed: set[str], passes: bool, why: str) -> None:
    if passes:
        refuse_service(text, frozenset(allowed))
    else:
        with pytest.raises(Problem, match="SERVICE is not allowed"):
            refuse_service(text, frozenset(allowed))


HOSTS = [
    ("https://query.example.org/sparql", True, "a public name"),
    ("http://93.184.216.34/", True, "a public address"),
    ("http://[2606:4700::1111]/", True, "a public address of six"),
    ("http://127.0.0.1/", False, "loopback"),
    ("http://127.1:80/", False, "loopback, short"),
    ("http://2130706433/", False, "loopback, one number"),
    ("http://0x7f.1/", False, "loopback, hexadecimal"),
    ("http://0177.0.0.1/", False, "loopback, octal"),
    ("http://0/", False, "this host"),
    ("http://１２７.0.0.1/", False, "loopback, wide digits"),
    ("http://%31%32%37.0.0.1/", False, "loopback, escaped"),
    ("http://[::1]/", False, "loopback of six"),
    ("http://[::ffff:127.0.0.1]/", False, "loopback of four in six"),
    ("http://10.0.0.1/", False, "private"),
    ("http://192.168.1.1/", False, "private"),
    ("http://[fd00::1]/", False, "private of six"),
    ("http://169.254.169.254/latest/meta-data", False, "link-local"),
    ("http://localhost/", False, "a local name"),
    ("http://LOCALHOST./", False, "a local name, in capitals, with its dot"),
    ("http://a.localhost/", False, "a local name below another"),
    ("http://intranet/", False, "a name without a domain"),
    ("http://db.internal/", False, "an internal name"),
    ("http://user@example.org/", False, "with a name of a user"),
    ("ftp://example.org/", False, "not HTTP"),
    ("http://[bad/", False, "no address at all"),
]


@pytest.mark.parametrize(("iri", "passes", "why"), HOSTS, ids=[row[2] + " " + row[0] for row in HOSTS])
def test_every_public_endpoint(iri: str, passes: bool, why: str) -> None:
    test_only_listed_endpoints(f"SELECT * {{ SERVICE <{iri}> {{}} }}", {"*"}, passes, why)


def test_too_many_readings_are_refused() -> None:
    with pytest.raises(Problem, match="cannot be told: more than 100 places"):
        refuse_service("ASK { ?service <urn:p> " + ", ".join(f"<urn:x#{n}>" for n in range(200)) + " }", NONE)
    refuse_service("ASK { ?service <urn:p> " + ", ".join(f"<http://x/#{n}>" for n in range(200)) + " }", NONE)


@pytest.mark.parametrize(
    "text",
    [
        "service" * 100_000,
        "x:" + "service" * 100_000,
        "ASK { ?service <" + "a<" * 300_000,
        "ASK { ?service '" + "\\'" * 300_000,
        "ASK { ?service '''" + "\\" * 600_001,
        "ASK { ?service " + "<a#>" * 150_000,
        "PREFIX " * 100_000 + "SERVICE x:y {}",
        "SERVICE#" * 80_000,
        "ASK { ?service " + "a.a-" * 200_000,
        "x:service," * 80_000,
        "x:service <" * 80_000,
        "x:service x:" * 80_000,
        "ASK { ?service " + "'\\''" * 200_000,
        "SERVICE x:y {} #" + "prefix" * 150_000,
        "SERVICE x:y {} " + "prefix#" * 120_000,
        "SERVICE x:y {} " + "prefix x:<" * 80_000,
        f"SERVICE <{ONE}> {{}} " * 20_000,
        "".join(f"<a#{n}>" for n in range(100)) + "service " * 100_000,
        "SERVICE x: { } " * 40_000,
    ],
    ids=lambda text: text[:15] + text[-25:],
)
@pytest.mark.parametrize("allowed", [NONE, frozenset({ONE})], ids=["none allowed", "one allowed"])
def test_a_hostile_text_is_judged_in_time(text: str, allowed: frozenset[str]) -> None:
    """What grows with the square of such a text takes hours; the run's own limit would end it."""
    with suppress(Problem):
        refuse_service(text, allowed)
    with suppress(Problem):
        refuse_load(f";load:x {text}", allowed)
    is_stable(f"now {text}")


# ── Updates ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LOADING = [
    ("LOAD <U>", "plain"),
    ("lOaD sIlEnT <U> INTO GRAPH <urn:g>", "odd case"),
    ("loadSILENT<U>", "no blanks"),
    ("PREFIX u: <U> LOADu:", "a prefixed name that touches the keyword"),
    ("PREFIX u: <U> INSERT DATA {};LOADu:;", "the same, amid operations"),
    ("INSERT DATA { <urn:a> <urn:b> '''x''' };LOAD<U>", "after another operation"),
    ("BASE <urn:a#b>LOAD<U>", "after an IRI with a number sign"),
    ("INSERT { ?s ?p ?o } WHERE { SERVICE <U> { ?s ?p ?o } }", "SERVICE"),
]


@pytest.mark.parametrize(("text", "why"), LOADING, ids=[why for _, why in LOADING])
def test_no_update_fetches(listener: Listener, text: str, why: str) -> None:
    text = at(text, listener)
    assert listener.is_called_by(text, update=True), f"the engine no longer fetches ({why}): the row proves nothing"
    with pytest.raises(Problem, match=r"(LOAD|SERVICE) is not allowed"):
        refuse_load(text)


def test_an_escaped_load_is_refused() -> None:
    with pytest.raises(Problem, match="LOAD is not allowed"):
        refuse_load(r"\u004cOAD <http://192.0.2.1/>")


def test_what_only_says_load_passes() -> None:
    refuse_load("PREFIX load: <urn:> INSERT DATA { load:x load:y load:z ; <urn:load> 'LOAD <urn:x>' } # LOAD <urn:y>")


# ── Mangled texts ────────────────────────────────────────────────────────────────────────────────────────────────────

PIECES = st.sampled_from(
    [
        *("SERVICE <U> {}", "SERVICE <U> { ?a ?b ?c }", "SERVICE SILENT <U> {}", "SERVICE ?x {}", "sERVICE x:{}"),
        *(
            "?s <urn:at> ?x",
            "LATERAL { SERVICE ?x {} }",
            "1SERVICE <U> {}",
            "x:SERVICE <U> {}",
            "SERVICEx:{}",
            "?SERVICE",
            "'SERVICE'",
        ),
        *("?s ?p ?x", "?s ?p 1", "?s ?p 'a'", "?s ?p x:", "FILTER(1<2)", "FILTER(?x<x:a#>", "BIND(1<2 AS ?y)"),
        *("VALUES ?z { '''a' }", "VALUES ?z { 'a' }", "FILTER EXISTS {", "{", "}", "(", ")", ".", ";", ",", "<", ">"),
        *("#", "\n", "\r", " ", "'", '"', "'''", '"""', "\\", "\\q", "\\u0027", "\\u0022", "\\uD800", "\\'", "\\#"),
        *("<urn:a#b>", "<urn:p>", "<a#>", "<<", ">>", "x:a.b.", "x:\\'", "x:\\#", "@en", "^^", "_:b", "?", "$", "·"),
    ]
)
SHELLS = ["SELECT * { %s }", "PREFIX x: <U> SELECT * { %s }", "PREFIX x: <urn:> ASK { %s\n}", "SELECT * { { %s } }"]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shell=st.sampled_from(SHELLS), pieces=st.lists(PIECES, min_size=1, max_size=12), glue=st.sampled_from(["", " "]))
def test_whatever_passes_calls_nobody(listener: Listener, shell: str, pieces: list[str], glue: str) -> None:
    text = at(shell % glue.join(pieces), listener)
    try:
        refuse_service(text, NONE)
    except Problem:
        return
    assert not listener.is_called_by(text)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.sampled_from([text for text, _ in CALLING]),
    cuts=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 3), PIECES), max_size=3),
)
def test_whatever_passes_of_mangled_calls_calls_nobody(
    listener: Listener, seed: str, cuts: list[tuple[int, int, str]]
) -> None:
    text = seed
    for start, length, piece in cuts:
        text = text[:start] + piece + text[start + length :]
    text = at(text, listener)
    try:
        refuse_service(text, NONE)
    except Problem:
        return
    assert not listener.is_called_by(text)
