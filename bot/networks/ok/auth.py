"""OK's signature (apiok.ru/dev/methods, read 2026-11-23), in pure functions, and the Auth that applies it."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from urllib.parse import parse_qsl, urlencode

from bot.http import Auth, Request
from bot.http.auth import Response
from bot.model.account import CredentialNames

CREDENTIALS = CredentialNames(
    any_of=(
        frozenset({"application_key", "access_token", "application_secret_key"}),
        frozenset({"application_key", "access_token", "session_secret_key"}),
    )
)
_UNSIGNED = frozenset({"sig", "access_token", "session_key"})


def session_secret(access_token: str, application_secret_key: str) -> str:
    """md5(access_token + application_secret_key), hex, lower case: the settings screen does not show it."""
    return hashlib.md5((access_token + application_secret_key).encode(), usedforsecurity=False).hexdigest()


def signature(parameters: Mapping[str, str], secret: str) -> str:
    """md5 of the sorted name=value pairs without separators, values raw as UTF-8, then the secret."""
    base = "".join(f"{name}={parameters[name]}" for name in sorted(parameters) if name not in _UNSIGNED)
    return hashlib.md5((base + secret).encode(), usedforsecurity=False).hexdigest()


class SignedForm(Auth):
    """Adds key, token and sig to a form body, once, right before it leaves."""

    requires_request_body = True

    def __init__(self, application_key: str, access_token: str, secret: str) -> None:
        self._application_key = application_key
        self._access_token = access_token
        self._secret = secret

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """The request with its signed form."""
        form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
        form["application_key"] = self._application_key
        form["sig"] = signature(form, self._secret)
        form["access_token"] = self._access_token
        body = urlencode(form).encode()
        headers = {**request.headers, "Content-Length": str(len(body))}
        headers.pop("content-length", None)
        yield Request(request.method, request.url, headers=headers, content=body, extensions=request.extensions)
