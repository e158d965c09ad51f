"""A burst spread over time: how far apart the posts of one account go when many are due at once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta


def spread_until(over: timedelta, sent: Sequence[datetime], waiting: int, now: datetime) -> datetime | None:
    """The moment before which the next ordinary post does not go; None when nothing was sent within `over`.

    `sent`: when posts went, oldest first; `waiting`: how many ordinary ones are due, the next one included. The burst
    is what went within `over` and what waits; its posts go evenly, so that the last leaves before `over` has passed
    since the first. One article alone never waits.
    """
    recent = [moment for moment in sent if now - over < moment <= now]
    if not over or not recent:
        return None
    return recent[-1] + over / (len(recent) + max(waiting, 1))
