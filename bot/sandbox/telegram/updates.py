"""getUpdates: what others post into the channel, and how often posts were reacted to.

Source: https://core.telegram.org/bots/api#getupdates, #update, #messagereactioncountupdated, Bot API 9.x, 2026-11-25: updates
wait for 24 hours, an offset confirms those before it, counts of reactions come only to an administrator that asked for
them. There is no call that reads a channel's history. A long poll is answered at once here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.telegram.chats import Caller, Chats
from bot.sandbox.telegram.errors import Refused
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.parameters import Given
from bot.sandbox.world import World

_KEPT = timedelta(hours=24)
_REACTIONS = 25
#: Kinds that come only to those who name them.
_ASKED_ONLY = frozenset({"message_reaction_count", "message_reaction", "chat_member"})
_KINDS = _ASKED_ONLY | {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "inline_query", "chosen_inline_result", "callback_query",
    "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost",
}  # fmt: skip


class Updates:
    """The queue of one bot."""

    def __init__(self, world: World, chats: Chats, messages: Messages) -> None:
        self._world = world
        self._chats = chats
        self._messages = messages

    def posted(self, identity: int, channel: str) -> None:
        """A post that the bot did not make waits to be told."""
        self._put("channel_post", self._messages.shown(identity, channel))

    def read(self, given: Given, caller: Caller, channel: str) -> list[dict[str, Any]]:
        """getUpdates. Raises Refused."""
        if self._world.switches.get("telegram", "webhook", default=False):
            raise Refused("webhook")
        if self._world.switches.get("telegram", "other_poller", default=False):
            raise Refused("other-poller")
        if not 1 <= given.number("limit", 100) <= 100:
            self._world.violation("telegram", "getUpdates takes a limit of 1 to 100")
        allowed = self._allowed(given)
        if caller.status != "administrator":
            return []
        if "message_reaction_count" in allowed:
            self._count_reactions(channel)
        waiting = self._waiting()
        offset = given.number("offset")
        if offset < 0:
            waiting = waiting[offset:]
            offset = waiting[0]["update_id"] if waiting else 0
        if offset:
            self._world.state.put("telegram", "counter", "confirmed", {"before": offset})
        shown = [entry for entry in waiting if entry["update_id"] >= offset and allowed & set(entry)]
        return shown[: max(1, min(given.number("limit", 100), 100))]

    def _allowed(self, given: Given) -> frozenset[str]:
        """The kinds asked for; an empty list means all that need not be asked for, silence the same as last time."""
        named = given.value("allowed_updates")
        if named is None:
            kept = self._world.state.get("telegram", "counter", "allowed") or {"kinds": []}
            named = kept["kinds"]
        known = [name for name in named if isinstance(name, str) and name in _KINDS] if isinstance(named, list) else []
        if known != named:
            self._world.violation("telegram", "getUpdates asks for updates that do not exist")
        named = known
        self._world.state.put("telegram", "counter", "allowed", {"kinds": named})
        return frozenset(named) or _KINDS - _ASKED_ONLY

    def _waiting(self) -> list[dict[str, Any]]:
        since = self._world.now() - _KEPT
        before = (self._world.state.get("telegram", "counter", "confirmed") or {"before": 0})["before"]
        return [
            entry["update"]
            for entry in self._world.state.all("telegram", "update")
            if datetime.fromisoformat(entry["at"]) >= since and entry["update"]["update_id"] >= before
        ]

    def _count_reactions(self, channel: str) -> None:
        """One update for each post whose count has grown since it was last told."""
        for post in self._world.wall("telegram"):
            count = self._world.figure("telegram", post.id, "reactions", _REACTIONS)
            told = (self._world.state.get("telegram", "reactions", post.id) or {"count": 0})["count"]
            if count != told:
                self._world.state.put("telegram", "reactions", post.id, {"count": count})
                reactions = [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": count}]
                fresh = {"chat": self._chats.chat(channel), "message_id": int(post.id), "reactions": reactions}
                self._put("message_reaction_count", fresh | {"date": int(self._world.now().timestamp())})

    def _put(self, kind: str, what: dict[str, Any]) -> None:
        number = 100_000 + self._world.new_id("telegram", "update")
        update = {"update_id": number, kind: what}
        at = self._world.now().isoformat()
        self._world.state.put("telegram", "update", str(number), {"update": update, "at": at})
