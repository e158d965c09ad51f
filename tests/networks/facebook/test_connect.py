"""From a person's consent to a Page token without an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from bot.errors import Forbidden, RateLimited, Rejected, RemoteError, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice
from bot.networks.base import CanRefresh
from bot.networks.facebook.connect import NEEDED, WISHED, FacebookConnector
from bot.networks.facebook.limits import DEFAULT_ENDPOINT
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.sandbox.wire import Request
from bot.tokens import connecting
from tests.networks.facebook.desk import APP, PAGE, Desk, post
from tests.sandbox.calling import Wire

BACK = "http://127.0.0.1:8765/callback"


def connector(desk: Desk, page: str = PAGE, endpoint: Endpoint | None = None) -> FacebookConnector:
    return FacebookConnector(Account("fb", "facebook", page), endpoint or desk.endpoint(), clock=desk.clock)


def came_back(desk: Desk, address: str, *, press: str = "accept", without: tuple[str, ...] = ()) -> str:
    """The address that the person is sent back to, rights unticked as told."""
    parts = urlsplit(address)
    asked = dict(parse_qsl(parts.query))
    asked["scope"] = ",".join(scope for scope in asked["scope"].split(",") if scope not in without)
    query = urlencode({**asked, "answer": press})
    return Wire(desk.sandbox, desk.clock).send("GET", f"{parts.path}?{query}").headers["location"]


def consent(
    desk: Desk, page: str = PAGE, answers: Mapping[str, str] = APP, *, press: str = "accept",
    without: tuple[str, ...] = (), wait: float = 0,
) -> list[Choice]:  # fmt: skip
    """The whole way of a person, by the command's own steps."""
    made = connector(desk, page)
    begun = connecting.begin(made, APP, BACK)
    assert begun.address is not None
    came = came_back(desk, begun.address, press=press, without=without)
    desk.clock.forward(seconds=wait)
    return list(made.grants(answers, BACK, connecting.returned(begun, came), begun.verifier))


def test_facebook_is_known_with_its_connector() -> None:
    assert REGISTRY["facebook"].connector is FacebookConnector
    # There is no refresh at all.
    assert not issubclass(FacebookConnector, CanRefresh)
    assert {question.name: question.secret for question in FacebookConnector.questions} == {
        "app_id": False, "app_secret": True,
    }  # fmt: skip
    assert {question.name for question in FacebookConnector.questions} <= REGISTRY["facebook"].credentials.all
    steps = "\n".join(FacebookConnector.steps)
    assert all(word in steps for word in (*NEEDED, *WISHED, "Live", "https://developers.facebook.com/apps"))


@pytest.mark.parametrize(
    ("endpoint", "page"),
    [
        (DEFAULT_ENDPOINT, "https://www.facebook.com/v26.0/dialog/oauth"),
        (replace(DEFAULT_ENDPOINT, api_url="https://proxy.example.org/fb/"), "https://proxy.example.org/fb/v26.0/dialog/oauth"),
        (replace(DEFAULT_ENDPOINT, options={"login_url": "https://login.example.org/"}), "https://login.example.org/v26.0/dialog/oauth"),
    ],
)  # fmt: skip
def test_the_consent_page_is_facebooks_own_or_the_configured_one(desk: Desk, endpoint: Endpoint, page: str) -> None:
    address = connector(desk, endpoint=endpoint).address(APP, BACK, "a state", "v" * 64)
    assert address.startswith(page + "?")
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["scope"].split(",") == [*NEEDED, *WISHED]
    assert (asked["client_id"], asked["redirect_uri"], asked["state"]) == (APP["app_id"], BACK, "a state")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    for secret in ("v" * 64, APP["app_secret"]):
        assert secret not in address


def test_user_token_long_token_page_token(desk: Desk) -> None:
    seen = desk.watch()
    (choice,) = consent(desk)
    assert (choice.value, choice.label) == (PAGE, accounts.NAME)
    grant = choice.grant
    assert set(grant.secrets) == {"token", "app_id", "app_secret"} <= REGISTRY["facebook"].credentials.all
    assert (grant.expires_at, grant.refreshable, grant.identity) == (None, False, accounts.NAME)
    assert grant.obtained_at == desk.clock()
    assert set(NEEDED) <= set(grant.scopes)
    # The code, the long token, what it is, and two pages of the person's pages.
    assert [path for path in map(short, seen) if "dialog" not in path] == [
        "POST oauth/access_token", "POST oauth/access_token", "POST ", "GET me/accounts", "GET me/accounts",
    ]  # fmt: skip
    given = {name: value.get_secret_value() for name, value in grant.secrets.items()}
    page = desk.page(**given)
    page.require_owner()
    page.publish(post(), [])
    assert page.check().remarks[0] == "a page token without an end"
    assert desk.sandbox.violations == []


def short(request: Request) -> str:
    return f"{request.method} {request.path.partition('/v26.0/')[2]}"


def test_no_secret_stands_in_an_address(desk: Desk) -> None:
    seen = desk.watch()
    (choice,) = consent(desk)
    for request in seen:
        if "dialog" in request.path:
            continue
        shown = f"{request.path}?{request.raw_query}"
        assert not [
            s
            for s in (APP["app_secret"], choice.grant.secrets["token"].get_secret_value(), "EAA", "code=")
            if s in shown
        ]


def test_a_page_token_made_from_a_short_one_ends_with_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.sandbox.facebook.oauth.LONG", timedelta(hours=2))
    (choice,) = consent(desk)
    assert choice.grant.expires_at == desk.clock() + timedelta(hours=2)


# --- what a person may do wrong -------------------------------------------------------------------------------------


def test_a_refused_consent_is_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="Permissions error"):
        consent(desk, press="deny")


@pytest.mark.parametrize("scope", NEEDED)
def test_a_right_that_was_not_given_is_named(desk: Desk, scope: str) -> None:
    with pytest.raises(Forbidden, match=f"not granted: {scope}"):
        consent(desk, without=(scope,))


def test_rights_that_are_only_wished_for_may_be_missing(desk: Desk) -> None:
    (choice,) = consent(desk, without=WISHED)
    assert set(choice.grant.scopes) == set(NEEDED)


def test_a_page_of_a_portfolio_needs_its_own_right(desk: Desk) -> None:
    desk.switch("portfolio", value=True)
    with pytest.raises(Forbidden, match=f"page {PAGE} was not granted.*business_management"):
        consent(desk, without=("business_management",))
    (choice,) = consent(desk)
    assert choice.value == PAGE


def test_a_page_the_person_may_not_post_on_is_named_with_the_task(desk: Desk) -> None:
    # The others on the person's list are there with ANALYZE alone.
    with pytest.raises(Forbidden, match="the tasks ANALYZE there, but not CREATE_CONTENT"):
        consent(desk, accounts.FACEBOOK_OTHER_PAGE)


def test_another_page_than_the_persons_is_not_among_the_choices(desk: Desk) -> None:
    choices = consent(desk, "555")
    with pytest.raises(UserError, match=r"555 is not among what was granted: .*1234567890"):
        connecting.chosen(Account("fb", "facebook", "555"), choices)


@pytest.mark.parametrize(
    ("answers", "words"),
    [({**APP, "app_secret": "wrong-secret"}, "secret is wrong"), ({**APP, "app_id": "17"}, "validating application")],
)
def test_a_wrong_app_is_told(desk: Desk, answers: dict[str, str], words: str) -> None:
    with pytest.raises(Rejected, match=words) as caught:
        consent(desk, answers=answers)
    assert "wrong-secret" not in str(caught.value)


def test_a_code_serves_once_and_not_for_long(desk: Desk) -> None:
    with pytest.raises(Rejected, match="expired"):
        consent(desk, wait=601)
    made = connector(desk)
    begun = connecting.begin(made, APP, BACK)
    given = connecting.returned(begun, came_back(desk, begun.address or ""))
    made.grants(APP, BACK, given, begun.verifier)
    with pytest.raises(Rejected, match="has been used"):
        made.grants(APP, BACK, given, begun.verifier)


def test_the_verifier_must_be_the_one_of_the_address(desk: Desk) -> None:
    made = connector(desk)
    begun = connecting.begin(made, APP, BACK)
    given = connecting.returned(begun, came_back(desk, begun.address or ""))
    with pytest.raises(Rejected):
        made.grants(APP, BACK, given, "w" * 64)


@pytest.mark.parametrize(("code", "kind"), [("4", RateLimited), ("190/460", RemoteError), ("html", RemoteError)])
def test_refusals_on_the_way_come_as_they_are(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    made = connector(desk)
    begun = connecting.begin(made, APP, BACK)
    given = connecting.returned(begun, came_back(desk, begun.address or ""))
    desk.fault("error", "connect", code=code)
    with pytest.raises(kind) as caught:
        made.grants(APP, BACK, given, begun.verifier)
    assert not [s for s in (APP["app_secret"], given["code"], begun.verifier) if s in str(caught.value)]
