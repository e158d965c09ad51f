"""Talks to one network: each call once, with certainty about whether it may have been carried out.

`ConnectError`, `ConnectTimeout`, `PoolTimeout`, a refused proxy: nothing was sent. `ReadTimeout`, `ReadError`,
`WriteError`, `WriteTimeout`, `RemoteProtocolError`: the request may have arrived, a write may have happened.
"""

from __future__ import annotations

import json as jsonlib
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx

from bot.deadline import TooLate, answer_within_s, require_leave
from bot.errors import AddressRefused, OutcomeUnknown, Unavailable
from bot.http.budget import MoreThanAllowed, spending
from bot.http.guard import Guard, redacted
from bot.http.request import Address, Files, encoded, taken_apart
from bot.http.transport import Route
from bot.http.unpack import BrokenPacking, unpacked
from bot.model.account import Endpoint

_MAX_ANSWER_BYTES = 20_000_000
_KNOWN_ADDRESSES = 32
_NOTHING_SENT = (
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a network, whatever its status."""

    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises ValueError when it is none."""
        return jsonlib.loads(self.body)


#: A write takes a connection that was in use so shortly before; no server closes one that soon. An older one gets no
#: second use: its server may close it in the very moment of the next post, which looks like a cut-off post.
_WRITES_AGAIN_WITHIN = timedelta(seconds=1)
_READS_AGAIN_WITHIN = timedelta(seconds=30)


class ApiClient:
    """One long-lived client for one network; safe to share between threads."""

    def __init__(self, endpoint: Endpoint, *, allow_private: Collection[str] = ()) -> None:
        self._base = endpoint.api_url.rstrip("/")
        self._known: dict[str, Address] = {}
        own = urlsplit(endpoint.api_url)
        # What the operator configured is meant, private or not; addresses that a network hands out are not.
        self._guard = Guard({*allow_private, own.netloc.rpartition("@")[2], own.hostname or ""})
        read_s, connect_s = endpoint.read_timeout.total_seconds(), endpoint.connect_timeout.total_seconds()
        # The longest that one call may take: sending and answering may each need as long as one wait.
        self._total_s = connect_s + 2 * read_s
        self._extensions = {"timeout": httpx.Timeout(read_s, connect=connect_s).as_dict()}
        self._reads = Route(self._guard, reuse=_READS_AGAIN_WITHIN)
        self._writes = Route(self._guard, reuse=_WRITES_AGAIN_WITHIN)

    def call(
        self,
        method: str,
        url: str,
        *,
        writes: bool,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        raw_query: str | None = None,
        form: Mapping[str, str] | None = None,
        json: object | None = None,
        files: Files | None = None,
        content: bytes | None = None,
    ) -> Reply:
        """The answer to one request, made once. `url`: absolute, or a path under the network's address.

        `raw_query` is sent as it stands. `writes`: a reader could see its effect. Raises Unavailable when it surely
        was not carried out, OutcomeUnknown when a write may have been. Under `bot.deadline.under` it obeys the leave
        given there: too late, nothing is sent.
        """
        address = url if "://" in url else f"{self._base}/{url.lstrip('/')}"
        if raw_query is not None:
            address = f"{address}?{raw_query}"
        try:
            asked = self._checked(address, params)
            request = encoded(
                method, asked, headers or {}, self._extensions, form=form, json=json, files=files, content=content
            )
        except (httpx.InvalidURL, UnicodeError):
            raise Unavailable(_unsendable(address)) from None
        return self._exchange(asked, request, address, writes)

    def close(self) -> None:
        """Closes every connection."""
        self._reads.close()
        self._writes.close()

    def _checked(self, address: str, params: Mapping[str, str] | None) -> Address:
        """The address, fit to be sent to. Raises Unavailable, httpx.InvalidURL, UnicodeError."""
        known = self._known.get(address) if params is None else None
        if known is not None:
            return known
        parts = urlsplit(address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if parts.scheme != "https" and not self._guard.allows_host(parts.hostname or "", port):
            raise Unavailable(f"{_host(address)} is to be reached by https only → check api_url")
        asked = taken_apart(address, params)
        if params is None and not parts.query and len(self._known) < _KNOWN_ADDRESSES:
            self._known[address] = asked
        return asked

    def _exchange(self, asked: Address, request: httpcore.Request, address: str, writes: bool) -> Reply:
        route = self._writes if writes else self._reads
        budget = None
        try:
            require_leave(visible=writes)
            with spending(time.monotonic() + answer_within_s(self._total_s), 2 * _MAX_ANSWER_BYTES) as budget:
                # By the route itself: an httpx client would look for redirects and cookies, of which we want none.
                reply = _reply(route.exchange(asked, request))
                if writes:
                    route.forget_unclean()
                return reply
        except AddressRefused as error:
            raise Unavailable(f"the network's address is refused: {error}") from None
        except (httpcore.LocalProtocolError, UnicodeError):
            raise Unavailable(_unsendable(address)) from None
        except _NOTHING_SENT as error:
            raise Unavailable(f"no connection to {_host(address)}: {_reason(error)}") from None
        except MoreThanAllowed:
            reason = f"the answer of {_host(address)} is larger than {_MAX_ANSWER_BYTES // 1_000_000} MB"
        except TooLate as error:
            reason = f"the call to {_host(address)} was broken off: {error}"
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, BrokenPacking) as error:
            reason = f"the connection to {_host(address)} broke after the request: {_reason(error)}"
        if budget is None or not budget.begun:
            raise Unavailable(f"nothing was sent: {reason}")
        raise (OutcomeUnknown if writes else Unavailable)(reason)


def _reply(response: httpcore.Response) -> Reply:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), _decoded(raw_value)
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    try:
        body = unpacked(response.iter_stream(), headers.get("content-encoding"), _MAX_ANSWER_BYTES)
    finally:
        response.close()
    return Reply(response.status, headers, body)


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _unsendable(address: str) -> str:
    """Never the fault's own words: they would show what could not be written, a token perhaps."""
    return (
        f"the call to {redacted(address)} cannot be written → check api_url, and that no secret holds a line break "
        "or letters that are not ASCII"
    )


def _host(address: str) -> str:
    return urlsplit(address).hostname or "the network"


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
