"""What a store answers over HTTP, one thing at a time: a server of a few lines says it, the client tells what it means."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kg.errors import StoreUnusable
from kg.remote.address import Remote
from kg.remote.answers import holds, rows
from kg.remote.client import ROWS, Client

SECRET, TOKEN = "geheim-密", "t0k3n"

Answer = tuple[int, dict[str, str], bytes]


class Said:
    """A server that gives the answers it was told, the last again and again, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [(200, {"Content-Type": ROWS}, b'{"head":{},"boolean":true}')]
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.connections = 0
        said = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                said.connections += 1
                super().setup()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                said.asked.append((self.path, dict(self.headers), body))
                status, headers, answer = said.answers.pop(0) if len(said.answers) > 1 else said.answers[0]
                if status == 0:
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(answer))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)
                self.close_connection = len(answer) < int(headers.get("Content-Length") or 0)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sparql"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def said() -> Iterator[Said]:
    one = Said()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def client(said: Said, tmp_path: Path) -> Iterator[Client]:
    one = Client(Remote.of(said.url, folder=tmp_path, user="anna", password=SECRET, timeout=10))
    yield one
    one.close()


def ask(client: Client) -> bytes:
    with client.ask("ASK {}", ROWS, [("default-graph-uri", "urn:g")]) as body:
        return body.read()


def update(client: Client) -> None:
    client.update("CLEAR ALL")


REFUSALS: dict[str, tuple[Answer, Callable[[Client], object], type[Exception], str]] = {
    "no leave": ((401, {}, b"who?"), ask, StoreUnusable, "POLICYKG_STORE_PASSWORD, or POLICYKG_STORE_TOKEN"),
    "no right to write": ((403, {}, b"no"), update, StoreUnusable, "leave for updates"),
    "another address": (
        (302, {"Location": "http://elsewhere.example/"}, b""),
        ask,
        StoreUnusable,
        "name the right address in POLICYKG_STORE",
    ),
    "no such address": ((404, {}, b"nothing"), update, StoreUnusable, "in POLICYKG_STORE_UPDATE"),
    "no SPARQL": ((400, {}, b"line 1: what?\n\nSPARQL query:\nASK {}"), ask, SyntaxError, r"^line 1: what\?$"),
    "no update": ((400, {}, b""), update, SyntaxError, "no reason"),
    "a fault of the store": ((500, {}, b"disk full"), update, StoreUnusable, "disk full; see to the store and its log"),
    "rows cut off": (
        (200, {"X-SPARQL-MaxRows": "10000"}, b"{}"),
        ask,
        StoreUnusable,
        "take ResultSetMaxRows",
    ),
    "time cut off": ((200, {"X-SQL-State": "S1TAT"}, b"{}"), ask, StoreUnusable, "cuts off"),
    "an answer that ends amid": ((200, {"Content-Length": "100"}, b'{"head"'), ask, StoreUnusable, "see that it runs"),
    "no answer": ((0, {}, b""), update, StoreUnusable, "nothing that was confirmed is lost"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_refusals(said: Said, client: Client, name: str) -> None:
    answer, act, kind, words = REFUSALS[name]
    said.answers = [answer]
    with pytest.raises(kind, match=words) as caught:
        act(client)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(client.remote)
    assert caught.value.__cause__ is None


def test_what_is_sent(said: Said, client: Client, tmp_path: Path) -> None:
    assert ask(client) == b'{"head":{},"boolean":true}'
    update(client)
    (path, headers, body), (_, _, sent) = said.asked
    assert path == "/sparql"
    assert headers["Authorization"] == "Basic YW5uYTpnZWhlaW0t5a+G"
    assert body == b"query=ASK+%7B%7D&default-graph-uri=urn%3Ag"
    assert sent == b"CLEAR ALL"
    ask(Client(Remote.of(said.url, folder=tmp_path, token=TOKEN)))
    assert said.asked[-1][1]["Authorization"] == f"Bearer {TOKEN}"


ROWS_OF_ONE = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"x"}}]}}'


@pytest.mark.parametrize(
    ("answer", "question"), [(b'{"head":{},"boolean":true} ', "ASK {}"), (ROWS_OF_ONE, "SELECT *")]
)
def test_connections_are_kept(said: Said, client: Client, answer: bytes, question: str) -> None:
    said.answers = [(200, {"Content-Type": ROWS}, answer)]
    for _ in range(5):
        assert holds(client, question) if question == "ASK {}" else list(rows(client, question))
    assert (said.connections, len(said.asked)) == (1, 5)


def test_what_is_not_wanted_is_not_read(said: Said, client: Client) -> None:
    """An answer that is left in the midst takes its connection with it; the next question has another."""
    said.answers = [(200, {"Content-Type": ROWS}, b'{"head":{},"boolean":true}' + b" " * 10_000_000)]
    for _ in range(2):
        assert holds(client, "ASK {}")
    assert said.connections == 2


GONE: Answer = (0, {}, b"")
BUSY: Answer = (503, {}, b"later")
GOOD: Answer = (200, {"Content-Type": ROWS}, b"{}")


@pytest.mark.parametrize(
    ("answers", "act", "times", "succeeds"),
    [
        ([GONE, GOOD], ask, 2, True),  # a query may be asked again
        ([BUSY, BUSY, GOOD], ask, 3, True),
        ([GONE, GONE, GONE, GONE, GOOD], ask, 3, False),  # but not for ever
        ([GONE, GOOD], update, 1, False),  # whether it was done, nobody knows
        ([BUSY, GOOD], update, 1, False),
        ([GONE, GOOD], lambda client: client.update("CLEAR ALL", repeatable=True), 2, True),
    ],
)
def test_trying_again(
    said: Said, client: Client, answers: list[Answer], act: Callable[[Client], object], times: int, succeeds: bool
) -> None:
    said.answers = answers
    if succeeds:
        act(client)
    else:
        with pytest.raises(StoreUnusable):
            act(client)
    assert len(said.asked) == times


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match=r"found none \(NewConnectionError\); see that it runs"):
        ask(Client(Remote.of("http://127.0.0.1:9/sparql", folder=tmp_path)))
