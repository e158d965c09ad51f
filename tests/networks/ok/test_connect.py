"""From a person to OK's secrets, both ways, and the life of tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.errors import Forbidden, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, refresh_is_due
from bot.networks.base import CanRefresh
from bot.networks.ok.adapter import OK
from bot.networks.ok.connect import OKConnector
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.ok.access import RIGHTS
from bot.tokens import connecting
from tests.networks.ok.desk import SECRETS, Desk, post

BACK = "http://127.0.0.1:8765/callback"
KEYS = {
    "application_key": accounts.OK_APPLICATION_KEY, "application_secret_key": accounts.OK_APPLICATION_SECRET,
}  # fmt: skip
LOGIN = {**KEYS, "application_id": accounts.OK_APPLICATION_ID}
SHORT = sorted(RIGHTS - {"LONG_ACCESS_TOKEN"})


def connector(desk: Desk, identity: str = accounts.OK_GROUP, endpoint: Endpoint | None = None) -> OKConnector:
    return OKConnector(Account("ok", "ok", identity), endpoint or desk.endpoint(), clock=desk.clock)


def consent(desk: Desk, *, press: str = "accept", wait_s: int = 0, answers: Mapping[str, str] = LOGIN) -> list[Choice]:
    """The whole way of a person, by the command's own steps."""
    made = connector(desk)
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is not None
    came = desk.wire.send("GET", f"{begun.address.removeprefix(desk.sandbox.url)}&answer={press}").headers["location"]
    desk.clock.forward(seconds=wait_s)
    return list(made.grants(answers, BACK, connecting.returned(begun, came), begun.verifier))


def granted(desk: Desk, rights: Sequence[str] = tuple(sorted(RIGHTS))) -> Grant:
    desk.switch("granted_rights", list(rights))
    (choice,) = consent(desk)
    return choice.grant


def network(desk: Desk, grant: Grant) -> OK:
    return desk.ok(secrets={name: value.get_secret_value() for name, value in grant.secrets.items()})


def test_ok_is_known_with_its_connector() -> None:
    assert REGISTRY["ok"].connector is OKConnector
    assert issubclass(OKConnector, CanRefresh)
    assert {question.name for question in OKConnector.questions} <= REGISTRY["ok"].credentials.all
    secret = {question.name for question in OKConnector.questions if question.secret}
    assert secret == {"application_secret_key", "access_token"}


# --- the token of the settings page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", [accounts.OK_GROUP, f"group:{accounts.OK_GROUP}"])
def test_a_token_of_the_settings_page_lives_without_an_end(desk: Desk, identity: str) -> None:
    made = connector(desk, identity)
    begun = connecting.begin(made, SECRETS, BACK)
    assert begun.address is None
    choices = made.grants(SECRETS, BACK, {}, begun.verifier)
    grant = connecting.chosen(Account("ok", "ok", identity), choices).grant
    assert {name: secret.get_secret_value() for name, secret in grant.secrets.items()} == SECRETS
    assert (grant.expires_at, grant.refreshable, grant.identity) == (None, False, "Песочница")
    assert set(grant.scopes) == RIGHTS
    assert choices[0].label == f"Песочница, ADMIN of the group {accounts.OK_GROUP}"
    network(desk, grant).publish(post(), [])
    assert len(desk.wall()) == 1
    assert desk.wire.broken() == []


@pytest.mark.parametrize("name", ["application_key", "access_token"])
def test_wrong_secrets_are_refused_at_once(desk: Desk, name: str) -> None:
    with pytest.raises(Rejected, match="copy key, secret key and token again"):
        connector(desk).grants({**SECRETS, name: "wrong-secret"}, BACK, {}, "v")


def test_a_wrong_secret_key_is_told_from_a_wrong_token(desk: Desk) -> None:
    with pytest.raises(Rejected, match="signature"):
        connector(desk).grants({**SECRETS, "application_secret_key": "wrong-secret"}, BACK, {}, "v")
    assert desk.wire.broken() == ["ok: a wrong or missing signature on users.getCurrentUser"]


def test_rights_that_are_missing_are_named(desk: Desk) -> None:
    desk.token(without=["GROUP_CONTENT"])
    with pytest.raises(Forbidden, match="GROUP_CONTENT"):
        connector(desk).grants(SECRETS, BACK, {}, "v")
    desk.token(without=["PHOTO_CONTENT", "VALUABLE_ACCESS"])
    (choice,) = connector(desk).grants(SECRETS, BACK, {}, "v")
    assert "without pictures" in choice.label
    assert "neither deleted nor counted" in choice.label
    assert set(choice.grant.scopes) == {"GROUP_CONTENT", "LONG_ACCESS_TOKEN"}


def test_a_person_without_a_role_in_the_group_is_told(desk: Desk) -> None:
    desk.switch("role", "ACTIVE")
    with pytest.raises(Forbidden, match="ACTIVE"):
        connector(desk).grants(SECRETS, BACK, {}, "v")


@pytest.mark.parametrize(
    ("identity", "words"),
    [("https://ok.ru/mission.sandbox", accounts.OK_GROUP), ("mission.sandbox", accounts.OK_GROUP),
     ("nobody", "no group's"), ("", "has no id")],
)  # fmt: skip
def test_a_group_named_by_its_address_is_looked_up(desk: Desk, identity: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        connector(desk, identity).grants(SECRETS, BACK, {}, "v")
    assert desk.wire.broken() == []


def test_half_an_answer_is_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="application_id"):
        connecting.begin(connector(desk), KEYS, BACK)
    assert desk.calls() == 0


# --- OAuth -----------------------------------------------------------------------------------------------------------


def test_the_consent_page_is_oks_own_or_the_configured_one(desk: Desk) -> None:
    public = REGISTRY["ok"].endpoint
    for endpoint, page in (
        (public, "https://connect.ok.ru/oauth/authorize"),
        (replace(public, options={"authorize_url": "https://example.org/a"}), "https://example.org/a"),
        (desk.endpoint(), f"{desk.sandbox.url}/ok/oauth/authorize"),
    ):
        address = connector(desk, endpoint=endpoint).address(LOGIN, BACK, "state", "v" * 64)
        assert address is not None
        assert address.startswith(page + "?")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert set(asked["scope"].split(";")) == RIGHTS
        assert (asked["redirect_uri"], asked["state"], asked["response_type"]) == (BACK, "state", "code")
        assert accounts.OK_APPLICATION_SECRET not in address


@pytest.mark.parametrize(("rights", "life"), [(sorted(RIGHTS), timedelta(days=30)), (SHORT, timedelta(minutes=30))])
def test_the_whole_way(desk: Desk, rights: list[str], life: timedelta) -> None:
    grant = granted(desk, rights)
    assert grant.expires_at == desk.clock() + life
    assert grant.refreshable
    assert grant.identity == "Песочница"
    assert set(grant.scopes) == set(rights)
    assert set(grant.secrets) == {*LOGIN, "access_token", "refresh_token"}
    assert set(grant.secrets) <= REGISTRY["ok"].credentials.all
    network(desk, grant).publish(post(), [])
    assert len(desk.wall()) == 1
    assert desk.wire.broken() == []


def test_refused_consents_and_spent_codes_are_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="access_denied"):
        consent(desk, press="deny")
    with pytest.raises(Rejected, match="a code lives 2 minutes"):
        consent(desk, wait_s=121)
    with pytest.raises(Rejected, match="application_secret_key is wrong") as caught:
        connector(desk).grants({**LOGIN, "application_secret_key": "wrong-secret"}, BACK, {"code": "old-code-1"}, "v")
    assert not [secret for secret in ("wrong-secret", "old-code-1") if secret in f"{caught.value!r}"]
    assert desk.wire.broken() == []


def test_a_short_token_is_made_new_before_its_end_again_and_again(desk: Desk) -> None:
    grant = granted(desk, SHORT)
    for _ in range(3):
        assert not refresh_is_due(grant, desk.clock())
        desk.clock.forward(minutes=25)
        assert refresh_is_due(grant, desk.clock())
        fresh = connector(desk).refreshed(grant)
        assert fresh.secrets["access_token"] != grant.secrets["access_token"]
        assert fresh.secrets["refresh_token"] == grant.secrets["refresh_token"]
        assert fresh.expires_at == desk.clock() + timedelta(minutes=30)
        assert (fresh.identity, fresh.scopes, fresh.refreshable) == (grant.identity, grant.scopes, True)
        grant = fresh
    network(desk, grant).publish(post(), [])
    assert desk.wire.broken() == []


def test_a_long_token_is_touched_and_stays_the_same(desk: Desk) -> None:
    grant = granted(desk)
    for _ in range(3):
        desk.clock.forward(days=25)
        assert refresh_is_due(grant, desk.clock())
        desk.watch()
        fresh = connector(desk).refreshed(grant)
        assert desk.methods()[-1:] == ["auth.touchSession"]
        assert fresh.secrets == grant.secrets
        # Prolonged once a day at most: a day of it may be gone.
        assert fresh.expires_at == desk.clock() + timedelta(days=29)
        grant = fresh
    network(desk, grant).publish(post(), [])


def test_a_long_token_that_died_is_made_new_by_its_refresh_token(desk: Desk) -> None:
    grant = granted(desk)
    desk.sandbox.world.keys.change("ok", grant.secrets["access_token"].get_secret_value(), "revoked")
    fresh = connector(desk).refreshed(grant)
    assert fresh.secrets["access_token"] != grant.secrets["access_token"]
    bare = replace(grant, secrets={k: v for k, v in grant.secrets.items() if k != "refresh_token"})
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(bare)


@pytest.mark.parametrize("name", ["refresh_token", "application_id"])
def test_a_grant_that_lacks_a_part_asks_for_a_person(desk: Desk, name: str) -> None:
    grant = granted(desk, SHORT)
    lacking = replace(grant, secrets={key: value for key, value in grant.secrets.items() if key != name})
    before = desk.calls()
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(lacking)
    assert desk.calls() == before


def test_a_dead_refresh_token_asks_for_a_person(desk: Desk) -> None:
    grant = granted(desk, SHORT)
    desk.clock.forward(days=31)
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(grant)


@pytest.mark.parametrize(
    ("fault", "code", "kind"),
    [("cut_after_accept", "", Unavailable), ("cut_body", "", Unavailable), ("error", "11", RateLimited),
     ("error", "9999", Unavailable)],
)  # fmt: skip
def test_a_lost_answer_loses_nothing(desk: Desk, fault: str, code: str, kind: type[RemoteError]) -> None:
    grant = granted(desk, SHORT)
    desk.sandbox.faults.add("ok", fault, "connect", code=code, times=1)
    with pytest.raises(kind):
        connector(desk).refreshed(grant)
    assert connector(desk).refreshed(grant).refreshable


def test_no_secret_is_shown(desk: Desk) -> None:
    grant = granted(desk, SHORT)
    shown = repr(grant)
    assert not [value for value in grant.secrets.values() if value.get_secret_value() in shown and value.get_secret_value() not in {accounts.OK_APPLICATION_KEY, accounts.OK_APPLICATION_ID}]  # fmt: skip
