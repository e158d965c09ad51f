"""The steps of one attempt: intention before the call, outcome after it, and what settles a doubt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Outcome, Receipt, State
from bot.model.money import Price
from bot.model.records import Claim, DeliveryRow
from bot.model.states import Mover
from bot.store.database import Database
from bot.store.freezes import freeze_over
from bot.store.lanes import renew
from bot.store.ledger import charge, give_back
from bot.store.moves import move
from bot.store.revisions import withdrawn_unreleased
from bot.store.tables import accounts, attempts, deliveries, receipts


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be sent now."""

    reason: str
    #: The lane is another owner's: this one must stop at once.
    lane_lost: bool = False


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
    #: First measurement of the receipt.
    measure_at: datetime | None = None
    #: Further columns of the delivery.
    values: dict[str, Any] = field(default_factory=dict)


#: What networks do not charge for: a refusal, and what never arrived.
_NOT_PAID = frozenset({Outcome.NOT_SENT, Outcome.REFUSED})


class Sending:
    """Moves deliveries, each move in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        claim: Claim,
        delivery: DeliveryRow,
        now: datetime,
        until: datetime,
        needed: timedelta,
        price: Price | None = None,
    ) -> int | Refusal:
        """The new attempt's id, committed before the first byte leaves; or why nothing may be sent now.

        In one durable transaction: the lane is still ours with at least `needed` left after renewal,
        nothing is frozen or paused, the delivery is still scheduled. `price` is charged with it.
        """
        with self._database.writing(durable=True) as connection:
            barred = _barred(connection, claim, delivery, now)
            if barred:
                return Refusal(barred)
            if not renew(connection, claim, until) or until - now < needed:
                return Refusal("another worker took the lane over", lane_lost=True)
            if not move(connection, delivery.id, State.SCHEDULED, State.PUBLISHING, now=now, reason="sending"):
                return Refusal("it is no longer scheduled")
            attempt_id = _open_attempt(connection, claim, delivery.id, now)
            if price is not None:
                charge(connection, claim.account, price, now, attempt_id)
            return attempt_id

    def close(self, claim: Claim, delivery_id: int, attempt_id: int, closing: Closing, now: datetime) -> bool:
        """Whether the outcome was recorded as the delivery's own.

        When the lane was taken over meanwhile, the delivery stands `unconfirmed`: a receipt still settles it,
        anything else is left to whoever looks for it. A receipt that is another delivery's already proves nothing:
        the delivery is then held for a person.
        """
        try:
            return self._close(claim, delivery_id, attempt_id, closing, now)
        except IntegrityError:
            reason = "the network answered with a post that belongs to another delivery → look at the wall"
            held = replace(closing, outcome=Outcome.UNKNOWN, state=State.HELD, reason=reason, receipt=None)
            return self._close(claim, delivery_id, attempt_id, held, now)

    def _close(self, claim: Claim, delivery_id: int, attempt_id: int, closing: Closing, now: datetime) -> bool:
        with self._database.writing(durable=True) as connection:
            connection.execute(
                update(attempts)
                .where(attempts.c.id == attempt_id, attempts.c.fence == claim.fence)
                .values(
                    ended_at=now,
                    outcome=str(closing.outcome),
                    error=closing.error,
                    code=closing.code[:120],
                    detail=closing.reason,
                )
            )
            if closing.outcome in _NOT_PAID:
                give_back(connection, attempt_id, now, closing.reason)
            if _settle(connection, delivery_id, State.PUBLISHING, closing, now):
                return True
            if closing.receipt is not None:
                return _settle(connection, delivery_id, State.UNCONFIRMED, closing, now)
            return False

    def settle(self, delivery_id: int, closing: Closing, now: datetime) -> bool:
        """Whether an unconfirmed delivery was settled: found, absent, or held for a person."""
        try:
            with self._database.writing(durable=True) as connection:
                if closing.outcome in _NOT_PAID:
                    doubtful = select(attempts.c.id).where(attempts.c.delivery_id == delivery_id)
                    for attempt_id in list(connection.execute(doubtful).scalars()):
                        give_back(connection, attempt_id, now, closing.reason)
                return _settle(connection, delivery_id, State.UNCONFIRMED, closing, now)
        except IntegrityError:
            # That post is another delivery's receipt already: it proves nothing for this one.
            return False

    def look_again(self, delivery_id: int, looks: int, next_look_at: datetime, reason: str) -> None:
        """A look found nothing or could not be taken; the next one is at `next_look_at`."""
        with self._database.writing() as connection:
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


def _barred(connection: Connection, claim: Claim, delivery: DeliveryRow, now: datetime) -> str | None:
    row = connection.execute(
        select(accounts.c.paused_at, accounts.c.pause_reason)
        .where(accounts.c.name == claim.account)
        # The freeze switch and the pause are read under the same lock under which the attempt is written.
        .with_for_update()
    ).one()
    if row.paused_at is not None:
        return f"the account is paused: {row.pause_reason}"
    return freeze_over(connection, delivery, now)


def _open_attempt(connection: Connection, claim: Claim, delivery_id: int, now: datetime) -> int:
    number = connection.execute(
        select(func.count()).select_from(attempts).where(attempts.c.delivery_id == delivery_id)
    ).scalar_one()
    connection.execute(
        update(deliveries).where(deliveries.c.id == delivery_id).values(attempts=deliveries.c.attempts + 1)
    )
    return int(
        connection.execute(
            attempts.insert()
            .values(
                delivery_id=delivery_id,
                number=number + 1,
                owner=claim.owner,
                fence=claim.fence,
                started_at=now,
                outcome=str(Outcome.UNDER_WAY),
                error="",
                code="",
                detail="",
            )
            .returning(attempts.c.id)
        ).scalar_one()
    )


def _settle(connection: Connection, delivery_id: int, origin: State, closing: Closing, now: datetime) -> bool:
    if closing.state is State.SCHEDULED and (withdrawn := withdrawn_unreleased(connection, delivery_id)):
        closing = replace(closing, state=State.HELD, reason=f"{withdrawn}; {closing.reason}")
    values = dict(closing.values)
    if closing.state is State.SCHEDULED and closing.again_at is not None:
        values["due_at"] = closing.again_at
    if closing.state is State.UNCONFIRMED:
        values |= {"next_look_at": closing.again_at or now, "looks": 0}
    if not closing.counts:
        values["attempts"] = deliveries.c.attempts - 1
    if not move(connection, delivery_id, origin, closing.state, now=now, reason=closing.reason, **values):
        return False
    if closing.receipt is not None:
        _insert_receipt(connection, delivery_id, closing)
    return True


def _insert_receipt(connection: Connection, delivery_id: int, closing: Closing) -> None:
    assert closing.receipt is not None
    account = connection.execute(select(deliveries.c.account).where(deliveries.c.id == delivery_id)).scalar_one()
    connection.execute(
        receipts.insert().values(
            delivery_id=delivery_id,
            account=account,
            external_id=closing.receipt.external_id,
            permalink=closing.receipt.permalink,
            published_at=closing.receipt.published_at,
            notes=list(closing.receipt.notes),
            visits=0,
            next_measure_at=closing.measure_at,
        )
    )
