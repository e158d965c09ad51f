"""Which posts do not follow their article's last revision yet, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from bot.model.delivery import State
from bot.model.post import Post
from bot.model.records import ArticleRow, DeliveryRow, ProposalKind
from bot.store.amendments import insert_post, withdraw_proposals
from bot.store.articles import article_row
from bot.store.database import Database
from bot.store.delivery_lists import delivery_of, delivery_rows
from bot.store.journal import note
from bot.store.moves import move
from bot.store.tables import articles, deliveries, proposals

#: States after which no post follows its article.
_OVER = (str(State.CANCELLED), str(State.RETRACTED))


class CorrectionStore:
    """Lists what is to be corrected, and writes what became of it; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def to_correct(self, now: datetime, limit: int = 20) -> list[ArticleRow]:
        """Articles whose posts are to be looked at now, oldest first."""
        statement = select(articles).where(articles.c.to_correct_at <= now).order_by(articles.c.to_correct_at)
        with self._database.reading() as connection:
            return [article_row(row) for row in connection.execute(statement.limit(limit))]

    def outdated(self, article: ArticleRow) -> list[DeliveryRow]:
        """The article's deliveries that do not follow this revision of it."""
        statement = delivery_rows().where(
            deliveries.c.article_id == article.id,
            deliveries.c.revision > 0,
            deliveries.c.revision < article.revision,
            deliveries.c.state.not_in(_OVER),
        )
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(statement.order_by(deliveries.c.id))]

    def settle(self, article_id: int, revision: int, since: datetime, next_at: datetime | None) -> bool:
        """Whether the article's posts are done with until `next_at` (None: for good).

        They are not where the article has a newer revision, or a post of an older one was planned after `since`.
        """
        with self._database.writing() as connection:
            return bool(
                connection.execute(
                    update(articles)
                    .where(articles.c.id == article_id, articles.c.revision == revision)
                    .where(articles.c.to_correct_at <= since)
                    .values(to_correct_at=next_at)
                ).rowcount
            )

    def replace_post(
        self,
        row: DeliveryRow,
        post: Post,
        revision: int,
        now: datetime,
        reason: str,
        *,
        actor: str = "daemon",
        hold: str | None = None,
    ) -> bool:
        """Whether an unsent delivery now goes with that post: nobody sent, moved or changed it since it was read.

        `hold`: it is held for a person, for that reason.
        """
        with self._database.writing(durable=True) as connection:
            values: dict[str, Any] = {"post_id": insert_post(connection, row.article_id, post, now)}
            values["revision"] = max(revision, row.revision)
            if not still(connection, row, values):
                connection.rollback()
                return False
            note(connection, now, actor, f"delivery {row.id}", "post changed", reason)
            if hold is not None and row.state is not State.HELD:
                move(connection, row.id, row.state, State.HELD, now=now, reason=hold, actor=actor)
        return True

    def considered(self, row: DeliveryRow, revision: int, now: datetime, told: str, *, hold: str | None = None) -> bool:
        """Whether the delivery, its post unchanged, counts as following that revision from now on."""
        with self._database.writing() as connection:
            if not still(connection, row, {"revision": revision}):
                return False
            note(connection, now, "daemon", f"delivery {row.id}", "correction", told)
            withdraw_proposals(connection, row.id, "daemon", now, told)
            if hold is not None and row.state is not State.HELD:
                move(connection, row.id, row.state, State.HELD, now=now, reason=hold)
        return True

    def propose(
        self, row: DeliveryRow, kind: ProposalKind, revision: int | None, post: Post | None, reason: str, now: datetime
    ) -> bool:
        """Whether staff are asked now; what was proposed for the post because of older revisions gives way.

        The post counts as following the revision: the question is asked once.
        """
        with self._database.writing() as connection:
            if revision is not None and not still(connection, row, {"revision": revision}):
                return False
            withdraw_proposals(connection, row.id, "daemon", now, "a newer revision took its place")
            connection.execute(
                proposals.insert().values(
                    delivery_id=row.id,
                    kind=str(kind),
                    revision=revision,
                    reason=reason,
                    made_at=now,
                    post_id=None if post is None else insert_post(connection, row.article_id, post, now),
                )
            )
            note(connection, now, "daemon", f"delivery {row.id}", f"proposed: {kind}", reason)
        return True


def still(connection: Connection, row: DeliveryRow, values: dict[str, Any]) -> bool:
    """Whether the delivery stood as it was read, and now has these values."""
    return bool(
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id == row.id, deliveries.c.state == str(row.state))
            .where(deliveries.c.post_id == row.post_id, deliveries.c.revision == row.revision)
            .values(**values)
        ).rowcount
    )
