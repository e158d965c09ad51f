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

    def __init__(self, cursor: Any, *, is_answered: bool) -> None:
        """`is_answered`: the database answers at once, and what it answered is taken at once.

        A row of SQLite that nobody fetched would keep its statement running, and the connection in its snapshot.
        """
        self._cursor = cursor
        self._taken = self._take() if is_answered else None

    def _take(self) -> tuple[int, tuple[Any, ...] | None]:
        rows = self._cursor.fetchall() if self._cursor.description is not None else []
        changed = int(self._cursor.rowcount)
        self._cursor.close()
        return changed, tuple(rows[0]) if rows else None

    def _answer(self) -> tuple[int, tuple[Any, ...] | None]:
        if self._taken is None:
            self._taken = self._take()
        return self._taken

    @property
    def changed(self) -> int:
        """How many rows were changed."""
        return self._answer()[0]

    @property
    def row(self) -> tuple[Any, ...] | None:
        """The first row; None when there is none."""
        return self._answer()[1]


class Pipe:
    """Takes statements for one connection, within its transaction; outside of `piped` each is answered at once."""

    def __init__(self, connection: Connection, *, is_piped: bool = False) -> None:
        self._is_piped = is_piped
        self._connection = connection
        self._dialect = connection.dialect
        self._raw = driver(connection)

    def ask(self, statement: Prepared, **values: Any) -> Asked:
        """Sends the statement. Raises sqlalchemy.exc.DBAPIError."""
        text, parameters = statement.bound(self._dialect, values)
        cursor = self._raw.cursor()
        try:
            cursor.execute(text, parameters)
            return Asked(cursor, is_answered=not self._is_piped)
        except self._dialect.loaded_dbapi.Error as error:
            raise translated(self._connection, error, cursor, text) from error


@contextmanager
def piped(connection: Connection) -> Iterator[Pipe]:
    """A pipe; all that was asked is answered when the block ends. Raises sqlalchemy.exc.DBAPIError then, or before."""
    if connection.dialect.name == "sqlite":
        yield Pipe(connection)
        return
    try:
        with driver(connection).pipeline():
            yield Pipe(connection, is_piped=True)
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, error) from error
