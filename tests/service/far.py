"""The address of a remote store goes in, our server over it comes out, with a token: what it keeps on this machine in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.remote.address import Remote
from kg.store import Store
from tests.service.server import Server, issue, serving


def make(url: str, folder: Path, quads: Iterable[ox.Quad] = ()) -> None:
    """A store at an address, with these quads."""
    with Store.open(Remote.of(url, folder=folder)) as store:
        store.engine.bulk_extend(quads)


@contextmanager
def afar(
    url: str, folder: Path, *, quads: Iterable[ox.Quad] = (), workers: int = 1, scope: str = "write", **settings: str
) -> Iterator[tuple[Server, str]]:
    """`policykg serve` over a new store at an address, and a token of a scope."""
    make(url, folder, quads)
    settings["POLICYKG_STORE_FILES"] = str(folder)
    with serving(url, workers=workers, **settings) as server:
        yield server, issue(url, scope, POLICYKG_STORE_FILES=str(folder))
