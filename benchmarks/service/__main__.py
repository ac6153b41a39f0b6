"""The same data and queries go to `oxigraph serve`, rdflib-endpoint, a bare route and our service; a table comes out.

    python -m benchmarks.service [--quick] [--plans N] [--requests N] [--rounds N] [--no-rdflib] [--no-ours]

Every figure is the median of interleaved rounds, all servers on the same cores as the load. What is bounded is told as
a ratio or a difference, beside its bound; the figures themselves belong to the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.service import measures
from benchmarks.service.data import MOST, Data, make
from benchmarks.service.servers import BY_DEFAULT, OURS, OXIGRAPH, RDFLIB, ROUTE, ROUTES, all_servers
from tests.service.server import Server

PLANS, QUICK_PLANS = 346, 36
HELD_PLANS = 52
"""Of which a store is held in memory by default."""
ONE = [name for name, (_, workers) in OURS.items() if workers == 1]
TWO = [name for name, (_, workers) in OURS.items() if workers == 2]
DISK = ONE[0]
HELD, HELD_TWO = BY_DEFAULT
Figures = dict[str, float]


def main() -> None:
    """Measure and print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data and of the requests, three rounds")
    parser.add_argument("--plans", type=int, help=f"how many plans; {PLANS} are about 675,000 quads")
    parser.add_argument("--requests", type=int, help="for the memory over many requests; 200,000")
    parser.add_argument("--rounds", type=int, help="interleaved rounds; 5")
    parser.add_argument("--no-rdflib", action="store_true", help="without rdflib-endpoint, which reads the data long")
    parser.add_argument("--no-ours", action="store_true", help="only what we are compared with")
    given = parser.parse_args()
    quick = given.quick
    with tempfile.TemporaryDirectory() as folder:
        data = make(given.plans or (QUICK_PLANS if quick else PLANS), Path(folder) / "all")
        smaller = make(HELD_PLANS, Path(folder) / "smaller")
        tool = "wrk" if shutil.which("wrk") else "our own client (wrk is not installed)"
        print(
            f"{data.quads} quads ({smaller.quads} where held by default), Python {sys.version.split()[0]}, {os.cpu_count()} cores, load by {tool}",
            flush=True,
        )
        began = perf_counter()
        with all_servers(data, smaller, rdflib=not given.no_rdflib, ours=not given.no_ours) as servers:
            print(f"{len(servers)} servers up in {perf_counter() - began:.0f} s", flush=True)
            bench = Bench(servers, data, smaller, given.rounds or (3 if quick else 5), 10 if quick else 1)
            bench.small()
            bench.rows()
            bench.everything()
            bench.beside_heavy()
            bench.recovery()
            bench.memory(given.requests or (20_000 if quick else 200_000))
        print(f"{perf_counter() - began:.0f} s in all")


class Bench:
    """The servers, and how often and how much they are asked."""

    def __init__(self, servers: dict[str, Server], data: Data, smaller: Data, rounds: int, less: int) -> None:
        self.servers = servers
        self.data = data
        self.smaller = smaller
        self.rounds = rounds
        self.less = less

    def interleaved(self, measure: Callable[[Server, int], float], *names: str, rounds: int = 0) -> Figures:
        """The median of each server's figures, measured round by round in turn."""
        found: dict[str, list[float]] = {name: [] for name in names if name in self.servers}
        for number in range(rounds or self.rounds):
            for name, figures in found.items():
                figures.append(measure(self.servers[name], number * 1_000_003))
        return {name: median(figures) for name, figures in found.items()}

    def small(self) -> None:
        """Small queries: what they add to the route, and how many a second."""
        tasks = self.data.tasks
        times = self.interleaved(
            lambda server, seed: measures.latency(server, tasks, 2000 // self.less, seed), ROUTE, OXIGRAPH, RDFLIB, *ONE
        )
        head("small query, ms at the median", "added to the route", "≤ 0.5")
        for name, value in times.items():
            line(name, value, value - times[ROUTE], name in ONE and value - times[ROUTE] <= 0.5, name in ONE)
        seconds = 4 if self.less == 1 else 2
        asked = (ROUTE, ROUTES, OXIGRAPH, RDFLIB, *OURS)
        self.interleaved(  # so that all caches are full: each process of an engine has its own
            lambda server, seed: measures.rate(server, tasks, 4 * seconds, seed), *asked, rounds=1
        )
        rates = self.interleaved(lambda server, seed: measures.rate(server, tasks, seconds, seed), *asked)
        head("small queries a second, 8 connections", "of oxigraph serve's", "2 workers ≥ 0.3")
        for name, value in rates.items():
            line(name, value, value / rates[OXIGRAPH], value >= 0.3 * rates[OXIGRAPH], name in TWO)

    def rows(self) -> None:
        """Ten thousand rows."""
        times = self.interleaved(
            lambda server, seed: measures.rows(server, self.data.tasks, 10 if self.less == 1 else 4, seed)["p50"],
            OXIGRAPH,
            RDFLIB,
            *ONE,
        )
        head("10,000 rows, ms at the median", "of oxigraph serve's", "disk ≤ 1.15, memory ≤ 0.5")
        for name, value in times.items():
            ratio = value / times[OXIGRAPH]
            line(name, value, ratio, ratio <= (1.15 if "disk" in name else 0.5), name in ONE)

    def everything(self) -> None:
        """All rows: the first byte, and memory."""
        found = {
            name: [
                measures.everything(self.servers[name], data.everything, data.tasks, number)
                for number in range(1 if name == RDFLIB else 3)  # which takes minutes
            ]
            for name in (OXIGRAPH, RDFLIB, *ONE, HELD)
            for data in (self.smaller if name == HELD else self.data,)
            if name in self.servers
        }
        # What is taken once and for all (caches of the engine) is told too: the first time counts.
        memory = {name: max(one["memory"] for one in figures) for name, figures in found.items()}
        first = {name: median(one["first"] for one in figures) for name, figures in found.items()}
        last = {name: median(one["p50"] for one in figures) for name, figures in found.items()}
        rows = f"{MOST:,} rows"
        head(f"{rows}, first byte in ms", "of oxigraph serve's", "≤ 50 ms")
        for name, value in first.items():
            line(name, value, value / first[OXIGRAPH], value <= 50, name in (*ONE, HELD))
        head(f"{rows}, last byte in ms", "of oxigraph serve's", "")
        for name, value in last.items():
            line(name, value, value / last[OXIGRAPH], True, False)
        head(f"{rows}, MB more", "of oxigraph serve's", "≤ 64 MB")
        for name, value in memory.items():
            ratio = value / memory[OXIGRAPH] if memory[OXIGRAPH] else 0
            # Of a bigger store that is held by a raised limit, what is read is copied too: that is not bounded.
            line(name, value, ratio, value <= 64, name in (DISK, HELD))

    def beside_heavy(self) -> None:
        """A small query beside heavy ones."""
        times = self.interleaved(
            lambda server, seed: measures.beside_heavy(server, self.data.tasks, 300 if self.less == 1 else 100, seed),
            OXIGRAPH,
            *OURS,
            rounds=3,
        )
        head("small query beside 4 heavy clients, p95 ms", "of oxigraph serve's", "≤ 15 ms")
        for name, value in times.items():
            line(name, value, value / times[OXIGRAPH], value <= 15, name in OURS)

    def recovery(self) -> None:
        """After forty endless queries."""
        head("after 40 endless queries, ms to an answer", "of a second", "≤ 1")
        for name in OURS:
            if name in self.servers:
                value = measures.recovery(self.servers[name], 1)
                line(name, value, value / 1000, value <= 1000, True)

    def memory(self, requests: int) -> None:
        """Over many requests."""
        head(f"MB more over {requests} requests", "of what it had", "flat: ≤ 0.05")
        for name, data in {**dict.fromkeys((DISK, *TWO), self.data), HELD_TWO: self.smaller}.items():
            if name in self.servers:
                more, before = measures.growth(self.servers[name], data.tasks, requests)
                line(name, more, more / before, more / before <= 0.05, True)


def head(what: str, ratio: str, bound: str) -> None:
    """Print what follows."""
    print(f"\n{what:<46} {'':>10}  {ratio:>22}  {bound}", flush=True)


def line(name: str, value: float, ratio: float, within: bool, judged: bool) -> None:
    """Print a figure beside its ratio, and whether that is within its bound."""
    verdict = ("holds" if within else "DOES NOT HOLD") if judged else ""
    print(f"  {name:<44} {value:>10.2f}  {ratio:>22.3f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
