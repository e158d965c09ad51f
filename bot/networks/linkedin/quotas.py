"""Our own count of calls: LinkedIn tells no limit before it is spent.

learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits, read 2026-11-23: limits hold per endpoint, per
app and per member, until 00:00 UTC; their numbers stand in the Developer Portal only, and no header speaks of them.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from bot.model.quota import Quota, Use
from bot.networks.linkedin.errors import FIRST_WAIT

#: A 429 also guards LinkedIn's machines: only the third in a row means that the day's calls are used up.
_STRIKES = 3
#: Clocks differ: the new day begins a little later for us.
_SPARE = timedelta(minutes=5)
_POSTS = "POST posts"
#: Endpoint → its name for people, and what its limit forbids.
_KINDS = {
    _POSTS: ("new posts", Use.POSTING),
    "images": ("calls for pictures", Use.POSTING),
    "GET posts": ("looks at posts", Use.READING),
    "GET organizationalEntityShareStatistics": ("looks at statistics", Use.READING),
    "GET socialMetadata": ("looks at reactions", Use.READING),
}


def endpoint_of(method: str, path: str) -> str:
    """What LinkedIn counts together, as far as is known: the resource, and what is done with it."""
    resource, _, urn = path.removeprefix("rest/").partition("/")
    if resource == "images":
        return resource
    return f"{method} {resource}" + ("/urn" if urn and method != "GET" else "")


class Days:
    """The calls of one UTC day, by endpoint; safe to share between threads. Another process counts for itself."""

    def __init__(self, posts: int, calls: int) -> None:
        """`posts`, `calls`: new posts a day, and calls a day of each other endpoint; 0 = not known."""
        self._posts = posts
        self._calls = calls
        self._lock = threading.Lock()
        self._day: date | None = None
        self._is_whole = False
        self._counts: Counter[str] = Counter()
        self._strikes: Counter[str] = Counter()
        #: What a wall met on a day counted from its beginning has taught.
        self._learned: dict[str, int] = {}
        self._news: dict[str, Quota] = {}

    def answered(self, endpoint: str, now: datetime) -> None:
        """Counts one call that was not refused for its number."""
        with self._lock:
            self._begin(now)
            self._counts[endpoint] += 1
            self._strikes[endpoint] = 0
            self._note(endpoint, now)

    def refused(self, endpoint: str, now: datetime) -> timedelta:
        """How long to wait after a 429: minutes at first, then until the next UTC day."""
        with self._lock:
            self._begin(now)
            self._strikes[endpoint] += 1
            if self._strikes[endpoint] < _STRIKES:
                return FIRST_WAIT
            if self._is_whole and self._counts[endpoint]:
                self._learned[endpoint] = self._counts[endpoint]
            self._note(endpoint, now)
            return _next_day(now) - now

    def told(self) -> list[Quota]:
        """What is new since the last question; nothing of endpoints whose limit is not known."""
        with self._lock:
            found, self._news = list(self._news.values()), {}
        return found

    def _begin(self, now: datetime) -> None:
        today = now.astimezone(UTC).date()
        if self._day != today:
            self._is_whole = self._day is not None
            self._day = today
            self._counts.clear()
            self._strikes.clear()

    def _note(self, endpoint: str, now: datetime) -> None:
        known, allowed = _KINDS.get(endpoint), self._posts if endpoint == _POSTS else self._calls
        limit = min(filter(None, (allowed, self._learned.get(endpoint, 0))), default=0)
        is_spent = self._strikes[endpoint] >= _STRIKES
        if known is None or not (limit or is_spent):
            return
        name, use = f"{known[0]} in the UTC day", known[1]
        left = max(limit - self._counts[endpoint], 0) if limit and not is_spent else 0
        share = 1.0 if is_spent else self._counts[endpoint] / limit
        self._news[name] = Quota(name, use, share, now, _next_day(now), left)


def _next_day(now: datetime) -> datetime:
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + _SPARE
