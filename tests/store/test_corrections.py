"""What is sent follows its article: nothing leaves with words that were changed meanwhile; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.delivery.plan import due_when_let_go
from bot.model.account import Account
from bot.model.article import Article
from bot.model.delivery import Decision, State, Verdict
from bot.model.post import Form, Post
from bot.model.records import Admission, DeliveryRow
from bot.store.deliveries import Planned, Refusal
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.delivery.test_late import NOW, delivery
from tests.store.test_deliveries import CALL, LEASE, begin, claim, state


def read(store: Store, clock: FakeClock, text: str = "Лид.") -> int:
    """The id of an article that was read, anew with each text."""
    row = store.articles.add("https://e.org/1", Admission.NEW, clock())
    article = Article("https://e.org/1", "https://e.org/1", "Заголовок", text, text, "ru")
    return store.articles.record_reading(row.id, article, clock())


def planned(store: Store, clock: FakeClock, revision: int = 1) -> DeliveryRow:
    store.lanes.register([Account("fb", "facebook", "1")])
    article_id = read(store, clock)
    post = Post("fb", "facebook", "Заголовок", None, "https://e.org/1", Form.LINK, "ru", 9, 100)
    plan = Planned(post, State.SCHEDULED, clock(), "m1", revision=revision)
    (made,) = store.deliveries.plan(article_id, [Decision("fb", Verdict.POST, "test")], [plan], clock())
    row = store.deliveries.get(made)
    assert row is not None
    return row


def test_what_was_corrected_since_it_was_rendered_does_not_leave(store: Store, clock: FakeClock) -> None:
    row = planned(store, clock)
    held = claim(store, clock())
    read(store, clock, "Другой лид.")
    refusal = store.deliveries.begin(held, row, clock(), clock() + LEASE, CALL)
    assert isinstance(refusal, Refusal)
    assert refusal.outdated
    assert not refusal.lane_lost
    assert state(store, row) is State.SCHEDULED
    assert store.deliveries.attempts_of(row.id) == []


def test_what_follows_its_article_leaves(store: Store, clock: FakeClock) -> None:
    row = planned(store, clock)
    read(store, clock)  # the same again is no revision
    begin(store, claim(store, clock()), row, clock())


def test_a_post_of_which_nothing_is_known_leaves(store: Store, clock: FakeClock) -> None:
    row = planned(store, clock, revision=0)
    read(store, clock, "Другой лид.")
    begin(store, claim(store, clock()), row, clock())


def test_another_text_than_the_one_that_was_read_does_not_leave(store: Store, clock: FakeClock) -> None:
    row = planned(store, clock)
    refusal = store.deliveries.begin(
        claim(store, clock()), replace(row, post_id=row.post_id + 1), clock(), clock() + LEASE, CALL
    )
    assert isinstance(refusal, Refusal)
    assert refusal.outdated


def test_an_article_corrected_while_it_was_rendered_is_to_be_corrected(store: Store, clock: FakeClock) -> None:
    article_id = planned(store, clock).article_id
    read(store, clock, "Другой лид.")
    assert [row.id for row in store.corrections.to_correct(clock())] == [article_id]
    assert store.corrections.settle(article_id, 2, clock(), None)
    assert store.corrections.to_correct(clock()) == []
    # Somebody had read the first revision, and only now comes to an end; who settles meanwhile does not hide it.
    before = clock()
    clock.advance(seconds=1)
    post = Post("vk", "vk", "Заголовок", None, "https://e.org/1", Form.LINK, "ru", 9, 100)
    plan = Planned(post, State.SCHEDULED, clock(), "m2", revision=1)
    store.deliveries.plan(article_id, [Decision("vk", Verdict.POST, "test")], [plan], clock(), actor="anna")
    (article,) = store.corrections.to_correct(clock())
    assert [row.account for row in store.corrections.outdated(article)] == ["fb", "vk"]
    assert not store.corrections.settle(article_id, 1, clock(), None)
    assert not store.corrections.settle(article_id, 2, before, None)


LATER = NOW + timedelta(hours=3)


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (delivery(state=State.HELD), NOW),
        (delivery(state=State.HELD, due_at=NOW - timedelta(hours=3)), NOW),
        # An embargo holds, whoever releases.
        (delivery(state=State.HELD, appeared_at=LATER), LATER),
        (delivery(state=State.DRAFT, appeared_at=LATER), LATER),
        # The hour that was asked for holds; one that failures made does not.
        (delivery(state=State.DRAFT, due_at=LATER), LATER),
        (delivery(state=State.HELD, due_at=LATER), LATER),
        (delivery(state=State.HELD, due_at=LATER, attempts=3, failing_since=NOW), NOW),
    ],
)
def test_when_a_person_lets_something_go(row: DeliveryRow, due: datetime) -> None:
    assert due_when_let_go(row, NOW) == due
