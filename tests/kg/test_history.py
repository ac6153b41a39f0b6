"""What a store holds depends on which documents it holds, and not on how they came: order, replacement, removal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import permutations

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.build import remove
from kg.store import Store
from tests.kg.helpers import SAMPLES, derived, held, put, shared

New = Callable[[], Store]


def fresh(new: New, names: Iterable[str]) -> frozenset[ox.Quad]:
    """What a new store holds into which the documents were loaded."""
    with new() as store:
        put(store, *names)
        assert shared(store) == derived(store)
        return held(store)


@pytest.mark.parametrize(
    "names",
    [
        ("national", "regional", "wuda", "erenhot"),  # each cites those before it, by title, number or notice
        ("twin", "other twin", "twin by period", "cites twin"),  # one title; told apart by number or period
        ("twin", "bare twin", "cites twin"),
        ("first plan", "second plan", "cites notice"),  # two plans under one number
        ("law", "regional", "wuda", "erenhot"),  # a law without its number, cited with it
        ("law", "wuda", "erenhot", "cites otherwise"),  # the same number with two titles, the same title with two
        ("before reform", "after reform", "national"),  # bodies that a reform made of others
    ],
    ids=" + ".join,
)
def test_order_leaves_no_trace(names: tuple[str, ...], new: New) -> None:
    assert len({fresh(new, order) for order in permutations(names)}) == 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from(sorted(SAMPLES))), max_size=12))
def test_history_leaves_no_trace(new: New, steps: list[tuple[bool, str]]) -> None:
    """Loads and removals in any order: at each step the shared graph is the one that follows from what is loaded."""
    loaded: dict[str, None] = {}
    with new() as store:
        for comes, name in steps:
            if comes:
                put(store, name)
                loaded[name] = None
            elif name in loaded:
                remove(store, SAMPLES[name]().source.name)
                del loaded[name]
            assert shared(store) == derived(store)
        final = held(store)
    assert final == fresh(new, loaded)
