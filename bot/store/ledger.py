"""The ledger: what was spent on each account, to the millionth of the currency's unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, func, select

from bot.model.money import Price, Spent
from bot.store.database import Database
from bot.store.tables import attempts, ledger

_MICROS = 1_000_000
#: Ids in one question: databases take no list without an end.
_AT_ONCE = 500


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

    def paid_for(self, deliveries: Sequence[int]) -> dict[int, Price]:
        """Delivery → what was paid for its post and not given back; without those for which nothing was."""
        total = func.sum(ledger.c.micros)
        statement = (
            select(attempts.c.delivery_id, total, func.min(ledger.c.currency), func.min(ledger.c.id))
            .join(attempts, attempts.c.id == ledger.c.attempt_id)
            .group_by(attempts.c.delivery_id)
            .having(total > 0)
        )
        found: dict[int, Price] = {}
        with self._database.reading() as connection:
            for begin in range(0, len(deliveries), _AT_ONCE):
                some = statement.where(attempts.c.delivery_id.in_(deliveries[begin : begin + _AT_ONCE]))
                paid = connection.execute(some).all()
                first = select(ledger.c.id, ledger.c.what).where(ledger.c.id.in_([row[3] for row in paid]))
                told = {row.id: row.what for row in connection.execute(first)}
                found |= {row[0]: Price(Decimal(int(row[1])) / _MICROS, row[2], told[row[3]]) for row in paid}
        return found

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
