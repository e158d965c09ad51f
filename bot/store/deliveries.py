"""Deliveries: the outbox, the steps of one attempt, and what reconcile settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.delivery import Decision, Outcome, Receipt, State
from bot.model.money import Price
from bot.model.post import Post
from bot.model.records import AttemptRow, Claim, DeliveryRow
from bot.model.states import Mover
from bot.store.articles import record_decision
from bot.store.codec import POST
from bot.store.database import Database
from bot.store.freezes import freeze_over
from bot.store.journal import note
from bot.store.lanes import renew
from bot.store.ledger import charge, give_back
from bot.store.moves import move
from bot.store.revisions import WITHDRAWN, withdrawn_unreleased
from bot.store.tables import accounts, articles, attempts, deliveries, posts, receipts


@dataclass(frozen=True, slots=True)
class Planned:
    """A delivery to be made: its post, when, and how it starts."""

    post: Post
    state: State
    due_at: datetime
    mark: str
    round: int = 0
    priority: bool = False
    reason: str = ""


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


class DeliveryStore:
    """What the store knows of deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(
        self,
        article_id: int,
        decisions: Sequence[Decision],
        planned: Sequence[Planned],
        now: datetime,
        *,
        actor: str = "daemon",
    ) -> list[int]:
        """The ids of the new deliveries: decisions, posts and deliveries are written together or not at all.

        A delivery of the same article, account and round that exists already is left as it is.
        """
        with self._database.writing() as connection:
            # Two planners at once: the second finds the article planned and changes nothing.
            locked = select(articles.c.withdrawn_at).where(articles.c.id == article_id).with_for_update()
            if connection.execute(locked).scalar() is not None and actor == "daemon":
                planned = [_held_as_withdrawn(entry) for entry in planned]
            for decision in decisions:
                record_decision(connection, article_id, decision, now)
            made = [_insert(connection, article_id, entry, now, actor) for entry in planned]
            connection.execute(
                update(articles)
                .where(articles.c.id == article_id, articles.c.planned_at.is_(None))
                .values(planned_at=now)
            )
        return [delivery_id for delivery_id in made if delivery_id is not None]

    def next_round(self, article_id: int, account: str) -> int:
        """0 when the article was never planned for the account, else one more than its last round."""
        statement = select(func.max(deliveries.c.round)).where(
            deliveries.c.article_id == article_id, deliveries.c.account == account
        )
        with self._database.reading() as connection:
            last = connection.execute(statement).scalar()
        return 0 if last is None else int(last) + 1

    def next_due(self, account: str, now: datetime) -> DeliveryRow | None:
        """The delivery of that account to be sent first: breaking news, then the oldest due; None when none is due."""
        statement = (
            _rows()
            .where(
                deliveries.c.account == account,
                deliveries.c.state == str(State.SCHEDULED),
                deliveries.c.due_at <= now,
            )
            .order_by(deliveries.c.priority.desc(), deliveries.c.due_at, deliveries.c.id)
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(statement).first()
        return _delivery(row) if row else None

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

    def unconfirmed(self, account: str, now: datetime) -> list[DeliveryRow]:
        """The account's unconfirmed deliveries that are due for a look, oldest first."""
        statement = (
            _rows()
            .where(
                deliveries.c.account == account,
                deliveries.c.state == str(State.UNCONFIRMED),
                deliveries.c.next_look_at <= now,
            )
            .order_by(deliveries.c.id)
        )
        with self._database.reading() as connection:
            return [_delivery(row) for row in connection.execute(statement)]

    def taken(self, account: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Those of the posts that are some delivery's receipt already."""
        statement = select(receipts.c.external_id).where(
            receipts.c.account == account, receipts.c.external_id.in_(external_ids)
        )
        with self._database.reading() as connection:
            return frozenset(connection.execute(statement).scalars())

    def get(self, delivery_id: int) -> DeliveryRow | None:
        """The delivery of that id; None when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(_rows().where(deliveries.c.id == delivery_id)).first()
        return _delivery(row) if row else None

    def find(
        self,
        *,
        state: State | None = None,
        account: str | None = None,
        since: datetime | None = None,
        article_id: int | None = None,
        limit: int = 1000,
    ) -> list[DeliveryRow]:
        """The deliveries that fit, newest first."""
        statement = _rows().order_by(deliveries.c.id.desc()).limit(limit)
        if state is not None:
            statement = statement.where(deliveries.c.state == str(state))
        if account is not None:
            statement = statement.where(deliveries.c.account == account)
        if since is not None:
            statement = statement.where(deliveries.c.state_since >= since)
        if article_id is not None:
            statement = statement.where(deliveries.c.article_id == article_id)
        with self._database.reading() as connection:
            return [_delivery(row) for row in connection.execute(statement)]

    def attempts_of(self, delivery_id: int) -> list[AttemptRow]:
        """Every attempt of a delivery, first one first."""
        statement = select(attempts).where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.number)
        with self._database.reading() as connection:
            return [_attempt(row) for row in connection.execute(statement)]

    def count_by_state(self) -> dict[State, int]:
        """How many deliveries stand in each state."""
        statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        with self._database.reading() as connection:
            return {State(state): count for state, count in connection.execute(statement)}


def _held_as_withdrawn(planned: Planned) -> Planned:
    """Withdrawn while it was being rendered: its Decision knew nothing of it yet."""
    return replace(planned, state=State.HELD, reason=f"{WITHDRAWN} while it was planned")


def _insert(connection: Connection, article_id: int, planned: Planned, now: datetime, actor: str) -> int | None:
    same = select(deliveries.c.id).where(
        deliveries.c.article_id == article_id,
        deliveries.c.account == planned.post.account,
        deliveries.c.round == planned.round,
    )
    if connection.execute(same).first():
        return None
    post_id = connection.execute(
        posts.insert()
        .values(
            article_id=article_id,
            account=planned.post.account,
            content=POST.dump(planned.post),
            rendered_at=now,
        )
        .returning(posts.c.id)
    ).scalar_one()
    delivery_id = connection.execute(
        deliveries.insert()
        .values(
            article_id=article_id,
            account=planned.post.account,
            network=planned.post.network,
            round=planned.round,
            post_id=post_id,
            state=str(planned.state),
            mark=planned.mark,
            priority=planned.priority,
            due_at=planned.due_at,
            attempts=0,
            reason=planned.reason,
            created_by=actor,
            created_at=now,
            state_since=now,
            looks=0,
        )
        .returning(deliveries.c.id)
    ).scalar_one()
    note(connection, now, actor, f"delivery {delivery_id}", f"→ {planned.state}", planned.reason)
    return int(delivery_id)


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


def _rows() -> Select[Any]:
    return (
        select(
            deliveries,
            posts.c.content,
            articles.c.site,
            receipts.c.external_id,
            receipts.c.permalink,
            receipts.c.published_at,
            receipts.c.notes,
        )
        .join(posts, posts.c.id == deliveries.c.post_id)
        .join(articles, articles.c.id == deliveries.c.article_id)
        .outerjoin(receipts, receipts.c.delivery_id == deliveries.c.id)
    )


def _delivery(row: Any) -> DeliveryRow:
    receipt = None
    if row.external_id is not None:
        receipt = Receipt(row.external_id, row.permalink, row.published_at, tuple(row.notes))
    return DeliveryRow(
        id=row.id,
        article_id=row.article_id,
        account=row.account,
        network=row.network,
        round=row.round,
        state=State(row.state),
        post=POST.load(row.content),
        mark=row.mark,
        priority=row.priority,
        due_at=row.due_at,
        attempts=row.attempts,
        reason=row.reason,
        created_at=row.created_at,
        state_since=row.state_since,
        looks=row.looks,
        next_look_at=row.next_look_at,
        receipt=receipt,
        site=row.site,
        created_by=row.created_by,
    )


def _attempt(row: Any) -> AttemptRow:
    return AttemptRow(
        id=row.id,
        delivery_id=row.delivery_id,
        number=row.number,
        owner=row.owner,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=Outcome(row.outcome),
        error=row.error,
        code=row.code,
        detail=row.detail,
    )
