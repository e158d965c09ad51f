"""A post that is out: its outcome is written down, whatever comes in the way of the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from bot.delivery.gate import Gate
from bot.delivery.publish import Publisher
from bot.delivery.readback import ReadBack
from bot.delivery.reconcile import Reconciler
from bot.delivery.timing import Timing
from bot.errors import StoreError
from bot.model.account import Account
from bot.model.delivery import Receipt, RemotePost, State
from bot.model.limits import Limits
from bot.model.post import Picture, Post
from bot.model.quota import Quota
from bot.networks.facebook.limits import LIMITS
from bot.store.deliveries import DeliveryStore
from bot.store.sending import Sending
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import nobody_died, plan

TIMING = Timing()
COUNT = 5


class Wall:
    """Answers at once; `then` happens with each answer."""

    limits: Limits = LIMITS

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.posts = clock, list[str]()
        self.then: Callable[[int], None] = lambda _count: None
        self.asked: Callable[[], None] = lambda: None

    def publish(self, post: Post, _pictures: Sequence[Picture]) -> Receipt:
        self.posts.append(post.text)
        self.then(len(self.posts))
        return Receipt(f"p{len(self.posts)}", "https://n/1", self.clock())

    def find_recent(self, _since: datetime) -> list[RemotePost]:
        return []

    def quotas(self) -> Sequence[Quota]:
        self.asked()
        return ()


@pytest.fixture
def wall(clock: FakeClock) -> Wall:
    return Wall(clock)


@pytest.fixture
def publisher(store: Store, clock: FakeClock, wall: Wall) -> Publisher:
    for number in range(COUNT):
        plan(store, clock(), f"m{number}")
    return Publisher(
        store, {"fb": Account("fb", "facebook", "1")}, {"fb": wall}, None,  # type: ignore[arg-type,dict-item]
        Reconciler(store, clock, TIMING.looks, TIMING.first_measure), ReadBack(store, clock, TIMING.first_measure), clock,
        owner="a", is_dead=nobody_died, timing=TIMING, sleep=lambda seconds: clock.advance(seconds=seconds),
    )  # fmt: skip


def states(store: Store) -> list[State]:
    return [row.state for row in reversed(store.deliveries.find())]


def test_those_at_hand_follow_in_one_transaction_each(
    store: Store, publisher: Publisher, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    follows: list[int] = []
    original = DeliveryStore.follow
    monkeypatch.setattr(
        DeliveryStore, "follow", lambda self, *given: follows.append(1) or original(self, *given)  # type: ignore[func-returns-value]
    )  # fmt: skip
    assert publisher.work("fb") == COUNT
    assert states(store) == [State.PUBLISHED] * COUNT
    assert (len(wall.posts), len(follows)) == (COUNT, COUNT - 1)


def test_whatever_breaks_before_the_next_one_the_outcome_is_written(
    store: Store, publisher: Publisher, wall: Wall
) -> None:
    def breaks() -> None:
        if len(wall.posts) == 2:
            raise MemoryError

    wall.asked = breaks
    with pytest.raises(MemoryError):
        publisher.work("fb")
    # The second one's quotas broke twice: before the next one, where it is passed over, and after its outcome.
    assert states(store) == [State.PUBLISHED] * 2 + [State.SCHEDULED] * (COUNT - 2)


def test_a_store_that_fails_between_two_gets_the_outcome_all_the_same(
    store: Store, publisher: Publisher, wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object) -> int:
        raise StoreError("no disk")

    monkeypatch.setattr(Sending, "follow", fails)
    with pytest.raises(StoreError):
        publisher.work("fb")
    assert (len(wall.posts), states(store)[:2]) == (1, [State.PUBLISHED, State.SCHEDULED])


def test_who_slept_past_its_lease_between_two_begins_nothing(
    store: Store, publisher: Publisher, wall: Wall, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Gate.take

    def asleep(self: Gate, account: str) -> object:
        clock.advance(seconds=TIMING.lease.total_seconds() + 1)
        return original(self, account)

    monkeypatch.setattr(Gate, "take", asleep)
    assert publisher.work("fb") == 1
    assert (len(wall.posts), states(store)[:2]) == (1, [State.PUBLISHED, State.SCHEDULED])


def test_a_freeze_or_a_stop_between_two_holds_for_the_next_one(
    store: Store, publisher: Publisher, wall: Wall, clock: FakeClock
) -> None:
    def pause(count: int) -> None:
        if count == 2:
            store.lanes.pause("fb", "stop", "test", clock())

    wall.then = pause
    publisher.work("fb")
    assert states(store) == [State.PUBLISHED] * 2 + [State.SCHEDULED] * (COUNT - 2)
    store.lanes.resume("fb", "test", clock())
    clock.advance(seconds=31)
    assert publisher.work("fb", lambda: len(wall.posts) >= 4) == 2
    assert len(wall.posts) == 4
