"""The ledger, quotas and sealed secrets: on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.errors import UserError
from bot.model.delivery import Outcome, State
from bot.model.grant import Grant
from bot.model.money import Price
from bot.model.quota import Quota, Use
from bot.store.deliveries import Closing
from bot.store.seal import Seal, new_key
from bot.store.store import Store
from tests.conftest import FakeClock
from tests.store.test_deliveries import CALL, LEASE, claim, plan, published

PRICE = Price(Decimal("0.2"), "USD", "a post with a link")
LONG_AGO = timedelta(days=40)


def test_a_post_is_charged_with_its_attempt(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    assert isinstance(store.deliveries.begin(claim(store, clock()), row, clock(), clock() + LEASE, CALL, PRICE), int)
    assert store.ledger.spent("fb", clock() - LONG_AGO) == Decimal("0.2")
    assert store.ledger.spent("fb", clock() + LONG_AGO) == 0
    assert store.ledger.spent("other", clock() - LONG_AGO) == 0
    assert store.ledger.paid_for([row.id, row.id + 1, *range(2000, 3200)]) == {row.id: PRICE}
    assert store.ledger.paid_for([]) == {}


@pytest.mark.parametrize(
    ("outcome", "state", "spent"),
    [
        (Outcome.NOT_SENT, State.SCHEDULED, "0"),
        (Outcome.REFUSED, State.REJECTED, "0"),
        (Outcome.UNKNOWN, State.UNCONFIRMED, "0.2"),
    ],
)
def test_what_surely_was_not_sent_is_given_back(
    outcome: Outcome, state: State, spent: str, store: Store, clock: FakeClock
) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    attempt = store.deliveries.begin(held, row, clock(), clock() + LEASE, CALL, PRICE)
    assert isinstance(attempt, int)
    store.deliveries.close(held, row.id, attempt, Closing(outcome, state, "why", again_at=clock()), clock())
    assert store.ledger.spent("fb", clock() - LONG_AGO) == Decimal(spent)
    assert store.ledger.paid_for([row.id]) == ({row.id: PRICE} if spent != "0" else {})


def test_what_reconcile_finds_absent_is_given_back_once(store: Store, clock: FakeClock) -> None:
    row = plan(store, clock())
    held = claim(store, clock())
    attempt = store.deliveries.begin(held, row, clock(), clock() + LEASE, CALL, PRICE)
    assert isinstance(attempt, int)
    doubt = Closing(Outcome.UNKNOWN, State.UNCONFIRMED, "cut", again_at=clock())
    store.deliveries.close(held, row.id, attempt, doubt, clock())
    absent = Closing(Outcome.NOT_SENT, State.SCHEDULED, "absent", again_at=clock())
    assert store.deliveries.settle(row.id, absent, clock())
    assert not store.deliveries.settle(row.id, absent, clock())
    assert store.ledger.spent("fb", clock() - LONG_AGO) == 0
    again = store.deliveries.begin(held, row, clock(), clock() + LEASE, CALL, PRICE)
    assert isinstance(again, int)
    store.deliveries.close(held, row.id, again, published(clock()), clock())
    assert store.ledger.spent("fb", clock() - LONG_AGO) == Decimal("0.2")
    assert [line.price.amount for line in store.ledger.lines("fb", clock() - LONG_AGO)] == [
        Decimal("0.2"), Decimal("-0.2"), Decimal("0.2"),
    ]  # fmt: skip
    assert store.ledger.paid_for([row.id]) == {row.id: PRICE}


def test_reads_are_written_too(store: Store, clock: FakeClock) -> None:
    store.ledger.record("fb", [Price(Decimal("0.005"), "USD", "100 posts read")] * 3, clock())
    assert store.ledger.spent("fb", clock() - LONG_AGO) == Decimal("0.015")


def test_the_newest_reading_of_a_limit_counts(store: Store, clock: FakeClock) -> None:
    store.quotas.record("fb", [Quota("app calls", Use.ALL, 0.2, clock(), None, None)])
    later = Quota("app calls", Use.ALL, 0.9, clock.advance(minutes=1), clock() + timedelta(hours=1), 12)
    store.quotas.record("fb", [later])
    assert store.quotas.of("fb") == [later]
    assert store.quotas.of("vk") == []


def grant(now: datetime, token: str = "hush-hush", **options: object) -> Grant:
    return Grant({"token": SecretStr(token)}, now, **options)  # type: ignore[arg-type]


@pytest.fixture
def sealed(store_url: str) -> Store:
    keys = [new_key()]
    made = Store(store_url, lambda: Seal(keys))
    made.upgrade()
    made.keys = keys  # type: ignore[attr-defined]
    return made


def test_secrets_are_sealed_at_rest(sealed: Store, clock: FakeClock) -> None:
    sealed.credentials.save("fb", grant(clock(), identity="Mission"), clock(), actor="me", reason="test")
    loaded = sealed.credentials.load("fb")
    assert loaded is not None
    assert loaded.secrets["token"].get_secret_value() == "hush-hush"
    assert loaded.identity == "Mission"
    with sealed.database.reading() as connection:
        for table in ("credentials", "journal"):
            assert "hush-hush" not in str(connection.execute(text(f"SELECT * FROM {table}")).all())
    sealed.close()


def test_a_wrong_key_is_told_by_its_account(sealed: Store, clock: FakeClock) -> None:
    sealed.credentials.save("fb", grant(clock()), clock(), actor="me", reason="test")
    sealed.keys[0] = new_key()  # type: ignore[attr-defined]
    with pytest.raises(UserError, match="account fb"):
        sealed.credentials.load("fb")
    sealed.close()


def test_rotation_seals_with_the_newest_key(sealed: Store, clock: FakeClock) -> None:
    keys = sealed.keys  # type: ignore[attr-defined]
    sealed.credentials.save("fb", grant(clock()), clock(), actor="me", reason="test")
    keys.insert(0, new_key())
    assert sealed.credentials.reseal(clock(), "me") == 1
    keys.pop()
    assert sealed.credentials.load("fb") is not None
    sealed.close()


def test_only_one_owner_makes_a_token_new(sealed: Store, clock: FakeClock) -> None:
    sealed.credentials.save("fb", grant(clock()), clock(), actor="me", reason="test")
    until = clock() + timedelta(minutes=2)
    assert sealed.credentials.claim_refresh("fb", "a", clock(), until)
    assert not sealed.credentials.claim_refresh("fb", "b", clock(), until)
    sealed.credentials.save("fb", grant(clock(), "new"), clock(), actor="a", reason="made new")
    assert sealed.credentials.versions() == {"fb": 2}
    assert sealed.credentials.claim_refresh("fb", "b", clock(), until)
    sealed.close()


def test_a_store_without_key_says_how_to_make_one(store: Store, clock: FakeClock) -> None:
    with pytest.raises(UserError, match="pressbot key new"):
        store.credentials.save("fb", grant(clock()), clock(), actor="me", reason="test")


def test_a_deleted_grant_is_gone(sealed: Store, clock: FakeClock) -> None:
    sealed.credentials.save("fb", grant(clock()), clock(), actor="me", reason="test")
    assert sealed.credentials.forget("fb", clock(), "me")
    assert not sealed.credentials.forget("fb", clock(), "me")
    assert sealed.credentials.load("fb") is None
    sealed.close()
