"""How much of each network's limits is used up, as its own answers last said."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select, update

from bot.model.quota import Quota, Use
from bot.store.database import Database
from bot.store.tables import quotas

_OF_ACCOUNT = select(quotas).where(quotas.c.account == bindparam("account")).order_by(quotas.c.name)


class QuotaStore:
    """The newest reading of every limit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, account: str, seen: Iterable[Quota]) -> None:
        """Keeps each limit's reading in place of an older one."""
        rows = [_values(quota) for quota in seen]
        if not rows:
            return
        with self._database.writing() as connection:
            for row in rows:
                same = (quotas.c.account == account) & (quotas.c.name == row["name"])
                if not connection.execute(update(quotas).where(same).values(**row)).rowcount:
                    connection.execute(quotas.insert().values(account=account, **row))

    def of(self, account: str) -> list[Quota]:
        """The account's limits as last seen, by name."""
        with self._database.reading() as connection:
            return [
                Quota(row.name, Use(row.use), row.share_used, row.seen_at, row.resets_at, row.remaining)
                for row in connection.execute(_OF_ACCOUNT, {"account": account})
            ]


def _values(quota: Quota) -> dict[str, object]:
    return {
        "name": quota.name,
        "use": str(quota.use),
        "share_used": quota.share_used,
        "seen_at": quota.seen_at,
        "resets_at": quota.resets_at,
        "remaining": quota.remaining,
    }
