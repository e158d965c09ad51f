"""How long to wait before trying again: a pure function of how often it was tried."""

from __future__ import annotations

from datetime import timedelta

_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(hours=2)
#: Tries that surely did not send before a person is asked: with these waits about nine hours.
MAX_TRIES = 12
#: No wait that a network asks for is longer: a month's limit is whole again by then.
LONGEST_ASKED = timedelta(days=31)
_SHORTEST_ASKED = timedelta(seconds=1)


def wait_before(tries: int, jitter: float, asked: timedelta | None = None) -> timedelta:
    """The wait after try number `tries` (1 = the first): doubled each time, up to 2 h, ± 20 % by `jitter` in [0, 1).

    Never shorter than what the network asked for.
    """
    wait = doubled(_FIRST, _LONGEST, tries, jitter)
    return wait if asked is None else max(wait, obeyed(asked))


def obeyed(asked: timedelta) -> timedelta:
    """The wait that a network asks for, kept between a second and a month."""
    return min(max(asked, _SHORTEST_ASKED), LONGEST_ASKED)


def doubled(first: timedelta, longest: timedelta, count: int, jitter: float) -> timedelta:
    """`first`, doubled `count` - 1 times, up to `longest`; ± 20 % by `jitter` in [0, 1): 0.5 changes nothing."""
    plain: timedelta = first * 2 ** min(max(count, 1) - 1, 24)
    return min(plain, longest) * (0.8 + 0.4 * jitter)
