"""Puts a backup in the place of the store: while nobody works on it, in a version known here; the old one stays.

The restored store is brought to this version's schema and begins a new epoch before anybody can open it, so that every
account is read back before anything is sent to it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from bot.errors import StoreError
from bot.store import pg_programs
from bot.store.backup import (
    DUMP_SIGN,
    SQLITE_SIGN,
    Progress,
    check_sqlite,
    copy_sqlite,
    our_tables,
    put_in_place,
    server_version,
    sign_of,
)
from bot.store.in_use import InUse, require_alone
from bot.store.migrate import known_versions, while_nobody_upgrades
from bot.store.store import Store

#: Makes a store open another file of the same kind ready: schema, accounts, a new epoch.
Prepare = Callable[[Store], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that is the store now."""

    #: Where the store as it was before stays; None when there was none.
    kept: str | None
    #: Version of the schema that the backup had.
    schema: str


def restore(store: Store, backup: Path, now: datetime, prepare: Prepare, progress: Progress) -> Restored:
    """What was done. Raises StoreError; then the store is what it was before.

    `prepare`: brings the restored store up to date before it takes its place.
    """
    sign = sign_of(backup)
    wanted, kind = (SQLITE_SIGN, "SQLite") if store.database.is_sqlite else (DUMP_SIGN, "PostgreSQL")
    if sign is None:
        raise StoreError(f"{backup} is no backup → name a file made by pressbot backup")
    if sign != wanted:
        raise StoreError(f"{backup} is the backup of another kind of store than {kind} → check store in [pressbot]")
    named = f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    if store.database.is_sqlite:
        return _restore_sqlite(store, backup, named, prepare, progress)
    return _restore_dump(store, backup, named.replace("-", "_").lower(), prepare, progress)


def _require_known(schema: str, backup: Path) -> None:
    if schema not in known_versions():
        raise StoreError(f"{backup} was made by a newer pressbot (schema {schema}) → upgrade pressbot first")


def _restore_sqlite(store: Store, backup: Path, named: str, prepare: Prepare, progress: Progress) -> Restored:
    target = Path(store.database.engine.url.database or "")
    progress("checking the backup")
    schema, _ = check_sqlite(backup)
    _require_known(schema, backup)
    store.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    with InUse(Path(f"{target}.lock")).alone():
        coming = target.with_name(f".{target.name}.restoring")
        try:
            for ending in _BESIDE:
                Path(f"{coming}{ending}").unlink(missing_ok=True)
            os.close(os.open(coming, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            progress("copying the backup")
            copy_sqlite(backup, coming)
            _prepare_file(coming, prepare)
            kept = _put_aside(target, named)
            put_in_place(coming, target)
            with suppress(FileNotFoundError):
                put_in_place(Path(f"{coming}.sent"), Path(f"{target}.sent"))
        except OSError as error:
            raise StoreError(f"{target}: {error.strerror or error}") from error
        finally:
            for ending in _BESIDE:
                Path(f"{coming}{ending}").unlink(missing_ok=True)
    return Restored(kept, schema)


_BESIDE = ("", "-wal", "-shm", "-journal", ".sent", ".lock")


def _prepare_file(path: Path, prepare: Prepare) -> None:
    store = Store(f"sqlite:///{path}")
    try:
        prepare(store)
    finally:
        # The last connection that closes puts the log into the file, which is renamed alone.
        store.close()


def _put_aside(target: Path, named: str) -> str | None:
    if not target.exists():
        return None
    kept = target.with_name(f"{target.name}.{named}")
    # The log belongs to the file: under its new name it is still found.
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{target}{ending}").rename(f"{kept}{ending}")
    return str(kept)


def _restore_dump(store: Store, backup: Path, named: str, prepare: Prepare, progress: Progress) -> Restored:
    database = store.database
    program = pg_programs.find("pg_restore", server_version(database))
    progress("checking the backup")
    schema = _schema_in(program, backup)
    _require_known(schema, backup)
    database.close()
    with while_nobody_upgrades(database) as connection:
        with connection.begin():
            require_alone(connection)
        tables = our_tables(database)
        kept = _move_tables(connection, tables, named) if tables else None
        try:
            progress("reading the dump in")
            with pg_programs.connection_to(database.engine) as (address, environment):
                pg_programs.run(
                    program,
                    ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password",
                     f"--dbname={address}", str(backup)],
                    environment,
                )  # fmt: skip
            prepare(store)
        except BaseException:
            _move_back(connection, our_tables(database), tables, named)
            raise
    return Restored(kept, schema)


def _schema_in(program: Path, backup: Path) -> str:
    told = pg_programs.run(program, ["--data-only", "--table=alembic_version", "--file=-", str(backup)])
    lines = told.splitlines()
    begin = next((number for number, line in enumerate(lines) if line.startswith("COPY ")), None)
    if begin is None or begin + 1 >= len(lines):
        raise StoreError(f"{backup} is no backup of pressbot")
    return lines[begin + 1].strip()


def _move_tables(connection: Connection, tables: list[tuple[str, str]], named: str) -> str:
    with connection.begin():
        try:
            connection.execute(text(f'CREATE SCHEMA "{named}"'))
        except ProgrammingError as error:
            mend = "GRANT CREATE ON DATABASE … TO its user, for the old tables are kept in a schema of their own"
            raise StoreError(f"the store's user may not make a schema → {mend}") from error
        for schema, name in tables:
            connection.execute(text(f'ALTER TABLE "{schema}"."{name}" SET SCHEMA "{named}"'))
    return f"schema {named}"


def _move_back(connection: Connection, there: list[tuple[str, str]], tables: list[tuple[str, str]], named: str) -> None:
    with connection.begin():
        for schema, name in there:
            connection.execute(text(f'DROP TABLE IF EXISTS "{schema}"."{name}" CASCADE'))
        for schema, name in tables:
            connection.execute(text(f'ALTER TABLE "{named}"."{name}" SET SCHEMA "{schema}"'))
        if tables:
            connection.execute(text(f'DROP SCHEMA "{named}"'))
