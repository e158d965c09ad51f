"""A breaker per account and class of error: opens after some failures in a row, lets one call through, closes. Pure.

closed ──(n-th failure)──→ open ──(probe_at)──→ half open ──(success)──→ closed, forgotten
                             ↑                      │
                             └──────(failure)───────┘  waits twice as long
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.delivery.backoff import doubled
from bot.errors import RemoteError, Unauthorized
from bot.model.breaker import Breaker, Patience
from bot.model.waiting import Cause, Wait


class Position(StrEnum):
    """Where a breaker stands."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


#: The class that says that the token is dead: it stops the account for a person when it is believed.
REFUSED = Unauthorized.__name__


def class_of(error: BaseException) -> str:
    """What an error is counted as: its class; whatever nobody foresaw is one class."""
    return type(error).__name__ if isinstance(error, RemoteError) else "unforeseen"


def position(breaker: Breaker | None, now: datetime) -> Position:
    """Where it stands at that moment; None is closed."""
    if breaker is None or breaker.probe_at is None:
        return Position.CLOSED
    return Position.OPEN if now < breaker.probe_at else Position.HALF_OPEN


def failed(
    breaker: Breaker | None, account: str, error: str, reason: str, now: datetime, jitter: float, patience: Patience
) -> Breaker:
    """The breaker after one more failure of its class. `jitter` in [0, 1) spreads the waits.

    A success forgets it: there is no function for that.
    """
    if breaker is None or now - breaker.last_at > patience.forgets_after:
        breaker = Breaker(account, error, 0, now, now, reason)
    counted = replace(breaker, failures=breaker.failures + 1, last_at=now, reason=reason)
    refused = error == REFUSED
    if not breaker.is_open and counted.failures < (1 if refused else patience.opens_after):
        return counted
    probes = breaker.probes + 1 if breaker.is_open else 0
    first = patience.refusal_wait if refused else patience.first_wait
    # After a refusal never shorter by chance: so many of them are to lie so far apart.
    wait = doubled(first, patience.longest_wait, probes + 1, 0.5 + jitter / 2 if refused else jitter)
    return replace(counted, opened_at=breaker.opened_at or now, probe_at=now + wait, probes=probes)


def is_believed(breaker: Breaker, patience: Patience) -> bool:
    """Whether refusals of the token are many enough, and far enough apart, to stop the account for a person."""
    far_apart = breaker.last_at - breaker.first_at >= patience.refusals_over
    return breaker.error == REFUSED and breaker.failures >= patience.refusals and far_apart


def open_until(breakers: Iterable[Breaker], now: datetime) -> Wait | None:
    """Until when the account's breakers let nothing through, the last of them; None when a call may be made."""
    waits = [
        Wait(breaker.probe_at, told(breaker), Cause.BREAKER)
        for breaker in breakers
        if breaker.probe_at is not None and position(breaker, now) is Position.OPEN
    ]
    return max(waits, default=None)


def told(breaker: Breaker) -> str:
    """What an open breaker means, in plain words."""
    times = "once" if breaker.failures == 1 else f"{breaker.failures} times in a row"
    return f"its network to work again: it failed {times}, the last time with: {breaker.reason}"
