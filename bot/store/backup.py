"""Backups of a store that goes on working meanwhile: one file, whole or not there at all, readable by its owner alone.

SQLite: its own online copy, taken from one moment (a read transaction is held, so that a busy daemon cannot make it
begin again and again). PostgreSQL: pg_dump's custom format, of our tables alone.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, text

from bot.errors import StoreError
from bot.store import pg_programs
from bot.store.database import Database
from bot.store.tables import metadata

#: Tells a person how far long work has come.
Progress = Callable[[str], None]

SQLITE_SIGN = b"SQLite format 3\0"
DUMP_SIGN = b"PGDMP"
_PAGES_A_STEP = 2000


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made and checked."""

    path: Path
    bytes: int
    #: Version of the schema in it.
    schema: str
    posts: int


def back_up(database: Database, target: Path, progress: Progress) -> Backup:
    """The finished backup. Raises StoreError; then nothing stands at `target` that did not stand there before."""
    own = database.engine.url.database
    if database.is_sqlite and (not own or own == ":memory:"):
        raise StoreError("a store in memory cannot be backed up")
    _require_harmless(target, Path(own or "") if database.is_sqlite else None)
    with _partial(target) as partial:
        if database.is_sqlite:
            _copy_sqlite(Path(own or ""), partial, progress)
            schema, posts = check_sqlite(partial)
        else:
            schema, posts = _dump(database, partial, progress)
        size = partial.stat().st_size
    return Backup(target, size, schema, posts)


def _require_harmless(target: Path, own: Path | None) -> None:
    if own is not None and target.exists() and own.exists() and target.samefile(own):
        raise StoreError(f"{target} is the store itself → name another file")
    if not target.parent.is_dir():
        raise StoreError(f"there is no folder {target.parent} → make it first")
    if target.exists() and sign_of(target) is None:
        raise StoreError(f"{target} is there and is no backup → name another file")


def sign_of(path: Path) -> bytes | None:
    """What kind of backup the file is by its first bytes; None when it is none. Raises StoreError."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(SQLITE_SIGN))
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or 'cannot be read'}") from error
    return next((sign for sign in (SQLITE_SIGN, DUMP_SIGN) if begin.startswith(sign)), None)


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when the block ends well."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield partial
        put_in_place(partial, target)
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror or error}") from error
    finally:
        for ending in ("", "-journal"):
            Path(f"{partial}{ending}").unlink(missing_ok=True)


def put_in_place(path: Path, target: Path) -> None:
    """The file stands at its new place, and is on the disk. Raises OSError."""
    for name in (path, path.parent):
        file = os.open(name, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _copy_sqlite(source: Path, target: Path, progress: Progress) -> None:
    if not source.exists():
        raise StoreError(f"there is no store at {source} yet")

    def told(_status: int, left: int, total: int) -> None:
        progress(f"copying: {100 - 100 * left // max(total, 1)} % of {total} pages")

    copy_sqlite(source, target, told)


def copy_sqlite(source: Path, target: Path, told: Callable[[int, int, int], object] | None = None) -> None:
    """A copy of one moment in one file, whoever writes meanwhile. Raises StoreError."""
    try:
        reading, writing = sqlite3.connect(source, isolation_level=None), sqlite3.connect(target, isolation_level=None)
        try:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
            reading.backup(writing, pages=_PAGES_A_STEP, progress=told)
            # One file, without a log beside it.
            writing.execute("PRAGMA journal_mode=DELETE")
        finally:
            reading.close()
            writing.close()
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied: {error}") from error


def check_sqlite(path: Path) -> tuple[str, int]:
    """The schema's version and the number of posts that are out. Raises StoreError for a damaged or foreign file."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
            faults += [f"a row of {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
            if faults:
                raise StoreError(f"{path} is damaged: {faults[0]}")
            (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            (posts,) = connection.execute("SELECT count(*) FROM receipts").fetchone()
        finally:
            connection.close()
    except (sqlite3.Error, TypeError) as error:
        raise StoreError(f"{path} is no store of pressbot: {error}") from error
    return str(schema), int(posts)


def server_version(database: Database) -> int:
    """The PostgreSQL server's major number."""
    with database.reading() as connection:
        return int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000


def our_tables(database: Database) -> list[tuple[str, str]]:
    """Schema and name of each of our tables that is there."""
    with database.reading() as connection:
        schema = connection.execute(text("SELECT current_schema()")).scalar_one()
        there = set(inspect(connection).get_table_names(schema=schema))
    return [(schema, name) for name in ("alembic_version", *metadata.tables) if name in there]


def _dump(database: Database, target: Path, progress: Progress) -> tuple[str, int]:
    program = pg_programs.find("pg_dump", server_version(database))
    tables = our_tables(database)
    if ("alembic_version") not in {name for _, name in tables}:
        raise StoreError("the store has no tables yet → run pressbot db upgrade")
    with database.reading() as connection:
        schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        posts = connection.execute(text("SELECT count(*) FROM receipts")).scalar_one()
    progress(f"dumping {len(tables)} tables with {program}")
    wanted = [f'--table="{schema_name}"."{name}"' for schema_name, name in tables]
    with pg_programs.connection_to(database.engine) as (address, environment):
        pg_programs.run(
            program,
            ["--format=custom", "--no-owner", "--no-privileges", "--no-password", *wanted,
             f"--file={target}", f"--dbname={address}"],
            environment,
        )  # fmt: skip
    progress("reading the dump back")
    # Every row is read and unpacked; nothing is written.
    pg_programs.run(program.with_name("pg_restore"), ["--file=/dev/null", str(target)])
    return str(schema), int(posts)
