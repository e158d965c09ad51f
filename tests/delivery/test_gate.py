"""What an account waits for, and what its failures lead to: on a store, with a network that answers as told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.delivery.gate import Gate
from bot.errors import Misused, OutcomeUnknown, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable
from bot.model.account import Account, AccountHealth, Passable, QuietHours, Standing
from bot.model.breaker import Patience
from bot.model.delivery import Outcome, Receipt, State
from bot.model.money import Price
from bot.model.quota import Quota, Use
from bot.model.records import DeliveryRow
from bot.model.waiting import OWN_LIMITS, Cause, Wait
from bot.store.deliveries import Closing
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import begin, claim, plan

MINUTE = timedelta(minutes=1)
PATIENCE = Patience(opens_after=3, first_wait=2 * MINUTE, longest_wait=60 * MINUTE)


class Told:
    """A network whose check says what the test wants."""

    def __init__(self) -> None:
        self.health: AccountHealth | RemoteError = AccountHealth(Standing.GOOD, "Mission", {})
        self.checks = 0
        self.price: Price | None = None

    def check(self) -> AccountHealth:
        self.checks += 1
        if isinstance(self.health, RemoteError):
            raise self.health
        return self.health


class Dear(Told):
    """One that charges."""

    def price_of(self, post: object, pictures: int) -> Price:
        return Price(Decimal("0.2"), "USD", "a post")

    def charges(self) -> list[Price]:
        return []


class World:
    """A gate with everything around it in reach."""

    def __init__(self, store: Store, clock: FakeClock, **options: object) -> None:
        self.store, self.clock = store, clock
        self.account = Account("fb", "facebook", "1", **options)  # type: ignore[arg-type]
        self.network: Told = Told()
        self.renews = False
        self.unready: str | None = None
        self.gate = Gate(
            store, {"fb": self.network}, clock, patience=PATIENCE, look_again=MINUTE, first_look=MINUTE,  # type: ignore[dict-item]
            unready=lambda _: self.unready, renew=lambda _: self.renews,
            is_final=lambda _, code: code == "ended", jitter=lambda: 0.5,
        )  # fmt: skip
        store.lanes.register([self.account])

    def wait(self) -> Wait | None:
        """What the account waits for now."""
        found = self.store.lanes.hindrance("fb")
        return found.wait if found.wait is not None and found.wait.until > self.clock() else None

    def chosen(self) -> int | None:
        found = self.gate.next(self.account)
        return found.delivery.id if found else None

    def fails(self, error: Exception) -> tuple[State, bool]:
        """What becomes of the next delivery when it fails, and whether the lane goes on."""
        found = self.gate.next(self.account)
        assert found is not None, self.wait()
        held = claim(self.store, self.clock())
        attempt = begin(self.store, held, found.delivery, self.clock())
        judged = self.gate.judge(found.delivery, error, self.clock())
        told = judged.following
        closing = Closing(
            told.fate.outcome, told.state, told.reason, counts=told.counts,
            again_at=None if told.fate.slows_account else told.again_at,
            error=type(error).__name__,
        )  # fmt: skip
        self.store.deliveries.close(held, found.delivery.id, attempt, closing, self.clock())
        goes_on = self.gate.record(found.delivery, judged, self.clock())
        self.store.lanes.give_back(held)
        return told.state, goes_on

    def succeeds(self) -> None:
        found = self.gate.next(self.account)
        assert found is not None, self.wait()
        held = claim(self.store, self.clock())
        attempt = begin(self.store, held, found.delivery, self.clock())
        identity = f"e{found.delivery.id}"
        closing = Closing(Outcome.PUBLISHED, State.PUBLISHED, "out", Receipt(identity, "https://n/1", self.clock()))
        self.store.deliveries.close(held, found.delivery.id, attempt, closing, self.clock())
        self.gate.sent("fb")
        self.store.lanes.give_back(held)

    def until_it_tries_again(self) -> datetime:
        wait = self.wait()
        assert wait is not None
        self.clock.moment = wait.until
        return wait.until


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield made
    made.close()


def test_nothing_due_is_no_wait(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    assert world.chosen() is None
    assert world.wait() is None


def test_looks_reach_further_where_each_is_used_up_at_once(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(store, clock)
    for number in range(200):
        plan(store, clock(), f"m{number}")
    asked: list[int] = []
    taken: list[int] = []
    due_next = store.deliveries.due_next

    def noted(account: str, now: datetime, limit: int) -> list[DeliveryRow]:
        asked.append(limit)
        return [row for row in due_next(account, now, 300) if row.id not in taken][:limit]

    monkeypatch.setattr(store.deliveries, "due_next", noted)
    for _ in range(8 + 16 + 32 + 64 + 1):
        chosen = world.chosen()
        assert chosen is not None
        taken.append(chosen)
    assert (asked, len(set(taken))) == ([8, 16, 32, 64, 64], 121)
    # Slow networks use up little of a look before it is past: the next one is short again.
    clock.advance(seconds=1)
    assert world.chosen() is not None
    assert asked[-1] == 8


def test_the_same_failure_again_and_again_opens_one_breaker_and_a_success_closes_it(
    store: Store, clock: FakeClock
) -> None:
    world = World(store, clock)
    for number in range(9):
        plan(store, clock(), f"m{number}")
    assert [world.fails(Unavailable("no route")) for _ in range(3)] == [(State.SCHEDULED, False)] * 3
    (opened,) = store.breakers.opened()
    assert (opened.account, opened.error, opened.failures) == ("fb", "Unavailable", 3)
    wait = world.wait()
    assert wait is not None
    assert (wait.until, wait.cause) == (clock() + 2 * MINUTE, Cause.BREAKER)
    assert world.chosen() is None
    world.until_it_tries_again()
    assert world.fails(Unavailable("no route")) == (State.SCHEDULED, False)
    assert world.until_it_tries_again() == opened.opened_at + 6 * MINUTE  # type: ignore[operator]
    assert [again.opened_at for again in store.breakers.opened()] == [opened.opened_at]
    world.succeeds()
    assert store.breakers.of("fb") == []
    assert world.chosen() is not None
    told = [entry.action for entry in store.journal.of("account fb")]
    assert told == ["breaker opened: Unavailable", "breaker closed: Unavailable"]


@pytest.mark.parametrize(
    ("error", "state"),
    [(Rejected("no"), State.REJECTED), (Misused("ours"), State.HELD), (OutcomeUnknown("cut"), State.UNCONFIRMED), (KeyError("x"), State.UNCONFIRMED)],
)  # fmt: skip
def test_a_refusal_repeated_costs_three_deliveries_not_a_hundred(
    store: Store, clock: FakeClock, error: Exception, state: State
) -> None:
    world = World(store, clock)
    for number in range(5):
        plan(store, clock(), f"m{number}")
    assert [world.fails(error) for _ in range(3)] == [(state, True), (state, True), (state, False)]
    assert world.chosen() is None
    assert len(store.breakers.opened()) == 1


def test_a_rate_limit_waits_as_long_as_asked_and_longer_each_time_where_nothing_is_asked(
    store: Store, clock: FakeClock
) -> None:
    world = World(store, clock)
    plan(store, clock())
    assert world.fails(RateLimited("slow", retry_after=7 * MINUTE)) == (State.SCHEDULED, False)
    assert world.until_it_tries_again() == datetime.fromisoformat("2026-11-24T09:07:00+00:00")
    before = clock()
    world.fails(RateLimited("slow"))
    assert world.until_it_tries_again() - before == MINUTE
    world.fails(RateLimited("slow", retry_after=45 * MINUTE))
    (opened,) = store.breakers.opened()
    assert opened.probe_at == clock() + 45 * MINUTE
    (row,) = store.deliveries.find()
    assert (row.attempts, row.failing_since) == (0, None)


def test_one_refused_token_stops_nobody_three_over_a_quarter_of_an_hour_do(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    plan(store, clock())
    world.network.health = AccountHealth(Standing.BROKEN, None, {}, ("the token is dead",))
    assert world.fails(Unauthorized("401")) == (State.SCHEDULED, False)
    assert store.lanes.hindrance("fb").stopped is None
    world.until_it_tries_again()
    assert world.chosen() is None  # the harmless look refuses again: no delivery is risked
    assert world.network.checks == 1
    assert store.lanes.hindrance("fb").stopped is None
    world.until_it_tries_again()
    assert clock() - datetime.fromisoformat("2026-11-24T09:00:00+00:00") >= 15 * MINUTE
    assert world.chosen() is None
    assert store.lanes.hindrance("fb").stopped == "the token is dead"
    (row,) = store.deliveries.find()
    assert (row.state, row.attempts) == (State.SCHEDULED, 0)


def test_a_token_that_works_again_goes_on_by_itself(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    plan(store, clock())
    world.fails(Unauthorized("401"))
    world.until_it_tries_again()
    world.succeeds()
    assert store.breakers.of("fb") == []


def test_a_check_that_cannot_be_made_counts_for_nothing(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    plan(store, clock())
    world.fails(Unauthorized("401"))
    world.network.health = Unavailable("no route")
    for _ in range(30):
        world.until_it_tries_again()
        assert world.chosen() is None
    assert [breaker.failures for breaker in store.breakers.of("fb")] == [1]
    assert store.lanes.hindrance("fb").stopped is None


def test_what_the_network_says_outright_is_believed_at_once(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    plan(store, clock())
    assert world.fails(Unauthorized("revoked", code="ended")) == (State.HELD, False)
    assert store.lanes.hindrance("fb").stopped == "revoked [ended]"


def test_a_token_made_new_is_tried_at_once_and_not_for_ever(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    plan(store, clock())
    world.renews = True
    world.fails(Unauthorized("revoked", code="ended"))
    wait = world.wait()
    assert wait is not None
    assert wait.until == clock() + timedelta(seconds=1)
    for _ in range(4):
        world.until_it_tries_again()
        assert world.fails(Unauthorized("401"))[0] is State.SCHEDULED
    world.until_it_tries_again()
    assert world.fails(Unauthorized("401")) == (State.HELD, False)
    assert store.lanes.hindrance("fb").stopped == "401"


def test_a_refused_owner_is_counted_like_any_refusal(store: Store, clock: FakeClock) -> None:
    world = World(store, clock)
    plan(store, clock())
    world.gate.refused("fb", Unauthorized("401"))
    assert world.wait() == Wait(clock() + 5.5 * MINUTE, "its network to work again: it failed once, the last time with: 401", Cause.BREAKER)  # fmt: skip
    world.gate.refused("fb", Unauthorized("revoked", code="ended"))
    assert store.lanes.hindrance("fb").stopped == "revoked [ended]"


def test_breaking_news_comes_through_a_wait_that_it_passes(store: Store, clock: FakeClock) -> None:
    # 09:00 UTC is 15:00 in Bishkek.
    quiet = QuietHours(*(datetime.fromisoformat(f"2026-11-24T{hour}:00").time() for hour in ("14", "18")))
    world = World(store, clock, quiet_hours=quiet, timezone="Asia/Bishkek", priority_passes=frozenset({Passable.QUIET_HOURS}))  # fmt: skip
    plan(store, clock(), "ordinary")
    assert world.chosen() is None
    wait = world.wait()
    assert wait is not None
    assert (wait.until - clock(), wait.cause) == (timedelta(hours=3), Cause.QUIET_HOURS)
    assert store.lanes.due(["fb"], clock()) == []
    urgent = plan(store, clock(), "urgent", priority=True)
    assert store.lanes.due(["fb"], clock()) == ["fb"]
    assert world.chosen() == urgent.id
    world.succeeds()
    assert world.chosen() is None
    assert world.wait() == wait


def test_breaking_news_waits_for_what_the_network_asks(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, priority_passes=frozenset(Passable))
    plan(store, clock(), "ordinary")
    world.fails(RateLimited("slow", retry_after=7 * MINUTE))
    plan(store, clock(), "urgent", priority=True)
    assert store.lanes.due(["fb"], clock()) == []
    assert world.chosen() is None


def test_a_burst_is_spread_over_its_time(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, spread=timedelta(hours=1))
    for number in range(4):
        plan(store, clock(), f"m{number}")
    began, sent = clock(), []
    while store.deliveries.count_due("fb", clock()):
        world.succeeds()
        sent.append((clock() - began) // MINUTE)
        if world.chosen() is None and world.wait():
            world.until_it_tries_again()
    assert sent == [0, 15, 30, 45]


@pytest.mark.parametrize(
    ("unready", "quota", "cause"),
    [("not connected", False, Cause.ACCOUNT), (None, True, Cause.QUOTA), ("not connected", True, Cause.ACCOUNT)],
)
def test_what_happened_goes_before_limits(
    store: Store, clock: FakeClock, unready: str | None, quota: bool, cause: Cause
) -> None:
    world = World(store, clock, min_gap=timedelta(hours=1))
    plan(store, clock())
    world.unready = unready
    if quota:
        store.quotas.record("fb", [Quota("posts", Use.POSTING, 1.0, clock(), clock() + 9 * MINUTE)])
    assert world.chosen() is None
    wait = world.wait()
    assert wait is not None
    assert wait.cause is cause


def test_a_budget_that_is_spent_waits_for_the_month(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, monthly_budget=0.1)
    world.network = Dear()
    world.gate._networks = {"fb": world.network}  # type: ignore[dict-item]
    plan(store, clock())
    assert world.chosen() is None
    wait = world.wait()
    assert wait is not None
    assert (wait.until.isoformat(), wait.cause) == ("2026-12-01T00:00:00+00:00", Cause.BUDGET)


def test_limits_changed_in_the_configuration_hold_from_the_next_start(store: Store, clock: FakeClock) -> None:
    world = World(store, clock, daily_limit=0)
    plan(store, clock())
    assert world.chosen() is None
    store.lanes.forget_waits(["fb"], OWN_LIMITS)
    assert world.wait() is None
    store.lanes.wait("fb", Wait(clock() + MINUTE, "asked", Cause.NETWORK))
    store.lanes.forget_waits(["fb"], OWN_LIMITS)
    assert world.wait() is not None


def test_what_fails_for_too_long_turns_red_and_what_a_person_released_begins_anew(
    store: Store, clock: FakeClock
) -> None:
    world = World(store, clock)
    failing, fresh = plan(store, clock(), "m1"), plan(store, clock() + timedelta(days=1), "m2")
    world.fails(Unavailable("no route"))
    since = clock()
    clock.advance(hours=12)
    assert store.deliveries.hold_failing(["fb"], since - MINUTE, clock(), "late") == []
    assert store.deliveries.hold_failing(["other"], since, clock(), "late") == []
    assert store.deliveries.hold_failing(["fb"], since, clock(), "not out 12 h after its first try") == [failing.id]
    row = store.deliveries.get(failing.id)
    assert row is not None
    assert (row.state, row.reason) == (State.HELD, "not out 12 h after its first try; no route")
    assert [d.id for d in store.deliveries.find(state=State.SCHEDULED)] == [fresh.id]
    store.deliveries.act(
        failing.id, State.HELD, State.SCHEDULED, actor="t", reason="x", now=clock(), failing_since=None, attempts=0
    )
    assert store.deliveries.hold_failing(["fb"], since, clock(), "late") == []
