"""Nodes: the daemons that work on this store now, so that each takes its share and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.store.database import Database
from bot.store.tables import nodes

#: A node that has not been seen for so long counts no more; its lanes are free when their leases end.
COUNTS_FOR = timedelta(seconds=10)
_FORGOTTEN_AFTER = timedelta(days=1)


class NodeStore:
    """Who is at work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, owner: str, now: datetime) -> None:
        """The daemon says that it is there."""
        with self._database.writing() as connection:
            # What lies ahead was written by a clock that went wrong.
            old = (nodes.c.seen_at < now - _FORGOTTEN_AFTER) | (nodes.c.seen_at > now + _FORGOTTEN_AFTER)
            connection.execute(delete(nodes).where(old))
            mine = update(nodes).where(nodes.c.owner == owner).values(seen_at=now)
            if connection.execute(mine).rowcount:
                return
        try:
            with self._database.writing() as connection:
                connection.execute(nodes.insert().values(owner=owner, since=now, seen_at=now))
        except IntegrityError:
            return

    def count(self, now: datetime) -> int:
        """How many daemons were seen lately."""
        lately = (nodes.c.seen_at >= now - COUNTS_FOR) & (nodes.c.seen_at <= now + COUNTS_FOR)
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(nodes).where(lately)).scalar_one())

    def gone(self, owner: str) -> None:
        """The daemon takes its leave."""
        with self._database.writing() as connection:
            connection.execute(delete(nodes).where(nodes.c.owner == owner))
