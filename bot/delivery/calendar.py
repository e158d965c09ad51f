"""Quiet days by an account's own calendar. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.model.policy import QuietDays

_DAY = timedelta(days=1)
#: A configuration in which every day is quiet is looked at again after so long.
_HORIZON = 800


def quiet_days_end(days: Collection[QuietDays], zone: tzinfo, now: datetime) -> tuple[datetime, str] | None:
    """When the quiet days that hold now end (the midnight after the last of them, aware UTC), and which hold now.

    None when the day is not quiet.
    """
    today = now.astimezone(zone).date()
    holding = _covering(days, today)
    if holding is None:
        return None
    day = today
    for _ in range(_HORIZON):
        day += _DAY
        if _covering(days, day) is None:
            break
    # A midnight that the clocks skip is the moment at which they do.
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC), holding.written


def _covering(days: Collection[QuietDays], day: date) -> QuietDays | None:
    return next((quiet for quiet in days if quiet.covers(day)), None)
