"""Who may still act on a lane: slept past the lease, taken over, settled by another meanwhile; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.model.delivery import Outcome, State
from bot.model.records import Claim, DeliveryRow
from bot.store.deliveries import Closing, Refusal
from bot.store.freezes import Scope
from bot.store.store import Store
from bot.store.tables import accounts
from tests.conftest import FakeClock
from tests.store.test_deliveries import CALL, LEASE, MINUTE, begin, claim, plan, published, state


def begun(store: Store, clock: FakeClock, owner: str = "a") -> tuple[DeliveryRow, Claim, int]:
    row = plan(store, clock())
    held = claim(store, clock(), owner)
    return row, held, begin(store, held, row, clock())


def given_up_and_sent_anew(store: Store, clock: FakeClock, row: DeliveryRow) -> tuple[Claim, int]:
    """Another owner takes the lane over, finds nothing, and sends the delivery again."""
    clock.advance(minutes=11)
    taker = claim(store, clock(), "b")
    absent = Closing(Outcome.NOT_SENT, State.SCHEDULED, "surely absent", again_at=clock())
    assert store.deliveries.settle(row.id, absent, clock(), taker)
    return taker, begin(store, taker, row, clock())


def test_a_lease_that_ran_out_is_lost_though_nobody_took_the_lane(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    asleep = claim(store, clock())
    clock.advance(minutes=10)
    assert store.lanes.extend(asleep, clock(), clock() + LEASE) is None
    assert not store.lanes.is_ours(asleep, clock())
    refusal = store.deliveries.begin(asleep, row, clock(), clock() + LEASE, CALL)
    assert isinstance(refusal, Refusal)
    assert refusal.lane_lost
    assert state(store, row) is State.SCHEDULED


def test_long_work_prolongs_its_lease_and_a_call_too_where_it_needs(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    clock.advance(minutes=9)
    longer = store.lanes.extend(held, clock(), clock() + LEASE)
    assert longer == Claim("fb", "a", held.fence, clock() + LEASE)
    clock.advance(minutes=9)
    begin(store, held, row, clock())
    clock.advance(minutes=9)
    assert store.lanes.is_ours(held, clock())


def test_a_lease_shorter_than_a_call_sends_nothing(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = store.lanes.claim("fb", "a", clock(), clock() + MINUTE, lambda _: False)
    assert held is not None
    assert isinstance(store.deliveries.begin(held, row, clock(), clock() + MINUTE, CALL), Refusal)
    assert state(store, row) is State.SCHEDULED


@pytest.mark.parametrize(
    "late",
    [
        Closing(Outcome.NOT_SENT, State.SCHEDULED, "not sent"),
        Closing(Outcome.REFUSED, State.REJECTED, "refused"),
        Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut"),
    ],
)
def test_the_late_end_of_an_earlier_attempt_does_not_touch_a_later_one(
    store: Store, clock: FakeClock, late: Closing
) -> None:
    row, asleep, first = begun(store, clock)
    taker, second = given_up_and_sent_anew(store, clock, row)
    assert not store.deliveries.close(asleep, row.id, first, late, clock())
    assert state(store, row) is State.PUBLISHING
    assert [a.outcome for a in store.deliveries.attempts_of(row.id)] == [late.outcome, Outcome.UNDER_WAY]
    assert store.deliveries.close(taker, row.id, second, published(clock()), clock())


def test_a_late_receipt_stops_the_sending_anew(store: Store, clock: FakeClock) -> None:
    row, asleep, first = begun(store, clock)
    clock.advance(minutes=11)
    taker = claim(store, clock(), "b")
    absent = Closing(Outcome.NOT_SENT, State.SCHEDULED, "surely absent", again_at=clock())
    assert store.deliveries.settle(row.id, absent, clock(), taker)
    assert store.deliveries.close(asleep, row.id, first, published(clock()), clock())
    assert state(store, row) is State.PUBLISHED
    assert isinstance(store.deliveries.begin(taker, row, clock(), clock() + LEASE, CALL), Refusal)


def test_a_late_receipt_settles_what_is_held(store: Store, clock: FakeClock) -> None:
    row, asleep, first = begun(store, clock)
    clock.advance(minutes=11)
    taker = claim(store, clock(), "b")
    assert store.deliveries.settle(row.id, Closing(Outcome.UNKNOWN, State.HELD, "cannot be asked"), clock(), taker)
    assert store.deliveries.close(asleep, row.id, first, published(clock()), clock())
    assert state(store, row) is State.PUBLISHED


def test_a_receipt_that_is_known_already_is_no_second_post(store: Store, clock: FakeClock) -> None:
    """A store that took the outcome and broke before it said so is told it again."""
    row, held, attempt = begun(store, clock)
    assert store.deliveries.close(held, row.id, attempt, published(clock()), clock())
    assert store.deliveries.close(held, row.id, attempt, published(clock()), clock())
    assert "late receipt" not in {entry.action for entry in store.journal.of(f"delivery {row.id}")}


def test_a_receipt_too_late_to_stop_the_second_is_told(store: Store, clock: FakeClock) -> None:
    row, asleep, first = begun(store, clock)
    taker, second = given_up_and_sent_anew(store, clock, row)
    assert not store.deliveries.close(asleep, row.id, first, published(clock(), "e1"), clock())
    assert store.deliveries.close(taker, row.id, second, published(clock(), "e2"), clock())
    entries = {entry.action: entry.reason for entry in store.journal.of(f"delivery {row.id}")}
    assert "is out too" in entries["late receipt"]


def test_a_receipt_of_what_was_called_off_meanwhile_is_told(store: Store, clock: FakeClock) -> None:
    row, asleep, first = begun(store, clock)
    clock.advance(minutes=11)
    taker = claim(store, clock(), "b")
    assert store.deliveries.settle(row.id, Closing(Outcome.UNKNOWN, State.HELD, "cannot be asked"), clock(), taker)
    assert store.deliveries.act(row.id, State.HELD, State.CANCELLED, actor="staff", reason="seen", now=clock())
    assert not store.deliveries.close(asleep, row.id, first, published(clock()), clock())
    entries = {entry.action: entry.reason for entry in store.journal.of(f"delivery {row.id}")}
    assert entries["late receipt"] == "it is cancelled, and its post is out → look at https://n/1"


def test_what_was_seen_before_a_take_over_settles_nothing(store: Store, clock: FakeClock) -> None:
    row, asleep, _ = begun(store, clock)
    clock.advance(minutes=11)
    claim(store, clock(), "b")
    absent = Closing(Outcome.NOT_SENT, State.SCHEDULED, "surely absent", again_at=clock())
    assert not store.deliveries.settle(row.id, absent, clock(), asleep)
    store.deliveries.look_again(row.id, 1, clock() + MINUTE, "not found", claim=asleep, now=clock())
    found = store.deliveries.get(row.id)
    assert found is not None
    assert (found.state, found.looks) == (State.UNCONFIRMED, 0)


def test_between_intention_and_visible_call_everything_is_asked_again(store: Store, clock: FakeClock) -> None:
    row, held, _ = begun(store, clock)
    assert store.deliveries.barred(held, row, clock()) is None
    number = store.freezes.set(Scope.ALL, "", reason="mourning", actor="t", now=clock(), until=None)
    assert "mourning" in str(store.deliveries.barred(held, row, clock()))
    store.freezes.lift(number, actor="t", now=clock())
    store.lanes.pause("fb", "stop", "t", clock())
    assert "stop" in str(store.deliveries.barred(held, row, clock()))
    store.lanes.resume("fb", "t", clock())
    clock.advance(minutes=11)
    assert "lease" in str(store.deliveries.barred(held, row, clock()))


def test_lanes_of_living_owners_are_no_work_for_others(store: Store, clock: FakeClock) -> None:
    row, *_ = begun(store, clock)
    assert store.lanes.due(["fb"], clock(), lambda _: False) == []
    assert store.lanes.due(["fb"], clock(), lambda owner: owner == "a") == ["fb"]
    clock.advance(minutes=11)
    assert store.lanes.due(["fb"], clock(), lambda _: False) == ["fb"]
    assert row.account == "fb"


def test_who_is_at_the_door_first_is_not_waited_for(postgres_url: str, clock: FakeClock) -> None:
    store = Store(postgres_url)
    store.upgrade()
    plan(store, clock())
    with store.database.writing() as other:
        other.execute(accounts.select().with_for_update()).all()
        # Would block here for ever without SKIP LOCKED.
        assert store.lanes.claim("fb", "b", clock(), clock() + timedelta(minutes=1), lambda _: False) is None
    store.close()
