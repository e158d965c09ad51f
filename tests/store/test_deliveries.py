"""The outbox, the lease, the fence, the freeze: on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreError
from bot.model.account import Account
from bot.model.delivery import Decision, Outcome, Receipt, State, Verdict
from bot.model.post import Form, Post
from bot.model.records import Admission, Claim, DeliveryRow
from bot.model.states import UndeclaredMove
from bot.store.deliveries import Closing, Planned, Refusal
from bot.store.freezes import Scope
from bot.store.store import Store
from tests.conftest import FakeClock

MINUTE = timedelta(minutes=1)
LEASE = 10 * MINUTE
CALL = 5 * MINUTE


def nobody_died(_owner: str) -> bool:
    return False


def plan(store: Store, now: datetime, mark: str = "m1", **options: object) -> DeliveryRow:
    store.lanes.register([Account("fb", "facebook", "1")])
    article = store.articles.add(f"https://e.org/{mark}", Admission.NEW, now)
    post = Post("fb", "facebook", "Текст", None, article.canonical_url, Form.LINK, "ru", 5, 100)
    decision = Decision("fb", Verdict.POST, "test")
    (made,) = store.deliveries.plan(
        article.id, [decision], [Planned(post, State.SCHEDULED, now, mark, **options)], now  # type: ignore[arg-type]
    )  # fmt: skip
    row = store.deliveries.get(made)
    assert row is not None
    return row


def claim(store: Store, now: datetime, owner: str = "a") -> Claim:
    made = store.lanes.claim("fb", owner, now, now + LEASE, nobody_died)
    assert made is not None
    return made


def begin(store: Store, held: Claim, row: DeliveryRow, now: datetime) -> int:
    attempt = store.deliveries.begin(held, row, now, now + LEASE, CALL)
    assert isinstance(attempt, int), attempt
    return attempt


def published(now: datetime, identity: str = "e1") -> Closing:
    return Closing(Outcome.PUBLISHED, State.PUBLISHED, "published", Receipt(identity, "https://n/1", now))


def state(store: Store, row: DeliveryRow) -> State:
    found = store.deliveries.get(row.id)
    assert found is not None
    return found.state


def test_the_intention_is_written_before_and_the_receipt_after(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    attempt = begin(store, held, row, clock())
    assert state(store, row) is State.PUBLISHING
    assert [a.outcome for a in store.deliveries.attempts_of(row.id)] == [Outcome.UNDER_WAY]
    assert store.deliveries.close(held, row.id, attempt, published(clock()), clock())
    found = store.deliveries.get(row.id)
    assert found is not None
    assert (found.state, found.receipt and found.receipt.external_id, found.attempts) == (State.PUBLISHED, "e1", 1)


def test_one_lane_has_one_owner(store: Store, clock: FakeClock) -> None:
    plan(store, clock())
    claim(store, clock(), "a")
    assert store.lanes.claim("fb", "b", clock(), clock() + LEASE, nobody_died) is None
    assert store.lanes.claim("fb", "b", clock(), clock() + LEASE, lambda owner: owner == "a") is not None


def test_what_a_dead_owner_left_is_in_doubt_and_never_sent_again(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    begin(store, claim(store, clock(), "a"), row, clock())
    clock.advance(minutes=11)
    claim(store, clock(), "b")
    assert state(store, row) is State.UNCONFIRMED
    assert store.deliveries.next_due("fb", clock()) is None
    assert [a.outcome for a in store.deliveries.attempts_of(row.id)] == [Outcome.UNKNOWN]


def test_an_owner_that_slept_past_its_lease_begins_nothing(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    asleep = claim(store, clock(), "a")
    clock.advance(minutes=11)
    store.lanes.give_back(claim(store, clock(), "b"))
    refusal = store.deliveries.begin(asleep, row, clock(), clock() + LEASE, CALL)
    assert isinstance(refusal, Refusal)
    assert refusal.lane_lost
    assert state(store, row) is State.SCHEDULED


def test_a_late_receipt_still_settles_a_delivery_in_doubt(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    asleep = claim(store, clock(), "a")
    attempt = begin(store, asleep, row, clock())
    clock.advance(minutes=11)
    claim(store, clock(), "b")
    assert store.deliveries.close(asleep, row.id, attempt, published(clock()), clock())
    assert state(store, row) is State.PUBLISHED


def test_a_late_refusal_leaves_a_delivery_in_doubt_to_its_new_owner(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    asleep = claim(store, clock(), "a")
    attempt = begin(store, asleep, row, clock())
    clock.advance(minutes=11)
    claim(store, clock(), "b")
    refused = Closing(Outcome.NOT_SENT, State.SCHEDULED, "refused", again_at=clock())
    assert not store.deliveries.close(asleep, row.id, attempt, refused, clock())
    assert state(store, row) is State.UNCONFIRMED


@pytest.mark.parametrize(
    ("scope", "value", "holds"),
    [
        (Scope.ALL, "", True), (Scope.NETWORK, "facebook", True), (Scope.NETWORK, "vk", False), (Scope.ACCOUNT, "fb", True),
        (Scope.LANGUAGE, "ru", True), (Scope.LANGUAGE, "ky", False), (Scope.SITE, "e.org", True), (Scope.SITE, "f.org", False),
    ],
)  # fmt: skip
def test_a_freeze_is_obeyed_in_the_sending_transaction(
    store: Store, clock: FakeClock, scope: Scope, value: str, holds: bool
) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    number = store.freezes.set(scope, value, reason="mourning", actor="t", now=clock(), until=None)
    found = store.deliveries.begin(held, row, clock(), clock() + LEASE, CALL)
    assert isinstance(found, Refusal) is holds
    if holds:
        assert store.freezes.lift(number, actor="t", now=clock())
        begin(store, held, row, clock())


def test_a_freeze_ends_by_itself(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    store.freezes.set(Scope.ALL, "", reason="x", actor="t", now=clock(), until=clock() + MINUTE)
    clock.advance(minutes=2)
    begin(store, claim(store, clock()), row, clock())


def test_a_paused_account_sends_nothing(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    assert store.lanes.pause("fb", "dead token", "daemon", clock())
    assert not store.lanes.pause("fb", "dead token", "daemon", clock())
    assert isinstance(store.deliveries.begin(held, row, clock(), clock() + LEASE, CALL), Refusal)
    store.lanes.give_back(held)
    assert store.lanes.due(["fb"], clock()) == []
    assert store.lanes.resume("fb", "t", clock())
    assert store.lanes.due(["fb"], clock()) == ["fb"]


def test_one_remote_post_is_one_deliverys_receipt(store: Store, clock: FakeClock) -> None:
    first, second = plan(store, clock(), "m1"), plan(store, clock(), "m2")
    held = claim(store, clock())
    store.deliveries.close(held, first.id, begin(store, held, first, clock()), published(clock(), "same"), clock())
    unknown = Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut", again_at=clock())
    store.deliveries.close(held, second.id, begin(store, held, second, clock()), unknown, clock())
    assert store.deliveries.taken("fb", ["same", "other"]) == {"same"}
    assert not store.deliveries.settle(second.id, published(clock(), "same"), clock())
    assert state(store, second) is State.UNCONFIRMED


def test_a_receipt_of_another_delivery_holds_this_one_for_a_person(store: Store, clock: FakeClock) -> None:
    first, second = plan(store, clock(), "m1"), plan(store, clock(), "m2")
    held = claim(store, clock())
    for row in (first, second):
        store.deliveries.close(held, row.id, begin(store, held, row, clock()), published(clock(), "same"), clock())
    assert [state(store, first), state(store, second)] == [State.PUBLISHED, State.HELD]


def test_breaking_news_goes_first_then_the_oldest(store: Store, clock: FakeClock) -> None:
    later = plan(store, clock(), "m1")
    urgent = plan(store, clock(), "m2", priority=True)
    found = store.deliveries.next_due("fb", clock())
    assert found is not None
    assert found.id == urgent.id
    store.deliveries.act(urgent.id, State.SCHEDULED, State.CANCELLED, actor="t", reason="x", now=clock())
    found = store.deliveries.next_due("fb", clock())
    assert found is not None
    assert found.id == later.id


def test_an_undeclared_move_raises_and_changes_nothing(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    with pytest.raises(UndeclaredMove):
        store.deliveries.act(row.id, State.SCHEDULED, State.PUBLISHED, actor="t", reason="x", now=clock())
    assert state(store, row) is State.SCHEDULED


def test_every_move_is_in_the_journal(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    store.deliveries.close(held, row.id, begin(store, held, row, clock()), published(clock()), clock())
    actions = [entry.action for entry in store.journal.of(f"delivery {row.id}")]
    assert actions == ["→ scheduled", "scheduled → publishing", "publishing → published"]


def test_a_mark_is_unique(store: Store, clock: FakeClock) -> None:
    plan(store, clock(), "m1")
    article = store.articles.add("https://e.org/other", Admission.NEW, clock())
    post = Post("fb", "facebook", "Текст", None, article.canonical_url, Form.LINK, "ru", 5, 100)
    with pytest.raises(IntegrityError):
        store.deliveries.plan(article.id, [], [Planned(post, State.SCHEDULED, clock(), "m1")], clock())


def test_an_unusable_store_says_what_to_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "store.db"
    broken.write_bytes(b"this is not a database, but it is long enough to look like one" * 100)
    store = Store(f"sqlite:///{broken}")
    with pytest.raises(StoreError, match="not a database"):
        store.upgrade()
    store.close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path, clock: FakeClock) -> None:  # type: ignore[no-untyped-def]
    store = Store(f"sqlite:///{tmp_path}/store.db")
    store.upgrade()
    row = plan(store, clock())
    with store.database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="free some space"):
        store.journal.add(clock(), "t", "delivery", "x", "long reason " * 50_000)
    assert state(store, row) is State.SCHEDULED
    store.close()


def test_a_wrong_address_says_how_it_is_written() -> None:
    with pytest.raises(StoreError, match="sqlite:///var/pressbot.db"):
        Store("nonsense")
