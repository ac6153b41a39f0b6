"""Loading and removing documents: what the store says then, and what stays as it was."""

from __future__ import annotations

import pydoc
from itertools import count

import pyoxigraph as ox
import pytest

from kg.build import File, load, remove
from kg.check import check
from kg.errors import DocumentUnknown
from kg.rdf import PREF_LABEL, REFERENCES, Node, pol
from kg.store import Store
from ontology.model import Document
from tests.kg import samples
from tests.kg.helpers import SAMPLES, VALIDATOR, as_file, document_iri, held, put, put_documents, replace, shared

BASE = samples.BASE
WUDA_IRI = f"{BASE}id/document/150304-d3df2fb8ce"


def rows(store: Store, text: str) -> list[list[str]]:
    """The rows of a query, each value as text."""
    answer = store.query(f"PREFIX pol: <https://w3id.org/policykg/ns#> {text}")
    assert isinstance(answer, ox.QuerySolutions)
    return [[getattr(value, "value", "") for value in row] for row in answer]


def cited(store: Store, sample: str) -> dict[str, str]:
    """What each citation of a sample means, by its printed title and number."""
    found = rows(
        store,
        f"SELECT ?t ?n ?c {{ ?x pol:document <{document_iri(store, sample)}> ; pol:title ?t ; pol:cited ?c OPTIONAL {{ ?x pol:number ?n }} }}",
    )
    return {f"{title} {number}".strip(): target.removeprefix(f"{BASE}id/document/") for title, number, target in found}


# ── Loading again ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_loading_again_changes_nothing(store: Store) -> None:
    assert {outcome.status for outcome in put(store, "regional", "wuda")} == {"loaded"}
    before, state = held(store), store.state
    assert {outcome.status for outcome in put(store, "wuda", "regional")} == {"unchanged"}
    assert (held(store), store.state) == (before, state), "nor is it published again"


def test_a_replaced_document_leaves_no_orphan(store: Store) -> None:
    put(store, "wuda")
    other = samples.Writer("乌达区“十四五”助残规划", samples.WUDA, level="county", period_start=2021, period_end=2025)
    other.task(
        "一/1",
        "保障就业",
        ("lead", "区残联", samples.body("乌海市乌达区残疾人联合会", samples.WUDA, samples.DISABILITY)),
    )
    (outcome,) = put_documents(store, other.document("wuda.txt"))
    assert (outcome.status, outcome.iri) == ("replaced", WUDA_IRI)
    assert rows(store, "SELECT ?n { ?d a pol:Department ; pol:officialName ?n }") == [["乌海市乌达区残疾人联合会"]]
    assert rows(store, "SELECT ?d { ?d pol:loaded false }") == [], "nothing is cited any more"
    assert not list(check(store))


def test_a_file_replaces_all_that_it_gave(store: Store) -> None:
    """One file, read better now: another title. The document of the old title goes."""
    read = samples.twin()
    load(store, [as_file(read)], validator=VALIDATOR)
    better = read.model_copy(update={"title": "乌海市扶残助残办法"})
    outcomes = load(store, [File(samples.bytes_of(read), (better,))], validator=VALIDATOR)
    assert [(outcome.status, outcome.title) for outcome in outcomes] == [
        ("loaded", "乌海市扶残助残办法"),
        ("removed", "乌海市助残办法"),
    ]
    assert [row[0] for row in rows(store, "SELECT ?t { ?d pol:loaded true ; pol:title ?t }")] == ["乌海市扶残助残办法"]


def _plan(title: str, folder: str = "/plans") -> File:
    """A file `plan.txt` of a folder, with a document of that title."""
    return as_file(samples.Writer(title).section("一", "总则").document("plan.txt"), folder)


def _loaded(store: Store) -> list[str]:
    return [row[0] for row in rows(store, "SELECT ?t { ?d pol:loaded true ; pol:title ?t } ORDER BY ?t")]


@pytest.mark.parametrize(
    ("files", "titles"),
    [
        ([_plan("甲办法"), _plan("乙办法")], ["乙办法"]),  # a file whose title changed
        ([_plan("甲办法"), _plan("乙办法"), _plan("甲办法")], ["甲办法"]),  # and changed back
        ([_plan("甲办法", "/a"), _plan("乙办法", "/b")], ["乙办法", "甲办法"]),  # two files of one name
        (  # the same, one of which changed: the other is as it was
            [_plan("甲办法", "/a"), _plan("乙办法", "/b"), _plan("丙办法", "/a")],
            ["丙办法", "乙办法"],
        ),
        (  # two files of the same bytes, one of which changed: the other gives the old document still
            [_plan("甲办法", "/a"), _plan("甲办法", "/b"), _plan("乙办法", "/a")],
            ["乙办法", "甲办法"],
        ),
        (  # until it changes too
            [_plan("甲办法", "/a"), _plan("甲办法", "/b"), _plan("乙办法", "/a"), _plan("丙办法", "/b")],
            ["丙办法", "乙办法"],
        ),
    ],
)
def test_a_file_is_known_by_its_path(store: Store, files: list[File], titles: list[str]) -> None:
    for file in files:
        load(store, [file], validator=VALIDATOR)
        store.close()
        store = Store.open(store.path)
    with store:
        assert _loaded(store) == titles
        assert not list(check(store))
        assert set(store.sources.sums()) == store.source_sums()
        assert not any("/plans" in str(quad) for quad in held(store)), "where files lie is not told"


def test_a_changed_file_that_is_refused_removes_nothing(store: Store) -> None:
    load(store, [_plan("甲办法")], validator=VALIDATOR)
    refused = File(b"another", _plan("乙办法").documents, "/plans/plan.txt")
    assert [outcome.status for outcome in load(store, [refused], validator=VALIDATOR)] == ["refused"]
    assert _loaded(store) == ["甲办法"]
    load(store, [_plan("丙办法")], validator=VALIDATOR)
    assert _loaded(store) == ["丙办法"], "what it gave before is still known"


@pytest.mark.parametrize(
    ("function", "number", "titles"),
    [
        ("kg.build.plan", 1, ["甲办法"]),  # before the new document is stored
        ("kg.build.plan", 2, ["乙办法", "甲办法"]),  # it is stored, the old one not removed yet
        ("kg.store.update_text", 2, ["乙办法", "甲办法"]),  # in the moment of removal
        ("kg.files.write_whole", 1, ["甲办法"]),  # before anything
        ("kg.files.write_whole", 3, ["乙办法"]),  # all is done but for noting it
    ],
)
def test_a_changed_file_whose_loading_is_stopped(
    store: Store, monkeypatch: pytest.MonkeyPatch, function: str, number: int, titles: list[str]
) -> None:
    """Whatever was done of it, and though the file changes once more, it gives one document at the end."""
    load(store, [_plan("甲办法")], validator=VALIDATOR)
    original, calls = pydoc.locate(function), count(1)
    assert callable(original)

    def stopping(*arguments: object) -> object:
        if next(calls) == number:
            raise KeyboardInterrupt
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(function, stopping)
        with pytest.raises(KeyboardInterrupt):
            load(store, [_plan("乙办法")], validator=VALIDATOR)
    store.close()
    with Store.open(store.path) as again:
        assert _loaded(again) == titles
        load(again, [_plan("丙办法")], validator=VALIDATOR)
        assert _loaded(again) == ["丙办法"]


def test_a_file_may_give_several_documents(store: Store) -> None:
    one, two = samples.annexed("一"), samples.annexed("二")
    data = samples.bytes_of(one)
    two = two.model_copy(update={"source": one.source, "text": one.text, "evidence": ()})
    assert len(load(store, [File(data, (one, two))], validator=VALIDATOR)) == 2
    assert [outcome.status for outcome in load(store, [File(data, (one, two))], validator=VALIDATOR)] == [
        "unchanged"
    ] * 2
    assert rows(store, "SELECT ?t { ?n a pol:Notice ; pol:transmits ?d . ?d pol:title ?t } ORDER BY ?t") == [
        ["乌海市第一项助残方案"],
        ["乌海市第二项助残方案"],
    ]


def test_a_file_that_gave_twins_and_gives_another_document(store: Store) -> None:
    """The twins go one after the other, and the name of the second changes as the first goes."""
    read = samples.twin()
    data, other = samples.bytes_of(read), read.model_copy(update={"number": "乌海政发〔2023〕6号"})
    load(store, [File(data, (read, other))], validator=VALIDATOR)
    better = read.model_copy(update={"title": "乌海市扶残助残办法"})
    outcomes = load(store, [File(data, (better,))], validator=VALIDATOR)
    assert [outcome.status for outcome in outcomes] == ["loaded", "removed", "removed"]
    assert len(store.document_names()) == 1
    assert not list(check(store))


def test_bytes_that_are_not_the_documents_are_not_kept(store: Store) -> None:
    put(store, "law")
    (outcome,) = load(store, [File(b"another file", (samples.law(),))], validator=VALIDATOR)
    assert outcome.status == "refused"
    assert list(store.sources.sums()) == [samples.law().source.sha256]


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _wrong_quote() -> Document:
    document = samples.national()
    head = document.sections[0].evidence
    moved = head.model_copy(update={"start": head.start + 1, "end": head.end + 1})
    return document.model_copy(update={"sections": (document.sections[0].model_copy(update={"evidence": moved}),)})


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (_wrong_quote(), "Expected the words at"),  # proof that is no proof
        (samples.national().model_copy(update={"title": ""}), "Expected exactly one pol:title"),
        (samples.national().model_copy(update={"text": "别的文字"}), "Expected the words at"),
        (
            samples.national().model_copy(update={"tasks": samples.national().tasks * 2}),
            "Expected one task with the path",
        ),
        (
            samples.national().model_copy(update={"source": samples.wuda().source}),
            "Expected a source of",
        ),
    ],
)
def test_a_refused_document_changes_nothing(store: Store, document: Document, reason: str) -> None:
    put(store, "national", "wuda")
    before, sums = held(store), list(store.sources.sums())
    (outcome,) = load(store, [File(samples.bytes_of(samples.national()), (document,))], validator=VALIDATOR)
    assert outcome.status == "refused"
    assert outcome.iri is None
    assert any(reason in str(offence) for offence in outcome.reasons), outcome.reasons
    assert (held(store), list(store.sources.sums())) == (before, sums)


def test_others_are_loaded_beside_a_refused_one(store: Store) -> None:
    files = [File(samples.bytes_of(samples.national()), (_wrong_quote(),)), as_file(samples.wuda())]
    assert [outcome.status for outcome in load(store, files, validator=VALIDATOR)] == ["refused", "loaded"]


# ── Bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_bodies_of_two_regions_are_two_and_forms_of_one_body_one(store: Store) -> None:
    put(store, "wuda", "erenhot")
    assert rows(
        store, "SELECT ?n { ?d a pol:Department ; pol:officialName ?n FILTER(CONTAINS(?n, '民政局')) } ORDER BY ?n"
    ) == [
        ["乌海市乌达区民政局"],
        ["二连浩特市民政局"],
    ]
    assert rows(
        store, "SELECT ?f { ?d pol:officialName '乌海市乌达区卫生健康委员会' ; pol:printedForm ?f } ORDER BY ?f"
    ) == [
        ["区卫健委"],
        ["卫生健康委"],
    ]
    assert rows(
        store, "SELECT (COUNT(*) AS ?n) { ?d a pol:Department ; pol:function ?f . ?f a pol:DepartmentFunction }"
    ) == [["3"]]


def test_printed_forms_are_gathered_over_documents(store: Store) -> None:
    body = samples.body("内蒙古自治区民政厅", samples.INNER_MONGOLIA)
    other = samples.Writer("内蒙古自治区救助办法", samples.INNER_MONGOLIA).task(
        "一", "救助", ("lead", "自治区民政厅", body)
    )
    put(store, "regional")
    put_documents(store, other.document("other.txt"))
    query = "SELECT ?f { ?d pol:officialName '内蒙古自治区民政厅' ; pol:printedForm ?f } ORDER BY ?f"
    assert rows(store, query) == [["民政厅"], ["自治区民政厅"]]
    remove(store, "other.txt")
    assert rows(store, query) == [["民政厅"]]


def test_regions_come_with_those_around_them_and_go(store: Store) -> None:
    query = "SELECT ?c { ?r a pol:Region ; pol:code ?c } ORDER BY ?c"
    put(store, "wuda", "erenhot")
    assert [row[0] for row in rows(store, query)] == ["100000", "150000", "150300", "150304", "152500", "152501"]
    remove(store, "wuda.txt")
    assert [row[0] for row in rows(store, query)] == ["100000", "150000", "152500", "152501"]
    remove(store, "erenhot.txt")
    assert rows(store, query) == []
    assert shared(store) == frozenset()


def test_a_township_keeps_the_name_that_its_document_gives(store: Store) -> None:
    put(store, "township")
    region = Node(f"{BASE}id/region/152501100")
    assert [quad.object for quad in store.match(region, PREF_LABEL, None)] == [
        ox.Literal("格日勒敖都苏木", language="zh")
    ]
    assert [quad.object for quad in store.match(region, pol("within"), None)] == [Node(f"{BASE}id/region/152501")]
    assert not list(check(store))


def test_indicators_and_programmes_meet_over_documents(store: Store) -> None:
    put(store, "national", "regional", "wuda", "erenhot")
    query = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?l (COUNT(?x) AS ?n) {{ ?x pol:{0} ?y . ?y skos:prefLabel ?l }} GROUP BY ?l"
    assert rows(store, query.format("indicator")) == [["就业人数", "3"]], "就业 人数 is the same"
    assert rows(store, query.format("program")) == [["春雨计划", "2"]], "“春雨”计划 is the same"


# ── Documents that others cite ───────────────────────────────────────────────────────────────────────────────────────


def test_a_citation_becomes_the_loaded_document_without_a_change_of_iri(store: Store) -> None:
    put(store, "wuda")
    key = "国务院关于印发“十四五”助残规划的通知 国发〔2021〕90号"
    before = cited(store, "wuda")[key]
    assert rows(store, f"SELECT ?t ?l {{ <{BASE}id/document/{before}> pol:title ?t ; pol:loaded ?l }}") == [
        ["“十四五”助残规划", "false"]
    ]
    put(store, "national")
    assert cited(store, "wuda")[key] == before
    assert rows(store, f"SELECT ?l {{ <{BASE}id/document/{before}> pol:loaded ?l }}") == [["true"]]
    assert [WUDA_IRI] in rows(store, f"SELECT ?d {{ ?d pol:basedOn <{BASE}id/document/{before}> }}")
    remove(store, "national.txt")
    assert rows(store, f"SELECT ?l {{ <{BASE}id/document/{before}> pol:loaded ?l }}") == [["false"]]


def test_a_citation_by_another_title_finds_the_document_by_its_number(store: Store) -> None:
    writer = samples.Writer("海南区助残办法", "150303").cite("某规划", "内政发﹝2021﹞ 91 号")
    put_documents(store, writer.document("by-number.txt"))
    (stood,) = rows(store, "SELECT ?c { ?x a pol:Citation ; pol:cited ?c }")
    put(store, "regional")
    (stands,) = rows(store, "SELECT ?c { ?x a pol:Citation ; pol:number '内政发﹝2021﹞ 91 号' ; pol:cited ?c }")
    assert stands == [f"{BASE}id/document/150000-d3df2fb8ce"]
    assert [node.value for node in store.find_documents(stood[0])] == stands, "the IRI that it had leads on"


def test_plans_under_one_number_are_told_apart_by_title_and_their_notice_is_another(store: Store) -> None:
    put(store, "first plan", "second plan", "cites notice")
    found = cited(store, "cites notice")
    (second,) = store.find_documents("annexed-二.txt")
    (notice,) = rows(store, "SELECT ?n { ?n a pol:Notice }")
    assert found["乌海市第二项助残方案 乌海政发﹝2022﹞8号"] == second.value.rsplit("/", 1)[-1]
    assert found["乌海市人民政府关于印发两项助残方案的通知 乌海政发〔2022〕8号"] == notice[0].rsplit("/", 1)[-1]


# ── Documents that share title and region ────────────────────────────────────────────────────────────────────────────


def test_twins_have_the_longer_iri_and_the_shorter_is_an_alias(store: Store) -> None:
    put(store, "twin", "cites twin")
    alone = document_iri(store, "twin")
    (outcome,) = put(store, "other twin")
    one, two = document_iri(store, "twin"), document_iri(store, "other twin")
    assert outcome.also == (one,)
    assert {len(iri) - len(alone) for iri in (one, two)} == {7}
    assert one.startswith(f"{alone}-")
    assert [node.value for node in store.find_documents("乌海市助残办法")] == sorted([one, two])
    assert cited(store, "cites twin")["乌海市助残办法 乌海政发〔2022〕5号"] == one.rsplit("/", 1)[-1]
    assert not list(check(store))
    remove(store, two)
    assert document_iri(store, "twin") == alone
    assert [node.value for node in store.find_documents(one)] == [alone], "the longer one leads on now"
    assert store.in_force(f"{one}/task/z1") == [f"{alone}/task/z1"], "and so do those of its parts"


def test_the_iris_in_force(store: Store) -> None:
    put(store, "twin", "other twin")
    one, two = document_iri(store, "twin"), document_iri(store, "other twin")
    assert store.in_force(one) == [one]
    assert store.in_force(f"{one.rsplit('-', 1)[0]}/task/z1") == sorted([f"{one}/task/z1", f"{two}/task/z1"])
    assert store.in_force(f"{BASE}id/region/150300") == [f"{BASE}id/region/150300"]
    assert store.in_force(f"{BASE}id/document/und-0123456789") == []
    assert store.in_force("https://elsewhere.example/") == []


def test_what_others_say_of_a_renamed_document_is_renamed(store: Store) -> None:
    put(store, "twin")
    graph = Node(f"{BASE}graph/decisions")
    task = Node(f"{document_iri(store, 'twin')}/task/z1")
    replace(store, graph, [ox.Quad(Node("urn:decision"), REFERENCES, task, graph)])
    put(store, "other twin")
    assert [quad.object for quad in store.graph(graph)] == [Node(f"{document_iri(store, 'twin')}/task/z1")]


# ── Removing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        "内政发〔2021〕91号",
        "内政发[2021] 91号",
        "内蒙古自治区“十四五”助残规划",
        "regional.txt",
        f"{BASE}id/document/150000-d3df2fb8ce",
        "内蒙古自治区人民政府关于印发自治区“十四五”助残规划的通知",
    ],
)
def test_a_document_is_found_by_any_of_its_names(store: Store, said: str) -> None:
    put(store, "regional")
    assert remove(store, said).title == "内蒙古自治区“十四五”助残规划"
    assert shared(store) == frozenset()
    assert list(store.sources.sums()) == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("没有的文件", "found none"),
        ("乌海市助残办法", "found 2 (乌海市助残办法、乌海市助残办法)"),  # which of the two?
        ("残疾人就业条例", "found none"),  # only cited
    ],
)
def test_what_cannot_be_removed(store: Store, said: str, found: str) -> None:
    put(store, "twin", "other twin")
    with pytest.raises(DocumentUnknown, match=found.replace("(", r"\(").replace(")", r"\)")):
        remove(store, said)


def test_all_samples_together_are_sound(store: Store) -> None:
    put(store, *SAMPLES)
    assert [str(offence) for offence in check(store)] == []
