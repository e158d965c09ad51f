"""Several statements on one way to the database: asked one after the other, answered together.

PostgreSQL's pipeline mode: each statement still sees what was committed before it ran, but nobody waits for the answers
in between. SQLite answers at once, being no server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from bot.store.prepared import Prepared, driver, translated


class Asked:
    """A statement that was sent; its answer can be read once the pipe is closed."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    @property
    def changed(self) -> int:
        """How many rows were changed."""
        return int(self._cursor.rowcount)

    @property
    def row(self) -> tuple[Any, ...] | None:
        """The first row; None when there is none."""
        rows = self._cursor.fetchall()
        return tuple(rows[0]) if rows else None


class Pipe:
    """Takes statements for one connection, within its transaction; outside of `piped` each is answered at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        self._raw = driver(connection)

    def ask(self, statement: Prepared, **values: Any) -> Asked:
        """Sends the statement. Raises sqlalchemy.exc.DBAPIError."""
        text, parameters = statement.bound(self._dialect, values)
        cursor = self._raw.cursor()
        try:
            cursor.execute(text, parameters)
        except self._dialect.loaded_dbapi.Error as error:
            raise translated(self._connection, error, cursor, text) from error
        return Asked(cursor)


@contextmanager
def piped(connection: Connection) -> Iterator[Pipe]:
    """A pipe; all that was asked is answered when the block ends. Raises sqlalchemy.exc.DBAPIError then, or before."""
    pipe = Pipe(connection)
    if connection.dialect.name == "sqlite":
        yield pipe
        return
    try:
        with driver(connection).pipeline():
            yield pipe
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, error) from error
