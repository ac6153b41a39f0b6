"""A store whose documents changed goes in; what follows from several of them is as it should be: links, decisions, the network.

Each part finds out by itself what is behind, so that nothing is done twice, and a process that was stopped leaves nothing but
work, which is done before anything is published.
"""

from __future__ import annotations

from kg.cascade.refresh import refresh
from kg.coresponsibility import update as network
from kg.decisions.deciding import reattach
from kg.rdf import Node
from kg.store import Store


def catch_up(store: Store) -> None:
    """Bring everything up to date that is derived from the documents; publishing is the caller's.

    The first time after a store was opened all plans are looked at, later those that what was written has to do with.
    """
    touched = store.touched
    refresh(store, touched)
    reattach(store)
    if change := network(store, None if touched is None else map(Node, sorted(touched))):
        store.write(change)
    store.touched = set()
