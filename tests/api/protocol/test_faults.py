"""What a person is told of a mistake: where it is, and what to do, in two languages."""

from __future__ import annotations

import json
import pickle

import pyoxigraph as ox
import pytest

from api.problems import Problem, answer
from api.protocol import faults
from api.protocol.places import excerpt, offset_of, place

# The place is that of «, which is taken out before.
MISTAKES = [
    ("«", "it is empty; begin with SELECT", "内容为空"),
    ("«# only a comment", "it is empty", "内容为空"),
    ("«INSERT DATA {}", "INSERT is an update; send it to /update", "请发送到 /update"),
    ("«SELEC * {}", "'SELEC' begins no query; did you mean SELECT", "是否应为 SELECT"),
    ("PREFIX x: <urn:x>\n«SELCT * {}", "did you mean SELECT", "是否应为 SELECT"),
    ("SELECT * { ?s a «foaf:Person }", "the prefix foaf: is not declared; put PREFIX foaf:", "前缀 foaf: 未声明"),
    ("PREFIX x: <urn:x> ASK {\n  ?s x:a «:b\n}", "the prefix : is not declared", "前缀 : 未声明"),
    ("SELECT * WHERE { ?s ?p ?o«", "unexpected end: } is missing", "缺少 }"),
    ("SELECT * { ?s ?p ?o FILTER(STR(?o) = 'a'«", "unexpected end: ) is missing", "缺少 )"),
    ("SELECT * { ?s ?p ?o }«}", "} closes nothing", "多余的 }"),
    ("ASK { ?s ?p ?o FILTER(regex(?o, '[') «}", "} where ) is missing first", "} 之前缺少 )"),
    ("ASK { ?s ?p «'abc }\n", "the text that ' opens is not closed", "没有结束引号"),
    ("ASK { ?s ?p «'''abc }", "the text that ''' opens is not closed", "没有结束引号"),
    ("ASK { ?s ?p «“规划” }", '“ is a full-width sign; write "', "全角符号"),
    ("ASK {\n  ?s ?p ?o «，?x\n}", "， is a full-width sign; write ,", "全角符号"),
    ("ASK { ?s ?p ?o } # （comment）\n«}", "} closes nothing", "多余的 }"),  # comments may hold anything
    ("ASK { «<http://exa mple/> ?p ?o }", "the IRI that < opens has a blank", "由 < 开始的 IRI"),
    ("ASK { ?s «<urn:a ?o }", "no > at its end", "没有以 > 结束"),
    ("SELECT * { ?s ?p «规划 }", "'规划' cannot stand here", "此处不能出现“规划”"),
    ("SELECT * { ?s ?p ?o } «LIMT 10", "did you mean LIMIT", "是否应为 LIMIT"),
    ("SELECT * { ?s ?p ?o } LIMIT «x", "'x' cannot stand here", "此处不能出现“x”"),
    ("SELECT ?a«, ?b { ?a ?b ?c }", "',' cannot stand here", "此处不能出现“,”"),
    ("SELECT * WHERE «( ?s ?p ?o )", "expected {, found '('", "此处应为 {"),
    ("ASK { FILTER «?x > 1 }", "'?x' cannot stand here", "此处不能出现“?x”"),
    ("ASK { FILTER(?x = «) }", "')' cannot stand here", "此处不能出现“)”"),
    ("ASK { FILTER(«foo(?x)) }", "'foo' cannot stand here", "此处不能出现“foo”"),
    ('ASK { ?s ?p «"a\\q" }', "cannot stand here", "此处不能出现"),
    ("ASK«", "unexpected end", "内容提前结束"),
    ("SELECT (SUM(?x)«) {}", "')' cannot stand here", "此处不能出现“)”"),
    ("SELECT ?x ?x {}«", "a variable is selected twice", "重复的变量"),
    ("SELECT ?y (COUNT(*) AS ?n) { ?s ?p ?o }«", "neither grouped by nor aggregated", "GROUP BY"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s«", "SELECT * goes with no GROUP BY", "SELECT *"),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "en", "zh"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_told_where_it_is(marked: str, en: str, zh: str) -> None:
    offset, text = marked.index("«"), marked.replace("«", "")
    with pytest.raises(SyntaxError) as wrong:
        ox.Store().query(text, base_iri="http://kg.test/sparql")
    problem = faults.syntax(str(wrong.value), text)
    line, column = place(text, offset)
    assert (problem.members["line"], problem.members["column"]) == (line, column)
    assert problem.status == 400
    assert f"line {line}, column {column}" in problem.detail
    assert en in problem.detail
    assert zh in str(problem.members["detail_zh"])
    shown, caret = str(problem.members["excerpt"]).split("\n")
    assert caret.strip(" \u3000") == "^"
    assert len(caret) == column
    assert shown in text


@pytest.mark.parametrize(
    ("text", "en"),
    [
        ("SELECT * {}", "SELECT is a query; send it to /sparql"),
        ("INSRT DATA {}", "begins no update; did you mean INSERT"),
        ("INSERT DATA { ?s <urn:p> 1 }", "INSERT DATA takes no variables"),
        ("DELETE DATA { _:a <urn:p> 1 }", "DELETE DATA takes neither variables nor blank nodes"),
        ("INSERT DATA { <urn:a> <urn:b> 1 } DROP ALL", "expected ;, found 'DROP'"),
    ],
)
def test_mistakes_in_updates(text: str, en: str) -> None:
    with pytest.raises(SyntaxError) as wrong:
        ox.Store().update(text)
    assert en in faults.syntax(str(wrong.value), text, update=True).detail


def test_what_is_read_again_is_never_carried_out() -> None:
    """A right text that somebody takes for a wrong one is told to end too early, at worst."""
    assert "unexpected end" in faults.syntax("error at 1:1: expected X", "DROP ALL", update=True).detail


OTHERS = [
    (faults.out_of_time(2.5), 504, "2.5 seconds", "2.5 秒"),
    (faults.too_many_rows(1000), 422, "LIMIT 1000", "1000 行"),
    (faults.out_of_memory(64_000_000), 422, "64 MB", "64 MB"),
    (faults.busy(3), 503, "in 3 seconds", "3 秒"),
    (faults.not_acceptable("image/png", "graph"), 406, "ttl (text/turtle)", "ttl (text/turtle)"),
    (
        faults.not_acceptable("image/png", "truth"),
        406,
        "answers in json (application/sparql-results+json), xml",
        "json",
    ),
]


@pytest.mark.parametrize(("problem", "status", "en", "zh"), OTHERS, ids=[str(row[1]) for row in OTHERS])
def test_every_fault_is_told_in_two_languages(problem: Problem, status: int, en: str, zh: str) -> None:
    response = answer(pickle.loads(pickle.dumps(problem)))  # noqa: S301 our own; it comes from another process
    told = json.loads(bytes(response.body))
    assert response.status_code == told["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert en in told["detail"]
    assert zh in told["detail_zh"]
    assert response.headers.get("retry-after") == (str(told["retry_after"]) if "retry_after" in told else None)


@pytest.mark.parametrize(
    ("text", "offset", "line", "column", "why"),
    [
        ("", 0, 1, 1, "nothing"),
        ("ab", 2, 1, 3, "the end"),
        ("a\nb", 1, 1, 2, "the end of a line"),
        ("a\nb", 2, 2, 1, "the next one"),
        ("城\r\n市", 3, 2, 1, "two characters end a line"),
    ],
)
def test_places(text: str, offset: int, line: int, column: int, why: str) -> None:
    assert place(text, offset) == (line, column), why
    assert offset_of(text, line, column) == offset


def test_an_excerpt_of_a_long_line() -> None:
    shown, caret = excerpt("x" * 500 + "!" + "y" * 500, 500).split("\n")
    assert len(shown) == 100
    assert shown[caret.index("^")] == "!"


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p " + "'\\'" * 300_000,
        "ASK { FILTER(" + "(" * 300_000 + "1",
        "ASK { FILTER(" + "1+" * 300_000 + ") }",
        "ASK { FILTER(" + "1+" * 400 + ") }",
        "ASK { FILTER(" + "(" * 400 + ")" * 400 + ") }",
        "ASK { " + "{" * 450 + "x" + "}" * 450 + " }",
        "ASK { ?s ?p " + "[ ?p " * 300 + "x" + "]" * 300 + " }",
        "ASK { ?s ?p " + "a.a-" * 200_000 + " }",
        "ASK { # " + "x" * 900_000 + "\n ?s ?p }",
    ],
    ids=lambda text: text[:30],
)
def test_a_hostile_text_is_told_in_time(text: str) -> None:
    """Nothing here nests so deep that the process ends, nor grows with the square of the text."""
    problem = faults.syntax("error at 1:7: expected Y", text)
    assert problem.status == 400
    assert len(str(problem.members["excerpt"])) < 250
