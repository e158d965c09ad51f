"""When an account may send next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.spread import spread_until
from bot.delivery.throttle import looks_back_to, month_start, next_month, not_before, over_budget, words
from bot.model.account import Account, Passable, PostingWindow, QuietHours
from bot.model.money import Price
from bot.model.waiting import Cause

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def account(**options: object) -> Account:
    return Account("fb", "facebook", "1", **options)  # type: ignore[arg-type]


def ago(**duration: float) -> datetime:
    return NOW - timedelta(**duration)


@pytest.mark.parametrize(
    ("options", "sent", "wait"),
    [
        ({}, [ago(seconds=1)], None),
        ({"min_gap": timedelta(minutes=10)}, [], None),
        ({"min_gap": timedelta(minutes=10)}, [ago(minutes=4)], timedelta(minutes=6)),
        ({"min_gap": timedelta(minutes=10)}, [ago(minutes=10)], None),
        ({"daily_limit": 2}, [ago(hours=20), ago(hours=1)], timedelta(hours=4)),
        ({"daily_limit": 2}, [ago(hours=25), ago(hours=1)], None),
        ({"daily_limit": 2}, [ago(hours=20), ago(hours=10), ago(hours=1)], timedelta(hours=14)),
        ({"daily_limit": 0}, [], timedelta(hours=24)),
        ({"min_gap": timedelta(hours=2), "daily_limit": 1}, [ago(hours=1)], timedelta(hours=23)),
    ],
)
def test_gap_and_daily_limit(options: dict[str, object], sent: list[datetime], wait: timedelta | None) -> None:
    found = not_before(account(**options), sent, NOW)
    assert (found[0] - NOW if found else None) == wait


@pytest.mark.parametrize(
    ("local", "ends"),
    [
        ("2026-11-24T22:59:00+06:00", None),
        ("2026-11-24T23:00:00+06:00", "2026-11-25T07:00:00+06:00"),
        ("2026-11-25T06:59:00+06:00", "2026-11-25T07:00:00+06:00"),
        ("2026-11-25T07:00:00+06:00", None),
    ],
)
def test_quiet_hours_over_midnight(local: str, ends: str | None) -> None:
    quiet = account(quiet_hours=QuietHours(time(23), time(7)), timezone="Asia/Bishkek")
    found = not_before(quiet, [], datetime.fromisoformat(local).astimezone(UTC))
    assert (found[0] if found else None) == (datetime.fromisoformat(ends) if ends else None)


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-29", 7), ("2026-10-25", 9)],  # Vienna: summer time begins, ends
)
def test_quiet_hours_end_by_the_wall_clock_when_the_clocks_change(day: str, hours: int) -> None:
    quiet = account(quiet_hours=QuietHours(time(23), time(7)), timezone="Europe/Vienna")
    begins = datetime.fromisoformat(f"{day}T00:00:00").astimezone(UTC) - timedelta(hours=1)
    from zoneinfo import ZoneInfo

    begins = (
        datetime.fromisoformat(f"{day}T23:00:00").replace(tzinfo=ZoneInfo("Europe/Vienna")) - timedelta(days=1)
    ).astimezone(UTC)
    found = not_before(quiet, [], begins)
    assert found is not None
    assert found[0] - begins == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("budget", "spent", "waits"),
    [(None, "1000", False), (100.0, "99.8", False), (100.0, "99.81", True), (0.0, "0", True), (0.1, "0", True)],
)
def test_a_budget_holds_until_the_next_month(budget: float | None, spent: str, waits: bool) -> None:
    price = Price(Decimal("0.2"), "USD", "a post with a link")
    found = over_budget(account(monthly_budget=budget, timezone="Asia/Bishkek"), Decimal(spent), price, NOW)
    assert (found is not None) is waits
    if found is not None:
        assert found[0] == datetime(2026, 11, 30, 18, tzinfo=UTC)
        assert "0.2" in found[1]


def test_the_last_month_of_a_year_is_followed_by_the_first() -> None:
    december = datetime(2026, 12, 31, 20, tzinfo=UTC)
    assert month_start(account(timezone="Asia/Bishkek"), december) == datetime(2026, 12, 31, 18, tzinfo=UTC)
    found = over_budget(account(monthly_budget=0.0), Decimal(0), Price(Decimal(1), "USD", "a post"), december)
    assert found is not None
    assert found[0] == datetime(2027, 1, 1, tzinfo=UTC)


WINDOW = PostingWindow(frozenset(range(5)), time(9), time(18))
NIGHT = QuietHours(time(20), time(10))


@pytest.mark.parametrize(
    ("options", "sent", "priority", "until", "cause"),
    [
        # NOW is Tuesday 12:00 UTC. A limit's end inside another one is no end.
        ({"min_gap": timedelta(hours=9), "quiet_hours": NIGHT}, [ago(hours=1)], False, "2026-11-25T10:00", Cause.QUIET_HOURS),
        ({"min_gap": timedelta(hours=7), "posting_windows": (WINDOW,)}, [ago(hours=1)], False, "2026-11-25T09:00", Cause.POSTING_WINDOWS),
        ({"quiet_hours": QuietHours(time(11), time(19)), "posting_windows": (WINDOW,)}, [], False, "2026-11-25T09:00", Cause.POSTING_WINDOWS),
        ({"monthly_limit": 2}, [ago(days=9), ago(days=8)], False, "2026-12-01T00:00", Cause.MONTHLY_LIMIT),
        ({"monthly_limit": 2}, [ago(days=29), ago(days=8)], False, None, None),
        ({"monthly_limit": 0}, [], False, "2026-12-01T00:00", Cause.MONTHLY_LIMIT),
        ({"monthly_limit": 1, "quiet_hours": NIGHT}, [ago(days=8)], False, "2026-12-01T10:00", Cause.QUIET_HOURS),
        # Breaking news waits for no spreading, and passes the rest only where the account says so.
        ({"spread": timedelta(hours=1)}, [ago(minutes=1)], False, "2026-11-24T12:29", Cause.SPREAD),
        ({"spread": timedelta(hours=1)}, [ago(minutes=1)], True, None, None),
        ({"quiet_hours": QuietHours(time(11), time(19))}, [], True, "2026-11-24T19:00", Cause.QUIET_HOURS),
        ({"quiet_hours": QuietHours(time(11), time(19)), "priority_passes": frozenset({Passable.QUIET_HOURS})}, [], True, None, None),
        ({"quiet_hours": QuietHours(time(11), time(19)), "priority_passes": frozenset({Passable.QUIET_HOURS})}, [], False, "2026-11-24T19:00", Cause.QUIET_HOURS),
        ({"daily_limit": 1, "priority_passes": frozenset(Passable)}, [ago(hours=1)], True, "2026-11-25T11:00", Cause.DAILY_LIMIT),
        ({"min_gap": timedelta(hours=3), "priority_passes": frozenset({Passable.MIN_GAP})}, [ago(hours=1)], True, None, None),
        # A clock that was set back: what went "tomorrow" counts against numbers, and holds nobody back by a gap.
        ({"min_gap": timedelta(hours=3)}, [ago(hours=-20)], False, None, None),
    ],
)  # fmt: skip
def test_the_moment_told_is_the_one_at_which_it_goes(
    options: dict[str, object], sent: list[datetime], priority: bool, until: str | None, cause: Cause | None
) -> None:
    found = not_before(account(**options), sent, NOW, priority=priority)
    assert (found.until if found else None) == (datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None)
    assert (found.cause if found else None) == cause


def test_a_burst_is_spread_evenly_and_ends_in_time() -> None:
    spread, sent, now = account(spread=timedelta(hours=1)), list[datetime](), NOW
    for left in range(6, 0, -1):
        wait = not_before(spread, sent, now, waiting=left)
        now = wait.until if wait else now
        sent.append(now)
    assert [moment - NOW for moment in sent] == [timedelta(minutes=10 * number) for number in range(6)]


@settings(max_examples=50)
@given(
    sent=st.lists(st.integers(1, 3000), max_size=12, unique=True),
    waiting=st.integers(1, 40),
    gap_min=st.integers(0, 90),
    daily=st.none() | st.integers(1, 6),
    spread_min=st.integers(0, 240),
    quiet=st.none() | st.just(NIGHT),
    windows=st.just(()) | st.just((WINDOW,)),
    priority=st.booleans(),
)
def test_at_the_moment_told_nothing_is_waited_for_any_more(
    sent: list[int], waiting: int, gap_min: int, daily: int | None, spread_min: int,
    quiet: QuietHours | None, windows: tuple[PostingWindow, ...], priority: bool,
) -> None:  # fmt: skip
    limited = account(
        min_gap=timedelta(minutes=gap_min), daily_limit=daily, spread=timedelta(minutes=spread_min), quiet_hours=quiet,
        posting_windows=windows, timezone="Europe/Vienna",
    )  # fmt: skip
    moments = sorted(ago(minutes=minutes) for minutes in sent)
    found = not_before(limited, moments, NOW, priority=priority, waiting=waiting)
    if found is not None:
        assert found.until > NOW
        assert not_before(limited, moments, found.until, priority=priority, waiting=waiting) is None
    if priority:
        ordinary = not_before(limited, moments, NOW, waiting=waiting)
        assert (found.until if found else NOW) <= (ordinary.until if ordinary else NOW)


def test_one_article_alone_is_never_spread() -> None:
    assert spread_until(timedelta(hours=1), [], 1, NOW) is None
    assert spread_until(timedelta(hours=1), [ago(hours=1)], 5, NOW) is None
    assert spread_until(timedelta(), [ago(minutes=1)], 5, NOW) is None


def test_what_must_be_known_reaches_back_far_enough() -> None:
    assert looks_back_to(account(), NOW) == ago(hours=24)
    assert looks_back_to(account(min_gap=timedelta(days=3)), NOW) == ago(days=3)
    assert looks_back_to(account(monthly_limit=9), NOW) == datetime(2026, 11, 1, tzinfo=UTC)


def test_a_month_begins_by_the_wall_clock_even_where_midnight_is_skipped() -> None:
    # Asunción, 2017-10-01: midnight became one o'clock.
    paraguay = account(timezone="America/Asuncion")
    begins = month_start(paraguay, datetime(2017, 10, 9, tzinfo=UTC))
    assert begins == datetime(2017, 10, 1, 4, tzinfo=UTC)
    assert next_month(paraguay, datetime(2017, 9, 9, tzinfo=UTC)) == begins


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (90, "1 min 30 s"), (5400, "1 h 30 min"), (86400, "1 d"), (600, "10 min")]
)
def test_durations_in_words(seconds: int, told: str) -> None:
    assert words(timedelta(seconds=seconds)) == told
