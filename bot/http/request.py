"""A request as it goes over the wire: address, headers, body."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpcore
import httpx

from bot.http.unpack import ACCEPT_ENCODING

_HEADERS = [(b"Accept", b"*/*"), (b"Accept-Encoding", ACCEPT_ENCODING.encode()), (b"User-Agent", b"pressbot")]
_JSON = jsonlib.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_WITH_BODY = {"POST", "PUT", "PATCH"}

Files = Mapping[str, tuple[str, bytes, str]]


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart; the same one is asked again and again, and this costs a tenth of a call."""

    url: httpx.URL
    core: httpcore.URL
    #: What every request to it says: host, what we understand, the user and password that stand in the address.
    headers: list[tuple[bytes, bytes]]


def place_of(url: httpx.URL) -> str:
    """The host, with its port where one is named."""
    return f"{url.host}:{url.port}" if url.port else url.host


def taken_apart(address: str, params: Mapping[str, str] | None = None) -> Address:
    """`params` take the place of the address's own query. Raises httpx.InvalidURL, UnicodeError."""
    url = httpx.URL(address, params=params) if params is not None else httpx.URL(address)
    core = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    headers = [(b"Host", url.netloc), *_HEADERS]
    if url.userinfo:
        signed = next(httpx.BasicAuth(url.username, url.password).auth_flow(httpx.Request("GET", url)))
        headers.append((b"Authorization", signed.headers["Authorization"].encode("ascii")))
    return Address(url, core, headers)


def encoded(
    method: str,
    address: Address,
    headers: Mapping[str, str],
    extensions: dict[str, Any],
    *,
    form: Mapping[str, str] | None = None,
    json: object | None = None,
    files: Files | None = None,
    content: bytes | None = None,
) -> httpcore.Request:
    """The request; `headers` take the place of those that would be said anyhow.

    Its body is of one kind: `content`, else `files` with `form` beside them, else `form`, else `json`.
    Raises UnicodeError for a header that is not ASCII, ValueError for what JSON cannot hold.
    """
    kind, body = _body(form, json, files, content)
    said = list(address.headers)
    if kind:
        said.append((b"Content-Type", kind))
    if body or method in _WITH_BODY:
        said.append((b"Content-Length", b"%d" % len(body)))
    own = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    named = {name.lower() for name, _ in own}
    said = [pair for pair in said if pair[0].lower() not in named] + own
    return httpcore.Request(method, address.core, headers=said, content=body, extensions=extensions)


def _body(
    form: Mapping[str, str] | None, json: object | None, files: Files | None, content: bytes | None
) -> tuple[bytes, bytes]:
    """The media type, empty for none, and the bytes."""
    if content is not None:
        return b"", content
    if files:
        # Several parts are httpx's work.
        parts = httpx.Request("POST", "http://parts", data=form, files=files)
        return parts.headers["Content-Type"].encode(), parts.read()
    if form:
        return b"application/x-www-form-urlencoded", urlencode(form).encode("ascii")
    if json is not None:
        return b"application/json", _JSON.encode(json).encode()
    return b"", b""
