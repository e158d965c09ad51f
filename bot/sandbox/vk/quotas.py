"""VK's metering: calls a second per token, wall.get a day, calls a month per application.

Source: fact sheet, sections 0, 6 and 8, 2026-11-23. Quotas are named "calls month" and "wall.get day service" (or user).
"""

from __future__ import annotations

import time
from collections import defaultdict, deque

from bot.sandbox.vk.errors import Refused
from bot.sandbox.vk.tokens import Caller
from bot.sandbox.world import World

_CALLS_A_MONTH = 10_000
_WALL_GET_A_DAY = 5_000


class Quotas:
    """The counters."""

    def __init__(self, world: World) -> None:
        self._world = world
        #: Seconds that only grow; not the sandbox's own time, since callers pace themselves by real seconds.
        self.clock = time.monotonic
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def take_second(self, caller: Caller) -> None:
        """Counts one call against the second. Raises Refused (6), which is not executed."""
        now, calls = self.clock(), self._calls[caller.token]
        while calls and now - calls[0] > 1:
            calls.popleft()
        if len(calls) >= caller.per_second:
            raise Refused(6)
        calls.append(now)

    def take(self, caller: Caller, method: str) -> None:
        """Counts one call against day and month. Raises Refused (9: the application's month is used up; 29: the day)."""
        month = f"{self._world.now():%Y-%m}"
        used, there = self._world.quotas.read("vk", "calls month", _CALLS_A_MONTH, month)
        if used >= there:
            raise Refused(9)
        if method == "wall.get":
            name, day = f"wall.get day {caller.kind}", f"{self._world.now():%Y-%m-%d}"
            used, there = self._world.quotas.read("vk", name, _WALL_GET_A_DAY, day)
            if used >= there:
                raise Refused(29)
            self._world.quotas.use("vk", name, _WALL_GET_A_DAY, period=day)
        self._world.quotas.use("vk", "calls month", _CALLS_A_MONTH, period=month)
