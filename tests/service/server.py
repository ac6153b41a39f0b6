"""A store's folder and settings go in, a server in a process of its own comes out: started, awaited, ended by its number.

    with serving(folder, workers=2, POLICYKG_QUERY_TIMEOUT="5") as server:
        server.ask("ASK {}")

Whatever a server started is found by a mark in its environment, and has ended when the `with` has.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx2

from tests.service import processes

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from api.cli import main; main()"]
PATIENCE = 60.0
"""Seconds after which whoever waits for a server gives up: a bound against hanging, no measure of it."""

ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS_ROWS = "SELECT * WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its address, its process, and the paths of its endpoints."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    mark: str
    query: str = "/sparql"
    update: str = "/update"
    graphs: str = "/graphs"

    def ask(self, text: str, accept: str = "*/*", **parameters: str) -> httpx2.Response:
        """The answer to a query, asked by GET on a connection of its own."""
        parameters["query"] = text
        headers = {"Accept": accept}
        return httpx2.get(self.url + self.query, params=parameters, headers=headers, timeout=PATIENCE)

    def count(self, pattern: str) -> int:
        """How many solutions a pattern has."""
        answer = self.ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", accept="text/csv")
        assert answer.status_code == 200, answer.text
        return int(answer.text.split()[1])

    def change(self, text: str, token: str | None) -> httpx2.Response:
        """The answer to an update."""
        headers = {"Content-Type": "application/sparql-update"} | bearer(token)
        return httpx2.post(self.url + self.update, content=text, headers=headers, timeout=PATIENCE)

    def put(self, graph: str, turtle: str, token: str | None) -> httpx2.Response:
        """The answer to the replacing of a graph."""
        headers = {"Content-Type": "text/turtle"} | bearer(token)
        address = f"{self.url}{self.graphs}?graph={quote(graph, safe='')}"
        return httpx2.put(address, content=turtle.encode(), headers=headers, timeout=PATIENCE)

    def send(self, query: str) -> socket.socket:
        """A connection on which a query was sent, whose answer nobody has read yet."""
        connection, host = self.connect(), urlsplit(self.url).netloc
        target = f"{self.query}?query={quote(query, safe='')}"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return connection

    def connect(self) -> socket.socket:
        """A connection on which nothing was sent yet."""
        parts = urlsplit(self.url)
        return socket.create_connection((parts.hostname or "", parts.port or 80), timeout=PATIENCE)

    def pids(self) -> list[int]:
        """Every process of the server, itself the first."""
        return sorted(processes.marked(self.mark), key=lambda pid: pid != self.process.pid)

    def said(self) -> str:
        """What the server printed last."""
        return self.log.read_text("utf-8", errors="replace")[-3000:]


def bearer(token: str | None) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(store: Path | str, *, workers: int = 1, **settings: str) -> Iterator[Server]:
    """`policykg serve` over a store's folder (or a remote store's address), under these settings and no others."""
    port = free_port()
    command = [*COMMAND, "serve", "--port", str(port), "--workers", str(workers), "--store", str(store)]
    with started(command, port, "/health", settings) as server:
        yield server


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Oxigraph's own server, whose default graph is the union: a store for ours, or a second endpoint beside it."""
    port = free_port()
    command = [program("oxigraph"), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    paths = {"query": "/query", "update": "/update", "graphs": "/store"}
    with started([*command, "--union-default-graph"], port, "/query?query=ASK%7B%7D", {}, **paths) as server:
        yield server


def program(name: str) -> str:
    """The path of a program, installed beside this Python or anywhere on the path."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    assert found, f"no program {name} beside {sys.executable} or on the path"
    return found


@contextmanager
def started(
    command: Sequence[str], port: int, ready: str, settings: Mapping[str, str], **paths: str
) -> Iterator[Server]:
    """A server that answers 200 at `ready`; at the end it is told to stop, and nothing of it is left."""
    mark = f"POLICYKG_TEST_MARK={uuid4().hex}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLICYKG_")}
    environment = kept | dict(settings) | dict([mark.split("=")])
    # Should the tests themselves be killed, it ends too.
    guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    with TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            [*guard, *command], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        server = Server(f"http://127.0.0.1:{port}", process, Path(folder) / "log", mark, **paths)
        try:
            _await(server, ready)
            yield server
        finally:
            try:
                stop(server)
            finally:
                processes.kill(processes.marked(mark))
                process.wait(timeout=PATIENCE)


def stop(server: Server) -> int:
    """Tell a server to end and wait until it has; its exit status."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
    return server.process.wait(timeout=PATIENCE)


def _await(server: Server, path: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.process.poll() is None, f"the server has ended: {server.said()}"
        try:
            if httpx2.get(server.url + path, timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"the server never answered: {server.said()}")


def issue(store: Path | str, scope: str, **settings: str) -> str:
    """A new token of a scope, from `policykg token issue`, which prints it last."""
    done = subprocess.run(
        [*COMMAND, "token", "issue", f"test-{scope}", "--scope", scope, "--store", str(store)],
        cwd=ROOT,
        env=dict(os.environ) | settings,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]
