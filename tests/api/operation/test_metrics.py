"""The counts: what Prometheus reads, bounded however many paths are tried, one sum over real processes."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_families
from prometheus_client.parser import text_string_to_metric_families as families

from api.operation import shared
from api.operation.metrics import METHODS, ROUTES, Dataset, Metrics, Pool

ROOT = Path(__file__).resolve().parents[3]


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, in the order of their names."""
    told = (sample for family in families(text) for sample in family.samples)
    return {(one.name, *(value for _, value in sorted(one.labels.items()))): one.value for one in told}


def test_what_is_counted() -> None:
    metrics = Metrics("1.0")
    metrics.request("/sparql", "GET", 200, 0.02, 1000)
    metrics.request("/sparql", "GET", 200, 7, 500)
    metrics.query("ok")
    metrics.write("refused")
    metrics.limited()
    metrics.pool(Pool(idle=1, fast=2, slow=3, waiting=4, restarts=5))
    metrics.pool(Pool(idle=1, fast=2, slow=3, waiting=4, restarts=6))
    text, media_type = metrics.render(dataset=Dataset("v7", 5))
    found = samples(text.decode())
    expected = {
        ("policykg_http_requests_total", "GET", "/sparql", "200"): 2,
        ("policykg_http_request_seconds_sum", "/sparql"): 7.02,
        ("policykg_http_request_seconds_bucket", "0.025", "/sparql"): 1,
        ("policykg_http_request_seconds_bucket", "10.0", "/sparql"): 2,
        ("policykg_http_response_bytes_total", "/sparql"): 1500,
        ("policykg_queries_total", "ok"): 1,
        ("policykg_queries_total", "timeout"): 0,
        ("policykg_writes_total", "refused"): 1,
        ("policykg_rate_limited_total",): 1,
        ("policykg_query_processes", "idle"): 1,
        ("policykg_query_processes", "fast"): 2,
        ("policykg_query_processes", "slow"): 3,
        ("policykg_queries_waiting",): 4,
        ("policykg_query_process_restarts_total",): 6,
        ("policykg_dataset_info", "v7"): 1,
        ("policykg_documents",): 5,
        ("policykg_build_info", "1.0"): 1,
        ("policykg_fronts",): 1,
    }
    assert {key: found.get(key) for key in expected} == expected
    assert media_type.startswith("text/plain; version=")


@pytest.mark.parametrize(("readable", "value"), [(True, 1), (False, 0), (None, None)])
def test_whether_the_store_is_readable(readable: bool | None, value: int | None) -> None:
    found = samples(Metrics("1.0").render(dataset=Dataset(readable=readable))[0].decode())
    assert found.get(("policykg_store_readable",)) == value


def test_it_is_told_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.operation.metrics._OFTEN", 0.01)
    metrics, idle = Metrics("1.0"), iter(range(1, 1000))

    async def three_times() -> None:
        telling = asyncio.create_task(metrics.keep_telling(lambda: {"idle": next(idle)}))
        while samples(metrics.render()[0].decode())["policykg_query_processes", "idle"] < 3:
            await asyncio.sleep(0.01)
        telling.cancel()

    asyncio.run(asyncio.wait_for(three_times(), 60))


def test_what_is_unknown_is_absent() -> None:
    text = Metrics("1.0").render()[0].decode()
    assert "policykg_documents" not in text
    assert "policykg_dataset_info" not in text


@pytest.mark.parametrize(
    ("accept", "media_type", "reason"),
    [
        ("", "text/plain", "nothing asked"),
        ("*/*", "text/plain", "a browser"),
        (
            "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;q=0.5",
            "application/openmetrics-text",
            "Prometheus",
        ),
    ],
)
def test_the_format(accept: str, media_type: str, reason: str) -> None:
    metrics = Metrics("1.0")
    metrics.request("/sparql", "GET", 200, 0.02, 1000)
    text, told = metrics.render(accept, Dataset("v7", 5))
    assert told.partition(";")[0] == media_type, reason
    parsed = list((open_families if "openmetrics" in media_type else families)(text.decode()))
    assert {"policykg_http_requests", "policykg_documents"} <= {family.name for family in parsed}


def test_strangers_add_no_series() -> None:
    """Any path, method or outcome is one of a few."""
    metrics = Metrics("1.0")
    for number in range(500):
        metrics.request(f"/{number}.php", f"M{number}", 404, 0, 0)
        metrics.request(f"/id/{number}", "GET", 404, 0, 0)
        metrics.query(f"o{number}")
        metrics.write(f"o{number}")
    found = samples(metrics.render()[0].decode())
    assert found["policykg_http_requests_total", "other", "other", "404"] == 500
    assert found["policykg_http_requests_total", "GET", "/id", "404"] == 500
    assert found["policykg_queries_total", "other"] == 500
    of_requests = [key for key in found if key[0] == "policykg_http_requests_total"]
    assert {key[2] for key in of_requests} <= set(ROUTES)
    assert {key[1] for key in of_requests} <= set(METHODS)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="nobody tells the memory of a process")
def test_memory() -> None:
    child = subprocess.Popen([sys.executable, "-c", "print(1, flush=True); input()"], stdin=-1, stdout=-1)
    assert child.stdout is not None
    child.stdout.readline()
    found = samples(Metrics("1.0").render()[0].decode())
    child.communicate(b"\n", timeout=60)
    assert found["policykg_resident_bytes", "front"] > 10_000_000
    if Path(f"/proc/self/task/{os.getpid()}/children").exists():
        assert found["policykg_resident_bytes", "query"] > 1_000_000


FRONT = """
import sys
from api.operation import shared
from api.operation.metrics import Metrics, Pool
metrics = Metrics("1.0", shared.named())
for _ in range(10):
    metrics.request("/sparql", "GET", 200, 0.01, 100)
metrics.query("ok")
metrics.pool(Pool(idle=2, restarts=1))
metrics.count()
print("up", flush=True)
for line in sys.stdin:
    text, _ = metrics.render()
    sys.stdout.write(text.decode() + "# END\\n")
    sys.stdout.flush()
"""


class Front:
    """A process that counts, and renders when asked."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FRONT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "up\n"

    def render(self) -> dict[tuple[str, ...], float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        lines: list[str] = []
        while (line := self.process.stdout.readline()) not in ("# END\n", ""):
            lines.append(line)
        return samples("".join(lines))

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


def test_processes_have_one_sum_and_a_dead_one_leaves_its_counts_alone() -> None:
    with shared.folder():
        first, second = Front(), Front()
        try:
            found = first.render()
            assert found == pytest.approx(second.render() | {key: found[key] for key in found if "resident" in key[0]})
            assert found["policykg_http_requests_total", "GET", "/sparql", "200"] == 20
            assert found["policykg_http_request_seconds_count", "/sparql"] == 20
            assert found["policykg_query_processes", "idle"] == 4
            assert found["policykg_query_process_restarts_total",] == 2
            assert found["policykg_fronts",] == 2
            second.kill()
            after = first.render()
            assert after["policykg_http_requests_total", "GET", "/sparql", "200"] == 20, "a count never falls"
            assert after["policykg_query_processes", "idle"] == 2, "its processes are gone"
            assert after["policykg_fronts",] == 1
        finally:
            first.kill()
            second.kill()


def test_every_metric_is_explained() -> None:
    page = (ROOT / "docs" / "operation.md").read_text("utf-8")
    names = {family.name for family in families(Metrics("1").render(dataset=Dataset("v", 1, True))[0].decode())}
    names = {name for name in names if not name.endswith("_created")}  # one process alone tells these too
    documented = set(re.findall(r"`(policykg_\w+)", page))
    assert {re.sub(r"_total$", "", name) for name in names} == {re.sub(r"_total$", "", name) for name in documented}
