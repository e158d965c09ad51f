"""Statements of the way that every post takes: compiled once per kind of database, then handed to the driver as text.

Building, compiling and wrapping costs twenty times what running costs. Only what is written, and reads whose columns
are texts and numbers, go this way: the driver's rows come back as they are, without the column types' conversions.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from bot.store.columns import UtcDateTime

_MOMENTS = 32


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    #: Names in the order of their places; None where the driver takes them by name.
    order: Sequence[str] | None
    constants: Mapping[str, Any]
    #: Name → what makes of a value that which the driver takes.
    processes: Mapping[str, Callable[[Any], Any]]


class Prepared:
    """One statement whose values are all bound by name; it belongs to the connection's transaction."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._made: dict[str, _Compiled] = {}

    def change(self, connection: Connection, **values: Any) -> int:
        """How many rows were changed. Raises sqlalchemy.exc.DBAPIError."""
        cursor = self._run(connection, values)
        changed = cursor.rowcount
        cursor.close()
        return int(changed)

    def row(self, connection: Connection, **values: Any) -> tuple[Any, ...] | None:
        """The first row, None when there is none. Raises sqlalchemy.exc.DBAPIError."""
        cursor = self._run(connection, values)
        rows = cursor.fetchall()
        cursor.close()
        return tuple(rows[0]) if rows else None

    def _run(self, connection: Connection, values: dict[str, Any]) -> Any:
        dialect = connection.dialect
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _compiled(self._statement, dialect)
        given = {**made.constants, **values}
        for name, process in made.processes.items():
            given[name] = process(given[name])
        parameters: Any = given if made.order is None else [given[name] for name in made.order]
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        try:
            cursor.execute(made.text, parameters)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, cast("Any", raw), cursor):
                connection.invalidate(error)
            raise DBAPIError.instance(
                made.text, parameters, error, dialect.loaded_dbapi.Error, dialect=dialect
            ) from error
        return cursor


def _compiled(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    processes = {
        bind.key: _remembering(dialect.name, process) if isinstance(bind.type, UtcDateTime) else process
        for bind in compiled.binds.values()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    return _Compiled(str(compiled), compiled.positiontup, compiled.params, processes)


#: Kind of database → how a moment is handed to its driver.
_moments: dict[str, Callable[[Any], Any]] = {}


def _remembering(dialect: str, process: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, remembering the last moments: each stands in several columns of several rows, and costs half a
    statement.
    """
    return _moments.setdefault(dialect, functools.lru_cache(_MOMENTS)(process))
