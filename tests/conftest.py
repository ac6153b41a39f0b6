"""What all tests share: the folder of real documents, and the rule that a skip fails where everything must run."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
TEST_ALL = os.environ.get("POLICYKG_TEST_ALL") == "1"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents: POLICYKG_CORPUS, else `../shared/corpus` beside the checkout."""
    folder = Path(os.environ.get("POLICYKG_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        message = f"no real documents at {folder}; name their folder in POLICYKG_CORPUS"
        if TEST_ALL:
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under POLICYKG_TEST_ALL=1 a test that was skipped has failed; an expected failure is none."""
    report = yield
    if TEST_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, though POLICYKG_TEST_ALL=1: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that skips itself."""
    report = yield
    if TEST_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, though POLICYKG_TEST_ALL=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def examples_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store into which the examples were loaded; nobody writes to it."""
    from api.loading import load_files

    folder = tmp_path_factory.mktemp("examples") / "store"
    assert load_files([ROOT / "examples"], folder) == 0
    return folder


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of the examples, some of which two people judged, opened to read."""
    from kg.store import Store
    from tests.queries.expected import fill

    folder = tmp_path_factory.mktemp("judged") / "store"
    assert fill(folder) == 0
    with Store.open(folder, read_only=True) as store:
        yield store
