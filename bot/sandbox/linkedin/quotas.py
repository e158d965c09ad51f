"""Calls per endpoint, per app and per member, per UTC day; no header ever tells how many are left.

Quotas under /_control: "app:<resource>" and "member:<resource>", as in "member:posts".
"""

from __future__ import annotations

from bot.sandbox.linkedin import errors
from bot.sandbox.wire import Response
from bot.sandbox.world import World

_LIMITS = {"app": 100_000, "member": 10_000}


def take(world: World, resource: str) -> Response | None:
    """Counts one call; the refusal when the day's calls were used up before it."""
    day = f"{world.now():%Y-%m-%d}"
    for whose, limit in _LIMITS.items():
        used, there = world.quotas.read("linkedin", f"{whose}:{resource}", limit, day)
        if used >= there:
            return errors.error("429/TOO_MANY_REQUESTS")
    for whose, limit in _LIMITS.items():
        world.quotas.use("linkedin", f"{whose}:{resource}", limit, period=day)
    return None
