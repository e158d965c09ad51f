"""Alerts: their lives, the messages about them, and the rounds that one daemon of all makes at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.model.alert import Alert, Condition, Kind, Message, MessageRow, Severity
from bot.store.database import Database
from bot.store.journal import note
from bot.store.tables import alert_messages, alerts, rounds


@dataclass(frozen=True, slots=True)
class Round:
    """The right to make one round until the lease ends; `fence` tells it from earlier claims."""

    name: str
    owner: str
    fence: int


class AlertStore:
    """Alerts and their outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- rounds -----------------------------------------------------------------------------------

    def claim_round(
        self, name: str, owner: str, now: datetime, until: datetime, every: timedelta = timedelta(days=1)
    ) -> Round | None:
        """The round, ours until `until`; None when it is not due yet or another owner makes it.

        `every`: the longest time between two; what lies further ahead was written by a clock that went wrong.
        """
        lease = until - now
        free = or_(rounds.c.lease_until.is_(None), rounds.c.lease_until <= now, rounds.c.lease_until > until + lease)
        due = or_(rounds.c.next_at <= now, rounds.c.next_at > until + every)
        self._make_known(name, now)
        with self._database.writing() as connection:
            fence = connection.execute(
                update(rounds)
                .where(rounds.c.name == name, due, free)
                .values(owner=owner, lease_until=until, fence=rounds.c.fence + 1)
                .returning(rounds.c.fence)
            ).scalar()
        return None if fence is None else Round(name, owner, fence)

    def _make_known(self, name: str, now: datetime) -> None:
        with self._database.reading() as connection:
            if connection.execute(select(rounds.c.name).where(rounds.c.name == name)).first():
                return
        try:
            with self._database.writing() as connection:
                connection.execute(rounds.insert().values(name=name, fence=0, next_at=now))
        except IntegrityError:
            # Another daemon made it known in between.
            return

    def end_round(self, held: Round, next_at: datetime) -> None:
        """Gives the round back, if it is still ours; the next one is due at `next_at`."""
        with self._database.writing() as connection:
            connection.execute(_ours(held).values(owner=None, lease_until=None, next_at=next_at))

    # --- alerts -----------------------------------------------------------------------------------

    def remembered(self, since: datetime) -> list[Alert]:
        """Every alert that is open, ended after `since`, or whose end is still to be told; oldest first."""
        untold = alerts.c.told_at.is_not(None) & alerts.c.end_told_at.is_(None)
        wanted = or_(alerts.c.resolved_at.is_(None), alerts.c.resolved_at >= since, untold)
        return self._alerts(select(alerts).where(wanted).order_by(alerts.c.id))

    def open(self) -> list[Alert]:
        """The alerts that are open, oldest first."""
        return self._alerts(select(alerts).where(alerts.c.resolved_at.is_(None)).order_by(alerts.c.id))

    def resolved(self, limit: int) -> list[Alert]:
        """The alerts that ended last, newest end first."""
        ended = alerts.c.resolved_at.is_not(None)
        return self._alerts(select(alerts).where(ended).order_by(alerts.c.resolved_at.desc()).limit(limit))

    def record(self, held: Round, changed: Sequence[Alert]) -> bool:
        """Whether the alerts were written: all of them, or none when the round is no longer ours."""
        with self._database.writing() as connection:
            if not _still_ours(connection, held):
                return False
            for alert in changed:
                _write(connection, alert)
        return True

    def tell(self, held: Round, told: Sequence[Alert], messages: Sequence[tuple[str, Message]], now: datetime) -> bool:
        """Whether these alerts are now marked as told and their messages wait for their channels, together.

        `messages`: (channel, message).
        """
        with self._database.writing(durable=True) as connection:
            if not _still_ours(connection, held):
                return False
            for alert in told:
                _write(connection, alert)
            numbers = [alert.id for alert in told]
            for channel, message in messages:
                connection.execute(alert_messages.insert().values(**_message_values(channel, message, numbers, now)))
        return True

    def last_told(self) -> dict[tuple[Kind, bool], datetime]:
        """(Kind, whether it told an end) → when the last message of it was written."""
        statement = select(alert_messages.c.kind, alert_messages.c.over, func.max(alert_messages.c.made_at)).group_by(
            alert_messages.c.kind, alert_messages.c.over
        )
        known = {str(kind) for kind in Kind}
        with self._database.reading() as connection:
            return {(Kind(kind), over): at for kind, over, at in connection.execute(statement) if kind in known}

    def acknowledge(self, numbers: Collection[int] | None, actor: str, now: datetime) -> int:
        """How many open alerts are now acknowledged that were not; `numbers` None: all of them."""
        fresh = alerts.c.resolved_at.is_(None) & alerts.c.acknowledged_at.is_(None)
        with self._database.writing() as connection:
            chosen = select(alerts.c.id, alerts.c.subject).where(fresh).order_by(alerts.c.id)
            rows = connection.execute(chosen if numbers is None else chosen.where(alerts.c.id.in_(numbers))).all()
            for row in rows:
                connection.execute(
                    update(alerts).where(alerts.c.id == row.id).values(acknowledged_at=now, acknowledged_by=actor)
                )
                note(connection, now, actor, f"alert {row.id}", "acknowledged", row.subject)
        return len(rows)

    def _alerts(self, statement: Any) -> list[Alert]:
        with self._database.reading() as connection:
            return [_alert(row) for row in connection.execute(statement)]

    # --- messages ---------------------------------------------------------------------------------

    def claim_message(self, channels: Collection[str], owner: str, now: datetime, until: datetime) -> MessageRow | None:
        """The oldest message due for one of the channels, ours until `until`; None when none is due.

        A channel takes one message at a time, in the order in which they were written.
        """
        busy = select(alert_messages.c.channel).where(alert_messages.c.lease_until > now)
        oldest = (
            select(alert_messages.c.id)
            .where(
                alert_messages.c.channel.in_(channels),
                alert_messages.c.next_try_at <= now,
                alert_messages.c.channel.not_in(busy),
            )
            .order_by(alert_messages.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        with self._database.writing(durable=True) as connection:
            row = connection.execute(
                update(alert_messages)
                .where(alert_messages.c.id == oldest)
                .values(owner=owner, lease_until=until)
                .returning(*alert_messages.c)
            ).first()
        return _message(row) if row else None

    def message_sent(self, row: MessageRow, owner: str, now: datetime) -> bool:
        """Whether it was recorded that the channel took the message."""
        with self._database.writing(durable=True) as connection:
            return bool(
                connection.execute(
                    _message_of(row, owner).values(
                        sent_at=now, next_try_at=None, owner=None, lease_until=None, error=""
                    )
                ).rowcount
            )

    def message_failed(self, row: MessageRow, owner: str, error: str, next_try_at: datetime | None) -> None:
        """The channel did not take the message. What else waits for that channel waits as long; None: given up."""
        with self._database.writing() as connection:
            connection.execute(
                _message_of(row, owner).values(
                    tries=row.tries + 1, error=error, next_try_at=next_try_at, owner=None, lease_until=None
                )
            )
            if next_try_at is not None:
                connection.execute(
                    update(alert_messages)
                    .where(alert_messages.c.channel == row.channel, alert_messages.c.next_try_at < next_try_at)
                    .where(alert_messages.c.severity != str(Severity.CRITICAL))
                    .values(next_try_at=next_try_at)
                )

    def undelivered(self, channels: Collection[str]) -> list[MessageRow]:
        """The messages that a channel refused at least once and has not taken since, oldest first."""
        statement = (
            select(alert_messages)
            .where(alert_messages.c.channel.in_(channels), alert_messages.c.sent_at.is_(None))
            .where(alert_messages.c.tries > 0, alert_messages.c.next_try_at.is_not(None))
            .order_by(alert_messages.c.id)
        )
        with self._database.reading() as connection:
            return [_message(row) for row in connection.execute(statement)]

    def messages(self, limit: int = 100) -> list[MessageRow]:
        """The newest messages, newest first."""
        statement = select(alert_messages).order_by(alert_messages.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_message(row) for row in connection.execute(statement)]


def _ours(held: Round) -> Any:
    return update(rounds).where(rounds.c.name == held.name, rounds.c.owner == held.owner, rounds.c.fence == held.fence)


def _still_ours(connection: Connection, held: Round) -> bool:
    # An update that changes nothing locks the row until the caller's transaction ends.
    return bool(connection.execute(_ours(held).values(fence=held.fence)).rowcount)


def _write(connection: Connection, alert: Alert) -> None:
    values = _values(alert)
    if alert.id:
        # What a person said meanwhile stays said, unless the alert itself took it back by growing.
        if alert.acknowledged_at is None:
            kept = select(alerts.c.acknowledged_at, alerts.c.acknowledged_by, alerts.c.level, alerts.c.times)
            row = connection.execute(kept.where(alerts.c.id == alert.id)).one()
            if row.level >= alert.condition.level and row.times == alert.times:
                values |= {"acknowledged_at": row.acknowledged_at, "acknowledged_by": row.acknowledged_by}
        connection.execute(update(alerts).where(alerts.c.id == alert.id).values(**values))
    else:
        connection.execute(alerts.insert().values(**values))


def _values(alert: Alert) -> dict[str, Any]:
    condition = alert.condition
    return {
        "kind": str(condition.kind),
        "subject": condition.subject,
        "open_key": condition.key if alert.is_open else None,
        "severity": str(condition.severity),
        "level": condition.level,
        "what": condition.what,
        "mend": condition.mend,
        "since": condition.since,
        "opened_at": alert.opened_at,
        "absent_since": alert.absent_since,
        "resolved_at": alert.resolved_at,
        "told_at": alert.told_at,
        "told_level": alert.told_level,
        "told_severity": str(alert.told_severity) if alert.told_severity else None,
        "end_told_at": alert.end_told_at,
        "acknowledged_at": alert.acknowledged_at,
        "acknowledged_by": alert.acknowledged_by,
        "times": alert.times,
    }


def _alert(row: Any) -> Alert:
    return Alert(
        id=row.id,
        condition=Condition(
            Kind(row.kind), row.subject, Severity(row.severity), row.since, row.what, row.mend, row.level
        ),
        opened_at=row.opened_at,
        absent_since=row.absent_since,
        resolved_at=row.resolved_at,
        told_at=row.told_at,
        told_level=row.told_level,
        told_severity=Severity(row.told_severity) if row.told_severity else None,
        end_told_at=row.end_told_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        times=row.times,
    )


def _message_values(channel: str, message: Message, numbers: Sequence[int], now: datetime) -> Mapping[str, Any]:
    return {
        "channel": channel,
        "kind": message.kind,
        "severity": str(message.severity),
        "over": message.over,
        "title": message.title,
        "body": message.body,
        "alerts": list(numbers),
        "made_at": now,
        "tries": 0,
        "next_try_at": now,
        "error": "",
    }


def _message_of(row: MessageRow, owner: str) -> Any:
    return update(alert_messages).where(alert_messages.c.id == row.id, alert_messages.c.owner == owner)


def _message(row: Any) -> MessageRow:
    return MessageRow(
        id=row.id,
        channel=row.channel,
        message=Message(row.kind, Severity(row.severity), row.title, row.body, row.over),
        made_at=row.made_at,
        tries=row.tries,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        error=row.error,
    )
