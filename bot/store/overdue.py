"""Deliveries that wait: how many are due, and those that failed for too long."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.model.delivery import State
from bot.model.records import DeliveryRow
from bot.store.database import Database
from bot.store.delivery_lists import delivery_of, delivery_rows
from bot.store.moves import move
from bot.store.tables import deliveries

#: What a freeze holds back is put off by so much at most.
_FROZEN_LOOK = timedelta(minutes=1)


class Overdue:
    """Counts what waits; holds what failed for too long."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def queue(self, account: str, limit: int = 1000) -> list[DeliveryRow]:
        """The account's scheduled deliveries in the order in which they go: breaking news, then the oldest due."""
        statement = (
            delivery_rows()
            .where(deliveries.c.account == account, deliveries.c.state == str(State.SCHEDULED))
            .order_by(deliveries.c.priority.desc(), deliveries.c.due_at, deliveries.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(statement)]

    def due_now(self, now: datetime, limit: int = 10_000) -> list[DeliveryRow]:
        """Every scheduled delivery that is due, of whatever account, with those that a freeze put off for a moment."""
        due = now + _FROZEN_LOOK
        statement = delivery_rows().where(deliveries.c.state == str(State.SCHEDULED), deliveries.c.due_at <= due)
        with self._database.reading() as connection:
            return [delivery_of(row) for row in connection.execute(statement.order_by(deliveries.c.id).limit(limit))]

    def count_due(self, account: str, now: datetime) -> int:
        """How many ordinary deliveries of the account are scheduled and due."""
        statement = (
            select(func.count())
            .select_from(deliveries)
            .where(
                deliveries.c.account == account,
                deliveries.c.state == str(State.SCHEDULED),
                deliveries.c.due_at <= now,
                deliveries.c.priority.is_(False),
            )
        )
        with self._database.reading() as connection:
            return int(connection.execute(statement).scalar_one())

    def hold_failing(self, names: Collection[str], since: datetime, now: datetime, why: str) -> list[int]:
        """The deliveries of these accounts that have failed since then or longer, held for a person now.

        `why` is told with what failed last.
        """
        failing = select(deliveries.c.id, deliveries.c.reason).where(
            deliveries.c.account.in_(names),
            deliveries.c.state == str(State.SCHEDULED),
            deliveries.c.failing_since <= since,
        )
        with self._database.reading() as connection:
            if connection.execute(failing.limit(1)).first() is None:
                return []
        with self._database.writing() as connection:
            rows = connection.execute(failing.order_by(deliveries.c.id)).all()
            return [
                row.id
                for row in rows
                if move(connection, row.id, State.SCHEDULED, State.HELD, now=now, reason=f"{why}; {row.reason}")
            ]
