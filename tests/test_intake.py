"""What comes in and how: first run, burst, age; backoff of a failing source."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.intake import admit, backoff
from bot.model.article import Found
from bot.model.records import Admission
from bot.model.source import FirstRun

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entries(*ages_h: float | None) -> list[Found]:
    return [
        Found(f"https://e.org/{number}", published=None if age is None else NOW - timedelta(hours=age))
        for number, age in enumerate(ages_h)
    ]


def admitted(
    found: list[Found],
    *,
    first: bool = False,
    rule: FirstRun | None = None,
    limit: int = 20,
    known: int = 0,
    oldest: float | None = None,
    descending: bool = False,
) -> str:
    if descending:
        found = [replace(entry, url=f"https://e.org/{99 - number}") for number, entry in enumerate(found)]
    unknown = [index >= known for index in range(len(found))]
    result = admit(
        found,
        unknown,
        first_visit=first,
        first_run=rule or FirstRun(),
        max_age=timedelta(hours=48),
        burst_limit=limit,
        now=NOW,
        oldest_known=None if oldest is None else NOW - timedelta(hours=oldest),
    )
    letters = {Admission.NEW: "n", Admission.RECORDED: "r", Admission.TOO_OLD: "o", Admission.BURST: "b"}
    return "".join(letters[admission] for admission in result)


@pytest.mark.parametrize(
    ("found", "options", "result"),
    [
        (entries(1, 2, 3), {"first": True}, "rrr"),
        (entries(3, 1, 2), {"first": True, "rule": FirstRun(newest=2)}, "rnn"),
        (entries(None, None, None), {"first": True, "rule": FirstRun(newest=1)}, "nrr"),
        (entries(1, 30), {"first": True, "rule": FirstRun(since=NOW - timedelta(hours=5))}, "nr"),
        (entries(1, 50, None), {}, "non"),
        (entries(1, 2, 3, 4), {"limit": 2}, "nnbb"),
        (entries(4, 3, 2, 1), {"limit": 2}, "bbnn"),
        (entries(1, 2, 3, 4), {"limit": 2, "known": 2}, "nnnn"),
        (entries(-5), {}, "n"),
        # Slid back into view, the newest being withdrawn: older than all we know, or last without a date.
        (entries(1, 2, 3, 4), {"known": 2, "oldest": 2.5}, "nnrr"),
        (entries(None, None, None), {"known": 2, "descending": True}, "nnr"),
        (entries(None, None, None), {"known": 2}, "nnn"),
        (entries(None, None, None, None), {"known": 1, "descending": True}, "nnnn"),
    ],
)
def test_admissions(found: list[Found], options: dict[str, object], result: str) -> None:
    assert admitted(found, **options) == result  # type: ignore[arg-type]


@pytest.mark.parametrize(("failures", "minutes"), [(1, 10), (2, 20), (3, 40), (50, 360)])
def test_a_failing_source_backs_off(failures: int, minutes: int) -> None:
    assert backoff(timedelta(minutes=5), failures) == timedelta(minutes=minutes)
