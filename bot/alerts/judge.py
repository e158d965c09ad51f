"""From conditions to alerts to what is to be told: pure, over what the store remembers.

An alert opens when its condition is first seen, waits `gather` for others of its kind, is told with them, told again
only after `repeat_after`, or at once where it grew worse, and is over when its condition was gone for `gather`. One
that comes back soon after its end is the same alert: it must stand for `kind_gap` before it is told again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.alert import Alert, AlertPolicy, Condition, Kind, Severity


@dataclass(frozen=True, slots=True)
class Manner:
    """How alerts of one kind are told."""

    #: Told again while nobody acknowledged it.
    repeats: bool = True
    #: Grows critical when nobody acknowledged it for long.
    escalates: bool = False
    #: A message says when it is over.
    tells_end: bool = True


MANNERS: Mapping[Kind, Manner] = {
    Kind.NOTHING_OUT: Manner(escalates=True),
    Kind.ACCOUNT: Manner(),
    Kind.TOKEN: Manner(),
    Kind.BREAKER: Manner(escalates=True),
    # It does not get worse by waiting: told once, and shown until a person released or cancelled it.
    Kind.FAILED: Manner(repeats=False),
    Kind.UNCONFIRMED: Manner(escalates=True),
    Kind.HELD: Manner(),
    Kind.APPROVAL: Manner(tells_end=False),
    Kind.PROPOSAL: Manner(tells_end=False),
    Kind.SOURCE: Manner(escalates=True),
    Kind.BUDGET: Manner(repeats=False),
    Kind.SPACE: Manner(escalates=True),
    Kind.JOURNAL: Manner(),
    Kind.FREEZE: Manner(),
    Kind.CHANNEL: Manner(escalates=True),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """Alerts of one kind that go into one message."""

    kind: Kind
    severity: Severity
    alerts: tuple[Alert, ...]
    #: They are over.
    over: bool = False
    #: Some of them were told before.
    again: bool = False
    #: Further alerts of the kind that are open and were told before.
    still_open: int = 0


def severity_of(alert: Alert, policy: AlertPolicy, now: datetime) -> Severity:
    """How grave the alert is by now: a warning that nobody acknowledged for long is critical."""
    severity = alert.condition.severity
    waited = now - alert.opened_at >= policy.escalate_after
    if severity is Severity.WARNING and waited and alert.acknowledged_at is None:
        return Severity.CRITICAL if MANNERS[alert.condition.kind].escalates else severity
    return severity


def revised(
    known: Iterable[Alert],
    conditions: Sequence[Condition],
    policy: AlertPolicy,
    now: datetime,
    unknown: Collection[Kind] = (),
) -> list[Alert]:
    """The alerts that are new or changed, `known` being all that are open or ended within `repeat_after`.

    `unknown`: kinds that were not looked at: what was found of them last still holds.
    """
    latest: dict[str, Alert] = {}
    for alert in known:
        before = latest.get(alert.condition.key)
        if before is None or (alert.is_open, alert.opened_at) > (before.is_open, before.opened_at):
            latest[alert.condition.key] = alert
    holding = {condition.key: condition for condition in conditions}
    changed = [_seen(latest.get(key), condition, policy, now) for key, condition in holding.items()]
    gone = [alert for key, alert in latest.items() if alert.is_open and key not in holding]
    changed += [
        _gone(alert, policy, now)
        for alert in gone
        if alert.condition.kind not in unknown or alert.absent_since is not None
    ]
    as_known = {alert.id: alert for alert in latest.values()}
    return [alert for alert in changed if alert != as_known.get(alert.id)]


def _seen(alert: Alert | None, condition: Condition, policy: AlertPolicy, now: datetime) -> Alert:
    if alert is None or (alert.resolved_at is not None and now - alert.resolved_at > policy.repeat_after):
        return Alert(0, condition, opened_at=now)
    if alert.resolved_at is not None:
        return replace(
            alert, condition=condition, opened_at=now, absent_since=None, resolved_at=None, told_at=None, told_level=0,
            told_severity=None, end_told_at=None, acknowledged_at=None, acknowledged_by="", times=alert.times + 1,
        )  # fmt: skip
    # Where only the first look knew since when, it stays known.
    same = replace(condition, since=min(condition.since, alert.condition.since))
    grown = condition.level > alert.condition.level
    return replace(
        alert, condition=same, absent_since=None,
        acknowledged_at=None if grown else alert.acknowledged_at,
        acknowledged_by="" if grown else alert.acknowledged_by,
    )  # fmt: skip


def _gone(alert: Alert, policy: AlertPolicy, now: datetime) -> Alert:
    if alert.absent_since is None:
        return replace(alert, absent_since=now)
    if now - alert.absent_since >= policy.gather:
        told = None if MANNERS[alert.condition.kind].tells_end else now
        return replace(alert, resolved_at=now, end_told_at=told)
    return alert


def tellings(
    alerts: Sequence[Alert],
    last_told: Mapping[tuple[Kind, bool], datetime],
    policy: AlertPolicy,
    now: datetime,
) -> list[Telling]:
    """What is to be told now, gravest first. `last_told`: (kind, it was an end) → the last message of it."""
    quiet = policy.quiet_until(now) is not None
    told = []
    for kind in Kind:
        mine = [alert for alert in alerts if alert.condition.kind is kind]
        told += _opened(kind, mine, last_told.get((kind, False)), policy, now, quiet=quiet)
        if not quiet:
            told += _ended(kind, mine, last_told.get((kind, True)), policy, now)
    return sorted(told, key=lambda telling: (telling.over, -telling.severity.rank))


def _opened(
    kind: Kind, alerts: Sequence[Alert], last: datetime | None, policy: AlertPolicy, now: datetime, *, quiet: bool
) -> list[Telling]:
    standing = [alert for alert in alerts if alert.is_open and alert.absent_since is None]
    wanted = [alert for alert in standing if _wants_telling(alert, policy, now)]
    if quiet:
        wanted = [alert for alert in wanted if severity_of(alert, policy, now) is Severity.CRITICAL]
    if not any(_has_waited(alert, policy, now) for alert in wanted):
        return []
    severity = max((severity_of(alert, policy, now) for alert in wanted), key=lambda each: each.rank)
    if severity is not Severity.CRITICAL and last is not None and now - last < policy.kind_gap:
        return []
    again = any(alert.told_at is not None for alert in wanted)
    return [Telling(kind, severity, tuple(wanted), again=again, still_open=len(standing) - len(wanted))]


def _wants_telling(alert: Alert, policy: AlertPolicy, now: datetime) -> bool:
    if alert.told_at is None:
        return alert.acknowledged_at is None
    if alert.condition.level > alert.told_level:
        return True
    if alert.acknowledged_at is not None:
        return False
    if alert.told_severity is None or severity_of(alert, policy, now).rank > alert.told_severity.rank:
        return True
    return MANNERS[alert.condition.kind].repeats and now - alert.told_at >= policy.repeat_after


def _has_waited(alert: Alert, policy: AlertPolicy, now: datetime) -> bool:
    if alert.told_at is not None:
        return True
    came_back = alert.times > 1 and alert.condition.severity is not Severity.CRITICAL
    return now - alert.opened_at >= (policy.kind_gap if came_back else policy.gather)


def _ended(
    kind: Kind, alerts: Sequence[Alert], last: datetime | None, policy: AlertPolicy, now: datetime
) -> list[Telling]:
    over = [
        alert
        for alert in alerts
        if alert.resolved_at is not None and alert.told_at is not None and alert.end_told_at is None
    ]
    if not over or not MANNERS[kind].tells_end or (last is not None and now - last < policy.kind_gap):
        return []
    gravest = max((alert.told_severity or Severity.NOTICE for alert in over), key=lambda each: each.rank)
    still = sum(alert.is_open for alert in alerts)
    return [Telling(kind, gravest, tuple(over), over=True, still_open=still)]


#: Between two tries of a message that a channel did not take.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
#: A message that no try could deliver for so long is given up.
KEEP_TRYING = timedelta(days=3)


def next_try(tries: int, made_at: datetime, severity: Severity, policy: AlertPolicy, now: datetime) -> datetime | None:
    """When a message is tried again after its `tries`-th failure; None when it is given up."""
    if now - made_at >= KEEP_TRYING:
        return None
    again = now + _WAITS[min(tries, len(_WAITS)) - 1]
    if severity is Severity.CRITICAL:
        return again
    return policy.quiet_until(again) or again
