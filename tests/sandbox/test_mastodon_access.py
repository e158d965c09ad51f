"""Who may what on Mastodon's stand-in: apps, the login with PKCE, scopes in two levels, tokens that end."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox import accounts
from bot.sandbox.grants import challenge_of
from tests.sandbox.bundle import bundle, drawn
from tests.sandbox.calling import Answer, Wire, form

BACK = "http://127.0.0.1:8765/callback"
VERIFIER = "v" * 64
FORM = "application/x-www-form-urlencoded"
ALL = "read:accounts read:statuses write:statuses write:media"
CLIENT = {"client_id": accounts.MASTODON_CLIENT_ID, "client_secret": accounts.MASTODON_CLIENT_SECRET}


@pytest.fixture
def wire(lasting: Wire) -> Wire:
    lasting.afresh()
    return lasting


def post(wire: Wire, path: str, **given: str) -> Answer:
    return wire.send("POST", f"/mastodon{path}", form(**given), content_type=FORM)


def ask(
    wire: Wire,
    token: str,
    method: str = "GET",
    path: str = "/api/v1/accounts/verify_credentials",
    body: bytes = b"",
    kind: str = FORM,
) -> Answer:
    return wire.send(method, f"/mastodon{path}", body, authorization=f"Bearer {token}", content_type=kind)


def authorize(wire: Wire, **changed: str) -> Answer:
    asked = {
        "response_type": "code", "client_id": accounts.MASTODON_CLIENT_ID, "redirect_uri": BACK, "scope": ALL, "state": "s1234567",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", "answer": "accept",
    } | changed  # fmt: skip
    return wire.send("GET", f"/mastodon/oauth/authorize?{urlencode({k: v for k, v in asked.items() if v})}")


def redeem(wire: Wire, code: str, **changed: str) -> Answer:
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
        **CLIENT,
    } | changed
    return post(wire, "/oauth/token", **{name: value for name, value in asked.items() if value})


def token(wire: Wire, scope: str = ALL) -> str:
    return str(redeem(wire, authorize(wire, scope=scope).answers["code"]).json["access_token"])


# --- apps ------------------------------------------------------------------------------------------------------------


def test_an_app_registers_itself_and_is_let_in(wire: Wire) -> None:
    app = post(wire, "/api/v1/apps", client_name="pressbot", redirect_uris=BACK, scopes=ALL).json
    assert (app["redirect_uris"], app["scopes"], app["client_secret_expires_at"]) == ([BACK], ALL.split(), 0)
    code = authorize(wire, client_id=app["client_id"]).answers["code"]
    keys = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    got = redeem(wire, code, **keys).json
    assert ask(wire, got["access_token"]).json["id"] == accounts.MASTODON_ACCOUNT
    assert ask(wire, got["access_token"], path="/api/v1/apps/verify_credentials").json["id"] == app["id"]
    assert wire.broken() == []
    assert authorize(wire, client_id=app["client_id"], redirect_uri=f"{BACK}/other").status == 400
    assert authorize(wire, client_id=app["client_id"], scope="read").answers["error"] == "invalid_scope"
    assert len(wire.broken()) == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"redirect_uris": "callback"}, "absolute URI"),
        ({"redirect_uris": ""}, "absolute URI"),
        ({"scopes": "read everything"}, "Scopes"),
        ({"client_name": ""}, "Name"),
    ],
)
def test_a_faulty_app_is_refused(wire: Wire, changed: dict[str, str], words: str) -> None:
    answer = post(wire, "/api/v1/apps", **({"client_name": "a", "redirect_uris": BACK, "scopes": "read"} | changed))
    assert answer.status in {400, 422}
    assert words in answer.json["error"]
    assert wire.broken()


def test_several_redirects_as_json(wire: Wire) -> None:
    body = json.dumps({"client_name": "a", "redirect_uris": [BACK, "urn:ietf:wg:oauth:2.0:oob"]}).encode()
    app = wire.send("POST", "/mastodon/api/v1/apps", body, content_type="application/json").json
    assert (len(app["redirect_uris"]), app["scopes"]) == (2, ["read"])


def test_an_app_s_own_token_is_no_user_s(wire: Wire) -> None:
    got = post(wire, "/oauth/token", grant_type="client_credentials", scope="read write", **CLIENT).json["access_token"]
    assert ask(wire, got, path="/api/v1/apps/verify_credentials").json["name"] == "pressbot"
    assert wire.broken() == []
    answer = ask(wire, got, "POST", "/api/v1/statuses", form(status="a"))
    assert (answer.status, answer.json["error"]) == (422, "This method requires an authenticated user")
    assert "token of an app" in wire.broken()[0]
    assert (
        post(wire, "/oauth/token", grant_type="client_credentials", scope="push", **CLIENT).json["error"]
        == "invalid_scope"
    )


def test_the_metadata_name_the_addresses(wire: Wire) -> None:
    told = wire.send("GET", "/mastodon/.well-known/oauth-authorization-server").json
    assert told["token_endpoint"] == f"{wire.sandbox.url}/mastodon/oauth/token"
    assert (told["code_challenge_methods_supported"], "profile" in told["scopes_supported"]) == (["S256"], True)


# --- the login -------------------------------------------------------------------------------------------------------


def test_the_whole_way_with_pkce(wire: Wire) -> None:
    answers = authorize(wire).answers
    assert answers["state"] == "s1234567"
    got = redeem(wire, answers["code"]).json
    assert (got["token_type"], got["scope"], got["created_at"]) == ("Bearer", ALL, int(wire.clock.moment.timestamp()))
    assert "expires_in" not in got
    assert "refresh_token" not in got
    wire.clock.forward(days=3000)
    assert ask(wire, got["access_token"], "POST", "/api/v1/statuses", form(status="a")).status == 200
    assert wire.broken() == []


def test_a_person_sees_the_scopes_and_may_say_no(wire: Wire) -> None:
    page = authorize(wire, answer="")
    assert page.status == 200
    assert "write:media" in page.body.decode()
    assert authorize(wire, answer="deny").answers["error"] == "access_denied"


def test_out_of_band_shows_the_code(wire: Wire) -> None:
    page = authorize(wire, redirect_uri="urn:ietf:wg:oauth:2.0:oob", state="").body.decode()
    code = page.split("value='")[1].split("'")[0]
    assert redeem(wire, code, redirect_uri="urn:ietf:wg:oauth:2.0:oob").status == 200
    assert authorize(wire, redirect_uri="urn:ietf:wg:oauth:2.0:oob", answer="deny").status == 400
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "other"}, ""), ({"redirect_uri": "http://mission.example.org/callback"}, ""), ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "admin:read"}, "invalid_scope"), ({"code_challenge_method": "plain"}, "invalid_code_challenge_method"), ({"code_challenge": "short"}, "invalid_code_challenge_method"),
    ],
)  # fmt: skip
def test_a_faulty_authorize_is_refused_and_said(wire: Wire, changed: dict[str, str], error: str) -> None:
    answer = authorize(wire, **changed)
    assert answer.status == (302 if error else 400)
    assert not error or answer.answers["error"] == error
    assert wire.broken()


def test_a_state_that_can_be_guessed_is_noted_and_registered_addresses_are_compared_exactly(wire: Wire) -> None:
    assert authorize(wire, state="").status == 302
    assert "state" in wire.broken()[0]
    wire.control("switches", network="mastodon", name="redirect_uris", value=[BACK])
    assert authorize(wire).status == 302
    assert authorize(wire, redirect_uri=f"{BACK}/").status == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 64}, "invalid_grant"), ({"code_verifier": ""}, "invalid_grant"), ({"redirect_uri": "http://127.0.0.1:1/other"}, "invalid_grant"),
        ({"code": "unknown"}, "invalid_grant"), ({"client_secret": "wrong"}, "invalid_client"), ({"client_id": "other"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)  # fmt: skip
def test_a_code_needs_its_client_its_verifier_and_its_address(wire: Wire, changed: dict[str, str], error: str) -> None:
    given = {"code": authorize(wire).answers["code"], **changed}
    answer = redeem(wire, **given)
    assert (answer.status, answer.json["error"]) == (401 if error == "invalid_client" else 400, error)


def test_a_code_lives_ten_minutes_and_once(wire: Wire) -> None:
    first, second = authorize(wire).answers["code"], authorize(wire).answers["code"]
    assert redeem(wire, first).status == 200
    assert redeem(wire, first).json["error"] == "invalid_grant"
    wire.clock.forward(minutes=10, seconds=1)
    assert redeem(wire, second).status == 400
    assert wire.broken() == []


def test_without_pkce_the_secret_alone_will_do(wire: Wire) -> None:
    code = authorize(wire, code_challenge="", code_challenge_method="").answers["code"]
    basic = base64.b64encode(f"{CLIENT['client_id']}:{CLIENT['client_secret']}".encode()).decode()
    body = form(grant_type="authorization_code", code=code, redirect_uri=BACK)
    answer = wire.send("POST", "/mastodon/oauth/token", body, content_type=FORM, authorization=f"Basic {basic}")
    assert answer.status == 200
    assert wire.broken() == []
    wire.send("POST", f"/mastodon/oauth/token?client_secret={CLIENT['client_secret']}", body, content_type=FORM)
    assert "in the address" in wire.broken()[0]


def test_revoking(wire: Wire) -> None:
    got = token(wire)
    assert post(wire, "/oauth/revoke", token=got, client_id="other", client_secret="x").status == 401
    assert (
        post(wire, "/oauth/revoke", token=accounts.MASTODON_OTHER_TOKEN, **CLIENT).json["error"]
        == "unauthorized_client"
    )
    assert post(wire, "/oauth/revoke", **CLIENT).status == 403
    for _ in range(2):
        assert post(wire, "/oauth/revoke", token=got, **CLIENT).json == {}
    answer = ask(wire, got)
    assert (answer.status, answer.json["error"]) == (401, "The access token was revoked")
    assert post(wire, "/oauth/revoke", token=accounts.MASTODON_TOKEN, **CLIENT).json == {}
    assert ask(wire, accounts.MASTODON_TOKEN).status == 401


# --- scopes, standings -----------------------------------------------------------------------------------------------


def calls(wire: Wire, given: str) -> list[int]:
    """What a token opens: its owner, reading, posting, uploading."""
    body, kind = bundle({"file": drawn("PNG", 8, 8)})
    asked: list[tuple[Any, ...]] = [
        ("GET",), ("GET", "/api/v1/statuses?id[]=1"), ("POST", "/api/v1/statuses", form(status="a")), ("POST", "/api/v2/media", body, kind),
    ]  # fmt: skip
    return [ask(wire, given, *parts).status for parts in asked]


@pytest.mark.parametrize(
    ("scope", "opened"),
    [
        (ALL, [200, 200, 200, 200]), ("read write", [200, 200, 200, 200]), ("read", [200, 200, 403, 403]), ("profile", [200, 403, 403, 403]),
        ("write:statuses", [403, 403, 200, 403]), ("read:statuses write:media", [403, 200, 403, 200]), ("", [200, 200, 403, 403]),
    ],
)  # fmt: skip
def test_scopes_are_held_to(wire: Wire, scope: str, opened: list[int]) -> None:
    assert calls(wire, token(wire, scope)) == opened
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("without", "opened"),
    [
        ([], [200] * 4),
        (["write:media"], [200, 200, 200, 403]),
        (["write"], [200, 200, 403, 403]),
        (["read:accounts", "profile"], [403, 200, 200, 200]),
    ],
)
def test_scopes_are_taken_by_hand(wire: Wire, without: list[str], opened: list[int]) -> None:
    wire.control("tokens", network="mastodon", token=accounts.MASTODON_TOKEN, without=without)
    assert calls(wire, accounts.MASTODON_TOKEN) == opened
    assert wire.broken() == []


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("live", "200"), ("expired", "401 The access token expired"), ("revoked", "401 The access token was revoked"), ("app_removed", "401 The access token was revoked"),
        ("password_changed", "401 The access token was revoked"), ("checkpoint", "403 Your login is currently disabled"), ("role_lost", "403 Your login is currently pending approval"),
    ],
)  # fmt: skip
def test_tokens_end_by_hand(wire: Wire, state: str, answer: str) -> None:
    wire.control("tokens", network="mastodon", token=accounts.MASTODON_TOKEN, state=state)
    got = ask(wire, accounts.MASTODON_TOKEN)
    assert " ".join([str(got.status), *([got.json["error"]] if got.status != 200 else [])]) == answer
    if got.status == 401:
        assert 'error="invalid_token"' in got.headers["www-authenticate"]
    assert wire.broken() == []


@pytest.mark.parametrize("login", ["disabled", "unconfirmed", "pending"])
def test_an_account_out_of_standing(wire: Wire, login: str) -> None:
    wire.control("switches", network="mastodon", name="login", value=login)
    assert ask(wire, accounts.MASTODON_TOKEN, "POST", "/api/v1/statuses", form(status="a")).status == 403
    assert ask(wire, accounts.MASTODON_OTHER_TOKEN).status == 200


def test_no_token_a_wrong_one_and_one_in_the_address(wire: Wire) -> None:
    path = "/mastodon/api/v1/accounts/verify_credentials"
    answer = ask(wire, "foreign")
    assert (answer.status, answer.json["error"]) == (401, "The access token is invalid")
    assert wire.broken() == []
    assert wire.send("GET", path).status == 401
    assert wire.send("GET", path, authorization="Token x").status == 401
    wire.send(
        "GET", f"{path}?access_token={accounts.MASTODON_TOKEN}", authorization=f"Bearer {accounts.MASTODON_TOKEN}"
    )
    assert len(wire.broken()) == 3
    assert ask(wire, accounts.MASTODON_OTHER_TOKEN).json["id"] == accounts.MASTODON_OTHER_ACCOUNT


def test_whose_token_it_is(wire: Wire) -> None:
    me = ask(wire, accounts.MASTODON_TOKEN).json
    assert (me["id"], me["username"], me["source"]["privacy"]) == (
        accounts.MASTODON_ACCOUNT,
        accounts.MASTODON_USERNAME,
        "public",
    )
    assert wire.broken() == []
