"""Breakers, waits and red deliveries in the store: on both databases, shared by every daemon on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.breaker import Breaker
from bot.model.delivery import State
from bot.model.waiting import Cause, Hindrance, Wait
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import plan

MINUTE = timedelta(minutes=1)


def test_a_breaker_is_shared_noted_once_an_opening_and_forgotten_with_a_success(store: Store, clock: FakeClock) -> None:
    other = Store(store.database.engine.url.render_as_string(hide_password=False))
    counted = Breaker("fb", "Unavailable", 4, clock(), clock(), "no route")
    store.breakers.save(counted, clock())
    assert (other.breakers.of("fb"), other.breakers.opened(), other.breakers.of("vk")) == ([counted], [], [])
    opened = replace(counted, failures=5, opened_at=clock(), probe_at=clock() + 2 * MINUTE)
    other.breakers.save(opened, clock())
    probed = replace(opened, failures=6, probe_at=clock() + 4 * MINUTE, probes=1)
    store.breakers.save(probed, clock())
    assert other.breakers.opened() == [probed]
    assert other.breakers.close("fb", clock(), "a post went out") == 1
    assert store.breakers.close("fb", clock(), "a post went out") == 0
    assert store.breakers.of("fb") == []
    assert [(entry.action, entry.reason) for entry in store.journal.of("account fb")] == [
        ("breaker opened: Unavailable", "no route"),
        ("breaker closed: Unavailable", "a post went out"),
    ]
    other.close()


def test_breaking_news_wakes_a_lane_whose_wait_it_passes(store: Store, clock: FakeClock) -> None:
    plan(store, clock(), "ordinary")
    quiet = Wait(clock() + 9 * MINUTE, "quiet hours", Cause.QUIET_HOURS)
    store.lanes.wait("fb", quiet, urgent_passes=True)
    assert store.lanes.hindrance("fb") == Hindrance(quiet, True, None)
    assert store.lanes.due(["fb"], clock()) == []
    urgent = plan(store, clock(), "urgent", priority=True)
    assert store.lanes.due(["fb"], clock()) == ["fb"]
    assert store.deliveries.queue("fb")[0].id == urgent.id
    assert store.deliveries.count_due("fb", clock()) == 1
    store.lanes.wait("fb", Wait(clock() + 9 * MINUTE, "asked", Cause.NETWORK))
    assert store.lanes.due(["fb"], clock()) == []
    store.lanes.forget_waits(["fb"], [Cause.QUIET_HOURS])
    assert store.lanes.due(["fb"], clock()) == []
    store.lanes.forget_waits(["fb"], [Cause.NETWORK])
    assert store.lanes.due(["fb"], clock()) == ["fb"]


def test_only_what_failed_for_too_long_is_held(store: Store, clock: FakeClock) -> None:
    failing, fresh = plan(store, clock(), "m1"), plan(store, clock(), "m2")
    store.deliveries.act(
        failing.id, State.SCHEDULED, State.HELD, actor="t", reason="x", now=clock(), failing_since=clock()
    )
    store.deliveries.act(failing.id, State.HELD, State.SCHEDULED, actor="t", reason="no route", now=clock())
    assert store.deliveries.hold_failing(["fb"], clock() - MINUTE, clock(), "late") == []
    assert store.deliveries.hold_failing(["fb"], clock(), clock(), "late") == [failing.id]
    assert store.deliveries.hold_failing(["fb"], clock(), clock(), "late") == []
    (held,) = store.deliveries.find(state=State.HELD)
    assert (held.reason, held.failing_since) == ("late; no route", clock())
    assert [row.id for row in store.deliveries.queue("fb")] == [fresh.id]
