"""From a person to a bot's token: @BotFather gives it, there is no consent page, and it has no end.

Where the bot does not see the configured chat, those are named that it was let into in 24 hours, by getUpdates
(core.telegram.org/bots/api#getupdates, read 2026-11-25): without an offset nothing is taken out of its queue.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, Misused, Rejected, RemoteError, Unauthorized
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.owner import Owner, may_post, name_of
from bot.networks.telegram.payloads import Chat, Member


class TelegramConnector:
    """Takes a token, and looks whether its bot may post in the channel."""

    steps: Sequence[str] = (
        "1. In Telegram, write /newbot to @BotFather. It gives the token: whoever has it is the bot.",
        "2. In the channel: Administrators → Add → the bot, with Post messages (and Delete messages).",
        "3. id is the channel's @name, or its number (-100…); a private one's number is told here when id is wrong.",
    )
    questions: Sequence[Question] = (Question("token", "the bot's token (123456:ABC…)", secret=True),)

    def __init__(
        self, account: Account, endpoint: Endpoint, *, clock: Clock, allow_private: Collection[str] = ()
    ) -> None:
        self._account = account
        self._endpoint = endpoint
        self._clock = clock
        self._allow_private = allow_private

    def address(
        self,
        answers: Mapping[str, str],  # noqa: ARG002 - the token is all there is
        redirect: str,  # noqa: ARG002
        state: str,  # noqa: ARG002
        verifier: str,  # noqa: ARG002
    ) -> str | None:
        """None: Telegram has no consent page for bots."""
        return None

    def grants(
        self,
        answers: Mapping[str, str],
        redirect: str,  # noqa: ARG002
        returned: Mapping[str, str],  # noqa: ARG002
        verifier: str,  # noqa: ARG002
    ) -> Sequence[Choice]:
        """The configured channel.

        Raises Rejected when the token opens nothing, Forbidden when the bot does not see the channel or may not post in
        it, others as they come.
        """
        secrets = {"token": SecretStr(answers.get("token", "").strip())}
        account = replace(self._account, credentials=secrets)
        calls = Calls(account, self._endpoint, allow_private=self._allow_private)
        owner = Owner(calls, account.name)
        try:
            me = owner.asked_anew()
            identity = f"@{me.username}" if me.username else str(me.id)
            chat, member = _seen(calls, owner)
            if not may_post(chat, member):
                raise Forbidden(owner.complaint(chat, member))
        except (Unauthorized, Misused) as error:
            raise Rejected(f"Telegram does not take this token: {error.reason} → copy it again") from None
        finally:
            calls.close()
        # As bot.tokens.connecting compares it.
        value = account.id.rpartition(":")[2].lstrip("-")
        grant = Grant(secrets, self._clock(), identity=identity)
        return [Choice(value, f"{name_of(chat)} by {identity}", grant)]


def _seen(calls: Calls, owner: Owner) -> tuple[Chat, Member]:
    """The configured chat, and what the bot is there. Raises Forbidden naming those that it sees, RemoteError."""
    try:
        return owner.chat(), owner.member()
    except Forbidden as error:
        found = _let_into(calls)
        if not found:
            raise
        named = "; ".join(f'{title}: id = "{number}"' for number, title in found.items())
        raise Forbidden(f"{error.reason}; the bot was let into {named}", code=error.code) from None


def _let_into(calls: Calls) -> dict[str, str]:
    """The channels that updates speak of; {} where they cannot be asked for. Never raises."""
    try:
        # Without allowed_updates: what is named there would be kept for the bot's other users.
        return _channels(calls.ask("getUpdates", timeout=0))
    except RemoteError:
        return {}


def _channels(updates: Any) -> dict[str, str]:
    """Channel's number → its name, out of updates that speak of a channel."""
    found: dict[str, str] = {}
    for update in updates if isinstance(updates, list) else []:
        for kind in ("my_chat_member", "channel_post"):
            event = update.get(kind) if isinstance(update, dict) else None
            chat = event.get("chat") if isinstance(event, dict) else None
            if isinstance(chat, dict) and chat.get("type") == "channel" and isinstance(chat.get("id"), int):
                username = chat.get("username")
                found[str(chat["id"])] = f"@{username}" if username else str(chat.get("title") or chat["id"])
    return found
