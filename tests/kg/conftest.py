"""What the tests of this package share: new stores, copied from one that is made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import put


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty store."""
    folder = tmp_path_factory.mktemp("empty") / "store"
    Store.open(folder, base=samples.BASE).close()
    return folder


@pytest.fixture
def new(empty: Path, tmp_path: Path) -> Callable[[], Store]:
    """Opens a new empty store for writing, each time another one."""
    numbers = count()

    def opened() -> Store:
        folder = tmp_path / f"store-{next(numbers)}"
        shutil.copytree(empty, folder)
        return Store.open(folder)

    return opened


@pytest.fixture
def store(new: Callable[[], Store]) -> Iterator[Store]:
    """A new empty store, open for writing."""
    with new() as opened:
        yield opened


@pytest.fixture
def path(new: Callable[[], Store]) -> Path:
    """The folder of a closed store that holds a document."""
    with new() as store:
        put(store, "national")
    return store.path
