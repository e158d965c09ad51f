"""Dates as machines and people write them."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.dates import is_date, parse_date, parse_incomplete

ZONE = ZoneInfo("Asia/Bishkek")


DAY, MINUTE = "2020-06-12", "2020-06-12T14:30"

#: What is written → the moment; in the site's zone where none is written, a day where no time is.
WRITTEN = {
    DAY: (
        "12 июня 2020 года", "12 июня 2020 г.", "12 июня 2020г.", "пятница, 12 июня 2020 г.", "Пт, 12 июн 2020", "12 Июнь 2020",
        "12 ИЮНЯ 2020", "12\xa0июня\xa02020\xa0года", "12 \n июня \n 2020", "12 июн. 2020", "Июнь 12, 2020", "июн. 12, 2020", "Июня 12, 2020",
        "12-Июн-2020", "12-Jun-2020", "12-06-2020", "12.06.2020", "12.6.2020", "12.06.20", "Дата: 12.06.20", "12.06.2020г.", "2020.06.12",
        "2020/06/12", "12/06/2020", "12 / 06 / 2020", "2020-06-12", "2020-6-12", "20200612", "№ 123 12.06.2020", "Опубликовано: 12.06.2020",
        "Дата публикации: 12 июня 2020", "Жарыяланган: 2020-жылдын 12-июну", "2020-жылдын 12-июну", "2020-жыл, 12-июнь", "2020-жылы 12-июнда",
        "2020-ж. 12-июнь", "12-июнь, 2020-ж.", "12-июнь 2020-жыл", "12-июнь, 2020", "12 июнь 2020", "Жума, 12-июнь, 2020",
        "June 12, 2020", "June 12 2020", "Jun. 12, 2020", "June 12th, 2020", "Friday, 12 June 2020", "12th of June 2020", "12 June, 2020",
        "2020 жылғы 12 маусым", "2020 ж. 12 маусым", "12 маусым 2020", "2020-yil 12-iyun", "12-iyun 2020", "12 iyun 2020 yil",
        "12 червня 2020 року", "12 июни соли 2020", "Просмотров: 345 12.06.2020", "12 июня 2020, 24:00",
    ),
    MINUTE: (
        "12 июня 2020, 14:30", "12 июня 2020 г. в 14:30", "12 июня 2020г., 14:30", "12 июня 2020 | 14:30", "14:30, 12 июня 2020",
        "14:30 12.06.2020", "14:30 | 12 июня 2020 г.", "14:30, пятница, 12 июня 2020", "12.06.2020 14:30", "12.06.2020-14:30", "12.06.2020 г. 14.30", "12.06.20, 14:30",
        "14:30, 12.06.20", "12-06-2020, 14:30", "12/06/2020 14:30", "2020/06/12 14:30", "Дата: 12.06.2020 Время: 14:30",
        "2020-жылдын 12-июну, 14:30", "12-июнь, 2020-жыл, 14:30", "12-июн. 2020-ж. 14:30", "12 Jun 2020 2:30 PM", "June 12, 2020 at 2:30 p.m.",
        "2:30 PM, June 12, 2020", "Fri, Jun 12, 2020, 2:30 PM", "12-Jun-2020 14:30", "2020-06-12T14:30:00+06:00", "2020-06-12T14:30+06",
        "2020-06-12 14:30:00", "2020-06-12T08:30:00Z", "2020-06-12T08:30:00.000Z", "20200612T083000Z", "20200612143000", "1591950600", "1591950600000",
        "Fri, 12 Jun 2020 08:30:00 GMT", "Fri, 12 Jun 2020 14:30:00 +0600", "Sat Jun 12 2020 14:30:00 GMT+0600 (Kyrgyzstan Time)",
        # The weekday tells that the month stands first.
        "Пт, 12/06/2020 - 14:30", "Fri, 06/12/2020 - 14:30",
    ),
    "2020-06-25": ("25/06/2020", "06/25/2020"),
    "2020-11-05": ("2020-жылдын 5-ноябрында", "12. 2020-жылдын 5-ноябры"),
    "2021-05-05": ("5 мая 2021", "Май 5, 2021", "5-май, 2021-жыл", "2021-жылдын 5-майы", "5-майда 2021", "May 5, 2021"),
    "2021-03-12": ("12. März 2021", "12 марта 2021", "2021-жылдын 12-марты"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), [(text, moment) for moment, texts in WRITTEN.items() for text in texts])
def test_dates(text: str, moment: str) -> None:
    found = parse_date(text, ZONE)
    assert found is not None
    assert found.moment == datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    assert found.has_time == ("T" in moment)


@pytest.mark.parametrize(
    "text",
    [
        "", "© 2020", "32 июня 2020", "12 июня", "2020 год", "тел. 12-34-56", "31.02.2020", "№ 12/2020", "№ 12-06/2020", "192.168.10.12",
        "версия 12.06.2020.1", "тел. (312) 12-06-20", "июнь 2020", "2020-06", "1941–1945", "12 июня, 14:30", "Вчера, 14:30", "312 62-05-45",
        "10–12 июня 2020 года", "10-12 июня 2020", "с 10 по 12 июня 2020 года", "10.06.2020 - 12.06.2020", "10 июня - 12 июня 2020",
        "10.06-12.06.2020", "10 июня 2020 г. – 12 июня 2020 г.",
    ],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text, ZONE) is None


@pytest.mark.parametrize(
    ("text", "today", "year", "moment"),
    [
        ("Вчера, 10:30", "2026-11-24", None, "2026-11-23T10:30"),
        ("Бүгүн 10:30", "2026-11-24", None, "2026-11-24T10:30"),
        ("Сегодня в 10:30", "2026-11-24", None, "2026-11-24T10:30"),
        ("12 июня, 14:30", "2026-11-24", None, "2026-06-12T14:30"),
        ("12-июнь, 14:30", "2026-11-24", None, "2026-06-12T14:30"),
        # A day that is still to come was last year's.
        ("30 декабря", "2026-11-24", None, "2025-12-30"),
        ("June 12", None, 2020, "2020-06-12"),
        ("12 июня, 14:30", None, 2020, "2020-06-12T14:30"),
        ("12 июня", None, None, None),
        ("вчера", None, 2020, None),
        ("29 февраля", None, 2021, None),
        ("10–12 июня", "2026-11-24", None, None),
        ("2 просмотра", "2026-11-24", None, None),
    ],
)
def test_incomplete_dates_need_to_know_when_that_is(
    text: str, today: str | None, year: int | None, moment: str | None
) -> None:
    found = parse_incomplete(text, ZONE, today=date.fromisoformat(today) if today else None, year=year)
    assert (found and found.moment) == (datetime.fromisoformat(moment).replace(tzinfo=ZONE) if moment else None)


@pytest.mark.parametrize("text", ["12.06.2020", "14:30, 12 июня 2020", "2020-жылдын 12-июну", "2020-06-12 14:30"])
def test_dates_alone(text: str) -> None:
    assert is_date(text)
    assert not is_date(f"Встреча прошла {text}")


@pytest.mark.parametrize(
    "piece", ["12 ", "12 июня - ", "2020-", "12.", "jan ", "12:30 ", "\xa0", "- ", "с 10 по ", "1"]
)
def test_hostile_texts_end_in_time(piece: str) -> None:
    began = time.monotonic()
    for _ in range(20):
        parse_date(piece * 100_000, ZONE)
        parse_incomplete(piece * 100_000, ZONE, year=2020)
        is_date(piece * 20)
    assert time.monotonic() - began < 2


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    found = parse_date(text, ZONE)
    assert found is None or found.moment.tzinfo is not None


@given(st.datetimes(min_value=datetime(1996, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_we_write_we_read(moment: datetime) -> None:
    found = parse_date(moment.isoformat(), ZONE)
    assert found is not None
    assert found.moment == moment.replace(microsecond=0)
