"""Dates as machines and people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.dates import parse_date

ZONE = ZoneInfo("Asia/Bishkek")


@pytest.mark.parametrize(
    ("text", "moment", "has_time"),
    [
        ("12 июня 2020 года", "2020-06-12T00:00+06:00", False),
        ("12 июня 2020, 14:05", "2020-06-12T14:05+06:00", True),
        ("2020-жылдын 12-июну", "2020-06-12T00:00+06:00", False),
        ("2020-жылдын 5-ноябрында", "2020-11-05T00:00+06:00", False),
        ("2020-ж. 12-июнь", "2020-06-12T00:00+06:00", False),
        ("12-июнь, 2020", "2020-06-12T00:00+06:00", False),
        ("12.06.2020 14:05", "2020-06-12T14:05+06:00", True),
        ("12/06/2020", "2020-06-12T00:00+06:00", False),
        ("June 12, 2020", "2020-06-12T00:00+06:00", False),
        ("12 June 2020 3:05 pm", "2020-06-12T15:05+06:00", True),
        ("12th of June 2020", "2020-06-12T00:00+06:00", False),
        ("Опубликовано: 1 мая 2021 г.", "2021-05-01T00:00+06:00", False),
        ("2020-06-12", "2020-06-12T00:00+06:00", False),
        ("2020-06-12T10:00:00Z", "2020-06-12T10:00+00:00", True),
        ("2020-06-12 10:00:00+0600", "2020-06-12T10:00+06:00", True),
        ("Fri, 12 Jun 2020 10:00:00 GMT", "2020-06-12T10:00+00:00", True),
        ("Fri, 12 Jun 2020 10:00:00 +0600", "2020-06-12T10:00+06:00", True),
        ("12. März 2021", "2021-03-12T00:00+06:00", False),
        ("20200612", "2020-06-12T00:00+06:00", False),
    ],
)
def test_dates(text: str, moment: str, has_time: bool) -> None:
    found = parse_date(text, ZONE)
    assert found is not None
    assert (found.moment, found.has_time) == (datetime.fromisoformat(moment), has_time)


@pytest.mark.parametrize(
    "text", ["", "© 2020", "32 июня 2020", "12 июня", "2020 год", "тел. 12-34-56", "31.02.2020", "№ 12/2020"]
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text, ZONE) is None


def test_today_and_yesterday_need_to_know_when_that_is() -> None:
    now = datetime(2026, 11, 24, 20, tzinfo=UTC)
    found = parse_date("Вчера, 10:30", ZONE, now=now)
    assert found is not None
    assert found.moment == datetime.fromisoformat("2026-11-24T10:30+06:00")
    assert parse_date("вчера", ZONE) is None


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    found = parse_date(text, ZONE)
    assert found is None or found.moment.tzinfo is not None


@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_we_write_we_read(moment: datetime) -> None:
    found = parse_date(moment.isoformat(), ZONE)
    assert found is not None
    assert found.moment == moment.replace(microsecond=0)
