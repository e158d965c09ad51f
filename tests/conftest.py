"""What every test may ask for: a store on each database, a moment that moves only when told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, delete, insert, select, text

from bot.store.store import Store
from bot.store.tables import metadata
from tests import postgres

# The same examples in every run, so that a change is judged by its own faults alone;
# `--hypothesis-profile=default` looks for new ones.
settings.register_profile("the same", derandomize=True)
settings.load_profile("the same")

_OTHERS_END = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_COUNTED = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **duration: float) -> datetime:
        """The new moment, later by timedelta(**duration)."""
        self.moment += timedelta(**duration)
        return self.moment


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """An address without database name: PRESSBOT_TEST_POSTGRES, else a server of our own, else a skip."""
    given = os.environ.get("PRESSBOT_TEST_POSTGRES")
    if given:
        yield given.rstrip("/")
    elif postgres.programs() is None:
        pytest.skip("no PostgreSQL here: install it, or set PRESSBOT_TEST_POSTGRES=postgresql+psycopg://user@host")
    else:
        with postgres.server() as address:
            yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh database on the server, dropped afterwards."""
    with postgres.database(postgres_server) as address:
        yield address


@pytest.fixture(scope="session")
def upgraded_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date store without content, to be copied: migrations are the matter of one test, not of each."""
    path = tmp_path_factory.mktemp("upgraded") / "store.db"
    made = Store(f"sqlite:///{path}")
    made.upgrade()
    made.close()
    return path


@pytest.fixture(scope="session")
def upgraded_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """The address of an up-to-date store without content, at each call the same one emptied."""
    with postgres.database(postgres_server) as address:
        made = Store(address)
        made.upgrade()
        made.close()
        engine = create_engine(address)
        with engine.connect() as connection:
            version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            first = {
                table: rows
                for table in metadata.sorted_tables
                if (rows := connection.execute(select(table)).mappings().all())
            }

        def emptied() -> str:
            with engine.begin() as connection:
                # What a test left open would keep its tables.
                connection.execute(text(_OTHERS_END))
                # Eight times as fast as TRUNCATE, which makes every table's files anew.
                for table in reversed(metadata.sorted_tables):
                    connection.execute(delete(table))
                for (sequence,) in connection.execute(text(_COUNTED)).all():
                    connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
                connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
                for table, rows in first.items():
                    connection.execute(insert(table), [dict(row) for row in rows])
            return address

        yield emptied
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, once on each database; already up to date for a test that asks for `store`."""
    is_to_be_opened = "store" in request.fixturenames
    if request.param == "sqlite":
        if is_to_be_opened:
            shutil.copy(request.getfixturevalue("upgraded_sqlite"), tmp_path / "store.db")
        return f"sqlite:///{tmp_path}/store.db"
    if is_to_be_opened:
        return str(request.getfixturevalue("upgraded_postgres")())
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An up-to-date store, once on each database."""
    made = Store(store_url)
    made.upgrade()
    yield made
    made.close()
