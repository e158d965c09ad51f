"""What is looked for, when finding nothing counts, and what a person is told: on a store, with a network of our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import errors
from bot.delivery.recognise import WRONG_CLOCK, recognise
from bot.delivery.reconcile import PATIENCE, Reconciler, about_the_thread
from bot.delivery.sender import BESIDE_DOUBTS
from bot.model.account import Account, WhenUnsure
from bot.model.delivery import Outcome, RemotePost, State
from bot.model.records import Claim, DeliveryRow
from bot.store.deliveries import Closing, Planned
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import begin, claim, plan, published

FIRST, SECOND = timedelta(seconds=30), timedelta(minutes=2)
CALL = timedelta(minutes=5)


class Wall:
    """A network that shows `posts`, or fails."""

    def __init__(self) -> None:
        self.posts: list[RemotePost] = []
        self.old: list[RemotePost] = []
        self.error: errors.RemoteError | None = None
        self.asked: list[datetime] = []

    def find_recent(self, since: datetime) -> list[RemotePost]:
        self.asked.append(since)
        if self.error is not None:
            raise self.error
        return list(self.posts)

    def fetch(self, external_id: str) -> RemotePost | None:
        return next((post for post in self.old if post.external_id == external_id), None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield made
    made.close()


@pytest.fixture
def wall() -> Wall:
    return Wall()


class Desk:
    """One delivery whose call was cut, and the reconciler over it."""

    def __init__(self, store: Store, clock: FakeClock, wall: Wall) -> None:
        self.store, self.clock, self.wall = store, clock, wall
        self.row = plan(store, clock())
        self.dead: set[str] = set()
        self.held = claim(store, clock())

    def cut(self, **values: object) -> None:
        """The worker tells that it does not know."""
        attempt = begin(self.store, self.held, self.row, self.clock())
        unsure = Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut", again_at=self.clock() + FIRST, **values)  # type: ignore[arg-type]
        self.store.deliveries.close(self.held, self.row.id, attempt, unsure, self.clock())

    def taken_over(self) -> None:
        """The worker says nothing more, and another one takes its lane."""
        begin(self.store, self.held, self.row, self.clock())
        self.clock.advance(minutes=11)
        self.held = claim(self.store, self.clock(), "b")

    def look(self, when_unsure: WhenUnsure = WhenUnsure.HOLD, held: Claim | None = None) -> DeliveryRow:
        account = Account("fb", "facebook", "1", when_unsure=when_unsure)
        reconciler = Reconciler(
            self.store, self.clock, (FIRST, SECOND), CALL, longest_call=CALL, is_dead=lambda owner: owner in self.dead
        )
        reconciler.settle_due(account, self.wall, held or self.held)  # type: ignore[arg-type]
        found = self.store.deliveries.get(self.row.id)
        assert found is not None
        return found

    def when_due(self) -> None:
        found = self.store.deliveries.get(self.row.id)
        assert found is not None
        assert found.next_look_at is not None
        self.clock.moment = max(self.clock.moment, found.next_look_at)
        renewed = self.store.lanes.extend(self.held, self.clock(), self.clock() + 2 * CALL)
        self.held = renewed or claim(self.store, self.clock(), "c")


@pytest.fixture
def desk(store: Store, clock: FakeClock, wall: Wall) -> Desk:
    return Desk(store, clock, wall)


def looks_until_it_ends(desk: Desk) -> list[timedelta]:
    """The moments of the looks, from the moment of the doubt, until the delivery is unconfirmed no more."""
    row = desk.store.deliveries.get(desk.row.id)
    assert row is not None
    begun, moments = row.state_since, []
    while row.state is State.UNCONFIRMED:
        desk.when_due()
        moments.append(desk.clock() - begun)
        row = desk.look()
        assert len(moments) < 10
    assert row.state is State.SCHEDULED
    return moments


def test_absence_counts_after_two_looks_with_pauses(desk: Desk) -> None:
    desk.cut()
    assert looks_until_it_ends(desk) == [FIRST, FIRST + SECOND]


def test_a_worker_that_surely_ended_is_looked_after_at_once_but_absence_waits(desk: Desk) -> None:
    desk.taken_over()
    desk.dead = {"a"}
    assert looks_until_it_ends(desk) == [timedelta(), FIRST, FIRST + SECOND]


def test_a_worker_that_may_be_asleep_is_given_the_time_of_its_longest_call(desk: Desk) -> None:
    desk.taken_over()
    assert looks_until_it_ends(desk) == [timedelta(), CALL, CALL + SECOND]


def test_what_stands_there_is_adopted_at_the_first_look(desk: Desk) -> None:
    desk.taken_over()
    desk.wall.posts = [RemotePost("e9", "https://n/9", desk.clock(), "", (desk.row.post.article_url,))]
    row = desk.look()
    assert row.state is State.PUBLISHED
    assert row.receipt is not None
    assert row.receipt.external_id == "e9"


def test_a_clock_that_runs_ahead_hides_no_post_with_a_mark(desk: Desk) -> None:
    desk.row = replace(desk.row, post=replace(desk.row.post, mark="m1"))
    posts = [RemotePost("e9", "https://n/9", desk.clock() - WRONG_CLOCK, "", ("https://e.org/m1?utm_content=m1",))]
    match = recognise(desk.row, posts, (), desk.clock())
    assert match is not None
    desk.cut()
    desk.when_due()
    desk.look()
    assert posts[0].created_at >= desk.wall.asked[0]


def test_a_post_and_its_repost_both_in_doubt_each_find_their_own(store: Store, clock: FakeClock, wall: Wall) -> None:
    """Without marks nothing but the time tells them apart: taken for one another, the second would go out again."""
    desk = Desk(store, clock, wall)
    again = Planned(desk.row.post, State.SCHEDULED, clock(), "m2", round=1)
    rows = [desk.row.id, *store.deliveries.plan(desk.row.article_id, [], [again], clock(), actor="staff")]
    for number, row in enumerate(store.deliveries.get(identity) for identity in rows):
        assert row is not None
        desk.row = row
        desk.cut()
        wall.posts.insert(0, RemotePost(f"e{number}", "https://n", clock(), "", (row.post.article_url,)))
        clock.advance(minutes=1)
    desk.look()
    found = [store.deliveries.get(identity) for identity in rows]
    assert [row and row.receipt and row.receipt.external_id for row in found] == ["e0", "e1"]


def test_whose_lane_was_taken_over_settles_nothing(desk: Desk) -> None:
    desk.cut()
    desk.clock.advance(minutes=11)
    asleep, desk.held = desk.held, claim(desk.store, desk.clock(), "b")
    desk.wall.posts = [RemotePost("e9", "https://n/9", desk.clock(), "", (desk.row.post.article_url,))]
    assert desk.look(held=asleep).state is State.UNCONFIRMED
    assert desk.look().state is State.PUBLISHED


@pytest.mark.parametrize("kind", [errors.Forbidden, errors.NotFound, errors.Misused])
def test_a_network_that_cannot_be_asked_leaves_it_to_a_person_who_is_told_what_to_look_at(
    desk: Desk, kind: type[errors.RemoteError]
) -> None:
    desk.cut()
    desk.when_due()
    desk.wall.error = kind("no right to read")
    row = desk.look()
    assert row.state is State.HELD
    for told in ("no right to read", "Текст", f"{desk.clock() - FIRST:%H:%M} UTC", "cancel it", "release it"):
        assert told in row.reason


def test_or_it_is_posted_again_where_the_account_says_so_but_never_beside_a_worker_that_may_still_send(
    desk: Desk,
) -> None:
    desk.taken_over()
    desk.wall.error = errors.Forbidden("no right to read")
    assert desk.look(WhenUnsure.REPOST).state is State.UNCONFIRMED
    desk.when_due()
    assert desk.look(WhenUnsure.REPOST).state is State.SCHEDULED


def test_a_network_that_is_down_decides_nothing_until_it_is_a_persons_matter(desk: Desk) -> None:
    desk.cut()
    desk.wall.error = errors.Unavailable("down", retry_after=timedelta(hours=1))
    row = desk.row
    for _ in range(24):
        desk.when_due()
        row = desk.look()
        assert (row.state, row.looks) == (State.UNCONFIRMED, 0)
    assert timedelta(days=1) == PATIENCE
    desk.when_due()
    row = desk.look()
    assert row.state is State.HELD
    assert "for a day" in row.reason


def test_what_is_called_a_duplicate_and_not_found_is_held(desk: Desk) -> None:
    desk.cut(error="Duplicate")
    desk.when_due()
    desk.look()
    desk.when_due()
    row = desk.look()
    assert row.state is State.HELD
    assert "has this post already" in row.reason


def test_a_reading_asks_back_to_the_first_doubtful_attempt(desk: Desk) -> None:
    desk.cut()
    begun = desk.clock()
    desk.when_due()
    desk.look()
    desk.when_due()
    assert desk.look().state is State.SCHEDULED
    desk.cut()
    desk.when_due()
    desk.look()
    assert desk.wall.asked == [begun - WRONG_CLOCK] * 3


def test_the_lane_knows_how_many_posts_cover_one_in_doubt(store: Store, clock: FakeClock) -> None:
    rows = [plan(store, clock(), f"m{number}") for number in range(4)]
    held = claim(store, clock())
    assert store.deliveries.sent_beside_doubts("fb") is None
    ends: Sequence[Closing] = [
        published(clock(), "e0"), Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut"), published(clock(), "e2"),
        published(clock(), "e3"),
    ]  # fmt: skip
    for row, end in zip(rows, ends, strict=True):
        store.deliveries.close(held, row.id, begin(store, held, row, clock()), end, clock())
    assert store.deliveries.sent_beside_doubts("fb") == 2
    # What the networks' adapters list at least.
    assert BESIDE_DOUBTS < 40


@pytest.mark.parametrize(
    ("parts", "told"), [(0, None), (1, "1 reply of its thread was"), (3, "3 replies of its thread were")]
)
def test_of_a_found_post_it_is_told_that_its_thread_may_be_missing(parts: int, told: str | None, desk: Desk) -> None:
    row = replace(desk.row, post=replace(desk.row.post, thread=("часть",) * parts))
    notes = about_the_thread(row)
    assert len(notes) == (told is not None)
    assert told is None or notes[0].startswith(f"{told} perhaps not sent → look")
