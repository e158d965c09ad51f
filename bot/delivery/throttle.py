"""When an account may send next: minimum gap, daily limit, quiet hours, budget. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.model.account import Account, QuietHours
from bot.model.money import Price

DAY = timedelta(hours=24)


def not_before(account: Account, sent: Sequence[datetime], now: datetime) -> tuple[datetime, str] | None:
    """The moment from which the account may send, and what it waits for; None when it may send now.

    `sent`: when its calls of the last 24 hours were made that are, or may be, out; oldest first.
    """
    waits = [
        _gap(account.min_gap, sent),
        _daily(account.daily_limit, sent, now),
        _quiet(account.quiet_hours, ZoneInfo(account.timezone), now),
    ]
    later = [wait for wait in waits if wait is not None and wait[0] > now]
    return max(later, default=None)


def _gap(gap: timedelta, sent: Sequence[datetime]) -> tuple[datetime, str] | None:
    if not sent or not gap:
        return None
    return sent[-1] + gap, f"the minimum gap of {_words(gap)} between two posts"


def _daily(limit: int | None, sent: Sequence[datetime], now: datetime) -> tuple[datetime, str] | None:
    recent = [moment for moment in sent if moment > now - DAY]
    if limit is None or len(recent) < limit:
        return None
    # Room comes when the oldest of the newest `limit` posts is a day old; a limit of 0 never gives room today.
    frees = recent[-limit] + DAY if limit else now + DAY
    return frees, f"the daily limit of {limit} posts"


def _quiet(quiet: QuietHours | None, zone: ZoneInfo, now: datetime) -> tuple[datetime, str] | None:
    if quiet is None or quiet.start == quiet.end:
        return None
    local = now.astimezone(zone)
    time = local.time()
    over_midnight = quiet.start > quiet.end
    inside = (time >= quiet.start or time < quiet.end) if over_midnight else quiet.start <= time < quiet.end
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if over_midnight and time >= quiet.start else 0)
    # Built from the local wall clock, so that a change to or from summer time moves nothing.
    ends = datetime.combine(day, quiet.end, tzinfo=zone).astimezone(now.tzinfo)
    return ends, f"quiet hours until {quiet.end:%H:%M}"


def month_start(account: Account, now: datetime) -> datetime:
    """When the account's month began, by its own clock; aware UTC."""
    local = now.astimezone(ZoneInfo(account.timezone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def over_budget(account: Account, spent: Decimal, price: Price, now: datetime) -> tuple[datetime, str] | None:
    """Until when a post at that price must wait, and why: the next month; None when the budget allows it.

    `spent`: since the beginning of the account's month.
    """
    if account.monthly_budget is None or spent + price.amount <= Decimal(str(account.monthly_budget)):
        return None
    local = month_start(account, now).astimezone(ZoneInfo(account.timezone))
    following = local.replace(year=local.year + local.month // 12, month=local.month % 12 + 1)
    why = (
        f"the monthly budget of {account.monthly_budget:g} {price.currency}: {spent:f} are spent, "
        f"{price.what} costs {price.amount:f}"
    )
    return following.astimezone(UTC), why


def _words(duration: timedelta) -> str:
    minutes, seconds = divmod(round(duration.total_seconds()), 60)
    parts = [f"{minutes} min" if minutes else "", f"{seconds} s" if seconds else ""]
    return " ".join(part for part in parts if part) or "0 s"
