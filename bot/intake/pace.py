"""When a page is read again: pure functions of its age and of what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

#: Ages of an article at which its page is read again: the visits at which its posts are measured, up to a week.
AGES: tuple[timedelta, ...] = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(days=1),
    timedelta(days=2),
    timedelta(days=3),
    timedelta(days=5),
    timedelta(days=7),
)
#: After re-readings that failed.
_AGAIN = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
_GIVE_UP = timedelta(days=14)


def next_look(since: datetime, now: datetime, ages: Sequence[timedelta] = AGES) -> datetime | None:
    """The moment of the next reading after `now`; None when the page is read no more.

    `since`: when the article was first seen, or withdrawn. Missed readings are not made up for.
    """
    later = next((age for age in ages if age > now - since), None)
    return None if later is None else since + later


def after_failure(
    since: datetime, now: datetime, failures: int, *, suspected: bool, ages: Sequence[timedelta] = AGES
) -> datetime | None:
    """When a page is tried again after so many failures in a row; None when it is given up, its article kept.

    `suspected`: something was seen that must be seen again: then the usual end does not hold, a later one does.
    """
    planned = next_look(since, now, ages)
    if planned is None and (not suspected or now - since > _GIVE_UP):
        return None
    again = now + _AGAIN[max(min(failures, len(_AGAIN)), 1) - 1]
    return again if planned is None else min(again, planned)
