"""LinkedIn's login: tokens from a code or a refresh token, and what a token is.

learn.microsoft.com/en-us/linkedin/shared/authentication and .../programmatic-refresh-tokens, read 2026-11-23.
Everything is a POST with an urlencoded body: no secret stands in an address.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator

from bot.http import ApiClient, Reply
from bot.model.account import Endpoint
from bot.networks.linkedin.errors import error_of
from bot.networks.linkedin.payloads import understood

_LOGIN = "https://www.linkedin.com"
_PUBLIC = "api.linkedin.com"


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    scope: str = ""

    @field_validator("scope", mode="before")
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        return value or ""

    @property
    def scopes(self) -> tuple[str, ...]:
        """The rights in it; they stand with commas or with blanks between."""
        return tuple(sorted(set(self.scope.replace(",", " ").split())))


class Tokens(_Reply):
    """What a code or a refresh token gives."""

    access_token: str
    #: Seconds; sixty days unless the year of the refresh token ends before.
    expires_in: int = 60 * 86400
    #: Only apps of approved partners are given one.
    refresh_token: str | None = None
    #: Seconds until the end of the year that began with the consent: refreshing does not move it.
    refresh_token_expires_in: int | None = None


class Inspected(_Reply):
    """What LinkedIn says of a token."""

    active: bool = False
    #: "active", "expired" or "revoked".
    status: str = ""
    #: Unix time.
    expires_at: int | None = None


class Login:
    """The login's addresses, for one app."""

    def __init__(self, endpoint: Endpoint, client: Mapping[str, str], *, allow_private: Collection[str] = ()) -> None:
        """`client`: client_id and client_secret."""
        self.address = address_of(endpoint)
        self._client = {name: client[name] for name in ("client_id", "client_secret")}
        self._api = ApiClient(replace(endpoint, api_url=self.address), allow_private=allow_private)

    def tokens(self, **asked: str) -> Tokens:
        """The tokens that the code, or the refresh token, is worth. Raises RemoteError, never OutcomeUnknown.

        Both can be asked for again: LinkedIn's refresh token does not change with its use.
        """
        return understood(self._asked("accessToken", asked), Tokens)

    def inspected(self, token: str) -> Inspected:
        """What that token is. Raises RemoteError."""
        return understood(self._asked("introspectToken", {"token": token}), Inspected)

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def _asked(self, what: str, asked: Mapping[str, str]) -> Reply:
        form = {**asked, **self._client}
        reply = self._api.call("POST", f"oauth/v2/{what}", writes=False, form=form)
        secrets = [value for name, value in form.items() if name not in {"grant_type", "redirect_uri", "client_id"}]
        error = error_of(reply.status, reply.headers, reply.body, writes=False, hidden=secrets)
        if error is not None:
            raise error
        return reply


def address_of(endpoint: Endpoint) -> str:
    """Where the login is: beside the API where that is not LinkedIn's own."""
    told = endpoint.options.get("login_url")
    if told:
        return told.rstrip("/")
    api = endpoint.api_url.rstrip("/")
    return _LOGIN if urlsplit(api).hostname == _PUBLIC else api
