"""How much of a server's limits is used, from the headers of its answers. Pure, but for the gauge.

A server tells the limit that is nearest to its end; making a status tells the one of statuses (docs.joinmastodon.org,
api/rate-limits, and the server's rate_limit_headers.rb, read 2026-11-25). So the name follows from call and limit.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.quota import Quota, Use
from bot.networks.mastodon.errors import moment_of


def quota_of(method: str, path: str, headers: Mapping[str, str], now: datetime) -> Quota | None:
    """What one answer's headers tell; None where they tell nothing, or of a limit that forbids nothing else."""
    limit, remaining = _number(headers, "limit"), _number(headers, "remaining")
    if not limit or remaining is None:
        return None
    named = _named(method, path, limit)
    if named is None:
        return None
    words, use = named
    share = max(1.0 - remaining / limit, 0.0)
    return Quota(words, use, share, now, moment_of(headers.get("x-ratelimit-reset", "")), remaining)


def _named(method: str, path: str, limit: int) -> tuple[str, Use] | None:
    if method == "POST" and path == "api/v1/statuses":
        return "statuses in 3 hours", Use.POSTING
    if method == "POST" and path == "api/v2/media":
        # The nearest limit may be that of all calls: either of them keeps pictures back.
        return ("uploads in 30 minutes", Use.POSTING) if limit < 300 else ("calls in 5 minutes", Use.ALL)
    if method == "GET":
        return ("calls in 5 minutes", Use.ALL)
    # Deletions and edits have limits of their own, told by their refusal.
    return None


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
