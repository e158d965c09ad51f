"""The one place where a delivery's state is changed: declared moves only, each in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from bot.model.delivery import State
from bot.model.states import Mover, require_move
from bot.store.journal import note
from bot.store.tables import deliveries


def move(
    connection: Connection,
    delivery_id: int,
    origin: State,
    target: State,
    *,
    now: datetime,
    reason: str,
    mover: Mover = Mover.DAEMON,
    actor: str = "daemon",
    **values: Any,
) -> bool:
    """Whether the delivery was in `origin` and now is in `target`, with `values` set; within the caller's transaction.

    Raises UndeclaredMove when the table of moves does not have it.
    """
    require_move(origin, target, mover)
    if target is not State.UNCONFIRMED:
        values.setdefault("next_look_at", None)
        values.setdefault("looks", 0)
    changed = connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state == str(origin))
        .values(state=str(target), state_since=now, reason=reason, **values)
    ).rowcount
    if changed:
        note(connection, now, actor, f"delivery {delivery_id}", f"{origin} → {target}", reason)
    return bool(changed)
