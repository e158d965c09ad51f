"""Dates of feeds, in the orders, languages and zones they come in."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.sources.feed_dates import feed_moment

BISHKEK = ZoneInfo("Asia/Bishkek")


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Tue, 24 Nov 2026 12:00:00 +0600", 6),
        ("Tue, 24 Nov 2026 12:00:00 +06:00", 6),
        ("Tue, 24 Nov 2026 12:00:00 +06", 6),
        ("Tue, 24 Nov 2026 12:00:00 GMT+6", 6),
        ("Tue, 24 Nov 2026 12:00:00 GMT+0600 (Kyrgyzstan Time)", 6),
        ("Tue, 24 Nov 2026 12:00:00 KGT", 6),
        ("Tue, 24 Nov 2026 12:00:00", 6),
        ("Tue, 24 Nov 2026 12:00:00 XYZ", 6),
        ("Tue, 24 Nov 2026 12:00:00 GMT", 12),
        ("Tue, 24 Nov 2026 12:00:00 Z", 12),
        ("Tue, 24 Nov 2026 12:00:00 MSK", 9),
        ("Tue, 24 Nov 2026 12:00:00 МСК", 9),
        ("Tue, 24 Nov 2026 12:00:00 EET", 10),
        ("Tue, 24 Nov 2026 12:00:00 CET", 11),
        ("Tue, 24 Nov 2026 12:00:00 EST", 17),
        ("Mon, 24 Nov 2026 12:00 +0600", 6),
        ("Tuesday, 24 November 26 12:00:00 +0600", 6),
        ("Вт, 24 ноя 2026 12:00:00 +0300", 9),
        ("вторник, 24 ноября 2026 12:00:00 +0600", 6),
        ("24 ноября 2026 года, 12:00", 6),
        ("Шейшемби, 24 ноябрь 2026 12:00:00 +0600", 6),
        ("2026-жылдын 24-ноябры, 12:00", 6),
        ("Tue Nov 24 12:00:00 2026", 6),
        ("2026-11-24T12:00:00+06:00", 6),
        ("2026-11-24T12:00:00.123+0600", 6),
        ("2026-11-24T06:00Z", 6),
        ("2026-11-24 12:00:00", 6),
        ("2026/11/24 12:00:00", 6),
        ("24.11.2026 12:00", 6),
        ("11/24/2026 12:00:00 PM", 6),
        ("20261124T120000", 6),
    ],
)
def test_moments(written: str, hour: int) -> None:
    assert feed_moment(written, BISHKEK) == datetime(2026, 11, 24, hour, tzinfo=UTC)


@pytest.mark.parametrize("written", [None, "", "вчера", "0000-00-00 00:00:00", "Mon, 30 Nov -0001 00:00:00 +0000", "5"])
def test_no_moment_is_made_up(written: str | None) -> None:
    assert feed_moment(written, BISHKEK) is None


def test_a_day_alone_is_its_midnight_at_the_site() -> None:
    assert feed_moment("24 Nov 2026", BISHKEK) == datetime(2026, 11, 23, 18, tzinfo=UTC)
