"""Receipts to be measured, and the snapshots taken of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update

from bot.model.delivery import Receipt
from bot.model.engagement import Absence, Metric, Snapshot
from bot.model.records import ReceiptRow
from bot.store.database import Database
from bot.store.tables import articles, deliveries, receipts, snapshots


@dataclass(frozen=True, slots=True)
class Measured:
    """One post's newest figures together with whose they are."""

    delivery_id: int
    article_id: int
    account: str
    network: str
    language: str | None
    source: str | None
    title: str
    canonical_url: str
    permalink: str
    published_at: datetime
    #: None until it was measured for the first time.
    snapshot: Snapshot | None


class EngagementStore:
    """What the store knows of engagement."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accounts_due(self, names: Collection[str], now: datetime) -> list[str]:
        """The accounts of `names` with receipts to be measured now."""
        statement = (
            select(receipts.c.account)
            .where(receipts.c.account.in_(names), receipts.c.next_measure_at <= now)
            .distinct()
        )
        with self._database.reading() as connection:
            return list(connection.execute(statement).scalars())

    def due(self, account: str, now: datetime, limit: int = 1000) -> list[ReceiptRow]:
        """The account's receipts to be measured now, longest waiting first."""
        statement = (
            _receipts()
            .where(receipts.c.account == account, receipts.c.next_measure_at <= now)
            .order_by(receipts.c.next_measure_at)
            .limit(limit)
        )
        return self._load(statement)

    def measurable(self, account: str) -> list[ReceiptRow]:
        """Every receipt of the account that the network still shows, newest first."""
        statement = (
            _receipts()
            .where(receipts.c.account == account, receipts.c.gone_at.is_(None))
            .order_by(receipts.c.published_at.desc())
        )
        return self._load(statement)

    def _load(self, statement: Select[Any]) -> list[ReceiptRow]:
        with self._database.reading() as connection:
            return [_receipt(row) for row in connection.execute(statement)]

    def record(self, measured: Sequence[tuple[ReceiptRow, Snapshot, datetime | None]]) -> None:
        """Stores each snapshot and the moment of its receipt's next measurement (None: no more)."""
        with self._database.writing() as connection:
            for row, snapshot, next_at in measured:
                values = {str(metric): snapshot.figures.get(metric) for metric in Metric}
                absent = {str(metric): str(why) for metric, why in snapshot.absent.items()}
                if not snapshot.gone:
                    connection.execute(
                        snapshots.insert().values(
                            delivery_id=row.delivery_id,
                            taken_at=snapshot.taken_at,
                            absent=absent,
                            **values,
                        )
                    )
                connection.execute(
                    update(receipts)
                    .where(receipts.c.delivery_id == row.delivery_id)
                    .values(
                        visits=receipts.c.visits + 1,
                        next_measure_at=None if snapshot.gone else next_at,
                        gone_at=snapshot.taken_at if snapshot.gone else None,
                    )
                )

    def postpone(self, account: str, now: datetime, until: datetime) -> None:
        """Measuring failed: what is due now is due again at `until`."""
        with self._database.writing() as connection:
            connection.execute(
                update(receipts)
                .where(receipts.c.account == account, receipts.c.next_measure_at <= now)
                .values(next_measure_at=until)
            )

    def newest(self, since: datetime, until: datetime) -> list[Measured]:
        """Every post published in [since, until) with its newest snapshot, in order of publication."""
        newest = (
            select(snapshots.c.delivery_id, func.max(snapshots.c.id).label("snapshot_id"))
            .group_by(snapshots.c.delivery_id)
            .subquery()
        )
        statement = (
            select(
                receipts,
                deliveries.c.article_id,
                deliveries.c.network,
                articles.c.language,
                articles.c.source,
                articles.c.content["title"].as_string().label("title"),
                articles.c.canonical_url,
                snapshots,
            )
            .join(deliveries, deliveries.c.id == receipts.c.delivery_id)
            .join(articles, articles.c.id == deliveries.c.article_id)
            .outerjoin(newest, newest.c.delivery_id == receipts.c.delivery_id)
            .outerjoin(snapshots, snapshots.c.id == newest.c.snapshot_id)
            .where(receipts.c.published_at >= since, receipts.c.published_at < until)
            .order_by(receipts.c.published_at, receipts.c.delivery_id)
        )
        with self._database.reading() as connection:
            return [_measured(row._mapping) for row in connection.execute(statement)]  # noqa: SLF001

    def history(self, delivery_id: int) -> list[Snapshot]:
        """Every snapshot of one post, oldest first."""
        statement = (
            select(snapshots, receipts.c.external_id)
            .join(receipts, receipts.c.delivery_id == snapshots.c.delivery_id)
            .where(snapshots.c.delivery_id == delivery_id)
            .order_by(snapshots.c.id)
        )
        with self._database.reading() as connection:
            return [
                _snapshot(row._mapping, row.external_id)  # noqa: SLF001
                for row in connection.execute(statement)
            ]


def _receipts() -> Select[Any]:
    return select(receipts, deliveries.c.article_id, deliveries.c.network).join(
        deliveries, deliveries.c.id == receipts.c.delivery_id
    )


def _receipt(row: Any) -> ReceiptRow:
    return ReceiptRow(
        delivery_id=row.delivery_id,
        article_id=row.article_id,
        account=row.account,
        network=row.network,
        receipt=Receipt(row.external_id, row.permalink, row.published_at, tuple(row.notes)),
        visits=row.visits,
        next_measure_at=row.next_measure_at,
    )


def _measured(row: Any) -> Measured:
    return Measured(
        delivery_id=row[receipts.c.delivery_id],
        article_id=row[deliveries.c.article_id],
        account=row[receipts.c.account],
        network=row[deliveries.c.network],
        language=row[articles.c.language],
        source=row[articles.c.source],
        title=row["title"] or row[articles.c.canonical_url],
        canonical_url=row[articles.c.canonical_url],
        permalink=row[receipts.c.permalink],
        published_at=row[receipts.c.published_at],
        snapshot=None if row[snapshots.c.id] is None else _snapshot(row, row[receipts.c.external_id]),
    )


def _snapshot(row: Any, external_id: str) -> Snapshot:
    figures = {metric: row[snapshots.c[str(metric)]] for metric in Metric}
    return Snapshot(
        external_id=external_id,
        taken_at=row[snapshots.c.taken_at],
        figures={metric: figure for metric, figure in figures.items() if figure is not None},
        absent={Metric(metric): Absence(why) for metric, why in (row[snapshots.c.absent] or {}).items()},
    )
