"""The life of an alert, from its opening to its end: what is told, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.judge import KEEP_TRYING, next_try, revised, severity_of, tellings
from bot.alerts.wording import LISTED, worded
from bot.delivery.windows import quiet_until
from bot.model.account import QuietHours
from bot.model.alert import Alert, AlertPolicy, Condition, Kind, Severity
from tests.conftest import FakeClock

BISHKEK = ZoneInfo("Asia/Bishkek")
POLICY = AlertPolicy()
NIGHT = QuietHours(time(22), time(7))
QUIET = AlertPolicy(quiet_until=lambda now: quiet_until(NIGHT, BISHKEK, now))


def about(subject: str, kind: Kind = Kind.HELD, severity: Severity = Severity.WARNING, level: int = 1) -> Condition:
    since = FakeClock()()
    return Condition(kind, subject, severity, since, f"{subject} is held", "pressbot show", level)


class Life:
    """A memory in place of the store, and a clock: what would be told at each look."""

    def __init__(self, policy: AlertPolicy = POLICY) -> None:
        self.policy = policy
        self.clock = FakeClock()
        self.alerts: dict[int, Alert] = {}
        self.last: dict[tuple[Kind, bool], datetime] = {}

    def look(self, *conditions: Condition, **later: float) -> list[str]:
        """What is told at that moment, as "kind: subjects"."""
        now = self.clock.advance(**later)
        since = now - self.policy.repeat_after
        known = [a for a in self.alerts.values() if a.is_open or (a.resolved_at and a.resolved_at >= since)]
        for alert in revised(known, conditions, self.policy, now):
            number = alert.id or len(self.alerts) + 1
            self.alerts[number] = replace(alert, id=number)
        told = []
        for telling in tellings(list(self.alerts.values()), self.last, self.policy, now):
            for alert in telling.alerts:
                severity = severity_of(alert, self.policy, now)
                values = (
                    {"end_told_at": now}
                    if telling.over
                    else {"told_at": now, "told_level": alert.condition.level, "told_severity": severity}
                )
                self.alerts[alert.id] = replace(alert, **values)
            self.last[telling.kind, telling.over] = now
            told.append(worded(telling, BISHKEK, now, None).title.removeprefix("pressbot: "))
        return told

    def acknowledge(self) -> None:
        self.alerts = {
            n: replace(a, acknowledged_at=self.clock(), acknowledged_by="me") for n, a in self.alerts.items()
        }


ONE, TWO = about("delivery 1"), about("delivery 2")
ALARM = about("account fb", Kind.ACCOUNT, Severity.CRITICAL)


def test_alerts_of_one_kind_gather_into_one_message() -> None:
    life = Life()
    assert life.look(ONE) == []
    assert life.look(ONE, TWO, seconds=50) == []
    assert life.look(ONE, TWO, seconds=10) == ["2 posts are held for a person"]
    assert life.look(ONE, TWO, minutes=1) == []


def test_what_is_gone_before_it_was_told_is_never_told() -> None:
    life = Life()
    assert life.look(ONE) == []
    assert life.look(seconds=30) == []
    assert life.look(minutes=30) == []
    assert [alert.is_open for alert in life.alerts.values()] == [False]


def test_a_kind_is_told_again_only_after_a_pause_unless_critical() -> None:
    life = Life()
    life.look(ONE, ALARM)
    assert life.look(ONE, ALARM, minutes=1) == ["CRITICAL: an account has stopped", "a post is held for a person"]
    other = replace(ALARM, subject="account vk")
    life.look(ONE, TWO, ALARM, other, minutes=1)
    assert life.look(ONE, TWO, ALARM, other, minutes=1) == ["CRITICAL: an account has stopped"]
    assert life.look(ONE, TWO, ALARM, other, minutes=12) == []
    assert life.look(ONE, TWO, ALARM, other, minutes=1) == ["a post is held for a person"]


def test_it_is_repeated_after_a_day_and_not_before() -> None:
    life = Life()
    life.look(ONE)
    life.look(ONE, minutes=1)
    assert life.look(ONE, hours=23) == []
    assert life.look(ONE, hours=1) == ["still: a post is held for a person"]
    life.acknowledge()
    assert life.look(ONE, days=3) == []


def test_a_refusal_is_told_once_and_its_end_too() -> None:
    life, refused = Life(), about("delivery 1", Kind.FAILED)
    life.look(refused)
    assert life.look(refused, minutes=1) == ["a post was refused for good"]
    assert life.look(refused, days=5) == []
    life.look(minutes=1)
    assert life.look(minutes=1) == ["over: a post was refused for good"]
    assert life.look(minutes=30) == []


def test_growing_worse_is_told_at_once_even_if_acknowledged() -> None:
    life, token = Life(), about("account fb", Kind.TOKEN, Severity.NOTICE)
    life.look(token)
    assert life.look(token, minutes=1) == ["a token ends"]
    life.acknowledge()
    worse = replace(token, level=2, severity=Severity.CRITICAL)
    assert life.look(worse, minutes=1) == ["CRITICAL: a token ends"]
    assert life.look(worse, minutes=1) == []


def test_a_warning_that_nobody_saw_becomes_critical() -> None:
    policy = AlertPolicy(repeat_after=timedelta(days=9), escalate_after=timedelta(hours=6))
    doubt = about("delivery 1", Kind.UNCONFIRMED)
    life, seen = Life(policy), Life(policy)
    for each in (life, seen):
        each.look(doubt)
        each.look(doubt, minutes=1)
    seen.acknowledge()
    assert life.look(doubt, hours=6) == ["CRITICAL: it is not known whether a post is out"]
    assert seen.look(doubt, hours=6) == []


def test_in_quiet_hours_only_what_is_critical_is_told() -> None:
    life = Life(QUIET)
    life.clock.advance(hours=7)  # 22:00 in Bishkek
    life.look(ONE, ALARM)
    assert life.look(ONE, ALARM, minutes=1) == ["CRITICAL: an account has stopped"]
    life.look(ONE, hours=1)
    assert life.look(ONE, hours=7, minutes=50) == []
    assert life.look(ONE, minutes=9) == ["a post is held for a person", "over: an account has stopped"]


def test_what_comes_back_must_stand_before_it_is_told_again() -> None:
    life = Life()
    life.look(ONE)
    life.look(ONE, minutes=1)
    life.look(minutes=1)
    assert life.look(minutes=1) == ["over: a post is held for a person"]
    for _ in range(3):
        assert life.look(ONE, minutes=1) == []
        assert life.look(minutes=1) == []
        assert life.look(minutes=1) == []
    assert len(life.alerts) == 1
    assert life.look(ONE, minutes=1) == []
    assert life.look(ONE, minutes=15) == ["a post is held for a person"]
    assert life.alerts[1].times == 5


def test_a_look_that_changes_nothing_writes_nothing() -> None:
    life = Life()
    life.look(ONE)
    assert revised(life.alerts.values(), [ONE], POLICY, life.clock()) == []


def test_a_long_message_names_some_and_counts_the_rest() -> None:
    life = Life()
    many = [about(f"delivery {number}") for number in range(20)]
    life.look(*many)
    now = life.clock.advance(minutes=1)
    (telling,) = tellings(list(life.alerts.values()), {}, POLICY, now)
    message = worded(telling, BISHKEK, now, "https://press.example.org")
    assert message.title == "pressbot: 20 posts are held for a person"
    assert message.body.count("•") == LISTED
    assert f"and {20 - LISTED} more" in message.body
    assert "since 24.11.2026 15:00 (1 min)" in message.body
    assert message.body.endswith("https://press.example.org")
    assert len(message.body) < 4000


def test_even_the_longest_message_fits_where_messages_are_short() -> None:
    life = Life()
    many = [replace(about(f"delivery {number}"), what="ы" * 5000) for number in range(20)]
    life.look(*many)
    now = life.clock.advance(minutes=1)
    (telling,) = tellings(list(life.alerts.values()), {}, POLICY, now)
    assert len(worded(telling, BISHKEK, now, "https://press.example.org").body) < 4096


@pytest.mark.parametrize(
    ("tries", "severity", "age", "hour", "minutes"),
    [
        (1, Severity.WARNING, timedelta(), 9, 1),
        (3, Severity.WARNING, timedelta(), 9, 5),
        (99, Severity.WARNING, timedelta(), 9, 60),
        (1, Severity.WARNING, KEEP_TRYING, 9, None),
        # 23:00 in Bishkek: until 7:00 there.
        (1, Severity.WARNING, timedelta(), 17, 8 * 60),
        (1, Severity.CRITICAL, timedelta(), 17, 1),
    ],
)
def test_a_refused_message_is_tried_again_ever_later(
    tries: int, severity: Severity, age: timedelta, hour: int, minutes: int | None
) -> None:
    now = FakeClock()().replace(hour=hour)
    again = next_try(tries, now - age, severity, QUIET, now)
    assert again == (None if minutes is None else now + timedelta(minutes=minutes))
