"""What becomes of deliveries between their attempts: doubts settled, turns put off, people's moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import State
from bot.model.records import Claim
from bot.model.states import Mover
from bot.store.closing import NOT_PAID, Closing, settle
from bot.store.database import Database
from bot.store.lanes import held
from bot.store.ledger import give_back
from bot.store.moves import move
from bot.store.tables import attempts, deliveries


class Settling:
    """Moves deliveries of which nothing is under way, each move in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def settle(self, delivery_id: int, closing: Closing, now: datetime, claim: Claim | None = None) -> bool:
        """Whether an unconfirmed delivery was settled: found, absent, or held for a person.

        With `claim`, only while the lane is still ours: what was seen before another worker took it over may be past.
        """
        try:
            with self._database.writing(durable=True) as connection:
                if claim is not None and held(connection, claim, now) is None:
                    return False
                if closing.outcome in NOT_PAID:
                    doubtful = select(attempts.c.id).where(attempts.c.delivery_id == delivery_id)
                    for attempt_id in list(connection.execute(doubtful).scalars()):
                        give_back(connection, attempt_id, now, closing.reason)
                return settle(connection, delivery_id, State.UNCONFIRMED, closing, now)
        except IntegrityError:
            # That post is another delivery's receipt already: it proves nothing for this one.
            return False

    def look_again(
        self,
        delivery_id: int,
        looks: int,
        next_look_at: datetime,
        reason: str,
        *,
        claim: Claim | None = None,
        now: datetime | None = None,
    ) -> None:
        """A look found nothing or could not be taken; the next one is at `next_look_at`.

        With `claim`, nothing is noted when the lane is no longer ours at `now`.
        """
        with self._database.writing() as connection:
            if claim is not None and now is not None and held(connection, claim, now) is None:
                return
            connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery_id, deliveries.c.state == str(State.UNCONFIRMED))
                .values(looks=looks, next_look_at=next_look_at, reason=reason)
            )

    def postpone(self, delivery_id: int, due_at: datetime, reason: str) -> None:
        """A scheduled delivery waits until `due_at` for the reason given."""
        with self._database.writing() as connection:
            connection.execute(
                update(deliveries)
                .where(deliveries.c.id == delivery_id, deliveries.c.state == str(State.SCHEDULED))
                .values(due_at=due_at, reason=reason)
            )

    def act(
        self,
        delivery_id: int,
        origin: State,
        target: State,
        *,
        actor: str,
        reason: str,
        now: datetime,
        **values: Any,
    ) -> bool:
        """Whether a person's move was made. Raises UndeclaredMove for a move nobody may make by hand."""
        with self._database.writing(durable=True) as connection:
            return move(
                connection, delivery_id, origin, target, now=now, reason=reason,
                mover=Mover.STAFF, actor=actor, **values,
            )  # fmt: skip
