"""From a member's consent to an organisation's tokens, and their year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from bot.errors import Forbidden, Misused, RateLimited, Rejected, RemoteError, Unauthorized, Unavailable, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, due_warning, refresh_is_due
from bot.networks.base import CanRefresh
from bot.networks.linkedin.adapter import LinkedIn
from bot.networks.linkedin.connect import SCOPES, LinkedInConnector
from bot.networks.linkedin.owner import Role
from bot.networks.registry import REGISTRY
from bot.sandbox import accounts
from bot.tokens import connecting
from tests.networks.linkedin.desk import CLIENT, ORGANISATION, Desk, post

BACK = "http://127.0.0.1:8765/callback"


def connector(
    desk: Desk, identity: str = accounts.LINKEDIN_ORGANISATION, endpoint: Endpoint | None = None
) -> LinkedInConnector:
    return LinkedInConnector(Account("linkedin", "linkedin", identity), endpoint or desk.endpoint(), clock=desk.clock)


def consent(
    desk: Desk, answers: Mapping[str, str] = CLIENT, *, press: str = "accept", scopes: str = "",
    identity: str = accounts.LINKEDIN_ORGANISATION,
) -> list[Choice]:  # fmt: skip
    """The whole way of a person, by the command's own steps."""
    made = connector(desk, identity, desk.endpoint(options={"scopes": scopes}))
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is not None
    address = begun.address.removeprefix(desk.sandbox.url)
    came = desk.wire.send("GET", f"{address}&answer={press}").headers["location"]
    return list(made.grants(answers, BACK, connecting.returned(begun, came), begun.verifier))


def granted(desk: Desk) -> Grant:
    (choice,) = consent(desk)
    return choice.grant


def network(desk: Desk, grant: Grant) -> LinkedIn:
    return desk.linkedin(secrets={name: value.get_secret_value() for name, value in grant.secrets.items()})


def test_linkedin_is_known_with_its_connector() -> None:
    assert REGISTRY["linkedin"].connector is LinkedInConnector
    assert issubclass(LinkedInConnector, CanRefresh)
    names = {question.name for question in LinkedInConnector.questions}
    assert names <= REGISTRY["linkedin"].credentials.all
    assert {question.name for question in LinkedInConnector.questions if question.secret} == {"client_secret"}
    assert set(REGISTRY["linkedin"].endpoint.options) == set(REGISTRY["linkedin"].options)
    assert set(REGISTRY["linkedin"].endpoint.numbers) == set(REGISTRY["linkedin"].numbers)


def test_the_consent_page_is_linkedins_own_or_the_configured_one(desk: Desk) -> None:
    public = REGISTRY["linkedin"].endpoint
    for endpoint, page in (
        (public, "https://www.linkedin.com"),
        (replace(public, options={"login_url": "https://login.example.org/"}), "https://login.example.org"),
        (desk.endpoint(), f"{desk.sandbox.url}/linkedin"),
    ):
        address = connector(desk, endpoint=endpoint).address(CLIENT, BACK, "state-of-ours", "v" * 64)
        assert address.startswith(f"{page}/oauth/v2/authorization?")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["scope"].split() == list(SCOPES)
        assert (asked["response_type"], asked["redirect_uri"], asked["state"]) == ("code", BACK, "state-of-ours")
        assert CLIENT["client_secret"] not in address


def test_the_whole_way(desk: Desk) -> None:
    (choice,) = consent(desk)
    grant = choice.grant
    assert (choice.value, choice.label) == (
        accounts.LINKEDIN_ORGANISATION,
        f"organization {accounts.LINKEDIN_ORGANISATION} (ADMINISTRATOR)",
    )
    assert (grant.expires_at, grant.refreshable) == (desk.clock() + timedelta(days=60), True)
    assert (grant.identity, set(grant.scopes)) == (ORGANISATION, set(SCOPES))
    assert set(grant.secrets) == {"token", "refresh_token", "client_id", "client_secret"}
    assert set(grant.secrets) <= REGISTRY["linkedin"].credentials.all
    network(desk, grant).publish(post("По доверенности"), [])
    assert desk.wall() == ["По доверенности"]
    assert desk.wire.broken() == []


def test_an_app_that_may_not_refresh_is_warned_of_in_time(desk: Desk) -> None:
    desk.switch("refresh_tokens", False)
    grant = granted(desk)
    assert "refresh_token" not in grant.secrets
    assert not grant.refreshable
    assert due_warning(grant, desk.clock() + timedelta(days=31), None) == timedelta(days=30)
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(grant)


def test_scopes_are_looked_at_after_the_grant(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="not granted: w_organization_social"):
        consent(desk, scopes="r_organization_social rw_organization_admin")
    (choice,) = consent(desk, scopes="w_organization_social, r_organization_social")
    assert choice.label.endswith("without rw_organization_admin, r_organization_social_feed")


def test_pages_that_may_not_be_listed_are_taken_as_configured(desk: Desk) -> None:
    (choice,) = consent(desk, scopes="w_organization_social")
    assert choice.value == accounts.LINKEDIN_ORGANISATION
    assert "role not told" in choice.label
    with pytest.raises(Forbidden, match="write the page's number as id"):
        consent(desk, scopes="w_organization_social", identity="")


@pytest.mark.parametrize("identity", [ORGANISATION, accounts.LINKEDIN_ORGANISATION, ""])
def test_the_configured_page_is_recognised(desk: Desk, identity: str) -> None:
    choices = consent(desk, identity=identity)
    chosen = connecting.chosen(Account("linkedin", "linkedin", identity), choices)
    assert chosen.grant.identity == ORGANISATION


def test_a_page_where_the_member_has_no_role_is_told_with_those_that_there_are(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="no role at 999, but may post as 12345678"):
        consent(desk, identity="999")
    with pytest.raises(Forbidden, match="only the role ANALYST"):
        consent(desk, identity=accounts.LINKEDIN_OTHER_ORGANISATION)


def test_several_pages_are_offered_with_the_same_token(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [
        Role(f"urn:li:organization:{n}", role)
        for n, role in ((1, "ADMINISTRATOR"), (2, "ANALYST"), (3, "CONTENT_ADMIN"))
    ]
    monkeypatch.setattr("bot.networks.linkedin.connect.roles", lambda _: held)
    choices = consent(desk, identity="")
    assert [(choice.value, choice.grant.identity) for choice in choices] == [
        ("1", "urn:li:organization:1"),
        ("3", "urn:li:organization:3"),
    ]


def test_a_refused_consent_a_spent_code_and_a_wrong_secret_are_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="cancelled"):
        consent(desk, press="deny")
    for answers, code in ((CLIENT, "old-code"), ({**CLIENT, "client_secret": "wrong-secret"}, "code")):
        with pytest.raises(Rejected, match="run pressbot connect again") as caught:
            connector(desk).grants(answers, BACK, {"code": code}, "v")
        assert not [secret for secret in (code, answers["client_secret"]) if f" {secret}" in f"{caught.value!r}"]


def test_a_token_is_made_new_before_its_end_until_the_year_is_over(desk: Desk) -> None:
    grant, began = granted(desk), desk.clock()
    rounds = 0
    while grant.refreshable:
        assert grant.expires_at is not None
        desk.clock.forward(days=1)
        if not refresh_is_due(grant, desk.clock()):
            continue
        fresh = connector(desk).refreshed(grant)
        assert fresh.secrets["token"] != grant.secrets["token"]
        assert (fresh.identity, fresh.scopes) == (grant.identity, grant.scopes)
        assert set(fresh.secrets) == set(grant.secrets)
        grant, rounds = fresh, rounds + 1
    # The last one ends with the year; people are warned of it as of any that cannot be made new.
    assert rounds == 7
    assert grant.expires_at is not None
    assert abs(grant.expires_at - (began + timedelta(days=365))) < timedelta(seconds=2)
    assert due_warning(grant, desk.clock(), None) == timedelta(days=30)
    network(desk, grant).publish(post("В последний месяц"), [])
    assert desk.wire.broken() == []


@pytest.mark.parametrize("fault", ["cut_after_accept", "cut_body", "server_error_after_accept", "cut_before"])
def test_a_lost_answer_loses_nothing(desk: Desk, fault: str) -> None:
    grant = granted(desk)
    desk.fault(fault, "connect")
    with pytest.raises(Unavailable):
        connector(desk).refreshed(grant)
    assert connector(desk).refreshed(grant).refreshable


@pytest.mark.parametrize(
    ("code", "kind"),
    [("429/TOO_MANY_REQUESTS", RateLimited), ("401/REVOKED_ACCESS_TOKEN", Unauthorized), ("418", Misused)],
)
def test_refusals_of_a_refresh(desk: Desk, code: str, kind: type[RemoteError]) -> None:
    grant = granted(desk)
    desk.fail(code, "connect")
    with pytest.raises(kind):
        connector(desk).refreshed(grant)


def test_a_refresh_token_that_opens_nothing_asks_for_a_person(desk: Desk) -> None:
    grant = granted(desk)
    spoilt = replace(grant, secrets={**grant.secrets, "refresh_token": SecretStr("AQR-nobody-s-refresh-token")})
    with pytest.raises(Unauthorized) as caught:
        connector(desk).refreshed(spoilt)
    assert "AQR-nobody" not in f"{caught.value!r}"
    for name in ("refresh_token", "client_secret"):
        lacking = replace(grant, secrets={key: value for key, value in grant.secrets.items() if key != name})
        with pytest.raises(Unauthorized, match="there is no refresh token"):
            connector(desk).refreshed(lacking)


def test_no_secret_is_shown(desk: Desk) -> None:
    assert accounts.LINKEDIN_CLIENT_SECRET not in repr(granted(desk))
    seen = desk.watch()
    connector(desk).refreshed(granted(desk))
    assert seen
    assert not [request for request in seen if accounts.LINKEDIN_CLIENT_SECRET in request.raw_query + request.path]
