"""Quiet hours and posting windows by an account's wall clock, through both changes of the clock. Pure.

A moment is quiet, or open, when the wall clock then shows a time that is. So an hour that the clocks skip holds no
moment at all, and an hour that they repeat counts both times.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.model.account import PostingWindow, QuietHours

_DAY = timedelta(days=1)
#: A weekly window may fall into a skipped hour: then it is the week after next.
_HORIZON = timedelta(days=16)
#: No zone has changed its clock twice within so little time.
_STEP = timedelta(hours=6)


def quiet_until(quiet: QuietHours | None, zone: tzinfo, now: datetime) -> datetime | None:
    """The first moment from `now` on that is not quiet, aware UTC; None when that is now."""
    if quiet is None or quiet.start == quiet.end:
        return None
    return _first(lambda local: not quiet.covers(local.time()), {quiet.start, quiet.end}, zone, now)


def opens_at(windows: Collection[PostingWindow], zone: tzinfo, now: datetime) -> datetime | None:
    """The first moment from `now` on inside a window, aware UTC; None when that is now, or there are no windows."""
    if not windows:
        return None

    def is_open(local: datetime) -> bool:
        return any(window.covers(local.weekday(), local.time()) for window in windows)

    return _first(is_open, {time(0)}.union(*({window.start, window.end} for window in windows)), zone, now)


def _first(good: Callable[[datetime], bool], bounds: Collection[time], zone: tzinfo, now: datetime) -> datetime | None:
    if good(now.astimezone(zone)):
        return None
    for length in (2 * _DAY, _HORIZON):
        turns = _turns(bounds, zone, now.astimezone(UTC), length)
        found = next((turn for turn in turns if good(turn.astimezone(zone))), None)
        if found is not None:
            return found
    # A configuration that leaves no time open is refused when it is read: this is never the answer to one of those.
    return now + _HORIZON


def _turns(bounds: Collection[time], zone: tzinfo, now: datetime, length: timedelta) -> list[datetime]:
    """Every moment after `now` and within `length` at which the wall clock reaches a bound or is changed, in order."""
    end = now + length
    first = now.astimezone(zone).date() - _DAY
    days = [first + number * _DAY for number in range(length.days + 3)]
    reached = {moment for day in days for bound in bounds for moment in _moments(day, bound, zone)}
    return sorted(moment for moment in reached | set(_changes(zone, now, end)) if now < moment <= end)


def _moments(day: date, bound: time, zone: tzinfo) -> Iterator[datetime]:
    """When that day's wall clock shows the time: once, or twice where the hour is repeated."""
    for fold in (0, 1):
        yield datetime.combine(day, bound, tzinfo=zone).replace(fold=fold).astimezone(UTC)


def _changes(zone: tzinfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the zone's distance from UTC changes, to the second."""
    while start < end:
        after = start + _STEP
        if _offset(zone, start) != _offset(zone, after):
            yield _change(zone, start, after)
        start = after


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    old = _offset(zone, before)
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(zone: tzinfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
