"""What harmless reads find about a member's token."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.errors import Unavailable
from bot.model.account import Standing
from bot.networks.linkedin.health import ending_of
from tests.networks.linkedin.desk import CLIENT, ORGANISATION, TOKEN, Desk

KNOWN = {"token": TOKEN, **CLIENT}


def test_a_good_token_with_the_apps_id_and_secret(desk: Desk) -> None:
    desk.by_hand("Запись")
    health = desk.linkedin(secrets=KNOWN).check()
    assert (health.standing, health.identity, health.notes) == (Standing.GOOD, f"{ORGANISATION} (ADMINISTRATOR)", ())
    assert health.abilities == dict.fromkeys(
        ("publish", "picture", "find", "engagement", "statistics", "edit", "delete"), True
    )
    assert desk.routes() == [
        "GET /rest/posts", "GET /rest/organizationAcls", "GET /rest/organizationalEntityShareStatistics",
        "GET /rest/socialMetadata", "GET /rest/images/URN", "POST /oauth/v2/introspectToken",
    ]  # fmt: skip
    assert len(desk.wall()) == 1
    assert desk.wire.broken() == []


def test_a_token_alone_leaves_posting_untold(desk: Desk) -> None:
    health = desk.linkedin().check()
    assert (health.standing, health.notes) == (Standing.GOOD, ())
    assert "client_id and client_secret" in health.remarks[0]
    assert (health.abilities["publish"], health.abilities["find"], health.abilities["engagement"]) == (None, True, True)


@pytest.mark.parametrize("secrets", [KNOWN, {"token": TOKEN}])
@pytest.mark.parametrize(
    ("scope", "ability", "standing", "words"),
    [
        ("w_organization_social", "publish", Standing.BROKEN, "nothing can be posted"),
        ("r_organization_social", "find", Standing.LIMITED, "held for a person"),
        ("rw_organization_admin", "statistics", Standing.LIMITED, "reach, clicks and shares stay empty"),
    ],
)
def test_a_missing_scope_is_named_with_what_is_done_without_it(
    desk: Desk, secrets: dict[str, str], scope: str, ability: str, standing: Standing, words: str
) -> None:
    desk.by_hand("Запись")
    desk.token(without=[scope])
    health = desk.linkedin(secrets=secrets).check()
    assert (health.standing, health.abilities[ability]) == (standing, False)
    assert [note for note in health.notes if scope in note and words in note and "pressbot connect" in note]
    assert health.abilities["engagement"] is True


def test_without_both_rights_to_count_nothing_is_measured(desk: Desk) -> None:
    desk.by_hand("Запись")
    desk.token(without=["rw_organization_admin", "r_organization_social_feed"])
    health = desk.linkedin(secrets=KNOWN).check()
    assert (health.standing, health.abilities["engagement"]) == (Standing.LIMITED, False)
    assert any("reactions and comments stay empty too" in note for note in health.notes)


@pytest.mark.parametrize(
    ("role", "standing", "words"),
    [
        ("CONTENT_ADMIN", Standing.LIMITED, "statistics need the role ADMINISTRATOR"),
        ("ANALYST", Standing.BROKEN, "has only the role ANALYST"),
        ("", Standing.BROKEN, "has no role at"),
    ],
)
def test_the_members_role_is_told(desk: Desk, role: str, standing: Standing, words: str) -> None:
    desk.switch("role", role)
    health = desk.linkedin(secrets=KNOWN).check()
    assert health.standing is standing
    assert any(words in note for note in health.notes)
    assert health.abilities["publish"] is (standing is not Standing.BROKEN)


@pytest.mark.parametrize(
    ("code", "standing", "words"),
    [
        ("401/EXPIRED_ACCESS_TOKEN", Standing.BROKEN, "a token lives sixty days"),
        ("426/NONEXISTENT_VERSION", Standing.BROKEN, "set version"),
        ("400/ILLEGAL_ARGUMENT", Standing.BROKEN, "look at version"),
        ("429/TOO_MANY_REQUESTS", Standing.LIMITED, "wants a pause"),
    ],
)
def test_a_refusal_is_the_finding_with_its_mend(desk: Desk, code: str, standing: Standing, words: str) -> None:
    desk.fail(code, "read", times=None)
    health = desk.linkedin().check()
    assert health.standing is standing
    assert any(words in note for note in health.notes)


@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, fault: str) -> None:
    desk.fault(fault, "read", times=None)
    with pytest.raises(Unavailable):
        desk.linkedin().check()


def test_a_wrong_secret_of_the_app_is_said_and_harms_nothing(desk: Desk) -> None:
    health = desk.linkedin(secrets={**KNOWN, "client_secret": "wrong-secret"}).check()
    assert health.standing is Standing.GOOD
    assert health.abilities["publish"] is None
    (note,) = health.notes
    assert "client_id and client_secret" in note
    assert "wrong-secret" not in note


def test_the_end_of_a_token_is_seen_coming(desk: Desk) -> None:
    # The stand-in's own token has sixty days from now on, always: one that was granted is looked at.
    from tests.networks.linkedin.test_connect import granted

    grant = granted(desk)
    secrets = {name: value.get_secret_value() for name, value in grant.secrets.items()}
    assert desk.linkedin(secrets=secrets).check().notes == ()
    desk.clock.forward(days=40)
    health = desk.linkedin(secrets=secrets).check()
    assert health.standing is Standing.LIMITED
    assert any("the token ends on 2027-01-24" in note for note in health.notes)


@pytest.mark.parametrize(
    ("version", "month", "told"),
    [("202609", "2027-07-15", False), ("202609", "2027-07-17", True), ("202609", "2028-01-01", True), ("", "2027-07-17", False),
     ("202613", "2030-01-01", False), ("next", "2030-01-01", False)],
)  # fmt: skip
def test_the_end_of_a_version_is_seen_coming(version: str, month: str, told: bool) -> None:
    notes = ending_of(version, datetime.fromisoformat(f"{month}T00:00:00+00:00"))
    assert bool(notes) is told
    assert all("2027-09-15" in note for note in notes)


def test_a_version_near_its_end_is_told_by_the_check(desk: Desk) -> None:
    health = desk.linkedin(endpoint=replace(desk.endpoint(), version="202512")).check()
    assert health.standing is Standing.LIMITED
    assert any("2026-12-15" in note for note in health.notes)
