"""The examples, loaded into a folder and into each remote store: the same quads, the same answers, and nothing amiss."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pyoxigraph as ox
import pytest

from kg import build
from kg.check import check
from kg.decisions.deciding import apply
from kg.decisions.values import Judgement, moment_of
from kg.rdf import Node
from kg.remote.address import Remote
from kg.store import Store
from loaders.pipeline import read_document
from queries.catalog import catalog
from queries.run import plain, select
from tests.conftest import ROOT
from tests.kg.helpers import VALIDATOR
from tests.kg.remote.conftest import emptied
from tests.kg.remote.servers import Server
from tests.queries.expected import DECISIONS, answer, expected_file

SELECTS = sorted(name for name, query in catalog().items() if query.form == "select")

OTHERWISE = {
    "departments_with_several_functions": "Virtuoso puts a question mark for a separator that is not ASCII",
}
"""The queries that Virtuoso 7.2.5 answers otherwise, and why."""

IN_OTHER_ORDER = {
    "figures_by_metric": "Virtuoso orders Chinese texts by their bytes in an encoding of its own",
}
"""The queries of which Virtuoso 7.2.5 gives the rows in another order, and why."""


def load_examples(store: Store) -> list[str]:
    """Load the examples, and tell what became of each."""
    paths = sorted(path for path in (ROOT / "examples").iterdir() if path.stem != "README")
    files = [build.File(path.read_bytes(), read_document(path), str(path.resolve())) for path in paths]
    return [outcome.status for outcome in build.load(store, files, validator=VALIDATOR)]


@pytest.fixture(scope="module")
def filled(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Remote:
    """A remote store of the examples, of which people judged what they judged in the folder's."""
    remote = emptied(server.url, tmp_path_factory.mktemp("kept"))
    with Store.open(remote) as store:
        assert load_examples(store) == ["loaded"] * 5
        for name, verdict, reviewer, day, reason, changes in DECISIONS:
            about = Node(plain(select(store, name, catalog()[name].example).rows[0][-1]) or "")
            apply(store, Judgement(verdict, reviewer, moment_of(day), about, reason, changes))
        store.publish()
    return remote


@pytest.fixture(scope="module")
def reader(filled: Remote) -> Iterator[Store]:
    with Store.open(filled, read_only=True) as store:
        yield store


def test_the_quads_are_those_of_a_folder(reader: Store, examples: Store) -> None:
    here, there = dumped(reader), dumped(examples)
    assert here == there
    assert len(reader.engine) == len(examples.engine)


def test_nothing_offends(reader: Store) -> None:
    assert [str(one) for one in check(reader)] == []


@pytest.mark.parametrize("name", SELECTS)
def test_named_queries(request: pytest.FixtureRequest, reader: Store, name: str) -> None:
    if name in OTHERWISE and "virtuoso" in request.node.callspec.id:
        request.applymarker(pytest.mark.xfail(reason=OTHERWISE[name], strict=True))
    found, wanted = answer(reader, name), expected_file(name).read_text(encoding="utf-8")
    if name in IN_OTHER_ORDER and "virtuoso" in request.node.callspec.id:
        assert found != wanted, "it is not in another order any more: take it out of the table"
        found, wanted = ("".join(sorted(text.splitlines(keepends=True))) for text in (found, wanted))
    assert found == wanted


def test_loading_again_changes_nothing(filled: Remote) -> None:
    with Store.open(filled) as store:
        before = dumped(store)
        assert load_examples(store) == ["unchanged"] * 5
        assert dumped(store) == before


def dumped(store: Store) -> set[str]:
    """All quads; blank nodes, which have names of their own in each store, by what is said of them."""
    output = BytesIO()
    store.engine.dump(output, ox.RdfFormat.N_QUADS)
    quads = list(ox.parse(output.getvalue(), format=ox.RdfFormat.N_QUADS))
    blank = ox.Dataset(one for one in quads if _is_blank(one))
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(one) for one in (*blank, *(one for one in quads if not _is_blank(one)))}


def _is_blank(quad: ox.Quad) -> bool:
    return any(isinstance(term, ox.BlankNode) for term in quad)
