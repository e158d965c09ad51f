"""The Page token goes into a header or a body: never into an address, which ends in logs."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Generator

from bot.http import Auth, Request
from bot.http.auth import Response
from bot.model.account import CredentialNames

#: With `app_secret` each call proves that it comes from the app; with `app_id` beside it, or with `app_token`, the
#: check can ask what the token is.
CREDENTIALS = CredentialNames(any_of=(frozenset({"token"}),), optional=frozenset({"app_secret", "app_id", "app_token"}))


class PageToken(Auth):
    """Authorization: Bearer."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """The request with its token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def proof(token: str, app_secret: str) -> str:
    """The `appsecret_proof` of a call with that token (developers.facebook.com/docs/graph-api/securing-requests)."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
