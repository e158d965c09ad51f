"""The desk: judges what is wrong, writes messages to people, and hands them to their channels.

A message is written in the same transaction that marks its alerts as told, so a restart tells nothing twice; it waits
in the store until its channel took it. A process that dies between the channel's yes and its own note hands the
message over once more after the lease: an alarm that rings twice is better than one that does not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot.alerts.conditions import conditions
from bot.alerts.judge import Telling, next_try, revised, severity_of, tellings
from bot.alerts.wording import rehearsal, worded
from bot.clock import Clock
from bot.model.alert import Alert, AlertPolicy, AlertThresholds, Channel, Kind, Message, MessageRow, Severity
from bot.model.alert_facts import Facts
from bot.store.alerts import AlertStore, Round

log = structlog.get_logger(__name__)

#: Between two looks at what is wrong.
_EVERY = timedelta(seconds=30)
#: Between two checks of the journal's chain: after some years reading it whole takes seconds.
_PROVE_EVERY = timedelta(hours=6)
#: Longer than a look, and than one channel may take for a message (a mail server's greeting: 5 min at most).
_LEASE = timedelta(minutes=10)


class Looks(Protocol):
    """What the desk needs of the gatherer."""

    def facts(self, now: datetime) -> Facts:
        """The facts as they stand, but for the journal's chain. Raises StoreError."""
        ...

    def journal_fault(self) -> str:
        """Where the journal's chain breaks; "" when it holds. Raises StoreError."""
        ...


class Carries(Protocol):
    """What the desk needs of the edge towards people."""

    def carry(self, channel: str, message: Message) -> str | None:
        """Why the channel did not take the message, safe to show; None when it took it."""
        ...

    def faults(self) -> Mapping[str, str]:
        """Channel → why its address cannot be used."""
        ...


class Desk:
    """Alerts, from what is wrong to what people heard."""

    def __init__(
        self,
        store: AlertStore,
        gatherer: Looks,
        courier: Carries,
        channels: Sequence[Channel],
        policy: AlertPolicy,
        thresholds: AlertThresholds,
        clock: Clock,
        *,
        owner: str,
        timezone: ZoneInfo,
        public_url: str | None,
    ) -> None:
        self._store = store
        self._gatherer = gatherer
        self._courier = courier
        self._channels = channels
        self._policy = policy
        self._thresholds = thresholds
        self._clock = clock
        self._owner = owner
        self._timezone = timezone
        self._public_url = public_url

    # --- what the daemon does -----------------------------------------------------------------------

    def tick(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """How many messages reached their channels now. Raises StoreError."""
        self.look()
        carried = 0
        while not stopping() and (row := self._next_message()) is not None:
            carried += self._carry(row)
        return carried

    def look(self) -> int:
        """How many messages were written; 0 when the next look is not due, or another daemon makes it."""
        now = self._clock()
        held = self._store.claim_round("alerts", self._owner, now, now + _LEASE, _EVERY)
        if held is None:
            return 0
        try:
            return self._judge(held, now)
        finally:
            self._store.end_round(held, now + _EVERY)

    def _judge(self, held: Round, now: datetime) -> int:
        since = now - self._policy.repeat_after
        facts, unknown = self._gatherer.facts(now), frozenset[Kind]()
        fault = self._proved(now)
        if fault is None:
            unknown = frozenset({Kind.JOURNAL})
        found = conditions(replace(facts, journal_fault=fault or ""), self._thresholds)
        changed = revised(self._store.remembered(since), found, self._policy, now, unknown)
        for alert in changed:
            if alert.id == 0:
                log.warning("alert", kind=str(alert.condition.kind), about=alert.condition.subject)
        if changed and not self._store.record(held, changed):
            return 0
        written = 0
        last_told = self._store.last_told()
        for telling in tellings(self._store.remembered(since), last_told, self._policy, now):
            channels = self._channels_for(telling.severity)
            # With nobody to tell it stays untold: a channel that is configured later tells it.
            if not channels:
                continue
            message = worded(telling, self._timezone, now, self._public_url)
            told = [self._told(telling, alert, now) for alert in telling.alerts]
            if not self._store.tell(held, told, [(channel, message) for channel in channels], now):
                return written
            written += len(channels)
        return written

    def _proved(self, now: datetime) -> str | None:
        """Where the journal's chain breaks, "" when it holds; None while its next check is not due."""
        held = self._store.claim_round("journal", self._owner, now, now + _LEASE, _PROVE_EVERY)
        if held is None:
            return None
        try:
            return self._gatherer.journal_fault()
        finally:
            self._store.end_round(held, now + _PROVE_EVERY)

    def _channels_for(self, severity: Severity) -> list[str]:
        urgent = severity is Severity.CRITICAL
        return [channel.name for channel in self._channels if urgent or not channel.urgent_only]

    def _told(self, telling: Telling, alert: Alert, now: datetime) -> Alert:
        if telling.over:
            return replace(alert, end_told_at=now)
        severity = severity_of(alert, self._policy, now)
        return replace(alert, told_at=now, told_level=alert.condition.level, told_severity=severity)

    def _next_message(self) -> MessageRow | None:
        names = [channel.name for channel in self._channels]
        if not names:
            return None
        now = self._clock()
        return self._store.claim_message(names, self._owner, now, now + _LEASE)

    def _carry(self, row: MessageRow) -> bool:
        fault = self._courier.carry(row.channel, row.message)
        now = self._clock()
        if fault is None:
            self._store.message_sent(row, self._owner, now)
            return True
        again = next_try(row.tries + 1, row.made_at, row.message.severity, self._policy, now)
        self._store.message_failed(row, self._owner, fault, again)
        log.error("alert not delivered", channel=row.channel, reason=fault, given_up=again is None)
        return False

    # --- what people ask ----------------------------------------------------------------------------

    def open(self) -> list[Alert]:
        """The alerts that are open, oldest first."""
        return self._store.open()

    def resolved(self, limit: int = 50) -> list[Alert]:
        """The alerts that ended last, newest end first."""
        return self._store.resolved(limit)

    def undelivered(self) -> list[MessageRow]:
        """The messages that a channel refused so far, oldest first."""
        return self._store.undelivered([channel.name for channel in self._channels])

    def acknowledge(self, numbers: Collection[int] | None, actor: str) -> int:
        """How many open alerts are acknowledged now that were not; None: all. They are not repeated any more."""
        return self._store.acknowledge(numbers, actor, self._clock())

    def rehearse(self) -> dict[str, str | None]:
        """Channel → why it did not take a test message; None where it did."""
        message = rehearsal(self._timezone, self._clock(), self._public_url)
        return {channel.name: self._courier.carry(channel.name, message) for channel in self._channels}

    def faults(self) -> Mapping[str, str]:
        """Channel → why its address cannot be used; sends nothing."""
        return self._courier.faults() if self._channels else {}
