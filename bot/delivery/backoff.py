"""How long to wait before trying again: a pure function of how often it was tried."""

from __future__ import annotations

from datetime import timedelta

_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(hours=2)
#: Tries that surely did not send before a person is asked: with these waits about nine hours.
MAX_TRIES = 12


def wait_before(tries: int, jitter: float) -> timedelta:
    """The wait after try number `tries` (1 = the first): doubled each time, up to 2 h, ± 20 % by `jitter` in [0, 1)."""
    doubled: timedelta = _FIRST * 2 ** min(max(tries, 1) - 1, 16)
    return min(doubled, _LONGEST) * (0.8 + 0.4 * jitter)
