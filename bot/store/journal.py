"""The journal: what happened, who did it, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.model.chain import digest_of
from bot.model.records import JournalEntry
from bot.store.database import Database
from bot.store.pipe import Pipe
from bot.store.prepared import Prepared
from bot.store.tables import journal

_COLUMNS = ("at", "actor", "subject", "action", "reason", "digest")
_NOTE = Prepared(journal.insert().values(**{name: bindparam(name) for name in _COLUMNS}).inline())
_NOTE_TWO = Prepared(
    journal.insert()
    .values(
        [{"at": bindparam("at"), **{name: bindparam(f"{name}_{number}") for name in _COLUMNS[1:]}} for number in (1, 2)]
    )
    .inline()
)


def note(connection: Connection, now: datetime, actor: str, subject: str, action: str, reason: str) -> None:
    """Adds one line to the journal, within the caller's transaction; its place in the chain follows (store/chain)."""
    digest = digest_of(now, actor, subject, action, reason)
    Pipe(connection).ask(_NOTE, at=now, actor=actor, subject=subject, action=action, reason=reason, digest=digest)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the journal tells."""

    actor: str
    subject: str
    action: str
    reason: str


def note_two(pipe: Pipe, now: datetime, first: Line, second: Line) -> None:
    """Adds both lines, in that order, by one statement."""
    values: dict[str, object] = {"at": now}
    for number, line in ((1, first), (2, second)):
        digest = digest_of(now, line.actor, line.subject, line.action, line.reason)
        told = {"actor": line.actor, "subject": line.subject, "action": line.action, "reason": line.reason}
        values |= {f"{name}_{number}": value for name, value in {**told, "digest": digest}.items()}
    pipe.ask(_NOTE_TWO, **values)


class Journal:
    """The journal as it is read, and written where nothing else is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, now: datetime, actor: str, subject: str, action: str, reason: str) -> None:
        """Adds one line in a transaction of its own."""
        with self._database.writing() as connection:
            note(connection, now, actor, subject, action, reason)

    def of(self, subject: str, limit: int = 200) -> list[JournalEntry]:
        """The newest lines about one subject ("delivery 12"), oldest of them first."""
        statement = select(journal).where(journal.c.subject == subject)
        return self._entries(statement, limit)

    def newest(self, limit: int = 50) -> list[JournalEntry]:
        """The newest lines, oldest of them first."""
        return self._entries(select(journal), limit)

    def _entries(self, statement: object, limit: int) -> list[JournalEntry]:
        with self._database.reading() as connection:
            rows = connection.execute(statement.order_by(journal.c.id.desc()).limit(limit)).all()  # type: ignore[attr-defined]
        entries = [JournalEntry(row.id, row.at, row.actor, row.subject, row.action, row.reason) for row in rows]
        return entries[::-1]
