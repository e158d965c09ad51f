"""What the answers' usage headers say, as quotas. Pure, but for the memory of the newest.

developers.facebook.com/docs/graph-api/overview/rate-limiting, read 2026-11-23: shares in percent, of a rolling hour for
the app, of a rolling day for the page; 100 is the wall. The headers name no reset below it: from 80 % on, where reading
stops, we look again after an hour of our own choice.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.model.quota import READING_STOPS_AT, Quota, Use
from bot.networks.facebook.errors import regained_after

_LOOK_AGAIN = timedelta(hours=1)
_SHARES = ("call_count", "total_time", "total_cputime")


def quotas_of(headers: Mapping[str, str], page: str, now: datetime) -> list[Quota]:
    """The limits that one answer speaks of; names in lower case. What cannot be read is left out."""
    found = []
    app = _parsed(headers.get("x-app-usage"))
    if isinstance(app, dict):
        found += _quota("app calls in an hour", [app], timedelta(), now)
    pages = _parsed(headers.get("x-business-use-case-usage"))
    entries = pages.get(page) if isinstance(pages, dict) else None
    if isinstance(entries, list):
        told = [entry for entry in entries if isinstance(entry, dict)]
        found += _quota("page calls in 24 hours", told, regained_after(headers), now)
    return found


def _quota(name: str, entries: Iterable[Mapping[str, Any]], wait: timedelta, now: datetime) -> list[Quota]:
    shares = [entry[key] for entry in entries for key in _SHARES if isinstance(entry.get(key), int | float)]
    if not shares:
        return []
    used = max(shares) / 100
    stops = used >= READING_STOPS_AT or wait
    return [Quota(name, Use.ALL, used, now, now + (wait or _LOOK_AGAIN) if stops else None)]


def _parsed(header: str | None) -> Any:
    try:
        return json.loads(header) if header else None
    except ValueError:
        return None


class Usage:
    """The newest of each limit since the last question; safe to share between threads."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._lock = threading.Lock()
        self._newest: dict[str, Quota] = {}

    def saw(self, headers: Mapping[str, str], now: datetime) -> None:
        """Takes note of one answer."""
        found = quotas_of(headers, self._page, now)
        with self._lock:
            self._newest |= {quota.name: quota for quota in found}

    def told(self) -> Sequence[Quota]:
        """What was seen since the last question."""
        with self._lock:
            found, self._newest = list(self._newest.values()), {}
        return found
