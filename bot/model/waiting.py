"""What something waits for, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Cause(StrEnum):
    """What makes an account wait before its next post."""

    # Limits of its own, from the configuration: worked out anew whenever they matter.
    MIN_GAP = "min_gap"
    DAILY_LIMIT = "daily_limit"
    MONTHLY_LIMIT = "monthly_limit"
    QUIET_HOURS = "quiet_hours"
    POSTING_WINDOWS = "posting_windows"
    SPREAD = "spread"
    BUDGET = "budget"
    # What happened to it: stands until its moment.
    QUOTA = "quota"  # a limit of the network is used up
    NETWORK = "network"  # the network asked to wait, or is out of reach
    BREAKER = "breaker"  # the same failure again and again
    ACCOUNT = "account"  # not connected, or its owner cannot be told


#: Causes that the configuration may take away.
OWN_LIMITS = frozenset(
    {
        Cause.MIN_GAP, Cause.DAILY_LIMIT, Cause.MONTHLY_LIMIT, Cause.QUIET_HOURS, Cause.POSTING_WINDOWS, Cause.SPREAD,
        Cause.BUDGET,
    }
)  # fmt: skip


class Wait(NamedTuple):
    """An account sends nothing before `until`."""

    #: Aware UTC.
    until: datetime
    #: In plain words, fit for "waits for …".
    why: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why one delivery has not gone out, and the earliest moment at which it can."""

    why: str
    #: Aware UTC; None where a person decides.
    until: datetime | None
    #: It should have been out by now and is not, because something fails.
    red: bool = False


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps an account from sending, as it was recorded when it last tried."""

    #: None when it never waited; its moment may have passed.
    wait: Wait | None
    #: Whether breaking news may go before `wait` is over.
    urgent_passes: bool
    #: Why it stopped until a person acts; None while it works.
    stopped: str | None
