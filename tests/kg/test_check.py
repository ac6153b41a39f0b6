"""Each invariant of a store is checked: what breaks it is found, and told as that and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg import rdf
from kg.change import Update
from kg.check import check
from kg.rdf import Node, pol
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import put

ROOT = "http://localhost:8000/id/document/150000-d3df2fb8ce"
GRAPH = Node("http://localhost:8000/graph/document/150000-d3df2fb8ce")
SHARED = Node("http://localhost:8000/graph/shared")
TASK = Node(f"{ROOT}/task/z1/1")


def change(store: Store, *, delete: list[ox.Quad] | None = None, insert: list[ox.Quad] | None = None) -> None:
    store.write(Update(frozenset(), frozenset(delete or ()), frozenset(insert or ())))


def lose_evidence(store: Store) -> None:
    change(store, delete=list(store.match(TASK, pol("evidence"), None)))


def bend_quote(store: Store) -> None:
    (quad,) = store.match(Node(ROOT), pol("text"), None)
    assert isinstance(quad.object, ox.Literal)
    text = ox.Literal(quad.object.value.replace("热线", "线热"))
    change(store, delete=[quad], insert=[ox.Quad(quad.subject, quad.predicate, text, GRAPH)])


def double(store: Store) -> None:
    change(store, insert=[ox.Quad(TASK, pol("path"), ox.Literal("一/1"), Node(f"{samples.BASE}graph/other"))])


def misspell(store: Store) -> None:
    term = Node("https://w3id.org/policykg/ns#leadDepartmnt")
    change(store, insert=[ox.Quad(Node(f"{ROOT}/source"), rdf.REFERENCES, term, GRAPH)])


def leave_orphan(store: Store) -> None:
    indicator = Node("http://localhost:8000/id/indicator/0123456789")
    change(
        store,
        insert=[
            ox.Quad(indicator, rdf.TYPE, pol("Indicator"), SHARED),
            ox.Quad(indicator, rdf.PREF_LABEL, ox.Literal("无人说起", language="zh"), SHARED),
        ],
    )


def lose_shared(store: Store) -> None:
    change(store, delete=list(store.match(None, pol("printedForm"), None)))


def refer_to_nothing(store: Store) -> None:
    (quad,) = store.match(TASK, pol("leadDepartment"), None)
    nobody = Node("http://localhost:8000/id/department/und-0123456789")
    change(store, delete=[quad], insert=[ox.Quad(TASK, pol("leadDepartment"), nobody, GRAPH)])


def speak_of_others(store: Store) -> None:
    change(store, insert=[ox.Quad(Node("urn:other"), rdf.REFERENCES, TASK, GRAPH)])


def lose_source(store: Store) -> None:
    store.sources.remove(samples.regional().source.sha256)


def change_source(store: Store) -> None:
    store.sources.path(samples.regional().source.sha256).write_bytes(b"another")


def lose_document(store: Store) -> None:
    change(store, delete=list(store.match(Node(ROOT), pol("loaded"), None)))


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (lose_evidence, "Expected at least one pol:evidence"),
        (bend_quote, "of the text, which are"),
        (double, "in one graph, found it in"),
        (misspell, "Expected a term that the ontology declares"),
        (leave_orphan, "No document says"),
        (lose_shared, "Missing from the shared graph"),
        (refer_to_nothing, "Expected a description of what is referred to"),
        (speak_of_others, f"Expected a part of {ROOT}"),
        (lose_source, "Expected its file in the store, found none"),
        (change_source, "found a file of another sum"),
        (lose_document, "Expected a loaded document in its graph"),
    ],
)
def test_harm_is_found(store: Store, harm: Callable[[Store], None], complaint: str) -> None:
    put(store, "regional", "wuda")
    assert list(check(store)) == []
    harm(store)
    found = list(check(store))
    assert any(complaint in offence.en for offence in found), found
    assert all(offence.zh and offence.node for offence in found)


@pytest.mark.parametrize("harm", [lose_evidence, bend_quote, double, leave_orphan, lose_shared, lose_source])
def test_harm_is_told_as_what_it_is(store: Store, harm: Callable[[Store], None]) -> None:
    """One harm, offences of one kind: no alarm beside it."""
    put(store, "regional", "wuda")
    harm(store)
    kinds = {offence.en.split("/")[0].split("–")[0][:20] for offence in check(store)}
    assert len(kinds) == 1, kinds
