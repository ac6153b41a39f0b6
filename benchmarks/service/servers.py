"""The data goes in, the servers that are compared come out, each in processes of its own: ended by their numbers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.service.data import POINT, Data
from tests.service.server import Server, free_port, oxigraph, program, serving, started

OURS = {
    "ours, disk": ("0", 1),
    "ours, disk, 2 workers": ("0", 2),
    "ours, memory": ("100000", 1),
    "ours, memory, 2 workers": ("100000", 2),
}
BY_DEFAULT = {"ours, held by default": 1, "ours, held by default, 2 workers": 2}
"""On a smaller store, which is held in memory without any setting."""
OXIGRAPH, RDFLIB, ROUTE, ROUTES = "oxigraph serve", "rdflib-endpoint", "route", "route, 2 workers"


@contextmanager
def all_servers(data: Data, smaller: Data, *, rdflib: bool, ours: bool) -> Iterator[dict[str, Server]]:
    """Every server by its name, all of them up, so that they can be asked in turn."""
    with ExitStack() as stack:
        found = {OXIGRAPH: stack.enter_context(oxigraph(data.oxigraph))}
        answer = data.file.with_name("answer.json")
        answer.write_bytes(
            found[OXIGRAPH].ask(POINT.replace("{n}", "1"), accept="application/sparql-results+json").content
        )
        found[ROUTE] = stack.enter_context(echo(answer, 1))
        found[ROUTES] = stack.enter_context(echo(answer, 2))
        if rdflib:
            found[RDFLIB] = stack.enter_context(rdflib_endpoint(data.file))
        for name, (held, workers) in OURS.items() if ours else ():
            server = serving(data.store, workers=workers, POLICYKG_MEMORY_STORE=held, POLICYKG_LOG="off")
            found[name] = stack.enter_context(server)
        for name, workers in BY_DEFAULT.items() if ours else ():
            found[name] = stack.enter_context(serving(smaller.store, workers=workers, POLICYKG_LOG="off"))
        yield found


@contextmanager
def echo(body: Path, workers: int) -> Iterator[Server]:
    """The route that answers from memory."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "benchmarks.service.echo:create_app", "--no-access-log"]
    command += ["--port", str(port), "--workers", str(workers)]
    with started(command, port, "/sparql?query=ASK%7B%7D", {"POLICYKG_ECHO": str(body)}) as server:
        yield server


@contextmanager
def rdflib_endpoint(file: Path) -> Iterator[Server]:
    """The server of the package rdflib-endpoint, which reads the file first."""
    port = free_port()
    command = [program("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
    with started(command, port, "/?query=ASK%7B%7D", {}, query="/") as server:
        yield server
