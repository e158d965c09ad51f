"""Identity: an article is known by its address and its feed's id, never by its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.model.article import Article, Found, SourceKind, SourceMemory, Visit
from bot.model.records import Admission
from bot.store.store import Store
from tests.conftest import FakeClock

FOUND = Found("https://e.org/1", "guid-1", "Заголовок")
ARTICLE = Article("https://e.org/1", "https://e.org/1", "Заголовок", "Лид.", "Лид.", "ru", views=10)


def visit(store: Store, clock: FakeClock, *found: Found, admission: Admission = Admission.NEW) -> int:
    store.sources.register([("news", "https://e.org/rss")], clock())
    seen = Visit(SourceKind.FEED, found, SourceMemory())
    return store.sources.record_visit("news", seen, [admission] * len(found), clock(), clock())


def read(store: Store, clock: FakeClock, article: Article = ARTICLE) -> int:
    row = store.articles.claim_unread("me", clock(), clock() + timedelta(minutes=1))
    assert row is not None
    return store.articles.record_reading(row.id, article, clock())


def test_an_entry_is_new_once(store: Store, clock: FakeClock) -> None:
    assert visit(store, clock, FOUND) == 1
    assert visit(store, clock, FOUND) == 0
    assert visit(store, clock, replace(FOUND, url="https://e.org/moved")) == 0
    assert visit(store, clock, replace(FOUND, id="another-guid")) == 0
    assert store.sources.unknown("news", [FOUND, Found("https://e.org/2", "guid-2")]) == [False, True]


def test_an_edited_entry_is_read_again_and_becomes_a_revision(store: Store, clock: FakeClock) -> None:
    visit(store, clock, FOUND)
    number = read(store, clock)
    assert store.articles.claim_unread("me", clock(), clock()) is None
    visit(store, clock, replace(FOUND, title="Новый заголовок", published=clock()))
    assert read(store, clock, replace(ARTICLE, title="Новый заголовок", views=99)) == number
    actions = [entry.action for entry in store.journal.of(f"article {number}")]
    assert actions == ["revised"]


def test_a_counter_alone_is_no_revision(store: Store, clock: FakeClock) -> None:
    visit(store, clock, FOUND)
    number = read(store, clock)
    visit(store, clock, replace(FOUND, summary="другое"))
    read(store, clock, replace(ARTICLE, views=500))
    assert store.journal.of(f"article {number}") == []
    assert store.articles.views_of([number]) == {number: 500}


def test_two_addresses_of_one_page_become_one_article(store: Store, clock: FakeClock) -> None:
    visit(store, clock, FOUND, Found("https://e.org/amp/1", "guid-2"))
    first = read(store, clock)
    assert read(store, clock, replace(ARTICLE, url="https://e.org/amp/1")) == first
    assert [row.id for row in store.articles.newest()] == [first]
    found = store.articles.by_url("https://e.org/amp/1")
    assert found is not None
    assert found.id == first


def test_recorded_entries_are_decided_without_being_read(store: Store, clock: FakeClock) -> None:
    visit(store, clock, FOUND, admission=Admission.RECORDED)
    assert store.articles.claim_unread("me", clock(), clock()) is None
    assert [row.admission for row in store.articles.unplanned()] == [Admission.RECORDED]


def test_what_staff_brought_goes_the_automatic_way_when_a_source_shows_it(store: Store, clock: FakeClock) -> None:
    store.articles.add(FOUND.url, Admission.BY_HAND, clock())
    read(store, clock)
    assert visit(store, clock, FOUND) == 0
    (row,) = store.articles.unplanned()
    assert (row.source, row.admission) == ("news", Admission.NEW)


def test_a_page_is_read_by_one_at_a_time(store: Store, clock: FakeClock) -> None:
    visit(store, clock, FOUND)
    assert store.articles.claim_unread("a", clock(), clock() + timedelta(minutes=1)) is not None
    assert store.articles.claim_unread("b", clock(), clock() + timedelta(minutes=1)) is None
    clock.advance(minutes=2)
    assert store.articles.claim_unread("b", clock(), clock() + timedelta(minutes=1)) is not None


def test_a_failing_source_is_shown_with_its_reason_until_it_works(store: Store, clock: FakeClock) -> None:
    visit(store, clock, FOUND)
    store.sources.record_failure("news", "it answers 500", clock(), clock() + timedelta(minutes=5))
    (row,) = store.sources.all()
    assert (row.failures, row.error) == (1, "it answers 500")
    visit(store, clock, FOUND)
    (row,) = store.sources.all()
    assert (row.failures, row.error) == (0, None)
