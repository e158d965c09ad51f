"""Quiet days: how they are written, when they end by an account's own clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.calendar import quiet_days_end
from bot.delivery.throttle import not_before
from bot.model.account import Account, Passable, QuietHours
from bot.model.waiting import Cause
from bot.settings_words import quiet_days

BISHKEK = ZoneInfo("Asia/Bishkek")  # UTC+6


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("written", "quiet", "not_quiet"),
    [
        ("05-09", ["2026-05-09", "2031-05-09"], ["2026-05-08", "2026-05-10"]),
        ("2026-12-31", ["2026-12-31"], ["2025-12-31", "2027-12-31", "2026-12-30"]),
        ("05-08..05-09", ["2026-05-08", "2026-05-09"], ["2026-05-07", "2026-05-10"]),
        ("12-31..01-02", ["2026-12-31", "2027-01-01", "2027-01-02"], ["2026-12-30", "2027-01-03", "2027-06-01"]),
        ("2026-12-31 .. 2027-01-02", ["2026-12-31", "2027-01-02"], ["2027-12-31", "2026-01-01"]),
        ("02-29", ["2028-02-29"], ["2027-02-28", "2027-03-01"]),
    ],
)
def test_which_days_are_meant(written: str, quiet: list[str], not_quiet: list[str]) -> None:
    days = quiet_days(written)
    assert [day for day in quiet if not days.covers(date.fromisoformat(day))] == []
    assert [day for day in not_quiet if days.covers(date.fromisoformat(day))] == []


def test_a_day_of_the_toml_format_is_a_day() -> None:
    assert quiet_days(date(2026, 12, 31)).covers(date(2026, 12, 31))


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("9 May", "is no day"),
        ("13-09", "no such day"),
        ("02-30", "no such day"),
        ("2027-02-29", "no such day"),
        ("2026-12-31..01-02", "to both days or to none"),
        ("2027-01-02..2026-12-31", "exchange"),
    ],
)
def test_what_is_no_day_is_refused_with_its_mend(written: str, mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        quiet_days(written)


@pytest.mark.parametrize(
    ("days", "zone", "now", "end"),
    [
        # 18:00 UTC is midnight in Bishkek: the 9th of May runs from there to there.
        (["05-09"], "Asia/Bishkek", utc(2026, 5, 8, 17, 59), None),
        (["05-09"], "Asia/Bishkek", utc(2026, 5, 8, 18), utc(2026, 5, 9, 18)),
        (["05-09"], "Asia/Bishkek", utc(2026, 5, 9, 17, 59), utc(2026, 5, 9, 18)),
        (["05-09"], "Asia/Bishkek", utc(2026, 5, 9, 18), None),
        (["05-09"], "UTC", utc(2026, 5, 9, 18), utc(2026, 5, 10)),
        # Days in a row end together, however they are written.
        (["05-09", "2026-05-10..2026-05-11"], "UTC", utc(2026, 5, 9, 3), utc(2026, 5, 12)),
        (["12-31", "01-01"], "UTC", utc(2026, 12, 31, 3), utc(2027, 1, 2)),
        # A day of 23 and one of 25 hours.
        (["2026-03-29"], "Europe/Berlin", utc(2026, 3, 29, 12), utc(2026, 3, 29, 22)),
        (["2026-10-25"], "Europe/Berlin", utc(2026, 10, 25, 12), utc(2026, 10, 25, 23)),
        # Beirut's clocks skipped the midnight at which this day ends.
        (["2022-03-26"], "Asia/Beirut", utc(2022, 3, 26, 12), utc(2022, 3, 26, 22)),
        ([], "UTC", utc(2026, 5, 9), None),
    ],
)
def test_when_a_quiet_day_ends(days: list[str], zone: str, now: datetime, end: datetime | None) -> None:
    found = quiet_days_end([quiet_days(day) for day in days], ZoneInfo(zone), now)
    assert (found[0] if found else None) == end


def test_a_calendar_without_any_free_day_is_looked_at_again() -> None:
    found = quiet_days_end([quiet_days("01-01..12-31")], BISHKEK, utc(2026, 5, 9))
    assert found is not None
    assert found[0] > utc(2027, 1, 1)


def test_an_account_waits_for_the_end_and_says_which_day_it_is() -> None:
    account = Account(
        "fb", "facebook", "1", quiet_days=(quiet_days("05-09"),), timezone="Asia/Bishkek",
        quiet_hours=QuietHours(time(23), time(7)),
    )  # fmt: skip
    wait = not_before(account, [], utc(2026, 5, 9, 4))
    assert wait is not None
    # Midnight lies in the quiet hours: the next post goes at seven in the morning.
    assert (wait.until, wait.cause) == (utc(2026, 5, 10, 1), Cause.QUIET_HOURS)
    noon = not_before(Account("fb", "facebook", "1", quiet_days=(quiet_days("05-09"),)), [], utc(2026, 5, 9, 12))
    assert noon is not None
    assert (noon.until, noon.cause) == (utc(2026, 5, 10), Cause.QUIET_DAY)
    assert "05-09" in noon.why


def test_breaking_news_passes_where_the_account_says_so() -> None:
    plain = Account("fb", "facebook", "1", quiet_days=(quiet_days("05-09"),))
    open_minded = Account(
        "fb", "facebook", "1", quiet_days=plain.quiet_days, priority_passes=frozenset({Passable.QUIET_DAYS})
    )
    noon = utc(2026, 5, 9, 12)
    assert not_before(plain, [], noon, priority=True) is not None
    assert not_before(open_minded, [], noon, priority=True) is None
    assert not_before(open_minded, [], noon + timedelta(minutes=1)) is not None
