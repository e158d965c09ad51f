"""From a person to a token: one that was made by hand, or a login."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bot.errors import Forbidden, Misused, Rejected, RemoteError, Unavailable, UserError
from bot.model.account import Account
from bot.model.grant import Choice, Grant
from bot.networks.base import CanRefresh, CanRegister
from bot.networks.mastodon.auth import SCOPES
from bot.networks.mastodon.connect import MastodonConnector
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.wire import Response, json_response
from bot.tokens import connecting
from tests.networks.mastodon.desk import TOKEN, Desk, jpeg, post

BACK = "http://127.0.0.1:8765/callback"


def connector(desk: Desk, identity: str = accounts.MASTODON_ACCOUNT) -> MastodonConnector:
    return MastodonConnector(Account("ma", "mastodon", identity), desk.endpoint(), clock=desk.clock)


def consent(desk: Desk, answers: Mapping[str, str] | None = None, *, press: str = "accept") -> list[Choice]:
    """The whole way of a person, by the command's own steps: another connector finishes than began."""
    begun = connecting.begin(connector(desk), answers or {}, BACK)
    assert begun.address is not None
    came = desk.wire.send("GET", f"{begun.address.removeprefix(desk.sandbox.url)}&answer={press}").headers["location"]
    return list(connector(desk).grants(answers or {}, BACK, connecting.returned(begun, came), begun.verifier))


def plain(grant: Grant) -> dict[str, str]:
    return {name: secret.get_secret_value() for name, secret in grant.secrets.items()}


def test_mastodon_is_known_with_its_connector() -> None:
    assert REGISTRY["mastodon"].connector is MastodonConnector
    assert issubclass(MastodonConnector, CanRegister)
    assert not issubclass(MastodonConnector, CanRefresh)
    assert {question.name for question in MastodonConnector.questions} == REGISTRY["mastodon"].credentials.all


@pytest.mark.parametrize("identity", [accounts.MASTODON_ACCOUNT, "@mission", ""])
def test_a_token_made_by_hand(desk: Desk, identity: str) -> None:
    made, answers = connector(desk, identity), {"token": f" {TOKEN} "}
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is None
    assert desk.asked == []
    choice = connecting.chosen(Account("ma", "mastodon", identity), made.grants(answers, BACK, {}, begun.verifier))
    assert plain(choice.grant) == {"token": TOKEN}
    assert (choice.grant.expires_at, choice.grant.refreshable) == (None, False)
    assert choice.grant.identity is not None
    assert choice.grant.identity.startswith("@mission@")


def test_a_login_registers_an_application_first(desk: Desk) -> None:
    (choice,) = consent(desk)
    assert desk.routes() == [
        "POST /api/v1/apps", "GET /oauth/authorize", "POST /oauth/token", "GET /api/v1/accounts/verify_credentials",
    ]  # fmt: skip
    registered = dict(parse_qsl(desk.asked[0].body.decode()))
    assert registered == {"client_name": "pressbot", "redirect_uris": BACK, "scopes": " ".join(SCOPES)}
    page = parse_qs(desk.asked[1].raw_query)
    assert (page["code_challenge_method"], page["scope"]) == (["S256"], [" ".join(SCOPES)])
    assert set(plain(choice.grant)) == {"token", "client_id", "client_secret"}
    assert set(choice.grant.scopes) == set(SCOPES)
    assert choice.grant.expires_at is None
    network = desk.mastodon(token=plain(choice.grant)["token"])
    network.require_owner()
    network.publish(post(), [jpeg()])
    assert len(desk.wall()) == 1
    secret = plain(choice.grant)["client_secret"]
    assert not [request for request in desk.asked if secret in f"{request.path}?{request.raw_query}"]
    assert desk.wire.broken() == []


def test_a_login_with_an_application_of_ones_own(desk: Desk) -> None:
    desk.switch("redirect_uris", [BACK])
    given = {"client_id": accounts.MASTODON_CLIENT_ID, "client_secret": accounts.MASTODON_CLIENT_SECRET}
    (choice,) = consent(desk, given)
    assert "POST /api/v1/apps" not in desk.routes()
    assert plain(choice.grant) == {"token": plain(choice.grant)["token"], **given}
    assert desk.wire.broken() == []


def test_a_person_who_refuses(desk: Desk) -> None:
    with pytest.raises(UserError):
        consent(desk, press="deny")


def test_a_code_serves_once_and_needs_its_verifier(desk: Desk) -> None:
    begun = connecting.begin(connector(desk), {}, BACK)
    assert begun.address is not None
    came = desk.wire.send("GET", f"{begun.address.removeprefix(desk.sandbox.url)}&answer=accept").headers["location"]
    given = connecting.returned(begun, came)
    with pytest.raises(Rejected) as caught:
        connector(desk).grants({}, BACK, given, "another verifier, long enough to be one of those")
    assert given["code"] not in str(caught.value)
    assert begun.registered["client_secret"] not in f"{caught.value} {begun!r}"
    begun = connecting.begin(connector(desk), {}, BACK)
    came = desk.wire.send("GET", f"{(begun.address or '').removeprefix(desk.sandbox.url)}&answer=accept").headers[
        "location"
    ]
    given = connecting.returned(begun, came)
    connector(desk).grants({}, BACK, given, begun.verifier)
    with pytest.raises(Rejected):
        connector(desk).grants({}, BACK, given, begun.verifier)


@pytest.mark.parametrize(
    ("scope", "lacks"),
    [("read write", ""), (" ".join(SCOPES[:3]), "no pictures"), ("read write:media", None), ("", "")],
)
def test_the_scopes_that_came(desk: Desk, scope: str, lacks: str | None) -> None:
    token = json_response({"access_token": TOKEN, "token_type": "Bearer", "scope": scope, "created_at": 1})
    desk.watch({"POST /oauth/token": token})
    answers = {"client_id": "a", "client_secret": "b"}
    if lacks is None:
        with pytest.raises(Forbidden, match="write:statuses"):
            connector(desk).grants(answers, BACK, {"code": "c"}, "v")
        return
    (choice,) = connector(desk).grants(answers, BACK, {"code": "c"}, "v")
    assert lacks in choice.label
    assert ("(" in choice.label) is bool(lacks)


@pytest.mark.parametrize("token", ["nothing", accounts.MASTODON_CLIENT_SECRET])
def test_a_token_that_opens_nothing(desk: Desk, token: str) -> None:
    with pytest.raises(Rejected) as caught:
        connector(desk).grants({"token": token}, BACK, {}, "v")
    assert token not in str(caught.value) or token == "nothing"


def test_half_an_application_registers_another(desk: Desk) -> None:
    assert set(connector(desk).registered({"client_id": "a"}, BACK)) == {"client_id", "client_secret"}
    with pytest.raises(UserError, match="neither a token nor an application"):
        connector(desk).address({"client_id": "a"}, BACK, "s", "v")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Response(404, b"<html>"), Misused), (Response(502, b""), Unavailable), (json_response({"id": 1}), Unavailable),
     (json_response({"error": "Validation failed: Redirect URI must be an absolute URI."}, 422), Misused)],
)  # fmt: skip
def test_a_server_that_registers_nothing(desk: Desk, answer: Response, kind: type[RemoteError]) -> None:
    desk.watch({"POST /api/v1/apps": answer})
    with pytest.raises(kind):
        connecting.begin(connector(desk), {}, BACK)


def test_the_page_is_the_servers_of_the_account() -> None:
    account = Account("ma", "mastodon", "@mission@mastodon.example")
    made = MastodonConnector(account, REGISTRY["mastodon"].endpoint, clock=lambda: None)  # type: ignore[arg-type,return-value]
    address = made.address({"client_id": "a", "client_secret": "b"}, BACK, "s", "v")
    assert address is not None
    assert urlsplit(address).netloc == "mastodon.example"
    assert "client_secret" not in address
