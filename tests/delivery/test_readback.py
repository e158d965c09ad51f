"""After a restore: the wall is asked first, what stands there is adopted, what cannot be read waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.delivery.readback import MARGIN, RETRY, SURELY_WHOLE, ReadBack
from bot.errors import Forbidden, RateLimited, RemoteError, Unauthorized, Unavailable
from bot.model.account import Account, WhenUnsure
from bot.model.article import Found
from bot.model.delivery import Decision, RemotePost, State, Verdict
from bot.model.post import Form, Post
from bot.model.records import Admission, DeliveryRow
from bot.store.codec import FOUND
from bot.store.deliveries import Planned
from bot.store.store import Store
from bot.store.tables import articles
from tests.conftest import FakeClock

HOUR = timedelta(hours=1)
FB = Account("fb", "facebook", "1")
REPOSTS = Account("fb", "facebook", "1", when_unsure=WhenUnsure.REPOST)


class Wall:
    """A network that only shows."""

    def __init__(self, posts: Sequence[RemotePost] = (), error: RemoteError | None = None) -> None:
        self.posts = list(posts)
        self.error = error
        self.asked: list[datetime] = []

    def find_recent(self, since: datetime) -> list[RemotePost]:
        self.asked.append(since)
        if self.error:
            raise self.error
        return [post for post in self.posts if post.created_at >= since]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    made.lanes.register([FB, Account("vk", "vk", "2")])
    yield made
    made.close()


def shown(number: int, at: datetime) -> RemotePost:
    return RemotePost(f"p{number}", f"https://n/{number}", at, "", (f"https://e.org/{number}?utm_content=lost",))


def plan(store: Store, number: int, now: datetime, dated: datetime | None = None, **options: object) -> DeliveryRow:
    url = f"https://e.org/{number}"
    article = store.articles.add(url, Admission.NEW, now)
    with store.database.writing() as connection:
        found = FOUND.dump(Found(url, published=dated))
        connection.execute(update(articles).where(articles.c.id == article.id).values(found=found))
    mark = f"m{number}.{options.get('round', 0)}"
    post = Post("fb", "facebook", "Текст", url, url, Form.LINK, "ru", 5, 100, mark=mark)
    state = options.pop("state", State.SCHEDULED)
    planned = Planned(post, state, now, mark, **options)  # type: ignore[arg-type]
    # The daemon plans an article once; another round is a person's.
    actor = "anna" if planned.round else "daemon"
    (made,) = store.deliveries.plan(article.id, [Decision("fb", Verdict.POST, "")], [planned], now, actor=actor)
    row = store.deliveries.get(made)
    assert row is not None
    return row


def state_of(store: Store, row: DeliveryRow) -> State:
    found = store.deliveries.get(row.id)
    assert found is not None
    return found.state


def restored(store: Store, clock: FakeClock) -> ReadBack:
    """The store heard its last word now; it is recognised as an older copy two hours later."""
    store.journal.add(clock(), "daemon", "test", "the last word", "")
    clock.advance(hours=2)
    store.epochs.begin_restored(clock(), "test")
    clock.advance(minutes=1)
    return ReadBack(store, clock, HOUR)


def test_a_store_that_was_not_restored_asks_nothing(store: Store, clock: FakeClock) -> None:
    wall = Wall()
    readback, row = ReadBack(store, clock, HOUR), plan(store, 1, clock())
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert readback.clears(FB, wall, row)  # type: ignore[arg-type]
    assert (wall.asked, readback.waiting(["fb", "vk"])) == ([], [])


def test_what_stands_on_the_wall_is_adopted_and_the_rest_goes_out(store: Store, clock: FakeClock) -> None:
    out, not_out = plan(store, 1, clock()), plan(store, 2, clock())
    saved_at = clock()
    draft, held = plan(store, 3, clock(), state=State.DRAFT), plan(store, 4, clock(), state=State.HELD)
    readback = restored(store, clock)
    wall = Wall([shown(number, clock() - HOUR) for number in (1, 3, 4, 5)])
    assert readback.waiting(["fb", "vk"]) == ["fb", "vk"]
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert wall.asked == [saved_at - MARGIN]
    assert [state_of(store, row) for row in (out, draft, held)] == [State.PUBLISHED] * 3
    assert readback.clears(FB, wall, not_out)  # type: ignore[arg-type]
    assert state_of(store, not_out) is State.SCHEDULED
    (attempt,) = store.deliveries.attempts_of(out.id)
    assert (attempt.started_at, attempt.owner) == (clock() - HOUR, "read back")
    # Asked once; the other account waits for its own turn.
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert (len(wall.asked), readback.waiting(["fb", "vk"])) == (1, ["vk"])


def test_an_article_that_comes_again_later_is_compared_before_it_is_sent(store: Store, clock: FakeClock) -> None:
    readback = restored(store, clock)
    wall = Wall([shown(7, clock() - HOUR)])
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    again, new = plan(store, 7, clock()), plan(store, 8, clock())
    assert not readback.clears(FB, wall, again)  # type: ignore[arg-type]
    assert readback.clears(FB, wall, new)  # type: ignore[arg-type]
    assert state_of(store, again) is State.PUBLISHED
    # And so in the next process.
    later = plan(store, 9, clock())
    store.deliveries.get(later.id)
    after = ReadBack(store, clock, HOUR)
    assert after.ready(FB, wall)  # type: ignore[arg-type]
    assert after.clears(FB, wall, later)  # type: ignore[arg-type]
    assert len(wall.asked) == 1


def test_a_repost_by_hand_after_the_restore_goes_out(store: Store, clock: FakeClock) -> None:
    readback = restored(store, clock)
    wall = Wall([shown(7, clock() - HOUR)])
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    plan(store, 7, clock())
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    repost = plan(store, 7, clock(), round=1)
    assert readback.clears(FB, wall, repost)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "wait"), [(Unavailable("no route"), RETRY), (RateLimited("slowly", retry_after=5 * HOUR), 5 * HOUR)]
)
def test_a_network_out_of_reach_is_asked_again_and_nothing_is_sent_before(
    store: Store, clock: FakeClock, error: RemoteError, wait: timedelta
) -> None:
    row = plan(store, 1, clock())
    readback = restored(store, clock)
    wall = Wall([shown(1, clock() - HOUR)], error)
    assert not readback.ready(FB, wall)  # type: ignore[arg-type]
    assert not readback.ready(FB, wall)  # type: ignore[arg-type]
    assert (len(wall.asked), readback.waiting(["fb"])) == (1, [])
    assert state_of(store, row) is State.SCHEDULED
    wall.error = None
    clock.moment += wait
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert state_of(store, row) is State.PUBLISHED


@pytest.mark.parametrize("error", [Forbidden("no right to read"), Unauthorized("the key does not read")])
def test_what_may_be_out_on_a_wall_that_cannot_be_read_waits_for_a_person(
    store: Store, clock: FakeClock, error: RemoteError
) -> None:
    old = plan(store, 1, clock())
    readback = restored(store, clock)
    wall = Wall(error=error)
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    found = store.deliveries.get(old.id)
    assert found is not None
    assert (found.state, "look at the wall" in found.reason) == (State.HELD, True)
    since, new = plan(store, 2, clock(), clock() - HOUR), plan(store, 3, clock(), clock() + HOUR)
    assert not readback.clears(FB, wall, since)  # type: ignore[arg-type]
    assert readback.clears(FB, wall, new)  # type: ignore[arg-type]
    assert (state_of(store, since), state_of(store, new)) == (State.HELD, State.SCHEDULED)
    # Released by a person it goes out: it is asked about once.
    store.deliveries.act(old.id, State.HELD, State.SCHEDULED, actor="editor", reason="not there", now=clock())
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert readback.clears(FB, wall, old)  # type: ignore[arg-type]
    assert state_of(store, old) is State.SCHEDULED


def test_an_account_that_reposts_when_unsure_goes_on(store: Store, clock: FakeClock) -> None:
    row = plan(store, 1, clock())
    readback = restored(store, clock)
    assert readback.ready(REPOSTS, Wall(error=Forbidden("no")))  # type: ignore[arg-type]
    assert state_of(store, row) is State.SCHEDULED


def test_silence_alone_reads_back_what_can_be_read_and_holds_nothing(store: Store, clock: FakeClock) -> None:
    row = plan(store, 1, clock())
    store.epochs.recognise(clock())
    claim = store.lanes.claim("fb", "a", clock(), clock() + HOUR, lambda _: False)
    assert claim is not None
    store.deliveries.begin(claim, row, clock(), clock() + HOUR, HOUR / 2)
    other = plan(store, 2, clock())
    clock.advance(hours=9)
    store.epochs.recognise(clock())
    assert store.readbacks.all() == []
    store.epochs.recognise(clock(), starting=True)
    readback = ReadBack(store, clock, HOUR)
    # Only before the next post: nothing is asked for its own sake.
    assert readback.waiting(["fb", "vk"]) == []
    wall = Wall(error=Forbidden("no right to read"))
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert (len(wall.asked), state_of(store, other)) == (1, State.SCHEDULED)


def test_a_wall_that_shows_only_its_newest_leaves_the_older_ones_in_doubt(store: Store, clock: FakeClock) -> None:
    early, late = plan(store, 1001, clock()), plan(store, 1002, clock())
    readback = restored(store, clock)
    begin = clock() - HOUR
    wall = Wall([shown(number, begin + timedelta(seconds=number)) for number in range(SURELY_WHOLE)])
    assert readback.ready(FB, wall)  # type: ignore[arg-type]
    assert [state_of(store, row) for row in (early, late)] == [State.HELD, State.HELD]
    before, after = plan(store, 1003, clock(), begin - HOUR / 2), plan(store, 1004, clock(), begin + HOUR / 2)
    assert not readback.clears(FB, wall, before)  # type: ignore[arg-type]
    assert readback.clears(FB, wall, after)  # type: ignore[arg-type]


def test_a_long_wall_that_reaches_back_to_a_known_post_is_whole(store: Store, clock: FakeClock) -> None:
    known = plan(store, 500, clock())
    store.readbacks.adopt(known, shown(500, clock()), "test", clock(), clock(), None)
    row = plan(store, 1001, clock())
    readback = restored(store, clock)
    posts = [shown(number, clock() - HOUR + timedelta(seconds=number)) for number in range(SURELY_WHOLE)]
    assert readback.ready(FB, Wall([*posts, shown(500, clock() - 2 * HOUR)]))  # type: ignore[arg-type]
    assert state_of(store, row) is State.SCHEDULED


def test_a_person_may_ask_for_a_read_back(store: Store, clock: FakeClock) -> None:
    row = plan(store, 1, clock())
    store.readbacks.ask("fb", "editor", clock(), clock() - 24 * HOUR)
    readback = ReadBack(store, clock, HOUR)
    assert readback.waiting(["fb", "vk"]) == ["fb"]
    store.lanes.pause("fb", "test", "editor", clock())
    assert readback.waiting(["fb", "vk"]) == []
    assert readback.ready(FB, Wall([shown(1, clock() - 5 * HOUR)]))  # type: ignore[arg-type]
    assert state_of(store, row) is State.PUBLISHED
