"""Threads that work in turns: longer runs of one instead of short pieces of all.

Python runs one thread at a time, but gives way at every call to the operating system or the database, however short.
Five lanes that all have work take the place from each other two dozen times a post, and each time costs more than the
call itself. So a lane keeps its turn until it really waits, for a network or a disk that takes its time, or had it long
enough.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

#: Who keeps the turn for so long while nothing moves waits for something, and has lost it.
_PATIENCE_S = 0.02
#: Who has had it for so long lets the next one have it.
_LONG_S = 0.05


@dataclass(eq=False, slots=True)
class _Place:
    """One thread's place: in the line, or at work."""

    #: Locked until the turn is handed over.
    door: threading.Lock = field(default_factory=threading.Lock)


class Turns:
    """One thread at a time, in the order in which they came; whoever waits without saying so is overtaken.

    Safe between threads.
    """

    def __init__(self, patience_s: float = _PATIENCE_S, long_s: float = _LONG_S) -> None:
        self._patience_s = patience_s
        self._long_s = long_s
        self._lock = threading.Lock()
        self._line: deque[_Place] = deque()
        self._holder: _Place | None = None
        self._since = 0.0
        #: How often anybody was seen to get on.
        self._moves = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Work that is done in a turn of its own."""
        mine = _Place()
        self.take(mine)
        token = _current.set((self, mine))
        try:
            yield
        finally:
            _current.reset(token)
            self.give(mine)

    def take(self, mine: _Place) -> None:
        """Waits for the turn."""
        with self._lock:
            if self._holder is None:
                self._hand_to(mine)
                return
            seen = self._moves
            mine.door.acquire(blocking=False)
            self._line.append(mine)
        while not mine.door.acquire(timeout=self._patience_s):
            with self._lock:
                if self._holder is mine:
                    return
                if self._moves == seen and self._line[0] is mine:
                    self._line.popleft()
                    self._hand_to(mine)
                    return
                seen = self._moves

    def give(self, mine: _Place) -> None:
        """Lets the next one have it; nothing when it was lost."""
        with self._lock:
            if self._holder is not mine:
                return
            if self._line:
                following = self._line.popleft()
                self._hand_to(following)
                following.door.release()
            else:
                self._holder = None

    def may_keep(self, mine: _Place) -> bool:
        """Whether its holder, who gets on, may go on: it was not overtaken, and nobody waited for long."""
        with self._lock:
            self._moves += 1
            if self._holder is not mine:
                return False
            return not self._line or time.monotonic() - self._since <= self._long_s

    def _hand_to(self, place: _Place) -> None:
        self._holder, self._since = place, time.monotonic()
        self._moves += 1


_current: ContextVar[tuple[Turns, _Place] | None] = ContextVar("turn", default=None)


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


def may_go_on() -> bool:
    """Whether this thread, which gets on, may keep its turn; always so outside of one."""
    current = _current.get()
    return current is None or current[0].may_keep(current[1])
