"""How an attempt ends: its outcome, its receipt, and what becomes of its delivery; within the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from bot.model.delivery import Outcome, Receipt, State
from bot.model.records import Claim
from bot.store.journal import note
from bot.store.ledger import give_back
from bot.store.moves import move
from bot.store.pipe import Asked, Pipe
from bot.store.prepared import Prepared
from bot.store.revisions import withdrawn_unreleased
from bot.store.tables import attempts, deliveries, receipts


@dataclass(frozen=True, slots=True)
class Closing:
    """How an attempt ended and what becomes of its delivery."""

    outcome: Outcome
    state: State
    reason: str
    #: None unless the post is out.
    receipt: Receipt | None = None
    #: When it is tried or looked for again; None where neither applies.
    again_at: datetime | None = None
    #: Whether the attempt counts against the limit of tries.
    counts: bool = True
    error: str = ""
    code: str = ""
    #: The post that the network named when it refused this one as duplicate; None where it named none.
    named: str | None = None
    #: First measurement of the receipt.
    measure_at: datetime | None = None
    #: Further columns of the delivery.
    values: dict[str, Any] = field(default_factory=dict)


#: States that say that nothing of the delivery stands on the wall.
_WITHOUT_POST = frozenset({str(State.CANCELLED), str(State.REJECTED)})
#: What networks do not charge for: a refusal, and what never arrived.
NOT_PAID = frozenset({Outcome.NOT_SENT, Outcome.REFUSED})


def end(
    connection: Connection, claim: Claim, delivery_id: int, attempt_id: int, closing: Closing, now: datetime
) -> bool:
    """Whether the outcome was recorded as the delivery's own. Raises sqlalchemy.exc.IntegrityError for a post that is
    another delivery's receipt already.
    """
    ask_end(Pipe(connection), claim, attempt_id, closing, now)
    if closing.outcome in NOT_PAID:
        give_back(connection, attempt_id, now, closing.reason)
    if settle(connection, delivery_id, State.PUBLISHING, closing, now, newest_attempt=attempt_id):
        return True
    return closing.receipt is not None and _prove_late(connection, delivery_id, closing, now)


def ask_end(pipe: Pipe, claim: Claim, attempt_id: int, closing: Closing, now: datetime) -> Asked:
    """Writes the outcome to the attempt's row, while it is the claim's."""
    return pipe.ask(
        _END, attempt=attempt_id, fence=claim.fence, ended_at=now, outcome=str(closing.outcome), error=closing.error,
        code=closing.code[:120], detail=closing.reason, named=closing.named,
    )  # fmt: skip


def ask_receipt(pipe: Pipe, delivery_id: int, proof: Receipt, measure_at: datetime | None) -> Asked:
    """Writes the receipt."""
    return pipe.ask(
        _PROOF, delivery=delivery_id, external_id=proof.external_id, permalink=proof.permalink,
        published_at=proof.published_at, notes=list(proof.notes), visits=0, next_measure_at=measure_at,
    )  # fmt: skip


def settle(
    connection: Connection,
    delivery_id: int,
    origin: State,
    closing: Closing,
    now: datetime,
    newest_attempt: int | None = None,
) -> bool:
    """Whether the delivery was in `origin` and now stands as the closing says. Raises as `end` does."""
    if closing.state is State.SCHEDULED and (withdrawn := withdrawn_unreleased(connection, delivery_id)):
        closing = replace(closing, state=State.HELD, reason=f"{withdrawn}; {closing.reason}")
    values = dict(closing.values)
    if closing.state is State.SCHEDULED and closing.again_at is not None:
        values["due_at"] = closing.again_at
    if closing.state is State.SCHEDULED and closing.error and closing.counts:
        values["failing_since"] = func.coalesce(deliveries.c.failing_since, now)
    if closing.state is State.UNCONFIRMED:
        values |= {"next_look_at": closing.again_at or now, "looks": 0}
    if not closing.counts:
        values["attempts"] = deliveries.c.attempts - 1
    if not move(
        connection, delivery_id, origin, closing.state, now=now, reason=closing.reason, newest_attempt=newest_attempt,
        **values,
    ):  # fmt: skip
        return False
    if closing.receipt is not None:
        ask_receipt(Pipe(connection), delivery_id, closing.receipt, closing.measure_at)
    return True


def _prove_late(connection: Connection, delivery_id: int, closing: Closing, now: datetime) -> bool:
    """Whether the receipt of an attempt that others had given up settled the delivery."""
    assert closing.receipt is not None
    known = select(receipts.c.external_id).where(receipts.c.delivery_id == delivery_id)
    if connection.execute(known).scalar() == closing.receipt.external_id:
        # Written down before, or found on the network meanwhile: the same post.
        return True
    late = replace(closing, reason=f"its receipt came late: {closing.reason}")
    for origin in (State.UNCONFIRMED, State.SCHEDULED, State.HELD):
        if settle(connection, delivery_id, origin, late, now):
            return True
    state = connection.execute(select(deliveries.c.state).where(deliveries.c.id == delivery_id)).scalar()
    what = f"it is {state}, and its post is out" if state in _WITHOUT_POST else "an earlier attempt is out too"
    note(
        connection, now, "daemon", f"delivery {delivery_id}", "late receipt",
        f"{what} → look at {closing.receipt.permalink}",
    )  # fmt: skip
    return False


_PROOF = Prepared(
    receipts.insert()
    .values(
        delivery_id=bindparam("delivery"),
        account=select(deliveries.c.account).where(deliveries.c.id == bindparam("delivery")).scalar_subquery(),
        **{
            name: bindparam(name)
            for name in ("external_id", "permalink", "published_at", "notes", "visits", "next_measure_at")
        },
    )
    .inline()
)
_END = Prepared(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"), attempts.c.fence == bindparam("fence"))
    .values(**{name: bindparam(name) for name in ("ended_at", "outcome", "error", "code", "detail", "named")})
)
