"""The Page token goes into a header: never into an address, which ends in logs."""

from __future__ import annotations

from collections.abc import Generator

from bot.http import Auth, Request
from bot.http.auth import Response
from bot.model.account import CredentialNames

CREDENTIALS = CredentialNames(any_of=(frozenset({"token"}),), optional=frozenset({"app_secret"}))


class PageToken(Auth):
    """Authorization: Bearer."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """The request with its token."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request
