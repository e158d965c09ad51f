"""LinkedIn's login, walked by hand: consent, code, tokens, the year's cliff, introspection."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from bot.sandbox import accounts
from bot.sandbox.grants import challenge_of
from bot.sandbox.linkedin.tokens import SCOPES
from tests.sandbox.calling import Answer, Wire, form
from tests.sandbox.test_linkedin import call, code_of, written

REDIRECT = "http://localhost:8765/back"
STATE = "nobody-can-guess-this"
FORM = "application/x-www-form-urlencoded"


def consent(wire: Wire, answer: str = "", **other: str) -> Answer:
    asked = {
        "response_type": "code", "client_id": accounts.LINKEDIN_CLIENT, "redirect_uri": REDIRECT, "state": STATE,
        "scope": " ".join(SCOPES[:4]), **other, **({"answer": answer} if answer else {}),
    }  # fmt: skip
    return wire.send("GET", f"/linkedin/oauth/v2/authorization?{urlencode(asked)}")


def ask(wire: Wire, path: str = "accessToken", **given: str) -> Answer:
    client = {"client_id": accounts.LINKEDIN_CLIENT, "client_secret": accounts.LINKEDIN_CLIENT_SECRET}
    return wire.send("POST", f"/linkedin/oauth/v2/{path}", form(**{**client, **given}), content_type=FORM)


def redeem(wire: Wire, code: str, **more: str) -> Answer:
    return ask(wire, grant_type="authorization_code", code=code, redirect_uri=REDIRECT, **more)


def tokens(wire: Wire, **other: str) -> dict[str, str]:
    got: dict[str, str] = redeem(wire, consent(wire, "accept", **other).answers["code"]).json
    return got


def bearer(token: str) -> dict[str, str | None]:
    return {"authorization": f"Bearer {token}"}


def test_from_the_consent_to_a_post(wire: Wire) -> None:
    page = consent(wire)
    assert b"w_organization_social" in page.body
    back = consent(wire, "accept").answers
    assert back["state"] == STATE
    got = redeem(wire, back["code"]).json
    assert (got["expires_in"], got["refresh_token_expires_in"]) == (5184000, 365 * 86400)
    assert call(wire, "POST", "/posts", written(), **bearer(got["access_token"])).status == 201
    seen = ask(wire, "introspectToken", token=got["access_token"]).json
    assert (seen["active"], seen["status"], seen["auth_type"]) == (True, "active", "3L")
    assert seen["expires_at"] - seen["created_at"] == 5184000
    assert wire.broken() == []
    wire.clock.forward(days=61)
    assert (
        code_of(call(wire, "POST", "/posts", written("b"), **bearer(got["access_token"]))) == "401/EXPIRED_ACCESS_TOKEN"
    )
    assert ask(wire, "introspectToken", token=got["access_token"]).json == {"active": False, "status": "expired"}


def test_a_person_may_say_no(wire: Wire) -> None:
    assert consent(wire, "deny").answers["error"] == "user_cancelled_authorize"


def test_refreshing_never_passes_the_year(wire: Wire) -> None:
    got = tokens(wire)
    wire.clock.forward(days=360)
    fresh = ask(wire, grant_type="refresh_token", refresh_token=got["refresh_token"]).json
    assert fresh["expires_in"] == fresh["refresh_token_expires_in"] == 5 * 86400
    assert call(wire, "POST", "/posts", written(), **bearer(fresh["access_token"])).status == 201
    wire.clock.forward(days=6)
    late = ask(wire, grant_type="refresh_token", refresh_token=fresh["refresh_token"])
    assert (late.status, late.json["error"]) == (400, "invalid_grant")
    assert (
        code_of(call(wire, "POST", "/posts", written("b"), **bearer(fresh["access_token"])))
        == "401/EXPIRED_ACCESS_TOKEN"
    )


def test_an_app_that_is_not_entitled_gets_no_refresh_token(wire: Wire) -> None:
    wire.control("switches", network="linkedin", name="refresh_tokens", value=False)
    assert "refresh_token" not in tokens(wire)


def test_another_set_of_scopes_voids_the_tokens_before(wire: Wire) -> None:
    first = tokens(wire)
    second = tokens(wire)
    assert call(wire, "POST", "/posts", written("a"), **bearer(first["access_token"])).status == 201
    third = tokens(wire, scope="w_organization_social")
    for dead in (first, second):
        answer = call(wire, "POST", "/posts", written("b"), **bearer(dead["access_token"]))
        assert code_of(answer) == "401/REVOKED_ACCESS_TOKEN"
    assert call(wire, "POST", "/posts", written("b"), **bearer(third["access_token"])).status == 201


def test_a_code_lives_once_and_shortly_and_for_its_own_address(wire: Wire) -> None:
    code = consent(wire, "accept").answers["code"]
    assert redeem(wire, code).status == 200
    late = consent(wire, "accept").answers["code"]
    elsewhere = consent(wire, "accept").answers["code"]
    answers = [
        redeem(wire, code),
        ask(wire, grant_type="authorization_code", code=elsewhere, redirect_uri="http://localhost:1/"),
    ]
    wire.clock.forward(minutes=11)
    answers.append(redeem(wire, late))
    assert {(answer.status, answer.json["error"]) for answer in answers} == {(400, "invalid_grant")}
    assert len(wire.broken()) == 3


def test_a_challenge_wants_its_verifier(wire: Wire) -> None:
    pkce = {"code_challenge": challenge_of("v" * 43), "code_challenge_method": "S256"}
    assert redeem(wire, consent(wire, "accept", **pkce).answers["code"]).status == 400
    assert redeem(wire, consent(wire, "accept", **pkce).answers["code"], code_verifier="v" * 43).status == 200


@pytest.mark.parametrize(
    "wrong", [{"client_id": "1"}, {"redirect_uri": "http://mission.example.org/"}, {"response_type": "token"}]
)
def test_a_login_that_cannot_be(wire: Wire, wrong: dict[str, str]) -> None:
    answer = consent(wire, "accept", **wrong)
    assert answer.status == 400
    assert "location" not in answer.headers
    assert len(wire.broken()) == 1


def test_a_scope_that_does_not_exist_leads_back_with_an_error(wire: Wire) -> None:
    assert consent(wire, "accept", scope="w_everything").answers["error"] == "unauthorized_scope_error"
    consent(wire, state="")
    assert "state" in wire.broken()[1]


def test_secrets_stand_in_the_body_only(wire: Wire) -> None:
    query = urlencode({"grant_type": "refresh_token", "client_secret": accounts.LINKEDIN_CLIENT_SECRET})
    assert wire.send("POST", f"/linkedin/oauth/v2/accessToken?{query}").status == 400
    assert wire.broken() == ["linkedin: accessToken takes a POST with an urlencoded body only"]
    assert ask(wire, client_secret="x").json["error"] == "invalid_client"
    assert ask(wire, grant_type="password").json["error"] == "unsupported_grant_type"


def test_a_token_can_be_given_back(wire: Wire) -> None:
    got = tokens(wire)
    assert ask(wire, "revoke", token=got["access_token"]).status == 200
    assert code_of(call(wire, "POST", "/posts", written(), **bearer(got["access_token"]))) == "401/REVOKED_ACCESS_TOKEN"
    assert ask(wire, "introspectToken", token=got["access_token"]).json["status"] == "revoked"
