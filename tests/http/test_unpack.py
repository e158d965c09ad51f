"""Packed bodies: what servers really send, and bombs."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.http.budget import MoreThanAllowed
from bot.http.unpack import BrokenPacking, unpacked

TEXT = "Новости ".encode() * 500


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def pieces(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, None),
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "X-GZIP"),
        (gzip.compress(TEXT), "identity, gzip"),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "gzip"),
        (gzip.compress(TEXT) + b"\0" * 20, "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (gzip.compress(TEXT), "deflate"),
    ],
    # The packed bytes hold the time: as names they would differ between two workers.
    ids=["plain", "identity", "gzip", "x-gzip", "list", "two members", "padded", "deflate", "wrongly named"],
)
def test_what_servers_send(body: bytes, encoding: str | None, size: int) -> None:
    assert unpacked(pieces(body, size), encoding, 1_000_000) == TEXT


def test_bare_deflate() -> None:
    assert unpacked([bare_deflate(TEXT)], "deflate", 1_000_000) == TEXT


def test_an_empty_body_is_empty_however_it_is_called() -> None:
    assert unpacked([], "gzip", 10) == b""


@pytest.mark.parametrize(
    ("body", "encoding", "told"),
    [
        (gzip.compress(gzip.compress(TEXT)), "gzip, gzip", "more than once"),
        (TEXT, "br", "not asked for"),
        (TEXT, "gzip", "broken"),
        (gzip.compress(TEXT)[:-9], "gzip", "breaks off"),
        (gzip.compress(TEXT)[:-8] + b"x" * 8, "gzip", "broken"),
    ],
    ids=["twice", "brotli", "not packed", "cut", "wrong sum"],
)
def test_what_cannot_be_unpacked_is_told(body: bytes, encoding: str, told: str) -> None:
    with pytest.raises(BrokenPacking, match=told):
        unpacked(pieces(body, 50), encoding, 1_000_000)


def test_a_bomb_takes_no_more_room_than_allowed() -> None:
    bomb = gzip.compress(b"0" * 200_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(MoreThanAllowed):
            unpacked([bomb], "gzip", 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=3000), st.integers(1, 400), st.integers(0, 3000))
def test_the_cap_is_exact(content: bytes, size: int, cap: int) -> None:
    for body, encoding in ((content, None), (gzip.compress(content), "gzip")):
        if len(content) > cap:
            with pytest.raises(MoreThanAllowed):
                unpacked(pieces(body, size), encoding, cap)
        else:
            assert unpacked(pieces(body, size), encoding, cap) == content
