"""An Accept-Encoding header goes in, the coding to answer in comes out; and pieces of an answer go in, compressed ones
come out, each of which can be read at once.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable
from functools import lru_cache
from typing import NamedTuple

import zstandard

from api.formats import weights

WORTH = 1024
"""Bytes from which on compressing is worth it."""

_NAMES = {"zstd": ("zstd",), "gzip": ("gzip", "x-gzip")}
CODINGS = tuple(_NAMES)
"""What answers may be compressed by."""


class _Coder(NamedTuple):
    """Both give what can be sent so far."""

    add: Callable[[bytes], bytes]
    end: Callable[[], bytes]


@lru_cache(maxsize=256)
def coding(accept_encoding: str) -> str | None:
    """The coding that an Accept-Encoding header likes best, the faster one where it likes both; None for none.

    >>> coding("gzip, deflate, br, zstd"), coding("gzip;q=1, zstd;q=0.5"), coding("gzip;q=0, identity"), coding("")
    ('zstd', 'gzip', None, None)
    """
    liked = weights(accept_encoding)
    weighed = {
        name: max((liked[alias] for alias in aliases if alias in liked), default=liked.get("*", 0.0))
        for name, aliases in _NAMES.items()
    }
    best = max(weighed, key=lambda name: weighed[name])
    return best if weighed[best] > 0 and weighed[best] >= liked.get("identity", 0.0) else None


def compress(body: bytes, name: str) -> bytes:
    """A whole body in that coding.

    >>> zlib.decompress(compress(b"a" * 2000, "gzip"), wbits=31) == b"a" * 2000
    True
    """
    coder = _coder(name)
    return coder.add(body) + coder.end()


async def compressed(pieces: AsyncIterator[bytes], name: str | None) -> tuple[str | None, AsyncIterator[bytes]]:
    """The coding that is used after all, and the pieces in it: a short answer is left as it is.

    A first piece that is short waits for the second. Where that can take long, call `coded`.
    """
    if name is None:
        return None, pieces
    beginning = await anext(pieces, b"")
    while len(beginning) < WORTH:
        piece = await anext(pieces, None)
        if piece is None:
            return None, _chained(beginning, None)
        beginning += piece
    return name, coded(_chained(beginning, pieces), name)


async def coded(pieces: AsyncIterator[bytes], name: str) -> AsyncIterator[bytes]:
    """Each piece goes out with what it takes to read it. A failure amid the answer leaves it without its end."""
    coder = _coder(name)
    try:
        async for piece in pieces:
            if sent := coder.add(piece):
                yield sent
        yield coder.end()
    finally:
        await _close(pieces)


async def _chained(beginning: bytes, rest: AsyncIterator[bytes] | None) -> AsyncIterator[bytes]:
    try:
        if beginning:
            yield beginning
        if rest is not None:
            async for piece in rest:
                yield piece
    finally:
        await _close(rest)


async def _close(pieces: AsyncIterator[bytes] | None) -> None:
    """Whoever makes the pieces is told that no more are wanted, at once and not when memory is tidied up."""
    close = getattr(pieces, "aclose", None)
    if close is not None:
        await close()


def _coder(name: str) -> _Coder:
    if name == "gzip":
        gzip = zlib.compressobj(level=5, wbits=31)
        return _Coder(lambda piece: gzip.compress(piece) + gzip.flush(zlib.Z_SYNC_FLUSH), gzip.flush)
    zstd = zstandard.ZstdCompressor(level=3).compressobj()
    block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
    return _Coder(lambda piece: zstd.compress(piece) + zstd.flush(block), zstd.flush)
