"""Outcome → state, waits, and the table of moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import errors
from bot.delivery.backoff import MAX_TRIES, wait_before
from bot.delivery.states import FATES, after, fate_of, patient
from bot.model.delivery import Outcome, State
from bot.model.states import END_STATES, MOVES, Mover, UndeclaredMove, require_move

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LOOK = timedelta(seconds=30)


def concrete(kind: type) -> set[type]:
    return {kind}.union(*(concrete(child) for child in kind.__subclasses__()))


def test_every_remote_error_has_a_fate() -> None:
    known = {kind for kind in concrete(errors.RemoteError) if kind.__module__ == "bot.errors"}
    assert known - {errors.RemoteError} == set(FATES)


@pytest.mark.parametrize(
    ("error", "state", "outcome", "waits"),
    [
        (errors.Unavailable("x"), State.SCHEDULED, Outcome.NOT_SENT, True),
        (errors.RateLimited("x"), State.SCHEDULED, Outcome.NOT_SENT, True),
        (errors.Unauthorized("x"), State.HELD, Outcome.REFUSED, False),
        (errors.Forbidden("x"), State.HELD, Outcome.REFUSED, False),
        (errors.PersonNeeded("x"), State.HELD, Outcome.REFUSED, False),
        (errors.Rejected("x"), State.REJECTED, Outcome.REFUSED, False),
        (errors.PictureRefused("x"), State.REJECTED, Outcome.REFUSED, False),
        (errors.NotFound("x"), State.HELD, Outcome.REFUSED, False),
        (errors.Misused("x"), State.HELD, Outcome.REFUSED, False),
        (errors.Duplicate("x"), State.UNCONFIRMED, Outcome.UNKNOWN, True),
        (errors.OutcomeUnknown("x"), State.UNCONFIRMED, Outcome.UNKNOWN, True),
        (ZeroDivisionError("ours"), State.UNCONFIRMED, Outcome.UNKNOWN, True),
    ],
)
def test_what_becomes_of_a_delivery(error: Exception, state: State, outcome: Outcome, waits: bool) -> None:
    following = after(error, 1, NOW, 0.5, LOOK)
    assert (following.state, following.fate.outcome) == (state, outcome)
    assert (following.again_at is not None) is waits


def test_a_rate_limit_does_not_count_and_obeys_the_network() -> None:
    following = after(errors.RateLimited("x", retry_after=timedelta(minutes=7)), 3, NOW, 0.0, LOOK)
    assert following.again_at == NOW + timedelta(minutes=7)
    assert following.counts is False


def test_a_doubtful_delivery_is_looked_for_not_sent() -> None:
    assert after(errors.OutcomeUnknown("x"), 99, NOW, 0.0, LOOK).again_at == NOW + LOOK


def test_tries_come_to_an_end() -> None:
    assert after(errors.Unavailable("x"), MAX_TRIES - 1, NOW, 0.5, LOOK).state is State.SCHEDULED
    last = after(errors.Unavailable("x"), MAX_TRIES, NOW, 0.5, LOOK)
    assert last.state is State.HELD
    assert "given up" in last.reason


@pytest.mark.parametrize(("failing_h", "state"), [(0, State.SCHEDULED), (11, State.SCHEDULED), (12, State.HELD)])
def test_a_delivery_that_failed_too_long_is_given_up(failing_h: int, state: State) -> None:
    since = NOW - timedelta(hours=failing_h)
    limit = timedelta(hours=12)
    assert after(errors.Unavailable("x"), 2, NOW, 0.5, LOOK, failing_since=since, gives_up_after=limit).state is state


def test_a_refusal_that_is_not_believed_leaves_the_delivery_to_wait() -> None:
    following = patient(errors.Unauthorized("x"), NOW + LOOK)
    assert (following.state, following.fate.outcome) == (State.SCHEDULED, Outcome.REFUSED)
    assert (following.again_at, following.counts) == (NOW + LOOK, False)


@pytest.mark.parametrize(("in_a_row", "wait_s"), [(1, 30), (2, 60), (5, 480)])
def test_a_rate_limit_without_a_moment_waits_longer_each_time(in_a_row: int, wait_s: int) -> None:
    following = after(errors.RateLimited("x"), 1, NOW, 0.5, LOOK, in_a_row=in_a_row)
    assert following.again_at == NOW + timedelta(seconds=wait_s)


@pytest.mark.parametrize(("tries", "wait_s"), [(1, 30), (2, 60), (3, 120), (6, 960), (8, 3840), (9, 7200), (40, 7200)])
def test_waits_double_up_to_two_hours(tries: int, wait_s: float) -> None:
    assert wait_before(tries, 0.5).total_seconds() == wait_s
    assert (
        0.8 * wait_s
        <= wait_before(tries, 0.0).total_seconds()
        < wait_before(tries, 0.99).total_seconds()
        <= 1.2 * wait_s
    )


def test_an_unforeseen_error_may_be_out() -> None:
    assert fate_of(KeyError("x")).state is State.UNCONFIRMED


def test_every_state_is_reached_and_every_end_is_an_end() -> None:
    reached = {move.target for move in MOVES} | {State.DRAFT, State.SCHEDULED}
    assert reached == set(State)
    by_daemon = {move.origin for move in MOVES if Mover.DAEMON in move.by}
    assert not by_daemon & END_STATES


def test_publishing_never_falls_back_except_by_a_sure_answer_and_unconfirmed_never_by_staff() -> None:
    with pytest.raises(UndeclaredMove):
        require_move(State.UNCONFIRMED, State.SCHEDULED, Mover.STAFF)
    with pytest.raises(UndeclaredMove):
        require_move(State.PUBLISHED, State.SCHEDULED, Mover.STAFF)
    with pytest.raises(UndeclaredMove):
        require_move(State.SCHEDULED, State.PUBLISHING, Mover.STAFF)
    require_move(State.HELD, State.SCHEDULED, Mover.STAFF)
