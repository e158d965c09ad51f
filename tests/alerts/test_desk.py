"""The desk: one message whoever looks, none lost, none twice; and the pulse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.alerts.desk import Desk
from bot.alerts.pulse import Pulse, silence
from bot.model.alert import AlertPolicy, AlertThresholds, Channel, Message
from bot.model.alert_facts import DeliveryFact, Facts
from bot.model.delivery import State
from bot.model.health import Beat
from bot.store.store import Store
from tests.alerts.test_conditions import account, delivery, facts, source
from tests.conftest import FakeClock

MAIL, PAGER = Channel("env:MAIL", SecretStr("hush")), Channel("env:PAGER", SecretStr("hush"), urgent_only=True)
HELD = delivery(State.HELD)
MINUTE = timedelta(minutes=1)


class World:
    """What is wrong, what the channels take, and what they took."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.wrong: Facts = facts()
        self.refuses: Mapping[str, str] = {}
        self.taken: list[tuple[str, str]] = []
        self.broken = ""
        self.proofs = 0

    def facts(self, now: object) -> Facts:
        moved = self.clock() - self.wrong.now
        stuck = self.store.alert_facts.read([], [MAIL.name, PAGER.name], self.clock()).channels
        assert moved >= timedelta()
        return replace(self.wrong, now=self.clock(), channels=stuck)

    def journal_fault(self) -> str:
        self.proofs += 1
        return self.broken

    def carry(self, channel: str, message: Message) -> str | None:
        if channel not in self.refuses:
            self.taken.append((channel, message.title.removeprefix("pressbot: ")))
        return self.refuses.get(channel)

    def faults(self) -> Mapping[str, str]:
        return self.refuses

    def held(self, *rows: DeliveryFact) -> None:
        self.wrong = replace(self.wrong, deliveries=rows)

    def desk(self, owner: str = "a", channels: Sequence[Channel] = (MAIL,)) -> Desk:
        """A daemon's desk: made anew, as after a restart."""
        return Desk(
            self.store.alerts, self, self, channels, AlertPolicy(), AlertThresholds(), self.clock,
            owner=owner, timezone=ZoneInfo("Asia/Bishkek"), public_url=None,
        )  # fmt: skip

    def tick(self, desk: Desk | None = None, **later: float) -> list[tuple[str, str]]:
        """What channels took in the look after that time."""
        self.clock.advance(**later)
        before = len(self.taken)
        (desk or self.desk()).tick()
        return self.taken[before:]


@pytest.fixture
def world(tmp_path: Path, clock: FakeClock) -> Iterator[World]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield World(made, clock)
    made.close()


@pytest.fixture
def any_world(store: Store, clock: FakeClock) -> World:
    return World(store, clock)


def test_one_message_whatever_restarts_and_however_many_daemons(any_world: World) -> None:
    world = any_world
    world.held(HELD)
    both = world.desk("a"), world.desk("b")
    assert world.tick(both[0]) == []
    told = [world.tick(both[number % 2], seconds=31) for number in range(6)]
    assert [message for look in told for message in look] == [("env:MAIL", "a post is held for a person")]
    assert world.tick(hours=1) == []
    world.held()
    world.tick(minutes=1)
    assert world.tick(minutes=1) == [("env:MAIL", "over: a post is held for a person")]
    assert world.tick(minutes=20) == []
    assert [alert.condition.subject for alert in world.desk().resolved()] == ["delivery 7"]


def test_a_channel_that_refuses_gets_it_later_and_is_told_of(world: World) -> None:
    both = (MAIL, replace(MAIL, name="env:PAGER"))
    world.held(HELD)
    world.refuses = {"env:MAIL": "it answered 401"}
    world.tick(world.desk(channels=both))
    assert world.tick(world.desk(channels=both), minutes=1) == [("env:PAGER", "a post is held for a person")]
    for _ in range(30):
        world.tick(world.desk(channels=both), minutes=1)
    assert world.taken[1:] == [("env:PAGER", "alerts could not be delivered")]
    first = world.desk(channels=both).undelivered()[0]
    assert (first.channel, first.error) == ("env:MAIL", "it answered 401")
    assert 3 <= first.tries <= 6
    world.refuses = {}
    world.tick(world.desk(channels=both), hours=1)
    assert world.taken[2:] == [
        ("env:MAIL", "a post is held for a person"),
        ("env:MAIL", "alerts could not be delivered"),
    ]
    assert world.desk(channels=both).undelivered() == []


def test_a_process_that_dies_between_writing_and_sending_leaves_the_message(world: World) -> None:
    world.held(HELD)
    world.desk().look()
    world.clock.advance(minutes=1)
    assert world.desk("died").look() == 1
    assert world.tick(seconds=1) == [("env:MAIL", "a post is held for a person")]


def test_what_is_urgent_goes_to_more_channels(world: World) -> None:
    channels = (MAIL, PAGER)
    stopped = account(paused_at=world.clock(), pause_reason="token dead")
    world.wrong = replace(facts(deliveries=[HELD]), accounts=[stopped])
    world.tick(world.desk(channels=channels))
    told = world.tick(world.desk(channels=channels), minutes=1)
    assert sorted(told) == [
        ("env:MAIL", "CRITICAL: an account has stopped"),
        ("env:MAIL", "a post is held for a person"),
        ("env:PAGER", "CRITICAL: an account has stopped"),
    ]
    world.wrong = facts()
    world.tick(world.desk(channels=channels), minutes=1)
    over = world.tick(world.desk(channels=channels), minutes=1)
    assert [title for channel, title in over if channel == "env:PAGER"] == ["over: an account has stopped"]


def test_with_nobody_to_tell_alerts_are_kept_and_told_once_somebody_is_there(world: World) -> None:
    world.held(HELD)
    for _ in range(3):
        assert world.tick(world.desk(channels=()), minutes=1) == []
    (alert,) = world.desk().open()
    assert alert.told_at is None
    assert world.tick(minutes=1) == [("env:MAIL", "a post is held for a person")]


def test_acknowledging(world: World) -> None:
    world.held(HELD)
    world.tick()
    (alert,) = world.desk().open()
    assert world.desk().acknowledge([alert.id], "me") == 1
    assert world.tick(minutes=1) == []
    assert world.desk().open()[0].acknowledged_by == "me"


def test_the_journal_is_proved_now_and_then_and_its_alert_stands_meanwhile(world: World) -> None:
    world.broken = "entry 4 was changed"
    world.tick(world.desk("a"))
    assert world.tick(world.desk("b"), minutes=1) == [("env:MAIL", "CRITICAL: the journal's chain is broken")]
    world.broken = ""
    for _ in range(5):
        assert world.tick(hours=1, minutes=10) == []
    assert [alert.is_open for alert in world.desk().open()] == [True]
    assert world.proofs == 1
    world.tick(minutes=10)
    assert world.proofs == 2
    assert world.tick(minutes=1) == [("env:MAIL", "over: the journal's chain is broken")]


def test_a_rehearsal_asks_every_channel(world: World) -> None:
    world.refuses = {"env:PAGER": "it answered 404"}
    found = world.desk(channels=(MAIL, PAGER)).rehearse()
    assert found == {"env:MAIL": None, "env:PAGER": "it answered 404"}
    assert world.taken == [("env:MAIL", "test")]
    assert world.desk(channels=()).rehearse() == {}


LATE = timedelta(minutes=16)
NOW = facts().now
STUCK = delivery(State.PUBLISHING, minutes=16)
DUE = delivery(State.SCHEDULED, minutes=16)


@pytest.mark.parametrize(
    ("given", "beat", "why"),
    [
        (facts(), Beat(), None),
        (facts(), None, None),
        (facts(sources=[replace(source(), next_visit_at=NOW - LATE)]), Beat(), "source news is not visited"),
        # What cannot be read is the site's fault: it was visited.
        (facts(sources=[source(failures=9, success=NOW - timedelta(days=2))]), Beat(), None),
        (facts(deliveries=[STUCK]), Beat(), "delivery 7 is stuck while it is sent"),
        (facts(deliveries=[replace(STUCK, since=NOW - MINUTE)]), Beat(), None),
        (facts(deliveries=[DUE]), Beat(), "what is due for fb does not move"),
        (facts(deliveries=[DUE], accounts=[account(last_published_at=NOW)]), Beat(), None),
        (facts(deliveries=[DUE], accounts=[account(not_before=NOW + MINUTE)]), Beat(), None),
        (facts(deliveries=[DUE], accounts=[account(paused_at=NOW)]), Beat(), None),
        (facts(), Beat(errors={"plan": "the disk is full"}), "plan: the disk is full"),
        (facts(), Beat(errors={"measure fb": "429"}), None),
        (facts(), Beat(at={"read 1": NOW - LATE}), "read 1 has not ended for long"),
    ],
)  # fmt: skip
def test_all_is_well_only_when_sources_are_visited_and_posts_move(
    given: Facts, beat: Beat | None, why: str | None
) -> None:
    assert silence(given, beat) == why


class Counting:
    """A monitor that counts."""

    def __init__(self) -> None:
        self.knocks = 0
        self.fault: str | None = None

    def knock(self) -> str | None:
        self.knocks += self.fault is None
        return self.fault

    def close(self) -> None:
        pass


def test_one_knock_an_interval_for_all_daemons_and_none_while_something_stands_still(any_world: World) -> None:
    world = any_world
    monitor = Counting()
    every = 5 * MINUTE
    ill, well = (
        Pulse(world.store.alerts, world, monitor, world.clock, every=every, owner=owner) for owner in ("a", "b")
    )
    assert not ill.beat(Beat(errors={"plan": "broken"}))
    assert well.beat(Beat())
    assert not well.beat(Beat())
    world.clock.advance(minutes=5)
    monitor.fault = "it answered 500"
    assert not well.beat(Beat())
    monitor.fault = None
    world.clock.advance(minutes=1)
    assert well.beat(Beat())
    world.held(STUCK)
    world.clock.advance(minutes=5)
    assert not well.beat(Beat())
    assert monitor.knocks == 2
