"""Quiet hours and posting windows by the wall clock: through skipped and repeated hours, over whole years."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.windows import opens_at, quiet_until
from bot.model.account import PostingWindow, QuietHours

WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
# Both hemispheres, half an hour's change (Lord Howe), a change at midnight (Santiago, Cairo), none (Bishkek, Kathmandu).
ZONES = ("Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Bishkek", "Asia/Kathmandu")  # fmt: skip


def at(written: str, zone: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def window(hours: str, days: frozenset[int] = EVERY_DAY) -> PostingWindow:
    start, end = hours.split("-")
    return PostingWindow(days, time.fromisoformat(start), time.fromisoformat(end))


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        # Vienna 2026-03-29: 02:00 becomes 03:00. Quiet hours that end in the hour that is not end where it would be.
        ("23:00-02:30", "Europe/Vienna", "2026-03-29T01:10", ("2026-03-29T03:00", 0)),
        ("23:00-03:00", "Europe/Vienna", "2026-03-29T01:10", ("2026-03-29T03:00", 0)),
        ("02:00-03:00", "Europe/Vienna", "2026-03-29T01:59", None),
        ("02:00-03:00", "Europe/Vienna", "2026-03-29T03:00", None),
        ("23:00-07:00", "Europe/Vienna", "2026-03-28T23:00", ("2026-03-29T07:00", 0)),
        # Vienna 2026-10-25: 03:00 becomes 02:00 again. A repeated hour is quiet both times.
        ("23:00-07:00", "Europe/Vienna", "2026-10-24T23:00", ("2026-10-25T07:00", 0)),
        ("02:00-02:30", "Europe/Vienna", "2026-10-25T02:10", ("2026-10-25T02:30", 0)),
        ("23:00-23:00", "Europe/Vienna", "2026-10-25T23:10", None),
    ],
)
def test_quiet_hours_when_the_clocks_change(quiet: str, zone: str, now: str, until: tuple[str, int] | None) -> None:
    start, end = (time.fromisoformat(part) for part in quiet.split("-"))
    found = quiet_until(QuietHours(start, end), ZoneInfo(zone), at(now, zone))
    assert found == (at(until[0], zone, until[1]) if until else None)


def test_the_second_pass_of_a_repeated_hour_is_quiet_again() -> None:
    quiet = QuietHours(time(2), time(2, 30))
    second = at("2026-10-25T02:10", "Europe/Vienna", fold=1)
    assert quiet_until(quiet, ZoneInfo("Europe/Vienna"), second) == at("2026-10-25T02:30", "Europe/Vienna", fold=1)


@pytest.mark.parametrize(
    ("windows", "zone", "now", "opens"),
    [
        ([window("09:00-18:00", WORKDAYS)], "Asia/Bishkek", "2026-11-24T09:00", None),
        ([window("09:00-18:00", WORKDAYS)], "Asia/Bishkek", "2026-11-24T18:00", "2026-11-25T09:00"),
        ([window("09:00-18:00", WORKDAYS)], "Asia/Bishkek", "2026-11-27T18:00", "2026-11-30T09:00"),
        ([window("09:00-18:00", WORKDAYS), window("10:00-12:00", frozenset({5}))], "Asia/Bishkek", "2026-11-27T18:00", "2026-11-28T10:00"),
        ([window("22:00-02:00", frozenset({5}))], "Asia/Bishkek", "2026-11-29T01:59", None),
        ([window("22:00-02:00", frozenset({5}))], "Asia/Bishkek", "2026-11-28T01:59", "2026-11-28T22:00"),
        ([window("00:00-00:00", frozenset({6}))], "Asia/Bishkek", "2026-11-28T12:00", "2026-11-29T00:00"),
        ([window("00:00-00:00", frozenset({6}))], "Asia/Bishkek", "2026-11-30T00:00", "2026-12-06T00:00"),
        ([], "Asia/Bishkek", "2026-11-28T12:00", None),
        # A window that lies wholly in the skipped hour holds no moment: it is the week after.
        ([window("02:00-03:00", frozenset({6}))], "Europe/Vienna", "2026-03-29T00:00", "2026-04-05T02:00"),
        # One that begins in it begins when the clocks have jumped.
        ([window("02:30-04:00")], "Europe/Vienna", "2026-03-29T01:00", "2026-03-29T03:00"),
        ([window("09:00-18:00")], "Europe/Vienna", "2026-10-24T18:00", "2026-10-25T09:00"),
    ],
)  # fmt: skip
def test_posting_windows(windows: list[PostingWindow], zone: str, now: str, opens: str | None) -> None:
    assert opens_at(windows, ZoneInfo(zone), at(now, zone)) == (at(opens, zone) if opens else None)


def test_a_day_that_a_zone_left_out_has_no_window() -> None:
    # Apia went from Thursday 2011-12-29 to Saturday.
    found = opens_at([window("09:00-18:00", frozenset({4}))], ZoneInfo("Pacific/Apia"), at("2011-12-29T20:00", "Pacific/Apia"))  # fmt: skip
    assert found == at("2012-01-06T09:00", "Pacific/Apia")


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
WINDOWS = st.lists(st.builds(PostingWindow, st.frozensets(st.integers(0, 6), min_size=1), MINUTES, MINUTES), min_size=1, max_size=3)  # fmt: skip
YEAR_2026 = st.integers(0, 365 * 24 * 60 - 1).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))  # fmt: skip
#: Days on which some zone of ZONES changes its clock, with the days around.
CHANGES = st.builds(
    lambda day, minute: datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(minutes=minute),
    st.sampled_from(["2026-03-07", "2026-03-28", "2026-04-04", "2026-04-23", "2026-09-05", "2026-10-03", "2026-10-24", "2026-10-29", "2026-10-31"]),
    st.integers(0, 2880),
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(windows=WINDOWS, zone=st.sampled_from(ZONES), now=st.one_of(YEAR_2026, CHANGES))
def test_the_moment_named_is_the_first_minute_whose_wall_clock_stands_inside(
    windows: list[PostingWindow], zone: str, now: datetime
) -> None:
    def is_open(moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(zone))
        return any(window.covers(local.weekday(), local.time()) for window in windows)

    found = opens_at(windows, ZoneInfo(zone), now) or now
    assert is_open(found)
    # Minute by minute: every bound and every change of these zones falls on one.
    minutes = (found - now) // timedelta(minutes=1)
    assert not any(is_open(now + timedelta(minutes=number)) for number in range(minutes))


@settings(max_examples=50, deadline=None)
@given(start=MINUTES, end=MINUTES, zone=st.sampled_from(ZONES), now=st.one_of(YEAR_2026, CHANGES))
def test_quiet_hours_end_at_the_first_minute_that_is_not_quiet(
    start: time, end: time, zone: str, now: datetime
) -> None:
    quiet = QuietHours(start, end)
    found = quiet_until(quiet, ZoneInfo(zone), now) or now
    assert not quiet.covers(found.astimezone(ZoneInfo(zone)).time())
    for number in range((found - now) // timedelta(minutes=1)):
        assert quiet.covers((now + timedelta(minutes=number)).astimezone(ZoneInfo(zone)).time())


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_of_a_year_is_judged_by_the_wall_clock(zone: str) -> None:
    quiet, office = QuietHours(time(22, 30), time(6, 15)), [window("09:00-18:00", WORKDAYS)]
    moment, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    while moment < end:
        local = moment.astimezone(ZoneInfo(zone))
        ends, opens = quiet_until(quiet, ZoneInfo(zone), moment), opens_at(office, ZoneInfo(zone), moment)
        assert (ends is None) is (time(6, 15) <= local.time() < time(22, 30))
        assert (opens is None) is (local.weekday() < 5 and 9 <= local.hour < 18)
        if ends is not None:
            assert ends.astimezone(ZoneInfo(zone)).time() == time(6, 15)
            assert ends - moment <= timedelta(hours=9)
        if opens is not None:
            assert opens.astimezone(ZoneInfo(zone)).time() == time(9)
        moment += timedelta(hours=11)
