"""A feed that is edited, re-ordered, shortened or moved to https holds no new article."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.article import Found, SourceKind, SourceMemory, Visit
from bot.model.identity import page_key
from bot.model.records import Admission
from bot.sources.canonical import clean_url
from bot.store.store import Store
from tests.conftest import FakeClock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@st.composite
def feeds(draw: st.DrawFn) -> tuple[Found, ...]:
    """Entries with ids or without, dated or not, all of different pages."""
    count = draw(st.integers(1, 8))
    has_ids = draw(st.booleans())
    return tuple(
        Found(
            url=f"http://www.mfa.example.kg/ru/news/{n}",
            id=f"guid-{n}" if has_ids else None,
            title=draw(st.sampled_from(["Встреча", "Кабыл алуу", "Meeting"])) + f" {n}",
            published=draw(st.none() | st.just(NOW - timedelta(hours=n))),
        )
        for n in range(count)
    )


def retitled(entry: Found) -> Found:
    return replace(entry, title=f"{entry.title} (обновлено)")


def redated(entry: Found) -> Found:
    return replace(entry, published=NOW)


def secured(entry: Found) -> Found:
    return replace(entry, url=entry.url.replace("http://www.", "https://"))


def slashed(entry: Found) -> Found:
    return replace(entry, url=f"{entry.url}/")


def tracked(entry: Found) -> Found:
    return replace(entry, url=clean_url(f"{entry.url}?utm_source=rss&utm_medium=feed"))


EDITS: Sequence[Callable[[Found], Found]] = (retitled, redated, secured, slashed, tracked)


@given(feed=feeds(), edits=st.lists(st.sampled_from(EDITS), max_size=3), data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_edit_makes_an_article_new(
    feed: tuple[Found, ...], edits: list[Callable[[Found], Found]], data: st.DataObject
) -> None:
    clock = FakeClock(NOW)
    store = Store("sqlite:///:memory:")
    store.upgrade()
    with contextlib.closing(store):
        store.sources.register([("news", "http://www.mfa.example.kg/rss")], clock())
        record(store, clock, feed)
        changed: Sequence[Found] = feed
        for edit in edits:
            changed = [edit(entry) for entry in changed]
        shuffled = data.draw(st.permutations(list(changed)))
        shortened = shuffled[data.draw(st.integers(0, len(shuffled) - 1)) :]
        assert not any(store.sources.unknown("news", shortened))
        assert record(store, clock, shortened) == 0
        assert record(store, clock, feed) == 0


def record(store: Store, clock: FakeClock, feed: Sequence[Found]) -> int:
    seen = Visit(SourceKind.FEED, tuple(feed), SourceMemory())
    return store.sources.record_visit("news", seen, [Admission.NEW] * len(feed), clock(), clock())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.e.org/a/", "https://e.org/a", True),
        ("https://e.org:443/a", "https://e.org/a", True),
        ("https://e.org:8443/a", "https://e.org/a", False),
        ("https://e.org/a?id=1", "https://e.org/a?id=2", False),
        ("https://e.org/a#1", "https://e.org/a#2", False),
        ("https://e.org/A", "https://e.org/a", False),
        ("https://e.org", "https://e.org/", True),
    ],
)
def test_when_two_addresses_are_one_page(one: str, other: str, same: bool) -> None:
    assert (page_key(one) == page_key(other)) is same
