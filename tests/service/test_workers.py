"""Several serving processes at one address: each takes its share of the connections, and nobody else takes the address."""

from __future__ import annotations

import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.service import processes
from tests.service.data import fill
from tests.service.server import COMMAND, PATIENCE, ROOT, Server, serving


def fronts(server: Server) -> list[int]:
    """The processes that take requests."""
    return [pid for pid in server.pids() if "multiprocessing-fork" in processes.command(pid)]


def listeners(server: Server) -> int:
    """How many sockets listen at its port: the first process answers before the second has begun."""
    port, listening = f":{int(server.url.rpartition(':')[2]):04X}", "0A"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()]
    return sum(fields[1].endswith(port) and fields[3] == listening for fields in lines)


def handles(pid: int) -> int:
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def test_connections_are_spread(tmp_path: Path) -> None:
    with serving(fill(tmp_path / "store"), workers=2) as server, ExitStack() as stack:
        until = time.monotonic() + PATIENCE
        while listeners(server) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        before = {pid: handles(pid) for pid in fronts(server)}
        assert len(before) == 2
        for connection in [stack.enter_context(server.send("ASK {}")) for _ in range(40)]:
            assert b"200 OK" in connection.recv(65_536)
        open_at_once = [stack.enter_context(server.connect()) for _ in range(40)]
        assert server.ask("ASK {}").status_code == 200
        more = {pid: handles(pid) - before[pid] for pid in before}
        assert min(more.values()) >= 3, f"of {len(open_at_once)}, each has some: {more}"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_an_address_that_is_taken_stays_with_who_has_it(tmp_path: Path, workers: str) -> None:
    store = fill(tmp_path / "store")
    with serving(store, workers=2) as server:
        port = server.url.rpartition(":")[2]
        command = [*COMMAND, "serve", "--port", port, "--workers", workers, "--store", str(store)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)
        assert done.returncode == 3
        assert "address already in use" in done.stderr.lower()
        for _ in range(10):
            assert server.ask("ASK {}").status_code == 200
