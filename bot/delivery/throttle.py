"""When an account may send next: gap, numbers, quiet hours, windows, spreading, budget. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.delivery.calendar import quiet_days_end
from bot.delivery.spread import spread_until
from bot.delivery.windows import opens_at, quiet_until
from bot.model.account import Account, Passable
from bot.model.money import Price
from bot.model.waiting import Cause, Wait

DAY = timedelta(hours=24)
#: The end of one limit may lie inside another; so many in a row are no accident of ours.
_ROUNDS = 40


def not_before(
    account: Account, sent: Sequence[datetime], now: datetime, *, priority: bool = False, waiting: int = 1
) -> Wait | None:
    """The moment from which the account may send, and what it waits for last; None when it may send now.

    `sent`: when its calls were made that are, or may be, out, oldest first, at least since `looks_back_to`.
    `waiting`: how many ordinary posts are due, the one asked for included. Breaking news (`priority`) does not wait
    for spreading, nor for what the account lets it pass.
    """
    moment, last = now, None
    for _ in range(_ROUNDS):
        wait = max(_waits(account, sent, moment, priority, waiting), default=None)
        if wait is None:
            break
        moment, last = wait.until, wait
        if wait.cause in {Cause.DAILY_LIMIT, Cause.MONTHLY_LIMIT} and 0 in {account.daily_limit, account.monthly_limit}:
            # A limit of none never gives room: it is looked at again, not lived through.
            break
    return last


def looks_back_to(account: Account, now: datetime) -> datetime:
    """Since when `not_before` must know what was sent."""
    since = now - max(DAY, account.min_gap, account.spread)
    return min(since, month_start(account, now)) if account.monthly_limit is not None else since


def _waits(account: Account, sent: Sequence[datetime], now: datetime, priority: bool, waiting: int) -> list[Wait]:
    passes = account.priority_passes if priority else frozenset[Passable]()
    zone = ZoneInfo(account.timezone)
    waits = [_daily(account.daily_limit, sent, now), _monthly(account, sent, now)]
    if Passable.MIN_GAP not in passes:
        waits.append(_gap(account.min_gap, sent, now))
    if Passable.QUIET_HOURS not in passes:
        ends = quiet_until(account.quiet_hours, zone, now)
        waits.append(
            Wait(ends, f"quiet hours until {ends.astimezone(zone):%H:%M}", Cause.QUIET_HOURS) if ends else None
        )
    if Passable.QUIET_DAYS not in passes:
        waits.append(_quiet_day(account, zone, now))
    if Passable.POSTING_WINDOWS not in passes:
        opens = opens_at(account.posting_windows, zone, now)
        why = f"the posting window of {opens.astimezone(zone):%a %H:%M}" if opens else ""
        waits.append(Wait(opens, why, Cause.POSTING_WINDOWS) if opens else None)
    if not priority:
        waits.append(_spread(account.spread, sent, waiting, now))
    return [wait for wait in waits if wait is not None and wait.until > now]


def _quiet_day(account: Account, zone: ZoneInfo, now: datetime) -> Wait | None:
    found = quiet_days_end(account.quiet_days, zone, now)
    if found is None:
        return None
    until, written = found
    return Wait(until, f"the end of the quiet day {written}", Cause.QUIET_DAY)


def _gap(gap: timedelta, sent: Sequence[datetime], now: datetime) -> Wait | None:
    # A clock that was set back leaves moments in the future: nothing waits for those.
    past = [moment for moment in sent[-50:] if moment <= now]
    if not past or not gap:
        return None
    return Wait(past[-1] + gap, f"the minimum gap of {words(gap)} between two posts", Cause.MIN_GAP)


def _spread(over: timedelta, sent: Sequence[datetime], waiting: int, now: datetime) -> Wait | None:
    until = spread_until(over, sent, waiting, now)
    why = f"its turn: what came at once is spread over {words(over)}"
    return Wait(until, why, Cause.SPREAD) if until is not None else None


def _daily(limit: int | None, sent: Sequence[datetime], now: datetime) -> Wait | None:
    if limit is None:
        return None
    recent = [moment for moment in sent if moment > now - DAY]
    if len(recent) < limit:
        return None
    # Room comes when the oldest of the newest `limit` posts is a day old; a limit of 0 never gives room today.
    frees = recent[-limit] + DAY if limit else now + DAY
    return Wait(frees, f"the daily limit of {limit} posts", Cause.DAILY_LIMIT)


def _monthly(account: Account, sent: Sequence[datetime], now: datetime) -> Wait | None:
    limit = account.monthly_limit
    if limit is None:
        return None
    begins = month_start(account, now)
    if sum(1 for moment in sent if moment >= begins) < limit:
        return None
    return Wait(next_month(account, now), f"the monthly limit of {limit} posts", Cause.MONTHLY_LIMIT)


def month_start(account: Account, now: datetime) -> datetime:
    """When the account's month began, by its own clock; aware UTC."""
    local = now.astimezone(ZoneInfo(account.timezone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0).astimezone(UTC)


def next_month(account: Account, now: datetime) -> datetime:
    """When the account's next month begins, by its own clock; aware UTC."""
    local = now.astimezone(ZoneInfo(account.timezone))
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1).astimezone(UTC)


def over_budget(account: Account, spent: Decimal, price: Price, now: datetime) -> Wait | None:
    """Until when a post at that price must wait, and why: the next month; None when the budget allows it.

    `spent`: since the beginning of the account's month.
    """
    if account.monthly_budget is None or spent + price.amount <= Decimal(str(account.monthly_budget)):
        return None
    why = (
        f"the monthly budget of {account.monthly_budget:g} {price.currency}: {spent:f} are spent, "
        f"{price.what} costs {price.amount:f}"
    )
    return Wait(next_month(account, now), why, Cause.BUDGET)


def words(duration: timedelta) -> str:
    """The duration in days, hours, minutes and seconds, without what is nothing: "1 h 30 min"."""
    seconds = round(duration.total_seconds())
    parts = []
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"
