"""Later looks at articles in the store: revisions, suspicion, withdrawal and what it holds and proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from bot.errors import PageGone, ReadingError, SiteUnavailable
from bot.intake.rereading import Rereader
from bot.intake.withdrawal import Step
from bot.model.account import Account
from bot.model.article import Article
from bot.model.delivery import Decision, Outcome, Receipt, State, Verdict
from bot.model.post import Form, Post
from bot.model.records import Admission, ArticleRow, Claim, DeliveryRow
from bot.model.revision import Kind, Weight, compare
from bot.model.sighting import Look, Sight, Suspicion, Withdrawal
from bot.store.deliveries import Closing, Planned
from bot.store.store import Store
from bot.store.tables import articles
from tests.conftest import FakeClock

MINUTE = timedelta(minutes=1)
TEXT = "В городе построили 5 школ и открыли их осенью, сообщила мэрия. " * 6


def article(url: str = "https://e.org/ru/1", **changes: object) -> Article:
    return replace(Article(url, url, "В городе построили школы", TEXT[:60], TEXT, "ru"), **changes)  # type: ignore[arg-type]


class Page:
    """A page that shows what it is told to, and remembers with which ETag it was asked."""

    def __init__(self, shows: Article | ReadingError | None = None, etag: str | None = None) -> None:
        self.shows, self.etag = shows, etag
        self.asked: list[str | None] = []

    def look(self, url: str, *, etag: str | None = None, language: str | None = None) -> Look:
        self.asked.append(etag)
        if isinstance(self.shows, ReadingError):
            raise self.shows
        if etag is not None and etag == self.etag:
            return Look(None, url, url, etag, not_modified=True)
        return Look(self.shows, url, url, self.etag)


def read(store: Store, now: datetime, shown: Article | None = None) -> ArticleRow:
    shown = shown or article()
    row = store.articles.add(shown.url, Admission.NEW, now)
    store.articles.record_reading(row.id, shown, now, next_read_at=now + 15 * MINUTE)
    return get(store, row.id)


def get(store: Store, number: int) -> ArticleRow:
    row = store.articles.get(number)
    assert row is not None
    return row


def again(store: Store, clock: FakeClock, page: Page, row: ArticleRow) -> Step:
    known = get(store, row.id)
    assert known.article is not None
    return Rereader(store, page, clock, 10 * MINUTE).reread(known, known.article, None)


def delivery(
    store: Store, row: ArticleRow, now: datetime, account: str = "fb", state: State = State.SCHEDULED
) -> DeliveryRow:
    store.lanes.register([Account(account, "facebook", "1")])
    post = Post(account, "facebook", "Текст", None, row.canonical_url, Form.LINK, "ru", 5, 100)
    planned = Planned(post, state, now, f"mark {row.id} {account}")
    # The daemon plans an article once, for every account; what follows is a person's.
    actor = "daemon" if get(store, row.id).planned_at is None else "anna"
    (made,) = store.deliveries.plan(row.id, [Decision(account, Verdict.POST, "test")], [planned], now, actor=actor)
    found = store.deliveries.get(made)
    assert found is not None
    return found


def begun(store: Store, row: DeliveryRow, now: datetime) -> tuple[Claim, int]:
    claim = store.lanes.claim(row.account, "a", now, now + 10 * MINUTE, lambda _: False)
    assert claim is not None
    attempt = store.deliveries.begin(claim, row, now, now + 10 * MINUTE, 5 * MINUTE)
    assert isinstance(attempt, int)
    return claim, attempt


def publish(store: Store, row: DeliveryRow, now: datetime, **changes: object) -> None:
    claim, attempt = begun(store, row, now)
    receipt = Receipt(f"post {row.id}", "https://n/1", now)
    closing = replace(Closing(Outcome.PUBLISHED, State.PUBLISHED, "published", receipt), **changes)  # type: ignore[arg-type]
    store.deliveries.close(claim, row.id, attempt, closing, now)


def state(store: Store, row: DeliveryRow) -> tuple[State, str]:
    found = store.deliveries.get(row.id)
    assert found is not None
    return found.state, found.reason


AWAY = "withdrawn on the site: the site says it is not there (404)"


def withdraw(store: Store, row: ArticleRow, now: datetime) -> bool:
    return store.revisions.withdraw(row.id, Withdrawal(now, Sight.GONE, "the site says it is not there (404)"), None)


def test_a_reading_that_says_the_same_stores_the_moment_alone(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    before = row.article
    clock.advance(minutes=20)
    page = Page(article(text=TEXT.replace(" ", "\u00a0", 2), views=40, notes=("x",)))
    assert again(store, clock, page, row) is Step.ACCEPT
    after = get(store, row.id)
    assert (after.article, after.read_at) == (before, clock())
    assert [revision.number for revision in store.revisions.of(row.id)] == [1]
    assert store.articles.views_of([row.id]) == {row.id: 40}


def test_an_edit_becomes_a_numbered_revision_with_its_changes(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    clock.advance(minutes=20)
    assert again(store, clock, Page(article(text=TEXT.replace("5 школ", "6 школ"))), row) is Step.ACCEPT
    first, second = store.revisions.of(row.id)
    assert (first.changes, first.weight) == ((), None)
    assert second.changes == compare(first.article, second.article)
    assert (second.weight, second.seen_at) == (Weight.PERSON, clock())
    (entry,) = store.journal.of(f"article {row.id}")
    assert entry.action == "revised"
    assert "number changed: 5 → 6" in entry.reason
    assert store.revisions.counts([row.id, 999]) == {row.id: 1, 999: 0}


def test_a_page_with_an_etag_costs_a_conditional_request(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    page = Page(article(), etag='"1"')
    for _ in range(2):
        clock.advance(minutes=20)
        assert again(store, clock, page, row) is Step.ACCEPT
    assert page.asked == [None, '"1"']
    assert get(store, row.id).etag == '"1"'


@pytest.mark.parametrize("strange", [{"text": "Коротко."}, {"title": "Подтвердите возраст читателя"}])
def test_a_strange_page_is_a_revision_only_when_seen_twice(
    store: Store, clock: FakeClock, strange: dict[str, str]
) -> None:
    row = read(store, clock())
    page = Page(article(**strange))
    assert again(store, clock, page, row) is Step.LOOK_AGAIN
    assert get(store, row.id).article == row.article
    clock.advance(minutes=10)
    assert again(store, clock, page, row) is Step.ACCEPT
    assert len(store.revisions.of(row.id)) == 2


def test_a_wall_that_stands_before_several_articles_is_no_revision(store: Store, clock: FakeClock) -> None:
    one, other = (
        read(store, clock()),
        read(store, clock(), article("https://e.org/ru/2", title="Вечером откроют театр")),
    )
    wall = {"title": "Кечиресиз", "text": "Бир аздан кийин."}
    assert again(store, clock, Page(article(**wall)), one) is Step.LOOK_AGAIN
    assert again(store, clock, Page(article("https://e.org/ru/2", **wall)), other) is Step.LATER
    clock.advance(minutes=30)
    assert again(store, clock, Page(article("https://e.org/ru/2", **wall)), other) is Step.LATER
    assert get(store, other.id).article == other.article


def test_a_failed_look_leaves_everything_as_it_is(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    clock.advance(minutes=20)
    assert again(store, clock, Page(SiteUnavailable("u", "the site answers 503")), row) is Step.LATER
    failed = get(store, row.id)
    assert (failed.article, failed.read_error, failed.read_failures) == (row.article, "the site answers 503", 1)
    assert again(store, clock, Page(article()), row) is Step.ACCEPT
    assert get(store, row.id).read_error is None


def test_gone_twice_is_withdrawn_and_back_is_lifted(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    gone = Page(PageGone("u", "the site says it is not there (404)"))
    assert again(store, clock, gone, row) is Step.LOOK_AGAIN
    assert again(store, clock, Page(SiteUnavailable("u", "503")), row) is Step.LATER
    clock.advance(minutes=10)
    assert again(store, clock, gone, row) is Step.WITHDRAW
    assert get(store, row.id).withdrawal == Withdrawal(clock(), Sight.GONE, "the site says it is not there (404)")
    assert again(store, clock, gone, row) is Step.STAY
    assert again(store, clock, Page(article()), row) is Step.LIFT
    assert get(store, row.id).withdrawal is None
    assert [entry.action for entry in store.journal.of(f"article {row.id}")] == ["withdrawn", "back"]


def test_withdrawal_holds_what_is_unsent_and_proposes_for_what_is_out(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    out = delivery(store, row, clock(), "fb")
    publish(store, out, clock())
    waiting, draft = delivery(store, row, clock(), "vk"), delivery(store, row, clock(), "ok", State.DRAFT)
    called_off = delivery(store, row, clock(), "x")
    store.deliveries.act(called_off.id, State.SCHEDULED, State.CANCELLED, actor="me", reason="no", now=clock())
    assert withdraw(store, row, clock())
    assert not withdraw(store, row, clock())
    assert [state(store, one)[0] for one in (out, called_off)] == [State.PUBLISHED, State.CANCELLED]
    assert [state(store, one) for one in (waiting, draft)] == [(State.HELD, AWAY)] * 2
    decided = {d.account: d.verdict for d in store.articles.decisions_of(row.id)}
    assert decided == {"fb": "post", "vk": "hold", "ok": "hold", "x": "post"}
    (proposal,) = store.revisions.proposals()
    assert (proposal.delivery_id, proposal.kind, proposal.reason) == (out.id, "retract", AWAY)
    assert store.revisions.answer(proposal.id, "it stays", "me", clock())
    assert not store.revisions.answer(proposal.id, "it stays", "me", clock())
    assert store.revisions.proposals() == []


def test_a_retracted_post_is_proposed_no_more(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    out = delivery(store, row, clock())
    publish(store, out, clock())
    withdraw(store, row, clock())
    store.deliveries.act(out.id, State.PUBLISHED, State.RETRACTED, actor="me", reason="gone", now=clock())
    assert store.revisions.proposals() == []


def test_a_post_under_way_when_its_article_is_withdrawn_is_proposed_once_it_is_out(
    store: Store, clock: FakeClock
) -> None:
    row = read(store, clock())
    under_way = delivery(store, row, clock())
    claim, attempt = begun(store, under_way, clock())
    withdraw(store, row, clock())
    assert store.revisions.proposals() == []
    receipt = Receipt("e1", "https://n/1", clock())
    store.deliveries.close(
        claim, under_way.id, attempt, Closing(Outcome.PUBLISHED, State.PUBLISHED, "published", receipt), clock()
    )
    assert [proposal.delivery_id for proposal in store.revisions.proposals()] == [under_way.id]


def test_a_post_surely_not_sent_of_a_withdrawn_article_is_held_unless_a_person_released_it(
    store: Store, clock: FakeClock
) -> None:
    row = read(store, clock())
    made = delivery(store, row, clock())
    refused = Closing(Outcome.NOT_SENT, State.SCHEDULED, "too many calls", again_at=clock())
    claim, attempt = begun(store, made, clock())
    withdraw(store, row, clock())
    store.deliveries.close(claim, made.id, attempt, refused, clock())
    assert state(store, made) == (State.HELD, f"{AWAY}; too many calls")
    clock.advance(minutes=1)
    store.deliveries.act(made.id, State.HELD, State.SCHEDULED, actor="me", reason="send it", now=clock())
    attempt = begun_again(store, claim, made, clock())
    store.deliveries.close(claim, made.id, attempt, refused, clock())
    assert state(store, made)[0] is State.SCHEDULED


def begun_again(store: Store, claim: Claim, row: DeliveryRow, now: datetime) -> int:
    attempt = store.deliveries.begin(claim, row, now, now + 10 * MINUTE, 5 * MINUTE)
    assert isinstance(attempt, int)
    return attempt


def test_what_was_held_stays_held_when_the_article_is_back_and_says_so(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    made, other = delivery(store, row, clock(), "fb"), delivery(store, row, clock(), "vk")
    store.deliveries.act(other.id, State.SCHEDULED, State.HELD, actor="me", reason="my own", now=clock())
    withdraw(store, row, clock())
    assert store.revisions.lift(row.id, clock())
    assert not store.revisions.lift(row.id, clock())
    assert state(store, made)[0] is State.HELD
    assert state(store, made)[1].endswith("→ release it?")
    assert state(store, other) == (State.HELD, "my own")


def test_a_delivery_planned_while_its_article_is_withdrawn_is_held(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    withdraw(store, row, clock())
    assert state(store, delivery(store, row, clock()))[0] is State.HELD


def test_new_articles_are_read_before_known_ones_are_read_again(store: Store, clock: FakeClock) -> None:
    known = read(store, clock())
    clock.advance(hours=1)
    fresh = store.articles.add("https://e.org/ru/new", Admission.NEW, clock())
    claimed = [store.articles.claim_unread("me", clock(), clock() + MINUTE) for _ in range(2)]
    assert [row.id for row in claimed if row] == [fresh.id, known.id]


def test_suspicion_is_kept_and_its_second_look_is_due(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    suspicion = Suspicion(Sight.STRANGE, clock(), "short", "abc")
    store.revisions.suspect(row.id, suspicion, clock() + 10 * MINUTE)
    assert get(store, row.id).suspicion == suspicion
    assert store.articles.claim_unread("me", clock(), clock()) is None
    clock.advance(minutes=10)
    assert store.articles.claim_unread("me", clock(), clock()) is not None


def test_content_hashed_by_an_older_version_is_no_revision(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    with store.database.writing() as connection:
        connection.execute(update(articles).where(articles.c.id == row.id).values(content_hash="an older rule's"))
        connection.execute(text("UPDATE revisions SET changes = NULL, weight = NULL"))
    assert again(store, clock, Page(article()), row) is Step.ACCEPT
    (revision,) = store.revisions.of(row.id)
    assert revision.changes == ()


def test_another_language_told_is_a_light_revision(store: Store, clock: FakeClock) -> None:
    row = read(store, clock())
    assert again(store, clock, Page(article(language="ky")), row) is Step.ACCEPT
    assert [change.kind for change in store.revisions.of(row.id)[1].changes] == [Kind.LANGUAGE]
