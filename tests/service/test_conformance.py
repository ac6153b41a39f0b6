"""The W3C's tests of the SPARQL 1.1 protocols, against the real server in each of its setups: all pass that are not excused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from subprocess import TimeoutExpired

import pytest

from tests.kg.remote.servers import has_virtuoso, oxigraph, virtuoso
from tests.service.conformance import SUITES, Verdicts, verdicts
from tests.service.conftest import absent
from tests.service.data import fill
from tests.service.far import afar
from tests.service.server import Server, free_port, issue, serving

Setup = Callable[[Path], AbstractContextManager[tuple[Server, str]]]


@contextmanager
def one_worker(folder: Path) -> Iterator[tuple[Server, str]]:
    """Over a folder, in one process."""
    store = fill(folder / "store")
    with serving(store) as server:
        yield server, issue(store, "admin")


@contextmanager
def two_workers(folder: Path) -> Iterator[tuple[Server, str]]:
    """Over a folder, in two processes: what one wrote the other answers from at once."""
    store = fill(folder / "store")
    with serving(store, workers=2) as server:
        yield server, issue(store, "admin")


@contextmanager
def over_oxigraph(folder: Path) -> Iterator[tuple[Server, str]]:
    """Over Oxigraph's server, in one process."""
    with (
        oxigraph(folder / "there", "--union-default-graph") as there,
        afar(there.url, folder / "here") as (server, token),
    ):
        yield server, token


@contextmanager
def two_over_oxigraph(folder: Path) -> Iterator[tuple[Server, str]]:
    """Over Oxigraph's server without its union, in two processes."""
    with oxigraph(folder / "there") as there, afar(there.url, folder / "here", workers=2) as (server, token):
        yield server, token


@contextmanager
def over_virtuoso(folder: Path) -> Iterator[tuple[Server, str]]:
    """Over Virtuoso, in one process."""
    if not has_virtuoso():
        absent("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    with virtuoso(folder / "there") as there, afar(there.url, folder / "here") as (server, token):
        yield server, token


SETUPS: dict[str, Setup] = {
    "one": one_worker,
    "two": two_workers,
    "oxigraph": over_oxigraph,
    "oxigraph-two": two_over_oxigraph,
    "virtuoso": over_virtuoso,
}
EXCUSED: dict[tuple[str, str], str] = {
    ("virtuoso", "put_get_default"): "Virtuoso has no graph without a name, and refuses what is written to it",
}
"""By setup and test, why it cannot pass there."""


CASES = [
    pytest.param(
        setup,
        suite,
        test,
        marks=[pytest.mark.xfail(reason=EXCUSED[setup, test])] if (setup, test) in EXCUSED else [],
        id=f"{setup}-{test}",
    )
    for setup in SETUPS
    for suite, tests in SUITES.items()
    for test in tests
]


@pytest.fixture(scope="module")
def judge(kit: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Verdicts]:
    """The verdicts on a setup, of a suite, which is run once."""

    @cache
    def run(setup: str, suite: str) -> Verdicts:
        try:
            with SETUPS[setup](tmp_path_factory.mktemp("conformance")) as (server, token):
                return verdicts(server, kit, token, suite)
        except (AssertionError, TimeoutExpired) as error:
            return dict.fromkeys(SUITES[suite], f"it could not be run: {error}")

    return run


@pytest.mark.parametrize(("setup", "suite", "test"), CASES)
def test_w3c(judge: Callable[[str, str], Verdicts], setup: str, suite: str, test: str) -> None:
    assert judge(setup, suite)[test] is None


@pytest.mark.parametrize("suite", SUITES)
def test_nothing_is_left_out(kit: Path, suite: str) -> None:
    """What the kit knows is what is listed here: it is asked about a server that is not there, where all fails."""
    nobody = Server(f"http://127.0.0.1:{free_port()}", None, kit, "")  # type: ignore[arg-type]
    assert set(verdicts(nobody, kit, None, suite)) == set(SUITES[suite])
    assert {name: len(tests) for name, tests in SUITES.items()} == {"protocol": 34, "gsp": 14, "sd": 3}
