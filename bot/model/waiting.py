"""What something waits for, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bot.model.breaker import Breaker


class Cause(StrEnum):
    """What makes an account wait before its next post."""

    # Limits of its own, from the configuration: worked out anew whenever they matter.
    MIN_GAP = "min_gap"
    DAILY_LIMIT = "daily_limit"
    MONTHLY_LIMIT = "monthly_limit"
    QUIET_HOURS = "quiet_hours"
    QUIET_DAY = "quiet_day"
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
        Cause.MIN_GAP, Cause.DAILY_LIMIT, Cause.MONTHLY_LIMIT, Cause.QUIET_HOURS, Cause.QUIET_DAY,
        Cause.POSTING_WINDOWS, Cause.SPREAD, Cause.BUDGET,
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


@dataclass(frozen=True, slots=True)
class Budget:
    """What an account spent in its month."""

    spent: Decimal
    #: None where no budget is set.
    limit: Decimal | None
    #: ISO 4217; "" before anything was spent.
    currency: str

    @property
    def left(self) -> Decimal | None:
        """What remains of the month; None where no budget is set."""
        return None if self.limit is None else max(self.limit - self.spent, Decimal())


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """Whether an account may send, and what remains of its limits."""

    #: What it waits for now; None when it does not.
    wait: Wait | None
    #: Why it stopped until a person acts; None while it works.
    stopped: str | None
    #: The open ones.
    breakers: tuple[Breaker, ...]
    #: None where nothing costs anything and no budget is set.
    budget: Budget | None
    #: Posts that may still go within 24 hours, and in its month; None where no such limit is set.
    daily_left: int | None
    monthly_left: int | None
