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

CREDENTIALS = CredentialNames(
    any_of=(frozenset({"community_key"}), frozenset({"user_token"})),
    optional=frozenset({"service_key", "user_token", "community_key"}),
)
#: Credential → seconds between two calls: 20 a second for a community, 3 for a user, 5 for a service.
PACE_S = {"community_key": 0.06, "service_key": 0.22, "user_token": 0.36}


class Client(vk_api.VkApi):  # type: ignore[misc]
    """The library's client without its repetitions, at this token's pace, with no file beside it."""

    #: The library paces by the wall clock: a clock set back by an hour would make it sleep for an hour.
    RPS_DELAY = float("-inf")

    def __init__(self, token: str, version: str, session: OneCallSession, pace_s: float) -> None:
        super().__init__(token=token, api_version=version, session=session, config=jconfig.MemoryConfig)
        # The library repeats a call for ever on error 6, and breaks on a captcha without an id.
        self.error_handlers: dict[int, Callable[..., Any]] = {}
        self._pace_s = pace_s
        self._pace_lock = threading.Lock()
        self._next_call_at = 0.0

    def method(self, method: str, values: dict[str, str] | None = None, **options: Any) -> Any:
        """The response to one call, after a pause of at most `pace_s` seconds. Raises vk_api's and our errors."""
        with self._pace_lock:
            wait = self._next_call_at - time.monotonic()
            self._next_call_at = max(self._next_call_at, time.monotonic()) + self._pace_s
        if wait > 0:
            time.sleep(wait)
        return super().method(method, values, **options)


def clients(account: Account, version: str, session: OneCallSession) -> dict[str, Client]:
    """Credential's name → client, for each that is configured."""
    return {
        name: Client(secret, version, session, pace_s)
        for name, pace_s in PACE_S.items()
        if (secret := account.secret(name))
    }
