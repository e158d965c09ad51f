"""The outbox: decisions, posts and deliveries, written together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.model.delivery import Decision, State
from bot.model.post import Post
from bot.model.records import Admission
from bot.store.articles import record_decision
from bot.store.codec import POST
from bot.store.database import Database
from bot.store.journal import note
from bot.store.revisions import WITHDRAWN
from bot.store.tables import articles, deliveries, posts


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery to be made: its post, when, and how it starts."""

    post: Post
    state: State
    due_at: datetime
    mark: str
    round: int = 0
    priority: bool = False
    reason: str = ""
    #: The article's revision that the post was rendered from.
    revision: int = 0


class Outbox:
    """Makes deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(
        self,
        article_id: int,
        decisions: Sequence[Decision],
        planned: Sequence[Planned],
        now: datetime,
        *,
        actor: str = "daemon",
    ) -> list[int]:
        """The ids of the new deliveries: decisions, posts and deliveries are written together or not at all.

        A delivery of the same article, account and round that exists already is left as it is.
        """
        with self._database.writing() as connection:
            # Two planners at once: the second finds the article planned and changes nothing.
            locked = select(articles).where(articles.c.id == article_id).with_for_update()
            article = connection.execute(locked).one()
            if article.planned_at is not None and actor == "daemon":
                return []
            if article.withdrawn_at is not None and actor == "daemon":
                planned = [_held_as_withdrawn(entry) for entry in planned]
            for decision in decisions:
                record_decision(connection, article_id, decision, now)
            if any(entry.revision < article.revision for entry in planned):
                # Corrected while it was rendered: its posts are rendered anew before they go.
                connection.execute(update(articles).where(articles.c.id == article_id).values(to_correct_at=now))
            made = [_insert(connection, article_id, entry, now, actor) for entry in planned]
            if actor == "daemon" or article.admission == str(Admission.BY_HAND):
                # What staff send before its turn keeps its turn: the accounts they did not name wait for it.
                connection.execute(
                    update(articles)
                    .where(articles.c.id == article_id, articles.c.planned_at.is_(None))
                    .values(planned_at=now)
                )
        return [delivery_id for delivery_id in made if delivery_id is not None]

    def next_round(self, article_id: int, account: str) -> int:
        """0 when the article was never planned for the account, else one more than its last round."""
        statement = select(func.max(deliveries.c.round)).where(
            deliveries.c.article_id == article_id, deliveries.c.account == account
        )
        with self._database.reading() as connection:
            last = connection.execute(statement).scalar()
        return 0 if last is None else int(last) + 1


def _held_as_withdrawn(planned: Planned) -> Planned:
    """Withdrawn while it was being rendered: its Decision knew nothing of it yet."""
    return replace(planned, state=State.HELD, reason=f"{WITHDRAWN} while it was planned")


def _insert(connection: Connection, article_id: int, planned: Planned, now: datetime, actor: str) -> int | None:
    same = select(deliveries.c.id).where(
        deliveries.c.article_id == article_id,
        deliveries.c.account == planned.post.account,
        deliveries.c.round == planned.round,
    )
    if connection.execute(same).first():
        return None
    post_id = connection.execute(
        posts.insert()
        .values(
            article_id=article_id,
            account=planned.post.account,
            content=POST.dump(planned.post),
            rendered_at=now,
        )
        .returning(posts.c.id)
    ).scalar_one()
    delivery_id = connection.execute(
        deliveries.insert()
        .values(
            article_id=article_id,
            account=planned.post.account,
            network=planned.post.network,
            round=planned.round,
            post_id=post_id,
            state=str(planned.state),
            mark=planned.mark,
            priority=planned.priority,
            due_at=planned.due_at,
            attempts=0,
            reason=planned.reason,
            created_by=actor,
            created_at=now,
            state_since=now,
            looks=0,
            revision=planned.revision,
        )
        .returning(deliveries.c.id)
    ).scalar_one()
    note(connection, now, actor, f"delivery {delivery_id}", f"→ {planned.state}", planned.reason)
    return int(delivery_id)
