"""When a post is measured next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engagement.cadence import VISITS, next_visit

OUT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "following"),
    [
        (timedelta(), timedelta(minutes=15)),
        (timedelta(minutes=15), timedelta(hours=1)),
        (timedelta(minutes=16), timedelta(hours=1)),
        (timedelta(hours=30), timedelta(days=2)),
        (timedelta(days=31), timedelta(days=60)),
        (timedelta(days=89), timedelta(days=90)),
        (timedelta(days=90), None),
        (timedelta(days=400), None),
    ],
)
def test_visits_slow_down_with_age(age: timedelta, following: timedelta | None) -> None:
    found = next_visit(OUT, OUT + age)
    assert (found - OUT if found else None) == following


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=100)))
def test_the_next_visit_lies_ahead(age: timedelta) -> None:
    found = next_visit(OUT, OUT + age)
    assert found is None or found > OUT + age
    assert (found is None) == (age >= VISITS[-1])
