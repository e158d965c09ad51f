"""Lanes: one account's due deliveries, worked by one owner at a time under a lease with a fence.

An owner whose lease ran out may be asleep, not dead: the fence, raised by each claim, keeps it from sending or
from closing what another owner has taken over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Update, and_, bindparam, exists, or_, select, update

from bot.model.account import Account
from bot.model.delivery import Outcome, State
from bot.model.records import Claim
from bot.model.waiting import Cause, Hindrance, Wait
from bot.store.database import Database
from bot.store.journal import note
from bot.store.moves import move
from bot.store.pipe import Asked, Pipe
from bot.store.prepared import Prepared
from bot.store.sources import IsDead
from bot.store.tables import accounts, attempts, deliveries

_ACCOUNT = select(accounts).where(accounts.c.name == bindparam("account"))


class LaneStore:
    """Claims, leases, pauses and waits of accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, configured: Sequence[Account]) -> None:
        """Makes a row for each account that has none."""
        with self._database.writing() as connection:
            known = set(connection.execute(select(accounts.c.name)).scalars())
            for account in configured:
                if account.name not in known:
                    connection.execute(
                        accounts.insert().values(name=account.name, network=account.network, fence=0, waits_for="")
                    )

    def due(self, names: Collection[str], now: datetime, is_dead: IsDead | None = None) -> list[str]:
        """The accounts of `names` that have work: something due and sendable, to look for, or left by the dead.

        With `is_dead`, those are left out whose lane a living owner holds.
        """
        with self._database.reading() as connection:
            rows = connection.execute(_with_work(names, now)).all()
        return [row.name for row in rows if is_dead is None or _is_free(row, now, is_dead)]

    def at_hand(self, names: Collection[str], now: datetime, is_dead: IsDead) -> tuple[list[str], int]:
        """The accounts of `names` that have work and may be taken, and how many have work at whosever hands."""
        with self._database.reading() as connection:
            rows = connection.execute(_with_work(names, now)).all()
        return [row.name for row in rows if _is_free(row, now, is_dead)], len(rows)

    def claim(self, account: str, owner: str, now: datetime, until: datetime, is_dead: IsDead) -> Claim | None:
        """The lane, ours until `until`; None when another live owner holds it.

        Whatever a dead owner left `publishing` becomes `unconfirmed`: it may be out.
        """
        with self._database.writing(durable=True) as connection:
            row = connection.execute(
                select(accounts.c.owner, accounts.c.lease_until)
                .where(accounts.c.name == account)
                # Who is being asked for this very lane by another daemon is left to it.
                .with_for_update(skip_locked=True)
            ).first()
            if row is None or not _is_free(row, now, is_dead):
                return None
            fence = connection.execute(
                update(accounts)
                .where(accounts.c.name == account)
                .values(owner=owner, lease_until=until, fence=accounts.c.fence + 1)
                .returning(accounts.c.fence)
            ).scalar_one()
            _doubt_what_was_left(connection, account, now)
            return Claim(account, owner, fence, until)

    def extend(self, claim: Claim, now: datetime, until: datetime) -> Claim | None:
        """The claim with its lease prolonged; None when it ran out or is no longer ours."""
        with self._database.writing() as connection:
            if held(connection, claim, now) is None:
                return None
            renew(connection, claim, until)
        return Claim(claim.account, claim.owner, claim.fence, until)

    def is_ours(self, claim: Claim, now: datetime) -> bool:
        """Whether the lease still runs and nobody took the lane over."""
        with self._database.reading() as connection:
            return held(connection, claim, now, lock=False) is not None

    def give_back(self, claim: Claim) -> None:
        """Frees the lane, if it is still ours."""
        with self._database.writing() as connection:
            connection.execute(_ours(claim).values(owner=None, lease_until=None))

    def wait(self, account: str, wait: Wait, *, urgent_passes: bool = False) -> None:
        """The account sends nothing before that moment; breaking news neither, unless it passes."""
        values = {"not_before": wait.until, "waits_for": wait.why, "wait_cause": str(wait.cause)}
        with self._database.writing() as connection:
            connection.execute(
                update(accounts).where(accounts.c.name == account).values(urgent_passes=urgent_passes, **values)
            )

    def forget_waits(self, names: Collection[str], causes: Collection[Cause]) -> None:
        """What the accounts wait for by these causes counts no more: it will be worked out anew."""
        with self._database.writing() as connection:
            connection.execute(
                update(accounts)
                .where(accounts.c.name.in_(names), accounts.c.wait_cause.in_([str(cause) for cause in causes]))
                .values(not_before=None, waits_for="", wait_cause="", urgent_passes=False)
            )

    def pause(self, account: str, reason: str, actor: str, now: datetime) -> bool:
        """Whether this call paused the account (False: it was paused already)."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(accounts)
                .where(accounts.c.name == account, accounts.c.paused_at.is_(None))
                .values(paused_at=now, pause_reason=reason)
            ).rowcount
            if changed:
                note(connection, now, actor, f"account {account}", "paused", reason)
        return bool(changed)

    def resume(self, account: str, actor: str, now: datetime, reason: str = "") -> bool:
        """Whether this call set a paused account to work again."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(accounts)
                .where(accounts.c.name == account, accounts.c.paused_at.is_not(None))
                .values(paused_at=None, pause_reason=None)
            ).rowcount
            if changed:
                note(connection, now, actor, f"account {account}", "resumed", reason)
        return bool(changed)

    def standing(self) -> dict[str, tuple[datetime | None, str, str | None]]:
        """Account → (not before, what it waits for, why it is paused or None)."""
        with self._database.reading() as connection:
            rows = connection.execute(select(accounts)).all()
        return {row.name: (row.not_before, row.waits_for, row.pause_reason) for row in rows}

    def hindrance(self, account: str) -> Hindrance:
        """What keeps the account from sending, as it was recorded."""
        with self._database.reading() as connection:
            row = connection.execute(_ACCOUNT, {"account": account}).one()
        wait = None
        if row.not_before is not None:
            # Rows of older versions know no cause: what they wait for stands until its moment.
            wait = Wait(row.not_before, row.waits_for, Cause(row.wait_cause or Cause.NETWORK))
        return Hindrance(wait, row.urgent_passes, row.pause_reason if row.paused_at is not None else None)

    def sent_since(self, account: str, since: datetime) -> list[datetime]:
        """When attempts of that account started that are, or may be, out; oldest first."""
        out = (str(Outcome.PUBLISHED), str(Outcome.UNKNOWN), str(Outcome.UNDER_WAY))
        statement = (
            select(attempts.c.started_at)
            .join(deliveries, deliveries.c.id == attempts.c.delivery_id)
            .where(deliveries.c.account == account, attempts.c.started_at >= since)
            .where(attempts.c.outcome.in_(out))
            .order_by(attempts.c.started_at)
        )
        with self._database.reading() as connection:
            return list(connection.execute(statement).scalars())

    def claim_measuring(self, account: str, owner: str, now: datetime, until: datetime) -> bool:
        """Whether measuring this account is now ours until `until`."""
        with self._database.writing() as connection:
            free = or_(accounts.c.measure_until.is_(None), accounts.c.measure_until < now)
            return bool(
                connection.execute(
                    update(accounts)
                    .where(accounts.c.name == account, free)
                    .values(measure_owner=owner, measure_until=until)
                ).rowcount
            )

    def give_back_measuring(self, account: str, owner: str) -> None:
        """Frees the measuring of this account, if it is still ours."""
        with self._database.writing() as connection:
            connection.execute(
                update(accounts)
                .where(accounts.c.name == account, accounts.c.measure_owner == owner)
                .values(measure_owner=None, measure_until=None)
            )


def _ours(claim: Claim) -> Update:
    return update(accounts).where(
        accounts.c.name == claim.account, accounts.c.owner == claim.owner, accounts.c.fence == claim.fence
    )


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane that is ours."""

    #: Why the account is paused; None while it works.
    pause: str | None
    #: Whether the lease runs at least until the moment asked for.
    suffices: bool


def held(
    connection: Connection, claim: Claim, now: datetime, *, until: datetime | None = None, lock: bool = True
) -> Lane | None:
    """The lane, its account's row locked, when the claim is ours and its lease runs; within the caller's transaction.

    An owner that slept past its lease has lost the lane, whether or not another one took it.
    """
    return lane_of(ask_held(Pipe(connection), claim, now, until or now, lock=lock))


def ask_held(pipe: Pipe, claim: Claim, now: datetime, until: datetime, *, lock: bool = True) -> Asked:
    """What `held` looks at; `lane_of` tells what it shows."""
    statement = _HELD_AND_LOCKED if lock else _HELD
    return pipe.ask(statement, now=now, until=until, name=claim.account, owner=claim.owner, fence=claim.fence)


def lane_of(asked: Asked) -> Lane | None:
    """The lane; None when it is not ours."""
    row = asked.row
    if row is None:
        return None
    paused, reason, suffices = row
    return Lane(reason if paused else None, bool(suffices))


_MINE = tuple(accounts.c[name] == bindparam(name) for name in ("name", "owner", "fence"))
_HELD_ROW = select(
    accounts.c.paused_at.is_not(None).label("paused"),
    accounts.c.pause_reason,
    (accounts.c.lease_until >= bindparam("until")).label("suffices"),
).where(*_MINE, accounts.c.lease_until > bindparam("now"))
_HELD = Prepared(_HELD_ROW)
_HELD_AND_LOCKED = Prepared(_HELD_ROW.with_for_update())


def renew(connection: Connection, claim: Claim, until: datetime) -> None:
    """Prolongs a lease that `held` has found ours; within the caller's transaction."""
    connection.execute(_ours(claim).values(lease_until=until))


def _is_free(row: Any, now: datetime, is_dead: IsDead) -> bool:
    return row.lease_until is None or row.lease_until <= now or is_dead(row.owner)


def _with_work(names: Collection[str], now: datetime) -> Select[Any]:
    mine = deliveries.c.account == accounts.c.name
    sendable = (
        exists()
        .where(mine, deliveries.c.state == str(State.SCHEDULED), deliveries.c.due_at <= now)
        .where(
            or_(
                accounts.c.not_before.is_(None),
                accounts.c.not_before <= now,
                and_(accounts.c.urgent_passes, deliveries.c.priority),
            )
        )
        .where(accounts.c.paused_at.is_(None))
    )
    doubtful = exists().where(mine, deliveries.c.state == str(State.UNCONFIRMED), deliveries.c.next_look_at <= now)
    # While the lane is held by a live owner these are simply under way: claim() sorts that out.
    left = exists().where(mine, deliveries.c.state == str(State.PUBLISHING))
    lane = select(accounts.c.name, accounts.c.owner, accounts.c.lease_until)
    return lane.where(accounts.c.name.in_(names), or_(sendable, doubtful, left))


def _doubt_what_was_left(connection: Connection, account: str, now: datetime) -> None:
    reason = "the process that was publishing it ended before it could record the outcome"
    left = connection.execute(
        select(deliveries.c.id).where(deliveries.c.account == account, deliveries.c.state == str(State.PUBLISHING))
    ).scalars()
    for delivery_id in list(left):
        connection.execute(
            update(attempts)
            .where(attempts.c.delivery_id == delivery_id, attempts.c.outcome == str(Outcome.UNDER_WAY))
            .values(outcome=str(Outcome.UNKNOWN), detail=reason)
        )
        move(
            connection, delivery_id, State.PUBLISHING, State.UNCONFIRMED, now=now, reason=reason,
            looks=0, next_look_at=now,
        )  # fmt: skip
