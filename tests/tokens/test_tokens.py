"""Tokens: warned of, made new once, never used after their end; networks follow them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import OutcomeUnknown, RemoteError, Unauthorized, Unavailable, UserError
from bot.model.account import Account, CredentialNames
from bot.model.grant import Choice, Grant, due_warning, refresh_is_due
from bot.store.seal import Seal, new_key
from bot.store.store import Store
from bot.tokens import connecting
from bot.tokens.keeper import Event, Keeper, missing_secrets
from bot.tokens.live import LiveNetworks
from tests.conftest import FakeClock

DAY = timedelta(days=1)


def grant(now: datetime, *, days: float | None = 60, refreshable: bool = False, token: str = "t1") -> Grant:
    expires = None if days is None else now + timedelta(days=days)
    return Grant({"token": SecretStr(token)}, now, expires, refreshable)


class Refresher:
    """A connector that makes a grant new, or fails as told; counts its calls."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.calls = 0
        self.fails: RemoteError | None = None

    def refreshed(self, old: Grant) -> Grant:
        self.calls += 1
        if self.fails is not None:
            raise self.fails
        return grant(self.clock(), refreshable=True, token=f"t{self.calls + 1}")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Store]:
    key = new_key()
    store = Store(f"sqlite:///{tmp_path}/store.db", lambda: Seal([key]))
    store.upgrade()
    yield store
    store.close()


def keeper(store: Store, clock: FakeClock, connector: Any = None, owner: str = "a") -> Keeper:
    return Keeper(store.credentials, ["fb"], lambda _: connector, clock, owner=owner)


def save(store: Store, made: Grant, clock: FakeClock) -> None:
    store.credentials.save("fb", made, clock(), actor="me", reason="test")


@pytest.mark.parametrize(
    ("left", "warned", "due"),
    [
        (40, None, None),
        (30, None, 30),
        (29, 30, None),
        (14, 30, 14),
        (6.5, 14, 7),
        (0.5, 3, 1),
        (0.5, 1, None),
        (2, None, 3),
    ],
)
def test_warnings_come_at_thirty_fourteen_seven_three_one(left: float, warned: int | None, due: int | None) -> None:
    now = FakeClock()()
    made = Grant({}, now - 30 * DAY, now + timedelta(days=left))
    given = None if warned is None else timedelta(days=warned)
    assert due_warning(made, now, given) == (None if due is None else timedelta(days=due))


@pytest.mark.parametrize(
    ("days", "after", "refreshable", "due"),
    [
        (60, 0, True, False),
        (60, 47, True, False),
        (60, 48, True, True),
        (60, 59, False, False),
        (None, 99, True, False),
    ],
)
def test_a_token_is_made_new_in_the_last_fifth_of_its_life(
    days: float | None, after: float, refreshable: bool, due: bool
) -> None:
    now = FakeClock()()
    assert refresh_is_due(grant(now, days=days, refreshable=refreshable), now + timedelta(days=after)) is due


def test_each_warning_is_given_once(kept: Store, clock: FakeClock) -> None:
    save(kept, grant(clock(), days=10), clock)
    watch = keeper(kept, clock)
    assert [notice.event for notice in watch.tend()] == [Event.ENDS_SOON]
    assert watch.tend() == []
    clock.advance(days=4)
    (notice,) = watch.tend()
    assert "6 days" in notice.text
    assert "pressbot connect fb" in notice.text
    clock.advance(days=7)
    assert [notice.event for notice in watch.tend()] == [Event.ENDED]
    assert watch.tend() == []


def test_a_token_is_made_new_early_and_kept_before_it_is_used(kept: Store, clock: FakeClock) -> None:
    save(kept, grant(clock(), refreshable=True), clock)
    refresher = Refresher(clock)
    watch = keeper(kept, clock, refresher)
    assert watch.tend() == []
    clock.advance(days=50)
    assert [notice.event for notice in watch.tend()] == [Event.REFRESHED]
    stored = kept.credentials.load("fb")
    assert stored is not None
    assert stored.secrets["token"].get_secret_value() == "t2"
    assert watch.tend() == []
    assert refresher.calls == 1


@pytest.mark.parametrize("error", [OutcomeUnknown("the answer was lost"), Unauthorized("invalid_grant")])
def test_a_refresh_that_may_have_spent_the_token_is_told_and_not_repeated(
    error: RemoteError, kept: Store, clock: FakeClock
) -> None:
    save(kept, grant(clock(), days=1, refreshable=True), clock)
    clock.advance(hours=23)
    refresher = Refresher(clock)
    refresher.fails = error
    watch = keeper(kept, clock, refresher)
    assert [notice.event for notice in watch.tend()] == [Event.REFRESH_FAILED]
    clock.advance(minutes=10)
    assert watch.tend() == []
    assert refresher.calls == 1


def test_a_refresh_that_surely_did_not_happen_is_tried_again_later(kept: Store, clock: FakeClock) -> None:
    save(kept, grant(clock(), days=1, refreshable=True), clock)
    clock.advance(hours=23)
    refresher = Refresher(clock)
    refresher.fails = Unavailable("no connection")
    watch = keeper(kept, clock, refresher)
    assert watch.tend() == []
    refresher.fails = None
    clock.advance(minutes=11)
    assert [notice.event for notice in watch.tend()] == [Event.REFRESHED]


def test_two_daemons_make_a_token_new_once(kept: Store, clock: FakeClock) -> None:
    save(kept, grant(clock(), refreshable=True), clock)
    clock.advance(days=50)
    refresher = Refresher(clock)
    one, other = keeper(kept, clock, refresher, "a"), keeper(kept, clock, refresher, "b")
    assert len(one.tend()) + len(other.tend()) == 1
    assert refresher.calls == 1


def test_a_dead_token_is_made_new_when_asked(kept: Store, clock: FakeClock) -> None:
    assert not keeper(kept, clock, Refresher(clock)).renew("fb")
    save(kept, grant(clock(), refreshable=True), clock)
    assert keeper(kept, clock, Refresher(clock)).renew("fb")


def test_networks_follow_a_replaced_grant(clock: FakeClock) -> None:
    made: list[str] = []
    closed: list[str] = []

    class Net:
        def __init__(self, name: str) -> None:
            self.name = f"{name}{len(made)}"
            made.append(self.name)

        def close(self) -> None:
            closed.append(self.name)

    versions = {"fb": 1}
    live = LiveNetworks(["fb", "vk"], Net, lambda: dict(versions), clock)  # type: ignore[arg-type]
    assert live["fb"] is live["fb"]
    versions["fb"] = 2
    first = live["fb"]
    clock.advance(seconds=6)
    assert live["fb"] is not first
    clock.advance(seconds=-3600)
    versions["fb"] = 3
    assert live["fb"].name == "fb2"  # type: ignore[attr-defined]
    with pytest.raises(KeyError):
        live["ok"]
    live.close()
    assert sorted(closed) == sorted(made)


NAMES = CredentialNames(any_of=(frozenset({"key", "secret"}), frozenset({"token"})))


def test_what_an_account_still_needs_is_named() -> None:
    bare = Account("x", "x", "")
    told = missing_secrets(bare, NAMES)
    assert told is not None
    assert "pressbot connect x" in told
    assert "key + secret or token" in told
    assert missing_secrets(bare.with_secrets({"token": SecretStr("t")}), NAMES) is None
    assert missing_secrets(bare.with_secrets({"key": SecretStr("t")}), NAMES) is not None


CONSENT = connecting.Consent("https://n.example/consent", "http://127.0.0.1:1/cb", "s-1", "v-1")


@pytest.mark.parametrize(
    "came",
    [
        "http://127.0.0.1:1/cb?code=c-1&state=s-1",
        "/cb?state=s-1&code=c-1",
        "code=c-1&state=s-1",
        "?code=c-1&state=s-1\n",
    ],
)
def test_the_code_is_taken_out_of_what_came_back(came: str) -> None:
    assert connecting.returned(CONSENT, came)["code"] == "c-1"


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ("/cb?code=c-1&state=other", "another attempt"),
        ("/cb?code=c-1", "another attempt"),
        ("/cb?state=s-1", "no code"),
        ("/cb?error=access_denied&error_description=The+user+said+no&state=s-1", "The user said no"),
        ("nothing at all", "another attempt"),
    ],
)
def test_what_cannot_be_a_consent_is_refused(came: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        connecting.returned(CONSENT, came)


def test_the_configured_account_is_chosen_among_what_was_granted(clock: FakeClock) -> None:
    choices = [Choice(value, f"Page {value}", grant(clock())) for value in ("1", "2")]
    assert connecting.chosen(Account("fb", "facebook", "2"), choices).value == "2"
    assert connecting.chosen(Account("li", "linkedin", "urn:li:organization:2"), choices).value == "2"
    assert connecting.chosen(Account("x", "x", ""), choices[:1]).value == "1"
    for account, offered in (
        (Account("fb", "facebook", "3"), choices),
        (Account("x", "x", ""), choices),
        (Account("x", "x", ""), []),
    ):
        with pytest.raises(UserError):
            connecting.chosen(account, offered)
