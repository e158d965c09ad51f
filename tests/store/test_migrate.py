"""The migrations make exactly the tables that the code uses."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bot.errors import StoreError
from bot.store.store import Store
from bot.store.tables import metadata


def test_the_migrated_schema_is_the_declared_one(store: Store) -> None:
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_a_second_upgrade_changes_nothing(store: Store) -> None:
    store.upgrade()
    assert store.sources.all() == []


def test_a_store_made_by_a_newer_version_is_refused(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer pressbot"):
        store.upgrade()
