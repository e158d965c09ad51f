"""What harmless reads find about the bot and its channel."""

from __future__ import annotations

import pytest

from bot.errors import Forbidden, Unavailable
from bot.model.account import Standing
from bot.sandbox import accounts
from bot.sandbox.wire import json_response
from tests.networks.telegram.desk import TOKEN, Desk, post

WRITES = dict.fromkeys(("publish", "picture", "edit", "delete"), True)
READS = {"find": False, "engagement": False}


def test_good_keys(desk: Desk) -> None:
    health = desk.telegram().check()
    assert (health.standing, health.notes) == (Standing.GOOD, ())
    assert health.identity == f"@{accounts.TELEGRAM_CHANNEL_USERNAME} by @{accounts.TELEGRAM_BOT_USERNAME}"
    assert health.abilities == {**WRITES, **READS}
    assert any("left to a person" in remark for remark in health.remarks)
    assert desk.methods() == ["getMe", "getChat", "getChatMember"]
    assert desk.wire.broken() == []


def test_without_the_right_to_post(desk: Desk) -> None:
    desk.token(without=["can_post_messages"])
    health = desk.telegram().check()
    assert health.standing is Standing.BROKEN
    assert health.abilities["publish"] is False
    assert "has no right to post" in health.notes[0]
    with pytest.raises(Forbidden, match="has no right to post"):
        desk.telegram().require_owner()


@pytest.mark.parametrize("status", ["member", "left", "kicked"])
def test_a_bot_that_is_no_administrator(desk: Desk, status: str) -> None:
    desk.switch("status", status)
    health = desk.telegram().check()
    assert (health.standing, health.abilities["publish"]) == (Standing.BROKEN, False)
    assert "administrator" in health.notes[0]
    with pytest.raises(Forbidden):
        desk.telegram().require_owner()


@pytest.mark.parametrize(
    ("chat", "token"),
    [("@nobody_there", TOKEN), ("-1004444444444", TOKEN),
     (accounts.TELEGRAM_CHANNEL, accounts.TELEGRAM_OTHER_TOKEN)],
)  # fmt: skip
def test_a_strangers_token_or_channel(desk: Desk, chat: str, token: str) -> None:
    health = desk.telegram(chat, token=token).check()
    assert health.standing is Standing.BROKEN
    assert health.notes
    with pytest.raises(Forbidden):
        desk.telegram(chat, token=token).require_owner()


def test_what_cannot_be_told_now(desk: Desk) -> None:
    desk.fault("rate_limit", "read", times=None)
    health = desk.telegram().check()
    assert (health.standing, health.abilities["publish"]) == (Standing.LIMITED, None)
    assert "wait until" in health.notes[0]


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_a_dead_token(desk: Desk, state: str) -> None:
    desk.token(state)
    health = desk.telegram().check()
    assert (health.standing, health.identity) == (Standing.BROKEN, None)
    assert "@BotFather" in health.notes[0]
    assert TOKEN not in "".join(health.notes)


@pytest.mark.parametrize("fault", ["server_error", "cut_before"])
def test_only_what_cannot_be_reached_is_raised(desk: Desk, fault: str) -> None:
    desk.fault(fault, "read", times=None)
    with pytest.raises(Unavailable):
        desk.telegram().check()


def test_a_member_that_is_not_known_is_none(desk: Desk) -> None:
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: user not found"}
    desk.watch({"getChatMember": json_response(refusal, 400)})
    health = desk.telegram().check()
    assert "is left in" in health.notes[0]


def test_a_group_that_moved_is_said(desk: Desk) -> None:
    desk.switch("migrated_to", "-1005555555555")
    network = desk.telegram()
    health = network.check()
    assert any("-1005555555555" in note for note in health.notes)
    network.publish(post(), [])
    assert desk.asked[-1][1]["chat_id"] == -1005555555555
