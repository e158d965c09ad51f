"""X's rate limits: windows of 15 minutes per user or app, further ones of 24 hours, told in headers.

Source: fact sheet, section 8, 2026-11-23. A quota is named "POST /2/tweets user 15min", "… app 24hour", "… user 24hour";
the last has no published figure and exists once its limit is set by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.sandbox.wire import Response, json_response
from bot.sandbox.world import World
from bot.sandbox.x.problems import problem

_WINDOWS_S = {"15min": 900, "24hour": 86400}
#: Route → limit per user in 15 min, per app in 15 min, per app in 24 h; 0 = no such limit.
LIMITS: dict[str, tuple[int, int, int]] = {
    "POST /2/tweets": (100, 0, 10_000),
    "DELETE /2/tweets/:id": (50, 0, 0),
    "GET /2/tweets": (5_000, 3_500, 0),
    "GET /2/tweets/:id": (900, 450, 0),
    "GET /2/users/:id/tweets": (900, 10_000, 0),
    "GET /2/users/me": (75, 0, 0),
    "GET /2/users/by/username/:username": (900, 300, 0),
    "GET /2/tweets/analytics": (300, 300, 0),
    "GET /2/usage/tweets": (0, 50, 0),
    "POST /2/media/upload": (500, 0, 50_000),
    "POST /2/media/metadata": (500, 0, 50_000),
}


@dataclass(frozen=True)
class Window:
    """One limit as it stands."""

    name: str
    limit: int
    used: int
    reset_at_s: int

    @property
    def left(self) -> int:
        """Calls left."""
        return max(self.limit - self.used, 0)


class Quotas:
    """The counters."""

    def __init__(self, world: World) -> None:
        self._world = world

    def take(self, route: str, who: str) -> tuple[dict[str, str], Response | None]:
        """Counts one call of `who` ("user" or "app"); the headers that tell of it, and the refusal at the wall."""
        windows = {header: self._window(f"{route} {name}", limit) for header, name, limit in self._limits(route, who)}
        spent = [window for window in windows.values() if not window.left]
        if not spent:
            for header, window in windows.items():
                self._world.quotas.use("x", window.name, window.limit, period=self._period(window.name))
                windows[header] = replace(window, used=window.used + 1)
        told = self._world.switches.get("x", "headers", default=True)
        headers = _headers(windows) if told else {}
        return headers, self._refusal(headers) if spent else None

    def _limits(self, route: str, who: str) -> list[tuple[str, str, int]]:
        user, app, app_day = LIMITS[route]
        short = user if who == "user" else app
        limits = [("x-rate-limit", f"{who} 15min", short), ("x-app-limit-24hour", "app 24hour", app_day)]
        day = f"{route} user 24hour"
        if self._world.state.get("x", "quota", day) is not None:
            limits.append(("x-user-limit-24hour", "user 24hour", 1))
        return [entry for entry in limits if entry[2]]

    def _window(self, name: str, limit: int) -> Window:
        used, there = self._world.quotas.read("x", name, limit, self._period(name))
        length = _WINDOWS_S[name.rsplit(" ", 1)[-1]]
        return Window(name, there, used, (int(self._period(name)) + 1) * length)

    def _period(self, name: str) -> str:
        return str(int(self._world.now().timestamp()) // _WINDOWS_S[name.rsplit(" ", 1)[-1]])

    def _refusal(self, headers: dict[str, str]) -> Response:
        legacy = self._world.switches.get("x", "legacy_429", default=False)
        body = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
        response = json_response(body, 429) if legacy else problem("too-many")
        return replace(response, headers={**response.headers, **headers})


def _headers(windows: dict[str, Window]) -> dict[str, str]:
    return {
        f"{header}-{name}": str(value)
        for header, window in windows.items()
        for name, value in (("limit", window.limit), ("remaining", window.left), ("reset", window.reset_at_s))
    }
