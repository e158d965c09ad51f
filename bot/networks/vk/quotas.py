"""VK's metering. No answer tells how much is used, so our own calls are counted, and what a refusal tells is believed.

Read 2026-11-23 (peers; no official page was found): since 2026-09-07 an unverified app has 10,000 calls a month, each
call inside `execute` taken as one; wall.get 5,000 a day and token; 50 posts a day and community, verified ones exempt.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.model.quota import Quota, Use

NUMBERS = {"calls_per_month": 10_000.0, "posts_per_day": 50.0}
_WALL_GETS_A_DAY = 5_000
_DAY = timedelta(days=1)
#: Credentials whose calls are those of an app; a community key belongs to the community.
_OF_THE_APP = frozenset({"service_key", "user_token"})
#: Waits after code 9, growing while nothing else is answered.
_FLOOD_WAITS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))


class Meter:
    """Calls and posts of one account as this process has made them; safe to share between threads."""

    def __init__(self, numbers: Mapping[str, float]) -> None:
        """`numbers`: `calls_per_month` and `posts_per_day`; 0 = not limited."""
        self._numbers = {**NUMBERS, **numbers}
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._posts: list[datetime] = []
        self._is_new = False
        #: Whether VK has verified the community; None where it did not say.
        self.verified: bool | None = None

    def count(self, credential: str, method: str, times: int, now: datetime) -> None:
        """Notes so many calls of one method."""
        with self._lock:
            self._is_new = True
            if credential in _OF_THE_APP:
                self._calls[_month(now)] += times
            if method == "wall.get":
                self._calls[f"{credential} {_day(now)}"] += times

    def posted(self, now: datetime) -> None:
        """Notes one post."""
        with self._lock:
            self._is_new = True
            self._posts = [*(at for at in self._posts if now - at < _DAY), now]

    def told(self, now: datetime) -> list[Quota]:
        """The limits as they stand now; [] when nothing happened since the last question."""
        with self._lock:
            is_new, self._is_new = self._is_new, False
            return [*self._of_calls(now), *self._of_posts(now)] if is_new else []

    def _of_calls(self, now: datetime) -> list[Quota]:
        found = []
        limit, used = int(self._numbers["calls_per_month"]), self._calls[_month(now)]
        if limit and used:
            whole_at = (now.astimezone(UTC).replace(day=1) + timedelta(days=32)).replace(
                day=1, hour=0, minute=0, second=0, microsecond=0
            )
            # Reading stops at four fifths: what is left is for posts, which a community key does not take from here.
            found.append(_quota("calls of the app this month", Use.READING, used, limit, now, whole_at))
        for credential in sorted(_OF_THE_APP):
            used = self._calls[f"{credential} {_day(now)}"]
            if used:
                # Shown only: figures are read by other methods, and go on.
                name = f"looks at the wall by {credential} today"
                found.append(_quota(name, Use.READING, used, _WALL_GETS_A_DAY, now, None))
        return found

    def _of_posts(self, now: datetime) -> list[Quota]:
        limit = int(self._numbers["posts_per_day"])
        posts = [at for at in self._posts if now - at < _DAY]
        if not limit or not posts or self.verified:
            return []
        # Whether a community of which VK did not say so is exempt, only its refusal tells.
        holds = self.verified is False and len(posts) >= limit
        whole_at = posts[-limit] + _DAY if holds else None
        return [_quota("posts in 24 hours", Use.POSTING, len(posts), limit, now, whole_at)]


class Floods:
    """How long to wait after code 9: minutes, then hours; one credential's; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._step = -1
        self._until: datetime | None = None
        self._methods: set[str] = set()

    def refused(self, method: str, now: datetime) -> timedelta | None:
        """The wait; None when several methods said so beyond the longest wait and none was answered in between."""
        with self._lock:
            self._methods.add(method)
            if self._until is None or now >= self._until:
                self._step += 1
                if self._step >= len(_FLOOD_WAITS):
                    self._step = len(_FLOOD_WAITS) - 1
                    if len(self._methods) > 1:
                        return None
                self._until = now + _FLOOD_WAITS[self._step]
            return max(self._until - now, timedelta(seconds=1))

    def answered(self) -> None:
        """All is well again."""
        with self._lock:
            self._step, self._until = -1, None
            self._methods.clear()


def _quota(name: str, use: Use, used: int, limit: int, now: datetime, resets_at: datetime | None) -> Quota:
    return Quota(name, use, used / limit, now, resets_at, max(limit - used, 0))


def _month(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m}"


def _day(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%d}"
