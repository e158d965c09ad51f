"""One call to VK, made once: by the library's client over our own session, its answer told in our words."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
import vk_api

from bot.clock import Clock
from bot.errors import Forbidden, OutcomeUnknown, PersonNeeded, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.account import Account, Endpoint
from bot.networks.sessions import OneCallSession
from bot.networks.vk.auth import COMMUNITY, PACE_S, SERVICE, USER, clients
from bot.networks.vk.errors import error_of, status_error
from bot.networks.vk.quotas import Floods, Meter

#: The library's built-in host, and the older one.
HOSTS = ("https://api.vk.ru", "https://api.vk.com")
#: Those that read the wall, the one that can do nothing else first.
READERS = (SERVICE, USER)
_A_MOMENT = timedelta(seconds=1)
_FLOOD = "9"
#: What is wrong with one credential, and may be well with another.
_OF_ONE_KEY = (Unauthorized, Forbidden, RateLimited, PersonNeeded)

# At debug level the library prints whole requests.
logging.getLogger("vk_api").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Inner:
    """One call inside `execute`: what it answered, or how it was refused."""

    answer: Any
    error: RemoteError | None


class Calls:
    """The calls of one account by its credentials; safe to share between threads."""

    def __init__(
        self,
        account: Account,
        endpoint: Endpoint,
        *,
        clock: Clock,
        allow_private: Collection[str] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._session = OneCallSession(endpoint, HOSTS, allow_private=allow_private)
        self._clients = clients(account, endpoint.version, self._session, sleep)
        self._hidden = [secret.get_secret_value() for secret in account.credentials.values()]
        self._floods = {name: Floods() for name in PACE_S}
        self.meter = Meter(endpoint.numbers)

    def has(self, credential: str) -> bool:
        """Whether that credential is configured."""
        return credential in self._clients

    @property
    def poster(self) -> str:
        """The credential that posts: the community's own key where there is one."""
        return COMMUNITY if self.has(COMMUNITY) else USER

    def ask(self, credential: str, method: str, given: Mapping[str, str]) -> Any:
        """The response to a call whose effect no reader sees; one that came too fast for its second is repeated once.

        Raises RemoteError, never OutcomeUnknown; Forbidden where the credential is not configured.
        """
        return self._response(self._asked(credential, method, given, 1), writes=False)

    def write(self, credential: str, method: str, given: Mapping[str, str]) -> Any:
        """The response to a call that readers see. Raises RemoteError, OutcomeUnknown when it may have been done."""
        with self._session.visible_write():
            answer = self._once(credential, method, given, 1, writes=True)
        return self._response(answer, writes=True)

    def read(self, method: str, given: Mapping[str, str]) -> Any:
        """The response to a read of the wall, by the first credential that may read it now.

        Raises Forbidden when none is configured, else the first one's RemoteError.
        """
        first: RemoteError | None = None
        for credential in (name for name in READERS if self.has(name)):
            try:
                return self.ask(credential, method, given)
            except _OF_ONE_KEY as error:
                first = first or error
        raise first or Forbidden("a community key alone cannot read the wall → add a service_key")

    def execute(self, code: str, methods: Sequence[str]) -> list[Inner]:
        """What a script of the user token answers, which returns a list with one answer for each of `methods`.

        Raises RemoteError when the script as a whole is refused, Unavailable when its answer is not understood.
        """
        answer = self._asked(USER, "execute", {"code": code}, len(methods))
        found = self._response(answer, writes=False)
        if not isinstance(found, list) or len(found) != len(methods):
            raise Unavailable("VK's answer is not understood (execute)")
        told = answer.get("execute_errors")
        refused: dict[str, list[RemoteError]] = {}
        for entry in told if isinstance(told, list) else []:
            if isinstance(entry, dict):
                method = str(entry.get("method"))
                refused.setdefault(method, []).append(error_of(entry, writes=False, hidden=self._hidden))
        # Refusals come in order, each named by its method: the first belongs to the first call that gave false.
        return [
            Inner(None, _next(refused.get(method))) if given is False else Inner(given, None)
            for given, method in zip(found, methods, strict=True)
        ]

    def upload(self, address: str, content: bytes, media_type: str) -> bytes:
        """What an upload server answers. Raises Unavailable."""
        files = {"photo": ("picture.jpg", content, media_type)}
        # Without a proof of its own the library would look for one in the user's .netrc.
        response = self._session.request("POST", address, files=files, auth=lambda request: request)
        if response.status_code >= 400:
            raise Unavailable(f"VK's upload server answers {response.status_code}")
        return response.content

    def close(self) -> None:
        """Gives every connection back."""
        self._session.close()

    def _asked(self, credential: str, method: str, given: Mapping[str, str], times: int) -> Any:
        try:
            return self._once(credential, method, given, times, writes=False)
        except RateLimited as error:
            if error.retry_after is None or error.retry_after > _A_MOMENT:
                raise
        self._sleep(_A_MOMENT.total_seconds())
        return self._once(credential, method, given, times, writes=False)

    def _once(self, credential: str, method: str, given: Mapping[str, str], times: int, *, writes: bool) -> Any:
        """The whole answer. `times`: the calls that VK will count."""
        client = self._clients.get(credential)
        if client is None:
            raise Forbidden(f"there is no {credential}")
        self.meter.count(credential, method, times, self._clock())
        try:
            answer = client.answer(method, dict(given))
        except vk_api.ApiError as error:
            raise self._refusal(credential, method, error.error, writes=writes) from None
        except vk_api.ApiHttpError as error:
            raise self._broken(credential, method, error.response, writes=writes) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise _unreadable(writes) from None
        self._floods[credential].answered()
        return answer

    def _refusal(self, credential: str, method: str, told: object, *, writes: bool) -> RemoteError:
        error = error_of(told, writes=writes, hidden=self._hidden)
        if error.code != _FLOOD:
            self._floods[credential].answered()
            return error
        wait = self._floods[credential].refused(method, self._clock())
        if wait is None:
            mend = "look at the app's calls of the month and at its verification, https://dev.vk.com"
            return PersonNeeded(
                f"{credential}: every method is refused for hours, the app is cut off → {mend}", code="9"
            )
        return RateLimited(error.reason, code=error.code, retry_after=wait)

    def _broken(self, credential: str, method: str, response: requests.Response, *, writes: bool) -> RemoteError:
        try:
            told = json.loads(response.content).get("error")
        except (ValueError, AttributeError):
            told = None
        if isinstance(told, dict):
            return self._refusal(credential, method, told, writes=writes)
        return status_error(response.status_code, writes=writes)

    @staticmethod
    def _response(answer: Any, *, writes: bool) -> Any:
        if not isinstance(answer, dict) or "response" not in answer:
            raise _unreadable(writes)
        return answer["response"]


def _next(errors: list[RemoteError] | None) -> RemoteError:
    return errors.pop(0) if errors else Unavailable("VK did not say why it does not answer")


def _unreadable(writes: bool) -> RemoteError:
    return (OutcomeUnknown if writes else Unavailable)("VK's answer cannot be read")
