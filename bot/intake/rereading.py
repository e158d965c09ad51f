"""Reads known articles again: an edit becomes a revision, a page taken back a withdrawal, each after a second look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.errors import NotUnderstood, ReadingError, StoreError
from bot.intake.pace import after_failure, next_look
from bot.intake.withdrawal import Judgement, Step, judge, sighting_of
from bot.model.article import Article
from bot.model.records import ArticleRow
from bot.model.revision import compare
from bot.model.sighting import Look, Sight, Sighting, Withdrawal
from bot.store.store import Store

log = structlog.get_logger(__name__)


class Looks(Protocol):
    """What intake needs to see of a page."""

    def look(self, url: str, *, etag: str | None = None, language: str | None = None) -> Look:
        """What stands at the address now. Raises ReadingError for what did not arrive."""
        ...


class Rereader:
    """Looks at the pages of articles that were read before."""

    def __init__(self, store: Store, pages: Looks, clock: Clock, seen_twice: timedelta) -> None:
        self._store = store
        self._pages = pages
        self._clock = clock
        self._seen_twice = seen_twice

    def reread(self, row: ArticleRow, known: Article, language: str | None) -> Step:
        """What came of another look at the page of a known article; whatever it shows, the article is not damaged."""
        look = self._look(row, known, language)
        seen = self._judged_alone(row, known, look)
        now = self._clock()
        judgement = judge(row.suspicion, row.withdrawal, seen, now, self._seen_twice)
        self._apply(row, known, look, seen, judgement)
        if judgement.step not in {Step.ACCEPT, Step.STAY}:
            log.info("page looked at again", article=row.id, seen=str(seen.sight), step=str(judgement.step))
        return judgement.step

    def _look(self, row: ArticleRow, known: Article, language: str | None) -> Look | ReadingError:
        url = known.url if known.url.startswith(("http://", "https://")) else row.found.url
        try:
            return self._pages.look(url, etag=row.etag, language=language)
        except ReadingError as error:
            return error
        except StoreError:
            raise
        except Exception as error:
            log.exception("reading broke", url=url)
            return NotUnderstood(url, f"reading it failed unexpectedly ({type(error).__name__}) → please report it")

    def _judged_alone(self, row: ArticleRow, known: Article, look: Look | ReadingError) -> Sighting:
        seen = sighting_of(known, look)
        if seen.fingerprint is not None and self._store.revisions.seen_elsewhere(row.id, seen.fingerprint):
            return Sighting(Sight.FAILED, f"another article's page shows the same: {seen.evidence}")
        return seen

    def _apply(
        self, row: ArticleRow, known: Article, look: Look | ReadingError, seen: Sighting, judgement: Judgement
    ) -> None:
        now, revisions = self._clock(), self._store.revisions
        usual = next_look(row.first_seen_at, now)
        if judgement.step is Step.LATER:
            since, suspected = _counted_from(row), row.suspicion is not None
            again = after_failure(since, now, row.read_failures + 1, suspected=suspected)
            revisions.record_failure(row.id, seen.evidence, again)
        elif judgement.step is Step.LOOK_AGAIN:
            assert judgement.suspicion is not None
            assert judgement.look_at is not None
            revisions.suspect(row.id, judgement.suspicion, judgement.look_at)
        elif judgement.step is Step.WITHDRAW:
            revisions.withdraw(row.id, Withdrawal(now, seen.sight, seen.evidence), next_look(now, now))
        elif judgement.step is Step.STAY:
            revisions.still_away(row.id, next_look(_counted_from(row), now))
        else:
            if judgement.step is Step.LIFT:
                revisions.lift(row.id, now)
            self._accept(row, known, look, usual)

    def _accept(self, row: ArticleRow, known: Article, look: Look | ReadingError, usual: datetime | None) -> None:
        now = self._clock()
        if not isinstance(look, Look) or look.article is None:
            self._store.articles.record_unchanged(row.id, now, next_read_at=usual)
            return
        changes = compare(known, look.article)
        self._store.articles.record_reading(
            row.id, look.article, now, etag=look.etag, next_read_at=usual, changes=changes
        )


def _counted_from(row: ArticleRow) -> datetime:
    """From when the pace of looks is counted: a withdrawn article is looked for anew."""
    return row.withdrawal.at if row.withdrawal else row.first_seen_at
