"""The mark: one small file of this machine that names the last attempt made here.

Written after the attempt is committed and before the network is called, so that at any moment the store knows at least
as much as the mark; a store that knows less is an older copy. It is overwritten in place, in 0.1 ms, without waiting
for the disk: a kill loses nothing of it, and after a power cut an older mark only sees less.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.model.epoch import Sent

log = structlog.get_logger(__name__)

#: Always as long as this: a shorter line leaves nothing of the one before.
_LENGTH = 256
#: Writing takes microseconds: another process that holds the file for so many seconds was stopped in the midst of it.
_PATIENCE_S = 0.2
_AGAIN_S = 0.002


class Mark:
    """The mark of one store on this machine; safe between threads and processes."""

    def __init__(self, path: Path | None) -> None:
        """`path` None: none is kept (a store in memory)."""
        self.path = path
        self._complained = False
        #: What this process wrote last, and what it says.
        self._last: tuple[bytes, Sent | None] = (b"", None)

    def read(self) -> Sent | None:
        """What the mark says; None where there is none, or none that can be understood. Raises OSError."""
        if self.path is None:
            return None
        try:
            return _parsed(self.path.read_bytes())
        except FileNotFoundError:
            return None

    def write(self, sent: Sent, *, anew: bool = False) -> None:
        """Names that attempt, unless a later one of the same epoch stands there; `anew`: whatever stands there.

        A mark that cannot be written is told in the log and stops nothing: only a restored copy is known less surely.
        """
        if self.path is None:
            return
        try:
            self._write(self.path, sent, anew=anew)
        except OSError as error:
            if not self._complained:
                log.warning("the mark cannot be written", file=str(self.path), reason=error.strerror)
            self._complained = True

    def _write(self, path: Path, sent: Sent, *, anew: bool) -> None:
        file = _opened(path)
        try:
            _lock(file)
            content = b"" if anew else os.pread(file, _LENGTH, 0)
            # Mostly it is what this process wrote last.
            there = self._last[1] if content == self._last[0] else _parsed(content)
            if there is None or there.epoch != sent.epoch or there.attempt < sent.attempt:
                line = _written(sent)
                os.pwrite(file, line, 0)
                if there is None:
                    os.ftruncate(file, _LENGTH)
                self._last = (line, sent)
        finally:
            os.close(file)


def _lock(file: int) -> None:
    """Takes the file for this process, or goes on without: who holds it for long sleeps, and would write less."""
    ends_at = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= ends_at:
                return
            time.sleep(_AGAIN_S)
        else:
            return


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o660)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o660)


def _written(sent: Sent) -> bytes:
    at = sent.at.astimezone(UTC).isoformat() if sent.at else None
    line = json.dumps({"epoch": sent.epoch, "attempt": sent.attempt, "at": at}).encode()
    return line.ljust(_LENGTH - 1) + b"\n"


def _parsed(content: bytes) -> Sent | None:
    try:
        found = json.loads(content)
        at = datetime.fromisoformat(found["at"]) if found["at"] else None
        return Sent(str(found["epoch"]), int(found["attempt"]), at)
    except (ValueError, KeyError, TypeError):
        return None
