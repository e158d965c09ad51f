"""Articles: reading queue, identity by canonical address, revisions, page views, decisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from bot.model.article import Article, Found
from bot.model.delivery import Decision
from bot.model.records import Admission, ArticleRow, DecisionRow
from bot.model.revision import Change, content_hash, heaviest, said
from bot.model.sighting import Sight, Suspicion, Withdrawal
from bot.store.codec import ARTICLE, CHANGES, FOUND, RULE
from bot.store.database import Database
from bot.store.embargo import follow_date
from bot.store.journal import note
from bot.store.sources import address_keys, insert_article, keys_of, remember_keys
from bot.store.tables import article_keys, articles, decisions, page_views, revisions

#: Changes of a revision that its line in the journal names.
_TOLD_CHANGES = 5


class ArticleStore:
    """What the store knows of articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, url: str, admission: Admission, now: datetime) -> ArticleRow:
        """The article of that address, known or new (then its page is to be read)."""
        found = Found(url=url)
        with self._database.writing() as connection:
            known = connection.execute(
                select(article_keys.c.article_id).where(article_keys.c.key.in_(address_keys(url))).limit(1)
            ).scalar()
            if known is None:
                known = insert_article(connection, None, found, admission, now)
                remember_keys(connection, known, keys_of(None, found))
            return _load(connection, known)

    def claim_unread(self, owner: str, now: datetime, until: datetime) -> ArticleRow | None:
        """An article whose page is to be read now, ours until `until`; None when there is none. New ones go first."""
        free = or_(articles.c.lease_until.is_(None), articles.c.lease_until < now)
        oldest = (
            select(articles.c.id)
            .where(articles.c.next_read_at <= now, free)
            .order_by(articles.c.content_hash.is_not(None), articles.c.next_read_at, articles.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        with self._database.writing() as connection:
            row = connection.execute(
                update(articles)
                .where(articles.c.id == oldest)
                .values(owner=owner, lease_until=until)
                .returning(*articles.c)
            ).first()
        return article_row(row) if row else None

    def record_reading(
        self,
        article_id: int,
        article: Article,
        now: datetime,
        *,
        etag: str | None = None,
        next_read_at: datetime | None = None,
        changes: Sequence[Change] = (),
    ) -> int:
        """The id under which the article stands now: another one's when its canonical address was known.

        A changed text becomes a revision, told by its `changes`; one that says the same leaves the content as it is.
        A view counter becomes a page-view figure. `next_read_at`: None when the page is read no more.
        """
        with self._database.writing() as connection:
            holder = _holder(connection, article.canonical_url)
            if holder is not None and holder != article_id:
                if _was_read(connection, article_id):
                    # It may be on walls already: it keeps its own identity.
                    own = _load(connection, article_id).canonical_url
                    article = replace(article, canonical_url=own)
                else:
                    _merge(connection, article_id, holder, now)
                    article_id = holder
            _write_content(connection, article_id, article, changes, now)
            if article.views is not None:
                views = {"article_id": article_id, "taken_at": now, "views": article.views}
                connection.execute(page_views.insert().values(views))
            settle_reading(connection, article_id, now, etag, next_read_at)
            return article_id

    def record_unchanged(self, article_id: int, now: datetime, *, next_read_at: datetime | None) -> None:
        """The site said that the page is as it was at its ETag."""
        with self._database.writing() as connection:
            etag = connection.execute(select(articles.c.etag).where(articles.c.id == article_id)).scalar()
            settle_reading(connection, article_id, now, etag, next_read_at)

    def record_failure(self, article_id: int, error: str, next_read_at: datetime | None, now: datetime) -> None:
        """The page could not be read; it is tried again at `next_read_at`, or never when None."""
        with self._database.writing() as connection:
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id)
                .values(
                    read_failures=articles.c.read_failures + 1,
                    read_error=error,
                    next_read_at=next_read_at,
                    owner=None,
                    lease_until=None,
                )
            )
            if next_read_at is None:
                note(connection, now, "daemon", f"article {article_id}", "unreadable", error)

    def unplanned(self, limit: int = 100) -> list[ArticleRow]:
        """Articles that wait for their decisions: read, given up on, or only recorded; oldest first."""
        statement = (
            select(articles)
            .where(articles.c.planned_at.is_(None))
            .where(or_(articles.c.content.is_not(None), articles.c.next_read_at.is_(None)))
            # Oldest publication first, so that walls keep the order of the site.
            .order_by(func.coalesce(articles.c.published_at, articles.c.first_seen_at), articles.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [article_row(row) for row in connection.execute(statement)]

    def get(self, article_id: int) -> ArticleRow | None:
        """The article of that id; None when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(articles).where(articles.c.id == article_id)).first()
        return article_row(row) if row else None

    def by_url(self, url: str) -> ArticleRow | None:
        """The article known under that (cleaned) address; None when there is none."""
        statement = (
            select(articles)
            .join(article_keys, article_keys.c.article_id == articles.c.id)
            .where(article_keys.c.key.in_(address_keys(url)))
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(statement).first()
        return article_row(row) if row else None

    def newest(self, limit: int = 50, since: datetime | None = None) -> list[ArticleRow]:
        """The articles seen last, newest first."""
        statement = select(articles).order_by(articles.c.first_seen_at.desc(), articles.c.id.desc())
        if since is not None:
            statement = statement.where(articles.c.first_seen_at >= since)
        with self._database.reading() as connection:
            return [article_row(row) for row in connection.execute(statement.limit(limit))]

    def decisions_of(self, article_id: int, account: str | None = None) -> list[DecisionRow]:
        """Every decision on an article, oldest first."""
        statement = select(decisions).where(decisions.c.article_id == article_id).order_by(decisions.c.id)
        if account is not None:
            statement = statement.where(decisions.c.account == account)
        with self._database.reading() as connection:
            return [
                DecisionRow(row.article_id, row.account, row.at, row.verdict, row.reason, tuple(row.rules))
                for row in connection.execute(statement)
            ]

    def record_views(self, article_id: int, views: int, now: datetime) -> None:
        """The page's counter showed `views` at that moment."""
        with self._database.writing() as connection:
            connection.execute(page_views.insert().values(article_id=article_id, taken_at=now, views=views))

    def viewed_since(self, article_ids: Collection[int], since: datetime) -> set[int]:
        """Those of the articles whose counter was read at or after `since`."""
        statement = select(page_views.c.article_id).where(
            page_views.c.article_id.in_(article_ids), page_views.c.taken_at >= since
        )
        with self._database.reading() as connection:
            return set(connection.execute(statement).scalars())

    def views_of(self, article_ids: Sequence[int]) -> dict[int, int]:
        """The newest page-view figure of each article that has one."""
        newest = (
            select(page_views.c.article_id, func.max(page_views.c.id).label("id"))
            .where(page_views.c.article_id.in_(article_ids))
            .group_by(page_views.c.article_id)
            .subquery()
        )
        statement = select(page_views.c.article_id, page_views.c.views).join(newest, newest.c.id == page_views.c.id)
        with self._database.reading() as connection:
            return {row.article_id: row.views for row in connection.execute(statement)}

    def unread_count(self, now: datetime) -> int:
        """How many pages are due to be read."""
        statement = select(func.count()).select_from(articles).where(articles.c.next_read_at <= now)
        with self._database.reading() as connection:
            return int(connection.execute(statement).scalar_one())


def record_decision(connection: Connection, article_id: int, decision: Decision, now: datetime) -> None:
    """Writes one decision within the caller's transaction."""
    connection.execute(
        decisions.insert().values(
            article_id=article_id,
            account=decision.account,
            at=now,
            verdict=str(decision.verdict),
            reason=decision.reason,
            rules=[RULE.dump(rule) for rule in decision.rules],
        )
    )


def _was_read(connection: Connection, article_id: int) -> bool:
    statement = select(articles.c.content_hash).where(articles.c.id == article_id)
    return connection.execute(statement).scalar() is not None


def _holder(connection: Connection, canonical_url: str) -> int | None:
    statement = select(article_keys.c.article_id).where(article_keys.c.key.in_(address_keys(canonical_url))).limit(1)
    return connection.execute(statement).scalar()


def _merge(connection: Connection, article_id: int, into: int, now: datetime) -> None:
    """Two addresses of one page: the younger row gives its keys to the older one and goes."""
    connection.execute(update(article_keys).where(article_keys.c.article_id == article_id).values(article_id=into))
    for table in (page_views, decisions, revisions):
        connection.execute(delete(table).where(table.c.article_id == article_id))
    row = connection.execute(delete(articles).where(articles.c.id == article_id).returning(articles.c.canonical_url))
    note(connection, now, "daemon", f"article {into}", "same page", f"also known as {row.scalar()}")


def settle_reading(
    connection: Connection, article_id: int, now: datetime, etag: str | None, next_read_at: datetime | None
) -> None:
    """A good reading ended: nothing is suspected, nothing failed, the claim is given back."""
    nothing = (
        "suspect_sight",
        "suspect_since",
        "suspect_evidence",
        "suspect_hash",
        "read_error",
        "owner",
        "lease_until",
    )
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(dict.fromkeys(nothing))
        .values(read_at=now, etag=etag, next_read_at=next_read_at, read_failures=0)
    )


def _write_content(
    connection: Connection, article_id: int, article: Article, changes: Sequence[Change], now: datetime
) -> None:
    before = connection.execute(select(articles).where(articles.c.id == article_id)).one()
    fresh_hash = content_hash(article)
    # Hashed anew: what an older version stored may have been hashed by another rule.
    known = ARTICLE.load(before.content) if before.content is not None else None
    if known is not None:
        follow_date(connection, article_id, known, article, now)
    if known is not None and content_hash(known) == fresh_hash:
        return
    number = _add_revision(connection, article_id, article, fresh_hash, changes, now)
    remember_keys(connection, article_id, address_keys(article.canonical_url, article.url))
    connection.execute(
        update(articles)
        .where(articles.c.id == article_id)
        .values(
            canonical_url=article.canonical_url,
            content=ARTICLE.dump(article),
            content_hash=fresh_hash,
            language=article.language,
            published_at=article.published or before.published_at,
            revision=number,
            # Its posts, those that wait and those that are out, are looked at again.
            to_correct_at=now if number > 1 else before.to_correct_at,
        )
    )


def _add_revision(
    connection: Connection,
    article_id: int,
    article: Article,
    fresh_hash: str,
    changes: Sequence[Change],
    now: datetime,
) -> int:
    """The number of the new revision."""
    last = connection.execute(select(func.max(revisions.c.number)).where(revisions.c.article_id == article_id)).scalar()
    weight = heaviest(changes)
    connection.execute(
        revisions.insert().values(
            article_id=article_id,
            number=(last or 0) + 1,
            seen_at=now,
            content_hash=fresh_hash,
            content=ARTICLE.dump(article),
            changes=CHANGES.dump(tuple(changes)) if last else None,
            weight=str(weight) if last and weight else None,
        )
    )
    if last:
        told = "; ".join(said(change) for change in changes[:_TOLD_CHANGES])
        more = f"; and {len(changes) - _TOLD_CHANGES} more" if len(changes) > _TOLD_CHANGES else ""
        reason = f"revision {last + 1}" + (f": {told}{more}" if told else "")
        note(connection, now, "daemon", f"article {article_id}", "revised", reason)
    return int(last or 0) + 1


def _load(connection: Connection, article_id: int) -> ArticleRow:
    return article_row(connection.execute(select(articles).where(articles.c.id == article_id)).one())


def article_row(row: Any) -> ArticleRow:
    """A row of the table as a value."""
    return ArticleRow(
        id=row.id,
        canonical_url=row.canonical_url,
        source=row.source,
        admission=Admission(row.admission),
        first_seen_at=row.first_seen_at,
        found=FOUND.load(row.found),
        article=ARTICLE.load(row.content) if row.content is not None else None,
        read_failures=row.read_failures,
        read_error=row.read_error,
        planned_at=row.planned_at,
        etag=row.etag,
        read_at=row.read_at,
        revision=row.revision,
        seen_after=row.seen_after,
        suspicion=_suspicion(row),
        withdrawal=_withdrawal(row),
    )


def _suspicion(row: Any) -> Suspicion | None:
    if row.suspect_sight is None:
        return None
    return Suspicion(Sight(row.suspect_sight), row.suspect_since, row.suspect_evidence, row.suspect_hash)


def _withdrawal(row: Any) -> Withdrawal | None:
    if row.withdrawn_at is None:
        return None
    return Withdrawal(row.withdrawn_at, Sight(row.withdrawn_sight), row.withdrawn_evidence)
