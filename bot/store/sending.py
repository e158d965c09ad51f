"""The steps of one attempt: intention before the call, outcome after it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Outcome, State
from bot.model.money import Price
from bot.model.records import Claim, DeliveryRow
from bot.store.attempts import ask_attempt, attempt_of
from bot.store.closing import Closing, end
from bot.store.database import Database
from bot.store.following import Done, NotPlain, follow_plainly
from bot.store.freezes import freeze_over
from bot.store.lanes import Lane, held, renew
from bot.store.ledger import charge
from bot.store.moves import move
from bot.store.pipe import Pipe
from bot.store.tables import deliveries


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be sent now."""

    reason: str
    #: The lane is another owner's: this one must stop at once.
    lane_lost: bool = False
    #: What was read is not what is to be sent any more: its article or its text was changed.
    outdated: bool = False


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

        In one durable transaction: the lease runs and the lane is ours, for `needed` at least (else it is renewed
        until `until`), nothing is frozen or paused, the delivery is still scheduled, and its post still follows its
        article's last revision. `price` is charged with it.
        """
        with self._database.writing(durable=True) as connection:
            return _begin(connection, claim, delivery, now, until, needed, price)

    def follow(
        self, claim: Claim, done: Done, delivery: DeliveryRow, now: datetime, until: datetime, needed: timedelta
    ) -> int | Refusal:
        """What `close` does for the one and `begin` for the other: in one transaction, where nothing stands out.

        The outcome is written down whether or not the other may be sent. Raises StoreError where it may not be.
        """
        with suppress(IntegrityError, NotPlain), self._database.writing(durable=True) as connection:
            return follow_plainly(connection, claim, done, delivery, now, until=now + needed)
        self.close(claim, done.delivery_id, done.attempt_id, done.closing, now)
        return Sending.begin(self, claim, delivery, now, until, needed)

    def barred(self, claim: Claim, delivery: DeliveryRow, now: datetime) -> str | None:
        """Why a delivery that was begun must not make its visible call any more; None when it may.

        For work that takes long between the two: the lane may have been taken over, a freeze set, the account paused.
        """
        with self._database.reading() as connection:
            lane = held(connection, claim, now, lock=False)
            if lane is None:
                return "the lease ran out, or another worker took the lane over"
            return _barred(connection, lane, delivery, now)

    def close(self, claim: Claim, delivery_id: int, attempt_id: int, closing: Closing, now: datetime) -> bool:
        """Whether the outcome was recorded as the delivery's own.

        When the lane was taken over meanwhile, the delivery was put in doubt, and perhaps settled and sent anew: a
        receipt still proves what it proves, anything else is left to whoever works the lane now. A receipt that is
        another delivery's already proves nothing: the delivery is then held for a person.
        """
        try:
            return self._close(claim, delivery_id, attempt_id, closing, now)
        except IntegrityError:
            reason = "the network answered with a post that belongs to another delivery → look at the wall"
            held = replace(closing, outcome=Outcome.UNKNOWN, state=State.HELD, reason=reason, receipt=None)
            return self._close(claim, delivery_id, attempt_id, held, now)

    def _close(self, claim: Claim, delivery_id: int, attempt_id: int, closing: Closing, now: datetime) -> bool:
        # Not waited for on the disk: should a power cut lose it, the attempt is in doubt, and the network is read back.
        with self._database.writing() as connection:
            return end(connection, claim, delivery_id, attempt_id, closing, now)


def _begin(
    connection: Connection,
    claim: Claim,
    delivery: DeliveryRow,
    now: datetime,
    until: datetime,
    needed: timedelta,
    price: Price | None,
) -> int | Refusal:
    lane = held(connection, claim, now, until=now + needed)
    if lane is None:
        return Refusal("the lease ran out, or another worker took the lane over", lane_lost=True)
    barred = _barred(connection, lane, delivery, now)
    if barred:
        return Refusal(barred)
    if not lane.suffices:
        if until - now < needed:
            return Refusal("the lease is shorter than a call may take", lane_lost=True)
        renew(connection, claim, until)
    if not move(
        connection, delivery.id, State.SCHEDULED, State.PUBLISHING, now=now, reason="sending",
        attempts=delivery.attempts + 1, post_id=delivery.post_id or None,
    ):  # fmt: skip
        return _not_moved(connection, delivery)
    attempt_id = attempt_of(ask_attempt(Pipe(connection), claim, delivery.id, now))
    if price is not None:
        charge(connection, claim.account, price, now, attempt_id)
    return attempt_id


def _barred(connection: Connection, lane: Lane, delivery: DeliveryRow, now: datetime) -> str | None:
    """Where the account's row is locked, the freeze switch is read under the same lock."""
    if lane.pause is not None:
        return f"the account is paused: {lane.pause}"
    return freeze_over(connection, delivery, now)


def _not_moved(connection: Connection, delivery: DeliveryRow) -> Refusal:
    state = connection.execute(select(deliveries.c.state).where(deliveries.c.id == delivery.id)).scalar()
    if state != str(State.SCHEDULED):
        return Refusal("it is no longer scheduled")
    return Refusal("its article, or its text, was changed right now: what goes is the new one", outdated=True)
