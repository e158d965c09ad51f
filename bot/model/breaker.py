"""The same failure of one account again and again, and what keeps it from being tried again at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Breaker:
    """Failures of one class in a row on one account; it is forgotten with the next success."""

    account: str
    #: Class of the error: "Unavailable", "Unauthorized" …
    error: str
    #: In a row.
    failures: int
    first_at: datetime
    last_at: datetime
    #: What the network said last.
    reason: str
    #: When it opened: the one fact a person is told. None while it is closed.
    opened_at: datetime | None = None
    #: When one call is let through to see whether it works again; None while it is closed.
    probe_at: datetime | None = None
    #: Calls let through since it opened, all of them failures.
    probes: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the account waits for it."""
        return self.opened_at is not None


@dataclass(frozen=True, slots=True)
class Patience:
    """How much of the same an account takes."""

    #: Failures of one class in a row that open its breaker.
    opens_after: int = 5
    #: Wait before the first call is let through; doubled each time it fails.
    first_wait: timedelta = timedelta(minutes=2)
    longest_wait: timedelta = timedelta(hours=1)
    #: Refusals of the token in a row, and the time between first and last, before it is believed to be dead.
    refusals: int = 3
    refusals_over: timedelta = timedelta(minutes=15)
    #: Wait after the first refusal of the token; twice that after the second.
    refusal_wait: timedelta = timedelta(minutes=5)
    #: A failure that old says nothing any more.
    forgets_after: timedelta = timedelta(hours=24)
    #: A delivery that fails for so long turns red: it is held for a person.
    gives_up_after: timedelta = timedelta(hours=12)
