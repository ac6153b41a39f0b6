"""What is written to a client goes out in as few pieces as can be, in order, and none of it is lost."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from api.connections import Joined

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


class Wire:
    """A transport that keeps the pieces which it was given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        assert not self.is_closed
        self.pieces.append(data)

    def close(self) -> None:
        self.is_closed = True

    def get_write_buffer_size(self) -> int:
        return 7


def written(*pieces: bytes | None, close: bool = False) -> Wire:
    """The wire after these were written; None lets the loop turn."""
    wire = Wire()

    async def write() -> None:
        joined = Joined(cast("asyncio.Transport", wire), asyncio.get_running_loop())
        for piece in pieces:
            if piece is None:
                await asyncio.sleep(0)
            else:
                joined.write(piece)
        if close:
            joined.close()
        await asyncio.sleep(0)

    asyncio.run(write())
    return wire


def test_a_head_goes_with_its_body() -> None:
    assert written(HEAD, b"ab").pieces == [HEAD + b"ab"]


def test_a_head_without_a_body_goes_by_itself() -> None:
    assert written(HEAD).pieces == [HEAD]


def test_a_head_does_not_wait_for_a_body_that_comes_later() -> None:
    assert written(HEAD, None, b"ab", b"cd").pieces == [HEAD, b"ab", b"cd"]


def test_two_answers_stay_in_order() -> None:
    assert written(HEAD, b"ab", HEAD, HEAD).pieces == [HEAD + b"ab", HEAD + HEAD]


def test_a_head_goes_before_the_connection_is_closed() -> None:
    wire = written(HEAD, close=True)
    assert wire.pieces == [HEAD]
    assert wire.is_closed


def test_all_else_is_the_transports() -> None:
    joined: Any = Joined(cast("asyncio.Transport", Wire()), cast("asyncio.AbstractEventLoop", None))
    assert joined.get_write_buffer_size() == 7
