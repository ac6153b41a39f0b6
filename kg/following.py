"""A store whose documents changed goes in; what follows from several of them is as it should be: links, decisions, the network.

Each part finds out by itself what is behind, so that nothing is done twice, and a process that was stopped leaves nothing but
work, which is done before anything is published.
"""

from __future__ import annotations

from kg.cascade.refresh import refresh
from kg.coresponsibility import update as network
from kg.decisions.deciding import reattach
from kg.store import Store


def catch_up(store: Store) -> None:
    """Bring everything up to date that is derived from the documents; publishing is the caller's."""
    refresh(store)
    reattach(store)
    if change := network(store):
        store.write(change)
