"""Waiting for the disk together: one flush serves every thread whose commit came before it.

SQLite would flush in each commit, one after the other, with the write lock held. Here a commit only writes to the log
(`-wal`), the lock is given back, and the threads that must know it on the disk share the flushes that follow.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path


class Flusher:
    """Brings a SQLite database's log to the disk; safe to share between threads."""

    def __init__(self, database: Path) -> None:
        self._log = database.with_name(f"{database.name}-wal")
        self._turn = threading.Condition()
        self._asked = 0
        self._served = 0
        self._is_flushing = False
        self._known_file: int | None = None

    def flush(self) -> None:
        """Nothing, once all that was committed before the call is on the disk. Raises OSError."""
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
            # SQLite's locks are on other files: opening and closing this one drops none of them.
            log = os.open(self._log, os.O_RDONLY)
            try:
                getattr(os, "fdatasync", os.fsync)(log)
                number = os.fstat(log).st_ino
            finally:
                os.close(log)
            if number != self._known_file:
                self._sync_folder()
                self._known_file = number

    def _sync_folder(self) -> None:
        """A file is only there after a power cut when its folder knows it."""
        if os.name != "posix":
            return
        folder = os.open(self._log.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
