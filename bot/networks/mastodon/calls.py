"""One call to a Mastodon server, made once, its answer told in our words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.clock import Clock
from bot.http import ApiClient
from bot.model.account import Account, Endpoint
from bot.model.quota import Quota
from bot.networks.mastodon.auth import headers, server_of
from bot.networks.mastodon.errors import answer_of, token_error
from bot.networks.mastodon.quotas import Gauge, quota_of


class Calls:
    """The calls of one account; safe to share between threads."""

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._clock = clock
        self._hidden = [secret.get_secret_value() for secret in account.credentials.values()]
        self._gauge = Gauge()
        server = server_of(account, endpoint)
        #: Where the server answers, without a trailing slash.
        self.api_url = server.api_url.rstrip("/")
        self._api = ApiClient(server, allow_private=allow_private)

    def ask(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """The answer to a GET. Raises RemoteError, never OutcomeUnknown."""
        return self.ask_with_status(path, params)[1]

    def ask_with_status(self, path: str, params: Mapping[str, str] | None = None) -> tuple[int, Any]:
        """Status and answer of a GET; 206 comes with nothing that could be read. Raises RemoteError."""
        return self._call("GET", path, writes=False, params=params)

    def ask_for_many(self, path: str, ids: Sequence[str]) -> Any:
        """The answer to a GET for these ids. Raises RemoteError."""
        query = "&".join(f"id%5B%5D={quote(identity, safe='')}" for identity in ids)
        return self._call("GET", path, writes=False, raw_query=query)[1]

    def upload(self, file: tuple[str, bytes, str], description: str) -> tuple[int, Any]:
        """Status and answer of an upload, which no reader sees. Raises RemoteError, never OutcomeUnknown."""
        form = {"description": description} if description else {}
        return self._call("POST", "api/v2/media", writes=False, picture=True, form=form, files={"file": file})

    def write(self, method: str, path: str, body: object | None = None, key: str = "") -> Any:
        """The answer to a call that readers see. Raises RemoteError, OutcomeUnknown when it may have been done.

        `key`: the server answers a second call with it, within an hour, with the status that the first has made.
        """
        more = {"Idempotency-Key": key} if key else {}
        return self._call(method, path, writes=True, json=body, more=more)[1]

    def token(self, path: str, form: Mapping[str, str], hidden: Collection[str] = ()) -> bytes:
        """The body of an answer to a call without a token, by which one is got. `hidden`: further secrets.

        Raises RemoteError.
        """
        reply = self._api.call("POST", path, writes=False, form=form)
        error = token_error(reply.status, reply.body, now=self._clock(), hidden=[*self._hidden, *hidden])
        if error is not None:
            raise error
        return reply.body

    def quotas(self) -> Sequence[Quota]:
        """What the answers since the last question said."""
        return self._gauge.told()

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def _call(
        self,
        method: str,
        path: str,
        *,
        writes: bool,
        picture: bool = False,
        more: Mapping[str, str] | None = None,
        **sent: Any,
    ) -> tuple[int, Any]:
        reply = self._api.call(method, path, writes=writes, headers={**headers(self._account), **(more or {})}, **sent)
        now = self._clock()
        self._gauge.saw(quota_of(method, path, reply.headers, now))
        if reply.status == 206:
            return reply.status, None
        answer = answer_of(
            reply.status, reply.headers, reply.body, writes=writes, now=now, picture=picture, hidden=self._hidden
        )
        return reply.status, answer
