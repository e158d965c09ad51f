"""A member's token with a role at the organisation, and the headers that every call needs."""

from __future__ import annotations

from collections.abc import Generator

from bot.http import Auth, Request
from bot.http.auth import Response
from bot.model.account import CredentialNames

#: With `client_id` and `client_secret` the check can ask what the token may do and when it ends.
CREDENTIALS = CredentialNames(
    any_of=(frozenset({"token"}),), optional=frozenset({"refresh_token", "client_id", "client_secret"})
)


class MemberToken(Auth):
    """Authorization: Bearer, with the version that requests and answers depend on."""

    def __init__(self, token: str, version: str = "") -> None:
        """`version`: "" for the addresses that pictures are sent to, which have none."""
        self._token = token
        self._version = version

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """The request with its token and version."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        if self._version:
            request.headers["LinkedIn-Version"] = self._version
            request.headers["X-Restli-Protocol-Version"] = "2.0.0"
        yield request
