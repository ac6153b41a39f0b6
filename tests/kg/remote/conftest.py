"""What the tests of remote stores share: real servers, started once, and stores on them that hold nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from kg.remote.address import Remote
from kg.remote.client import Client
from kg.remote.engine import RemoteEngine
from kg.remote.marks import GRAPH
from tests.kg.remote.servers import Server, has_virtuoso, oxigraph, virtuoso


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph"), "--union-default-graph") as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not has_virtuoso():
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the servers."""
    found = request.getfixturevalue(f"{request.param}_server")
    assert isinstance(found, Server)
    return found


def emptied(url: str, folder: Path) -> Remote:
    """The store of a URL, in which there is nothing any more."""
    remote = Remote.of(url, folder=folder, timeout=60)
    client = Client(remote)
    for graph in [GRAPH, *RemoteEngine(client).named_graphs()]:
        client.update(f"DROP SILENT GRAPH {graph}")
    return remote


@pytest.fixture
def empty_on(tmp_path: Path) -> Callable[[Server], Remote]:
    """Makes an empty store on a server, known to this machine by a new folder."""
    numbers = count()
    return lambda server: emptied(server.url, tmp_path / f"kept-{next(numbers)}")


@pytest.fixture
def remote(server: Server, empty_on: Callable[[Server], Remote]) -> Remote:
    """An empty store on each of the servers."""
    return empty_on(server)
