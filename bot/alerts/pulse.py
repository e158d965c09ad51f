"""Whether pressbot truly works, and the knock at an outside monitor that says so.

A process that runs is not enough: sources must have been visited when they were due, what is due must move, and the
daemon's own work must not fail. When it does not, nothing is sent, and the monitor rings by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.clock import Clock
from bot.model.alert_facts import AccountFact, Facts
from bot.model.delivery import State
from bot.model.health import Beat
from bot.store.alerts import AlertStore

log = structlog.get_logger(__name__)

#: A visit, a post or a turn of work that comes so much later than it should has stopped coming.
SLACK = timedelta(minutes=15)
_LEASE = timedelta(minutes=2)
#: After a knock that the monitor did not hear, or while something is wrong.
_AGAIN = timedelta(minutes=1)


class Knocks(Protocol):
    """What the pulse needs of the monitor."""

    def knock(self) -> str | None:
        """Why the monitor did not hear it; None when it did."""
        ...

    def close(self) -> None:
        """Closes every connection."""
        ...


class Reads(Protocol):
    """What the pulse needs of the gatherer."""

    def facts(self, now: datetime) -> Facts:
        """The facts as they stand. Raises StoreError."""
        ...


def silence(facts: Facts, beat: Beat | None) -> str | None:
    """Why the monitor must not be told that all is well; None when pressbot truly works. Pure.

    A source that cannot be read, or a network that refuses, is their fault and has its alert: pressbot works when it
    asked. `beat` None: one full turn, which has no pulse.
    """
    return illness(beat, facts.now) or _standstill(facts)


def illness(beat: Beat | None, now: datetime) -> str | None:
    """What is wrong with this daemon itself; None when nothing is. Pure."""
    if beat is None:
        return None
    # Measuring fails with its network.
    failing = [f"{work}: {reason}" for work, reason in beat.errors.items() if not work.startswith("measure")]
    stuck = [f"{work} has not ended for long" for work, at in beat.at.items() if now - at > SLACK]
    return next(iter(failing + stuck), None)


def _standstill(facts: Facts) -> str | None:
    for source in facts.sources:
        if facts.now - source.next_visit_at > SLACK:
            return f"source {source.name} is not visited"
    for delivery in facts.deliveries:
        if delivery.state is State.PUBLISHING and facts.now - delivery.since > SLACK:
            return f"delivery {delivery.id} is stuck while it is sent"
    for account in facts.accounts:
        if _may_send(account, facts.now) and _waits(account, facts):
            return f"what is due for {account.name} does not move"
    return None


def _may_send(account: AccountFact, now: datetime) -> bool:
    return account.paused_at is None and (account.not_before is None or account.not_before <= now)


def _waits(account: AccountFact, facts: Facts) -> bool:
    """Whether something is overdue there, and nothing went out lately."""
    if account.last_published_at is not None and facts.now - account.last_published_at <= SLACK:
        return False
    return any(
        row.account == account.name and row.state is State.SCHEDULED and facts.now - row.due_at > SLACK
        for row in facts.deliveries
    )


class Pulse:
    """Knocks while all is well, once in `every` for all daemons of the store."""

    def __init__(
        self, store: AlertStore, gatherer: Reads, monitor: Knocks | None, clock: Clock, *, every: timedelta, owner: str
    ) -> None:
        self._store = store
        self._gatherer = gatherer
        self._monitor = monitor
        self._clock = clock
        self._every = every
        self._owner = owner
        self._told = ""

    def beat(self, beat: Beat | None) -> bool:
        """Whether the monitor heard a knock now; there may be none. Raises StoreError."""
        if self._monitor is None:
            return False
        now = self._clock()
        ill = illness(beat, now)
        if ill is not None:
            # Another daemon of the store may be well: it is left the round.
            self._say(ill)
            return False
        held = self._store.claim_round("ping", self._owner, now, now + _LEASE, self._every)
        if held is None:
            return False
        fault: str | None = "the round ended early"
        try:
            fault = silence(self._gatherer.facts(now), beat) or self._monitor.knock()
        finally:
            self._store.end_round(held, now + (self._every if fault is None else min(_AGAIN, self._every)))
        self._say(fault or "")
        return fault is None

    def close(self) -> None:
        """Closes every connection."""
        if self._monitor is not None:
            self._monitor.close()

    def _say(self, fault: str) -> None:
        if fault and fault != self._told:
            log.warning("no knock at the monitor", reason=fault)
        self._told = fault
