"""What one exchange may cost: a deadline and a number of bytes, kept at the socket.

Time-outs of a client count from byte to byte: a site that sends one byte a second never runs into them, in its
headers least of all. Here every read and write gets only what is left of the whole.
"""

from __future__ import annotations

import ssl
import time
import typing
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import httpcore

from bot.deadline import require_time

_PIECE_BYTES = 65_536


class MoreThanAllowed(Exception):
    """More bytes came, or came out of their packing, than one exchange may bring."""


@dataclass(slots=True)
class Budget:
    """What is left for the exchange that this thread is in."""

    #: By time.monotonic().
    ends_at: float
    #: As they come over the wire: headers and packed bodies.
    bytes_left: int
    #: Whether a byte of the request itself was written; those that ask a proxy for a tunnel are not.
    begun: bool = False

    def left_s(self) -> float:
        """Seconds until the deadline; negative when it is past."""
        return self.ends_at - time.monotonic()


_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def spending(ends_at: float, wire_bytes: int) -> Iterator[Budget]:
    """Everything this thread reads and writes inside is kept within the deadline and the number of bytes."""
    budget = Budget(ends_at, wire_bytes)
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)


def clamped(timeout: float | None, expired: type[Exception]) -> float | None:
    """The shorter of the time-out and what is left; raises `expired` when nothing is."""
    budget = _current.get()
    if budget is None:
        return timeout
    left = budget.left_s()
    if left <= 0:
        raise expired("the time for the whole exchange is over")
    return left if timeout is None else min(timeout, left)


class MeteredStream(httpcore.NetworkStream):
    """A connection whose reads and writes are taken from the current budget."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What came. Raises httpcore.ReadTimeout, MoreThanAllowed."""
        content = self._stream.read(max_bytes, clamped(timeout, httpcore.ReadTimeout))
        budget = _current.get()
        if budget is not None:
            budget.bytes_left -= len(content)
            if budget.bytes_left < 0:
                raise MoreThanAllowed
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends it all, in pieces, so that a slow taker meets the deadline.

        Raises httpcore.WriteTimeout, and bot.deadline.TooLate before a piece that must not leave any more.
        """
        budget = _current.get()
        for start in range(0, len(buffer), _PIECE_BYTES):
            left = clamped(timeout, httpcore.WriteTimeout)
            # Nothing may stand between this look at the clocks and the writing.
            require_time()
            if budget is not None:
                budget.begun = True
            self._stream.write(buffer[start : start + _PIECE_BYTES], left)

    def close(self) -> None:
        """Closes the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS, metered too."""
        left = clamped(timeout, httpcore.ConnectTimeout)
        budget = _current.get()
        if budget is not None:
            # What went before only asked the proxy for the way.
            budget.begun = False
        return MeteredStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> typing.Any:
        """What the connection knows of itself."""
        return self._stream.get_extra_info(info)


class MeteredBackend(httpcore.NetworkBackend):
    """Connects as asked; what it gives is metered."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A metered connection. Raises httpcore.ConnectError, httpcore.ConnectTimeout, bot.deadline.TooLate."""
        require_time()
        left = clamped(timeout, httpcore.ConnectTimeout)
        return MeteredStream(self._plain.connect_tcp(host, port, left, local_address, socket_options))

    def connect_unix_socket(self, *_args: typing.Any, **_options: typing.Any) -> httpcore.NetworkStream:
        """Never: no address of ours is a socket file."""
        raise httpcore.ConnectError("socket files are not reached")

    def sleep(self, seconds: float) -> None:
        """Waits; httpcore calls it between tries of its own, of which we allow none."""
        self._plain.sleep(seconds)
