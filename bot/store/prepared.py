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
    #: Values that stand in the statement itself.
    constants: Mapping[str, Any]
    #: Names, each with what makes of its value that which the driver takes.
    processes: Sequence[tuple[str, Callable[[Any], Any]]]


class Prepared:
    """One statement whose values are all bound by name; `bot.store.pipe` asks it."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._made: dict[str, _Compiled] = {}

    def bound(self, dialect: Dialect, values: dict[str, Any]) -> tuple[str, Any]:
        """The text and its values as the driver takes them; `values` is changed."""
        made = self._made.get(dialect.name)
        if made is None:
            made = self._made[dialect.name] = _compiled(self._statement, dialect)
        given = {**made.constants, **values} if made.constants else values
        for name, process in made.processes:
            given[name] = process(given[name])
        return made.text, given if made.order is None else [given[name] for name in made.order]


def driver(connection: Connection) -> Any:
    """The driver's own connection."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    return raw


def translated(connection: Connection, error: Exception, cursor: Any = None, text: str | None = None) -> DBAPIError:
    """What the driver raised, as SQLAlchemy would have raised it."""
    dialect = connection.dialect
    known = dialect.loaded_dbapi.Error
    if dialect.is_disconnect(cast("Any", error), driver(connection), cursor):
        connection.invalidate(error)
    made = DBAPIError.instance(text, None, cast("Any", error), known, dialect=dialect)
    assert isinstance(made, DBAPIError)
    return made


def _compiled(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    processes = [
        (bind.key, _remembering(dialect.name, process) if isinstance(bind.type, UtcDateTime) else process)
        for bind in compiled.binds.values()
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    ]
    constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
    return _Compiled(str(compiled), compiled.positiontup, constants, processes)


#: Kind of database → how a moment is handed to its driver.
_moments: dict[str, Callable[[Any], Any]] = {}


def _remembering(dialect: str, process: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same, remembering the last moments: each stands in several columns of several rows, and costs half a
    statement.
    """
    return _moments.setdefault(dialect, functools.lru_cache(_MOMENTS)(process))
