"""When an account may send next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.delivery.throttle import month_start, not_before, over_budget
from bot.model.account import Account, QuietHours
from bot.model.money import Price

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
