"""How much of a server's limits is used, from the headers of its answers. Pure, but for the gauge.

A server tells of one limit: the one that is nearest to its end (docs.joinmastodon.org/api/rate-limits, and the server's
rate_limit_headers.rb, read 2026-11-25). Which one follows from the call, and from how far away its reset is.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.quota import Quota, Use
from bot.networks.mastodon.errors import moment_of

_SHORT = timedelta(minutes=5)
#: Of all calls, whatever they do.
_ALL = ("calls in 5 minutes", Use.ALL)
#: Limits with a longer span, by their calls; deletions have one too, which forbids nothing else.
_LONG = {
    "GET": ("pages in 15 minutes", Use.READING),
    "POST api/v1/statuses": ("statuses in 3 hours", Use.POSTING),
    "POST api/v2/media": ("uploads in 30 minutes", Use.POSTING),
}


def quota_of(method: str, path: str, headers: Mapping[str, str], now: datetime) -> Quota | None:
    """What one answer's headers tell; None where they tell nothing, or of a limit that forbids nothing else."""
    limit, remaining = _number(headers, "limit"), _number(headers, "remaining")
    if not limit or remaining is None:
        return None
    resets_at = moment_of(headers.get("x-ratelimit-reset", ""))
    is_long = resets_at is not None and resets_at - now > _SHORT
    named = _LONG.get(_kind_of(method, path)) if is_long else _ALL
    if named is None:
        return None
    words, use = named
    return Quota(words, use, max(1.0 - remaining / limit, 0.0), now, resets_at, remaining)


def _kind_of(method: str, path: str) -> str:
    return method if method == "GET" else f"{method} {path}"


def _number(headers: Mapping[str, str], name: str) -> int | None:
    value = headers.get(f"x-ratelimit-{name}", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 12 else None


class Gauge:
    """What the server said of its limits since the last question; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, Quota] = {}

    def saw(self, quota: Quota | None) -> None:
        """Takes note of one answer."""
        if quota is not None:
            with self._lock:
                self._told[quota.name] = quota

    def told(self) -> Sequence[Quota]:
        """What was seen since the last question, the newest of each name."""
        with self._lock:
            found, self._told = list(self._told.values()), {}
        return found
