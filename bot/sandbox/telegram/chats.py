"""The bot, the channel, and what the bot may do there.

Sources: https://core.telegram.org/bots/api#chatfullinfo, #chatmemberadministrator, #chatadministratorrights, 2026-11-25.
What a lever takes from the token (`without`) are administrator's rights; the switch "status" is the bot's standing in the
channel: administrator, member, left, kicked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox import accounts
from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.parameters import Given
from bot.sandbox.world import World

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_messages", "can_edit_messages", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_manage_direct_messages",
)  # fmt: skip
#: What the sandbox's bot was given.
_GRANTED = frozenset({"can_manage_chat", "can_post_messages", "can_edit_messages", "can_delete_messages"})
_BOTS = {accounts.TELEGRAM_TOKEN: accounts.TELEGRAM_BOT, accounts.TELEGRAM_OTHER_TOKEN: accounts.TELEGRAM_OTHER_BOT}
_SUBSCRIBERS = 1200


@dataclass(frozen=True)
class Caller:
    """A bot."""

    id: str
    #: In the channel: administrator, member, left, kicked.
    status: str
    rights: frozenset[str]


class Chats:
    """Who is who."""

    def __init__(self, world: World) -> None:
        self._world = world

    def caller(self, token: str) -> Caller:
        """Whose token it is. Raises Refused."""
        if not re.fullmatch(r"[1-9]\d{0,15}:[\w-]{1,64}", token):
            self._world.violation("telegram", "a token of the wrong form")
            raise Refused("no-token")
        bot = _BOTS.get(token)
        standing = self._world.keys.standing("telegram", token)
        if bot is None or standing.state in {"revoked", "expired", "password_changed", "checkpoint"}:
            raise Refused("unauthorized")
        if bot != accounts.TELEGRAM_BOT:
            return Caller(bot, "left", frozenset())
        status = str(self._world.switches.get("telegram", "status", default="administrator"))
        status = {"role_lost": "member", "app_removed": "kicked"}.get(standing.state, status)
        rights = _GRANTED - standing.without if status == "administrator" else frozenset[str]()
        return Caller(bot, status, rights)

    def channel(self, given: Given, caller: Caller) -> str:
        """The id of the chat that is meant. Raises Refused for any that the bot does not see."""
        name = given.text("chat_id").strip()
        if not name:
            self._world.violation("telegram", f"{given.method} without chat_id")
            raise Refused("chat-id-empty")
        moved = self._world.switches.get("telegram", "migrated_to", default=0)
        if moved and name in {accounts.TELEGRAM_CHANNEL, self._handle()}:
            raise Refused("upgraded", migrate_to_chat_id=int(moved))
        ours = {accounts.TELEGRAM_CHANNEL, self._handle(), str(moved or accounts.TELEGRAM_CHANNEL)}
        if name not in ours:
            if re.fullmatch(r"@\w{4,32}|-?\d{1,16}", name) is None:
                self._world.violation("telegram", f"{given.method}: chat_id is neither a number nor @username")
            elif name == accounts.TELEGRAM_OTHER_CHANNEL:
                raise Refused("not-a-member")
            raise Refused("chat-not-found")
        if caller.status in {"left", "kicked"}:
            raise Refused("kicked" if caller.status == "kicked" else "not-a-member")
        return str(moved or accounts.TELEGRAM_CHANNEL)

    def may_post(self, caller: Caller) -> None:
        """Raises Refused where the bot may not post into the channel."""
        if "can_post_messages" not in caller.rights:
            raise Refused("need-administrator")

    def me(self, caller: Caller) -> dict[str, Any]:
        """getMe."""
        return self._bot(caller.id) | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def chat(self, channel: str) -> dict[str, Any]:
        """The channel as messages name it."""
        shown: dict[str, Any] = {"id": int(channel), "title": accounts.NAME, "type": "channel"}
        return shown | ({} if self._private() else {"username": accounts.TELEGRAM_CHANNEL_USERNAME})

    def full(self, channel: str) -> dict[str, Any]:
        """getChat."""
        return self.chat(channel) | {"accent_color_id": 1, "max_reaction_count": 11, "description": "sandbox"}

    def member(self, given: Given, caller: Caller) -> dict[str, Any]:
        """getChatMember. Raises Refused."""
        user = given.text("user_id")
        if not user.isdigit():
            self._world.violation("telegram", "getChatMember without a user_id")
            raise Refused("user-not-found", "invalid user_id specified")
        if user == caller.id:
            return self._as_member(caller)
        if caller.status != "administrator":
            raise Refused("members-inaccessible")
        if user == accounts.TELEGRAM_ADMINISTRATOR:
            return self._creator()
        raise Refused("user-not-found", "PARTICIPANT_ID_INVALID")

    def administrators(self, caller: Caller) -> list[dict[str, Any]]:
        """getChatAdministrators. Raises Refused."""
        if caller.status != "administrator":
            raise Refused("members-inaccessible")
        return [self._creator(), self._as_member(caller)]

    def subscribers(self) -> int:
        """getChatMemberCount."""
        return int(self._world.switches.get("telegram", "subscribers", default=_SUBSCRIBERS))

    def _as_member(self, caller: Caller) -> dict[str, Any]:
        shown: dict[str, Any] = {"status": caller.status, "user": self._bot(caller.id)}
        if caller.status == "kicked":
            return shown | {"until_date": 0}
        if caller.status != "administrator":
            return shown
        return shown | {
            "can_be_edited": False, "is_anonymous": False, **{right: right in caller.rights for right in RIGHTS}
        }  # fmt: skip

    def _creator(self) -> dict[str, Any]:
        user = {"id": int(accounts.TELEGRAM_ADMINISTRATOR), "is_bot": False, "first_name": "Песочница"}
        return {"status": "creator", "user": user, "is_anonymous": False}

    def _bot(self, identity: str) -> dict[str, Any]:
        own = identity == accounts.TELEGRAM_BOT
        username = accounts.TELEGRAM_BOT_USERNAME if own else "stranger_sandbox_bot"
        return {"id": int(identity), "is_bot": True, "first_name": "Песочница", "username": username}

    def _private(self) -> bool:
        return bool(self._world.switches.get("telegram", "private", default=False))

    def _handle(self) -> str:
        return "" if self._private() else f"@{accounts.TELEGRAM_CHANNEL_USERNAME}"
