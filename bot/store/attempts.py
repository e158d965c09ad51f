"""The row of one attempt, as it is begun."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.model.delivery import Outcome
from bot.model.records import Claim
from bot.store.pipe import Asked, Pipe
from bot.store.prepared import Prepared
from bot.store.tables import attempts


def ask_attempt(pipe: Pipe, claim: Claim, delivery_id: int, now: datetime) -> Asked:
    """Makes the delivery's next attempt, under way; `attempt_of` tells its id."""
    return pipe.ask(
        _BEGIN, delivery=delivery_id, owner=claim.owner, fence=claim.fence, started_at=now,
        outcome=str(Outcome.UNDER_WAY), nothing="",
    )  # fmt: skip


def attempt_of(asked: Asked) -> int:
    """The id of the attempt that was made."""
    row = asked.row
    assert row is not None
    return int(row[0])


_MADE = (
    select(func.count()).select_from(attempts).where(attempts.c.delivery_id == bindparam("delivery")).scalar_subquery()
)
_BEGIN = Prepared(
    attempts.insert()
    .values(
        delivery_id=bindparam("delivery"), number=_MADE + 1, error=bindparam("nothing"), code=bindparam("nothing"),
        detail=bindparam("nothing"), **{n: bindparam(n) for n in ("owner", "fence", "started_at", "outcome")},
    )
    .returning(attempts.c.id)
)  # fmt: skip
