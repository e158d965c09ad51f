"""The breaker: a table of its moves, and a machine that fails and succeeds at random."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.delivery.backoff import LONGEST_ASKED, doubled, obeyed, wait_before
from bot.delivery.breaker import REFUSED, Position, class_of, failed, is_believed, open_until, position
from bot.errors import Rejected, Unavailable
from bot.model.breaker import Breaker, Patience
from bot.model.waiting import Cause

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PATIENCE = Patience(opens_after=3, first_wait=timedelta(minutes=2), longest_wait=timedelta(minutes=10))


def after_failures(*seconds: float, error: str = "Unavailable", jitter: float = 0.5) -> Breaker:
    """The breaker after failures so many seconds after NOW."""
    breaker = None
    for at in seconds:
        breaker = failed(breaker, "fb", error, f"reason {at:g}", NOW + timedelta(seconds=at), jitter, PATIENCE)
    assert breaker is not None
    return breaker


@pytest.mark.parametrize(
    ("seconds", "is_open", "probe_min", "probes"),
    [
        ((0,), False, None, 0),
        ((0, 10), False, None, 0),
        ((0, 10, 20), True, 2, 0),
        ((0, 10, 20, 200), True, 4, 1),
        ((0, 10, 20, 200, 600), True, 8, 2),
        ((0, 10, 20, 200, 600, 1200), True, 10, 3),
        # A failure of long ago says nothing any more.
        ((0, 10, 24 * 3600 + 11), False, None, 0),
    ],
)
def test_it_opens_after_some_in_a_row_and_waits_longer_each_time(
    seconds: tuple[float, ...], is_open: bool, probe_min: float | None, probes: int
) -> None:
    found = after_failures(*seconds)
    assert (found.is_open, found.probes) == (is_open, probes)
    wait = found.probe_at - found.last_at if found.probe_at else None
    assert wait == (timedelta(minutes=probe_min) if probe_min is not None else None)
    assert found.reason == f"reason {seconds[-1]:g}"


def test_one_opening_is_one_fact_however_often_it_is_probed() -> None:
    assert {after_failures(*([0, 10, 20, 200, 600, 1200][:count])).opened_at for count in (3, 4, 5, 6)} == {
        NOW + timedelta(seconds=20)
    }


def test_where_it_stands() -> None:
    found = after_failures(0, 1, 2)
    assert found.probe_at is not None
    assert position(None, NOW) is position(after_failures(0), NOW) is Position.CLOSED
    assert position(found, found.probe_at - timedelta(seconds=1)) is Position.OPEN
    assert position(found, found.probe_at) is Position.HALF_OPEN
    wait = open_until([after_failures(0), found], NOW)
    assert wait is not None
    assert (wait.until, wait.cause) == (found.probe_at, Cause.BREAKER)
    assert "3 times in a row" in wait.why
    assert open_until([found], found.probe_at) is None


@pytest.mark.parametrize(
    ("minutes", "believed"),
    [((0,), False), ((0, 5), False), ((0, 5, 10), False), ((0, 5, 15), True), ((0, 60), False), ((0, 1, 2, 3), False)],
)
def test_a_dead_token_is_believed_after_three_refusals_over_a_quarter_of_an_hour(
    minutes: tuple[float, ...], believed: bool
) -> None:
    found = after_failures(*(60 * minute for minute in minutes), error=REFUSED)
    assert is_believed(found, PATIENCE) is believed
    assert found.is_open


def test_other_failures_never_stop_an_account_as_refusals_do() -> None:
    assert not is_believed(after_failures(0, 600, 1200, 1800), PATIENCE)


@given(jitter=st.floats(0, 1, exclude_max=True))
def test_the_waits_between_refusals_are_long_enough_by_themselves(jitter: float) -> None:
    breaker, now = None, NOW
    for _ in range(3):
        breaker = failed(breaker, "fb", REFUSED, "401", now, jitter, Patience())
        assert breaker.probe_at is not None
        believed = is_believed(breaker, Patience())
        now = breaker.probe_at
    assert believed


class Machine(RuleBasedStateMachine):
    """One account whose network fails and works as it likes, called only when the breaker lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.breaker: Breaker | None = None
        self.in_a_row = 0
        self.openings: list[datetime] = []

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(works=st.booleans(), jitter=st.floats(0, 1, exclude_max=True))
    def call(self, works: bool, jitter: float) -> None:
        if position(self.breaker, self.now) is Position.OPEN:
            return
        if works:
            self.breaker, self.in_a_row = None, 0
            return
        if self.breaker and self.now - self.breaker.last_at > PATIENCE.forgets_after:
            self.in_a_row = 0
        self.breaker = failed(self.breaker, "fb", "Unavailable", "x", self.now, jitter, PATIENCE)
        self.in_a_row += 1
        if self.breaker.opened_at == self.now:
            self.openings.append(self.now)

    @invariant()
    def it_is_open_exactly_after_enough_failures_in_a_row(self) -> None:
        assert (self.breaker.failures if self.breaker else 0) == self.in_a_row
        assert bool(self.breaker and self.breaker.is_open) is (self.in_a_row >= PATIENCE.opens_after)

    @invariant()
    def it_never_waits_longer_than_allowed(self) -> None:
        if self.breaker and self.breaker.probe_at:
            assert self.breaker.probe_at - self.breaker.last_at <= 1.2 * PATIENCE.longest_wait
            assert self.breaker.opened_at == self.openings[-1]


Machine.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestMachine = Machine.TestCase


@given(tries=st.integers(1, 60), jitter=st.floats(0, 1, exclude_max=True))
def test_waits_are_bounded_and_spread_by_a_fifth(tries: int, jitter: float) -> None:
    first, longest = timedelta(seconds=30), timedelta(hours=2)
    plain = doubled(first, longest, tries, 0.5)
    assert first <= plain <= longest
    assert 0.8 * plain <= doubled(first, longest, tries, jitter) <= 1.2 * plain


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (timedelta(minutes=7), timedelta(minutes=7)),
        (timedelta(seconds=3), timedelta(seconds=30)),
        (timedelta(days=-1), timedelta(seconds=30)),
        (timedelta(days=900), LONGEST_ASKED),
    ],
)
def test_no_wait_is_shorter_than_the_network_asks_and_none_is_for_ever(asked: timedelta, wait: timedelta) -> None:
    assert wait_before(1, 0.5, asked) == wait
    assert timedelta() < obeyed(asked) <= LONGEST_ASKED


def test_classes_are_counted_apart_and_the_unforeseen_together() -> None:
    assert {class_of(error) for error in (Unavailable("x"), Rejected("x"), KeyError(), ZeroDivisionError())} == {
        "Unavailable", "Rejected", "unforeseen",
    }  # fmt: skip
