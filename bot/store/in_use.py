"""Whether processes of ours work on a store: a restore must not put another one under their feet.

On SQLite every process that opens the store holds a shared lock on the file `….lock` beside it for as long as it lives
(the kernel lets go of it however the process ends); a restore takes it alone. On PostgreSQL the server itself knows
who is connected.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from bot.errors import StoreError


class InUse:
    """The lock beside an SQLite file."""

    def __init__(self, path: Path | None) -> None:
        """`path` None: a store that is no file."""
        self._path = path
        self._file: int | None = None

    def share(self) -> None:
        """This process works on the store from now on. Raises StoreError while it is being restored."""
        if self._file is None and self._path is not None and not self._lock(self._path, shared=True):
            raise StoreError("the store is being restored → wait until that is done")

    def let_go(self) -> None:
        """This process no longer works on the store."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else works on the store meanwhile. Raises StoreError when somebody does."""
        if self._path is not None and not self._lock(self._path, shared=False):
            raise StoreError("another pressbot works on the store → stop the daemon and every other command first")
        try:
            yield
        finally:
            self.let_go()

    def _lock(self, path: Path, *, shared: bool) -> bool:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o660)
        except OSError:
            # A folder that cannot be written to: nothing can be restored there either.
            return shared
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        except OSError:
            # A file system without locks: as if there were no lock.
            os.close(file)
            return True
        self._file = file
        return True


def require_alone(connection: Connection) -> None:
    """Nothing, when no other client is connected to the PostgreSQL database. Raises StoreError otherwise."""
    others = connection.execute(
        text(
            "SELECT pid, usename, application_name, client_addr FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    ).all()
    if others:
        told = ", ".join(
            f"process {row.pid} of {row.usename or '?'} from {row.client_addr or 'here'}" for row in others
        )
        raise StoreError(f"others work on the database ({told}) → stop every daemon and command first")
