"""How fast a bot may send.

Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this, 2026-11-25: about 30 messages a
second in all, 20 a minute into one group (a channel counts as one, by what the network's support told others), one a second
into one chat with short bursts allowed. Quotas: "bot second", "chat minute"; "chat second" exists once its limit is set.
"""

from __future__ import annotations

from bot.sandbox.telegram.errors import Refused
from bot.sandbox.world import World

_LIMITS = (("bot second", 30, 1), ("chat minute", 20, 60), ("chat second", 0, 1))


class Quotas:
    """The counters."""

    def __init__(self, world: World) -> None:
        self._world = world

    def take(self, messages: int = 1) -> None:
        """Counts so many messages. Raises Refused with the seconds to wait where a window is full."""
        now_s = int(self._world.now().timestamp())
        told = self._world.state.get("telegram", "wait", "until") or {"until_s": 0}
        if now_s < told["until_s"]:
            self._world.violation("telegram", "a message was sent again before retry_after was over")
        windows = [
            (name, limit, length_s)
            for name, limit, length_s in _LIMITS
            if limit or self._world.state.get("telegram", "quota", name) is not None
        ]
        for name, limit, length_s in windows:
            used, there = self._world.quotas.read("telegram", name, limit, str(now_s // length_s))
            if used + messages > there:
                wait_s = length_s - now_s % length_s
                self._world.state.put("telegram", "wait", "until", {"until_s": now_s + wait_s})
                raise Refused("too-many", f"retry after {wait_s}", retry_after=wait_s)
        for name, limit, length_s in windows:
            self._world.quotas.use("telegram", name, limit, messages, str(now_s // length_s))
