"""From a person to VK's secrets: keys by hand, VK ID with PKCE, and pairs that are made new once each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from bot.errors import (
    Forbidden,
    Misused,
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
from bot.networks.vk.connect import VKConnector
from bot.sandbox import accounts
from bot.tokens import connecting
from tests.networks.vk.desk import COMMUNITY, SERVICE, TOKENS, USER, Desk, jpeg, post

BACK = "http://127.0.0.1:8765/callback"
CLIENT = {"client_id": accounts.VK_CLIENT_ID}
KEYS = {COMMUNITY: TOKENS[COMMUNITY], SERVICE: TOKENS[SERVICE]}
GRANTED = ["wall", "photos", "groups", "stats"]


def connector(
    desk: Desk, configured: Mapping[str, str] | None = None, endpoint: Endpoint | None = None, group: str = ""
) -> VKConnector:
    secrets = {name: SecretStr(value) for name, value in (configured or {}).items()}
    account = Account("vk", "vk", group or accounts.VK_COMMUNITY, secrets)
    return VKConnector(account, endpoint or desk.endpoint(), clock=desk.clock)


def consent(desk: Desk, answers: Mapping[str, str], *, press: str = "accept", **more: Any) -> list[Choice]:
    """The whole way of a person, by the command's own steps."""
    made = connector(desk, **more)
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is not None
    address = begun.address.removeprefix(desk.sandbox.url)
    came = desk.wire.send("GET", f"{address}&answer={press}").headers["location"]
    return list(made.grants(answers, BACK, connecting.returned(begun, came), begun.verifier))


def by_hand(desk: Desk, answers: Mapping[str, str], **more: Any) -> list[Choice]:
    """The way without a consent page."""
    made = connector(desk, **more)
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is None
    return list(made.grants(answers, BACK, {}, begun.verifier))


def granted(desk: Desk, answers: Mapping[str, str] = CLIENT) -> Grant:
    desk.switch("granted_scopes", GRANTED)
    (choice,) = consent(desk, answers)
    return choice.grant


def plain(grant: Grant) -> dict[str, str]:
    return {name: value.get_secret_value() for name, value in grant.secrets.items()}


def test_vk_is_known_with_its_connector() -> None:
    assert REGISTRY["vk"].connector is VKConnector
    assert issubclass(VKConnector, CanRefresh)
    assert {question.name for question in VKConnector.questions} <= REGISTRY["vk"].credentials.all
    assert {question.name for question in VKConnector.questions if not question.secret} == {"client_id"}
    assert all(question.optional for question in VKConnector.questions)


# --- keys by hand ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names", [(COMMUNITY,), (COMMUNITY, SERVICE), (USER,), (SERVICE, USER), (COMMUNITY, SERVICE, USER)]
)
def test_keys_are_seen_to_work_and_live_without_an_end(desk: Desk, names: tuple[str, ...]) -> None:
    answers = {name: f" {TOKENS[name]} " for name in names}
    (choice,) = by_hand(desk, answers)
    assert (choice.value, choice.label, choice.grant.identity) == (accounts.VK_COMMUNITY, accounts.NAME, accounts.NAME)
    assert plain(choice.grant) == {name: TOKENS[name] for name in names}
    assert (choice.grant.expires_at, choice.grant.refreshable) == (None, False)
    account = Account("vk", "vk", f"-{accounts.VK_COMMUNITY}")
    assert connecting.chosen(account, [choice]) is choice
    assert desk.wire.broken() == []


def test_a_service_key_may_join_what_is_configured(desk: Desk) -> None:
    (choice,) = by_hand(desk, {SERVICE: TOKENS[SERVICE]}, configured={COMMUNITY: TOKENS[COMMUNITY]})
    assert set(choice.grant.secrets) == {SERVICE}


@pytest.mark.parametrize(
    ("answers", "configured", "words"),
    [
        ({}, {}, "nothing could post"), ({SERVICE: TOKENS[SERVICE]}, {}, "nothing could post"),
        ({COMMUNITY: " "}, {COMMUNITY: TOKENS[COMMUNITY]}, "nothing is given"),
    ],
)  # fmt: skip
def test_too_little_is_told_before_any_call(
    desk: Desk, answers: dict[str, str], configured: dict[str, str], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        connecting.begin(connector(desk, configured), answers, BACK)
    assert desk.routes() == []


@pytest.mark.parametrize("name", [COMMUNITY, SERVICE, USER])
def test_a_key_that_opens_nothing_is_named(desk: Desk, name: str) -> None:
    with pytest.raises(Rejected, match=f"{name}.*copy it again"):
        by_hand(desk, {**KEYS, name: "vk1.a.wrong"})


def test_another_communitys_key_does_not_fit(desk: Desk) -> None:
    choices = by_hand(desk, {COMMUNITY: TOKENS[COMMUNITY]}, group="777")
    with pytest.raises(UserError, match="is not among"):
        connecting.chosen(Account("vk", "vk", "777"), choices)


def test_a_key_without_the_right_to_the_wall_is_told(desk: Desk) -> None:
    desk.token(COMMUNITY, without=["wall"])
    with pytest.raises(Forbidden, match="lacks the right wall"):
        by_hand(desk, KEYS)


def test_a_user_who_is_no_editor_is_told(desk: Desk) -> None:
    desk.switch("admin_level", 1)
    with pytest.raises(Forbidden, match="no editor"):
        by_hand(desk, {USER: TOKENS[USER]})


# --- VK ID -----------------------------------------------------------------------------------------------------------


def test_the_consent_page_is_vk_ids_own_or_the_configured_one(desk: Desk) -> None:
    public = REGISTRY["vk"].endpoint
    for endpoint, page in (
        (public, "https://id.vk.ru/authorize"),
        (replace(public, api_url="https://api.vk.com"), "https://id.vk.com/authorize"),
        (replace(public, options={"id_url": "https://example.org/"}), "https://example.org/authorize"),
        (desk.endpoint(), f"{desk.sandbox.url}/vk/authorize"),
    ):
        address = connector(desk, endpoint=endpoint).address(CLIENT, BACK, "state", "v" * 64)
        assert address is not None
        assert address.startswith(page + "?")
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["scope"].split() == GRANTED
        assert asked["code_challenge_method"] == "S256"
        assert "v" * 64 not in address


@pytest.mark.parametrize("answers", [CLIENT, {**CLIENT, **KEYS}])
def test_the_whole_way_with_pkce(desk: Desk, answers: dict[str, str]) -> None:
    seen = desk.watch()
    grant = granted(desk, answers)
    assert grant.expires_at == desk.clock() + timedelta(hours=1)
    assert grant.refreshable
    assert grant.identity == accounts.NAME
    assert set(grant.secrets) == {USER, "refresh_token", "device_id", *answers}
    assert set(grant.secrets) <= REGISTRY["vk"].credentials.all
    assert not [
        secret
        for secret in plain(grant).values()
        for _, r in seen
        if secret in r.raw_query and secret not in CLIENT.values()
    ]
    network = desk.vk(secrets=plain(grant))
    network.publish(post(), [jpeg()])
    assert len(desk.sandbox.wall("vk")[0].pictures) == 1
    assert desk.wire.broken() == []


def test_rights_silently_cut_leave_the_token_out_where_a_key_posts(desk: Desk) -> None:
    desk.switch("granted_scopes", ["vkid.personal_info", "photos"])
    (choice,) = consent(desk, {**CLIENT, **KEYS})
    assert choice.label == f"{accounts.NAME} (VK did not give wall: the user token is left out)"
    assert plain(choice.grant) == KEYS
    assert (choice.grant.expires_at, choice.grant.refreshable) == (None, False)


@pytest.mark.parametrize("configured", [{}, {COMMUNITY: TOKENS[COMMUNITY]}])
def test_rights_silently_cut_are_told_where_nothing_else_was_given(desk: Desk, configured: dict[str, str]) -> None:
    with pytest.raises(Forbidden, match=r"did not give photos and wall, but vkid\.personal_info"):
        consent(desk, CLIENT, configured=configured)


def test_a_refused_consent_a_spent_code_and_a_lost_device_are_told(desk: Desk) -> None:
    with pytest.raises(UserError, match="access_denied"):
        consent(desk, CLIENT, press="deny")
    with pytest.raises(Rejected, match="a code lives 10 minutes"):
        connector(desk).grants(CLIENT, BACK, {"code": "old", "device_id": "d"}, "v" * 64)
    with pytest.raises(Rejected, match="device_id"):
        connector(desk).grants(CLIENT, BACK, {"code": "old"}, "v" * 64)


def test_a_code_too_old_and_a_wrong_app_are_told(desk: Desk) -> None:
    made = connector(desk)
    begun = connecting.begin(made, CLIENT, BACK)
    assert begun.address is not None
    came = desk.wire.send("GET", begun.address.removeprefix(desk.sandbox.url) + "&answer=accept").headers["location"]
    desk.clock.forward(minutes=11)
    with pytest.raises(Rejected, match="run pressbot connect again"):
        made.grants(CLIENT, BACK, connecting.returned(begun, came), begun.verifier)
    with pytest.raises(Rejected, match="app's id"):
        connector(desk).grants({"client_id": "1"}, BACK, {"code": "c", "device_id": "d"}, "v" * 64)


# --- made new --------------------------------------------------------------------------------------------------------


def test_a_token_is_made_new_shortly_before_its_end(desk: Desk) -> None:
    grant = granted(desk, {**CLIENT, **KEYS})
    assert not refresh_is_due(grant, desk.clock())
    desk.clock.forward(minutes=50)
    assert refresh_is_due(grant, desk.clock())
    fresh = connector(desk).refreshed(grant)
    for name in grant.secrets:
        assert (fresh.secrets[name] != grant.secrets[name]) is (name in {USER, "refresh_token"})
    assert fresh.expires_at == desk.clock() + timedelta(hours=1)
    assert (fresh.identity, set(fresh.scopes)) == (grant.identity, set(grant.scopes))
    again = connector(desk).refreshed(fresh)
    desk.vk(secrets=plain(again)).publish(post(), [jpeg()])
    assert desk.wire.broken() == []


def test_a_spent_refresh_token_is_dead_and_its_session_with_it(desk: Desk) -> None:
    grant = granted(desk)
    fresh = connector(desk).refreshed(grant)
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(grant)
    assert desk.wire.broken() == ["vk: a refresh token was sent a second time: the whole family is dead"]
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(fresh)


@pytest.mark.parametrize("fault", ["cut_after_accept", "cut_body", "server_error_after_accept", "cut_before"])
def test_a_lost_answer_may_have_spent_the_token(desk: Desk, fault: str) -> None:
    grant = granted(desk)
    desk.fault(fault, "connect")
    desk.sandbox.calls.clear()
    with pytest.raises(OutcomeUnknown):
        connector(desk).refreshed(grant)
    assert desk.routes() == ["/oauth2/auth"]


def test_a_refresh_that_never_left_spends_nothing(desk: Desk) -> None:
    grant = granted(desk)
    nowhere = replace(desk.endpoint(), api_url="http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        connector(desk, endpoint=nowhere).refreshed(grant)
    assert connector(desk).refreshed(grant).refreshable


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b'{"error": "invalid_grant", "error_description": "m"}', Unauthorized),
        (401, b'{"error": "invalid_client"}', Unauthorized),
        (200, b'{"error": {"error_code": 9, "error_msg": "m"}}', RateLimited), (400, b'{"error": "invalid_request"}', Misused),
        (429, b"", RateLimited), (502, b"<html>", OutcomeUnknown), (200, b"{}", OutcomeUnknown), (200, b"[1]", OutcomeUnknown),
    ],
)  # fmt: skip
def test_refusals_of_a_refresh(
    desk: Desk, status: int, body: bytes, kind: type[RemoteError], monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = granted(desk)
    stand = desk.sandbox.networks["vk"]
    refusal = stand.refusal
    monkeypatch.setattr(stand, "refusal", lambda kind, code="": type(refusal(kind, "1"))(status, body, {}))
    desk.fault("server_error", "connect")
    with pytest.raises(RemoteError) as caught:
        connector(desk).refreshed(grant)
    assert type(caught.value) is kind


@pytest.mark.parametrize("name", ["refresh_token", "client_id", "device_id"])
def test_a_grant_that_lacks_a_part_asks_for_a_person(desk: Desk, name: str) -> None:
    grant = granted(desk)
    lacking = replace(grant, secrets={key: value for key, value in grant.secrets.items() if key != name})
    desk.sandbox.calls.clear()
    with pytest.raises(Unauthorized):
        connector(desk).refreshed(lacking)
    assert desk.routes() == []


def test_no_secret_is_shown(desk: Desk) -> None:
    given = {"code": "very-secret-code", "device_id": "very-secret-device"}
    with pytest.raises(RemoteError) as caught:
        connector(desk).grants(CLIENT, BACK, given, "verifier-" * 8)
    shown = f"{caught.value!r} {caught.value}"
    assert not [secret for secret in (*given.values(), "verifier-" * 8) if secret in shown]
    grant = granted(desk, {**CLIENT, **KEYS})
    assert not [secret for secret in plain(grant).values() if secret in repr(grant)]
