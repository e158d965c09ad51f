"""VK's three credentials, each with its own abilities, and the library's client for each.

A community key posts. A service key reads. A user token does both, and pictures, edits, deletions and reach besides.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import jconfig
import vk_api

from bot.model.account import Account, CredentialNames
from bot.networks.sessions import OneCallSession

COMMUNITY, SERVICE, USER = "community_key", "service_key", "user_token"
CREDENTIALS = CredentialNames(
    any_of=(frozenset({COMMUNITY}), frozenset({USER})),
    optional=frozenset({COMMUNITY, SERVICE, USER, "refresh_token", "client_id", "device_id"}),
)
#: Credential → seconds between two calls: 20 a second for a community, 3 for a user, 5 for a service.
PACE_S = {COMMUNITY: 0.06, SERVICE: 0.22, USER: 0.36}


class Client(vk_api.VkApi):  # type: ignore[misc]
    """The library's client without its repetitions, at this token's pace, with no file beside it."""

    #: The library paces by the wall clock: a clock set back by an hour would make it sleep for an hour.
    RPS_DELAY = float("-inf")

    def __init__(
        self, token: str, version: str, session: OneCallSession, pace_s: float, sleep: Callable[[float], None]
    ) -> None:
        super().__init__(token=token, api_version=version, session=session, config=jconfig.MemoryConfig)
        # The library repeats a call for ever on error 6, and breaks on a captcha without an id.
        self.error_handlers: dict[int, Callable[..., Any]] = {}
        self._pace_s = pace_s
        self._sleep = sleep
        self._pace_lock = threading.Lock()
        self._next_call_at = 0.0

    def answer(self, method: str, values: dict[str, str]) -> Any:
        """The whole answer to one call, `execute_errors` too, after a pause of at most `pace_s` seconds.

        Raises vk_api's and our errors.
        """
        with self._pace_lock:
            wait = self._next_call_at - time.monotonic()
            self._next_call_at = max(self._next_call_at, time.monotonic()) + self._pace_s
        if wait > 0:
            self._sleep(wait)
        return self.method(method, values, raw=True)


def clients(
    account: Account, version: str, session: OneCallSession, sleep: Callable[[float], None]
) -> dict[str, Client]:
    """Credential's name → client, for each that is configured."""
    return {
        name: Client(secret, version, session, pace_s, sleep)
        for name, pace_s in PACE_S.items()
        if (secret := account.secret(name))
    }


def group_of(account: Account) -> str:
    """The community's number as VK's methods take it, without a sign."""
    return account.id.strip().rpartition(":")[2].lstrip("-")
