"""From source to Article: visits sources that are due, admits what is new, reads the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog

from bot.clock import Clock
from bot.errors import NotUnderstood, PageGone, ReadingError, StoreError
from bot.intake.admission import admit, backoff
from bot.intake.pace import next_look
from bot.intake.rereading import Looks, Rereader
from bot.intake.withdrawal import leads_up
from bot.model.article import Article, Found, SourceMemory, Visit
from bot.model.records import Admission, ArticleRow, SourceRow
from bot.model.sighting import Look
from bot.model.source import WatchedSource
from bot.store.store import Store

log = structlog.get_logger(__name__)
Reading = TypeVar("Reading")

_LEASE = timedelta(minutes=2)
#: Waits between tries to read a page that cannot be read; then a person is asked.
_READ_AGAIN = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))


class Reads(Protocol):
    """What intake needs of the sources' room."""

    def visit(self, url: str, memory: SourceMemory, *, selector: str | None = None) -> Visit:
        """What is in the source now; `selector`: of a listing's articles. Raises ReadingError."""
        ...

    def entry(self, found: Found, *, language: str | None = None) -> Article | None:
        """The article as the feed itself carries it; None when it carries no text."""
        ...


def _foreseen(url: str, read: Callable[[], Reading]) -> Reading:
    """What `read` gives; a fault of ours in reading one address becomes that address's own. Raises ReadingError."""
    try:
        return read()
    except (ReadingError, StoreError):
        raise
    except Exception as error:
        log.exception("reading broke", url=url)
        raise NotUnderstood(
            url, f"reading it failed unexpectedly ({type(error).__name__}) → please report it"
        ) from error


class Intake:
    """Watches the configured sources."""

    def __init__(
        self,
        store: Store,
        reader: Reads,
        pages: Looks,
        sources: Sequence[WatchedSource],
        clock: Clock,
        *,
        owner: str,
        max_age: timedelta,
        burst_limit: int,
        seen_twice: timedelta,
    ) -> None:
        """`seen_twice`: how far apart two looks must be that show an article withdrawn."""
        self._store = store
        self._reader = reader
        self._pages = pages
        self._rereader = Rereader(store, pages, clock, seen_twice)
        self._sources: Mapping[str, WatchedSource] = {source.name: source for source in sources}
        self._clock = clock
        self._owner = owner
        self._max_age = max_age
        self._burst_limit = burst_limit

    def visit_next(self) -> bool:
        """Whether a source was due and has been visited now, with or without success."""
        now = self._clock()
        row = self._store.sources.claim_due(list(self._sources), self._owner, now, now + _LEASE)
        if row is None:
            return False
        source = self._sources[row.name]
        try:
            visit = _foreseen(source.url, lambda: self._reader.visit(source.url, row.memory, selector=source.selector))
        except ReadingError as error:
            again = self._clock() + backoff(source.every, row.failures + 1)
            self._store.sources.record_failure(row.name, error.reason, self._clock(), again)
            log.warning("source failed", source=row.name, reason=str(error))
        else:
            self._record(source, row, visit)
        return True

    def _record(self, source: WatchedSource, row: SourceRow, visit: Visit) -> None:
        now = self._clock()
        admissions = admit(
            visit.found,
            self._store.sources.unknown(row.name, visit.found),
            first_visit=row.last_success_at is None,
            first_run=source.first_run,
            max_age=self._max_age,
            burst_limit=self._burst_limit,
            now=now,
            oldest_known=self._store.sources.oldest(row.name),
        )
        new = self._store.sources.record_visit(row.name, visit, admissions, now, now + source.every)
        log.info("source visited", source=row.name, entries=len(visit.found), new=new, notes=list(visit.notes))

    def read_next(self) -> bool:
        """Whether a page was waiting and has been read now, with or without success."""
        now = self._clock()
        row = self._store.articles.claim_unread(self._owner, now, now + _LEASE)
        if row is None:
            return False
        language = self._language_of(row)
        if row.article is not None:
            self._rereader.reread(row, row.article, language)
            return True
        try:
            look = _foreseen(row.found.url, lambda: self._first_look(row, language))
        except ReadingError as error:
            self._read_failed(row, error, language)
        else:
            self._record_first(row, look)
        return True

    def _first_look(self, row: ArticleRow, language: str | None) -> Look:
        """What the page shows, an article in it. Raises ReadingError, also where it leads to the home page."""
        look = self._pages.look(row.found.url, language=language)
        if leads_up(look.asked, look.url):
            raise NotUnderstood(look.asked, f"it redirects to {look.url}")
        if look.article is None:
            raise NotUnderstood(look.asked, look.fault or "the site sent nothing")
        return look

    def _record_first(self, row: ArticleRow, look: Look) -> int:
        assert look.article is not None
        now = self._clock()
        return self._store.articles.record_reading(
            row.id, look.article, now, etag=look.etag, next_read_at=next_look(row.first_seen_at, now)
        )

    def bring(self, url: str) -> ArticleRow:
        """The article at that address, read now if it was not before. Raises ReadingError."""
        row = self._store.articles.add(url, Admission.BY_HAND, self._clock())
        if row.article is None:
            article_id = self._record_first(row, self._first_look(row, self._language_of(row)))
            row = self._store.articles.get(article_id) or row
        return row

    def push(self, url: str) -> ArticleRow:
        """The article at that address, to be read and planned as if a source had shown it."""
        return self._store.articles.add(url, Admission.NEW, self._clock())

    def _language_of(self, row: ArticleRow) -> str | None:
        source = self._sources.get(row.source or "")
        return (source.language if source else None) or row.found.language

    def _read_failed(self, row: ArticleRow, error: ReadingError, language: str | None) -> None:
        lasting = isinstance(error, PageGone)
        if not lasting and row.read_failures < len(_READ_AGAIN) and not self._gives_up(row, error):
            again = self._clock() + _READ_AGAIN[row.read_failures]
            self._store.articles.record_failure(row.id, error.reason, again, self._clock())
            return
        carried = None if lasting else self._reader.entry(row.found, language=language)
        if carried is not None:
            now = self._clock()
            # The page itself may be readable later: until then these are its words.
            self._store.articles.record_reading(row.id, carried, now, next_read_at=next_look(row.first_seen_at, now))
            return
        self._store.articles.record_failure(row.id, error.reason, None, self._clock())
        log.warning("page given up", article=row.id, reason=str(error))

    def _gives_up(self, row: ArticleRow, error: ReadingError) -> bool:
        # What is no article now may still be being filled by its editors: one more look, then the feed's own text.
        return isinstance(error, NotUnderstood) and row.read_failures >= 1
