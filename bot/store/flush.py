"""Waiting for the disk together: one flush serves every thread whose commit came before it.

SQLite would flush in each commit, one after the other, with the write lock held. Here a commit only writes to the log
(`-wal`), the lock is given back, and the threads that must know it on the disk share the flushes that follow.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from bot.turns import aside


class Flusher:
    """Brings a SQLite database's log to the disk; safe to share between threads."""

    def __init__(self, database: Path) -> None:
        self._log = database.with_name(f"{database.name}-wal")
        self._turn = threading.Condition()
        self._asked = 0
        self._served = 0
        self._is_flushing = False
        self._known_file: int | None = None
        self._file: int | None = None

    def flush(self) -> None:
        """Nothing, once all that was committed before the call is on the disk. Raises OSError."""
        with aside():
            self._flush()

    def _flush(self) -> None:
        with self._turn:
            self._asked += 1
            mine = self._asked
            while self._is_flushing and self._served < mine:
                self._turn.wait()
            if self._served >= mine:
                return
            self._is_flushing = True
            serves = self._asked
        try:
            self._sync()
        except BaseException:
            serves = 0
            raise
        finally:
            with self._turn:
                self._is_flushing = False
                self._served = max(self._served, serves)
                self._turn.notify_all()

    def _sync(self) -> None:
        # Gone: the last connection closed, and all of it was brought into the database and flushed.
        with suppress(FileNotFoundError):
            if self._file is None:
                # SQLite's locks are on other files: opening and closing this one drops none of them.
                self._file = os.open(self._log, os.O_RDONLY)
            getattr(os, "fdatasync", os.fsync)(self._file)
            number = self._log.stat().st_ino
            if number != os.fstat(self._file).st_ino:
                self._let_go()
                self._sync()
            elif number != self._known_file:
                self._sync_folder()
                self._known_file = number

    def close(self) -> None:
        """Lets go of the log's file, once no flush is under way."""
        with self._turn:
            while self._is_flushing:
                self._turn.wait()
            self._let_go()

    def _let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _sync_folder(self) -> None:
        """A file is only there after a power cut when its folder knows it."""
        if os.name != "posix":
            return
        folder = os.open(self._log.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
