"""What two harmless reads find about the keys."""

from __future__ import annotations

import pytest

from bot.errors import Unavailable
from bot.model.account import Standing
from bot.sandbox import accounts
from tests.networks.x.column import COLUMN
from tests.networks.x.desk import Desk


@pytest.mark.parametrize("by_token", [False, True])
def test_good_keys(desk: Desk, by_token: bool) -> None:
    health = (desk.by_token() if by_token else desk.x()).check()
    assert (health.standing, health.identity, health.notes) == (Standing.GOOD, f"@{accounts.X_USERNAME}", ())
    assert health.abilities == {
        "publish": None, "picture": None, "edit": False, "delete": None, "find": True, "engagement": True,
    }  # fmt: skip
    assert desk.routes() == ["GET /2/users/me", "GET /2/users/:id/tweets"]
    assert desk.wire.broken() == []


def test_a_check_asks_anew_although_the_owner_is_known(desk: Desk) -> None:
    network = desk.x()
    network.require_owner()
    desk.wire.control("tokens", network="x", token=accounts.X_ACCESS_TOKEN, state="revoked")
    assert network.check().standing is Standing.BROKEN


@pytest.mark.parametrize(
    ("code", "standing", "words"),
    [
        ("401/unauthorized", Standing.BROKEN, "connect the account again"),
        ("402/CreditsDepleted", Standing.BROKEN, "credits"),
        ("403/suspended", Standing.BROKEN, "look at the account on x.com"),
        ("403/client-not-enrolled", Standing.BROKEN, "Read and Write"),
        ("429/usage-capped-monthly", Standing.BROKEN, "spending limit"),
        ("429/too-many", Standing.LIMITED, "wait until"),
    ],
)
def test_a_refusal_is_the_finding_with_its_mend(desk: Desk, code: str, standing: Standing, words: str) -> None:
    desk.fail(code, "read", times=None)
    health = desk.x().check()
    assert health.standing is standing
    assert any(words in note for note in health.notes)


@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, fault: str) -> None:
    desk.sandbox.faults.add("x", fault, "read", times=None)
    with pytest.raises(Unavailable):
        desk.x().check()


def test_reading_that_fails_is_said_beside_what_works(desk: Desk) -> None:
    for code, told in (("403/client-forbidden", False), ("503", None)):
        desk.sandbox.faults.add("x", "slow", "read", times=1, seconds=0)  # whose the keys are
        desk.fail(code, "read")
        health = desk.x().check()
        assert health.standing is Standing.LIMITED
        assert (health.abilities["find"], health.abilities["engagement"]) == (told, told)
        assert health.notes


def test_anothers_keys_post_nothing(desk: Desk) -> None:
    health = desk.x("@someone").check()
    assert health.standing is Standing.BROKEN
    assert health.abilities["publish"] is False
    assert "@someone" in health.notes[0]


@pytest.mark.parametrize(
    ("level", "able"), [("read", False), ("read-write", True), ("read-write-directmessages", True)]
)
def test_an_answer_that_names_the_keys_right_is_believed(
    desk: Desk, level: str, able: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = desk.sandbox.networks["x"]
    answer = type(stand).__call__

    def with_level(self: object, request: object) -> object:
        given = answer(self, request)  # type: ignore[arg-type]
        return type(given)(given.status, given.body, {**given.headers, "x-access-level": level})

    monkeypatch.setattr(type(stand), "__call__", with_level)
    health = desk.x().check()
    assert [health.abilities[name] for name in ("publish", "picture", "delete")] == [able] * 3
    assert health.standing is (Standing.GOOD if able else Standing.BROKEN)
    assert any("may only read" in note for note in health.notes) is not able


def test_what_the_app_has_read_is_shown_where_its_bearer_is_known(desk: Desk) -> None:
    health = desk.x(secrets={**COLUMN.secrets, "bearer_token": accounts.X_BEARER_TOKEN}).check()
    assert (health.notes, health.remarks) == ((), ("posts read by the app this month: 0 of 3000000",))
    assert health.standing is Standing.GOOD
    wrong = desk.x(secrets={**COLUMN.secrets, "bearer_token": "nobody-s-bearer"}).check()
    assert wrong.notes[0].startswith("what the app has used cannot be read with bearer_token")
    assert wrong.standing is Standing.GOOD
