"""Epochs: a store's lives. Each restore begins a new one, and in a new one walls are read back before anything is sent.

`recognise` looks whether the store is an older copy of the one that was used last, however it came: by `pressbot
restore`, by a file copied back, by a dump read in by hand. What it concludes stands in the store, so that it holds for
every daemon on it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.model.epoch import Judgement, Sent, Standing, Witnessed, judge
from bot.store.codec import digest
from bot.store.database import Database
from bot.store.journal import note
from bot.store.mark import Mark
from bot.store.tables import accounts, attempts, epochs, journal, readbacks

log = structlog.get_logger(__name__)


def beside(database: Database, ending: str, state: Path | None = None) -> Path | None:
    """A file of this machine that belongs to that store: beside an SQLite file, else in the folder `state`, if any."""
    url = database.engine.url
    if database.is_sqlite:
        return Path(f"{url.database}.{ending}") if url.database and url.database != ":memory:" else None
    return state / f"{digest(url.host, url.port, url.database)[:12]}.{ending}" if state else None


class EpochStore:
    """What the store knows of its own lives."""

    def __init__(self, database: Database, mark: Mark) -> None:
        self._database = database
        self._mark = mark
        self._token: str | None = None

    def sent(self, attempt_id: int, at: datetime) -> None:
        """An attempt is committed and its call is about to be made."""
        if self._token is not None:
            self._mark.write(Sent(self._token, attempt_id, at))

    def recognise(self, now: datetime, *, starting: bool = False) -> Judgement:
        """What the store is taken for now; a new epoch has begun when it is an older copy.

        `starting`: a daemon begins on it, so silence counts too.
        """
        try:
            mark = self._mark.read()
        except OSError as error:
            # Another user's file: this process sends nothing, and whoever does can read it.
            log.debug("the mark cannot be read", file=str(self._mark.path), reason=error.strerror)
            return Judgement(Standing.SAME, "")
        with self._database.reading() as connection:
            seen = _witnessed(connection, self._database.is_sqlite, mark, now if starting else None)
        judgement = judge(seen)
        if judgement.standing is Standing.SAME:
            self._go_on(seen)
        else:
            self._begin(seen, judgement, now)
        return judgement

    def begin_restored(self, now: datetime, reason: str) -> None:
        """The store was restored on purpose: walls are read back, whatever the witnesses say."""
        with self._database.reading() as connection:
            seen = _witnessed(connection, self._database.is_sqlite, None, None)
        self._begin(seen, Judgement(Standing.OLDER, reason), now)

    def _go_on(self, seen: Witnessed) -> None:
        self._token = seen.epoch
        if seen.epoch is not None and (seen.mark is None or seen.mark.epoch != seen.epoch):
            self._mark.write(Sent(seen.epoch, 0, None), anew=seen.mark is not None)

    def _begin(self, seen: Witnessed, judgement: Judgement, now: datetime) -> None:
        try:
            last = self._begin_once(seen, judgement, now)
        except IntegrityError:
            log.debug("another process began the epoch")
            return
        if last is not None:
            self._mark.write(last, anew=True)

    def _begin_once(self, seen: Witnessed, judgement: Judgement, now: datetime) -> Sent | None:
        """What the mark is to say now; None when another process was first."""
        with self._database.writing(durable=True) as connection:
            current = _newest(connection)
            token = current.token if current else None
            if token != seen.epoch:
                self._token = token
                return None
            if judgement.standing is not Standing.SUSPECTED or token is None:
                token = _new_epoch(connection, current, self._database.is_sqlite, judgement, now)
            if judgement.standing is not Standing.FIRST:
                sure = judgement.standing is Standing.OLDER
                read_back_all(connection, now, _heard_last(connection) or now, sure=sure)
                told = f"{judgement.reason}; every account is read back before anything is sent to it"
                note(connection, now, "daemon", "store", "restored" if sure else "suspected", told)
                log.warning("walls will be read back", reason=judgement.reason)
            last = connection.execute(select(attempts).order_by(attempts.c.id.desc()).limit(1)).first()
        self._token = token
        return Sent(token, last.id, last.started_at) if last else Sent(token, 0, None)


def read_back_all(connection: Connection, now: datetime, since: datetime, *, sure: bool) -> None:
    """Every account is to be read back, from `since` on; within the caller's transaction."""
    for name in list(connection.execute(select(accounts.c.name)).scalars()):
        read_back_one(connection, name, now, since, sure=sure)


def read_back_one(connection: Connection, account: str, now: datetime, since: datetime, *, sure: bool) -> None:
    """One account is to be read back; a reading still to be done keeps its earlier `since` and its certainty."""
    values: dict[str, Any] = {
        "sure": sure,
        "since": since,
        "known_at": now,
        "next_at": now,
        "done_at": None,
        "told": "",
    }
    there = connection.execute(select(readbacks).where(readbacks.c.account == account)).first()
    if there is None:
        connection.execute(readbacks.insert().values(account=account, checked_to=0, **values))
        return
    if there.done_at is None:
        values |= {"sure": sure or there.sure, "since": min(since, there.since)}
    elif there.unread_until is not None:
        # What could not be read the last time is still not known.
        values |= {"since": min(since, there.unread_from)}
    connection.execute(update(readbacks).where(readbacks.c.account == account).values(checked_to=0, **values))


def _new_epoch(connection: Connection, current: Any, is_sqlite: bool, judgement: Judgement, now: datetime) -> str:
    token = secrets.token_hex(12)
    connection.execute(
        epochs.insert().values(
            number=current.number + 1 if current else 1,
            token=token,
            began_at=now,
            reason=judgement.reason,
            place=None if is_sqlite else _place(connection),
        )
    )
    return token


def _newest(connection: Connection) -> Any:
    return connection.execute(select(epochs).order_by(epochs.c.number.desc()).limit(1)).first()


def _witnessed(connection: Connection, is_sqlite: bool, mark: Sent | None, starting_at: datetime | None) -> Witnessed:
    lives = connection.execute(select(epochs).order_by(epochs.c.number)).all()
    current = lives[-1] if lives else None
    used = connection.execute(select(attempts.c.id).limit(1)).first() is not None
    started = None
    if mark is not None and mark.attempt:
        started = connection.execute(select(attempts.c.started_at).where(attempts.c.id == mark.attempt)).scalar()
    heard = _heard_last(connection) if starting_at and used else None
    return Witnessed(
        epoch=current.token if current else None,
        earlier=frozenset(life.token for life in lives[:-1]),
        mark=mark,
        mark_found=started is not None and mark is not None and started == mark.at,
        mark_kept=is_sqlite,
        used=used,
        place=None if is_sqlite else _place(connection),
        place_before=current.place if current else None,
        silent=starting_at - heard if starting_at and heard else None,
    )


def _heard_last(connection: Connection) -> datetime | None:
    """The newest moment that the store tells of; None when it is empty."""
    newest = (
        select(journal.c.at).order_by(journal.c.id.desc()).limit(1),
        select(attempts.c.started_at).order_by(attempts.c.id.desc()).limit(1),
    )
    found = [connection.execute(statement).scalar() for statement in newest]
    return max((at for at in found if at is not None), default=None)


def _place(connection: Connection) -> str:
    """Where PostgreSQL keeps our tables: other numbers after a dump was read in, the same after any restart."""
    found = connection.execute(
        text("SELECT (SELECT oid FROM pg_database WHERE datname = current_database()), 'attempts'::regclass::oid")
    ).one()
    try:
        with connection.begin_nested():
            cluster = connection.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar()
    except DBAPIError:
        # A hoster may forbid the question; the other two numbers are nearly always enough.
        cluster = None
    return f"{cluster}/{found[0]}/{found[1]}"
