"""Messages between a serving process and one that answers go in, bytes of a stream come out, and the other way.

A message is a kind (one byte), the length of its content (eight bytes) and its content. To the answering process go `ASK`
and `WRITE` (pickled); back come `WHOLE`, a short answer, or else `HEAD` (the format's name), `DATA`, and at last `END` or
`FAULT` (JSON), so that what is not ended was broken off.
"""

from __future__ import annotations

import pickle
import socket
import struct
from collections.abc import Iterator

from api.pool.values import Question

ASK, WRITE, WHOLE, HEAD, DATA, END, FAULT = b"Q", b"W", b"A", b"H", b"D", b"E", b"X"

_FRAME = struct.Struct("!cQ")
_RECEIVED = 65_536


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """A message as it is sent.

    >>> frame(DATA, b"ab")
    b'D\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02ab'
    """
    return _FRAME.pack(kind, len(content)) + content


def asked(question: Question) -> bytes:
    """A question as the content of a message."""
    one = question
    graphs = one.default_graphs, one.named_graphs
    return pickle.dumps((one.text, one.base, *graphs, one.rows, one.truth, one.graph), pickle.HIGHEST_PROTOCOL)


def question(content: bytes) -> Question:
    """The question of such a message.

    >>> question(asked(Question("ASK {}", named_graphs=("urn:g",)))).named_graphs
    ('urn:g',)
    """
    return Question(*pickle.loads(content))  # noqa: S301  (from the process that started this one)


def whole(name: str, rows: int, answer: bytes) -> bytes:
    """A short answer as the content of a message: in the format of that name, of so many rows."""
    return f"{name} {rows}\n".encode("ascii") + answer


def whole_of(content: bytes) -> tuple[str, int, bytes]:
    """What such a message tells.

    >>> whole_of(whole("csv", 2, b"a,b"))
    ('csv', 2, b'a,b')
    """
    told, _, answer = content.partition(b"\n")
    name, _, rows = told.partition(b" ")
    return name.decode("ascii"), int(rows), answer


def read(channel: socket.socket) -> tuple[bytes, bytes] | None:
    """The next message, None where the other side has gone. It comes alone: the other side waits for what becomes of it."""
    data = channel.recv(_RECEIVED)
    while len(data) < _FRAME.size:
        if not (more := channel.recv(_RECEIVED)):
            return None
        data += more
    kind, length = _FRAME.unpack_from(data)
    missing = _FRAME.size + length - len(data)
    if not missing:  # as of nearly all
        return kind, data[_FRAME.size :]
    parts = bytearray(data)
    while missing:
        if not (more := channel.recv(min(missing, _RECEIVED))):
            return None
        parts += more
        missing -= len(more)
    return kind, bytes(parts[_FRAME.size :])


class Frames:
    """Takes bytes as they arrive and gives the messages that are whole."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The messages that these bytes complete.

        >>> frames = Frames()
        >>> list(frames.feed(frame(DATA, b"ab")[:4])), list(frames.feed(frame(DATA, b"ab")[4:] + frame(END)))
        ([], [(b'D', b'ab'), (b'E', b'')])
        """
        if self._rest:
            self._rest += data
            if len(self._rest) < self._wanted():  # a long one: it is not copied with each piece
                return
            data = bytes(self._rest)
        at = 0
        while len(data) - at >= _FRAME.size:
            kind, length = _FRAME.unpack_from(data, at)
            start = at + _FRAME.size
            if len(data) - start < length:
                break
            yield kind, data[start : start + length]
            at = start + length
        self._rest = bytearray(data[at:])

    def _wanted(self) -> int:
        """How many bytes the next message has."""
        if len(self._rest) < _FRAME.size:
            return _FRAME.size
        length: int = _FRAME.unpack_from(self._rest)[1]
        return _FRAME.size + length
