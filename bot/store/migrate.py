"""Brings the schema to the newest version, by alembic's migrations in `migrations/`."""

from __future__ import annotations

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


def upgrade(database: Database) -> None:
    """Runs what is missing, in one transaction; two daemons that start together do it once.

    Raises StoreError when the store was made by a newer pressbot.
    """
    with database.writing(durable=True) as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise StoreError("the store was made by a newer pressbot → upgrade pressbot or restore an older backup")
        command.upgrade(config, "head")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
