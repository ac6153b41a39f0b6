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
from kg.build import File, load, remove
from kg.cascade.refresh import refresh
from kg.change import Update
from kg.following import catch_up
from kg.rdf import Node, pol
from kg.store import Store
from kg.validate import Validator
from loaders.pipeline import read_document

SIZES = (10, 100, 1000)
ANEW = 100
"""How many plans are linked again."""


def main() -> None:
    """Print the curve."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    heads = ("plans", "links", "load, s", "linked", "s", "ms a plan", "one more, s", "its links, s", "all looked at, s")
    print(" ".join(f"{name:>{len(name) + 2}}" for name in heads), flush=True)
    for size in sizes:
        curve(size)


def curve(size: int) -> None:
    """Load a cascade with its links, then measure linking: of up to a hundred of its plans, evenly chosen, anew; of one county's
    plan that is new, as it is loaded (read before, checked, stored, linked, published) and its links alone; and what it takes
    to look at every plan, as after opening, with nothing to do.

    Of the hundred, the middle of the times between two stands beside the whole, and of one more the middle of five: other
    work of the machine disturbs it less.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = cascades.write(size, Path(folder) / "plans")
        with Store.open(Path(folder) / "store", base="http://localhost:8000/") as store:
            start = perf_counter()
            load(store, map(_file, files))
            loading = perf_counter() - start
            graphs = _graphs(store)
            links = sum(1 for _ in store.match(None, rdf.TYPE, pol("CascadeLink")))
            store.write(Update(frozenset(graphs[:: max(1, len(graphs) // ANEW)]), frozenset(), frozenset()))
            times = [start := perf_counter()]
            linked = len(refresh(store, report=lambda title: times.append(perf_counter())).computed)
            whole = perf_counter() - start
            middle = median(after - before for before, after in pairwise(times))
            more, alone = _one_more(store, files[-1])
            start = perf_counter()
            refresh(store)
            look = perf_counter() - start
            print(
                f"{size:>7} {links:>7} {loading:>9.1f} {linked:>8} {whole:>3.2f} {1000 * middle:>11.0f} {more:>13.2f} {alone:>14.2f} {look:>18.3f}",
                flush=True,
            )


def _one_more(store: Store, path: Path) -> tuple[float, float]:
    """The seconds in which a plan that the store does not have is loaded, and those of its links, in a process that is warm."""
    file, validator = _file(path), Validator()
    catch_up(store)
    loads, links = [], []
    for _ in range(5):
        remove(store, path.name)
        start = perf_counter()
        load(store, [file], validator=validator)
        loads.append(perf_counter() - start)
        store.write(Update(frozenset({_last(store, path)}), frozenset(), frozenset()))
        start = perf_counter()
        assert len(refresh(store, store.touched).computed) == 1
        links.append(perf_counter() - start)
        catch_up(store)
    return median(loads), median(links)


def _file(path: Path) -> File:
    return File(path.read_bytes(), read_document(path), str(path))


def _graphs(store: Store) -> list[Node]:
    return [
        graph for graph in store.engine.named_graphs() if isinstance(graph, Node) and "/graph/cascade/" in graph.value
    ]


def _last(store: Store, path: Path) -> Node:
    """The graph of links of a plan, by its file."""
    code = path.stem.rpartition("-")[2]
    return next(graph for graph in _graphs(store) if f"/{code}-" in graph.value)


if __name__ == "__main__":
    main()
