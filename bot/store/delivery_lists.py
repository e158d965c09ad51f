"""Deliveries and their attempts as they stand: what is due, what is in doubt, what fits a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from bot.model.delivery import Outcome, Receipt, State
from bot.model.records import AttemptRow, DeliveryRow
from bot.model.timeliness import appeared
from bot.store.codec import POST
from bot.store.database import Database
from bot.store.tables import articles, attempts, deliveries, posts, receipts


class DeliveryLists:
    """Reads deliveries; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next_due(self, account: str, now: datetime) -> DeliveryRow | None:
        """The delivery of that account to be sent first: breaking news, then the oldest due; None when none is due."""
        return next(iter(self.due_next(account, now, 1)), None)

    def due_next(self, account: str, now: datetime, limit: int) -> list[DeliveryRow]:
        """The deliveries of that account to be sent next, in that order; at most `limit`."""
        asked = {"account": account, "now": now, "limit": limit}
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(_DUE_NEXT, asked)]

    def unconfirmed(self, account: str, now: datetime) -> list[DeliveryRow]:
        """The account's unconfirmed deliveries that are due for a look, oldest first."""
        statement = (
            delivery_rows()
            .where(
                deliveries.c.account == account,
                deliveries.c.state == str(State.UNCONFIRMED),
                deliveries.c.next_look_at <= now,
            )
            .order_by(deliveries.c.id)
        )
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(statement)]

    def sent_beside_doubts(self, account: str) -> int | None:
        """How many posts of the account went out since the oldest one in doubt was tried; None when none is."""
        doubtful = (str(State.UNCONFIRMED), str(State.PUBLISHING))
        begun = (
            select(func.min(attempts.c.id))
            .join(deliveries, deliveries.c.id == attempts.c.delivery_id)
            .where(deliveries.c.account == account, deliveries.c.state.in_(doubtful))
        )
        with self._database.reading() as connection:
            oldest = connection.execute(begun).scalar()
            if oldest is None:
                return None
            after = (
                select(func.count())
                .select_from(attempts)
                .join(deliveries, deliveries.c.id == attempts.c.delivery_id)
                .where(attempts.c.id > oldest, attempts.c.outcome == str(Outcome.PUBLISHED))
                .where(deliveries.c.account == account)
            )
            return int(connection.execute(after).scalar_one())

    def taken(self, account: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Those of the posts that are some delivery's receipt already."""
        statement = select(receipts.c.external_id).where(
            receipts.c.account == account, receipts.c.external_id.in_(external_ids)
        )
        with self._database.reading() as connection:
            return frozenset(connection.execute(statement).scalars())

    def get(self, delivery_id: int) -> DeliveryRow | None:
        """The delivery of that id; None when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(delivery_rows().where(deliveries.c.id == delivery_id)).first()
        return delivery_of(row) if row else None

    def find(
        self,
        *,
        state: State | None = None,
        account: str | None = None,
        since: datetime | None = None,
        article_id: int | None = None,
        limit: int = 1000,
    ) -> list[DeliveryRow]:
        """The deliveries that fit, newest first."""
        statement = delivery_rows().order_by(deliveries.c.id.desc()).limit(limit)
        if state is not None:
            statement = statement.where(deliveries.c.state == str(state))
        if account is not None:
            statement = statement.where(deliveries.c.account == account)
        if since is not None:
            statement = statement.where(deliveries.c.state_since >= since)
        if article_id is not None:
            statement = statement.where(deliveries.c.article_id == article_id)
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(statement)]

    def attempts_of(self, delivery_id: int) -> list[AttemptRow]:
        """Every attempt of a delivery, first one first."""
        statement = select(attempts).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.number)
        with self._database.reading() as connection:
            return [_attempt(row) for row in connection.execute(statement)]

    def count_by_state(self) -> dict[State, int]:
        """How many deliveries stand in each state."""
        statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._database.reading() as connection:
            return {State(state): count for state, count in connection.execute(statement)}


def delivery_rows() -> Select[Any]:
    """Deliveries with their posts, articles and receipts: what `delivery_of` reads."""
    return (
        select(
            deliveries,
            posts.c.content,
            articles.c.site,
            articles.c.published_at.label("article_published_at"),
            articles.c.first_seen_at,
            articles.c.seen_after,
            receipts.c.external_id,
            receipts.c.permalink,
            receipts.c.published_at,
            receipts.c.notes,
        )
        .join(posts, posts.c.id == deliveries.c.post_id)
        .join(articles, articles.c.id == deliveries.c.article_id)
        .outerjoin(receipts, receipts.c.delivery_id == deliveries.c.id)
    )


_DUE_NEXT = (
    delivery_rows()
    .where(
        deliveries.c.account == bindparam("account"),
        deliveries.c.state == str(State.SCHEDULED),
        deliveries.c.due_at <= bindparam("now"),
    )
    .order_by(deliveries.c.priority.desc(), deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("limit"))
)


def delivery_of(row: Any) -> DeliveryRow:
    """A row of `delivery_rows` as a value."""
    receipt = None
    if row.external_id is not None:
        receipt = Receipt(row.external_id, row.permalink, row.published_at, tuple(row.notes))
    return DeliveryRow(
        id=row.id,
        article_id=row.article_id,
        account=row.account,
        network=row.network,
        round=row.round,
        state=State(row.state),
        post=POST.load(row.content),
        mark=row.mark,
        priority=row.priority,
        due_at=row.due_at,
        attempts=row.attempts,
        reason=row.reason,
        created_at=row.created_at,
        state_since=row.state_since,
        looks=row.looks,
        next_look_at=row.next_look_at,
        receipt=receipt,
        site=row.site,
        created_by=row.created_by,
        failing_since=row.failing_since,
        post_id=row.post_id,
        revision=row.revision,
        appeared_at=appeared(row.article_published_at, row.first_seen_at, row.seen_after),
        let_go_at=row.let_go_at,
    )


def _attempt(row: Any) -> AttemptRow:
    return AttemptRow(
        id=row.id,
        delivery_id=row.delivery_id,
        number=row.number,
        owner=row.owner,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=Outcome(row.outcome),
        error=row.error,
        code=row.code,
        detail=row.detail,
        named=row.named,
    )
