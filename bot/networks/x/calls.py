"""One call to X, made once: by the library's client over our own session, its answer told in our words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import requests
import tweepy

from bot.clock import Clock
from bot.errors import Misused, OutcomeUnknown, RemoteError, Unavailable
from bot.model.account import Account, Endpoint
from bot.model.quota import Quota
from bot.networks.sessions import OneCallSession, lower
from bot.networks.x import payloads
from bot.networks.x.auth import app_client, client
from bot.networks.x.errors import error_of, refusal_inside
from bot.networks.x.quotas import quotas_of

#: The library's built-in host, and the one the documents name.
HOSTS = ("https://api.twitter.com", "https://api.x.com")
#: How a refused name of fields is told.
_UNKNOWN_NAMES = "400/invalid-request"
_LOOK_UP = "/2/tweets"

# At debug level the library prints the Authorization header.
logging.getLogger("tweepy").setLevel(logging.WARNING)


class Calls:
    """The calls of one account; safe to share between threads."""

    def __init__(self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str]) -> None:
        self._clock = clock
        self._session = OneCallSession(endpoint, HOSTS, allow_private=allow_private)
        self._client, self._signs = client(account, self._session)
        self._app = app_client(account, self._session)
        self._hidden = [secret.get_secret_value() for secret in account.credentials.values()]
        self._names = endpoint.options.get("field_names") or payloads.OLD_NAMES
        self._lock = threading.Lock()
        self._quotas: dict[str, Quota] = {}
        #: The right of OAuth 1.0a keys as an answer named it ("read", "read-write"); None where none did.
        self.access_level: str | None = None

    @property
    def signs(self) -> bool:
        """Whether calls are signed by OAuth 1.0a; else a user token of OAuth 2 is sent."""
        return self._signs

    def ask(self, method: str, route: str, *, params: Mapping[str, str] | None = None, json: object = None) -> Any:
        """The answer to a call whose effect no reader sees. Raises RemoteError, never OutcomeUnknown."""
        return self._call(self._client, method, route, params, json, signs=self._signs, writes=False)

    def write(self, route: str, json: object) -> Any:
        """The answer to a POST that readers see. Raises RemoteError, OutcomeUnknown when it may have been done."""
        with self._session.visible_write():
            body = self._call(self._client, "POST", route, None, json, signs=self._signs, writes=True)
        if payloads.speaks_new_names(body):
            self._names = payloads.NEW_NAMES
        return body

    def ask_as_app(self, route: str) -> Any:
        """The answer to a GET by the app's own bearer; None where none is configured. Raises RemoteError."""
        if self._app is None:
            return None
        return self._call(self._app, "GET", route, None, None, signs=False, writes=False)

    def ask_for_posts(self, route: str, params: Mapping[str, str], fields: Sequence[str]) -> payloads.Posts:
        """Posts with these fields (old names), asked for by the names that X understood last.

        A refusal of the names costs one more read, under the other names; which ones work is remembered.
        Raises RemoteError.
        """
        names = self._names
        try:
            return self._posts(route, params, fields, names)
        except Misused as error:
            if error.code != _UNKNOWN_NAMES:
                raise
            other = payloads.OLD_NAMES if names == payloads.NEW_NAMES else payloads.NEW_NAMES
            try:
                found = self._posts(route, params, fields, other)
            except Misused:
                raise error from None
            self._names = other
            return found

    def quotas(self) -> list[Quota]:
        """What the answers since the last question said, the newest of each name."""
        with self._lock:
            found, self._quotas = list(self._quotas.values()), {}
        return found

    def close(self) -> None:
        """Gives every connection back."""
        self._session.close()

    def _posts(self, route: str, params: Mapping[str, str], fields: Sequence[str], names: str) -> payloads.Posts:
        asked = {**params, **payloads.asked_fields(fields, names)}
        return payloads.understood(self.ask("GET", route, params=asked), payloads.Posts)

    def _call(
        self,
        by: tweepy.Client,
        method: str,
        route: str,
        params: Mapping[str, str] | None,
        json: object,
        *,
        signs: bool,
        writes: bool,
    ) -> Any:
        try:
            response: requests.Response = by.request(method, route, params=params, json=json, user_auth=signs)
        except tweepy.HTTPException as error:
            response = error.response
            headers = self._noted(method, route, response)
            raise error_of(
                response.status_code, headers, response.content, writes=writes, now=self._clock(), hidden=self._hidden
            ) from None
        except (ValueError, tweepy.TweepyException):
            raise _unreadable(writes) from None
        headers = self._noted(method, route, response)
        try:
            body = response.json()
        except ValueError:
            raise _unreadable(writes) from None
        if method != "GET" or route != _LOOK_UP or not payloads.names_posts(body):
            refused = refusal_inside(body, headers, writes=writes, now=self._clock(), hidden=self._hidden)
            if refused is not None:
                raise refused
        return body

    def _noted(self, method: str, route: str, response: requests.Response) -> dict[str, str]:
        """The answer's headers; what they tell of limits is kept."""
        headers = lower(response.headers)
        found = quotas_of(method, route, headers, self._clock())
        with self._lock:
            self._quotas |= {quota.name: quota for quota in found}
            self.access_level = headers.get("x-access-level", self.access_level)
        return headers


def _unreadable(writes: bool) -> RemoteError:
    return (OutcomeUnknown if writes else Unavailable)("X's answer cannot be read")
