"""What harmless reads find about every set of credentials."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Unavailable
from bot.model.account import AccountHealth, Standing
from bot.sandbox import accounts
from tests.networks.vk.desk import ALL, COMMUNITY, SERVICE, TOKENS, USER, Desk

_HOUR = timedelta(hours=1)
WRITES = {"wall.post", "wall.edit", "wall.delete", "photos.saveWallPhoto", "upload"}
NAMES = ("publish", "picture", "find", "engagement", "reach", "edit", "delete")


def able(health: AccountHealth) -> dict[str, bool | None]:
    return {name: health.abilities[name] for name in NAMES}


def told(health: AccountHealth, *words: str) -> bool:
    return any(all(word in note for word in words) for note in health.notes)


@pytest.mark.parametrize(
    ("names", "standing", "yes"),
    [
        (ALL, Standing.GOOD, NAMES),
        ((COMMUNITY, USER), Standing.GOOD, NAMES),
        ((SERVICE, USER), Standing.GOOD, NAMES),
        ((USER,), Standing.GOOD, NAMES),
        ((COMMUNITY, SERVICE), Standing.LIMITED, ("publish", "find", "engagement")),
        ((COMMUNITY,), Standing.LIMITED, ("publish",)),
        ((SERVICE,), Standing.BROKEN, ("find", "engagement")),
    ],
)
def test_every_set_has_its_own_abilities(
    desk: Desk, names: tuple[str, ...], standing: Standing, yes: tuple[str, ...]
) -> None:
    desk.by_hand(1)
    health = desk.vk(*names).check()
    assert (health.standing, health.identity) == (standing, accounts.NAME)
    assert able(health) == {name: name in yes for name in NAMES}
    assert {name: health.abilities[name] for name in names} == dict.fromkeys(names, True)
    assert bool(health.notes) is (standing is not Standing.GOOD)
    # What is missing, where to get it, what is done without.
    assert told(health, "without pictures", "devsupport@corp.vk.com", "by hand") is (USER not in names)
    assert told(health, "cannot be read back", "service_key", "dev.vk.com") is (names == (COMMUNITY,))
    assert not WRITES & set(desk.routes())
    assert len(desk.sandbox.wall("vk")) == 1
    assert desk.wire.broken() == []


def test_an_empty_wall_cannot_tell_reach(desk: Desk) -> None:
    health = desk.vk().check()
    assert health.abilities["reach"] is None
    assert health.standing is Standing.GOOD


@pytest.mark.parametrize(
    ("dead", "names", "standing", "no"),
    [
        (COMMUNITY, ALL, Standing.BROKEN, {"publish"}),
        (SERVICE, ALL, Standing.LIMITED, set()),
        (USER, ALL, Standing.LIMITED, {"picture", "reach", "edit", "delete"}),
        (SERVICE, (COMMUNITY, SERVICE), Standing.LIMITED, {"picture", "find", "engagement", "reach", "edit", "delete"}),
        (USER, (USER,), Standing.BROKEN, set(NAMES)),
    ],
)
def test_a_dead_credential_takes_its_own_abilities_alone(
    desk: Desk, dead: str, names: tuple[str, ...], standing: Standing, no: set[str]
) -> None:
    desk.by_hand(1)
    desk.token(dead, "revoked")
    health = desk.vk(*names).check()
    assert health.standing is standing
    assert {name for name in NAMES if health.abilities[name] is False} == no
    assert health.abilities[dead] is False
    assert told(health, dead, "→")
    assert told(health, "take it away") is (dead == COMMUNITY)


@pytest.mark.parametrize(
    ("name", "without", "no"),
    [
        (USER, "wall", {"find", "engagement", "edit", "delete"}), (USER, "photos", {"picture"}), (USER, "stats", {"reach"}),
        (COMMUNITY, "wall", {"publish"}), (COMMUNITY, "manage", set()),
    ],
)  # fmt: skip
def test_a_missing_right_is_named(desk: Desk, name: str, without: str, no: set[str]) -> None:
    desk.by_hand(1)
    desk.token(name, without=[without])
    health = desk.vk(COMMUNITY, USER).check()
    assert {ability for ability in NAMES if health.abilities[ability] is False} == no
    assert bool(health.notes) is bool(no)
    assert (health.standing is Standing.BROKEN) is ("publish" in no)
    if no:
        assert told(health, name)


def test_a_token_of_vk_id_without_rights_reaches_little(desk: Desk) -> None:
    stand: Any = desk.sandbox.networks["vk"]
    token = stand._tokens._grants.token("access", ["vkid.personal_info"], _HOUR, "f", "vk2.a.")
    health = desk.vk(secrets={COMMUNITY: TOKENS[COMMUNITY], USER: token}).check()
    assert health.standing is Standing.LIMITED
    assert able(health) == {**dict.fromkeys(NAMES, False), "publish": True, "reach": None}
    assert told(health, "VK ID", "devsupport@corp.vk.com")


def test_anothers_keys_post_nothing(desk: Desk) -> None:
    health = desk.vk(COMMUNITY, group="777").check()
    assert health.standing is Standing.BROKEN
    assert told(health, accounts.VK_COMMUNITY, "777")


def test_a_user_who_is_no_editor_posts_nothing(desk: Desk) -> None:
    desk.switch("admin_level", 1)
    health = desk.vk(USER).check()
    assert (health.standing, health.abilities["publish"]) == (Standing.BROKEN, False)
    assert told(health, "no editor")


@pytest.mark.parametrize(
    ("code", "standing", "word"),
    [("9", Standing.LIMITED, "wait"), ("14", Standing.BROKEN, "log in at vk.com"), ("17", Standing.BROKEN, "log in"),
     ("5/ip", Standing.BROKEN, "another address"), ("28", Standing.BROKEN, "→"), ("42", Standing.BROKEN, "this machine's")],
)  # fmt: skip
def test_a_refusal_is_the_finding_with_its_mend(desk: Desk, code: str, standing: Standing, word: str) -> None:
    desk.fail(code, times=None)
    health = desk.vk().check()
    assert health.standing is standing
    assert health.abilities["publish"] is (None if standing is Standing.LIMITED else False)
    assert told(health, word)


@pytest.mark.parametrize("fault", ["server_error", "cut_before", "cut_body"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, fault: str) -> None:
    desk.fault(fault, times=None)
    with pytest.raises(Unavailable):
        desk.vk().check()


def test_a_probe_that_fails_is_not_told_now(desk: Desk) -> None:
    desk.fail("10", "upload")
    health = desk.vk().check()
    assert (health.abilities["picture"], health.standing) == (None, Standing.LIMITED)
    assert told(health, "pictures cannot be told now")


def test_pictures_by_the_album_of_messages_are_not_promised(desk: Desk) -> None:
    health = desk.vk(COMMUNITY, SERVICE, options={"messages_dialog": "1"}).check()
    assert health.abilities["picture"] is None
    assert told(health, "album of messages")
