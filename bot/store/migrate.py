"""Brings the schema to the newest version, by alembic's migrations in `migrations/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StoreError
from bot.store.database import Database

_FOLDER = Path(__file__).parent / "migrations"
#: Any fixed number: it names our advisory lock on PostgreSQL.
_LOCK = 7_073_550
#: Shared by whoever opens the store, taken alone by a restore.
_RESTORE_LOCK = 7_073_551


def upgrade(database: Database, *, restoring: bool = False) -> None:
    """Runs what is missing, in one transaction; two daemons that start together do it once.

    Waits for a restore that is under way on PostgreSQL; `restoring`: this is the restore's own step.
    Raises StoreError when the store was made by a newer pressbot.
    """
    with database.writing(durable=True) as connection:
        if not database.is_sqlite:
            if not restoring:
                connection.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": _RESTORE_LOCK})
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known_versions():
            raise StoreError("the store was made by a newer pressbot → upgrade pressbot or restore an older backup")
        command.upgrade(config, "head")


def known_versions() -> frozenset[str]:
    """The versions of the schema that this pressbot can bring up to date."""
    return frozenset(script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions())


@contextmanager
def while_nobody_upgrades(database: Database) -> Iterator[Connection]:
    """A connection that keeps everybody from opening the PostgreSQL store meanwhile. Raises StoreError."""
    with database.engine.connect() as connection:
        with connection.begin():
            free = connection.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": _RESTORE_LOCK}).scalar_one()
        if not free:
            raise StoreError("the store is being restored or opened by another process → try again")
        try:
            yield connection
        finally:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _RESTORE_LOCK})


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
