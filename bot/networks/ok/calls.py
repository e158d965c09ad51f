"""One call to OK, made once: signed, paced, its answer judged whatever the status says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.errors import PictureRefused, RateLimited, RemoteError, Unavailable
from bot.http import ApiClient
from bot.model.account import Account, Endpoint
from bot.model.quota import Quota
from bot.networks.ok.auth import Keys, session_secret, signed
from bot.networks.ok.errors import answer_of, token_error
from bot.networks.ok.limits import CALLS_PER_SECOND
from bot.networks.ok.quotas import LOOK_EVERY, METHODS, POST, Gauge, lefts_of

#: Without it every call would show the group's staff as online.
_COMMON = {"format": "json", "__online": "false"}
_SECRETS = ("access_token", "application_secret_key", "session_secret_key", "refresh_token")
#: So many calls may follow each other at once before the pace is kept.
_BURST = 10


class Pace:
    """Lets through so many calls a second, a few at once first; safe to share between threads."""

    def __init__(self, per_second: float, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._interval_s = 1 / per_second if per_second > 0 else 0.0
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._due_s = 0.0

    def keep(self) -> None:
        """Nothing, once the next call may be made."""
        with self._lock:
            now_s = self._monotonic()
            self._due_s = max(self._due_s, now_s) + self._interval_s
            wait_s = self._due_s - now_s - _BURST * self._interval_s
        if wait_s > 0:
            self._sleep(wait_s)


class Calls:
    """The calls of one account; safe to share between threads."""

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint,
        *,
        clock: Clock,
        allow_private: Collection[str] = (),
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._keys = Keys.of(account)
        self._own_host = urlsplit(endpoint.api_url).netloc
        self._api = ApiClient(endpoint, allow_private=allow_private)
        self._pace = Pace(endpoint.numbers.get("calls_per_second", CALLS_PER_SECOND), monotonic, sleep)
        self._gauge = Gauge()
        given = [secret for name in _SECRETS if (secret := account.secret(name))]
        derived = session_secret(self._keys.access_token, account.secret("application_secret_key") or "")
        self._hidden = [*given, self._keys.session_secret, derived]

    def ask(self, method: str, **parameters: str) -> Any:
        """The decoded answer to a call whose effect no reader sees. Raises RemoteError, never OutcomeUnknown."""
        self._pace.keep()
        return self._call(method, parameters, writes=False)

    def write(self, method: str, **parameters: str) -> Any:
        """The decoded answer to a call that readers see. Raises RemoteError, OutcomeUnknown when it may be done."""
        return self._call(method, parameters, writes=True)

    def upload(self, address: str, files: Mapping[str, tuple[str, bytes, str]]) -> Any:
        """The decoded answer to an upload, which carries neither token nor signature. Raises RemoteError."""
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.netloc != self._own_host:
            raise PictureRefused("OK names an upload address that is no https")
        reply = self._api.call("POST", address, writes=False, files=files)
        return answer_of(reply.status, reply.headers, reply.body, writes=False, hidden=self._hidden)

    def token(self, form: Mapping[str, str], hidden: Collection[str]) -> bytes:
        """The body of the token address's answer. `hidden`: further secrets. Raises RemoteError."""
        reply = self._api.call("POST", "oauth/token.do", writes=False, form=form)
        error = token_error(reply.status, reply.body, hidden=[*self._hidden, *hidden])
        if error is not None:
            raise error
        return reply.body

    def look_at_quotas(self) -> None:
        """Asks how many calls are left. Raises RemoteError."""
        self._gauge.saw(lefts_of(self.ask("users.getCallsLeft", methods=METHODS)), self._clock())

    def look_at_quotas_when_due(self) -> None:
        """The same, once an hour at most; not knowing costs nothing."""
        if self._gauge.due(self._clock()):
            try:
                self.look_at_quotas()
            except RemoteError:
                return

    def require_room(self) -> None:
        """Nothing, while OK says that a topic may be made. Raises RateLimited."""
        self.look_at_quotas_when_due()
        wait = self._gauge.wait_for(POST, self._clock())
        if wait is not None:
            raise RateLimited("OK leaves no more topics for now", code="calls left", retry_after=wait)

    def quotas(self) -> Sequence[Quota]:
        """What the answers since the last question said."""
        return self._gauge.told()

    def close(self) -> None:
        """Gives every connection back."""
        self._api.close()

    def _call(self, method: str, parameters: Mapping[str, str], *, writes: bool) -> Any:
        try:
            form = signed({"method": method, **_COMMON, **parameters}, self._keys)
        except UnicodeEncodeError:
            raise Unavailable("the call cannot be written: its text holds half of a character") from None
        # Neither token nor text stands in an address: a form by POST has no length that a proxy would cut.
        reply = self._api.call("POST", "fb.do", writes=writes, form=form)
        try:
            return answer_of(reply.status, reply.headers, reply.body, writes=writes, hidden=self._hidden)
        except RateLimited as error:
            self._gauge.ran_out(method, error.retry_after or LOOK_EVERY, self._clock())
            raise
