"""The one place where a delivery's state is changed: declared moves only, each in the journal."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, update
from sqlalchemy.sql.expression import ClauseElement

from bot.model.delivery import State
from bot.model.states import Mover, require_move
from bot.store.journal import Line, note
from bot.store.pipe import Asked, Pipe
from bot.store.prepared import Prepared
from bot.store.tables import articles, attempts, deliveries


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
    newest_attempt: int | None = None,
    post_id: int | None = None,
    **values: Any,
) -> bool:
    """Whether the delivery was in `origin` and now is in `target`, with `values` set; within the caller's transaction.

    `newest_attempt`: only while no later attempt was begun. `post_id`: only while that is its post, and its article was
    not corrected since it was rendered. Raises UndeclaredMove when the table of moves does not have it.
    """
    step = step_of(
        delivery_id, origin, target, now=now, reason=reason, mover=mover, actor=actor,
        newest_attempt=newest_attempt, post_id=post_id, **values,
    )  # fmt: skip
    if step.expressions:
        statement = _statement(step.columns - set(step.expressions)).values(**step.expressions)
        changed = connection.execute(statement, step.values).rowcount
    else:
        changed = step.ask(Pipe(connection)).changed
    if changed:
        line = step.line
        note(connection, now, line.actor, line.subject, line.action, line.reason)
    return bool(changed)


@dataclass(frozen=True, slots=True)
class Step:
    """One declared move of one delivery, with the line that tells it."""

    columns: frozenset[str]
    #: Column → what it is set to by the database's own reckoning.
    expressions: Mapping[str, ClauseElement]
    values: dict[str, Any]
    line: Line

    def ask(self, pipe: Pipe) -> Asked:
        """Changes the delivery's row, if it stands as the move asks; the line is the caller's to write."""
        return pipe.ask(_prepared(self.columns), **self.values)


def step_of(
    delivery_id: int,
    origin: State,
    target: State,
    *,
    now: datetime,
    reason: str,
    mover: Mover = Mover.DAEMON,
    actor: str = "daemon",
    newest_attempt: int | None = None,
    post_id: int | None = None,
    **values: Any,
) -> Step:
    """The move as it is made; see `move`. Raises UndeclaredMove."""
    require_move(origin, target, mover)
    if target is not State.UNCONFIRMED:
        values.setdefault("next_look_at", None)
        values.setdefault("looks", 0)
    values |= {"state": str(target), "state_since": now, "reason": reason}
    expressions = {name: value for name, value in values.items() if isinstance(value, ClauseElement)}
    plain = {f"new_{name}": value for name, value in values.items() if name not in expressions}
    where = {"delivery": delivery_id, "origin": str(origin), "newest": newest_attempt, "post": post_id}
    line = Line(actor, f"delivery {delivery_id}", f"{origin} → {target}", reason)
    return Step(frozenset(values), expressions, {**where, **plain}, line)


def _statement(columns: frozenset[str]) -> Any:
    later = select(func.max(attempts.c.id)).where(attempts.c.delivery_id == bindparam("delivery")).scalar_subquery()
    newest = bindparam("newest", type_=attempts.c.id.type)
    post = bindparam("post", type_=deliveries.c.post_id.type)
    corrected = exists().where(articles.c.id == deliveries.c.article_id, articles.c.revision > deliveries.c.revision)
    current = and_(deliveries.c.post_id == post, or_(deliveries.c.revision == 0, ~corrected))
    return (
        update(deliveries)
        .where(deliveries.c.id == bindparam("delivery"), deliveries.c.state == bindparam("origin"))
        .where(or_(newest.is_(None), newest == later))
        .where(or_(post.is_(None), current))
        .values(**{name: bindparam(f"new_{name}") for name in columns})
    )


@functools.cache
def _prepared(columns: frozenset[str]) -> Prepared:
    return Prepared(_statement(columns))
