"""How many calls OK leaves us, from users.getCallsLeft (apiok.ru, users.getCallsLeft, read 2026-11-23).

OK tells what is left of each method, neither how much there was nor when it is whole again. So the share is counted
from the most that was ever seen, and what is used up is looked at again after an hour of our own choice.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.model.quota import READING_STOPS_AT, Quota, Use

LOOK_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """A method whose calls are counted."""

    words: str
    use: Use
    #: With so few left it counts as used up.
    reserve: int


POST = "mediatopic.post"
WATCHED: Mapping[str, Watched] = {
    POST: Watched("topics", Use.POSTING, 0),
    "photosV2.getUploadUrl": Watched("uploads of pictures", Use.POSTING, 0),
    # One measurement of a thousand posts needs ten.
    "mediatopic.getByIds": Watched("look-ups of topics", Use.READING, 10),
}

#: As users.getCallsLeft takes them.
METHODS = ",".join(sorted(WATCHED))


def lefts_of(answer: Any) -> dict[str, int]:
    """Watched method → calls left, as the answer tells; what cannot be read is left out. Pure."""
    rows = answer if isinstance(answer, list) else []
    found = {}
    for row in rows:
        if not isinstance(row, dict) or row.get("name") not in WATCHED:
            continue
        left = row.get("callsLeft", row.get("calls_left"))
        if row.get("available") is False:
            found[row["name"]] = 0
        elif isinstance(left, int | str) and str(left).isdecimal():
            found[row["name"]] = int(left)
    return found


def quota_of(method: str, left: int, most: int, now: datetime) -> Quota:
    """The limit of a watched method of which `left` calls are left, `most` at the most ever seen. Pure."""
    watched = WATCHED[method]
    spent = left <= watched.reserve
    share = 1.0 if spent else max(1.0 - left / most, 0.0) if most else 0.0
    resets_at = now + LOOK_EVERY if spent or share >= READING_STOPS_AT else None
    return Quota(watched.words, watched.use, share, now, resets_at, left)


class Gauge:
    """What OK said of its limits since the last question; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._most: dict[str, int] = {}
        #: The newest of each method, and of each name since the last question.
        self._last: dict[str, Quota] = {}
        self._told: dict[str, Quota] = {}
        self._looked_at: datetime | None = None

    def due(self, now: datetime) -> bool:
        """Whether the last look is an hour old; from now on it is not."""
        with self._lock:
            # A clock set back must not keep us from looking.
            if self._looked_at is not None and timedelta() <= now - self._looked_at < LOOK_EVERY:
                return False
            self._looked_at = now
        return True

    def saw(self, lefts: Mapping[str, int], now: datetime) -> None:
        """Takes note of one answer of users.getCallsLeft."""
        with self._lock:
            self._looked_at = now
            for method, left in lefts.items():
                self._most[method] = max(left, self._most.get(method, 0))
                self._note(method, quota_of(method, left, self._most[method], now))

    def ran_out(self, method: str, wait: timedelta, now: datetime) -> None:
        """Takes note that a call was refused for its limit."""
        if method not in WATCHED:
            return
        with self._lock:
            self._note(method, replace(quota_of(method, 0, 0, now), resets_at=now + wait))

    def wait_for(self, method: str, now: datetime) -> timedelta | None:
        """How long OK is to be left alone with that method; None when it may be called."""
        with self._lock:
            quota = self._last.get(method)
        if quota is None or quota.share_used < 1.0 or quota.resets_at is None or quota.resets_at <= now:
            return None
        return quota.resets_at - now

    def told(self) -> Sequence[Quota]:
        """What was seen since the last question, the newest of each name."""
        with self._lock:
            found, self._told = list(self._told.values()), {}
        return found

    def _note(self, method: str, quota: Quota) -> None:
        self._last[method] = quota
        self._told[quota.name] = quota
