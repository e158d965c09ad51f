"""From a person to a bot's token."""

from __future__ import annotations

import pytest

from bot.errors import Forbidden, RateLimited, Rejected, RemoteError, Unavailable
from bot.model.account import Account
from bot.model.grant import Choice
from bot.networks.base import CanRefresh
from bot.networks.registry import REGISTRY
from bot.networks.telegram.connect import TelegramConnector
from bot.sandbox import accounts
from bot.sandbox.wire import json_response
from bot.tokens import connecting
from tests.networks.telegram.desk import TOKEN, Desk, post

BACK = "http://127.0.0.1:8765/callback"
NAME = f"@{accounts.TELEGRAM_CHANNEL_USERNAME}"


def account(identity: str) -> Account:
    return Account("tg", "telegram", identity)


def choices(desk: Desk, identity: str, token: str = TOKEN) -> list[Choice]:
    """The whole way of a person, by the command's own steps."""
    made = TelegramConnector(account(identity), desk.endpoint(), clock=desk.clock)
    answers = {"token": f" {token} "}
    begun = connecting.begin(made, answers, BACK)
    assert begun.address is None
    return list(made.grants(answers, BACK, {}, begun.verifier))


def test_telegram_is_known_with_its_connector() -> None:
    assert REGISTRY["telegram"].connector is TelegramConnector
    assert not issubclass(TelegramConnector, CanRefresh)
    assert [question.name for question in TelegramConnector.questions if question.secret] == ["token"]


@pytest.mark.parametrize("identity", [accounts.TELEGRAM_CHANNEL, NAME, NAME[1:]])
def test_a_token_for_the_configured_channel(desk: Desk, identity: str) -> None:
    choice = connecting.chosen(account(identity), choices(desk, identity))
    grant = choice.grant
    assert {name: secret.get_secret_value() for name, secret in grant.secrets.items()} == {"token": TOKEN}
    assert (grant.expires_at, grant.refreshable) == (None, False)
    assert grant.identity == f"@{accounts.TELEGRAM_BOT_USERNAME}"
    assert choice.label == f"{NAME} by {grant.identity}"
    desk.telegram(identity, token=grant.secrets["token"].get_secret_value()).publish(post(), [])
    assert len(desk.wall()) == 1
    assert desk.wire.broken() == []


def test_channels_that_the_bot_was_let_into_are_named(desk: Desk) -> None:
    chats = [
        {"id": -1001, "type": "channel", "title": "Mission", "username": "mission"},
        {"id": -1002, "type": "channel", "title": "Private"},
        {"id": 3, "type": "private"},
    ]
    updates = [{"update_id": number, "my_chat_member": {"chat": chat}} for number, chat in enumerate(chats)]
    updates += [{"update_id": 9, "channel_post": {"chat": chats[0]}}, {"update_id": 10, "message": None}]
    desk.watch({"getUpdates": json_response({"ok": True, "result": [*updates, "noise"]})})
    with pytest.raises(Forbidden) as caught:
        choices(desk, "@nobody_there")
    assert '@mission: id = "-1001"; Private: id = "-1002"' in str(caught.value)
    # Nothing is taken out of the queue, which may be another program's.
    assert [given for method, given in desk.asked if method == "getUpdates"] == [{"timeout": 0}]


@pytest.mark.parametrize("switch", ["webhook", "other_poller", ""])
def test_a_channel_that_is_not_seen_and_nothing_to_tell_another_by(desk: Desk, switch: str) -> None:
    if switch:
        desk.switch(switch, True)
    with pytest.raises(Forbidden, match="no such channel"):
        choices(desk, "@nobody_there")


@pytest.mark.parametrize("token", ["", "abc", TOKEN[:-1], "7700000009:SANDBOXunknownSANDBOXunknownSANDBOX"])
def test_a_token_that_opens_nothing(desk: Desk, token: str) -> None:
    with pytest.raises(Rejected) as caught:
        choices(desk, NAME, token)
    assert not token or token not in str(caught.value)


def test_a_dead_token(desk: Desk) -> None:
    desk.token("revoked")
    with pytest.raises(Rejected):
        choices(desk, NAME)


@pytest.mark.parametrize(("identity", "without"), [(NAME, ["can_post_messages"]), ("@nobody_there", [])])
def test_a_bot_that_may_not_post_there(desk: Desk, identity: str, without: list[str]) -> None:
    desk.token(without=without)
    with pytest.raises(Forbidden):
        choices(desk, identity)


@pytest.mark.parametrize(("fault", "kind"), [("server_error", Unavailable), ("rate_limit", RateLimited)])
def test_passing_faults_are_no_finding(desk: Desk, fault: str, kind: type[RemoteError]) -> None:
    desk.fault(fault)
    with pytest.raises(kind):
        choices(desk, NAME)
