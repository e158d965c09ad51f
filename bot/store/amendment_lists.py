"""Amendments as they stand: what is to be tried or looked at, what was done to a post."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from bot.model.amendment import AmendmentKind, AmendmentRow, Stage
from bot.store.codec import POST
from bot.store.database import Database
from bot.store.tables import amendments, deliveries, posts, receipts


class AmendmentLists:
    """Reads amendments; changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, names: Collection[str], now: datetime) -> list[AmendmentRow]:
        """Those of the accounts that are to be tried or looked at now, oldest first."""
        statement = amendment_rows().where(deliveries.c.account.in_(names), amendments.c.next_at <= now)
        with self._database.reading() as connection:
            return [amendment_of(row) for row in connection.execute(statement.order_by(amendments.c.id))]

    def get(self, number: int) -> AmendmentRow:
        """That amendment."""
        with self._database.reading() as connection:
            return amendment_of(connection.execute(amendment_rows().where(amendments.c.id == number)).one())

    def of(self, delivery_id: int) -> list[AmendmentRow]:
        """Every amendment of a delivery, first one first."""
        with self._database.reading() as connection:
            mine = amendment_rows().where(amendments.c.delivery_id == delivery_id).order_by(amendments.c.id)
            return [amendment_of(row) for row in connection.execute(mine)]


def amendment_rows() -> Select[Any]:
    """Amendments with their posts, deliveries and receipts: what `amendment_of` reads."""
    before, after = posts.alias("before"), posts.alias("after")
    return (
        select(
            amendments,
            deliveries.c.account,
            deliveries.c.network,
            receipts.c.external_id,
            receipts.c.permalink,
            before.c.content.label("was"),
            after.c.content.label("wanted"),
        )
        .join(deliveries, deliveries.c.id == amendments.c.delivery_id)
        .join(receipts, receipts.c.delivery_id == deliveries.c.id)
        .join(before, before.c.id == amendments.c.before_id)
        .outerjoin(after, after.c.id == amendments.c.post_id)
    )


def amendment_of(row: Any) -> AmendmentRow:
    """A row of `amendment_rows` as a value."""
    return AmendmentRow(
        id=row.id,
        delivery_id=row.delivery_id,
        account=row.account,
        network=row.network,
        external_id=row.external_id,
        permalink=row.permalink,
        kind=AmendmentKind(row.kind),
        stage=Stage(row.stage),
        before=POST.load(row.was),
        post=POST.load(row.wanted) if row.wanted is not None else None,
        revision=row.revision,
        actor=row.actor,
        reason=row.reason,
        detail=row.detail,
        made_at=row.made_at,
        next_at=row.next_at,
        tries=row.tries,
        looks=row.looks,
    )
