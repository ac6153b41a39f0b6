"""A server goes in, one figure of it comes out: how long, how many, how much."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import httpx2

from benchmarks.service.client import Order
from benchmarks.service.data import ENDLESS, HEAVY, POINT, ROWS
from tests.service import processes
from tests.service.server import ROOT, Server

MEGABYTE = 1e6
_SCRIPT = """
local n = 0
function setup(thread) n = n + 1; thread:set("seed", n * {seed}) end
local sent = 0
function request()
  sent = sent + 1
  local number = (seed + sent) * 7919 % {numbers}
  return wrk.format("GET", "{path}?query={before}" .. string.format("%d", number) .. "{after}")
end
"""


def run(order: Order) -> dict[str, float]:
    """What the client measures, in a process of its own."""
    with client(order) as process:
        out, _ = process.communicate()
    assert process.returncode == 0, order
    figures: dict[str, float] = json.loads(out)
    return figures


@contextmanager
def client(order: Order) -> Iterator[subprocess.Popen[bytes]]:
    """The client at work; ended at the end."""
    command = [sys.executable, "-m", "benchmarks.service.client"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(order)).encode())
        process.stdin.close()
        process.stdin = None
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _clean(figures: dict[str, float], order: Order) -> dict[str, float]:
    assert not figures["errors"], f"{figures['errors']:.0f} of {figures['count']:.0f} went wrong at {order.url}"
    return figures


def latency(server: Server, numbers: int, requests: int, seed: int) -> float:
    """Milliseconds of a small query at the median, one after another."""
    order = Order(server.url + server.query, POINT, numbers, requests=requests, seed=seed)
    return _clean(run(order), order)["p50"]


def rate(server: Server, numbers: int, seconds: float, seed: int) -> float:
    """Small queries a second on eight connections: wrk if there is one, else our own client, which takes more itself."""
    if shutil.which("wrk"):
        return _wrk(server, numbers, seconds, seed)
    order = Order(server.url + server.query, POINT, numbers, connections=8, seconds=seconds, seed=seed)
    return _clean(run(order), order)["rate"]


def _wrk(server: Server, numbers: int, seconds: float, seed: int) -> float:
    before, after = (quote(part, safe="").replace("%", "%") for part in POINT.split("{n}"))
    script = _SCRIPT
    known = {"seed": str(seed + 1), "numbers": str(numbers), "path": server.query, "before": before, "after": after}
    for name, value in known.items():
        script = script.replace("{" + name + "}", value)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wrk.lua"
        file.write_text(script, "utf-8")
        words = [
            "wrk",
            "-t1",
            "-c8",
            f"-d{seconds:.0f}s",
            "-s",
            str(file),
            "-H",
            "Accept: application/sparql-results+json",
        ]
        said = subprocess.run([*words, server.url], capture_output=True, encoding="utf-8", check=True).stdout
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found, said
    return float(found[1])


def rows(server: Server, numbers: int, requests: int, seed: int) -> dict[str, float]:
    """Milliseconds of ten thousand rows at the median (`p50`), and to their first byte (`first`)."""
    order = Order(server.url + server.query, ROWS, numbers, requests=requests, seed=seed)
    return _clean(run(order), order)


def everything(server: Server, query: str, numbers: int, seed: int) -> dict[str, float]:
    """Of the longest answer: milliseconds to the first byte and to the last, and the megabytes that the server took meanwhile."""
    pids = server.pids()
    before = most = processes.memory(pids)
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.1):
            most = max(most, processes.memory(server.pids()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        order = Order(server.url + server.query, query, numbers, requests=1, seed=seed)
        figures = _clean(run(order), order)
    finally:
        done.set()
        watcher.join()
    return figures | {"memory": (most - before) / MEGABYTE}


def beside_heavy(server: Server, numbers: int, requests: int, seed: int) -> float:
    """Milliseconds of a small query at the 95th percentile, while four clients ask heavy ones without a break."""
    heavy = Order(server.url + server.query, HEAVY, numbers, connections=4, seconds=600, seed=seed)
    with client(heavy):
        time.sleep(2)
        order = Order(server.url + server.query, POINT, numbers, requests=requests, seed=seed)
        return _clean(run(order), order)["p95"]


def recovery(server: Server, seed: int) -> float:
    """Milliseconds until a small query is answered, after forty endless ones whose clients hung up; inf if it is not soon."""
    connections = [server.send(ENDLESS.replace("{n}", str(seed * 40 + number))) for number in range(40)]
    time.sleep(4)
    for one in connections:
        one.close()
    began = time.perf_counter()
    while time.perf_counter() - began < 20:
        try:
            address = f"{server.url}{server.query}"
            answer = httpx2.get(address, params={"query": POINT.replace("{n}", "1")}, timeout=20)
            if answer.status_code == 200:
                return (time.perf_counter() - began) * 1000
        except httpx2.TransportError:
            pass
        time.sleep(0.02)
    return float("inf")


def growth(server: Server, numbers: int, requests: int) -> tuple[float, float]:
    """Megabytes that the server takes more after so many small queries, and those that it had before.

    The engine's caches are filled first, by a third as many: those of each process take a fixed part of memory.
    """
    url = server.url + server.query
    run(Order(url, POINT, numbers, connections=8, requests=requests // 3, seed=1))
    before = processes.memory(server.pids())
    order = Order(url, POINT, numbers, connections=8, requests=requests, seed=requests)
    _clean(run(order), order)
    return (processes.memory(server.pids()) - before) / MEGABYTE, before / MEGABYTE
