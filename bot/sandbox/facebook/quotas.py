"""Usage headers that grow with every call, and the wall at 100 percent.

A page's own limit is 4800 calls times engaged users in 24 hours, an app's or user's 200 times users in an hour
(developers.facebook.com/docs/graph-api/overview/rate-limiting, read 2026-11-23). Quotas under /_control:
"page:<id>", "user:<id>" and "app".
"""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox import accounts
from bot.sandbox.facebook import errors
from bot.sandbox.facebook.tokens import Caller
from bot.sandbox.wire import Response
from bot.sandbox.world import World

_ENGAGED_USERS = 50
_APP_USERS = 100


class Usage:
    """What was used so far."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _limits(self, caller: Caller) -> tuple[str, int, str, timedelta]:
        now = self._world.now()
        if caller.kind == "page":
            end = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return f"page:{caller.identity}", 4800 * _ENGAGED_USERS, f"{now:%Y-%m-%d}", end - now
        end = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        name = "app" if caller.kind == "app" else f"user:{caller.identity}"
        return name, 200 * _APP_USERS, f"{now:%Y-%m-%dT%H}", end - now

    def take(self, caller: Caller) -> Response | None:
        """Counts one call; the refusal when the quota was used up before it."""
        name, limit, period, left = self._limits(caller)
        used, there = self._world.quotas.read("facebook", name, limit, period)
        if used >= there:
            minutes = max(int(left.total_seconds() // 60), 1)
            if caller.kind == "page":
                return errors.error("80001", headers=errors.throttled(caller.identity, minutes))
            return errors.error("4" if caller.kind == "app" else "17", headers={"X-App-Usage": _percents(100)})
        self._world.quotas.use("facebook", name, limit, period=period)
        return None

    def headers(self, caller: Caller) -> dict[str, str]:
        """What an answer tells of the usage: whole percents."""
        name, limit, period, _ = self._limits(caller)
        used, there = self._world.quotas.read("facebook", name, limit, period)
        percent = min(100, used * 100 // there)
        if caller.kind != "page":
            return {"X-App-Usage": _percents(percent)}
        entry = {
            "type": "pages", "call_count": percent, "total_cputime": percent // 3, "total_time": percent // 2,
            "estimated_time_to_regain_access": 0,
        }  # fmt: skip
        return {
            "X-App-Usage": _percents(percent // 4),
            "X-Business-Use-Case-Usage": errors.json_text({accounts.FACEBOOK_PAGE: [entry]}),
        }


def _percents(calls: int) -> str:
    return errors.json_text({"call_count": calls, "total_time": calls // 2, "total_cputime": calls // 3})
