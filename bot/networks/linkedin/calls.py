"""One call to LinkedIn, made once, its answer told in our words and counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.errors import OutcomeUnknown, RateLimited, RemoteError, Unavailable
from bot.http import ApiClient, Reply
from bot.model.account import Account, Endpoint
from bot.model.quota import Quota
from bot.networks.linkedin.auth import headers
from bot.networks.linkedin.errors import error_of
from bot.networks.linkedin.quotas import Days, endpoint_of

_LINKEDINS = ("linkedin.com", "licdn.com")


class Calls:
    """The calls of one account; safe to share between threads."""

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        token = account.secret("token") or ""
        self._clock = clock
        self._api = ApiClient(endpoint, allow_private=allow_private)
        self._signed, self._bare = headers(token, endpoint.version), headers(token)
        self._hidden = [secret.get_secret_value() for secret in account.credentials.values()]
        self._own_host = urlsplit(endpoint.api_url).hostname or ""
        self._days = Days(int(endpoint.numbers.get("daily_posts", 0)), int(endpoint.numbers.get("daily_calls", 0)))

    def read(self, path: str, raw_query: str | None = None, *, method: str = "") -> Reply:
        """What stands there. `method`: FINDER or BATCH_GET. Raises RemoteError, never OutcomeUnknown."""
        return self._call("GET", path, raw_query=raw_query, restli=method)

    def ask(self, path: str, raw_query: str, json: object) -> Reply:
        """The answer to a POST of which no reader sees anything. Raises RemoteError, never OutcomeUnknown."""
        return self._call("POST", path, raw_query=raw_query, json=json)

    def change(self, verb: str, path: str, *, method: str, json: object = None) -> None:
        """Changes what readers see, in a way that does no harm when done twice.

        Raises RemoteError; Unavailable also where it may have been done: reading tells.
        """
        try:
            self._call(verb, path, restli=method, json=json, writes=True)
        except OutcomeUnknown as error:
            raise Unavailable(error.reason, code=error.code) from None

    def create(self, path: str, json: object) -> Reply:
        """The answer to a POST that readers see. Raises RemoteError, OutcomeUnknown when it may have been done."""
        return self._call("POST", path, json=json, writes=True)

    def send(self, address: str, content: bytes, media_type: str) -> None:
        """A picture's bytes, to the address that LinkedIn gave for them. Raises RemoteError, never OutcomeUnknown."""
        host = urlsplit(address).hostname or ""
        if host != self._own_host and not any(host == own or host.endswith(f".{own}") for own in _LINKEDINS):
            raise Unavailable(f"LinkedIn wants the picture at {host[:60]}: the token is not sent there")
        said = {**self._bare, "Content-Type": media_type}
        reply = self._api.call("PUT", address, writes=False, content=content, headers=said)
        self._judge("PUT", "images", reply, writes=False)

    def quotas(self) -> Sequence[Quota]:
        """What our own count says since the last question."""
        return self._days.told()

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def _call(
        self, verb: str, path: str, *, raw_query: str | None = None, restli: str = "", json: object = None,
        writes: bool = False,
    ) -> Reply:  # fmt: skip
        said = {**self._signed, "X-RestLi-Method": restli} if restli else self._signed
        reply = self._api.call(verb, f"rest/{path}", writes=writes, raw_query=raw_query, json=json, headers=said)
        self._judge(verb, path, reply, writes=writes)
        return reply

    def _judge(self, verb: str, path: str, reply: Reply, *, writes: bool) -> None:
        """Counts the call. Raises what its answer means."""
        endpoint, now = endpoint_of(verb, path), self._clock()
        error: RemoteError | None = error_of(
            reply.status, reply.headers, reply.body, writes=writes, reads=verb == "GET", hidden=self._hidden
        )
        if isinstance(error, RateLimited):
            error.retry_after = self._days.refused(endpoint, now)
            raise error
        self._days.answered(endpoint, now)
        if error is not None:
            raise error
