"""A request and a response as plain values: what every stand-in takes and gives back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it came off the socket; `path` has neither the stand-in's prefix nor the query."""

    method: str
    path: str
    #: The query as written, still percent-encoded: LinkedIn's List(…) must be judged raw.
    raw_query: str
    #: Names in lower case.
    headers: Mapping[str, str]
    body: bytes
    #: Scheme, host, port and prefix under which this stand-in was reached, without a trailing slash.
    base_url: str

    def query(self) -> dict[str, str]:
        """The decoded query parameters; of a repeated name the last one."""
        return dict(parse_qsl(self.raw_query, keep_blank_values=True))

    def form(self) -> dict[str, str]:
        """The decoded application/x-www-form-urlencoded body; of a repeated name the last one."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response; the server adds Content-Length and Date."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


#: What a stand-in is: a plain function from request to response.
Handler = Callable[[Request], Response]


def json_response(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON body in UTF-8, Cyrillic unescaped as the networks send it."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def html_response(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An HTML page in UTF-8."""
    return Response(status, page.encode(), {"Content-Type": "text/html; charset=utf-8", **(headers or {})})
