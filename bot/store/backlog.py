"""Deliveries that waited too long, or are held for review: set aside, skipped, or told in one digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.model.delivery import Decision, State
from bot.model.post import Post
from bot.model.records import DeliveryRow
from bot.model.states import Mover
from bot.store.amendments import insert_post
from bot.store.articles import record_decision
from bot.store.corrections import still
from bot.store.database import Database
from bot.store.journal import note
from bot.store.moves import move


class BacklogStore:
    """Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_aside(self, row: DeliveryRow, target: State, decision: Decision, now: datetime) -> bool:
        """Whether a scheduled delivery was held, or called off, by that Decision: it stood as it was read."""
        with self._database.writing(durable=True) as connection:
            return _move(connection, row, target, decision, now, "daemon")

    def merge(
        self,
        carrier: DeliveryRow,
        post: Post,
        told: Sequence[DeliveryRow],
        left: Sequence[DeliveryRow],
        decisions: tuple[Decision, Decision],
        now: datetime,
        *,
        actor: str = "daemon",
    ) -> bool:
        """Whether `carrier` now goes with the digest `post`, those `told` in it are called off, those `left` are held.

        All of it or nothing: every delivery stood as it was read. `decisions`: on those told, and on those left.
        """
        mover = Mover.DAEMON if actor == "daemon" else Mover.STAFF
        with self._database.writing(durable=True) as connection:
            post_id = insert_post(connection, carrier.article_id, post, now)
            done = still(connection, carrier, {"post_id": post_id, "due_at": now, "reason": decisions[0].reason})
            if done and carrier.state is State.HELD:
                done = move(
                    connection, carrier.id, State.HELD, State.SCHEDULED, now=now, reason=decisions[0].reason,
                    mover=mover, actor=actor, let_go_at=now,
                )  # fmt: skip
            done = done and all(_move(connection, row, State.CANCELLED, decisions[0], now, actor) for row in told)
            done = done and all(
                row.state is State.HELD or _move(connection, row, State.HELD, decisions[1], now, actor) for row in left
            )
            if not done:
                connection.rollback()
                return False
            record_decision(connection, carrier.article_id, decisions[0], now)
            note(connection, now, actor, f"delivery {carrier.id}", "digest", decisions[0].reason)
        return True


def _move(
    connection: Connection, row: DeliveryRow, target: State, decision: Decision, now: datetime, actor: str
) -> bool:
    mover = Mover.DAEMON if actor == "daemon" else Mover.STAFF
    moved = move(connection, row.id, row.state, target, now=now, reason=decision.reason, mover=mover, actor=actor)
    if moved:
        record_decision(connection, row.article_id, decision, now)
    return moved
