"""Alerts, their outbox and their rounds, and the facts they are judged by: on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model.account import Account
from bot.model.alert import Alert, Condition, Kind, Message, Severity
from bot.model.delivery import Decision, State, Verdict
from bot.model.grant import Grant
from bot.model.records import Admission
from bot.model.states import Mover
from bot.store.alerts import Round
from bot.store.freezes import Scope
from bot.store.moves import move
from bot.store.seal import Seal, new_key
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import begin, claim, plan, published

MINUTE = timedelta(minutes=1)
MAIL = "env:MAIL"
TEXT = Message("held", Severity.WARNING, "pressbot: a post is held", "why")


def held_round(store: Store, clock: FakeClock, owner: str = "a", name: str = "alerts") -> Round:
    made = store.alerts.claim_round(name, owner, clock(), clock() + 5 * MINUTE)
    assert made is not None
    return made


def condition(subject: str, now: datetime, **changes: object) -> Condition:
    made = Condition(Kind.HELD, subject, Severity.WARNING, now, "held: why", "pressbot release 1")
    return replace(made, **changes)  # type: ignore[arg-type]


def opened(store: Store, clock: FakeClock, *subjects: str) -> tuple[Round, list[Alert]]:
    mine = held_round(store, clock)
    assert store.alerts.record(mine, [Alert(0, condition(subject, clock()), clock()) for subject in subjects])
    return mine, store.alerts.open()


def test_one_daemon_makes_a_round_at_a_time(store: Store, clock: FakeClock) -> None:
    mine = held_round(store, clock)
    assert store.alerts.claim_round("alerts", "b", clock(), clock() + 5 * MINUTE) is None
    held_round(store, clock, "b", "ping")
    store.alerts.end_round(mine, clock() + MINUTE)
    assert store.alerts.claim_round("alerts", "b", clock(), clock() + 5 * MINUTE) is None
    clock.advance(minutes=1)
    held_round(store, clock, "b")


def test_a_clock_that_went_wrong_does_not_silence_the_rounds(store: Store, clock: FakeClock) -> None:
    ahead = clock() + timedelta(days=300)
    wrong = store.alerts.claim_round("alerts", "a", ahead, ahead + 5 * MINUTE, MINUTE)
    assert wrong is not None
    # Its lease as well as its next turn lie where no clock that is right could have put them.
    second = store.alerts.claim_round("alerts", "b", clock(), clock() + 5 * MINUTE, MINUTE)
    assert second is not None
    store.alerts.end_round(wrong, ahead)
    assert store.alerts.claim_round("alerts", "a", clock(), clock() + 5 * MINUTE, MINUTE) is None
    store.alerts.end_round(second, ahead)
    assert store.alerts.claim_round("alerts", "a", clock(), clock() + 5 * MINUTE, MINUTE) is not None


def test_a_round_that_was_taken_over_writes_nothing(store: Store, clock: FakeClock) -> None:
    asleep = held_round(store, clock)
    clock.advance(minutes=6)
    awake = held_round(store, clock, "b")
    alert = Alert(0, condition("delivery 1", clock()), clock())
    assert not store.alerts.record(asleep, [alert])
    assert not store.alerts.tell(asleep, [alert], [(MAIL, TEXT)], clock())
    assert (store.alerts.open(), store.alerts.messages()) == ([], [])
    store.alerts.end_round(asleep, clock())
    assert store.alerts.record(awake, [alert])


def test_an_alert_is_kept_as_it_is_and_leaves_the_open_ones_at_its_end(store: Store, clock: FakeClock) -> None:
    mine, (alert,) = opened(store, clock, "delivery 1")
    assert alert.condition == condition("delivery 1", clock())
    over = replace(alert, absent_since=clock(), resolved_at=clock.advance(minutes=1))
    assert store.alerts.record(mine, [over])
    assert store.alerts.open() == []
    assert store.alerts.resolved(5) == [over]
    assert store.alerts.remembered(clock() - MINUTE) == [over]
    assert store.alerts.remembered(clock() + MINUTE) == []
    # The same may open anew beside the one that is over.
    assert store.alerts.record(mine, [Alert(0, condition("delivery 1", clock()), clock())])
    assert len(store.alerts.open()) == 1


def test_telling_marks_and_writes_together(store: Store, clock: FakeClock) -> None:
    mine, (alert,) = opened(store, clock, "delivery 1")
    told = replace(alert, told_at=clock(), told_level=1, told_severity=Severity.WARNING)
    assert store.alerts.tell(mine, [told], [(MAIL, TEXT), ("env:CHAT", TEXT)], clock())
    assert store.alerts.open() == [told]
    assert sorted(row.channel for row in store.alerts.messages()) == ["env:CHAT", MAIL]
    assert store.alerts.last_told() == {(Kind.HELD, False): clock()}


def test_what_a_person_acknowledged_meanwhile_stays_so(store: Store, clock: FakeClock) -> None:
    mine, (one, two) = opened(store, clock, "delivery 1", "delivery 2")
    assert store.alerts.acknowledge([one.id], "me", clock()) == 1
    assert store.alerts.acknowledge([one.id, 999], "me", clock()) == 0
    # The round that was under way knew nothing of it.
    assert store.alerts.record(mine, [replace(one, absent_since=clock())])
    assert [alert.acknowledged_by for alert in store.alerts.open()] == ["me", ""]
    grown = replace(one, condition=replace(one.condition, level=2))
    assert store.alerts.record(mine, [grown])
    assert store.alerts.open()[0].acknowledged_at is None
    assert store.alerts.acknowledge(None, "me", clock()) == 2
    assert store.journal.of(f"alert {two.id}")[-1].action == "acknowledged"


def waiting(store: Store, clock: FakeClock, *messages: tuple[str, Message]) -> None:
    assert store.alerts.tell(held_round(store, clock), [], messages, clock())


def test_a_message_is_carried_by_one_daemon_in_order(store: Store, clock: FakeClock) -> None:
    waiting(store, clock, (MAIL, TEXT), (MAIL, replace(TEXT, title="second")), ("env:GONE", TEXT))
    first = store.alerts.claim_message([MAIL], "a", clock(), clock() + MINUTE)
    assert first is not None
    assert store.alerts.claim_message([MAIL], "b", clock(), clock() + MINUTE) is None
    assert store.alerts.message_sent(first, "a", clock())
    assert not store.alerts.message_sent(first, "a", clock())
    second = store.alerts.claim_message([MAIL], "b", clock(), clock() + MINUTE)
    assert second is not None
    assert (first.message, second.message.title) == (TEXT, "second")
    # Its daemon died: another one carries it once the lease is over.
    clock.advance(minutes=2)
    again = store.alerts.claim_message([MAIL], "c", clock(), clock() + MINUTE)
    assert again is not None
    assert again.id == second.id
    assert not store.alerts.message_sent(second, "b", clock())


def test_a_refused_message_waits_with_what_is_behind_it(store: Store, clock: FakeClock) -> None:
    urgent = replace(TEXT, severity=Severity.CRITICAL, title="urgent")
    waiting(store, clock, (MAIL, TEXT), (MAIL, TEXT), (MAIL, urgent))
    row = store.alerts.claim_message([MAIL], "a", clock(), clock() + MINUTE)
    assert row is not None
    store.alerts.message_failed(row, "a", "401", clock() + 5 * MINUTE)
    assert [(r.tries, r.error) for r in store.alerts.undelivered([MAIL])] == [(1, "401")]
    (fact,) = store.alert_facts.read([], [MAIL], clock()).channels
    assert (fact.name, fact.waiting, fact.error) == (MAIL, 1, "401")
    # What is critical does not wait behind it.
    through = store.alerts.claim_message([MAIL], "a", clock(), clock() + MINUTE)
    assert through is not None
    assert through.message.title == "urgent"
    assert store.alerts.message_sent(through, "a", clock())
    assert store.alerts.claim_message([MAIL], "a", clock(), clock() + MINUTE) is None
    clock.advance(minutes=5)
    again = store.alerts.claim_message([MAIL], "a", clock(), clock() + MINUTE)
    assert again is not None
    assert again.id == row.id
    store.alerts.message_failed(again, "a", "401", None)
    assert store.alerts.undelivered([MAIL]) == []


def test_facts_of_deliveries(store: Store, clock: FakeClock) -> None:
    early = clock()
    for mark in ("out", "rejected", "held by us", "held by staff", "waits"):
        row = plan(store, clock(), mark)
        held = claim(store, clock())
        if mark == "out":
            store.deliveries.close(held, row.id, begin(store, held, row, clock()), published(clock()), clock())
        elif mark != "waits":
            reached = State.REJECTED if mark == "rejected" else State.HELD
            by_staff = mark == "held by staff"
            with store.database.writing() as connection:
                if reached is State.REJECTED:
                    assert move(connection, row.id, State.SCHEDULED, State.PUBLISHING, now=clock(), reason="sending")
                origin = State.PUBLISHING if reached is State.REJECTED else State.SCHEDULED
                assert move(
                    connection, row.id, origin, reached, now=clock(), reason=mark,
                    mover=Mover.STAFF if by_staff else Mover.DAEMON, actor="me" if by_staff else "daemon",
                )  # fmt: skip
        store.lanes.give_back(held)
    clock.advance(hours=1)
    facts = store.alert_facts.read(["fb"], [], clock())
    assert [(row.reason, row.state, row.by_staff) for row in facts.deliveries] == [
        ("rejected", State.REJECTED, False),
        ("held by us", State.HELD, False),
        ("held by staff", State.HELD, True),
        ("", State.SCHEDULED, False),
    ]
    waits = facts.deliveries[-1]
    assert (waits.title, waits.site, waits.language, waits.waits_since) == ("https://e.org/waits", "e.org", "ru", early)
    assert facts.last_published_at == early
    assert [(a.name, a.last_published_at, a.paused_at) for a in facts.accounts] == [("fb", early, None)]
    assert store.alert_facts.read(["vk"], [], clock()).deliveries == []


def test_facts_of_articles_accounts_and_freezes(store: Store, clock: FakeClock) -> None:
    store.lanes.register([Account("fb", "facebook", "1"), Account("vk", "vk", "1")])
    unread = store.articles.add("https://e.org/unread", Admission.NEW, clock())
    aside = store.articles.add("https://e.org/aside", Admission.NEW, clock())
    store.articles.add("https://e.org/old", Admission.RECORDED, clock())
    hold = Decision("fb", Verdict.HOLD, "no faithful post could be rendered")
    store.deliveries.plan(aside.id, [hold, Decision("vk", Verdict.SKIP, "no")], [], clock())
    store.lanes.pause("vk", "token dead", "daemon", clock())
    store.freezes.set(Scope.ALL, "", reason="mourning", actor="me", now=clock(), until=None)
    ended = store.freezes.set(Scope.ACCOUNT, "fb", reason="x", actor="me", now=clock(), until=clock() + MINUTE)
    clock.advance(minutes=2)
    facts = store.alert_facts.read(["fb", "vk"], [], clock())
    assert [row.id for row in facts.undecided] == [unread.id]
    assert [(row.id, row.account, row.reason) for row in facts.set_aside] == [(aside.id, "fb", hold.reason)]
    assert [(a.name, a.pause_reason) for a in facts.accounts] == [("fb", ""), ("vk", "token dead")]
    assert [freeze.reason for freeze in facts.freezes] == ["mourning"]
    assert ended not in {freeze.id for freeze in facts.freezes}


def test_facts_of_tokens_need_no_key(store_url: str, clock: FakeClock) -> None:
    keys = [new_key()]
    made = Store(store_url, lambda: Seal(keys))
    made.upgrade()
    ends = clock() + timedelta(days=6)
    made.credentials.save("fb", Grant({}, clock(), ends), clock(), actor="me", reason="test")
    keys.clear()
    (token,) = made.alert_facts.read(["fb"], [], clock()).tokens
    assert (token.account, token.expires_at, token.refreshable) == ("fb", ends, False)
    made.close()


@pytest.mark.parametrize("url", ["sqlite:///:memory:", "postgresql+psycopg://u@h/x"])
def test_a_disk_that_is_not_ours_is_not_looked_at(url: str) -> None:
    made = Store(url)
    assert made.alert_facts.space() is None
    made.close()


def test_the_disk_under_the_store_is_looked_at(tmp_path: object) -> None:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    space = made.alert_facts.space()
    made.close()
    assert space is not None
    assert space.folder == str(tmp_path)
    assert space.free_bytes > 0
