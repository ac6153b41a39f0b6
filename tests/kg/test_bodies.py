"""Reforms join the bodies of one region that they made of one another, where documents name bodies of both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pyoxigraph as ox
import pytest

from kg import rdf
from kg.bodies import body_node, national
from kg.build import remove
from kg.check import check
from kg.iris import Iris
from kg.rdf import Node, pol
from kg.said import value_of
from kg.store import Store
from kg.validate import Validator
from tests.kg import samples
from tests.kg.helpers import derived, put, put_documents, shared

TONGLIAO = "150500"
EVENT = "http://localhost:8000/id/change/150500/2021-local-rural-revitalisation"
Values = defaultdict[str, set[str]]


def told(store: Store, node: str) -> Values:
    """What a store says of a node, in all graphs."""
    found: Values = defaultdict(set)
    for quad in store.match(Node(node), None, None):
        found[quad.predicate.value.replace("#", "/").rpartition("/")[2]].add(value_of(quad.object))
    return found


def names(store: Store, bodies: set[str]) -> set[str]:
    return {name for one in bodies for name in told(store, one)["prefLabel"]}


def events(store: Store) -> set[str]:
    """The events that the shared graph tells."""
    return {value_of(quad.subject) for quad in shared(store) if quad.object == pol("ChangeEvent")}


def test_a_reform_joins_what_was_before_and_after(store: Store) -> None:
    put(store, "before reform", "after reform")
    event = told(store, EVENT)
    assert names(store, event["originalOrganization"]) == {"市扶贫办"}
    assert names(store, event["resultingOrganization"]) == {"通辽市乡村振兴局"}
    assert (event["date"], event["dateMeaning"], event["changeKind"]) == ({"2021-02-25"}, {"from"}, {"renamed"})
    assert event["sourceTitle"] == {"国家乡村振兴局挂牌"}
    assert events(store) == {EVENT, EVENT.replace("2021-local-rural-revitalisation", "2018-local-natural-resources")}
    assert list(check(store)) == []


def test_old_and_new_are_two_bodies_of_one_function(store: Store) -> None:
    put(store, "before reform", "after reform")
    iris = Iris(samples.BASE)
    bodies = [body_node(TONGLIAO, name, iris).value for name in ("市扶贫办", "通辽市乡村振兴局")]
    assert bodies[0] != bodies[1]
    assert told(store, bodies[0])["function"] == told(store, bodies[1])["function"]


@pytest.mark.parametrize("loaded", ["before reform", "after reform"])
def test_one_side_alone_is_no_event(loaded: str, store: Store) -> None:
    put(store, loaded, "national")
    assert events(store) == set()


def test_all_names_of_a_body_take_part(store: Store) -> None:
    """The office as two plans print it: each name that is not certain is a body of its own."""
    full = samples.before_reform("通辽市扶贫开发办公室", official=True).model_copy(update={"title": "通辽市扶贫规划"})
    put(store, "before reform", "after reform")
    put_documents(store, full)
    assert names(store, told(store, EVENT)["originalOrganization"]) == {"市扶贫办", "通辽市扶贫开发办公室"}
    assert shared(store) == derived(store)
    remove(store, full.source.name)
    assert names(store, told(store, EVENT)["originalOrganization"]) == {"市扶贫办"}
    assert shared(store) == derived(store)


def test_bodies_of_two_regions_are_not_joined(store: Store) -> None:
    put(store, "after reform")
    office = samples.body("市扶贫办", samples.WUHAI, ("rural-revitalisation",), official=False)
    put_documents(
        store,
        samples.Writer("乌海市脱贫规划", samples.WUHAI).task("一", "脱贫", ("lead", "市扶贫办", office)).document(),
    )
    assert events(store) == set()


def test_national_reforms_are_in_every_store(new: Callable[[], Store]) -> None:
    """Documents change nothing of them, and a body of which no document tells is no department."""
    with new() as store:
        event = "http://localhost:8000/id/change/100000/2021-rural-revitalisation"
        empty = told(store, event)
        (bureau,) = empty["resultingOrganization"]
        assert told(store, bureau) == {"type": {rdf.ORGANIZATION.value}, "label": {"国家乡村振兴局"}}
        put(store, "before reform", "after reform")
        assert told(store, event) == empty
        assert told(store, bureau)["officialName"] == {"国家乡村振兴局"}
        assert pol("Department").value in told(store, bureau)["type"]
        assert list(check(store)) == []


def test_national_reforms_conform() -> None:
    triples = national(Iris(samples.BASE))
    assert len({subject for subject, _, kind in triples if kind == pol("ChangeEvent")}) > 50
    assert list(Validator().offences(frozenset(ox.Quad(*triple, Node("urn:g")) for triple in triples))) == []
