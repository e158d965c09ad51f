"""Threads that work in turns: longer runs of one instead of short pieces of all.

Python runs one thread at a time, but gives way at every call to the operating system or the database, however short.
Five lanes that all have work take the place from each other two dozen times a post, and each time costs more than the
call itself. So a lane keeps its turn until it really waits: for the disk, or for a network that takes its time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Who keeps the turn for so long while nothing moves waits for something, and has lost it.
_PATIENCE_S = 0.02


class Turns:
    """One thread at a time; whoever waits without saying so is overtaken. Safe between threads."""

    def __init__(self, patience_s: float = _PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._changed = threading.Condition(threading.Lock())
        self._holder: object | None = None
        #: How often the turn was taken so far.
        self._taken = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Work that is done in a turn of its own."""
        mine = object()
        self.take(mine)
        token = _current.set((self, mine))
        try:
            yield
        finally:
            _current.reset(token)
            self.give(mine)

    def take(self, mine: object) -> None:
        """Waits for the turn."""
        with self._changed:
            while self._holder is not None:
                seen = self._taken
                if not self._changed.wait(self._patience_s) and self._taken == seen:
                    break
            self._holder = mine
            self._taken += 1

    def give(self, mine: object) -> None:
        """Lets the next one have it; nothing when it was lost."""
        with self._changed:
            if self._holder is mine:
                self._holder = None
                self._changed.notify()


_current: ContextVar[tuple[Turns, object] | None] = ContextVar("turn", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """A wait: others may have the turn meanwhile. Nothing outside of a turn."""
    current = _current.get()
    if current is None:
        yield
        return
    turns, mine = current
    turns.give(mine)
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)
        turns.take(mine)
