"""A member's token with a role in the organisation, and the headers that every call needs."""

from __future__ import annotations

from collections.abc import Generator

from bot.http import Auth, Request
from bot.http.auth import Response
from bot.model.account import CredentialNames

CREDENTIALS = CredentialNames(
    any_of=(frozenset({"token"}),), optional=frozenset({"refresh_token", "client_id", "client_secret"})
)


class MemberToken(Auth):
    """Authorization: Bearer, with the version that the answer's shape depends on."""

    def __init__(self, token: str, version: str) -> None:
        self._token = token
        self._version = version

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """The request with its token and version."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        request.headers["LinkedIn-Version"] = self._version
        request.headers["X-Restli-Protocol-Version"] = "2.0.0"
        yield request
