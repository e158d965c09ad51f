"""What waits, for what and until when: told, then lived through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.delivery.forecast import Lane, forecast, settled
from bot.delivery.outlook import Outlook
from bot.delivery.throttle import not_before
from bot.model.account import Account, Passable, QuietHours
from bot.model.breaker import Breaker
from bot.model.delivery import Outcome, State
from bot.model.money import Price
from bot.model.post import Form, Post
from bot.model.records import DeliveryRow
from bot.model.waiting import Cause, Hindrance, Wait
from bot.store.deliveries import Closing
from bot.store.freezes import Scope
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import begin, claim, plan

NOW = datetime.fromisoformat("2026-11-24T09:00:00+00:00")
MINUTE = timedelta(minutes=1)
HALF_DAY = timedelta(hours=12)
FREE = Hindrance(None, False, None)


def row(number: int, *, due_min: int = 0, priority: bool = False, state: State = State.SCHEDULED) -> DeliveryRow:
    post = Post("fb", "facebook", "Текст", None, "https://e.org/1", Form.LINK, "ru", 5, 100)
    return DeliveryRow(
        number, 1, "fb", "facebook", 0, state, post, f"m{number}", priority, NOW + due_min * MINUTE, 0, "as planned",
        NOW, NOW, 0, None, None,
    )  # fmt: skip


def told(
    account: Account, queue: list[DeliveryRow], hindrance: Hindrance = FREE, sent: tuple[datetime, ...] = ()
) -> dict[int, tuple[int | None, str, bool]]:
    """Delivery → (minutes from NOW, the last word of why, red)."""
    found = forecast(Lane(account, hindrance, sent, queue, {}), NOW, HALF_DAY)
    return {
        number: ((waiting.until - NOW) // MINUTE if waiting.until else None, waiting.why, waiting.red)
        for number, waiting in found.items()
    }


def account(**options: object) -> Account:
    return Account("fb", "facebook", "1", **options)  # type: ignore[arg-type]


def test_a_queue_behind_a_gap_is_told_one_after_the_other() -> None:
    gap = "the minimum gap of 10 min between two posts"
    found = told(account(min_gap=10 * MINUTE), [row(1), row(2), row(3)], sent=(NOW - 4 * MINUTE,))
    assert found == {1: (6, gap, False), 2: (16, gap, False), 3: (26, gap, False)}


def test_breaking_news_goes_first_and_the_others_after_it() -> None:
    found = told(account(min_gap=10 * MINUTE), [row(1), row(2, priority=True), row(3, due_min=60)])
    assert [(number, found[number][0]) for number in (2, 1, 3)] == [(2, 0), (1, 10), (3, 60)]
    assert found[3][1] == "as planned"


def test_a_burst_is_told_as_it_will_be_spread() -> None:
    found = told(account(spread=60 * MINUTE), [row(number) for number in range(1, 7)])
    assert [found[number][0] for number in range(1, 7)] == [0, 10, 20, 30, 40, 50]


@pytest.mark.parametrize(
    ("hindrance", "due_min", "until", "why", "red"),
    [
        (Hindrance(Wait(NOW + 9 * MINUTE, "the network", Cause.NETWORK), False, None), 0, 9, "the network", False),
        (Hindrance(Wait(NOW + 9 * MINUTE, "the network", Cause.NETWORK), False, None), -780, 9, "the network", True),
        (Hindrance(Wait(NOW - 9 * MINUTE, "the network", Cause.NETWORK), False, None), 0, 0, "its turn: it is about to be sent", False),
        # What the configuration said when it was noted: it may say something else now.
        (Hindrance(Wait(NOW + 9 * MINUTE, "an old gap", Cause.MIN_GAP), False, None), 0, 0, "its turn: it is about to be sent", False),
        (Hindrance(Wait(NOW + 9 * MINUTE, "money", Cause.BUDGET), False, None), -780, 9, "money", False),
        (Hindrance(None, False, "dead token"), 0, None, "its account, which has stopped: dead token", True),
    ],
)  # fmt: skip
def test_what_happened_to_the_account_is_told(
    hindrance: Hindrance, due_min: int, until: int | None, why: str, red: bool
) -> None:
    assert told(account(), [row(1, due_min=due_min)], hindrance) == {1: (until, why, red)}


@pytest.mark.parametrize(
    ("state", "why", "red"),
    [
        (State.DRAFT, "a person's approval", False),
        (State.HELD, "a person: as planned", True),
        (State.UNCONFIRMED, "a look at whether it is out: as planned", False),
        (State.PUBLISHED, None, False),
        (State.CANCELLED, None, False),
    ],
)
def test_what_is_not_scheduled(state: State, why: str | None, red: bool) -> None:
    found = settled(row(1, state=state))
    assert (found.why if found else None, bool(found and found.red)) == (why, red)


def test_a_long_queue_is_told_in_time() -> None:
    found = told(account(min_gap=MINUTE, daily_limit=50), [row(number) for number in range(1, 900)])
    assert len(found) == 899
    assert found[899] == (None, "its turn behind 200 others", False)
    assert found[51][0] == 24 * 60


@settings(max_examples=40, deadline=None)
@example(dues=[*[(0, False)] * 6, (320, False), (381, True)], gap_min=0, daily=None, spread_min=240, passes=frozenset())
@given(
    dues=st.lists(st.tuples(st.integers(-60, 600), st.booleans()), min_size=1, max_size=12),
    gap_min=st.integers(0, 45), daily=st.none() | st.integers(1, 8), spread_min=st.sampled_from([0, 60, 240]),
    passes=st.sampled_from([frozenset(), frozenset({Passable.QUIET_HOURS})]),
)  # fmt: skip
def test_at_the_moment_told_nothing_more_is_waited_for(
    dues: list[tuple[int, bool]],
    gap_min: int,
    daily: int | None,
    spread_min: int,
    passes: frozenset[Passable],
) -> None:
    quiet = QuietHours(*(datetime.fromisoformat(f"2026-11-24T{hour}").time() for hour in ("10:30", "14:00")))
    limited = account(min_gap=gap_min * MINUTE, daily_limit=daily, spread=spread_min * MINUTE, quiet_hours=quiet, priority_passes=passes)  # fmt: skip
    queue = [row(number, due_min=due, priority=priority) for number, (due, priority) in enumerate(dues, 1)]
    found = forecast(Lane(limited, FREE, [], queue, {}), NOW, HALF_DAY)
    assert set(found) == {entry.id for entry in queue}
    sent: list[datetime] = []
    by_number = {entry.id: entry for entry in queue}
    for number, waiting in sorted(
        found.items(), key=lambda pair: (pair[1].until or NOW, not by_number[pair[0]].priority)
    ):
        assert waiting.until is not None
        assert waiting.until >= max(by_number[number].due_at, NOW)
        # With everything waiting that can wait, spreading asks for the least: what is told never comes too early.
        assert not_before(limited, sent, waiting.until, priority=by_number[number].priority, waiting=len(queue)) is None
        sent.append(waiting.until)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/store.db")
    made.upgrade()
    yield made
    made.close()


def outlook(store: Store, clock: FakeClock, **options: object) -> Outlook:
    store.lanes.register([account()])
    return Outlook(store, {"fb": account(**options)}, clock, HALF_DAY)


def test_the_store_is_asked_for_queue_freezes_and_what_went(store: Store, clock: FakeClock) -> None:
    first, second = plan(store, clock(), "m1"), plan(store, clock(), "m2")
    held = claim(store, clock())
    unknown = Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut", again_at=clock() + MINUTE)
    store.deliveries.close(held, first.id, begin(store, held, first, clock()), unknown, clock())
    limited = outlook(store, clock, min_gap=10 * MINUTE)
    found = limited.of(store.deliveries.find())
    assert found[second.id].until == clock() + 10 * MINUTE
    assert (found[first.id].why, found[first.id].until) == ("a look at whether it is out: cut", clock() + MINUTE)
    store.freezes.set(Scope.LANGUAGE, "ru", reason="mourning", actor="t", now=clock(), until=clock() + 60 * MINUTE)
    (row_now,) = store.deliveries.find(state=State.SCHEDULED)
    frozen = limited.of([row_now])[second.id]
    assert (frozen.why, frozen.until) == ("the end of a freeze: mourning", clock() + 60 * MINUTE)


def test_an_account_that_is_gone_from_the_configuration_is_said_so(store: Store, clock: FakeClock) -> None:
    made = plan(store, clock())
    found = Outlook(store, {}, clock, HALF_DAY).of([made])
    assert (found[made.id].until, found[made.id].red) == (None, True)


def test_what_remains_is_told(store: Store, clock: FakeClock) -> None:
    limited = outlook(store, clock, daily_limit=3, monthly_limit=9, monthly_budget=10.0)
    made = plan(store, clock())
    held = claim(store, clock())
    price = Price(Decimal("0.25"), "USD", "a post")
    attempt = store.deliveries.begin(held, made, clock(), clock() + 10 * MINUTE, MINUTE, price)
    assert isinstance(attempt, int)
    standing = limited.account("fb")
    assert (standing.daily_left, standing.monthly_left) == (2, 8)
    assert standing.budget is not None
    assert (standing.budget.spent, standing.budget.left, standing.budget.currency) == (Decimal("0.25"), Decimal("9.75"), "USD")  # fmt: skip
    assert (standing.wait, standing.stopped, standing.breakers) == (None, None, ())
    free = outlook(store, clock).account("fb")
    assert (free.daily_left, free.monthly_left, free.budget and free.budget.left) == (None, None, None)


def test_an_open_breaker_is_what_the_account_waits_for(store: Store, clock: FakeClock) -> None:
    limited = outlook(store, clock)
    opened = Breaker("fb", "Unavailable", 5, clock(), clock(), "no route", clock(), clock() + 9 * MINUTE)
    store.breakers.save(opened, clock())
    store.breakers.save(Breaker("fb", "Rejected", 1, clock(), clock(), "no"), clock())
    standing = limited.account("fb")
    assert standing.breakers == (opened,)
    assert standing.wait is not None
    assert (standing.wait.until, standing.wait.cause) == (clock() + 9 * MINUTE, Cause.BREAKER)
