"""Facebook's login, walked by hand: dialog, code, short and long token, the pages' tokens, what a token is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from bot.sandbox import accounts
from bot.sandbox.facebook.tokens import APP_TOKEN, SCOPES
from bot.sandbox.grants import challenge_of
from tests.sandbox.calling import Answer, Wire, form
from tests.sandbox.test_facebook import FORM, PAGE, V, code_of, get, post

REDIRECT = "http://127.0.0.1:8765/back"
STATE = "nobody-can-guess-this"


def dialog(wire: Wire, answer: str = "", **other: str) -> Answer:
    asked = {
        "client_id": accounts.FACEBOOK_APP,
        "redirect_uri": REDIRECT,
        "state": STATE,
        "scope": ",".join(SCOPES),
        **other,
    }
    return wire.send("GET", f"{V}/dialog/oauth?{urlencode({**asked, **({'answer': answer} if answer else {})})}")


def token(wire: Wire, **given: str) -> Answer:
    client = {"client_id": accounts.FACEBOOK_APP, "client_secret": accounts.FACEBOOK_APP_SECRET}
    return wire.send("GET", f"{V}/oauth/access_token?{urlencode({**client, **given})}")


def redeemed(wire: Wire, **more: str) -> str:
    code = dialog(wire, "accept", **more).answers["code"]
    return str(token(wire, code=code, redirect_uri=REDIRECT).json["access_token"])


def test_the_page_asks_a_person_and_both_buttons_lead_back(wire: Wire) -> None:
    page = dialog(wire)
    assert page.status == 200
    assert b"Allow" in page.body
    assert b"pages_manage_posts" in page.body
    query = urlencode({"client_id": accounts.FACEBOOK_APP, "redirect_uri": REDIRECT, "state": STATE})
    pressed = wire.send("POST", f"{V}/dialog/oauth?{query}", form(answer="accept"), content_type=FORM)
    assert pressed.status == 302
    assert pressed.answers["state"] == STATE
    assert dialog(wire, "deny").answers["error"] == "access_denied"
    assert wire.broken() == []


def test_from_the_dialog_to_a_post(wire: Wire) -> None:
    short = redeemed(wire)
    long = token(wire, grant_type="fb_exchange_token", fb_exchange_token=short).json
    assert (long["token_type"], long["expires_in"]) == ("bearer", 5183944)
    pages: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    for _ in range(2):
        found = get(wire, f"{V}/me/accounts", long["access_token"], fields="id,name,access_token,tasks", **after).json
        pages += found["data"]
        after = {"after": found["paging"]["cursors"]["after"]}
    assert (len(found["data"]), "next" in found["paging"]) == (2, False)
    (ours,) = [page for page in pages if page["id"] == accounts.FACEBOOK_PAGE]
    assert "CREATE_CONTENT" in ours["tasks"]
    assert post(wire, f"{PAGE}/feed", ours["access_token"], message="a").status == 200
    seen = get(wire, f"{V}/debug_token", APP_TOKEN, input_token=ours["access_token"]).json["data"]
    assert (seen["type"], seen["expires_at"], seen["is_valid"], seen["profile_id"]) == (
        "PAGE",
        0,
        True,
        accounts.FACEBOOK_PAGE,
    )
    assert wire.broken() == []
    wire.clock.forward(days=61)
    assert code_of(get(wire, f"{V}/me", long["access_token"])) == "190/463"
    assert get(wire, f"{V}/me", ours["access_token"]).status == 200
    assert code_of(token(wire, grant_type="fb_exchange_token", fb_exchange_token=long["access_token"])) == "190/463"


def test_a_page_token_of_a_short_token_ends_with_it(wire: Wire) -> None:
    short = redeemed(wire)
    (*_, ours) = get(wire, f"{V}/me/accounts", short, limit=100).json["data"]
    seen = get(wire, f"{V}/debug_token", APP_TOKEN, input_token=ours["access_token"]).json["data"]
    assert seen["expires_at"] > 0
    wire.clock.forward(hours=2)
    dead = get(wire, f"{V}/debug_token", APP_TOKEN, input_token=ours["access_token"]).json["data"]
    assert (dead["is_valid"], dead["error"]["code"], dead["error"]["subcode"]) == (False, 190, 463)
    assert code_of(get(wire, f"{V}/me", ours["access_token"])) == "190/463"


def test_a_code_lives_once_and_shortly_and_for_its_own_address(wire: Wire) -> None:
    code = dialog(wire, "accept").answers["code"]
    assert token(wire, code=code, redirect_uri=REDIRECT).status == 200
    assert code_of(token(wire, code=code, redirect_uri=REDIRECT)) == "100/36009"
    elsewhere = dialog(wire, "accept").answers["code"]
    assert code_of(token(wire, code=elsewhere, redirect_uri="http://localhost:1/")) == "100/36008"
    late = dialog(wire, "accept").answers["code"]
    wire.clock.forward(minutes=11)
    assert code_of(token(wire, code=late, redirect_uri=REDIRECT)) == "100/36007"
    assert len(wire.broken()) == 3


def test_a_challenge_wants_its_verifier(wire: Wire) -> None:
    pkce = {"code_challenge": challenge_of("v" * 43), "code_challenge_method": "S256"}
    code = dialog(wire, "accept", **pkce).answers["code"]
    assert code_of(token(wire, code=code, redirect_uri=REDIRECT, code_verifier="w" * 43)) == "100/36008"
    code = dialog(wire, "accept", **pkce).answers["code"]
    assert token(wire, code=code, redirect_uri=REDIRECT, code_verifier="v" * 43).status == 200


@pytest.mark.parametrize(
    "wrong", [{"client_id": "1"}, {"redirect_uri": "http://mission.example.org/"}, {"redirect_uri": "app://x"},
              {"scope": "pages_everything"}, {"response_type": "token"}]
)  # fmt: skip
def test_a_login_that_cannot_be(wire: Wire, wrong: dict[str, str]) -> None:
    answer = dialog(wire, "accept", **wrong)
    assert answer.status == 400
    assert "location" not in answer.headers


def test_a_login_without_state_is_a_violation(wire: Wire) -> None:
    dialog(wire, "accept", state="")
    assert wire.broken() == ["facebook: login without a state that nobody can guess"]


def test_the_apps_secret_and_its_own_token(wire: Wire) -> None:
    assert code_of(token(wire, client_secret="x", grant_type="client_credentials")) == "1"
    assert code_of(token(wire, client_id="x")) == "101"
    assert token(wire, grant_type="client_credentials").json["access_token"] == APP_TOKEN


def test_who_may_look_at_a_token(wire: Wire) -> None:
    unknown = get(wire, f"{V}/debug_token", APP_TOKEN, input_token="nobody's").json["data"]
    assert (unknown["is_valid"], unknown["error"]["code"]) == (False, 190)
    assert code_of(get(wire, f"{V}/debug_token", input_token=accounts.FACEBOOK_TOKEN)) == "100"
    assert wire.broken() == ["facebook: debug_token asked with a page token"]


def test_a_page_token_is_no_user_token(wire: Wire) -> None:
    assert code_of(token(wire, grant_type="fb_exchange_token", fb_exchange_token=accounts.FACEBOOK_TOKEN)) == "100"
    short = redeemed(wire)
    assert code_of(post(wire, f"{PAGE}/feed", short, message="a")) == "200"
    assert "user token" in wire.broken()[1]


def test_what_was_not_granted_is_not_there(wire: Wire) -> None:
    short = redeemed(wire, scope="pages_manage_posts")
    assert code_of(get(wire, f"{V}/me/accounts", short)) == "10"
    wire.control("switches", network="facebook", name="portfolio", value=True)
    short = redeemed(wire, scope="pages_show_list")
    pages = get(wire, f"{V}/me/accounts", short, limit=100).json["data"]
    assert accounts.FACEBOOK_PAGE not in {page["id"] for page in pages}
