"""What the tests of the running service share: servers over stores of their own, the kit, the clients from npm."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TEST_ALL
from tests.service.data import fill
from tests.service.server import Server, issue, serving

HERE = Path(__file__).resolve().parent


def absent(message: str) -> None:
    """Skip, or fail where everything must run."""
    if TEST_ALL:
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def kit(corpus: Path) -> Path:
    """The folder of the conformance kit, beside that of the real documents."""
    folder = corpus.parent / "conformance"
    if not (folder / "run.py").is_file():
        absent(f"no conformance kit at {folder}")
    return folder


@pytest.fixture(scope="session")
def node() -> str:
    """The path of node, with the packages that the clients need."""
    found = shutil.which("node")
    if found is None or not (HERE / "node_modules" / "@comunica" / "query-sparql").is_dir():
        absent(f"no node, or no packages: run npm ci in {HERE.name}")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with ten thousand made-up triples, of this module alone."""
    return fill(tmp_path_factory.mktemp("service") / "store", 10_000)


@pytest.fixture(scope="module")
def token(folder: Path) -> str:
    """A token that may write to the module's store."""
    return issue(folder, "write")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """A server of one worker over the module's store."""
    with serving(folder) as one:
        yield one


@pytest.fixture(scope="module")
def pair(folder: Path) -> Iterator[Server]:
    """A server of two workers over the module's store."""
    with serving(folder, workers=2) as one:
        yield one
