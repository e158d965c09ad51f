"""The steps of one attempt: intention before the call, outcome after it, and what settles a doubt."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Outcome, Receipt, State
from bot.model.money import Price
from bot.model.records import Claim, DeliveryRow
from bot.model.states import Mover
from bot.store.database import Database
from bot.store.freezes import freeze_over
from bot.store.journal import note
from bot.store.lanes import Lane, held, renew
from bot.store.ledger import charge, give_back
from bot.store.moves import move
from bot.store.prepared import Prepared
from bot.store.revisions import withdrawn_unreleased
from bot.store.tables import attempts, deliveries, receipts


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing may be sent now."""

    reason: str
    #: The lane is another owner's: this one must stop at once.
    lane_lost: bool = False
    #: What was read is not what is to be sent any more: its article or its text was changed.
    outdated: bool = False


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

        In one durable transaction: the lease runs and the lane is ours, for `needed` at least (else it is renewed
        until `until`), nothing is frozen or paused, the delivery is still scheduled, and its post still follows its
        article's last revision. `price` is charged with it.
        """
        with self._database.writing(durable=True) as connection:
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
            attempt_id = _open_attempt(connection, claim, delivery.id, now)
            if price is not None:
                charge(connection, claim.account, price, now, attempt_id)
            return attempt_id

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
            _END.change(
                connection, attempt=attempt_id, fence=claim.fence, ended_at=now, outcome=str(closing.outcome),
                error=closing.error, code=closing.code[:120], detail=closing.reason, named=closing.named,
            )  # fmt: skip
            if closing.outcome in _NOT_PAID:
                give_back(connection, attempt_id, now, closing.reason)
            if _settle(connection, delivery_id, State.PUBLISHING, closing, now, newest_attempt=attempt_id):
                return True
            return closing.receipt is not None and _prove_late(connection, delivery_id, closing, now)

    def settle(self, delivery_id: int, closing: Closing, now: datetime, claim: Claim | None = None) -> bool:
        """Whether an unconfirmed delivery was settled: found, absent, or held for a person.

        With `claim`, only while the lane is still ours: what was seen before another worker took it over may be past.
        """
        try:
            with self._database.writing(durable=True) as connection:
                if claim is not None and held(connection, claim, now) is None:
                    return False
                if closing.outcome in _NOT_PAID:
                    doubtful = select(attempts.c.id).where(attempts.c.delivery_id == delivery_id)
                    for attempt_id in list(connection.execute(doubtful).scalars()):
                        give_back(connection, attempt_id, now, closing.reason)
                return _settle(connection, delivery_id, State.UNCONFIRMED, closing, now)
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


def _open_attempt(connection: Connection, claim: Claim, delivery_id: int, now: datetime) -> int:
    made = _BEGIN.row(
        connection, delivery=delivery_id, owner=claim.owner, fence=claim.fence, started_at=now,
        outcome=str(Outcome.UNDER_WAY), nothing="",
    )  # fmt: skip
    assert made is not None
    return int(made[0])


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
_END = Prepared(
    update(attempts)
    .where(attempts.c.id == bindparam("attempt"), attempts.c.fence == bindparam("fence"))
    .values(**{name: bindparam(name) for name in ("ended_at", "outcome", "error", "code", "detail", "named")})
)


def _prove_late(connection: Connection, delivery_id: int, closing: Closing, now: datetime) -> bool:
    """Whether the receipt of an attempt that others had given up settled the delivery."""
    assert closing.receipt is not None
    known = select(receipts.c.external_id).where(receipts.c.delivery_id == delivery_id)
    if connection.execute(known).scalar() == closing.receipt.external_id:
        # Written down before, or found on the network meanwhile: the same post.
        return True
    late = replace(closing, reason=f"its receipt came late: {closing.reason}")
    for origin in (State.UNCONFIRMED, State.SCHEDULED, State.HELD):
        if _settle(connection, delivery_id, origin, late, now):
            return True
    state = connection.execute(select(deliveries.c.state).where(deliveries.c.id == delivery_id)).scalar()
    what = f"it is {state}, and its post is out" if state in _WITHOUT_POST else "an earlier attempt is out too"
    note(
        connection, now, "daemon", f"delivery {delivery_id}", "late receipt",
        f"{what} → look at {closing.receipt.permalink}",
    )  # fmt: skip
    return False


def _settle(
    connection: Connection,
    delivery_id: int,
    origin: State,
    closing: Closing,
    now: datetime,
    newest_attempt: int | None = None,
) -> bool:
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
        _insert_receipt(connection, delivery_id, closing)
    return True


def _insert_receipt(connection: Connection, delivery_id: int, closing: Closing) -> None:
    assert closing.receipt is not None
    proof = closing.receipt
    _PROOF.change(
        connection, delivery=delivery_id, external_id=proof.external_id, permalink=proof.permalink,
        published_at=proof.published_at, notes=list(proof.notes), visits=0, next_measure_at=closing.measure_at,
    )  # fmt: skip


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
