"""A store and an address on loopback that notes who calls: what the engine does with a query, whatever the guard says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pyoxigraph as ox

_REFUSAL = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Listener:
    """The address, and how often it was called."""

    url: str
    store: ox.Store = field(default_factory=ox.Store)
    calls: int = 0

    def is_called_by(self, text: str, *, update: bool = False) -> bool:
        """Whether evaluating the text to its end makes the engine call."""
        before = self.calls
        with suppress(SyntaxError, OSError, RuntimeError, ValueError):
            if update:
                self.store.update(text)
            else:
                result = self.store.query(text)
                if not isinstance(result, ox.QueryBoolean):
                    for _ in result:
                        pass
        return self.calls > before


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener, over a store in which patterns such as `?s ?p 1` and `?s ?p ?url` have answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = Listener(f"http://127.0.0.1:{server.getsockname()[1]}/")
        subject, predicate = ox.NamedNode("urn:s"), ox.NamedNode("urn:p")
        listener.store.add(ox.Quad(subject, ox.NamedNode("urn:at"), ox.NamedNode(listener.url)))
        objects = (ox.NamedNode(listener.url), ox.Literal(1), ox.Literal(True), ox.Literal("a"), ox.NamedNode("urn:"))
        for one in objects:
            listener.store.add(ox.Quad(subject, predicate, one))
        thread = threading.Thread(target=_answer, args=(server, listener), daemon=True)
        thread.start()
        yield listener
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=10)


def _answer(server: socket.socket, listener: Listener) -> None:
    with suppress(OSError):  # the socket is shut
        while True:
            connection, _ = server.accept()
            listener.calls += 1
            with connection:
                connection.settimeout(5)
                with suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(_REFUSAL)
