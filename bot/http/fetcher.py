"""Reads the outside web: guarded, with caps on bytes, time and redirects."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin

import httpx

from bot.errors import AddressRefused, PageGone, SiteUnavailable, TooLarge
from bot.http.budget import MoreThanAllowed, spending
from bot.http.guard import Guard, redacted
from bot.http.transport import Route
from bot.http.unpack import ACCEPT_ENCODING, BrokenPacking, unpacked

_REDIRECTS = 10
_DEFAULT_AGENT = "pressbot"
_MENDS = {
    401: " → it asks for a password: name an open address",
    403: " → it refuses robots: ask the site's owner to let pressbot in",
    429: " → it is asked too often: visit it less often",
    451: " → it refuses this country or network",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer, whole."""

    #: The address that answered, after redirects.
    url: str
    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes
    #: The site said that nothing changed since the given ETag or date.
    not_modified: bool
    #: The Content-Type header as written; None where there is none.
    content_type: str | None


class Fetcher:
    """One long-lived client for reading; safe to share between threads."""

    def __init__(
        self,
        *,
        allow_private: Collection[str] = (),
        connect_timeout: timedelta = timedelta(seconds=5),
        total_timeout: timedelta = timedelta(seconds=15),
        max_bytes: int = 10_000_000,
        user_agent: str = _DEFAULT_AGENT,
    ) -> None:
        self._guard = Guard(allow_private)
        self._total_s = total_timeout.total_seconds()
        self._max_bytes = max_bytes
        self._client = httpx.Client(
            transport=Route(self._guard),
            timeout=httpx.Timeout(self._total_s, connect=connect_timeout.total_seconds()),
            headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            follow_redirects=False,
        )

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        max_bytes: int | None = None,
        accept: str = "*/*",
    ) -> Fetched:
        """What stands at the address, redirects followed and each of them checked.

        Raises AddressRefused, PageGone (404, 410), TooLarge, SiteUnavailable (anything that may pass).
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        ends_at = time.monotonic() + self._total_s
        asked, seen = url, set[tuple[str, int]]()
        for _ in range(_REDIRECTS + 1):
            # Some sites set a cookie and send the reader to the same address again: that is no circle yet.
            place = (asked, len(self._client.cookies))
            if place in seen:
                raise SiteUnavailable(redacted(url), "its redirects go in a circle → ask the site's owner")
            seen.add(place)
            answer = self._get(url, asked, headers, ends_at, max_bytes or self._max_bytes)
            if isinstance(answer, Fetched):
                return answer
            asked = answer
        raise SiteUnavailable(redacted(url), f"it redirects more than {_REDIRECTS} times → ask the site's owner")

    def close(self) -> None:
        """Closes every connection."""
        self._client.close()

    def _get(self, first: str, url: str, headers: Mapping[str, str], ends_at: float, max_bytes: int) -> Fetched | str:
        """The answer, or the address it redirects to."""
        self._guard.check_url(url)
        try:
            with (
                spending(ends_at, _on_the_wire(max_bytes)),
                self._client.stream("GET", url, headers=headers) as response,
            ):
                target: str | None = response.headers.get("location")
                if response.is_redirect and target:
                    return _joined(url, target)
                _require_success(first, response)
                body = b"" if response.status_code == 304 else _body(response, max_bytes)
        except MoreThanAllowed:
            raise TooLarge(redacted(first), f"it is larger than {max_bytes / 1_000_000:.0f} MB") from None
        except BrokenPacking as error:
            raise SiteUnavailable(redacted(first), f"{error} → ask the site's owner") from None
        except httpx.TimeoutException:
            raise SiteUnavailable(redacted(first), f"it was not whole within {self._total_s:.0f} s") from None
        except httpx.TransportError as error:
            raise SiteUnavailable(redacted(first), f"it cannot be reached: {_reason(error)}") from None
        except (httpx.InvalidURL, UnicodeError):
            raise AddressRefused(redacted(url), "is no address") from None
        return Fetched(
            url=url,
            status=response.status_code,
            headers={key.lower(): value for key, value in response.headers.items()},
            body=body,
            not_modified=response.status_code == 304,
            content_type=response.headers.get("content-type"),
        )


def _on_the_wire(max_bytes: int) -> int:
    """Bytes that may come for a body of that size: headers, and what little pieces cost."""
    return 2 * max_bytes + 1_000_000


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise AddressRefused(redacted(url), "redirects to what is no address → ask the site's owner") from None


def _body(response: httpx.Response, max_bytes: int) -> bytes:
    """The body out of its packing. Raises MoreThanAllowed, BrokenPacking."""
    if _number(response.headers.get("content-length")) > max_bytes:
        raise MoreThanAllowed
    return unpacked(response.iter_raw(), response.headers.get("content-encoding"), max_bytes)


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,18}", text) else 0


def _require_success(url: str, response: httpx.Response) -> None:
    status = response.status_code
    if status in {404, 410}:
        raise PageGone(redacted(url), f"the site says it is not there ({status})")
    if status == 304 or 200 <= status < 300:
        return
    wait = response.headers.get("retry-after")
    mend = f", try again after {wait[:40]}" if wait else _MENDS.get(status, "")
    raise SiteUnavailable(redacted(url), f"the site answers {status}{mend}")


def _reason(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "its certificate is not trusted → set SSL_CERT_FILE to its authority, or ask the site's owner"
    return text
