"""What a client gets compressed, and that each piece can be read when it comes."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator

import pytest
import zstandard

from api.protocol.compression import WORTH, coded, coding, compress, compressed

CODINGS = [
    ("", None, "nothing said"),
    ("gzip", "gzip", "one"),
    ("gzip, deflate, br, zstd", "zstd", "a browser"),
    ("gzip, deflate", "gzip", "a library"),
    ("GZIP;Q=0.5", "gzip", "case"),
    ("x-gzip", "gzip", "an old name"),
    ("zstd;q=0.5, gzip;q=0.8", "gzip", "by weight"),
    ("gzip;q=0", None, "refused"),
    ("*", "zstd", "any"),
    ("*;q=0", None, "none"),
    ("zstd;q=0, *", "gzip", "any but one"),
    ("identity;q=0.5, gzip;q=0.2", None, "rather not"),
    ("identity, gzip", "gzip", "alike"),
    ("br, deflate", None, "not served"),
    ("gzip;q=nonsense", None, "no weight"),
]


@pytest.mark.parametrize(("header", "name", "why"), CODINGS, ids=[row[2] for row in CODINGS])
def test_by_accept_encoding(header: str, name: str | None, why: str) -> None:
    assert coding(header) == name


def read(body: bytes, name: str | None) -> bytes:
    if name == "gzip":
        return zlib.decompress(body, wbits=31)
    return body if name is None else zstandard.ZstdDecompressor().decompressobj().decompress(body)


class Pieces:
    """An answer that knows whether more was asked for than needed, and whether it was closed."""

    def __init__(self, *pieces: bytes) -> None:
        self.left = list(pieces)
        self.closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if not self.left:
            raise StopAsyncIteration
        return self.left.pop(0)

    async def aclose(self) -> None:
        self.closed = True


ANSWERS = [
    ((), False, "nothing"),
    ((b"",), False, "an empty piece"),
    ((b"a" * (WORTH - 1),), False, "short"),
    ((b"a" * (WORTH - 2), b"b"), False, "short, in two pieces"),
    ((b"a" * WORTH,), True, "long enough"),
    ((b"a", b"", b"b" * WORTH, b"c"), True, "long, with a short beginning"),
    (tuple(bytes([n]) * 10_000 for n in range(100)), True, "many pieces"),
]


@pytest.mark.parametrize(("pieces", "worth", "why"), ANSWERS, ids=[row[2] for row in ANSWERS])
@pytest.mark.parametrize("name", ["gzip", "zstd", None])
def test_nothing_is_lost(pieces: tuple[bytes, ...], worth: bool, why: str, name: str | None) -> None:
    async def answer() -> tuple[str | None, bytes]:
        used, out = await compressed(Pieces(*pieces), name)
        return used, b"".join([piece async for piece in out])

    used, body = asyncio.run(answer())
    assert used == (name if worth else None)
    assert read(body, used) == b"".join(pieces)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_each_piece_can_be_read_at_once(name: str) -> None:
    async def answer() -> None:
        source = Pieces(b"a" * 5000, b"b" * 10, b"c" * 5000)
        out = coded(source, name)
        reader = zlib.decompressobj(wbits=31) if name == "gzip" else zstandard.ZstdDecompressor().decompressobj()
        assert reader.decompress(await anext(out)) == b"a" * 5000
        assert len(source.left) == 2, "nothing is read ahead"
        assert reader.decompress(await anext(out)) == b"b" * 10

    asyncio.run(answer())


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_who_goes_amid_the_answer_ends_it(name: str) -> None:
    async def answer() -> bool:
        source = Pieces(b"a" * 5000, b"b" * 5000)
        _, out = await compressed(source, name)
        await anext(out)
        await out.aclose()  # type: ignore[attr-defined]
        return source.closed

    assert asyncio.run(answer())


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_an_answer_that_fails_has_no_end(name: str) -> None:
    """Who reads it sees that it is not whole."""

    async def failing() -> AsyncIterator[bytes]:
        yield b"a" * 5000
        raise TimeoutError

    async def answer() -> bytes:
        out = coded(failing(), name)
        sent = await anext(out)
        with pytest.raises(TimeoutError):
            await anext(out)
        return sent

    sent = asyncio.run(answer())
    if name == "gzip":
        with pytest.raises(zlib.error, match="incomplete"):
            zlib.decompress(sent, wbits=31)
    else:
        assert not (reader := zstandard.ZstdDecompressor().decompressobj()).eof
        assert reader.decompress(sent) == b"a" * 5000
        assert not reader.eof


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_whole_body(name: str) -> None:
    assert read(compress("规划".encode() * 1000, name), name) == "规划".encode() * 1000
