"""What harmless reads find about a Page's token."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import OutcomeUnknown, Unavailable
from bot.model.account import Standing
from bot.networks.facebook.health import WITHOUT
from bot.sandbox import accounts
from bot.sandbox.facebook import tokens
from tests.networks.facebook.desk import APP, PAGE, TOKEN, Desk

ME, BATCH = "GET /v26.0/me", "POST /v26.0/"
ALL = ("publish", "picture", "find", "engagement", "insights", "edit", "delete")


def ending(desk: Desk, lifetime: timedelta | None, without: tuple[str, ...] = (), kind: str = "page") -> str:
    """A fresh token of the page."""
    scopes = [scope for scope in tokens.SCOPES if scope not in without]
    identity = PAGE if kind == "page" else accounts.FACEBOOK_USER
    return tokens.issue(desk.sandbox.world, kind, identity, scopes, lifetime)


def test_a_good_token_beside_its_app(desk: Desk) -> None:
    health = desk.page(**APP).check()
    assert (health.standing, health.identity, health.notes) == (Standing.GOOD, accounts.NAME, ())
    assert health.abilities == {**dict.fromkeys(ALL, True), "app live": None}
    kind, mode = health.remarks
    assert kind == "a page token without an end"
    assert "Development mode" in mode
    assert desk.calls() == [ME, BATCH, BATCH]
    assert desk.sandbox.violations == []


def test_the_apps_own_token_serves_as_well(desk: Desk) -> None:
    health = desk.page(app_token=tokens.APP_TOKEN).check()
    assert (health.standing, health.abilities["publish"], health.notes) == (Standing.GOOD, True, ())


def test_a_token_alone_is_no_fault_and_leaves_open_whether_it_may_post(desk: Desk) -> None:
    health = desk.page().check()
    assert (health.standing, health.notes) == (Standing.GOOD, ())
    reads = {"find", "engagement", "insights"}
    assert {ability: health.abilities[ability] for ability in ALL} == {
        ability: True if ability in reads else None for ability in ALL
    }
    assert "app_id and app_secret" in health.remarks[0]
    assert desk.calls() == [ME, BATCH]


@pytest.mark.parametrize(
    ("app", "standing"),
    [
        ({"app_id": accounts.FACEBOOK_APP, "app_secret": "wrong"}, Standing.BROKEN),
        ({"app_id": "17", "app_secret": accounts.FACEBOOK_APP_SECRET}, Standing.LIMITED),
        ({"app_token": "17|wrong-app-secret"}, Standing.LIMITED),
    ],
)
def test_another_apps_keys_are_told(desk: Desk, app: dict[str, str], standing: Standing) -> None:
    health = desk.page(**app).check()
    assert health.standing is standing
    (note,) = health.notes
    assert "app_secret" in note
    assert not any(value in note for name, value in app.items() if name != "app_id")


@pytest.mark.parametrize(
    ("scope", "standing", "lost"),
    [
        ("pages_manage_posts", Standing.BROKEN, {"publish", "picture", "edit", "delete"}),
        ("pages_read_engagement", Standing.LIMITED, {"find", "engagement", "insights"}),
        ("pages_read_user_content", Standing.LIMITED, {"engagement"}),
        ("read_insights", Standing.LIMITED, {"insights"}),
    ],
)
def test_a_missing_permission_is_named_with_its_mend_and_what_is_done_without(
    desk: Desk, scope: str, standing: Standing, lost: set[str]
) -> None:
    desk.token(without=[scope])
    health = desk.page(**APP).check()
    assert health.standing is standing
    assert {ability for ability in ALL if health.abilities[ability] is False} == lost
    assert f"{scope} is missing: {WITHOUT[scope]} → pressbot connect, and grant it" in health.notes


def test_permissions_are_probed_where_the_app_is_not_known(desk: Desk) -> None:
    desk.token(without=["read_insights"])
    health = desk.page().check()
    assert health.standing is Standing.LIMITED
    assert [note.split()[0] for note in health.notes] == ["read_insights"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("expired", "pressbot connect"),
        ("revoked", "pressbot connect"),
        ("password_changed", "pressbot connect"),
        ("role_lost", "a role on the page"),
        ("app_removed", "pressbot connect"),
        ("checkpoint", "log in at facebook.com"),
    ],
)
def test_a_dead_token_is_broken_and_its_mend_is_said(desk: Desk, state: str, words: str) -> None:
    desk.token(state=state)
    health = desk.page(**APP).check()
    assert (health.standing, health.abilities["publish"], health.identity) == (Standing.BROKEN, False, None)
    (note,) = health.notes
    assert words in note.partition("→")[2]
    assert TOKEN not in note


@pytest.mark.parametrize("whose", ["other page", "person"])
def test_a_token_that_is_not_the_pages_is_broken(desk: Desk, whose: str) -> None:
    other = accounts.FACEBOOK_OTHER_TOKEN if whose == "other page" else ending(desk, None, kind="user")
    health = desk.page(other, **APP).check()
    assert (health.standing, health.abilities["publish"]) == (Standing.BROKEN, False)
    assert f"not the one of page {PAGE}" in health.notes[0]
    assert desk.calls() == [ME]


def test_a_token_with_an_end_is_told_before_it(desk: Desk) -> None:
    health = desk.page(ending(desk, timedelta(hours=1)), **APP).check()
    assert health.standing is Standing.LIMITED
    assert health.notes[0].startswith("the token ends on 2026-11-25 10:00 UTC")
    assert not any("without an end" in remark for remark in health.remarks)


@pytest.mark.parametrize(("days", "words"), [(31, None), (29, "ends on 2026-12-24"), (-1, "has ended on 2026-11-24")])
def test_the_consent_to_read_is_warned_of_a_month_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, days: int, words: str | None
) -> None:
    monkeypatch.setattr("bot.sandbox.facebook.oauth.timedelta", lambda **_by: timedelta(days=days))
    health = desk.page(**APP).check()
    assert [words in note for note in health.notes] == ([True] if words else [])
    assert health.standing is (Standing.LIMITED if words else Standing.GOOD)


def test_a_pause_is_no_break(desk: Desk) -> None:
    desk.fault("rate_limit", "read", times=None)
    health = desk.page().check()
    assert (health.standing, health.abilities["publish"]) == (Standing.LIMITED, None)
    assert "wants a pause" in health.notes[0]


@pytest.mark.parametrize("operation", ["read", "measure"])
@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, operation: str, fault: str) -> None:
    desk.fault(fault, operation, times=None)
    with pytest.raises((Unavailable, OutcomeUnknown)):
        desk.page().check()


def test_probes_that_are_throttled_leave_abilities_open(desk: Desk) -> None:
    desk.fault("rate_limit", "measure", times=None)
    health = desk.page().check()
    assert [health.abilities[name] for name in ("find", "engagement", "insights")] == [None] * 3
