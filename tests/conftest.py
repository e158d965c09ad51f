"""What every test may ask for: a store on each database, a moment that moves only when told."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.store.store import Store
from tests import postgres


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
    name = f"pressbot_{uuid.uuid4().hex[:12]}"
    admin = create_engine(make_url(f"{postgres_server}/postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield f"{postgres_server}/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store, once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An up-to-date store, once on each database."""
    made = Store(store_url)
    made.upgrade()
    yield made
    made.close()
