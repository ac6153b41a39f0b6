"""Numbers of plans go in; how long their links take comes out, for all of them and for one more: `python -m benchmarks.linking`."""

from __future__ import annotations

import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import cascades
from kg import rdf
from kg.build import File, load
from kg.cascade.refresh import refresh
from kg.change import Update
from kg.rdf import Node, pol
from kg.store import Store
from loaders.pipeline import read_document

SIZES = (10, 100, 1000)
ANEW = 100
"""How many plans are linked again."""


def main() -> None:
    """Print the curve."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(
        f"{'plans':>6} {'links':>9} {'load, s':>8} {'linked':>7} {'s':>8} {'ms a plan':>10} {'one more, s':>12} {'no change, s':>13}"
    )
    for size in sizes:
        curve(size)


def curve(size: int) -> None:
    """Load a cascade with its links, then measure linking: of up to a hundred of its plans, evenly chosen, anew; of one county's
    plan; and a run with nothing to do.

    Of the hundred, the middle of the times between two stands beside the whole: other work of the machine disturbs it less.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = cascades.write(size, Path(folder) / "plans")
        with Store.open(Path(folder) / "store", base="http://localhost:8000/") as store:
            start = perf_counter()
            load(store, (File(path.read_bytes(), read_document(path), str(path)) for path in files))
            loading = perf_counter() - start
            graphs = _graphs(store)
            links = sum(1 for _ in store.match(None, rdf.TYPE, pol("CascadeLink")))
            store.write(Update(frozenset(graphs[:: max(1, len(graphs) // ANEW)]), frozenset(), frozenset()))
            times = [start := perf_counter()]
            linked = len(refresh(store, report=lambda title: times.append(perf_counter())).computed)
            whole = perf_counter() - start
            middle = median(after - before for before, after in pairwise(times))
            store.write(Update(frozenset({_last(store, files)}), frozenset(), frozenset()))
            start = perf_counter()
            refresh(store)
            one = perf_counter() - start
            start = perf_counter()
            refresh(store)
            nothing = perf_counter() - start
            print(
                f"{size:>6} {links:>9} {loading:>8.1f} {linked:>7} {whole:>8.2f} {1000 * middle:>10.0f} {one:>12.2f} {nothing:>13.3f}",
                flush=True,
            )


def _graphs(store: Store) -> list[Node]:
    return [
        graph for graph in store.engine.named_graphs() if isinstance(graph, Node) and "/graph/cascade/" in graph.value
    ]


def _last(store: Store, files: list[Path]) -> Node:
    """The graph of links of the last plan."""
    code = files[-1].stem.rpartition("-")[2]
    return next(graph for graph in _graphs(store) if f"/{code}-" in graph.value)


if __name__ == "__main__":
    main()
