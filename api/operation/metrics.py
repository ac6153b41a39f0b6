"""What each process of a service counts goes in, the sum over all of them comes out, as Prometheus reads it.

With several processes, each writes its numbers into files of one folder, which `prometheus_client` names by the variable
PROMETHEUS_MULTIPROC_DIR and which must be set before that package is imported: see `api.operation.shared`.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter as Tally
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from api.memory import resident
from api.operation.facts import OUTCOMES

_ROUTES = {
    "": "/",
    **{name: f"/{name}" for name in ("sparql", "update", "graphs", "id", "ns", "api", "docs", "openapi.json")},
    **{name: f"/{name}" for name in ("dataset", "dump", "feed", "health", "metrics", ".well-known")},
}
ROUTES = (*_ROUTES.values(), "other")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other")
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

_T = TypeVar("_T")

_OFTEN = 1.0
"""Seconds between two tellings of how a front stands."""
_MANY = 10_000
"""So many requests are counted at once, if they come faster than that."""


def route(path: str) -> str:
    """The class of a path, one of a few however many paths are tried.

    >>> [route(path) for path in ("/sparql", "/id/document/1", "/sparql-x", "/wp-login.php", "/", "/graphs/a/b")]
    ['/sparql', '/id', 'other', 'other', '/', '/graphs']
    """
    return _ROUTES.get(path[1:].partition("/")[0], "other")


@dataclass(frozen=True, slots=True)
class Pool:
    """The query processes of one front: how many are idle, busy, busy for long; who waits; restarts so far."""

    idle: int = 0
    fast: int = 0
    slow: int = 0
    waiting: int = 0
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class Dataset:
    """The state that is served; None is unknown. `readable`: whether the process that is asked can read the store."""

    revision: str | None = None
    documents: int | None = None
    readable: bool | None = None


class Metrics:
    """The counts of one process, and the sum over all that share `folder`; without one it is alone."""

    def __init__(self, version: str, folder: Path | None = None) -> None:
        self._version = version
        self._folder = folder
        self._registry = own = CollectorRegistry()
        self._requests = Counter(
            "policykg_http_requests", "Requests answered.", ("route", "method", "status"), registry=own
        )
        self._seconds = Histogram(
            "policykg_http_request_seconds",
            "From a request to the last byte of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=own,
        )
        self._bytes = Counter("policykg_http_response_bytes", "Bytes of answers' bodies.", ("route",), registry=own)
        queries = Counter("policykg_queries", "Queries by what became of them.", ("outcome",), registry=own)
        writes = Counter("policykg_writes", "Writes by what became of them.", ("outcome",), registry=own)
        self._queries = {one: queries.labels(one) for one in (*OUTCOMES, "other")}
        self._writes = {one: writes.labels(one) for one in (*OUTCOMES, "other")}
        self._limited = Counter("policykg_rate_limited", "Requests refused by the rate limit.", registry=own)
        self._processes = Gauge(
            "policykg_query_processes", "Query processes.", ("state",), registry=own, multiprocess_mode="livesum"
        )
        self._waiting = Gauge("policykg_queries_waiting", "Queries in line.", registry=own, multiprocess_mode="livesum")
        self._restarts = Counter("policykg_query_process_restarts", "Query processes begun anew.", registry=own)
        self._noted: deque[tuple[str, str, int, float, int]] = deque()
        self._outcomes: deque[str] = deque()
        self._by_route = {one: (self._seconds.labels(one), self._bytes.labels(one)) for one in ROUTES}
        self._last = Pool()
        self.pool(self._last)

    def request(self, path: str, method: str, status: int, seconds: float, size: int) -> None:
        """Note a request that was answered: it is counted with others, within a second or when somebody asks."""
        self._noted.append((path, method, status, seconds, size))
        if len(self._noted) >= _MANY:
            self.count()

    def count(self) -> None:
        """Count the requests and queries that were noted."""
        sizes: Tally[str] = Tally()
        requests: Tally[tuple[str, str, int]] = Tally()
        for path, method, status, seconds, size in _taken(self._noted):
            kind = route(path)
            self._by_route[kind][0].observe(seconds)
            sizes[kind] += size
            requests[kind, method if method in METHODS else "other", status] += 1
        for kind, size in sizes.items():
            self._by_route[kind][1].inc(size)
        for key, number in requests.items():
            self._requests.labels(*key).inc(number)
        for outcome, number in Tally(_taken(self._outcomes)).items():
            self._queries[outcome if outcome in OUTCOMES else "other"].inc(number)

    def query(self, outcome: str) -> None:
        """Note a query by what became of it: it is counted as its request is."""
        self._outcomes.append(outcome)

    def write(self, outcome: str) -> None:
        """Count a write by what became of it."""
        self._writes[outcome if outcome in OUTCOMES else "other"].inc()

    def limited(self) -> None:
        """Count a request that the rate limit refused."""
        self._limited.inc()

    def pool(self, now: Pool) -> None:
        """Tell how the query processes of this front stand."""
        for state, number in (("idle", now.idle), ("fast", now.fast), ("slow", now.slow)):
            self._processes.labels(state).set(number)
        self._waiting.set(now.waiting)
        self._restarts.inc(max(0, now.restarts - self._last.restarts))
        self._last = now

    async def keep_telling(self, counts: Callable[[], Mapping[str, int]]) -> None:
        """Tell how this front stands, again and again: whoever is asked knows it of all fronts."""
        while True:
            self.count()
            self.pool(Pool(**counts()))
            await asyncio.sleep(_OFTEN)

    def render(self, accept: str = "", dataset: Dataset | None = None) -> tuple[bytes, str]:
        """The text that Prometheus reads, and its media type: OpenMetrics where `accept` asks for it.

        >>> text, media_type = Metrics("1.0").render(dataset=Dataset("r7", 5))
        >>> 'policykg_dataset_info{revision="r7"} 1.0' in text.decode(), media_type.partition(";")[0]
        (True, 'text/plain')
        """
        self.count()
        encode, media_type = choose_encoder(accept)
        registry = self._registry
        fronts = [os.getpid()]
        if self._folder is not None:
            fronts = _forget_the_dead(self._folder)
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]
        return encode(_Together(registry, self._told(dataset or Dataset(), fronts))), media_type

    def _told(self, dataset: Dataset, fronts: list[int]) -> Iterator[Metric]:
        """What is not counted but looked up when asked."""
        build = GaugeMetricFamily("policykg_build_info", "The version that runs.", labels=["version"])
        build.add_metric([self._version], 1)
        yield build
        yield GaugeMetricFamily("policykg_fronts", "Processes that take requests.", value=len(fronts))
        if dataset.readable is not None:
            of_store = "1 where the process that was asked can read the store, 0 where not."
            yield GaugeMetricFamily("policykg_store_readable", of_store, value=int(dataset.readable))
        if dataset.revision is not None:
            state = GaugeMetricFamily("policykg_dataset_info", "The state that is served.", labels=["revision"])
            state.add_metric([dataset.revision], 1)
            yield state
        if dataset.documents is not None:
            yield GaugeMetricFamily("policykg_documents", "Documents loaded.", value=dataset.documents)
        memory = {pid: size for front in fronts for pid in _family(front) if (size := resident(pid)) is not None}
        if memory:
            of = GaugeMetricFamily("policykg_resident_bytes", "Memory, what is shared included.", labels=["process"])
            of.add_metric(["front"], sum(size for pid, size in memory.items() if pid in fronts))
            of.add_metric(["query"], sum(size for pid, size in memory.items() if pid not in fronts))
            yield of


class _Together:
    """A registry and some further metrics, as an encoder takes them."""

    def __init__(self, registry: CollectorRegistry, more: Iterable[Metric]) -> None:
        self._registry = registry
        self._more = more

    def collect(self) -> Iterator[Metric]:
        yield from self._registry.collect()
        yield from self._more


def _taken(noted: deque[_T]) -> Iterator[_T]:
    """What was noted, the oldest first, each given once; another thread may take some too."""
    with suppress(IndexError):
        while True:
            yield noted.popleft()


def _forget_the_dead(folder: Path) -> list[int]:
    """The fronts that live; the gauges of the others go, their counts stay."""
    living = []
    for file in sorted(folder.glob("gauge_livesum_*.db")):
        pid = int(file.stem.rpartition("_")[2])
        if _lives(pid):
            living.append(pid)
        else:
            mark_process_dead(pid, path=str(folder))  # type: ignore[no-untyped-call]
    return living


def _lives(pid: int) -> bool:
    """Whether a front still runs: one that ended and was not buried yet has no memory."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):  # nobody, or another user's process, has its number
        return False
    return resident(pid) != 0


def _family(pid: int) -> Iterator[int]:
    """A process and all that descend from it, as far as /proc tells."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text("ascii").split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))
