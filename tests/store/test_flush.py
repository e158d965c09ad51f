"""The disk is waited for together, and never less than was promised."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.flush import Flusher


class Slow(Flusher):
    """A flusher whose first flush lasts until it is let go; `begun` counts the flushes."""

    def __init__(self, folder: Path, *, fails: bool = False) -> None:
        super().__init__(folder / "store.db")
        self.begun = 0
        self.let_go = threading.Event()
        self.is_at_it = threading.Event()
        self._fails = fails

    def _sync(self) -> None:
        self.begun += 1
        if self.begun == 1:
            self.is_at_it.set()
            assert self.let_go.wait(10)
            if self._fails:
                raise OSError("no disk")


@pytest.mark.parametrize("fails", [False, True])
def test_all_who_come_during_a_flush_share_the_next_one(tmp_path: Path, fails: bool) -> None:
    flusher = Slow(tmp_path, fails=fails)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(flusher.flush)
        assert flusher.is_at_it.wait(10)
        others = [pool.submit(flusher.flush) for _ in range(8)]
        while True:
            with flusher._turn:
                if flusher._asked == 9:
                    break
        flusher.let_go.set()
        assert [other.result(10) for other in others] == [None] * 8
        assert (first.exception(10) is not None) is fails
    # Whoever came after a flush had begun is not served by it: its commit may have been too late for it.
    assert flusher.begun == 2


def test_what_must_last_is_flushed_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(Flusher, "_sync", lambda self: flushed.append(self._log))
    database = Database(f"sqlite:///{tmp_path}/store.db")
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    assert flushed == []
    with database.writing(durable=True) as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
    assert flushed == [tmp_path / "store.db-wal"]
    with pytest.raises(ZeroDivisionError), database.writing(durable=True):
        raise ZeroDivisionError
    assert len(flushed) == 1
    database.close()


def test_the_log_on_the_disk_is_the_one_that_is_flushed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/store.db")
    flusher = Flusher(tmp_path / "store.db")
    flusher.flush()
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    flusher.flush()
    assert flusher._known_file == (tmp_path / "store.db-wal").stat().st_ino
    database.close()
    assert not (tmp_path / "store.db-wal").exists()
    flusher.flush()


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_self: Flusher) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Flusher, "_sync", refuses)
    database = Database(f"sqlite:///{tmp_path}/store.db")
    with pytest.raises(StoreError, match="Input/output error"), database.writing(durable=True) as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    database.close()
