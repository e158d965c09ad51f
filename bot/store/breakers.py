"""The breakers of every account: shared by all daemons on the store, told to people once an opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from bot.model.breaker import Breaker
from bot.store.database import Database
from bot.store.journal import note
from bot.store.tables import breakers

_OF_ACCOUNT = select(breakers).where(breakers.c.account == bindparam("account")).order_by(breakers.c.error)


class BreakerStore:
    """Keeps what failed in a row; only the owner of an account's lane writes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, account: str) -> list[Breaker]:
        """What failed in a row on that account, by class; empty after a success."""
        with self._database.reading() as connection:
            return [_breaker(row) for row in connection.execute(_OF_ACCOUNT, {"account": account})]

    def opened(self) -> list[Breaker]:
        """The open ones of all accounts, the one that opened first at the head: one fact an opening."""
        with self._database.reading() as connection:
            statement = select(breakers).where(breakers.c.opened_at.is_not(None)).order_by(breakers.c.opened_at)
            return [_breaker(row) for row in connection.execute(statement)]

    def save(self, breaker: Breaker, now: datetime) -> None:
        """Keeps a breaker as it stands now; its opening is noted in the journal, later probes are not."""
        values = {
            "failures": breaker.failures,
            "first_at": breaker.first_at,
            "last_at": breaker.last_at,
            "reason": breaker.reason,
            "opened_at": breaker.opened_at,
            "probe_at": breaker.probe_at,
            "probes": breaker.probes,
        }
        same = (breakers.c.account == breaker.account) & (breakers.c.error == breaker.error)
        with self._database.writing() as connection:
            before = connection.execute(select(breakers.c.opened_at).where(same)).first()
            if before is None:
                connection.execute(breakers.insert().values(account=breaker.account, error=breaker.error, **values))
            else:
                connection.execute(update(breakers).where(same).values(**values))
            if breaker.is_open and (before is None or before.opened_at is None):
                subject = f"account {breaker.account}"
                note(connection, now, "daemon", subject, f"breaker opened: {breaker.error}", breaker.reason)

    def close(self, account: str, now: datetime, reason: str) -> int:
        """How many open breakers of the account are closed now; every count of failures is forgotten."""
        with self._database.writing() as connection:
            mine = breakers.c.account == account
            was_open: Sequence[str] = (
                connection.execute(select(breakers.c.error).where(mine, breakers.c.opened_at.is_not(None)))
                .scalars()
                .all()
            )
            connection.execute(delete(breakers).where(mine))
            for error in was_open:
                note(connection, now, "daemon", f"account {account}", f"breaker closed: {error}", reason)
        return len(was_open)


def _breaker(row: Any) -> Breaker:
    return Breaker(
        account=row.account,
        error=row.error,
        failures=row.failures,
        first_at=row.first_at,
        last_at=row.last_at,
        reason=row.reason,
        opened_at=row.opened_at,
        probe_at=row.probe_at,
        probes=row.probes,
    )
