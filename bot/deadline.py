"""Until when a request may leave: carried from the worker that holds a lease to the socket that writes.

A process can be stopped, or its machine put to sleep, between the commit of its intention and the call. When it
wakes, others may have looked for its post, not found it, and sent it. So the moment is compared right before the
connection is made and right before each piece of the request is written: whoever is late sends nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta

#: Each gives seconds. No one of them is enough: the monotonic one may stand still while a machine sleeps, the wall's
#: may be set back, and the third, which does neither, is not everywhere.
Clocks = Sequence[Callable[[], float]]


def _clocks() -> Clocks:
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    clocks: list[Callable[[], float]] = [time.monotonic, time.time]
    return clocks if boot is None else [*clocks, lambda: time.clock_gettime(boot)]


_CLOCKS = _clocks()


class TooLate(Exception):
    """The time for sending is over: nothing of the request was written."""


class Deadline:
    """A moment by several clocks: past as soon as one of them says so."""

    def __init__(self, left: timedelta, clocks: Clocks | None = None) -> None:
        left_s = left.total_seconds()
        self._ends = [(clock, clock() + left_s) for clock in clocks or _CLOCKS]

    def left_s(self) -> float:
        """Seconds until then by the clock that is furthest; negative when it is past."""
        return min([end - clock() for clock, end in self._ends])


@dataclass(frozen=True, slots=True)
class Leave:
    """What one piece of work under a lease may still do on the network."""

    #: No piece of a request is written after it.
    send_by: Deadline
    #: No answer is waited for after it; later than `send_by`, and before the lease ends.
    answer_by: Deadline
    #: Asked once before each call that readers can see: why it must not be made any more, None when it may.
    barred: Callable[[], str | None] = lambda: None


_current: ContextVar[Leave | None] = ContextVar("leave", default=None)


@contextmanager
def under(leave: Leave) -> Iterator[None]:
    """Every call that this thread makes inside obeys it."""
    token = _current.set(leave)
    try:
        yield
    finally:
        _current.reset(token)


def require_leave(*, visible: bool) -> None:
    """Nothing, when a request may be begun now; always so outside of `under`. Raises TooLate.

    `visible`: readers can see what the request does; then the worker is asked too whether it may still be made.
    """
    leave = _current.get()
    if leave is None:
        return
    require_time()
    if visible and (why := leave.barred()):
        raise TooLate(why)


def require_time() -> None:
    """Nothing, when bytes may be written now; always so outside of `under`. Raises TooLate."""
    leave = _current.get()
    if leave is not None and leave.send_by.left_s() <= 0:
        raise TooLate("the time for sending it is over")


def answer_within_s(longest_s: float) -> float:
    """The shorter of `longest_s` and what is left until no answer is waited for any more; never negative."""
    leave = _current.get()
    return longest_s if leave is None else min(longest_s, max(leave.answer_by.left_s(), 0.0))
