"""The frame in a real service of two processes: one limit, one sum, a log of nothing but JSON, also when one is killed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
COUNT = 'policykg_http_requests_total{method="GET",route="/id",status="200"}'


class Served:
    """The service, and what it logs."""

    def __init__(self, log: Path, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        self.folder = folder
        with log.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.api.operation.served", str(self.port)],
                cwd=ROOT,
                stderr=stderr,
                env=os.environ | {"TMPDIR": str(folder)},
            )

    def ask(self, path: str = "/id/1") -> tuple[int, str]:
        """The status and the body of an answer, on a connection of its own."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def sample(self, name: str) -> float:
        """One number of /health, which has the metrics here."""
        found = re.search(rf"(?m)^{re.escape(name)} (\S+)$", self.ask("/health")[1])
        return float(found[1]) if found else 0.0

    def lines(self, name: str, value: str, having: str = "time") -> list[dict[str, Any]]:
        """The lines of the log that say so; each is JSON."""
        told = [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]
        return [line for line in told if line.get(name) == value and having in line]

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                if holds():
                    return
            assert time.monotonic() < end, self.log.read_text("utf-8")
            time.sleep(0.1)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "shared").mkdir()
    one = Served(tmp_path / "log", tmp_path / "shared")
    try:
        one.until(lambda: one.sample("policykg_fronts") == 2)
        yield one
    finally:
        one.process.terminate()
        one.process.wait(PATIENCE)


def test_two_processes_are_one_service(served: Served) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: served.ask(), range(40)))
    passed = [body for status, body in answers if status == 200]
    refused = [status for status, _ in answers if status != 200]
    assert set(refused) == {429}
    assert 10 <= len(passed) < 40
    served.until(lambda: served.sample(COUNT) == len(passed))  # what was sent is counted and told just afterwards
    served.until(lambda: len(served.lines("path", "/id/1")) == 40)
    assert served.sample("policykg_rate_limited_total") == len(refused)
    told = served.lines("path", "/id/1")
    assert len({line["request_id"] for line in told}) == 40
    assert served.lines("logger", "uvicorn.error"), "what the server itself tells is JSON too"


def test_a_bug_is_told_once_and_found_by_its_id(served: Served) -> None:
    status, body = served.ask("/id/bug")
    problem = json.loads(body)
    assert (status, problem["status"]) == (500, 500)
    served.until(lambda: bool(served.lines("path", "/id/bug")))
    (traced,) = served.lines("level", "error", having="traceback")
    assert traced["message"] == f"request {problem['request_id']} failed"
    assert "RuntimeError: a bug" in traced["traceback"]


def test_a_killed_process_is_replaced_and_its_counts_stay(served: Served) -> None:
    victim = int(served.ask()[1])
    served.until(lambda: served.sample(COUNT) == 1)
    os.kill(victim, signal.SIGKILL)
    (folder,) = served.folder.glob("policykg-*")
    gauges = folder / f"gauge_livesum_{victim}.db"
    assert gauges.exists()
    served.until(lambda: served.sample("policykg_fronts") == 2 and not gauges.exists())
    assert served.sample(COUNT) == 1, "what it counted is still counted"


def test_nothing_is_left_behind(served: Served) -> None:
    served.process.terminate()
    assert served.process.wait(PATIENCE) == 0
    assert not list(served.folder.glob("policykg-*"))
