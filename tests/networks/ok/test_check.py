"""What harmless reads find about the token."""

from __future__ import annotations

import pytest

from bot.errors import Unavailable
from bot.model.account import Standing
from bot.networks.ok.auth import session_secret
from bot.sandbox import accounts
from bot.sandbox.wire import json_response
from tests.networks.ok.desk import SECRETS, TOKEN, Desk

ABLE = dict.fromkeys(("publish", "picture", "find", "engagement", "reach", "delete"), True)
NO_EDIT = "posts cannot be changed on OK: delete and post again by hand"


@pytest.mark.parametrize("derived", [True, False])
def test_good_keys(desk: Desk, derived: bool) -> None:
    session = session_secret(TOKEN, accounts.OK_APPLICATION_SECRET)
    given = {key: SECRETS[key] for key in ("application_key", "access_token")}
    network = desk.watch().ok(secrets=SECRETS if derived else {**given, "session_secret_key": session})
    health = network.check()
    assert (health.standing, health.identity, health.notes) == (Standing.GOOD, "Песочница", ())
    assert health.remarks == (NO_EDIT,)
    assert health.abilities == {**ABLE, "edit": False}
    assert desk.methods() == [
        "users.getCurrentUser", *["users.hasAppPermission"] * 4, "group.getUserGroupsByIds", "mediatopic.getTopics",
        "group.getStatTopics", "users.getCallsLeft",
    ]  # fmt: skip
    assert len(network.quotas()) == 3
    assert desk.wall() == []
    assert desk.wire.broken() == []


@pytest.mark.parametrize(
    ("lack", "standing", "unable", "words"),
    [
        ("GROUP_CONTENT", Standing.BROKEN, {"publish", "picture", "reach"}, "nothing can be posted"),
        ("PHOTO_CONTENT", Standing.LIMITED, {"picture"}, "posts go out without pictures"),
        ("VALUABLE_ACCESS", Standing.LIMITED, {"engagement", "reach", "delete"}, "neither deleted nor counted"),
        ("LONG_ACCESS_TOKEN", Standing.GOOD, set(), NO_EDIT),
    ],
)
def test_a_missing_right(desk: Desk, lack: str, standing: Standing, unable: set[str], words: str) -> None:
    desk.token(without=[lack])
    health = desk.ok().check()
    assert health.standing is standing
    assert {name for name, able in health.abilities.items() if not able} == {*unable, "edit"}
    assert words in (*health.notes, *health.remarks)[0]
    if standing is not Standing.GOOD:
        assert lack in health.notes[0]
        assert "api-support@ok.ru" in health.notes[0]


@pytest.mark.parametrize(
    ("role", "standing", "unable"),
    [("MODERATOR", Standing.LIMITED, {"reach"}), ("ACTIVE", Standing.BROKEN, {"publish", "picture", "delete", "reach"}),
     ("UNKNOWN", Standing.BROKEN, {"publish", "picture", "delete", "reach"})],
)  # fmt: skip
def test_the_role_in_the_group(desk: Desk, role: str, standing: Standing, unable: set[str]) -> None:
    desk.switch("role", role)
    health = desk.ok().check()
    assert health.standing is standing
    assert {name for name, able in health.abilities.items() if not able} == {*unable, "edit"}
    assert any(("ADMIN" if role == "MODERATOR" else role) in note for note in health.notes)


def test_a_group_that_is_not_listed_is_said_with_what_is_done_without(desk: Desk) -> None:
    desk.switch("topics_refused", "3")
    health = desk.ok().check()
    assert health.standing is Standing.LIMITED
    assert health.abilities["find"] is False
    assert any("an unclear outcome is left to a person" in note for note in health.notes)


def test_what_cannot_be_told_now_is_said_to_be_so(desk: Desk) -> None:
    refusal = json_response({"error_code": 2, "error_msg": "SERVICE : down"})
    asked = ("users.hasAppPermission", "group.getUserGroupsByIds", "mediatopic.getTopics", "group.getStatTopics",
             "users.getCallsLeft")  # fmt: skip
    desk.watch(dict.fromkeys(asked, refusal))
    health = desk.ok().check()
    assert health.standing is Standing.LIMITED
    assert health.abilities == {**dict.fromkeys(ABLE, None), "edit": False}
    assert len(health.notes) == 6


@pytest.mark.parametrize(
    ("code", "standing", "words"),
    [("102", Standing.BROKEN, "make a new token"), ("104", Standing.BROKEN, "application_secret_key"),
     ("210", Standing.BROKEN, "ok.ru/app/setup"), ("403", Standing.BROKEN, "log in to ok.ru"),
     ("8", Standing.LIMITED, "wait until")],
)  # fmt: skip
def test_a_refusal_is_the_finding_with_its_mend(desk: Desk, code: str, standing: Standing, words: str) -> None:
    desk.fail(code, "read", times=None)
    health = desk.ok().check()
    assert health.standing is standing
    assert any(words in note for note in health.notes)
    assert not [secret for secret in SECRETS.values() if secret in "".join(health.notes)]


@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, fault: str) -> None:
    desk.fault(fault, "read", times=None)
    with pytest.raises(Unavailable):
        desk.ok().check()


@pytest.mark.parametrize("state", ["expired", "revoked", "password_changed"])
def test_a_dead_token(desk: Desk, state: str) -> None:
    desk.token(state)
    health = desk.ok().check()
    assert (health.standing, health.abilities["publish"]) == (Standing.BROKEN, False)


def test_an_id_that_is_an_address_is_looked_up(desk: Desk) -> None:
    health = desk.ok("https://ok.ru/mission.sandbox").check()
    assert health.standing is Standing.BROKEN
    assert health.notes == (f'the id https://ok.ru/mission.sandbox is not a number → write id = "{accounts.OK_GROUP}"',)
    desk.token(without=["VALUABLE_ACCESS"])
    assert "cannot be looked up" in desk.ok("mission.sandbox").check().notes[0]
