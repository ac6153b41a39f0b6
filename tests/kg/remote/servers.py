"""A folder goes in, the address of a real SPARQL server over it comes out, for as long as it is used."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

_PATIENCE = 60.0

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
MaxQueryMem = 300M
ThreadsPerQuery = 2
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
MaxClientConnections = 10
Charset = UTF-8
[SPARQL]
{limits}
"""


@dataclass
class Server:
    """A server that runs; it may be killed and started again over what it stored."""

    url: str
    command: Sequence[str]
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, cwd=self.folder)
        end = time.monotonic() + _PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "server.log").read_text(errors="replace")[-2000:]
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as the machine would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(_PATIENCE)
            self.process = None

    def _answers(self) -> bool:
        try:
            answer = urllib3.request("GET", self.url, fields={"query": "ASK {}"}, retries=False, timeout=5)
        except urllib3.exceptions.HTTPError:
            return False
        return answer.status == 200


@contextmanager
def oxigraph(folder: Path, *flags: str) -> Iterator[Server]:
    """Oxigraph's server."""
    program = Path(sys.executable).with_name("oxigraph")
    port = _free_port()
    command = [str(program), "serve", "--location", str(folder / "db"), "--bind", f"127.0.0.1:{port}", *flags]
    folder.mkdir(parents=True, exist_ok=True)
    with _running(Server(f"http://127.0.0.1:{port}/query", command, folder)) as server:
        yield server


def has_virtuoso() -> bool:
    return shutil.which("virtuoso-t") is not None and shutil.which("isql-vt") is not None


@contextmanager
def virtuoso(folder: Path, limits: str = "") -> Iterator[Server]:
    """Virtuoso, whose SPARQL endpoint may update."""
    folder.mkdir(parents=True, exist_ok=True)
    http, sql = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(_VIRTUOSO.format(folder=folder, http=http, sql=sql, limits=limits), encoding="ascii")
    command = ["virtuoso-t", "+configfile", str(settings), "+foreground"]
    with _running(Server(f"http://127.0.0.1:{http}/sparql", command, folder)) as server:
        grant = 'exec=grant SPARQL_UPDATE to "SPARQL"'
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", grant], check=True, capture_output=True, timeout=_PATIENCE
        )
        yield server


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
