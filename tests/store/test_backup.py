"""Backups while others write, restores that refuse what they should, on both databases."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.model.account import Account
from bot.store import pg_programs
from bot.store.archive import Archive
from bot.store.backup import back_up, check_sqlite
from bot.store.freezes import Scope
from bot.store.store import Store
from tests.conftest import FakeClock

ACCOUNTS = [Account("fb", "facebook", "1"), Account("vk", "vk", "2")]


def silent(_text: str) -> None:
    return


def opened(url: str, clock: FakeClock, entries: int = 3) -> tuple[Store, Archive]:
    store = Store(url)
    store.upgrade()
    store.lanes.register(ACCOUNTS[:1])
    for number in range(entries):
        store.journal.add(clock(), "daemon", f"delivery {number}", "→ held", "test")
    return store, Archive(store, ACCOUNTS, clock)


def subjects(store: Store) -> set[str]:
    return {entry.subject for entry in store.journal.newest(1000)}


@pytest.fixture
def closing() -> Iterator[list[Store]]:
    stores: list[Store] = []
    yield stores
    for store in stores:
        store.close()


def test_a_backup_comes_back_and_every_account_waits_to_be_read(
    store_url: str, tmp_path: Path, clock: FakeClock, closing: list[Store]
) -> None:
    store, archive = opened(store_url, clock)
    closing.append(store)
    made = archive.back_up(tmp_path / "backup", silent)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.bytes == made.path.stat().st_size
    saved_at = clock()
    clock.advance(hours=1)
    store.journal.add(clock(), "daemon", "delivery 99", "→ held", "after the backup")
    store.close()
    clock.advance(hours=1)
    done = archive.restore(made.path, "tests", silent)
    assert done.kept is not None
    store.upgrade()
    assert "delivery 99" not in subjects(store)
    assert {row.account: (row.sure, row.since, row.done_at) for row in store.readbacks.all()} == dict.fromkeys(
        ("fb", "vk"), (True, saved_at, None)
    )
    assert store.chain.verify().proof.broken is None
    # Recognised once: opening it does not begin anew.
    store.epochs.recognise(clock())
    assert len([entry for entry in store.journal.newest() if entry.subject == "store"]) == 1
    if store.database.is_sqlite:
        kept = Store(f"sqlite:///{done.kept}")
        closing.append(kept)
        assert "delivery 99" in subjects(kept)
    else:
        schema = done.kept.removeprefix("schema ")
        with store.database.reading() as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {schema}.journal")).scalar_one() == 4
    assert list(tmp_path.glob(".*")) == []


def test_what_stood_still_stands_still_after_a_restore(tmp_path: Path, clock: FakeClock, closing: list[Store]) -> None:
    store, archive = opened(f"sqlite:///{tmp_path}/store.db", clock)
    closing.append(store)
    store.freezes.set(Scope.NETWORK, "vk", reason="before", actor="tests", now=clock(), until=None)
    made = archive.back_up(tmp_path / "backup", silent)
    clock.advance(minutes=1)
    store.freezes.set(Scope.ALL, "", reason="mourning", actor="tests", now=clock(), until=None)
    store.freezes.lift(
        store.freezes.set(Scope.ALL, "", reason="x", actor="t", now=clock(), until=None), actor="t", now=clock()
    )
    store.lanes.pause("fb", "a dead token", "daemon", clock())
    store.close()
    archive.restore(made.path, "tests", silent)
    assert [(freeze.scope, freeze.reason) for freeze in store.freezes.holding(clock())] == [
        (Scope.NETWORK, "before"),
        (Scope.ALL, "mourning (set before the restore)"),
    ]
    assert store.lanes.standing()["fb"][2] == "a dead token"


def test_nothing_is_restored_while_somebody_works_on_the_store(
    store_url: str, tmp_path: Path, clock: FakeClock, closing: list[Store]
) -> None:
    store, archive = opened(store_url, clock)
    closing.append(store)
    made = archive.back_up(tmp_path / "backup", silent)
    store.close()
    other = Store(store_url)
    closing.append(other)
    other.upgrade()
    with pytest.raises(StoreError, match="stop"):
        archive.restore(made.path, "tests", silent)
    assert "delivery 0" in subjects(other)
    other.close()
    archive.restore(made.path, "tests", silent)


def test_a_newer_backup_is_refused_and_nothing_is_touched(
    store_url: str, tmp_path: Path, clock: FakeClock, closing: list[Store]
) -> None:
    store, archive = opened(store_url, clock)
    closing.append(store)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = archive.back_up(tmp_path / "backup", silent)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    store.close()
    with pytest.raises(StoreError, match="newer pressbot"):
        archive.restore(made.path, "tests", silent)
    assert "delivery 0" in subjects(store)


def test_a_dump_that_cannot_be_read_in_leaves_the_store_as_it_was(
    postgres_url: str, tmp_path: Path, clock: FakeClock, closing: list[Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, archive = opened(postgres_url, clock)
    closing.append(store)
    made = archive.back_up(tmp_path / "backup", silent)
    store.journal.add(clock(), "daemon", "delivery 99", "→ held", "after the backup")
    store.close()
    run = pg_programs.run

    def failing(program: Path, arguments: list[str], environment: dict[str, str] | None = None) -> str:
        if "--single-transaction" in arguments:
            raise StoreError("pg_restore failed: the server went away")
        return run(program, arguments, environment)

    monkeypatch.setattr(pg_programs, "run", failing)
    with pytest.raises(StoreError, match="went away"):
        archive.restore(made.path, "tests", silent)
    store.upgrade()
    assert "delivery 99" in subjects(store)
    with store.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'before%'")).scalar() == 0


def test_a_dump_read_in_by_hand_is_known_by_where_its_tables_lie(
    postgres_url: str, tmp_path: Path, clock: FakeClock, closing: list[Store]
) -> None:
    store, archive = opened(postgres_url, clock)
    closing.append(store)
    store.epochs.recognise(clock())
    made = archive.back_up(tmp_path / "backup", silent)
    assert store.readbacks.all() == []
    with pg_programs.connection_to(store.database.engine) as (address, environment):
        program = pg_programs.find("pg_restore", 1)
        pg_programs.run(program, ["--clean", "--no-owner", f"--dbname={address}", str(made.path)], environment)
    store.epochs.recognise(clock())
    (row,) = store.readbacks.all()
    assert (row.account, row.sure) == ("fb", True)
    store.epochs.recognise(clock.advance(minutes=1))
    assert store.readbacks.all() == [row]


def test_a_copy_is_of_one_moment_while_a_daemon_writes(tmp_path: Path, clock: FakeClock, closing: list[Store]) -> None:
    store, _ = opened(f"sqlite:///{tmp_path}/store.db", clock, entries=50)
    closing.append(store)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            store.journal.add(clock(), "daemon", "pair", "one", "")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(store.database, tmp_path / f"backup{number}", silent) for number in range(3)]
    finally:
        stop.set()
        writer.join()
    counts = []
    for backup in made:
        check_sqlite(backup.path)
        with sqlite3.connect(backup.path) as copy:
            counts.append(copy.execute("SELECT count(*) FROM journal").fetchone()[0])
        copy.close()
    assert counts == sorted(counts)
    assert counts[0] >= 50


def test_a_backup_never_replaces_what_is_no_backup(tmp_path: Path, clock: FakeClock, closing: list[Store]) -> None:
    store, archive = opened(f"sqlite:///{tmp_path}/store.db", clock)
    closing.append(store)
    letter = tmp_path / "letter.txt"
    letter.write_text("dear editor")
    for target, told in (
        (letter, "is no backup"),
        (tmp_path / "store.db", "the store itself"),
        (tmp_path / "no folder" / "backup", "no folder"),
    ):
        with pytest.raises(StoreError, match=told):
            archive.back_up(target, silent)
    assert letter.read_text() == "dear editor"
    archive.back_up(tmp_path / "backup", silent)
    archive.back_up(tmp_path / "backup", silent)
    assert not list(tmp_path.glob(".*.partial*"))


def test_a_damaged_store_makes_no_backup(tmp_path: Path, clock: FakeClock, closing: list[Store]) -> None:
    store, archive = opened(f"sqlite:///{tmp_path}/store.db", clock, entries=400)
    closing.append(store)
    good = archive.back_up(tmp_path / "backup", silent).path.read_bytes()
    store.close()
    content = bytearray((tmp_path / "store.db").read_bytes())
    content[-6000:-2000] = os.urandom(4000)
    (tmp_path / "store.db").write_bytes(content)
    with pytest.raises(StoreError):
        archive.back_up(tmp_path / "backup", silent)
    assert (tmp_path / "backup").read_bytes() == good
    with pytest.raises(StoreError):
        archive.restore(tmp_path / "store.db", "tests", silent)


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "no backup"), (b"nonsense", "no backup"), (b"PGDMP", "another kind")]
)
def test_what_is_no_backup_is_not_restored(
    tmp_path: Path, clock: FakeClock, closing: list[Store], content: bytes, told: str
) -> None:
    store, archive = opened(f"sqlite:///{tmp_path}/store.db", clock)
    closing.append(store)
    (tmp_path / "file").write_bytes(content)
    store.close()
    with pytest.raises(StoreError, match=told):
        archive.restore(tmp_path / "file", "tests", silent)


def test_a_store_that_was_lost_is_made_anew_from_its_backup(
    tmp_path: Path, clock: FakeClock, closing: list[Store]
) -> None:
    store, archive = opened(f"sqlite:///{tmp_path}/store.db", clock)
    closing.append(store)
    made = archive.back_up(tmp_path / "backup", silent)
    store.close()
    (tmp_path / "store.db").unlink()
    assert archive.restore(made.path, "tests", silent).kept is None
    assert "delivery 0" in subjects(store)


@pytest.mark.parametrize(
    ("version", "told"), [(None, "is not on this machine"), (12, "pg_dump 12 is older than the server, which is 15")]
)
def test_a_missing_or_old_program_is_told_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, version: int | None, told: str
) -> None:
    monkeypatch.setattr(pg_programs, "_candidates", lambda _name: [] if version is None else [Path("/bin/pg_dump")])
    monkeypatch.setattr(pg_programs, "_version", lambda _program: version)
    with pytest.raises(StoreError, match=told) as caught:
        pg_programs.find("pg_dump", 15)
    assert "postgresql-client-15" in str(caught.value)


def test_the_program_next_to_the_servers_version_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {Path("/a/pg_dump"): 18, Path("/b/pg_dump"): 15, Path("/c/pg_dump"): 16, Path("/d/pg_dump"): None}
    monkeypatch.setattr(pg_programs, "_candidates", lambda _name: list(versions))
    monkeypatch.setattr(pg_programs, "_version", versions.__getitem__)
    assert pg_programs.find("pg_dump", 16) == Path("/c/pg_dump")
    assert pg_programs.find("pg_dump", 17) == Path("/a/pg_dump")


def test_no_password_stands_on_a_command_line() -> None:
    store = Store("postgresql+psycopg://me:s%3Acr%5Cet@db.example.org:5433/news?sslmode=require")
    with pg_programs.connection_to(store.database.engine) as (address, environment):
        assert "cr" not in address
        assert "sslmode=require" in address
        file = Path(environment["PGPASSFILE"])
        assert file.read_text() == "*:*:*:*:s\\:cr\\\\et\n"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "PGPASSWORD" not in environment
    assert not file.exists()
    store.close()


def test_what_a_program_says_last_is_told() -> None:
    shell = shutil.which("sh")
    assert shell is not None
    with pytest.raises(StoreError, match="sh failed: no such database"):
        pg_programs.run(Path(shell), ["-c", "echo first >&2; echo no such database >&2; exit 1"])
    assert subprocess.run([shell, "-c", "true"], check=False).returncode == 0


def test_no_secret_is_exported(store: Store, clock: FakeClock) -> None:
    store.journal.add(datetime(2026, 11, 24, tzinfo=UTC), "daemon", "account fb", "connected", "")
    lines = list(Archive(store, ACCOUNTS, clock).all_lines())
    assert any('"table": "journal"' in line for line in lines)
    assert not any('"table": "credentials"' in line for line in lines)
