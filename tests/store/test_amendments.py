"""Changes to posts that are out: one open at a time, the intention first, what was left is in doubt; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.model.amendment import AmendmentKind, AmendmentRow, Stage
from bot.model.delivery import State
from bot.model.records import DeliveryRow
from bot.store.freezes import Freeze, Scope
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_corrections import planned
from tests.store.test_deliveries import LEASE, begin, claim, nobody_died, published, state

EDIT, RETRACT = AmendmentKind.EDIT, AmendmentKind.RETRACT


def out(store: Store, clock: FakeClock) -> DeliveryRow:
    """A delivery that is published."""
    row = planned(store, clock)
    held = claim(store, clock())
    attempt = begin(store, held, row, clock())
    assert store.deliveries.close(held, row.id, attempt, published(clock()), clock())
    found = store.deliveries.get(row.id)
    assert found is not None
    return found


def asked(store: Store, row: DeliveryRow, clock: FakeClock, kind: AmendmentKind = EDIT, text: str = "Новое") -> int:
    post = replace(row.post, text=text) if kind is EDIT else None
    number = store.amendments.request(row, kind, post=post, actor="anna", reason="wrong", now=clock())
    assert number is not None
    return number


def started(store: Store, number: int, clock: FakeClock, owner: str = "a") -> AmendmentRow:
    begun = store.amendments.begin(number, owner, clock(), clock() + LEASE)
    assert isinstance(begun, AmendmentRow), begun
    return begun


def test_the_intention_is_there_before_and_the_new_words_after(store: Store, clock: FakeClock) -> None:
    row = out(store, clock)
    number = asked(store, row, clock)
    assert [(a.id, a.stage) for a in store.amendments.due(["fb"], clock())] == [(number, Stage.WAITING)]
    started(store, number, clock)
    assert store.amendments.get(number).stage is Stage.UNDER_WAY
    assert store.amendments.due(["fb"], clock()) == []
    assert store.amendments.close(number, "a", Stage.DONE, "read back", clock())
    after = store.deliveries.get(row.id)
    assert after is not None
    assert (after.post.text, after.state) == ("Новое", State.PUBLISHED)
    (done,) = store.amendments.of(row.id)
    assert (done.stage, done.tries, done.before.text, done.by_daemon) == (Stage.DONE, 1, "Заголовок", False)


def test_only_who_began_ends_it(store: Store, clock: FakeClock) -> None:
    number = asked(store, out(store, clock), clock)
    started(store, number, clock)
    assert isinstance(store.amendments.begin(number, "b", clock(), clock() + LEASE), str)
    assert not store.amendments.close(number, "b", Stage.DONE, "mine", clock())
    assert store.amendments.barred(number, "b", clock()) is not None
    assert store.amendments.barred(number, "a", clock()) is None
    clock.advance(minutes=11)
    assert store.amendments.barred(number, "a", clock()) is not None


def test_what_waits_gives_way_and_what_is_under_way_does_not(store: Store, clock: FakeClock) -> None:
    row = out(store, clock)
    first = asked(store, row, clock)
    second = asked(store, row, clock, text="Новее")
    assert store.amendments.get(first).stage is Stage.DROPPED
    started(store, second, clock)
    with pytest.raises(UserError, match="under way"):
        asked(store, row, clock, RETRACT)


def test_what_was_left_under_way_is_in_doubt_once_its_owner_cannot_end_it(store: Store, clock: FakeClock) -> None:
    number = asked(store, out(store, clock), clock)
    started(store, number, clock)
    store.amendments.take_over(["fb"], clock(), nobody_died)
    assert store.amendments.get(number).stage is Stage.UNDER_WAY
    store.amendments.take_over(["fb"], clock(), lambda owner: owner == "a")
    assert store.amendments.get(number).stage is Stage.UNKNOWN
    assert not store.amendments.close(number, "a", Stage.DONE, "too late", clock())
    assert store.amendments.claim_look(number, "b", clock(), clock() + LEASE)
    assert not store.amendments.claim_look(number, "c", clock(), clock() + LEASE)
    assert store.amendments.close(number, "b", Stage.WAITING, "not there", clock(), next_at=clock(), looked=True)
    assert store.amendments.get(number).looks == 1


def test_a_retraction_moves_the_delivery_in_the_name_of_who_asked(store: Store, clock: FakeClock) -> None:
    row = out(store, clock)
    number = asked(store, row, clock, RETRACT)
    started(store, number, clock, "the daemon of another machine")
    assert store.amendments.close(number, "the daemon of another machine", Stage.DONE, "gone", clock())
    assert state(store, row) is State.RETRACTED
    assert store.engagement.due("fb", clock() + timedelta(days=9)) == []
    (entry,) = [e for e in store.journal.of(f"delivery {row.id}") if e.action == "published → retracted"]
    assert entry.actor == "anna"
    with pytest.raises(UserError, match="not published"):
        asked(store, row, clock, RETRACT)


def test_a_correction_counts_for_the_first_who_writes_it(store: Store, clock: FakeClock) -> None:
    row = out(store, clock)
    given = {"post": row.post, "actor": "daemon", "reason": "r", "now": clock(), "revision": 2}
    assert store.amendments.request(row, EDIT, **given) is not None  # type: ignore[arg-type]
    assert store.amendments.request(row, EDIT, **given) is None  # type: ignore[arg-type]
    assert len(store.amendments.of(row.id)) == 1


def test_a_freeze_and_a_pause_hold_edits_back_and_a_freeze_waits_for_those_under_way(
    store: Store, clock: FakeClock
) -> None:
    row = out(store, clock)
    number = asked(store, row, clock)
    begun = started(store, number, clock)
    frozen = store.freezes.set(Scope.ACCOUNT, "fb", reason="mourning", actor="t", now=clock(), until=None)
    freeze = store.freezes.get(frozen)
    assert isinstance(freeze, Freeze)
    (call,) = store.freezes.under_way(freeze)
    assert (call.key, call.owner, call.delivery.id) == (("edit", number), "a", row.id)
    assert "mourning" in str(store.amendments.barred(begun.id, "a", clock()))
    store.amendments.close(number, "a", Stage.WAITING, "barred", clock(), next_at=clock())
    assert store.freezes.under_way(freeze) == []
    assert "mourning" in str(store.amendments.begin(number, "a", clock(), clock() + LEASE))
