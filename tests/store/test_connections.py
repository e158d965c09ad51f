"""Connections to PostgreSQL whose server ended them meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.store import database as room
from bot.store.database import Database


def end_the_other(url: str) -> None:
    """Ends every other connection to that database, as a restart of the server does."""
    other = Database(url)
    with other.reading() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        ).all()
    other.close()


def asked(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


def test_a_connection_that_rested_is_replaced_unseen(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_RESTED_S", 0.0)
    database = Database(postgres_url)
    assert asked(database) == 1
    end_the_other(postgres_url)
    assert asked(database) == 1
    database.close()


def test_one_that_was_in_use_a_moment_ago_fails_once_and_is_told(postgres_url: str) -> None:
    database = Database(postgres_url)
    assert asked(database) == 1
    end_the_other(postgres_url)
    with pytest.raises(StoreError):
        asked(database)
    assert asked(database) == 1
    database.close()
