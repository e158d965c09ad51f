"""From one post to the next in one transaction: the outcome always counts, the intention only where all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.model.delivery import Outcome, State
from bot.model.records import Claim, DeliveryRow
from bot.store import following
from bot.store.deliveries import Done, Refusal
from bot.store.freezes import Scope
from bot.store.sending import Sending
from bot.store.store import Store
from bot.store.tables import articles, deliveries
from tests.conftest import FakeClock
from tests.store.test_deliveries import CALL, LEASE, begin, claim, plan, published, state

SECOND = timedelta(seconds=1)


def follow(store: Store, held: Claim, done: Done, row: DeliveryRow, clock: FakeClock) -> int | Refusal:
    return store.deliveries.follow(held, done, row, clock(), clock() + LEASE, CALL)


def under_way(store: Store, clock: FakeClock) -> tuple[Claim, DeliveryRow, DeliveryRow, Done]:
    first, second = plan(store, clock()), plan(store, clock(), "m2")
    held = claim(store, clock())
    done = Done(first.id, begin(store, held, first, clock()), published(clock()))
    clock.advance(seconds=1)
    return held, first, second, done


def moves(store: Store, row: DeliveryRow) -> list[str]:
    return [entry.action for entry in store.journal.of(f"delivery {row.id}")]


def test_both_are_written_as_one_by_one(store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    held, first, second, done = under_way(store, clock)
    # Nothing is done with care, one by one, where nothing stands out.
    monkeypatch.setattr(Sending, "close", None)
    attempt = follow(store, held, done, second, clock)
    assert (state(store, first), state(store, second)) == (State.PUBLISHED, State.PUBLISHING)
    found = store.deliveries.get(first.id)
    assert found is not None
    assert found.receipt == done.closing.receipt
    (ended,), (begun,) = store.deliveries.attempts_of(first.id), store.deliveries.attempts_of(second.id)
    assert (ended.outcome, ended.ended_at, ended.detail) == (Outcome.PUBLISHED, clock(), "published")
    assert (begun.id, begun.number, begun.owner, begun.outcome) == (attempt, 1, "a", Outcome.UNDER_WAY)
    assert moves(store, first) == ["→ scheduled", "scheduled → publishing", "publishing → published"]
    assert moves(store, second) == ["→ scheduled", "scheduled → publishing"]
    store.chain.seal()
    assert store.chain.verify().proof.broken is None


def pause(store: Store, clock: FakeClock) -> None:
    store.lanes.pause("fb", "stop", "test", clock())


def freeze(store: Store, clock: FakeClock) -> None:
    store.freezes.set(Scope.SITE, "e.org", reason="mourning", actor="test", now=clock(), until=None)


def take_over(store: Store, clock: FakeClock) -> None:
    clock.advance(seconds=LEASE.total_seconds() + 1)
    claim(store, clock(), "b")


def oversleep(_store: Store, clock: FakeClock) -> None:
    clock.advance(seconds=LEASE.total_seconds() + 1)


def correct(store: Store, _clock: FakeClock) -> None:
    with store.database.writing() as connection:
        connection.execute(update(deliveries).values(revision=1))
        connection.execute(update(articles).values(revision=2))


def cancel(store: Store, clock: FakeClock) -> None:
    row = next(row for row in store.deliveries.find(state=State.SCHEDULED))
    assert store.deliveries.act(row.id, State.SCHEDULED, State.CANCELLED, actor="x", reason="no", now=clock())


@pytest.mark.parametrize(
    ("happens", "lane_lost", "outdated", "stands"),
    [
        (pause, False, False, State.SCHEDULED), (freeze, False, False, State.SCHEDULED),
        (take_over, True, False, State.SCHEDULED), (oversleep, True, False, State.SCHEDULED),
        (correct, False, True, State.SCHEDULED), (cancel, False, False, State.CANCELLED),
    ],
)  # fmt: skip
def test_where_something_stands_out_the_outcome_counts_and_nothing_is_begun(
    store: Store, clock: FakeClock, happens: Callable[[Store, FakeClock], None], lane_lost: bool, outdated: bool, stands: State
) -> None:  # fmt: skip
    held, first, second, done = under_way(store, clock)
    happens(store, clock)
    refusal = follow(store, held, done, second, clock)
    assert isinstance(refusal, Refusal)
    assert (refusal.lane_lost, refusal.outdated) == (lane_lost, outdated)
    assert (state(store, first), state(store, second)) == (State.PUBLISHED, stands)
    assert store.deliveries.attempts_of(second.id) == []


def test_a_lease_that_ends_soon_is_renewed(store: Store, clock: FakeClock) -> None:
    held, first, second, done = under_way(store, clock)
    clock.advance(seconds=(LEASE - CALL).total_seconds() + 1)
    assert isinstance(follow(store, held, done, second, clock), int)
    assert (state(store, first), state(store, second)) == (State.PUBLISHED, State.PUBLISHING)
    clock.advance(seconds=CALL.total_seconds() + 1)
    assert store.lanes.is_ours(held, clock())


def test_a_post_that_is_another_deliverys_is_held_and_the_next_one_goes(store: Store, clock: FakeClock) -> None:
    held, first, second, done = under_way(store, clock)
    third = plan(store, clock(), "m3")
    attempt = follow(store, held, done, second, clock)
    assert isinstance(attempt, int)
    # The network answers with the very post of the first one.
    assert isinstance(follow(store, held, Done(second.id, attempt, published(clock())), third, clock), int)
    assert [state(store, row) for row in (first, second, third)] == [State.PUBLISHED, State.HELD, State.PUBLISHING]


def test_what_breaks_in_the_midst_writes_neither(
    store: Store, store_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, first, second, done = under_way(store, clock)

    def breaks(*_given: object) -> None:
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(following, "note_two", breaks)
        with pytest.raises(MemoryError) as caught:
            follow(store, held, done, second, clock)
    # Another process writes while the error, with all that it holds, is still looked at.
    other = Store(store_url)
    other.journal.add(clock(), "x", "other", "wrote", "")
    other.close()
    assert caught.tb is not None
    assert (state(store, first), state(store, second)) == (State.PUBLISHING, State.SCHEDULED)
    # And the store goes on as before.
    assert isinstance(follow(store, held, done, second, clock), int)


def test_what_is_no_plain_success_is_closed_with_care(store: Store, clock: FakeClock) -> None:
    held, first, second, done = under_way(store, clock)
    closing = following.Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut off", again_at=clock() + SECOND)
    assert isinstance(follow(store, held, Done(first.id, done.attempt_id, closing), second, clock), int)
    assert (state(store, first), state(store, second)) == (State.UNCONFIRMED, State.PUBLISHING)
