"""When a post is measured next: a pure function of its age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: Ages at which a post is measured; after the last but one monthly, until the last.
VISITS: tuple[timedelta, ...] = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=14),
    timedelta(days=30),
    timedelta(days=60),
    timedelta(days=90),
)


def next_visit(published_at: datetime, now: datetime, visits: Sequence[timedelta] = VISITS) -> datetime | None:
    """The moment of the next measurement after `now`; None when the post is too old to be measured again.

    Missed visits are not made up for: after an outage one measurement follows, not all that were due.
    """
    age = now - published_at
    later = next((visit for visit in visits if visit > age), None)
    return None if later is None else published_at + later
