"""requests sessions for the two library clients: the one place that covers what tweepy and vk_api leave open.

Neither sets a time-out, both have fixed hosts. This session bounds every call, sends it once, rewrites the fixed host
to the configured address before it is signed, and tells "surely not sent" from "may have been sent".
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from bot.deadline import TooLate, answer_within_s, require_leave
from bot.errors import OutcomeUnknown, Unavailable
from bot.http import ca_bundle
from bot.model.account import Endpoint
from bot.networks.timely import TimelyAdapter, written

_MAX_ANSWER_BYTES = 20_000_000


class OneCallSession(requests.Session):
    """Time-outs, no retries, no redirects, the library's hosts led to the configured address."""

    def __init__(self, endpoint: Endpoint, hosts: Collection[str], *, allow_private: Collection[str] = ()) -> None:
        """`hosts`: the addresses that the library has built in, without a trailing slash."""
        super().__init__()
        self._hosts = tuple(hosts)
        self._api_url = endpoint.api_url.rstrip("/")
        own = urlsplit(self._api_url)
        self._allowed = {*allow_private, own.netloc, own.hostname or ""}
        connect_s, read_s = endpoint.connect_timeout.total_seconds(), endpoint.read_timeout.total_seconds()
        self._timeout = (connect_s, read_s)
        # The library's limits count from byte to byte: an answer that trickles would never end.
        self._total_s = connect_s + 2 * read_s
        self._state = threading.local()
        self.verify = ca_bundle()
        adapter = TimelyAdapter(pool_connections=4, pool_maxsize=4, max_retries=0)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    @contextmanager
    def visible_write(self) -> Iterator[None]:
        """Within it a broken call is OutcomeUnknown; it begins with fresh connections: a stale one looks alike."""
        self.close()
        self._state.writes = True
        try:
            yield
        finally:
            self._state.writes = False

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """The answer to one call. Raises Unavailable when it surely was not carried out, else OutcomeUnknown.

        Under `bot.deadline.under` it obeys the leave given there: too late, nothing is sent.
        """
        address = self._led(url.decode() if isinstance(url, bytes) else url)
        self._require_safe(address)
        options["allow_redirects"] = False
        options["stream"] = True
        try:
            written.some = False
            require_leave(visible=getattr(self._state, "writes", False))
            total_s = answer_within_s(self._total_s)
            ends_at = time.monotonic() + total_s
            # Never nothing, which the library takes for "without end".
            options["timeout"] = tuple(max(min(limit_s, total_s), 0.001) for limit_s in self._timeout)
            response = super().request(method, address, *args, **options)
            try:
                _read(response, ends_at)
            except requests.RequestException:
                # Streamed, and read only in part: the library would keep its socket open.
                response.close()
                raise
        except TooLate as error:
            raise Unavailable(f"nothing was sent to {urlsplit(address).hostname}: {error}") from None
        except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
            raise Unavailable(f"the network's address is none → check api_url ({type(error).__name__})") from None
        except requests.RequestException as error:
            raise self._certainty(error, address) from None
        return response

    def _led(self, url: str) -> str:
        for host in self._hosts:
            if url == host or url.startswith(f"{host}/"):
                return self._api_url + url.removeprefix(host)
        return url

    def _require_safe(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme != "https" and not {parts.netloc, parts.hostname or ""} & self._allowed:
            raise Unavailable(f"{parts.hostname} is to be reached by https only")

    def _certainty(self, error: requests.RequestException, address: str) -> Unavailable | OutcomeUnknown:
        host = urlsplit(address).hostname
        # Only what was written tells: what breaks behind a proxy after the request, the library calls a ProxyError.
        if not written.some:
            return Unavailable(f"no connection to {host}: {_name(error)}")
        kind = OutcomeUnknown if getattr(self._state, "writes", False) else Unavailable
        return kind(f"the connection to {host} broke after the request: {_name(error)}")


def _name(error: requests.RequestException) -> str:
    """The kind of failure; the error's text may hold the whole address and is left out."""
    return type(error).__name__


def _read(response: requests.Response, ends_at: float) -> None:
    """Reads the body within its cap and time. Raises requests.ConnectionError beyond them, or when it breaks off."""
    body = bytearray()
    while chunk := _piece(response):
        body += chunk
        if time.monotonic() > ends_at:
            raise requests.ConnectionError("the answer does not end")
        if len(body) > _MAX_ANSWER_BYTES:
            raise requests.ConnectionError("the answer is larger than 20 MB")
    announced = response.headers.get("Content-Length")
    if (
        announced
        and announced.isdecimal()
        and "Content-Encoding" not in response.headers
        and len(body) < int(announced)
    ):
        raise requests.ConnectionError("the answer broke off")
    response._content = bytes(body)  # noqa: SLF001 - the library reads it from there


def _piece(response: requests.Response) -> bytes:
    """What has come since, waiting for one byte at least; b"" at the end. Raises requests.ConnectionError."""
    try:
        return bytes(response.raw.read1(65536, decode_content=True))
    except (HTTPError, OSError) as error:
        raise requests.ConnectionError(type(error).__name__) from None


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with lower-case names."""
    return {name.lower(): value for name, value in headers.items()}
