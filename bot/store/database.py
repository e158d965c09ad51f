"""One engine for SQLite or PostgreSQL, and its two kinds of transaction."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError, SQLAlchemyError

from bot.errors import StoreError
from bot.store.flush import Flusher

#: How long a writer waits for another one before it gives up.
BUSY_TIMEOUT_MS = 5000
_RESTED_S = 5.0


class Database:
    """The store's connection pool; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Opens nothing yet. Raises StoreError for an address that cannot be one."""
        self.engine = _engine(url)
        self._writes = self.engine.execution_options(writes=True)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock()
        self._kept: Connection | None = None
        file = self.engine.url.database
        is_file = self.is_sqlite and bool(file) and file != ":memory:"
        #: PostgreSQL flushes by itself, for several commits at once.
        self._flusher = Flusher(Path(file)) if is_file and file else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one consistent state and changes nothing."""
        with _translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that writes. `durable`: it is on the disk, not only in its cache, when the block ends.

        Raises StoreError when the database is unreachable, locked for too long, full or read-only.
        """
        if self.is_sqlite:
            with self._turn(), _translated(), self._writing_alone() as connection:
                yield connection
        else:
            with _translated(), self._writes.connect() as connection, connection.begin():
                yield connection
        if durable and self._flusher is not None:
            try:
                self._flusher.flush()
            except OSError as error:
                raise StoreError(f"store: the disk does not take it: {error.strerror}") from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite has one writer at a time: our own threads wait in line, not in its naps of growing length."""
        if not self._writer.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise StoreError("store: another thread holds the database for too long")
        try:
            yield
        finally:
            self._writer.release()

    @contextmanager
    def _writing_alone(self) -> Iterator[Connection]:
        """A transaction on the one connection that writes to SQLite, kept from turn to turn.

        Any other connection would find its pages out of date each time, and have to read them anew.
        """
        if self._kept is None or self._kept.closed:
            self._kept = self._writes.connect()
        connection = self._kept
        try:
            with connection.begin():
                yield connection
        finally:
            if _raw(connection).in_transaction:
                # It could be neither committed nor taken back: the next one must not find itself in its midst.
                connection.invalidate()
                connection.close()

    def close(self) -> None:
        """Closes every connection."""
        with self._writer:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
            if self._flusher is not None:
                self._flusher.close()
        self.engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed.render_as_string(hide_password=False), parsed.database)
        engine = create_engine(parsed, pool_size=8, max_overflow=24)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            "the store's address is not understood → write sqlite:///var/pressbot.db "
            "or postgresql+psycopg://user@host/name"
        ) from error
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _require_life)
    return engine


def _note_use(_connection: object, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _require_life(connection: Any, record: Any, _proxy: object) -> None:
    """A connection that rested is asked before it serves: its server may have ended meanwhile; one in use is not."""
    used_at = record.info.get("used_at")
    if used_at is None or time.monotonic() - used_at < _RESTED_S:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        # The pool takes another one, or makes one.
        raise DisconnectionError(type(error).__name__) from error


def _sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        try:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder of {database} cannot be made: {error.strerror}") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Transactions are begun by _begin_sqlite, not by the driver's own guess.
    connection.isolation_level = None
    cursor = connection.cursor()
    # NORMAL: a commit does not wait for the disk; who must, waits together with others (store/flush).
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    begin = "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN"
    try:
        # By the driver alone: a third of what an empty transaction costs was SQLAlchemy's way to this one word.
        _raw(connection).execute(begin).close()
    except sqlite3.Error as error:
        raise DBAPIError.instance(begin, None, error, sqlite3.Error, dialect=connection.dialect) from error


def _raw(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.dbapi_connection)


_MENDS = (
    ("disk is full", "the disk is full → free some space; nothing recorded so far is lost"),
    ("readonly", "the database is read-only → check the owner and rights of its file and folder"),
    ("unable to open", "the database file cannot be opened → check its path, owner and rights"),
    ("locked", "another process holds the database for too long → is a backup or a copy running?"),
    ("not a database", "the file is not a database → name another file or restore a backup"),
    ("malformed", "the database file is damaged → restore a backup"),
    ("no such table", "the store has no tables yet → run pressbot db upgrade"),
    ("no such column", "the store is older than this pressbot → run pressbot db upgrade"),
)


def _meaning(error: SQLAlchemyError) -> str:
    text = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    for sign, meaning in _MENDS:
        if sign in text:
            return meaning
    return text.strip().splitlines()[0] if text.strip() else type(error).__name__


@contextmanager
def _translated() -> Iterator[None]:
    """Turns what the driver raises into StoreError; a broken rule of the schema (IntegrityError) stays."""
    try:
        yield
    except DBAPIError as error:
        if type(error).__name__ == "IntegrityError":
            raise
        raise StoreError(f"store: {_meaning(error)}") from error
