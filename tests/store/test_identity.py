"""A feed that is edited, re-ordered, shortened or moved to https holds no new article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake import admit
from bot.model.article import Found, SourceKind, SourceMemory, Visit
from bot.model.identity import page_key
from bot.model.records import Admission
from bot.model.source import FirstRun
from bot.sources.canonical import clean_url
from bot.sources.reader import SourceReader
from bot.store.store import Store
from tests.conftest import FakeClock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
#: Numbers, so that each example has a site of its own.
SITES = count()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """One store for all examples."""
    opened = Store("sqlite:///:memory:")
    opened.upgrade()
    yield opened
    opened.close()


@st.composite
def feeds(draw: st.DrawFn) -> tuple[Found, ...]:
    """Entries with ids or without, dated or not, all of different pages."""
    length = draw(st.integers(1, 8))
    has_ids = draw(st.booleans())
    return tuple(
        Found(
            url=f"http://www.mfa.example.kg/ru/news/{n}",
            id=f"guid-{n}" if has_ids else None,
            title=draw(st.sampled_from(["Встреча", "Кабыл алуу", "Meeting"])) + f" {n}",
            published=draw(st.none() | st.just(NOW - timedelta(hours=n))),
        )
        for n in range(length)
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
    store: Store, feed: tuple[Found, ...], edits: list[Callable[[Found], Found]], data: st.DataObject
) -> None:
    clock, source = FakeClock(NOW), f"site{next(SITES)}"
    store.sources.register([(source, f"http://{source}.example.kg/rss")], clock())
    feed = tuple(replace(entry, url=entry.url.replace("mfa", source)) for entry in feed)
    record(store, clock, source, feed)
    changed: Sequence[Found] = feed
    for edit in edits:
        changed = [edit(entry) for entry in changed]
    shuffled = data.draw(st.permutations(list(changed)))
    shortened = shuffled[data.draw(st.integers(0, len(shuffled) - 1)) :]
    assert not any(store.sources.unknown(source, shortened))
    assert record(store, clock, source, shortened) == 0
    assert record(store, clock, source, feed) == 0


def record(store: Store, clock: FakeClock, source: str, feed: Sequence[Found]) -> int:
    seen = Visit(SourceKind.FEED, tuple(feed), SourceMemory())
    return store.sources.record_visit(source, seen, [Admission.NEW] * len(feed), clock(), clock())


@dataclass(frozen=True)
class Piece:
    """One article of the imagined site."""

    number: int
    title: str
    at: datetime


@dataclass
class Site:
    """A site whose feed shows its newest articles and is edited between visits."""

    host: str
    has_ids: bool
    is_dated: bool
    pieces: list[Piece]
    scheme: str = "http"
    tracking: str = ""
    is_reversed: bool = False
    repeats: bool = False
    is_broken: bool = False
    last: int = 0

    def shown(self) -> list[Piece]:
        window = self.pieces[:5]
        return window[::-1] if self.is_reversed else window

    def feed(self) -> bytes:
        rows = [self._row(piece) for piece in self.shown()]
        copies = rows[:1] if self.repeats else []
        return f"<rss version='2.0'><channel><title>М</title>{''.join(rows + copies)}</channel></rss>".encode()

    def _row(self, piece: Piece) -> str:
        guid = f"<guid isPermaLink='false'>{piece.number}</guid>" if self.has_ids else ""
        date = f"<pubDate>{format_datetime(piece.at)}</pubDate>" if self.is_dated else ""
        title = piece.title + (" & Ко <br>" if self.is_broken else "")
        link = f"{self.scheme}://{self.host}/ru/news/{piece.number}{self.tracking}"
        return f"<item><title>{title}</title><link>{link}</link>{guid}{date}</item>"

    def publish(self, at: datetime) -> None:
        self.last += 1
        self.pieces.insert(0, Piece(self.last, f"Билдирүү {self.last}", at))

    def edit(self, kind: str, at: datetime) -> None:
        newest = self.pieces[0]
        match kind:
            case "publish":
                self.publish(at)
            case "retitle":
                self.pieces[0] = replace(newest, title=f"{newest.title}, дополнено")
            case "redate":
                self.pieces[0] = replace(newest, at=at)
            case "secure":
                self.scheme = "https"
            case "track":
                self.tracking = "?utm_source=rss&amp;utm_content=a" if not self.tracking else "?utm_source=b"
            case "reverse":
                self.is_reversed = not self.is_reversed
            case "repeat":
                self.repeats = not self.repeats
            case "break":
                self.is_broken = not self.is_broken
            case "withdraw":
                del self.pieces[0]


EDIT_KINDS = ("publish", "retitle", "redate", "secure", "track", "reverse", "repeat", "break", "withdraw")


@given(st.booleans(), st.booleans(), st.lists(st.sampled_from(EDIT_KINDS), max_size=8))
@settings(max_examples=50, deadline=None)
def test_each_article_once_through_all_a_feed_goes_through(
    store: Store, has_ids: bool, is_dated: bool, edits: list[str]
) -> None:
    reader = SourceReader(None, timezone=ZoneInfo("Asia/Bishkek"))  # type: ignore[arg-type]
    clock = FakeClock(NOW)
    site = Site(f"site{next(SITES)}.example.kg", has_ids, is_dated, [])
    for _ in range(16):
        site.publish(clock.advance(hours=1))
    before = {piece.number for piece in site.pieces}
    store.sources.register([(site.host, f"http://{site.host}/rss")], clock())
    posted: list[str] = []
    ever_shown: set[int] = set()
    made = 0
    for step, edit in enumerate(["", *edits]):
        site.edit(edit, clock.advance(minutes=20))
        ever_shown |= {piece.number for piece in site.shown()}
        visit = reader.inspect(site.feed(), f"http://{site.host}/rss", None)
        new, addresses = visited(store, clock, site.host, visit, not step)
        made += new
        posted += addresses
    numbers = [int(url.rpartition("/")[2]) for url in posted]
    # All that was published since we look, each once; nothing of what was there before.
    assert sorted(numbers) == sorted(ever_shown - before)
    assert made == len(ever_shown)


def visited(store: Store, clock: FakeClock, source: str, visit: object, is_first: bool) -> tuple[int, list[str]]:
    """How many articles the visit makes, and the addresses of those to be posted."""
    assert isinstance(visit, Visit)
    unknown = store.sources.unknown(source, visit.found)
    admissions = admit(
        visit.found,
        unknown,
        first_visit=is_first,
        first_run=FirstRun(),
        max_age=timedelta(days=2),
        burst_limit=20,
        now=clock(),
        oldest_known=store.sources.oldest(source),
    )
    made = store.sources.record_visit(source, visit, admissions, clock(), clock())
    fresh = zip(visit.found, admissions, unknown, strict=True)
    return made, [entry.url for entry, admission, is_new in fresh if is_new and admission is Admission.NEW]


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
