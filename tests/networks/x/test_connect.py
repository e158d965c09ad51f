"""From a person to X's secrets, both ways, and the life of tokens that are made new once each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from bot.errors import (
    Forbidden,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    RemoteError,
    Unauthorized,
    Unavailable,
    UserError,
)
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, refresh_is_due
from bot.networks.base import CanRefresh
from bot.networks.registry import REGISTRY
from bot.networks.x.adapter import X
from bot.networks.x.connect import XConnector
from bot.sandbox import accounts
from bot.tokens import connecting
from tests.networks.x.column import COLUMN
from tests.networks.x.desk import Desk, bare

BACK = "http://127.0.0.1:8765/callback"
PUBLIC = {"client_id": accounts.X_CLIENT_ID}
CONFIDENTIAL = {**PUBLIC, "client_secret": accounts.X_CLIENT_SECRET}


def connector(desk: Desk, identity: str = "", endpoint: Endpoint | None = None) -> XConnector:
    return XConnector(Account("x", "x", identity), endpoint or desk.endpoint(), clock=desk.clock)


def consent(
    desk: Desk, answers: Mapping[str, str], *, press: str = "accept", scope: str = "", identity: str = ""
) -> list[Choice]:
    """The whole way of a person, by the command's own steps."""
    made = connector(desk, identity)
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is not None
    address = begun.address.removeprefix(desk.sandbox.url)
    if scope:
        whole = dict(parse_qsl(urlsplit(address).query))
        assert set(scope.split()) < set(whole["scope"].split())
        address = address.replace(
            "tweet.read+tweet.write+users.read+media.write+offline.access", scope.replace(" ", "+")
        )
    came = desk.wire.send("GET", f"{address}&answer={press}").headers["location"]
    return list(made.grants(answers, BACK, connecting.returned(begun, came), begun.verifier))


def granted(desk: Desk, answers: Mapping[str, str] = PUBLIC) -> Grant:
    (choice,) = consent(desk, answers)
    return choice.grant


def network(desk: Desk, grant: Grant) -> X:
    return desk.x(secrets={name: value.get_secret_value() for name, value in grant.secrets.items()})


def test_x_is_known_with_its_connector() -> None:
    assert REGISTRY["x"].connector is XConnector
    assert issubclass(XConnector, CanRefresh)
    names = {question.name for question in XConnector.questions}
    assert names <= REGISTRY["x"].credentials.all
    assert {question.name for question in XConnector.questions if not question.secret} == {"client_id"}


# --- the four keys ---------------------------------------------------------------------------------------------------


def test_the_four_keys_are_verified_and_live_without_an_end(desk: Desk) -> None:
    made = connector(desk)
    begun = connecting.begin(made, COLUMN.secrets, BACK)
    assert begun.address is None
    (choice,) = made.grants(COLUMN.secrets, BACK, {}, begun.verifier)
    assert (choice.value, choice.label) == (accounts.X_USER, f"@{accounts.X_USERNAME}")
    assert {name: secret.get_secret_value() for name, secret in choice.grant.secrets.items()} == COLUMN.secrets
    assert (choice.grant.expires_at, choice.grant.refreshable) == (None, False)
    assert choice.grant.identity == f"@{accounts.X_USERNAME}"
    assert desk.wire.broken() == []


def test_wrong_keys_are_refused_at_once(desk: Desk) -> None:
    with pytest.raises(Rejected, match="copy all of them again"):
        connector(desk).grants({**COLUMN.secrets, "access_token": "7700-other"}, BACK, {}, "v")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({}, "neither"),
        ({"consumer_key": "a", "consumer_secret": " "}, "only consumer_key"),
        (
            {**COLUMN.secrets, "access_token_secret": "", "client_id": "c"},
            "only consumer_key, consumer_secret, access_token of",
        ),
    ],
)
def test_half_an_answer_is_told(desk: Desk, answers: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        connecting.begin(connector(desk), answers, BACK)
    assert desk.routes() == []


@pytest.mark.parametrize("identity", [accounts.X_USER, f"@{accounts.X_USERNAME}", accounts.X_USERNAME.upper()])
def test_the_configured_account_is_recognised_by_number_or_name(desk: Desk, identity: str) -> None:
    account = Account("x", "x", identity)
    choices = connector(desk, identity).grants(COLUMN.secrets, BACK, {}, "v")
    assert connecting.chosen(account, choices).grant.identity == f"@{accounts.X_USERNAME}"
    with pytest.raises(UserError, match="is not among"):
        connecting.chosen(
            replace(account, id="@someone"), connector(desk, "@someone").grants(COLUMN.secrets, BACK, {}, "v")
        )


# --- OAuth 2 ---------------------------------------------------------------------------------------------------------


def test_the_consent_page_is_xs_own_or_the_configured_one(desk: Desk) -> None:
    public = REGISTRY["x"].endpoint
    for endpoint, page in (
        (public, "https://x.com/i/oauth2/authorize"),
        (replace(public, options={"authorize_url": "https://example.org/a"}), "https://example.org/a"),
        (desk.endpoint(), f"{desk.sandbox.url}/x/i/oauth2/authorize"),
    ):
        address = connector(desk, endpoint=endpoint).address(PUBLIC, BACK, "state", "v" * 64)
        assert address is not None
        assert address.startswith(page + "?")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["scope"].split() == ["tweet.read", "tweet.write", "users.read", "media.write", "offline.access"]
        assert asked["code_challenge_method"] == "S256"
        assert "v" * 64 not in address


@pytest.mark.parametrize("answers", [PUBLIC, CONFIDENTIAL])
def test_the_whole_way_with_pkce(desk: Desk, answers: dict[str, str]) -> None:
    desk.switch("confidential_client", "client_secret" in answers)
    (choice,) = consent(desk, answers)
    grant = choice.grant
    assert choice.value == accounts.X_USER
    assert grant.expires_at == desk.clock() + timedelta(hours=2)
    assert grant.refreshable
    assert grant.identity == f"@{accounts.X_USERNAME}"
    assert set(grant.secrets) == {"token", "refresh_token", *answers}
    assert set(grant.secrets) <= REGISTRY["x"].credentials.all
    network(desk, grant).publish(bare("По доверенности"), [])
    assert desk.wall() == ["По доверенности"]
    assert desk.wire.broken() == []


def test_a_refused_consent_and_a_spent_code_are_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="access_denied"):
        consent(desk, PUBLIC, press="deny")
    with pytest.raises(Rejected, match="run pressbot connect again"):
        connector(desk).grants(PUBLIC, BACK, {"code": "old"}, "v" * 64)


def test_a_code_too_old_and_a_wrong_client_secret_are_told(desk: Desk) -> None:
    made = connector(desk)
    begun = connecting.begin(made, PUBLIC, BACK)
    assert begun.address is not None
    came = desk.wire.send("GET", begun.address.removeprefix(desk.sandbox.url) + "&answer=accept").headers["location"]
    desk.clock.forward(seconds=31)
    with pytest.raises(Rejected, match="a code lives 30 seconds"):
        made.grants(PUBLIC, BACK, connecting.returned(begun, came), begun.verifier)
    with pytest.raises(Rejected, match="client id or secret"):
        connector(desk).grants({**CONFIDENTIAL, "client_secret": "wrong-secret"}, BACK, {"code": "c"}, "v" * 64)


def test_rights_that_were_not_given_are_named(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="tweet.write"):
        consent(desk, PUBLIC, scope="tweet.read users.read media.write offline.access")
    (choice,) = consent(desk, PUBLIC, scope="tweet.read tweet.write users.read")
    assert choice.label == f"@{accounts.X_USERNAME} (no pictures; it ends after two hours and cannot be made new)"
    assert not choice.grant.refreshable
    assert "refresh_token" not in choice.grant.secrets


@pytest.mark.parametrize("answers", [PUBLIC, CONFIDENTIAL])
def test_a_token_is_made_new_shortly_before_its_end(desk: Desk, answers: dict[str, str]) -> None:
    grant = granted(desk, answers)
    assert not refresh_is_due(grant, desk.clock())
    desk.clock.forward(minutes=100)
    assert refresh_is_due(grant, desk.clock())
    fresh = connector(desk).refreshed(grant)
    for name in ("token", "refresh_token"):
        assert fresh.secrets[name] != grant.secrets[name]
    assert {name: fresh.secrets[name] for name in answers} == {
        name: SecretStr(value) for name, value in answers.items()
    }
    assert fresh.expires_at == desk.clock() + timedelta(hours=2)
    assert (fresh.identity, set(fresh.scopes)) == (grant.identity, set(grant.scopes))
    again = connector(desk).refreshed(fresh)
    network(desk, again).publish(bare("Новая пара"), [])
    assert desk.wire.broken() == []


def test_a_spent_refresh_token_is_dead_and_its_family_with_it(desk: Desk) -> None:
    grant = granted(desk)
    fresh = connector(desk).refreshed(grant)
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(grant)
    assert desk.wire.broken() == ["x: a refresh token was sent a second time: the whole family is dead"]
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(fresh)


@pytest.mark.parametrize("fault", ["cut_after_accept", "cut_body", "server_error_after_accept", "cut_before"])
def test_a_lost_answer_may_have_spent_the_token(desk: Desk, fault: str) -> None:
    grant = granted(desk)
    desk.sandbox.faults.add("x", fault, "connect", times=1)
    desk.sandbox.calls.clear()
    with pytest.raises(OutcomeUnknown):
        connector(desk).refreshed(grant)
    assert desk.routes() == ["POST /2/oauth2/token"]


def test_a_refresh_that_never_left_spends_nothing(desk: Desk) -> None:
    grant = granted(desk)
    nowhere = replace(desk.endpoint(), api_url="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        connector(desk, endpoint=nowhere).refreshed(grant)
    assert connector(desk).refreshed(grant).refreshable


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("429/too-many", RateLimited),
        ("403/client-forbidden", Forbidden),
        ("400/invalid-request", Unauthorized),
        ("401/unauthorized", Unauthorized),
    ],
)
def test_refusals_of_a_refresh(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    grant = granted(desk)
    desk.fail(code, "connect")
    with pytest.raises(kind):
        connector(desk).refreshed(grant)


@pytest.mark.parametrize("name", ["refresh_token", "client_id"])
def test_a_grant_that_lacks_a_part_asks_for_a_person(desk: Desk, name: str) -> None:
    grant = granted(desk)
    lacking = replace(grant, secrets={key: value for key, value in grant.secrets.items() if key != name})
    desk.sandbox.calls.clear()
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(lacking)
    assert desk.routes() == []


def test_no_secret_is_shown(desk: Desk) -> None:
    with pytest.raises(RemoteError) as caught:
        connector(desk).grants(CONFIDENTIAL, BACK, {"code": "very-secret-code"}, "verifier-" * 8)
    shown = f"{caught.value!r} {caught.value}"
    assert not [secret for secret in ("very-secret-code", accounts.X_CLIENT_SECRET, "verifier-" * 8) if secret in shown]
    assert accounts.X_CLIENT_SECRET not in repr(granted(desk, CONFIDENTIAL))
