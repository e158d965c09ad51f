"""Bodies taken out of their packing, never further than allowed.

The client's own decoding unpacks each piece whole before anyone can look: 600 bytes, packed twice, become 600 MB.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from bot.http.budget import MoreThanAllowed

#: What we ask for, and all we understand.
ACCEPT_ENCODING = "gzip, deflate"
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_NO_PACKING = {"", "identity", "none"}


class BrokenPacking(Exception):
    """The body is packed in a way that was not asked for, or does not unpack."""


def unpacked(chunks: Iterable[bytes], encoding: str | None, max_bytes: int) -> bytes:
    """The body as meant. `encoding`: the Content-Encoding header. Raises BrokenPacking, MoreThanAllowed."""
    layers = [name for part in (encoding or "").split(",") if (name := part.strip().lower()) not in _NO_PACKING]
    if len(layers) > 1:
        raise BrokenPacking(f"it is packed more than once ({', '.join(layers)[:60]})")
    if not layers:
        return _joined(chunks, max_bytes)
    if layers[0] not in {"gzip", "x-gzip", "deflate"}:
        raise BrokenPacking(f"it is packed by {layers[0][:20]!r}, which was not asked for")
    unpacker = _Unpacker(max_bytes)
    try:
        for chunk in chunks:
            unpacker.feed(chunk)
    except zlib.error:
        raise BrokenPacking("its packing is broken") from None
    return unpacker.whole()


def _joined(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise MoreThanAllowed
    return bytes(body)


class _Unpacker:
    """Unpacks gzip (several members too), zlib and bare deflate, up to a number of bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._body = bytearray()
        self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False

    def feed(self, packed: bytes) -> None:
        """Takes the next piece. Raises zlib.error, MoreThanAllowed."""
        while packed:
            packed = self._step(packed)
            if len(self._body) > self._max_bytes:
                raise MoreThanAllowed

    def whole(self) -> bytes:
        """The body. Raises BrokenPacking when its end is missing."""
        if self._begun and not self._stream.eof:
            raise BrokenPacking("its packing breaks off")
        return bytes(self._body)

    def _step(self, packed: bytes) -> bytes:
        """What remains to be unpacked after as much as may come out at once."""
        if self._stream.eof:
            if packed[:1] != b"\x1f":
                return b""  # padding after the last member
            self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
        room = self._max_bytes - len(self._body) + 1
        try:
            self._body += self._stream.decompress(packed, room)
        except zlib.error:
            if self._begun:
                raise
            # Some servers call bare deflate "deflate", as others call zlib.
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            self._body += self._stream.decompress(packed, room)
        self._begun = True
        return self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
