"""From a person to a bot's token: @BotFather gives it, there is no consent page, and it has no end.

Where no id is configured, the channels are named that the bot was let into in the last 24 hours, by getUpdates
(core.telegram.org/bots/api#getupdates, read 2026-11-25): without an offset nothing is taken out of its queue.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import Forbidden, Misused, Problem, Rejected, RemoteError, Unauthorized, UserError
from bot.model.account import Account, Endpoint
from bot.model.grant import Choice, Grant, Question
from bot.networks.telegram.calls import Calls
from bot.networks.telegram.owner import Owner, may_post, name_of


class TelegramConnector:
    """Takes a token, and shows what its bot may post in."""

    steps: Sequence[str] = (
        "1. In Telegram, write /newbot to @BotFather. It gives the token: whoever has it is the bot.",
        "2. In the channel: Administrators → Add → the bot, with Post messages (and Delete messages).",
        "3. id is the channel's @name; a private channel's number (\"-100…\") is named here when id is left empty.",
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
        """The configured channel; where none is configured, those that the bot was let into.

        Raises Rejected when the token opens nothing, Forbidden when the bot may not post in the channel, UserError when
        neither is known, others as they come.
        """
        secrets = {"token": SecretStr(answers.get("token", "").strip())}
        grant = Grant(secrets, self._clock())
        account = replace(self._account, credentials=secrets)
        calls = Calls(account, self._endpoint, allow_private=self._allow_private)
        owner = Owner(calls, account.name)
        try:
            me = owner.asked_anew()
            grant = replace(grant, identity=f"@{me.username}" if me.username else str(me.id))
            if account.id.strip():
                return [self._configured(owner, grant)]
            return self._let_into(calls, grant)
        except (Unauthorized, Misused) as error:
            raise Rejected(f"Telegram does not take this token: {error.reason} → copy it again") from None
        finally:
            calls.close()

    def _configured(self, owner: Owner, grant: Grant) -> Choice:
        chat, member = owner.chat(), owner.member()
        if not may_post(chat, member):
            raise Forbidden(owner.complaint(chat, member))
        # As bot.tokens.connecting compares it.
        value = self._account.id.rpartition(":")[2].lstrip("-")
        return Choice(value, f"{name_of(chat)} by {grant.identity}", grant)

    def _let_into(self, calls: Calls, grant: Grant) -> list[Choice]:
        where = f"account {self._account.name}"
        mend = "write the channel's @name as id, or make the bot its administrator (again) and connect once more"
        try:
            updates = calls.ask("getUpdates", timeout=0, allowed_updates=["my_chat_member", "channel_post"])
        except (RemoteError, UserError) as error:
            raise UserError(Problem(where, f"has no id, and the bot cannot be asked for it: {error}", mend)) from None
        found = _channels(updates)
        if not found:
            raise UserError(Problem(where, "has no id, and the bot was let into no channel lately", mend))
        return [Choice(number, f"{title} by {grant.identity}", grant) for number, title in found.items()]


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
