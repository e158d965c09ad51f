"""Who may what on X's stand-in: signatures, scopes, refresh tokens, the app's bearer."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox import accounts
from bot.sandbox.grants import challenge_of
from tests.sandbox.asking_x import FORM, bearer, create, ending, get, made, signed, upload
from tests.sandbox.calling import Answer, Wire, form

BACK = "http://127.0.0.1:8765/callback"
VERIFIER = "v" * 64
ALL = "tweet.read tweet.write users.read media.write offline.access"


def token(wire: Wire, **given: str) -> Answer:
    return wire.send("POST", "/x/2/oauth2/token", form(**given), content_type=FORM)


def code(wire: Wire, scope: str = ALL, **changed: str) -> Answer:
    asked = {
        "response_type": "code", "client_id": accounts.X_CLIENT_ID, "redirect_uri": BACK, "scope": scope, "state": "s1",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", "answer": "accept",
    } | changed  # fmt: skip
    return wire.send("GET", f"/x/i/oauth2/authorize?{urlencode({k: v for k, v in asked.items() if v})}")


def pair(wire: Wire, scope: str = ALL) -> dict[str, Any]:
    given = code(wire, scope).answers
    return dict(redeem(wire, given["code"]).json)


def redeem(wire: Wire, given: str, **changed: str) -> Answer:
    asked = {
        "grant_type": "authorization_code", "code": given, "redirect_uri": BACK, "client_id": accounts.X_CLIENT_ID,
        "code_verifier": VERIFIER,
    } | changed  # fmt: skip
    return token(wire, **asked)


def refresh(wire: Wire, given: str) -> Answer:
    return token(wire, grant_type="refresh_token", refresh_token=given, client_id=accounts.X_CLIENT_ID)


# --- OAuth 1.0a ------------------------------------------------------------------------------------------------------


def test_a_library_s_signatures_hold_with_query_json_and_multipart(wire: Wire, jpeg: bytes) -> None:
    assert create(wire, text="Подпись: «круглый стол» & ещё").status == 201
    query = {"max_results": "5", "exclude": "replies,retweets", "start_time": "2026-11-01T00:00:00Z"}
    assert get(wire, f"/2/users/{accounts.X_USER}/tweets", **query).status == 200
    assert upload(wire, jpeg).status == 200
    assert wire.broken() == []


@pytest.mark.parametrize("key", ["client_secret", "resource_owner_secret"])
def test_a_wrong_signature_is_refused_and_said(wire: Wire, key: str) -> None:
    answer = signed(wire, "GET", "/2/users/me", **{key: "wrong"})
    assert answer.status == 401
    assert answer.json == {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
    assert "wrong signature" in wire.broken()[0]


def test_a_signature_covers_the_query_and_a_form(wire: Wire) -> None:
    _, headers, _ = _client().sign(f"{wire.sandbox.url}/x/2/users/me", "GET")
    assert wire.send("GET", "/x/2/users/me?user.fields=id", authorization=headers["Authorization"]).status == 401
    assert "wrong signature" in wire.broken()[0]
    answer = signed(wire, "POST", "/2/tweets", b"a=1&b=%D1%8B+x", FORM)
    assert answer.status == 400  # signed rightly, but no form is taken there
    assert "JSON" in wire.broken()[0]


def test_a_nonce_works_once_and_a_timestamp_not_for_long(wire: Wire) -> None:
    address = f"{wire.sandbox.url}/x/2/users/me"
    _, headers, _ = _client().sign(address, "GET")
    assert wire.send("GET", "/x/2/users/me", authorization=headers["Authorization"]).status == 200
    assert wire.send("GET", "/x/2/users/me", authorization=headers["Authorization"]).status == 401
    old = _client(timestamp=str(int(time.time()) - 3600))
    _, headers, _ = old.sign(address, "GET")
    assert wire.send("GET", "/x/2/users/me", authorization=headers["Authorization"]).status == 401
    assert wire.broken() == ["x: a nonce used twice", "x: a stale timestamp"]


def test_another_account_s_keys_open_nothing_and_are_no_violation(wire: Wire) -> None:
    assert signed(wire, "GET", "/2/users/me", resource_owner_key="foreign").status == 401
    assert wire.broken() == []


def test_no_authorization_and_a_token_in_the_address_are_violations(wire: Wire) -> None:
    assert wire.send("GET", "/x/2/users/me").status == 401
    wire.send("GET", f"/x/2/users/me?access_token={accounts.X_OAUTH2_TOKEN}")
    assert [line for line in wire.broken() if "address" in line]


@pytest.mark.parametrize(("state", "status"), [("revoked", 401), ("expired", 401), ("live", 200)])
def test_tokens_end_by_hand(wire: Wire, state: str, status: int) -> None:
    wire.control("tokens", network="x", token=accounts.X_ACCESS_TOKEN, state=state)
    assert get(wire, "/2/users/me").status == status
    assert wire.broken() == []


def test_an_app_that_may_only_read(wire: Wire, jpeg: bytes) -> None:
    wire.control("tokens", network="x", token=accounts.X_ACCESS_TOKEN, without=["tweet.write"])
    assert ending(create(wire, text="a")) == "403 oauth1-permissions"
    assert ending(upload(wire, jpeg)) == "403 oauth1-permissions"
    assert get(wire, "/2/users/me").status == 200
    assert wire.broken() == []


# --- the app's own bearer --------------------------------------------------------------------------------------------


def test_the_bearer_reads_only_and_sees_nothing_private(wire: Wire) -> None:
    identity = made(wire)
    app = accounts.X_BEARER_TOKEN
    found = bearer(wire, app, "GET", f"/2/tweets?ids={identity}&tweet.fields=public_metrics,non_public_metrics").json
    assert "non_public_metrics" not in found["data"][0]
    assert found["errors"][0]["field"] == "non_public_metrics"
    assert ending(bearer(wire, app, "POST", "/2/tweets", {"text": "a"})) == "403 unsupported-authentication"
    assert ending(bearer(wire, app, "GET", "/2/users/me")) == "403 unsupported-authentication"
    assert bearer(wire, app, "GET", "/2/usage/tweets").json["data"]["project_usage"] == "1"
    assert ending(get(wire, "/2/usage/tweets")) == "403 unsupported-authentication"


# --- OAuth 2 ---------------------------------------------------------------------------------------------------------


def test_the_whole_way_with_pkce(wire: Wire) -> None:
    answers = code(wire).answers
    assert answers["state"] == "s1"
    got = redeem(wire, answers["code"]).json
    assert (got["token_type"], got["expires_in"], got["scope"]) == ("bearer", 7200, ALL)
    assert bearer(wire, got["access_token"], "POST", "/2/tweets", {"text": "OAuth 2"}).status == 201
    wire.clock.forward(seconds=7201)
    assert bearer(wire, got["access_token"], "GET", "/2/users/me").status == 401
    assert wire.broken() == []


@pytest.mark.parametrize(
    "changed",
    [{"state": ""}, {"code_challenge": ""}, {"code_challenge_method": "plain"}, {"client_id": "other"}, {"scope": "dm.read"},
     {"redirect_uri": "http://mission.example.org/callback"}, {"response_type": "token"}],
)  # fmt: skip
def test_a_faulty_authorize_is_refused_and_said(wire: Wire, changed: dict[str, str]) -> None:
    assert code(wire, **changed).status == 400
    assert wire.broken()


def test_a_person_sees_the_scopes_and_may_say_no(wire: Wire) -> None:
    page = code(wire, answer="")
    assert page.status == 200
    assert "media.write" in page.body.decode()
    assert code(wire, answer="deny").answers == {"state": "s1", "error": "access_denied"}


def test_registered_addresses_are_compared_exactly(wire: Wire) -> None:
    wire.control("switches", network="x", name="redirect_uris", value=[BACK])
    assert code(wire).status == 302
    assert code(wire, redirect_uri=f"{BACK}/").status == 400


@pytest.mark.parametrize(
    "changed", [{"code_verifier": "w" * 64}, {"redirect_uri": "http://127.0.0.1:1/other"}, {"code": "unknown"}]
)
def test_a_code_needs_its_verifier_and_its_address(wire: Wire, changed: dict[str, str]) -> None:
    given = code(wire).answers["code"]
    answer = redeem(wire, **({"given": given} | changed if "code" not in changed else {"given": changed["code"]}))
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_a_code_lives_half_a_minute_and_once(wire: Wire) -> None:
    first, second = code(wire).answers["code"], code(wire).answers["code"]
    assert redeem(wire, first).status == 200
    assert redeem(wire, first).status == 400
    wire.clock.forward(seconds=31)
    assert redeem(wire, second).status == 400


def test_scopes_are_held_to(wire: Wire, jpeg: bytes) -> None:
    reader = pair(wire, "tweet.read users.read")
    assert "refresh_token" not in reader
    assert bearer(wire, reader["access_token"], "GET", "/2/users/me").status == 200
    assert bearer(wire, reader["access_token"], "POST", "/2/tweets", {"text": "a"}).status == 403
    media = {"media": base64.b64encode(jpeg).decode(), "media_category": "tweet_image"}
    assert bearer(wire, reader["access_token"], "POST", "/2/media/upload", media).status == 403
    assert wire.broken() == []


def test_a_refresh_token_sent_twice_kills_the_family(wire: Wire) -> None:
    first = pair(wire)
    second = refresh(wire, first["refresh_token"]).json
    assert bearer(wire, second["access_token"], "GET", "/2/users/me").status == 200
    assert refresh(wire, first["refresh_token"]).status == 400
    assert "second time" in wire.broken()[0]
    assert bearer(wire, second["access_token"], "GET", "/2/users/me").status == 401
    assert refresh(wire, second["refresh_token"]).status == 400


def test_the_well_known_pair_can_be_refreshed_once(wire: Wire) -> None:
    assert bearer(wire, accounts.X_OAUTH2_TOKEN, "GET", "/2/users/me").status == 200
    assert refresh(wire, accounts.X_REFRESH_TOKEN).status == 200
    assert refresh(wire, accounts.X_REFRESH_TOKEN).status == 400


def test_revoking_ends_the_family_and_json_is_no_form(wire: Wire) -> None:
    got = pair(wire)
    body = form(token=got["access_token"], client_id=accounts.X_CLIENT_ID)
    assert wire.send("POST", "/x/2/oauth2/revoke", body, content_type=FORM).json == {"revoked": True}
    assert bearer(wire, got["access_token"], "GET", "/2/users/me").status == 401
    as_json = json.dumps({"grant_type": "refresh_token"}).encode()
    assert wire.send("POST", "/x/2/oauth2/token", as_json, content_type="application/json").status == 400
    assert "form" in wire.broken()[0]


def test_a_confidential_client_proves_itself(wire: Wire) -> None:
    wire.control("switches", network="x", name="confidential_client", value=True)
    given = code(wire).answers["code"]
    assert redeem(wire, given).status == 401
    basic = base64.b64encode(f"{accounts.X_CLIENT_ID}:{accounts.X_CLIENT_SECRET}".encode()).decode()
    body = form(grant_type="authorization_code", code=given, redirect_uri=BACK, code_verifier=VERIFIER)
    answer = wire.send("POST", "/x/2/oauth2/token", body, content_type=FORM, authorization=f"Basic {basic}")
    assert answer.status == 200


def _client(**options: str) -> Any:
    from oauthlib.oauth1 import Client

    return Client(
        accounts.X_CONSUMER_KEY,
        accounts.X_CONSUMER_SECRET,
        accounts.X_ACCESS_TOKEN,
        accounts.X_ACCESS_TOKEN_SECRET,
        **options,
    )
