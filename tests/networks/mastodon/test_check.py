"""What harmless reads find about the token and the server."""

from __future__ import annotations

import pytest

from bot.errors import Forbidden, Unavailable
from bot.model.account import Standing
from bot.sandbox import accounts
from bot.sandbox.wire import Response, json_response
from tests.networks.mastodon.desk import TOKEN, Desk

ABLE = dict.fromkeys(("publish", "picture", "find", "engagement", "edit", "delete"), True)


def test_good_keys(desk: Desk) -> None:
    health = desk.mastodon().check()
    assert (health.standing, health.notes, health.remarks) == (Standing.GOOD, (), ())
    assert health.identity is not None
    assert health.identity.startswith(f"@{accounts.MASTODON_USERNAME}@")
    assert health.abilities == ABLE
    assert all(route.startswith("GET ") for route in desk.routes())
    assert len(desk.routes()) == 5
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("lack", "standing", "unable", "words"),
    [
        ("write:media", Standing.LIMITED, {"picture"}, "without pictures"),
        ("read:statuses", Standing.LIMITED, {"find", "engagement"}, "left to a person"),
        ("read:accounts", Standing.BROKEN, {"publish"}, "scope"),
    ],
)
def test_a_missing_scope(desk: Desk, lack: str, standing: Standing, unable: set[str], words: str) -> None:
    # Whose the token is can be asked with "profile" too.
    desk.token(without=[lack, "profile"])
    health = desk.mastodon().check()
    assert health.standing is standing
    assert {name for name, able in health.abilities.items() if not able} == unable
    assert words in health.notes[0]
    assert "pressbot connect" in health.notes[0]


@pytest.mark.parametrize(
    ("answer", "publish", "standing"),
    [(json_response({"name": "x", "scopes": ["read"]}), False, Standing.BROKEN),
     (json_response({"name": "x", "scopes": ["read", "write"]}), True, Standing.GOOD),
     (json_response({"name": "x"}), None, Standing.GOOD), (Response(500, b""), None, Standing.GOOD)],
)  # fmt: skip
def test_whether_statuses_may_be_written_is_told_by_the_application(
    desk: Desk, answer: Response, publish: bool | None, standing: Standing
) -> None:
    desk.watch({"GET /api/v1/apps/verify_credentials": answer})
    health = desk.mastodon().check()
    assert (health.abilities["publish"], health.abilities["picture"], health.standing) == (publish, publish, standing)
    assert bool(health.remarks) is (publish is None)


@pytest.mark.parametrize(
    ("most", "text_limit", "standing", "words"),
    [(300, 500, Standing.LIMITED, "text_limit = 300"), (5000, 500, Standing.GOOD, "text_limit = 5000"),
     (5000, 5000, Standing.GOOD, "")],
)  # fmt: skip
def test_the_servers_own_length(desk: Desk, most: int, text_limit: int, standing: Standing, words: str) -> None:
    desk.switch("max_characters", most)
    network = desk.mastodon(text_limit=text_limit)
    health = network.check()
    assert (health.standing, network.limits.text) == (standing, text_limit)
    assert words in "".join((*health.notes, *health.remarks))
    assert bool((*health.notes, *health.remarks)) is bool(words)


@pytest.mark.parametrize("identity", [accounts.MASTODON_ACCOUNT, "@mission", "Mission", ""])
def test_the_account_by_each_of_its_names(desk: Desk, identity: str) -> None:
    network = desk.mastodon(identity)
    network.require_owner()
    network.require_owner()
    assert desk.routes() == ["GET /api/v1/accounts/verify_credentials"]


@pytest.mark.parametrize(
    ("identity", "token"),
    [(accounts.MASTODON_ACCOUNT, accounts.MASTODON_OTHER_TOKEN), ("@somebody", TOKEN),
     ("@mission@elsewhere.example", TOKEN)],
)  # fmt: skip
def test_a_strangers_token(desk: Desk, identity: str, token: str) -> None:
    network = desk.mastodon(identity, token=token)
    with pytest.raises(Forbidden, match="the token belongs to"):
        network.require_owner()
    health = network.check()
    assert (health.standing, health.abilities["publish"]) == (Standing.BROKEN, False)
    assert any("the token belongs to" in note for note in health.notes)


@pytest.mark.parametrize("login", ["disabled", "unconfirmed", "pending"])
def test_an_account_that_needs_a_person(desk: Desk, login: str) -> None:
    desk.switch("login", login)
    health = desk.mastodon().check()
    assert health.standing is Standing.BROKEN
    assert "log in" in health.notes[0]


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_a_dead_token(desk: Desk, state: str) -> None:
    desk.token(state)
    health = desk.mastodon().check()
    assert (health.standing, health.abilities["publish"]) == (Standing.BROKEN, False)
    assert TOKEN not in "".join(health.notes)


def test_what_cannot_be_told_now(desk: Desk) -> None:
    desk.fail("429", "read", times=None)
    health = desk.mastodon().check()
    assert (health.standing, health.abilities) == (Standing.LIMITED, {"publish": None})
    desk.sandbox.faults.clear()
    broken = dict.fromkeys(
        ("GET /api/v1/apps/verify_credentials", "GET /api/v2/instance", "GET /api/v1/media/999999999999999999",
         f"GET /api/v1/accounts/{accounts.MASTODON_ACCOUNT}/statuses"),
        Response(502, b""),
    )  # fmt: skip
    desk.watch(broken)
    health = desk.mastodon().check()
    assert (health.standing, health.abilities) == (Standing.LIMITED, dict.fromkeys(ABLE))
    assert len((*health.notes, *health.remarks)) == 3


@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, fault: str) -> None:
    desk.fault(fault, "read", times=None)
    with pytest.raises(Unavailable):
        desk.mastodon().check()
