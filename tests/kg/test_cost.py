"""What a load or a removal looks at grows with the document, not with the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kg.build import remove
from kg.store import Store
from tests.kg import samples
from tests.kg.helpers import put_documents


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many quads were read from stores since it was emptied."""
    counts: list[int] = []
    match = Store.match

    def counted(store: Store, *pattern: Any) -> Iterator[Any]:
        for quad in match(store, *pattern):
            counts.append(1)
            yield quad

    monkeypatch.setattr(Store, "match", counted)
    return counts


def test_the_cost_of_an_update(new: Callable[[], Store], read: list[int]) -> None:
    """All these plans have the same bodies, indicators and programmes, and cite the same documents."""
    costs = []
    for others in (4, 24):
        with new() as store:
            put_documents(store, *(samples.large(number, tasks=2) for number in range(1, others + 1)))
            read.clear()
            put_documents(store, samples.large(0, tasks=2))
            loading = len(read)
            read.clear()
            put_documents(store, samples.large(0, tasks=3))
            replacing = len(read)
            read.clear()
            remove(store, "large-0.txt")
            costs.append((loading, replacing, len(read)))
    few, many = costs
    assert all(late <= 1.2 * early for early, late in zip(few, many, strict=True)), costs
