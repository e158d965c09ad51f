"""The freeze switch: what may not leave, since when, until when, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from bot.model.amendment import AmendmentKind, Stage
from bot.model.delivery import Outcome, State
from bot.model.records import DeliveryRow
from bot.store.database import Database
from bot.store.delivery_lists import delivery_of, delivery_rows
from bot.store.journal import note
from bot.store.pipe import Asked, Pipe
from bot.store.prepared import Prepared
from bot.store.tables import accounts, amendments, attempts, deliveries, freezes


class Scope(StrEnum):
    """What a freeze holds back."""

    ALL = "all"
    SITE = "site"
    LANGUAGE = "language"
    NETWORK = "network"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Freeze:
    """One freeze that holds, or held."""

    id: int
    scope: Scope
    #: The site, language, network or account; "" for all.
    value: str
    reason: str
    actor: str
    since: datetime
    #: None = until lifted.
    until: datetime | None

    def covers(self, delivery: DeliveryRow) -> bool:
        """Whether it holds that delivery back while it holds."""
        values = {
            Scope.ALL: "",
            Scope.SITE: delivery.site,
            Scope.LANGUAGE: delivery.post.language or "",
            Scope.NETWORK: delivery.network,
            Scope.ACCOUNT: delivery.account,
        }
        return values[self.scope] == self.value


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A call that was begun and whose end is not recorded."""

    delivery: DeliveryRow
    #: What tells it from others: ("post", attempt) or ("edit", amendment).
    key: tuple[str, int]
    owner: str
    begun_at: datetime


class FreezeStore:
    """Sets, lists and lifts freezes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, scope: Scope, value: str, *, reason: str, actor: str, now: datetime, until: datetime | None) -> int:
        """The new freeze's id: once this returns, nothing it covers begins to leave.

        What was begun before may still be on its way, and is among `under_way` then.
        """
        with self._database.writing(durable=True) as connection:
            # Whoever begins to send holds its account's row until that is committed. Having had them all, we know that
            # each beginning is either written already, or will see this freeze.
            connection.execute(select(accounts.c.name).order_by(accounts.c.name).with_for_update())
            freeze_id = connection.execute(
                freezes.insert()
                .values(scope=str(scope), value=value, reason=reason, actor=actor, since=now, until=until)
                .returning(freezes.c.id)
            ).scalar_one()
            note(connection, now, actor, f"freeze {freeze_id}", f"frozen: {scope} {value}".strip(), reason)
        return int(freeze_id)

    def lift(self, freeze_id: int, *, actor: str, now: datetime) -> bool:
        """Whether that freeze held and now is lifted."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(freezes).where(freezes.c.id == freeze_id, freezes.c.lifted_at.is_(None)).values(lifted_at=now)
            ).rowcount
            if changed:
                note(connection, now, actor, f"freeze {freeze_id}", "lifted", "")
        return bool(changed)

    def under_way(self, freeze: Freeze) -> list[UnderWay]:
        """The calls covered by the freeze that were begun and are not known to have ended."""
        posting = (
            delivery_rows()
            .join(attempts, attempts.c.delivery_id == deliveries.c.id)
            .add_columns(attempts.c.id.label("call_id"), attempts.c.owner.label("caller"), attempts.c.started_at)
            .where(deliveries.c.state == str(State.PUBLISHING), attempts.c.outcome == str(Outcome.UNDER_WAY))
        )
        editing = (
            delivery_rows()
            .join(amendments, amendments.c.delivery_id == deliveries.c.id)
            .add_columns(amendments.c.id.label("call_id"), amendments.c.owner.label("caller"))
            .add_columns(amendments.c.begun_at.label("started_at"))
            .where(amendments.c.stage == str(Stage.UNDER_WAY), amendments.c.kind == str(AmendmentKind.EDIT))
        )
        with self._database.reading() as connection:
            found = [
                UnderWay(delivery_of(row), (kind, row.call_id), row.caller, row.started_at)
                for kind, statement in (("post", posting), ("edit", editing))
                for row in connection.execute(statement)
            ]
        return [call for call in found if freeze.covers(call.delivery)]

    def get(self, freeze_id: int) -> Freeze | None:
        """That freeze; None when there is none."""
        with self._database.reading() as connection:
            row = connection.execute(select(freezes).where(freezes.c.id == freeze_id)).first()
        return _freeze(row) if row else None

    def holding(self, now: datetime) -> list[Freeze]:
        """The freezes that hold now, oldest first."""
        with self._database.reading() as connection:
            return [_freeze(row) for row in connection.execute(_holding(now).order_by(freezes.c.id))]


def freeze_over(connection: Connection, delivery: DeliveryRow, now: datetime) -> str | None:
    """Why the delivery may not leave now; None when nothing freezes it. Within the caller's transaction."""
    return frozen_by(ask_over(Pipe(connection), delivery, now))


def ask_over(pipe: Pipe, delivery: DeliveryRow, now: datetime) -> Asked:
    """What `freeze_over` looks at; `frozen_by` tells what it shows."""
    return pipe.ask(
        _OVER, now=now, site=delivery.site, language=delivery.post.language or "", network=delivery.network,
        account=delivery.account,
    )  # fmt: skip


def frozen_by(asked: Asked) -> str | None:
    """Why the delivery may not leave now; None when nothing freezes it."""
    row = asked.row
    if row is None:
        return None
    kind, value, reason = row
    return f"frozen ({kind} {value}): {reason}".replace(" )", ")")


def _is(scope: Scope) -> Any:
    return and_(freezes.c.scope == str(scope), freezes.c.value == bindparam(str(scope)))


_OVER = Prepared(
    select(freezes.c.scope, freezes.c.value, freezes.c.reason)
    .where(freezes.c.lifted_at.is_(None), or_(freezes.c.until.is_(None), freezes.c.until > bindparam("now")))
    .where(or_(freezes.c.scope == str(Scope.ALL), *(_is(scope) for scope in Scope if scope is not Scope.ALL)))
    .limit(1)
)


def _holding(now: datetime) -> Any:
    return select(freezes).where(freezes.c.lifted_at.is_(None), or_(freezes.c.until.is_(None), freezes.c.until > now))


def _freeze(row: Any) -> Freeze:
    return Freeze(row.id, Scope(row.scope), row.value, row.reason, row.actor, row.since, row.until)
