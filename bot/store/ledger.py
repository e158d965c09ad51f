"""The ledger: what was spent on each account, to the millionth of the currency's unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, func, select

from bot.model.money import Price, Spent
from bot.store.database import Database
from bot.store.tables import ledger

_MICROS = 1_000_000


def charge(connection: Connection, account: str, price: Price, now: datetime, attempt_id: int | None) -> None:
    """Writes one line, within the caller's transaction: a post is paid for when its attempt is committed."""
    connection.execute(
        ledger.insert().values(
            account=account,
            at=now,
            micros=int((price.amount * _MICROS).to_integral_value()),
            currency=price.currency,
            what=price.what,
            attempt_id=attempt_id,
        )
    )


def give_back(connection: Connection, attempt_id: int, now: datetime, why: str) -> None:
    """Writes the opposite of what the attempt was charged: it surely was not sent. Within the caller's transaction."""
    lines = connection.execute(select(ledger).where(ledger.c.attempt_id == attempt_id)).all()
    total = sum(line.micros for line in lines)
    if total:
        first = lines[0]
        connection.execute(
            ledger.insert().values(
                account=first.account, at=now, micros=-total, currency=first.currency, what=why, attempt_id=attempt_id
            )
        )


class LedgerStore:
    """Reads the ledger, and writes what other calls cost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, account: str, prices: Iterable[Price], now: datetime) -> None:
        """Writes what calls beside posts cost."""
        prices = list(prices)
        if not prices:
            return
        with self._database.writing() as connection:
            for price in prices:
                charge(connection, account, price, now, None)

    def spent(self, account: str, since: datetime) -> Decimal:
        """What was spent since then, in the account's currency."""
        total = select(func.coalesce(func.sum(ledger.c.micros), 0)).where(
            ledger.c.account == account, ledger.c.at >= since
        )
        with self._database.reading() as connection:
            return Decimal(int(connection.execute(total).scalar_one())) / _MICROS

    def lines(self, account: str, since: datetime, limit: int = 1000) -> list[Spent]:
        """The lines since then, newest first."""
        statement = (
            select(ledger)
            .where(ledger.c.account == account, ledger.c.at >= since)
            .order_by(ledger.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            return [
                Spent(row.at, Price(Decimal(row.micros) / _MICROS, row.currency, row.what), row.attempt_id)
                for row in connection.execute(statement)
            ]
