"""Mastodon's rate limits, told in three headers: those of the limit that is nearest to being reached.

Sources: https://docs.joinmastodon.org/api/rate-limits/ and https://github.com/mastodon/mastodon (config/initializers/
rack_attack.rb, app/lib/rate_limiter.rb), 2026-11-25. Quotas: "api" (300 in 5 min), "media" and "delete" (30 in 30 min each),
"statuses" (300 new posts in 3 h), "paging" (300 in 15 min). The switch "headers" set to false: a proxy drops them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox.mastodon.errors import Refused
from bot.sandbox.world import World

_LIMITS = {
    "api": (300, 300),
    "media": (30, 1800),
    "delete": (30, 1800),
    "statuses": (300, 10_800),
    "paging": (300, 900),
}
_ROUTES = {
    "POST /api/v1/media": "media",
    "POST /api/v2/media": "media",
    "DELETE /api/v1/statuses/:id": "delete",
    "POST /api/v1/statuses": "statuses",
}


class Quotas:
    """The counters of one account."""

    def __init__(self, world: World) -> None:
        self._world = world

    def take(self, route: str, *, paging: bool) -> dict[str, str]:
        """Counts one call; the headers that tell of it. Raises Refused, with the headers, at the wall."""
        names = ["api", *([_ROUTES[route]] if route in _ROUTES else []), *(["paging"] if paging else [])]
        now_s = int(self._world.now().timestamp())
        told = []
        for name in names:
            limit, length_s = _LIMITS[name]
            period = str(now_s // length_s)
            used, there = self._world.quotas.read("mastodon", name, limit, period)
            if used >= there:
                headers = self._headers(there, 0, self.reset(name))
                raise Refused("too-many", headers=headers)
            told.append((there - used - 1, there, name))
        for name in names:
            limit, length_s = _LIMITS[name]
            self._world.quotas.use("mastodon", name, limit, period=str(now_s // length_s))
        left, there, name = min(told)
        return self._headers(there, left, self.reset(name))

    def reset(self, name: str = "api") -> str:
        """When the running window ends, as the header writes it."""
        length_s = _LIMITS[name][1]
        end_s = (int(self._world.now().timestamp()) // length_s + 1) * length_s
        return datetime.fromtimestamp(end_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")

    def _headers(self, limit: int, left: int, reset: str) -> dict[str, str]:
        if not self._world.switches.get("mastodon", "headers", default=True):
            return {}
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": reset}
